"""Compares what two facts.py say, and finds the hand-written lines that read what changed."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import frozen

from regen.openapi_diff import Finding, Level

MAX_READERS = 3
"""Lines named for one fact."""


def compare(old: Mapping[str, Any], new: Mapping[str, Any], readers: "Readers") -> list[Finding]:
    """What changed in the facts, each with the lines of the overlay that read it."""
    before, after = dict(_leaves("", old)), dict(_leaves("", new))
    groups: dict[tuple[str, str, str], list[_Change]] = defaultdict(list)
    for change in _changes(before, after):
        groups[_beyond_operation(change.place), repr(change.old), repr(change.new)].append(change)
    return [_finding(fact, group, readers) for (fact, _, _), group in groups.items()]


@frozen
class _Change:
    """One fact that is another one now."""

    place: str
    old: Any
    new: Any
    whole: bool = False
    """It came or went with everything below it."""


def _leaves(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for name, entry in value.items():
            yield from _leaves(f"{place}.{name}" if place else str(name), entry)
    else:
        yield place, value


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[_Change]:
    """What changed; what came or went whole is one change: a new field, not each of its ten limits."""
    told: set[str] = set()
    above_before, above_after = _all_above(before), _all_above(after)
    for place in {**before, **after}:
        was, now = before.get(place), after.get(place)
        if place in before and place in after:
            if was != now:
                yield _Change(place, was, now)
            continue
        other = above_after if place in before else above_before
        top = place
        while "." in top and top.rpartition(".")[0] not in other:
            top = top.rpartition(".")[0]
        if top not in told:
            told.add(top)
            entry = was if place in before else now
            value = entry if top == place else "all of it"
            was, now = (value, None) if place in before else (None, value)
            yield _Change(top, was, now, whole=True)


def _all_above(places: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for place in places:
        while "." in place:
            place = place.rpartition(".")[0]  # noqa: PLW2901 - going up
            found.add(place)
    return found


def _beyond_operation(place: str) -> str:
    """The same fact of several operations is one."""
    parts = place.split(".")
    return ".".join(parts[2:]) if parts[0] == "OPERATIONS" and len(parts) > 2 else place  # noqa: PLR2004


def _finding(fact: str, group: Sequence[_Change], readers: "Readers") -> Finding:
    change = group[0]
    before, after = change.old, change.new
    if isinstance(before, list) and isinstance(after, list) and all(entry in after for entry in before):
        rule, level = "fact-grew", Level.ADDITIVE
    elif before is None and (change.whole or not _is_limit(fact)):
        rule, level = "fact-added", Level.ADDITIVE
    else:
        rule, level = "fact-changed", Level.WARN
    operations = {each.place.split(".")[1] for each in group if each.place.startswith("OPERATIONS.")}
    return Finding(
        plane="facts",
        rule=rule,
        level=level,
        where=fact,
        message=_message(before, after),
        old=before,
        new=after,
        places=tuple(sorted(operations)),
        source=", ".join(readers.of(fact)[:MAX_READERS]),
    )


_LIMITS = frozenset(
    {"minimum", "maximum", "multiple_of", "min_length", "max_length", "min_items", "max_items", "default"}
)


def _is_limit(fact: str) -> bool:
    last = fact.rpartition(".")[2]
    return last in _LIMITS or last.startswith(("max_", "min_"))


def _message(before: Any, after: Any) -> str:
    if not (isinstance(before, list) and isinstance(after, list)):
        return f"{_told(before)} → {_told(after)}"
    gone, come = [one for one in before if one not in after], [one for one in after if one not in before]
    parts = [*(f"no longer {one}" for one in gone), *(f"new: {one}" for one in come)]
    return ", ".join(parts) or "another order"


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)


@frozen(slots=False)
class Readers:
    """The lines of hand-written code that read facts."""

    root: Path
    folder: Path

    @cached_property
    def _lines(self) -> dict[str, list[str]]:
        """From a name to the lines that read it, as an attribute or a key, in modules that know `facts`."""
        found: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self.folder.rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if "facts" not in text:
                continue
            for node in ast.walk(ast.parse(text)):
                name = _name_read(node)
                if name is not None and isinstance(node, ast.expr):
                    place = f"{path.relative_to(self.root).as_posix()}:{node.lineno}"
                    if place not in found[name]:
                        found[name].append(place)
        return found

    def of(self, fact: str) -> list[str]:
        """The lines that read a fact: by its own name, else by what it stands in."""
        parts = fact.split(".")
        for name in (parts[-1], parts[0]):
            if name in self._lines and name not in _EVERYWHERE:
                return self._lines[name]
        return []


_EVERYWHERE = frozenset({"OPERATIONS", "headers", "method", "options", "type"})
"""Names that stand for much else too, so that the lines that hold them tell nothing."""


def _name_read(node: ast.AST) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return node.slice.value
    return None
