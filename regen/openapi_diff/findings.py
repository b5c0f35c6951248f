"""The result of a comparison: findings with a level, a location and a fingerprint."""

import hashlib
import json
from collections.abc import Iterable
from enum import IntEnum
from typing import Any

from attrs import frozen


class Level(IntEnum):
    """The severity of a change, in ascending order."""

    NONE = 0
    """Written differently, with the same meaning."""
    DOC = 1
    """Descriptions only."""
    ADDITIVE = 2
    """Everything that worked still works, and something new does."""
    WARN = 3
    """Nothing that kept to the contract fails, but somebody should look."""
    BREAKING = 4
    """Something that kept to the old contract fails under the new one."""

    def __str__(self) -> str:
        return self.name.lower()


@frozen
class Finding:
    """One change, reported once however many operations it affects."""

    check: str
    """What it concerns: `wire`, `python`, `facts`, `overlay`, `cassettes`, `generator`, `lint` or `waivers`."""
    rule: str
    """The stable id of the rule."""
    level: Level
    where: str
    """The location for a reader, within a component if there is one."""
    message: str
    old: Any = None
    new: Any = None
    pointer: str = ""
    """The JSON pointer into the new document, or into the old one for something removed."""
    places: tuple[str, ...] = ()
    """The operations affected."""
    source: str = ""
    """`file:line` of the hand-written line concerned, if there is one."""

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that identify this change: the same in every run, whatever else changes."""
        content = json.dumps([self.check, self.rule, self.where, self.old, self.new], sort_keys=True, default=str)
        return hashlib.sha256(content.encode()).hexdigest()[:12]


def worst(findings: Iterable[Finding]) -> Level:
    """Return the highest level among the findings, or `NONE`."""
    return max((finding.level for finding in findings), default=Level.NONE)
