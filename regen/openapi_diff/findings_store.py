"""Keeps what a comparison found: each pair of places is compared once, and knows who led there.

That is what makes one finding of one cause. A change in a shared component is noted where it stands, and the operations
it reaches are found afterwards by walking back from it.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterator
from typing import Any

import attrs
from attrs import define, field

from regen.openapi_diff.canonical import Bound
from regen.openapi_diff.findings import Finding, Level
from regen.openapi_diff.spec import readable

Key = Hashable


@define
class Unit:
    """One pair of places: what was found there, and who led to it."""

    findings: list[tuple[str, Finding]] = field(factory=list)
    """Each with its topic: the rule without the direction."""
    reached_from: set[Key] = field(factory=set)
    place: str | None = None
    """The operation, for the unit that is one."""


class Ledger:
    """Findings by unit."""

    def __init__(self) -> None:
        self._units: dict[Key, Unit] = {}

    def open(self, key: Key, reached_from: Key | None = None, place: str | None = None) -> bool:
        """Notes that a unit is reached. Returns whether it is new, so that its comparison is still to be done."""
        is_new = key not in self._units
        unit = self._units.setdefault(key, Unit(place=place))
        if reached_from is not None:
            unit.reached_from.add(reached_from)
        return is_new

    def note(
        self,
        key: Key,
        rule: str,
        level: Level,
        message: str,
        pointer: str,
        old: Any = None,
        new: Any = None,
        *,
        name: str = "",
        topic: str | None = None,
    ) -> None:
        """Adds a finding to a unit."""
        pointer = first_place(pointer)
        text = message.format(name=name, old=shown(old), new=shown(new))
        finding = Finding(
            check="wire",
            rule=rule,
            level=level,
            where=readable(pointer),
            message=text,
            old=told(old),
            new=told(new),
            pointer=pointer,
        )
        self._units[key].findings.append((topic or rule, finding))

    def findings(self) -> Iterator[Finding]:
        """Every finding once, the worst of its directions, with the operations it reaches."""
        merged: dict[tuple[str, str, str, str], Finding] = {}
        places: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
        for key, unit in self._units.items():
            if not unit.findings:
                continue
            reached = self._places(key)
            for topic, finding in unit.findings:
                cause = (topic, finding.pointer, repr(finding.old), repr(finding.new))
                places[cause] |= reached
                if cause not in merged or merged[cause].level < finding.level:
                    merged[cause] = finding
        for cause, finding in merged.items():
            yield attrs.evolve(finding, places=tuple(sorted(places[cause])))

    def worst(self) -> Level:
        """The highest level noted so far."""
        return max((finding.level for unit in self._units.values() for _, finding in unit.findings), default=Level.NONE)

    def _places(self, key: Key) -> set[str]:
        found: set[str] = set()
        seen, todo = {key}, deque([key])
        while todo:
            unit = self._units[todo.popleft()]
            if unit.place is not None:
                found.add(unit.place)
            fresh = unit.reached_from - seen
            seen |= fresh
            todo.extend(fresh)
        return found


def first_place(at: str) -> str:
    """The first of the places that a schema was laid together from."""
    return at.split(" | ", maxsplit=1)[0].split(" & ", maxsplit=1)[0].removesuffix("#own")


def told(value: Any) -> Any:
    """A value as it stands in a report: JSON, whatever it was here."""
    if isinstance(value, Bound):
        return str(value) if value.exclusive else value.value
    if isinstance(value, tuple | list):
        return [told(entry) for entry in value]
    return value


def shown(value: Any) -> str:
    """A value as it stands in a message."""
    value = told(value)
    if isinstance(value, list):
        return ", ".join(str(entry) for entry in value)
    return str(value)
