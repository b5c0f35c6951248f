"""Compares two recorded surfaces of the generated package."""

import operator
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
from attrs import frozen

from regen.build.surface import Surface, union_members
from regen.checks.surface_rules import MAX_POSITIONAL, RULES
from regen.openapi_diff import Direction, Finding, Level

_WORD = re.compile(r"[A-Za-z_]\w*")
Roles = Mapping[str, frozenset[Direction]]
BOTH = frozenset(Direction)


@frozen
class _Change:
    """A change of one function or class, before equal changes of others are merged with it."""

    rule: str
    where: str
    directions: frozenset[Direction]
    name: str = ""
    old: Any = None
    new: Any = None

    def finding(self) -> Finding:
        rule = RULES[self.rule]
        level = max((rule.level(direction) for direction in self.directions or BOTH), default=Level.NONE)
        message = rule.message.format(name=self.name, old=self.old, new=self.new)
        return Finding("python", self.rule, level, self.where, message, self.old, self.new)


def compare(old: Surface, new: Surface) -> list[Finding]:
    """Return what users of the package notice, the worst first."""
    changes = [*_functions(old["functions"], new["functions"]), *_classes(old, new)]
    findings = _merge(changes)
    return sorted(findings, key=lambda finding: (-finding.level, finding.where, finding.rule))


def _merge(changes: Iterable[_Change]) -> Iterator[Finding]:
    """Merge equal changes: of the sync and async forms of a function, of models that share a property by `allOf`."""
    groups: dict[tuple[Any, ...], dict[str, _Change]] = defaultdict(dict)
    for change in changes:
        is_single = change.rule.startswith(("function-", "class-"))
        key = (change.rule, change.where if is_single else "", change.name, repr(change.old), repr(change.new))
        groups[key].setdefault(change.where, change)
    for group in groups.values():
        findings = [change.finding() for change in group.values()]
        first = max(findings, key=lambda finding: finding.level)
        places = tuple(sorted(group)) if len(group) > 1 else ()
        more = f" and {len(group) - 1} more" if len(group) > 1 else ""
        yield attrs.evolve(first, where=first.where + more, places=places)


def roles(surface: Surface) -> Roles:
    """Return the directions in which the data of each class flows, by following annotations from the functions."""
    # A model and the TypedDict of its options have one name.
    by_name: dict[str, list[str]] = defaultdict(list)
    for path, entry in surface["classes"].items():
        by_name[path.rpartition(".")[2]] += [field["type"] for field in entry.get("fields", {}).values()]
    sent, received = set[str](), set[str]()
    for path, signature in surface["functions"].items():
        if path.endswith("._get_kwargs"):
            for parameter in signature["parameters"].values():
                sent |= _reached(parameter["type"], by_name)
        else:
            received |= _reached(signature["returns"], by_name)
    return {
        name: frozenset(
            direction
            for direction, reached in ((Direction.REQUEST, sent), (Direction.RESPONSE, received))
            if name in reached
        )
        for name in by_name
    }


def _reached(annotation: str, by_name: Mapping[str, Sequence[str]]) -> set[str]:
    found, todo = set[str](), set(_WORD.findall(annotation)) & by_name.keys()
    while todo:
        name = todo.pop()
        found.add(name)
        for inner in by_name[name]:
            todo |= (set(_WORD.findall(inner)) & by_name.keys()) - found
    return found


# Functions.


def _functions(old: Surface, new: Surface) -> Iterator[_Change]:
    removed, added = _modules(old.keys() - new.keys()), _modules(new.keys() - old.keys())
    for module, names in list(removed.items()):
        moved = _moved_to(module, names, added, old, new)
        if moved is not None:
            yield _Change("function-moved", module, BOTH, old=module, new=moved)
            del removed[module], added[moved]
            for name in names & {path.rpartition(".")[2] for path in new if path.startswith(f"{moved}.")}:
                yield from _signature(moved, old[f"{module}.{name}"], new[f"{moved}.{name}"])
    for module in removed:
        yield _Change("function-removed", module, BOTH)
    for module in added:
        yield _Change("function-added", module, BOTH)
    for path in sorted(old.keys() & new.keys()):
        yield from _signature(path.rpartition(".")[0], old[path], new[path])


def _moved_to(module: str, names: set[str], added: Mapping[str, set[str]], old: Surface, new: Surface) -> str | None:
    """The new module that an old one became: the same name under another tag, else the same functions."""
    last = module.rpartition(".")[2]
    for other, functions in added.items():
        if other.rpartition(".")[2] == last:
            return other
        if functions == names and all(old[f"{module}.{name}"] == new[f"{other}.{name}"] for name in names):
            return other
    return None


def _modules(paths: Iterable[str]) -> dict[str, set[str]]:
    modules: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        module, _, name = path.rpartition(".")
        modules[module].add(name)
    return dict(sorted(modules.items()))


def _signature(where: str, old: Surface, new: Surface) -> Iterator[_Change]:
    sends = frozenset({Direction.REQUEST})
    yield from _arguments(where, old["parameters"], new["parameters"], "parameter", sends)
    # `sync_detailed` wraps in a Response what `sync` returns: the inner type is compared.
    if (before := _unwrapped(old["returns"])) != (after := _unwrapped(new["returns"])):
        yield _Change(_type_rule(before, after), where, frozenset({Direction.RESPONSE}), "the result", before, after)


def _unwrapped(annotation: str) -> str:
    inner = annotation.removeprefix("Response[").removesuffix("]") if annotation.startswith("Response[") else annotation
    return " | ".join(sorted({*union_members(inner)} - {"None"}))


