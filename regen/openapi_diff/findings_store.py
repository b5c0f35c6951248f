"""Collects findings, so that each change is reported once, with all operations that it affects.

Each pair of nodes is compared once. The store records which pair led to which: a change in a shared component is added
to that component's pair, and the operations are found by walking back from there.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterator
from typing import Any

import attrs
from attrs import define, field

from regen.openapi_diff.findings import Finding, Level
from regen.openapi_diff.schema import Bound
from regen.openapi_diff.spec import first_pointer, to_readable

UnitKey = Hashable
"""Identifies a pair of nodes under comparison."""


@define
class Unit:
    """A pair of nodes: what was found there, and the pairs that led to it."""

    findings: list[tuple[str, Finding]] = field(factory=list)
    """Each with its topic: the rule without the direction."""
    reached_from: set[UnitKey] = field(factory=set)
    operation: str | None = None
    """The operation's label, if the pair is one of operations."""


class FindingsStore:
    """Findings by unit."""

    def __init__(self) -> None:
        self._units: dict[UnitKey, Unit] = {}

    def open(self, key: UnitKey, reached_from: UnitKey | None = None, operation: str | None = None) -> bool:
        """Record that a unit is reached. Return whether it is new, so that its comparison is still to be done."""
        is_new = key not in self._units
        unit = self._units.setdefault(key, Unit(operation=operation))
        if reached_from is not None:
            unit.reached_from.add(reached_from)
        return is_new

    def add(
        self,
        key: UnitKey,
        rule: str,
        level: Level,
        message: str,
        location: str,
        old: Any = None,
        new: Any = None,
        *,
        name: str = "",
        topic: str | None = None,
    ) -> None:
        """Add a finding to a unit; `message` may contain `{name}`, `{old}` and `{new}`."""
        pointer = first_pointer(location)
        old, new = _to_json(old), _to_json(new)
        text = message.format(name=name, old=_to_text(old), new=_to_text(new))
        finding = Finding("wire", rule, level, to_readable(pointer), text, old, new, pointer)
        self._units[key].findings.append((topic or rule, finding))

    def findings(self) -> Iterator[Finding]:
        """Yield every finding once, at its worst level in either direction, with the operations it affects."""
        merged: dict[tuple[str, ...], Finding] = {}
        operations: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for key, unit in self._units.items():
            if not unit.findings:
                continue
            affected = self._operations(key)
            for topic, finding in unit.findings:
                cause: tuple[str, ...] = (topic, finding.pointer, repr(finding.old), repr(finding.new), finding.message)
                operations[cause] |= affected
                if cause not in merged or merged[cause].level < finding.level:
                    merged[cause] = finding
        for cause, finding in merged.items():
            yield attrs.evolve(finding, places=tuple(sorted(operations[cause])))

    def _operations(self, key: UnitKey) -> set[str]:
        found: set[str] = set()
        seen, todo = {key}, deque([key])
        while todo:
            unit = self._units[todo.popleft()]
            if unit.operation is not None:
                found.add(unit.operation)
            fresh = unit.reached_from - seen
            seen |= fresh
            todo.extend(fresh)
        return found


def _to_json(value: Any) -> Any:
    if isinstance(value, Bound):
        return str(value) if value.is_exclusive else value.value
    if isinstance(value, tuple | list):
        return [_to_json(entry) for entry in value]
    return value


def _to_text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
