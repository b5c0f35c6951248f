"""The verdict: from findings to levels by plane, an exit code, and what version the next release needs. All pure."""

from collections.abc import Iterable, Sequence
from enum import IntEnum

from attrs import frozen

from regen.openapi_diff import Finding, Level, worst

PLANES = ("wire", "python", "facts", "overlay", "cassettes", "generator", "lint")
_RELEASED = frozenset({"wire", "python", "facts"})
"""The planes that users of a release meet. What fails in the others is mended before one."""
NOT_RUN = "not-run"
"""Told instead of a level for a plane that was not looked at."""


class ExitCode(IntEnum):
    """What the tool's exit code says. The highest that applies wins."""

    SAME = 0
    """Nothing changed, or words only."""
    ADDITIVE = 10
    ATTENTION = 20
    """Defaults, facts, new warnings of the generator, changed requests."""
    BREAKING = 30
    """On the wire or in Python."""
    OVERLAY = 40
    """The overlay or the cassettes fail."""
    USAGE = 64
    INVALID_DOCUMENT = 65
    TOOL_FAILED = 70


_EXIT_CODES = {
    Level.NONE: ExitCode.SAME,
    Level.DOC: ExitCode.SAME,
    Level.ADDITIVE: ExitCode.ADDITIVE,
    Level.WARN: ExitCode.ATTENTION,
    Level.BREAKING: ExitCode.BREAKING,
}
_SEMVER = {
    Level.NONE: "none",
    Level.DOC: "patch",
    Level.ADDITIVE: "minor",
    Level.WARN: "minor",
    Level.BREAKING: "major",
}
_ORDER = ("none", "patch", "minor", "major")


@frozen
class Verdict:
    """Levels by plane, and what follows."""

    planes: dict[str, str]
    semver: str
    """The part of the version to raise; below 1.0 a breaking change raises the minor one."""
    change: str
    """The same, as it would be from 1.0 on."""
    exit_code: ExitCode


def judge(findings: Iterable[Finding], ran: Iterable[str], version: str) -> Verdict:
    """The verdict on findings (without the accepted ones), given the planes that were looked at and our version."""
    found, looked_at = list(findings), set(ran)
    planes = {
        plane: str(worst(finding for finding in found if finding.plane == plane)) if plane in looked_at else NOT_RUN
        for plane in PLANES
    }
    change = _SEMVER[worst(finding for finding in found if finding.plane in _RELEASED)]
    return Verdict(planes, reduced(change, version), change, exit_code(found))


def exit_code(findings: Sequence[Finding]) -> ExitCode:
    """The exit code that findings come to."""
    fails = any(finding.plane in {"overlay", "cassettes"} and finding.level is Level.BREAKING for finding in findings)
    return ExitCode.OVERLAY if fails else _EXIT_CODES[worst(findings)]


def reduced(change: str, version: str) -> str:
    """Below 1.0, major counts as minor."""
    return "minor" if change == "major" and version.partition(".")[0] == "0" else change


def next_version(version: str, part: str) -> str:
    """The version after raising a part of it."""
    major, minor, patch = (int(number) for number in version.split(".")[:3])
    return {
        "none": version,
        "patch": f"{major}.{minor}.{patch + 1}",
        "minor": f"{major}.{minor + 1}.0",
        "major": f"{major + 1}.0.0",
    }[part]


def raised(old: str, new: str) -> str:
    """Which part of a version was raised from one to another."""
    before, after = ([int(number) for number in version.split(".")[:3]] for version in (old, new))
    if after <= before:
        return "none"
    return next(part for part, was, now in zip(("major", "minor", "patch"), before, after, strict=True) if was != now)


def is_enough(raised_part: str, needed: str) -> bool:
    """Whether raising one part is enough where another one is needed."""
    return _ORDER.index(raised_part) >= _ORDER.index(needed)