# Classes.


def _classes(old: Surface, new: Surface) -> Iterator[_Change]:
    before, after = old["classes"], new["classes"]
    flows_before, flows_after = roles(old), roles(new)
    removed, added, renamed = _parted(before, after, _has_shape)
    for path, other in renamed:
        names = (path.rpartition(".")[2], other.rpartition(".")[2])
        yield _Change("class-renamed", names[0], BOTH, old=names[0], new=names[1])
    for path in removed:
        yield _Change("class-removed", path.rpartition(".")[2], BOTH)
    for path in added:
        yield _Change("class-added", path.rpartition(".")[2], BOTH)
    for path in before:
        if path in after:
            name = path.rpartition(".")[2]
            directions = flows_before.get(name, frozenset()) | flows_after.get(name, frozenset())
            yield from _class(name, before[path], after[path], directions or BOTH)


def _parted(
    old: Surface, new: Surface, is_same: Callable[[Any, Any], bool]
) -> tuple[Surface, Surface, list[tuple[str, str]]]:
    """What was removed, what was added, and what was renamed: the same under another name."""
    removed = {name: entry for name, entry in old.items() if name not in new}
    added = {name: entry for name, entry in new.items() if name not in old}
    renamed = []
    for name, entry in list(removed.items()):
        other = next((other for other in added if is_same(added[other], entry)), None)
        if other is not None:
            renamed.append((name, other))
            del removed[name], added[other]
    return removed, added, renamed


def _has_shape(one: Surface, other: Surface) -> bool:
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
    for method in sorted(old["methods"].keys() & new["methods"].keys()):
        yield from _signature(f"{name}.{method}", old["methods"][method], new["methods"][method])
    for method in sorted(old["methods"].keys() ^ new["methods"].keys()):
        if method not in _FOLLOW_FROM_FIELDS:
            rule = "function-removed" if method in old["methods"] else "function-added"
            yield _Change(rule, f"{name}.{method}", BOTH)


_FOLLOW_FROM_FIELDS = frozenset({"additional_keys", "to_multipart"})
"""Methods that are added and removed with changes that are reported already."""


def _members(name: str, old: Surface, new: Surface, directions: frozenset[Direction]) -> Iterator[_Change]:
    removed, added, renamed = _parted(old, new, operator.eq)
    for member, other in renamed:
        yield _Change("member-renamed", name, BOTH, old=member, new=other)
    for member, value in removed.items():
        yield _Change("member-removed", name, directions, member, old=value)
    for member, value in added.items():
        yield _Change("member-added", name, directions, member, new=value)
    for member in sorted(old.keys() & new.keys()):
        if old[member] != new[member]:
            yield _Change("member-changed", name, BOTH, member, old[member], new[member])


# Arguments: of functions, and of the constructors of models.


def _arguments(
    where: str, old: Surface, new: Surface, kind: str, directions: frozenset[Direction]
) -> Iterator[_Change]:
    removed, added = {n: old[n] for n in old if n not in new}, {n: new[n] for n in new if n not in old}
    if len(removed) == len(added) == 1 and [*removed.values()] == [*added.values()]:
        [was], [now] = removed, added
        yield _Change(f"{kind}-renamed", where, directions, old=was, new=now)
        removed, added = {}, {}
    for name, entry in removed.items():
        yield _Change(f"{kind}-removed", where, directions, name, old=entry["type"])
    for name, entry in added.items():
        need = "optional" if "default" in entry else "required"
        yield _Change(f"{need}-{kind}-added", where, directions, name, new=entry["type"])
    for name in [name for name in old if name in new]:
        yield from _argument(where, name, old[name], new[name], directions)
    if not removed:
        yield from _order(where, old, new, directions)


def _argument(where: str, name: str, old: Surface, new: Surface, directions: frozenset[Direction]) -> Iterator[_Change]:
    if ("default" in old) != ("default" in new):
        yield _Change("became-optional" if "default" in new else "became-required", where, directions, name)
    elif old.get("default") != new.get("default"):
        yield _Change("default-changed", where, directions, name, old["default"], new["default"])
    before, after = _without_unset(old["type"]), _without_unset(new["type"])
    if before != after:
        yield _Change(_type_rule(before, after), where, directions, name, before, after)
    if new["keyword_only"] and not old["keyword_only"]:
        yield _Change("keyword-only", where, directions, name)


def _without_unset(annotation: str) -> str:
    """The type without `Unset`: whether an argument may be left out shows in the default."""
    return " | ".join(member for member in union_members(annotation) if member != "Unset")


def _order(where: str, old: Surface, new: Surface, directions: frozenset[Direction]) -> Iterator[_Change]:
    before, after = (
        [name for name, entry in side.items() if not entry["keyword_only"] and name != "self"] for side in (old, new)
    )
    for position, (was, now) in enumerate(zip(before, after, strict=False)):
        if was != now and was in after and now not in before[:position]:
            rule = "order-changed" if position < MAX_POSITIONAL else "late-order-changed"
            yield _Change(rule, where, directions, old=was, new=now)
            return


_PROMOTIONS = {"int": "float"}
"""Types that are accepted as others: Python's numeric tower."""


def _type_rule(before: str, after: str) -> str:
    old, new = set(union_members(before)), set(union_members(after))
    if _is_subtype(old, new):
        return "type-widened"
    return "type-narrowed" if _is_subtype(new, old) else "type-changed"


def _is_subtype(narrow: set[str], wide: set[str]) -> bool:
    if "Any" in wide:
        return True
    return all(member in wide or _PROMOTIONS.get(member) in wide for member in narrow)
