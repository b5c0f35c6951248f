"""Compares the values of two facts.py, and finds the hand-written lines that read what changed."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import field, frozen

from regen.build.fact_types import Field, FilePart
from regen.openapi_diff import Finding, Level

MAX_READERS = 3
"""Lines named for one fact."""


def compare(old: Mapping[str, Any], new: Mapping[str, Any], readers: "Readers") -> list[Finding]:
    """Return what changed in the facts, each with the lines of the overlay that read it."""
    before, after = dict(_leaves((), old)), dict(_leaves((), new))
    groups: dict[tuple[_Path, str, str], list[_Change]] = defaultdict(list)
    for change in _changes(before, after):
        groups[_without_operation(change.path), repr(change.old), repr(change.new)].append(change)
    return [_finding(fact, group, readers) for (fact, _, _), group in groups.items()]


@frozen
class Added:
    """An operation that is new, or an option that is new to one."""

    operation: str
    edition: str
    option: str = ""
    """Empty if the operation is new as a whole."""
    facts: Mapping[str, Any] = field(factory=dict)
    """What the facts say of the option."""


def added(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Added]:
    """Yield each operation, and each option of an operation, that the new facts alone have."""
    for name, operation in new["OPERATIONS"].items():
        if name not in old["OPERATIONS"]:
            yield Added(name, operation.get("edition", ""))
            continue
        before = old["OPERATIONS"][name]["options"]
        for option, facts in operation["options"].items():
            if option not in before:
                yield Added(name, operation.get("edition", ""), option, facts)


_Path = tuple[str, ...]
"""The keys that lead to a fact."""
_ALL = "everything below"
"""Stands for the value of what was added or removed with several facts below it."""


@frozen
class _Change:
    """A fact with another value, or one that was added or removed."""

    path: _Path
    old: Any
    new: Any
    whole: bool = False
    """It was added or removed with everything below it."""


def _leaves(path: _Path, value: Any) -> Iterator[tuple[_Path, Any]]:
    if isinstance(value, Mapping) and value:
        for name, entry in value.items():
            yield from _leaves((*path, str(name)), entry)
    else:
        yield path, value


def _changes(before: Mapping[_Path, Any], after: Mapping[_Path, Any]) -> Iterator[_Change]:
    """Yield the changes; what was added or removed whole is one: a new field, not each of its ten limits."""
    seen: set[_Path] = set()
    parents_before, parents_after = _parents(before), _parents(after)
    for path in {**before, **after}:
        if _was_empty(path, before, parents_after) or _was_empty(path, after, parents_before):
            continue
        was, now = before.get(path), after.get(path)
        if path in before and path in after:
            if was != now:
                yield _Change(path, was, now)
            continue
        others = parents_after if path in before else parents_before
        top = path
        while len(top) > 1 and top[:-1] not in others:
            top = top[:-1]
        if top not in seen:
            seen.add(top)
            entry = was if path in before else now
            value = entry if top == path else _ALL
            was, now = (value, None) if path in before else (None, value)
            yield _Change(top, was, now, whole=True)


def _was_empty(path: _Path, facts: Mapping[_Path, Any], others: set[_Path]) -> bool:
    """Whether nothing was said where the other facts say something, which is reported as that."""
    return path in facts and facts[path] in (None, {}) and path in others


def _parents(paths: Iterable[_Path]) -> set[_Path]:
    return {path[:length] for path in paths for length in range(1, len(path))}


def _without_operation(path: _Path) -> _Path:
    """The path below the operation: a change that several operations share is one finding."""
    return path[2:] if path[0] == "OPERATIONS" and len(path) > 2 else path  # noqa: PLR2004 - OPERATIONS and its id


def _finding(fact: _Path, group: Sequence[_Change], readers: "Readers") -> Finding:
    change = group[0]
    before, after = change.old, change.new
    subject = fact[0]
    if fact[-1] == "description" and not change.whole:
        rule, level = "fact-reworded", Level.DOC
    elif subject == "credits":
        rule, level = "price-changed", Level.WARN
    elif subject in _RESTRICTIONS:
        rule, level = "restriction-changed", Level.WARN
    elif isinstance(before, list) and isinstance(after, list) and all(entry in after for entry in before):
        rule, level = "fact-grew", Level.ADDITIVE
    elif before is None and (change.whole or not _is_limit(fact[-1])):
        rule, level = "fact-added", Level.ADDITIVE
    else:
        rule, level = "fact-changed", Level.WARN
    paths = [each.path for each in group]
    return Finding(
        check="facts",
        rule=rule,
        level=level,
        where=".".join(fact),
        message=_message(before, after),
        old=before,
        new=after,
        places=tuple(sorted({path[1] for path in paths if path[0] == "OPERATIONS" and len(path) > 1})),
        source=", ".join(readers.of(paths)[:MAX_READERS]),
    )


_RESTRICTIONS = frozenset(
    {"requires", "excludes", "one_of", "sizes_by_engine", "sides_by_engine", "min_pixels_by_engine"}
)
"""Facts of an operation that refuse more the more of them there are. The comparison of documents says which way."""
_LIMITS = frozenset({"minimum", "maximum", "multiple_of", "default"})


def _is_limit(name: str) -> bool:
    return name in _LIMITS or name.startswith(("max_", "min_"))


def _message(before: Any, after: Any) -> str:
    if _ALL in (before, after):
        return "added" if before is None else "removed"
    if not (isinstance(before, list) and isinstance(after, list)):
        return f"{_show(before)} → {_show(after)}"
    removed, added = [one for one in before if one not in after], [one for one in after if one not in before]
    parts = [*(f"removed: {one}" for one in removed), *(f"new: {one}" for one in added)]
    return ", ".join(parts) or "another order"


def _show(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value in (None, "") else str(value)


_ATTRIBUTES = frozenset((*Field._fields, *FilePart._fields))
"""Names that every option and file has: a line that reads `.maximum` of any option follows by itself."""
_NAMED_BY_CONTRACT = frozenset({"options", "files", "headers", "error_names"})
"""Facts of an operation whose entries code names; of the others it names the fact itself, such as `credits`."""
_AMBIGUOUS = frozenset({"headers", "method", "path", "type", "options", "files", "body", "result"})
"""Names of facts that stand for much else too: a line with nothing but such a name says nothing."""


@frozen(slots=False)
class Readers:
    """The lines of hand-written code that read facts by name."""

    root: Path
    folder: Path
    editions: Mapping[str, str] = field(factory=dict)
    """From operations to their editions. A module that is named after one edition reads facts of no other."""

    @cached_property
    def _reads(self) -> list[tuple[_Path, str]]:
        """The names in each expression such as `facts.OPERATIONS["a"].options[name]`, with its `file:line`."""
        found: list[tuple[_Path, str]] = []
        for file in sorted(self.folder.rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            if "facts" in text:
                name = file.relative_to(self.root).as_posix()
                found += [(names, f"{name}:{line}") for names, line in _named(ast.parse(text))]
        return found

    def of(self, paths: Iterable[_Path]) -> list[str]:
        """Return the lines that name the subject of one of the facts (the option, file or constant)."""
        lines: dict[str, None] = {}
        for path in paths:
            subject = _subject(path)
            edition = self.editions.get(path[1], "") if len(path) > 1 else ""
            for names, line in self._reads:
                if edition and _edition_of(line, set(self.editions.values())) not in ("", edition):
                    continue
                if subject not in names or (names == (subject,) and subject in _AMBIGUOUS):
                    continue
                if _is_within(names[: names.index(subject) + 1], path):
                    lines[line] = None
        return list(lines)


def _subject(path: _Path) -> str:
    """The name by which code would read a fact: that of an option, a file or a constant, not of their limits."""
    if path[0] == "OPERATIONS" and len(path) > 2 and path[2] not in _NAMED_BY_CONTRACT:  # noqa: PLR2004 - below its id
        return path[2]
    return next((name for name in reversed(path) if name not in _ATTRIBUTES), path[-1])


def _edition_of(line: str, editions: set[str]) -> str:
    """The edition that a module is named after; empty if none."""
    return next((word for word in re.split(r"[^a-z0-9]+", line.partition(":")[0]) if word in editions), "")


def _is_within(names: _Path, path: _Path) -> bool:
    """Whether the names stand in the path in this order: another operation's fact of the same name does not."""
    steps = iter(path)
    return all(name in steps for name in names)


def _named(tree: ast.AST) -> Iterator[tuple[_Path, int]]:
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Subscript)}
    keys = {id(node.slice) for node in ast.walk(tree) if isinstance(node, ast.Subscript)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and id(node) not in inner:
            yield tuple(_names(node)), node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in keys:
            yield (node.value,), node.lineno


def _names(node: ast.AST) -> Iterator[str]:
    """Yield the attributes and constant keys of a chain, the first one first."""
    if isinstance(node, ast.Attribute):
        yield from _names(node.value)
        yield node.attr
    elif isinstance(node, ast.Subscript):
        yield from _names(node.value)
        if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
            yield node.slice.value
