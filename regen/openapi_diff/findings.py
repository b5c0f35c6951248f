"""What a comparison yields: findings, each with its level, its place and a fingerprint that outlives line numbers."""

import hashlib
import json
from collections.abc import Iterable
from enum import IntEnum
from typing import Any

from attrs import field, frozen


class Level(IntEnum):
    """How much a change matters. The order is the order of severity."""

    NONE = 0
    """Written differently, the same on the wire."""
    DOC = 1
    """Words only."""
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
    """One change, told once however many operations it reaches."""

    check: str
    """Where it would be noticed: `wire`, `python`, `facts`, `overlay`, `cassettes`, `generator`, `lint`, `waivers`."""
    rule: str
    """The stable id of the rule that fired."""
    level: Level
    where: str
    """The place for a reader, by component where there is one."""
    message: str
    old: Any = None
    new: Any = None
    pointer: str = ""
    """The place as a JSON pointer into the new document, or into the old one where it is gone from the new."""
    places: tuple[str, ...] = field(factory=tuple)
    """The operations that the change reaches."""
    source: str = ""
    """`file:line` of the hand-written line that is concerned, where there is one."""

    @property
    def fingerprint(self) -> str:
        """Names this very change: the same in every run, whatever else changes beside it."""
        what = json.dumps([self.check, self.rule, self.where, self.old, self.new], sort_keys=True, default=str)
        return hashlib.sha256(what.encode()).hexdigest()[:12]


def worst(findings: Iterable[Finding]) -> Level:
    """The highest level among the findings; `none` where there are none."""
    return max((finding.level for finding in findings), default=Level.NONE)
