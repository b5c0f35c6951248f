"""Compares two recorded surfaces of the generated package."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs
from attrs import frozen

from regen.build.surface import Surface, union_members
from regen.checks.surface_rules import FEW_POSITIONAL, RULES
from regen.openapi_diff import Direction, Finding, Level

_NAME = re.compile(r"[A-Za-z_]\w*")
Roles = Mapping[str, frozenset[Direction]]
BOTH = frozenset(Direction)


@frozen
class _Change:
    """A finding before it is known whether other places changed alike."""

    topic: str
    where: str
    directions: frozenset[Direction]
    name: str = ""
    old: Any = None
    new: Any = None

    def finding(self) -> Finding:
        rule = RULES[self.topic]
        level = max((rule.level(direction) for direction in self.directions or BOTH), default=Level.NONE)
        message = rule.message.format(name=self.name, old=self.old, new=self.new)
        return Finding("python", self.topic, level, self.where, message, self.old, self.new)


def compare(old: Surface, new: Surface) -> list[Finding]:
    """What who imports the generated package notices, the worst first."""
    changes = [*_functions(old["functions"], new["functions"]), *_classes(old, new)]
    findings = _grouped(change for change in changes)
    return sorted(findings, key=lambda finding: (-finding.level, finding.where, finding.rule))


def _grouped(changes: Iterable[_Change]) -> Iterator[Finding]:
    """The sync and async forms of a function, and models that share a property by `allOf`, change as one."""
    groups: dict[tuple[Any, ...], dict[str, _Change]] = defaultdict(dict)
    for change in changes:
        alone = change.topic.startswith(("function-", "class-"))
        key = (change.topic, change.where if alone else "", change.name, repr(change.old), repr(change.new))
        groups[key].setdefault(change.where, change)
    for group in groups.values():
        findings = [change.finding() for change in group.values()]
        first = max(findings, key=lambda finding: finding.level)
        places = tuple(sorted(group)) if len(group) > 1 else ()
        more = f" and {len(group) - 1} more alike" if len(group) > 1 else ""
        yield attrs.evolve(first, where=first.where + more, places=places)


def roles(surface: Surface) -> Roles:
    """From the name of each class to the ways its data flows, by following annotations from the functions."""
    by_name = {place.rpartition(".")[2]: entry for place, entry in surface["classes"].items()}
    sent, received = set[str](), set[str]()
    for place, signature in surface["functions"].items():
        if place.endswith("._get_kwargs"):
            for parameter in signature["parameters"].values():
                sent |= _reached(parameter["type"], by_name)
        else:
            received |= _reached(signature["returns"], by_name)
    return {
        name: frozenset(
            way for way, reached in ((Direction.REQUEST, sent), (Direction.RESPONSE, received)) if name in reached
        )
        for name in by_name
    }


def _reached(annotation: str, by_name: Mapping[str, Any]) -> set[str]:
    found, todo = set[str](), set(_NAME.findall(annotation)) & by_name.keys()
    while todo:
        name = todo.pop()
        found.add(name)
        for entry in by_name[name].get("fields", {}).values():
            todo |= (set(_NAME.findall(entry["type"])) & by_name.keys()) - found
    return found


# Functions.


def _functions(old: Surface, new: Surface) -> Iterator[_Change]:
    gone, come = _modules(old.keys() - new.keys()), _modules(new.keys() - old.keys())
    for module, names in list(gone.items()):
        twin = _twin(module, names, come, old, new)
        if twin is not None:
            yield _Change("function-moved", module, BOTH, old=module, new=twin)
            del gone[module], come[twin]
            for name in names & {place.rpartition(".")[2] for place in new if place.startswith(f"{twin}.")}:
                yield from _signature(twin, old[f"{module}.{name}"], new[f"{twin}.{name}"])
    for module in gone:
        yield _Change("function-removed", module, BOTH)
    for module in come:
        yield _Change("function-added", module, BOTH)
    for place in old.keys() & new.keys():
        yield from _signature(place.rpartition(".")[0], old[place], new[place])


def _twin(module: str, names: set[str], come: Mapping[str, set[str]], old: Surface, new: Surface) -> str | None:
    """The new module that an old one became: the same name under another tag, else the same functions."""
    last = module.rpartition(".")[2]
    for other, theirs in come.items():
        if other.rpartition(".")[2] == last:
            return other
        if theirs == names and all(old[f"{module}.{name}"] == new[f"{other}.{name}"] for name in names):
            return other
    return None


def _modules(places: Iterable[str]) -> dict[str, set[str]]:
    modules: dict[str, set[str]] = defaultdict(set)
    for place in places:
        module, _, name = place.rpartition(".")
        modules[module].add(name)
    return dict(sorted(modules.items()))


def _signature(where: str, old: Surface, new: Surface) -> Iterator[_Change]:
    sends = frozenset({Direction.REQUEST})
    yield from _arguments(where, old["parameters"], new["parameters"], "parameter", sends)
    # The whole answer comes wrapped by `sync_detailed` and bare by `sync`: what is within is compared.
    if (before := _unwrapped(old["returns"])) != (after := _unwrapped(new["returns"])):
        yield _Change(_type_topic(before, after), where, frozenset({Direction.RESPONSE}), "the answer", before, after)


def _unwrapped(annotation: str) -> str:
    inner = annotation.removeprefix("Response[").removesuffix("]") if annotation.startswith("Response[") else annotation
    return " | ".join(sorted({*union_members(inner)} - {"None"}))


# Classes.


def _classes(old: Surface, new: Surface) -> Iterator[_Change]:
    before, after = old["classes"], new["classes"]
    flows_before, flows_after = roles(old), roles(new)
    gone = {place: before[place] for place in before if place not in after}
    come = {place: after[place] for place in after if place not in before}
    for place, entry in list(gone.items()):
        twin = next((other for other in come if _same_shape(come[other], entry)), None)
        if twin is not None:
            names = (place.rpartition(".")[2], twin.rpartition(".")[2])
            yield _Change("class-renamed", names[0], BOTH, old=names[0], new=names[1])
            del gone[place], come[twin]
    for place in gone:
        yield _Change("class-removed", place.rpartition(".")[2], BOTH)
    for place in come:
        yield _Change("class-added", place.rpartition(".")[2], BOTH)
    for place in before:
        if place in after:
            name = place.rpartition(".")[2]
            directions = flows_before.get(name, frozenset()) | flows_after.get(name, frozenset())
            yield from _class(name, before[place], after[place], directions or BOTH)


def _same_shape(one: Surface, other: Surface) -> bool:
    members = one.get("fields") or one.get("members")
    return members is not None and {**one, "methods": None} == {**other, "methods": None}


def _class(name: str, old: Surface, new: Surface, directions: frozenset[Direction]) -> Iterator[_Change]:
    if old["kind"] != new["kind"]:
        yield _Change("class-kind-changed", name, BOTH, old=old["kind"], new=new["kind"])
        return
    if old["kind"] == "enum":
        yield from _members(name, old["members"], new["members"], directions)
        return
    if old["kind"] == "model":
        yield from _arguments(name, old["fields"], new["fields"], "field", directions)
        if old["open"] != new["open"]:
            yield _Change("unknown-fields-kept" if new["open"] else "unknown-fields-refused", name, directions)
    for method in old["methods"].keys() & new["methods"].keys():
        yield from _signature(f"{name}.{method}", old["methods"][method], new["methods"][method])
    for method in sorted(old["methods"].keys() ^ new["methods"].keys()):
        if method not in _MADE_FOR_FIELDS:
            topic = "function-removed" if method in old["methods"] else "function-added"
            yield _Change(topic, f"{name}.{method}", BOTH)


_MADE_FOR_FIELDS = frozenset({"additional_keys", "to_multipart"})
"""Methods that come and go with what is told already."""


def _members(name: str, old: Surface, new: Surface, directions: frozenset[Direction]) -> Iterator[_Change]:
    gone = {member: value for member, value in old.items() if member not in new}
    come = {member: value for member, value in new.items() if member not in old}
    for member, value in list(gone.items()):
        twin = next((other for other in come if come[other] == value), None)
        if twin is not None:
            yield _Change("member-renamed", name, BOTH, old=member, new=twin)
            del gone[member], come[twin]
    for member, value in gone.items():
        yield _Change("member-removed", name, directions, member, old=value)
    for member, value in come.items():
        yield _Change("member-added", name, directions, member, new=value)
    for member in old.keys() & new.keys():
        if old[member] != new[member]:
            yield _Change("member-changed", name, BOTH, member, old[member], new[member])


# Arguments: of functions, and of the constructors of models.


def _arguments(
    where: str, old: Surface, new: Surface, kind: str, directions: frozenset[Direction]
) -> Iterator[_Change]:
    gone, come = {n: old[n] for n in old if n not in new}, {n: new[n] for n in new if n not in old}
    if len(gone) == len(come) == 1 and [*gone.values()] == [*come.values()]:
        [was], [now] = gone, come
        yield _Change(f"{kind}-renamed", where, directions, old=was, new=now)
        gone, come = {}, {}
    for name, entry in gone.items():
        yield _Change(f"{kind}-removed", where, directions, name, old=entry["type"])
    for name, entry in come.items():
        need = "optional" if "default" in entry else "required"
        yield _Change(f"{need}-{kind}-added", where, directions, name, new=entry["type"])
    for name in [name for name in old if name in new]:
        yield from _argument(where, name, old[name], new[name], directions)
    if not gone:
        yield from _order(where, old, new, directions)


def _argument(where: str, name: str, old: Surface, new: Surface, directions: frozenset[Direction]) -> Iterator[_Change]:
    if ("default" in old) != ("default" in new):
        yield _Change("became-optional" if "default" in new else "became-required", where, directions, name)
    elif old.get("default") != new.get("default"):
        yield _Change("default-changed", where, directions, name, old["default"], new["default"])
    before, after = _without_unset(old["type"]), _without_unset(new["type"])
    if before != after:
        yield _Change(_type_topic(before, after), where, directions, name, before, after)
    if new["keyword_only"] and not old["keyword_only"]:
        yield _Change("keyword-only", where, directions, name)


def _without_unset(annotation: str) -> str:
    """Being left out is told by the default."""
    return " | ".join(member for member in union_members(annotation) if member != "Unset")


def _order(where: str, old: Surface, new: Surface, directions: frozenset[Direction]) -> Iterator[_Change]:
    before, after = (
        [name for name, entry in side.items() if not entry["keyword_only"] and name != "self"] for side in (old, new)
    )
    for place, (was, now) in enumerate(zip(before, after, strict=False)):
        if was != now and was in after and now not in before[:place]:
            topic = "order-changed" if place < FEW_POSITIONAL else "late-order-changed"
            yield _Change(topic, where, directions, old=was, new=now)
            return


_PART_OF = {"int": "float"}
"""Python's numeric tower."""


def _type_topic(before: str, after: str) -> str:
    old, new = set(union_members(before)), set(union_members(after))
    if _within(old, new):
        return "type-widened"
    return "type-narrowed" if _within(new, old) else "type-changed"


def _within(narrow: set[str], wide: set[str]) -> bool:
    if "Any" in wide:
        return True
    return all(member in wide or _PART_OF.get(member) in wide for member in narrow)
