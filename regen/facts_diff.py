"""Compares what two facts.py say, and finds the hand-written lines that read what changed."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import frozen

from regen.wire.findings import Finding, Level

MAX_READERS = 3
"""Lines named for one fact."""


def compare(old: Mapping[str, Any], new: Mapping[str, Any], readers: "Readers") -> list[Finding]:
    """What changed in the facts, each with the lines of the overlay that read it."""
    before, after = dict(_leaves("", old)), dict(_leaves("", new))
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    changed = [place for place in {**before, **after} if before.get(place, ...) != after.get(place, ...)]
    for place in _topmost(changed, before, after):
        key = (_beyond_operation(place), repr(before.get(place, ...)), repr(after.get(place, ...)))
        groups[key].append(place)
    return [
        _finding(fact, sorted(places), before.get(places[0]), after.get(places[0]), readers)
        for (fact, _, _), places in groups.items()
    ]


def _leaves(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for name, entry in value.items():
            yield from _leaves(f"{place}.{name}" if place else str(name), entry)
    else:
        yield place, value


def _topmost(changed: Iterable[str], before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """One place for what came or went whole: a new field, not each of its ten limits."""
    told: set[str] = set()
    for place in changed:
        top = place
        for side in (before, after):
            while "." in top and not any(_is_below(other, top.rpartition(".")[0]) for other in side):
                top = top.rpartition(".")[0]
        if (place in before and place in after) or top == place:
            yield place
        elif top not in told:
            told.add(top)
            yield place


def _is_below(place: str, above: str) -> bool:
    return place.startswith(f"{above}.")


def _beyond_operation(place: str) -> str:
    """The same fact of several operations is one."""
    parts = place.split(".")
    return ".".join(parts[2:]) if parts[0] == "OPERATIONS" and len(parts) > 2 else place  # noqa: PLR2004


def _finding(fact: str, places: list[str], before: Any, after: Any, readers: "Readers") -> Finding:
    came = (before is None and after is not None) or (before in (None, [], ()) and bool(after))
    grew = isinstance(before, list) and isinstance(after, list) and all(entry in after for entry in before)
    rule, level = ("fact-grew", Level.ADDITIVE) if grew else ("fact-changed", Level.WARN)
    if came and not _limits(fact):
        rule, level = "fact-added", Level.ADDITIVE
    return Finding(
        plane="facts",
        rule=rule,
        level=level,
        where=fact,
        message=_message(before, after),
        old=before,
        new=after,
        places=tuple(sorted({place.split(".")[1] for place in places if place.startswith("OPERATIONS.")})),
        source=", ".join(readers.of(fact)[:MAX_READERS]),
    )


_LIMITS = frozenset(
    {"minimum", "maximum", "multiple_of", "min_length", "max_length", "min_items", "max_items", "default"}
)


def _limits(fact: str) -> bool:
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
        for name in reversed(fact.split(".")):
            if name in self._lines:
                return self._lines[name]
        return []


def _name_read(node: ast.AST) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return node.slice.value
    return None
