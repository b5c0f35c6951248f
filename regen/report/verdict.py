"""The verdict: from findings to a level per check, an exit code, and the next version. All pure."""

from collections.abc import Iterable, Sequence
from enum import IntEnum

from attrs import frozen

from regen.openapi_diff import Finding, Level, worst

CHECKS = ("wire", "python", "facts", "overlay", "cassettes", "generator", "lint")
_PUBLIC = frozenset({"wire", "python", "facts"})
"""The checks whose findings concern users of a release. Findings of the others are fixed before a release."""
NOT_RUN = "not-run"
"""Stands for the level of a check that did not run."""


class ExitCode(IntEnum):
    """The exit codes of the tool. The highest that applies wins."""

    SAME = 0
    """Nothing changed, or descriptions only."""
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
    """The level of each check, and what follows."""

    checks: dict[str, str]
    semver: str
    """The part of the version to raise; below 1.0 a breaking change raises the minor part."""
    semver_from_1_0: str
    """The part to raise from 1.0 on."""
    exit_code: ExitCode


def judge(findings: Iterable[Finding], ran: Iterable[str], version: str) -> Verdict:
    """Return the verdict on findings that no waiver covers.

    Args:
        findings: The findings.
        ran: The checks that ran.
        version: The current version of the package.
    """
    all_findings, all_ran = list(findings), set(ran)
    checks = {
        check: str(worst(finding for finding in all_findings if finding.check == check))
        if check in all_ran
        else NOT_RUN
        for check in CHECKS
    }
    semver = _SEMVER[worst(finding for finding in all_findings if finding.check in _PUBLIC)]
    return Verdict(checks, before_1_0(semver, version), semver, exit_code(all_findings))


def exit_code(findings: Sequence[Finding]) -> ExitCode:
    """Return the exit code for findings."""
    fails = any(finding.check in {"overlay", "cassettes"} and finding.level is Level.BREAKING for finding in findings)
    return ExitCode.OVERLAY if fails else _EXIT_CODES[worst(findings)]


def before_1_0(part: str, version: str) -> str:
    """Return the part of a version to raise: below 1.0, minor instead of major."""
    return "minor" if part == "major" and version.partition(".")[0] == "0" else part


def next_version(version: str, part: str) -> str:
    """Return the version after raising a part of it."""
    major, minor, patch = (int(number) for number in version.split(".")[:3])
    return {
        "none": version,
        "patch": f"{major}.{minor}.{patch + 1}",
        "minor": f"{major}.{minor + 1}.0",
        "major": f"{major + 1}.0.0",
    }[part]


def raised_part(old: str, new: str) -> str:
    """Return which part of a version was raised from one to another."""
    before, after = ([int(number) for number in version.split(".")[:3]] for version in (old, new))
    if after <= before:
        return "none"
    return next(part for part, was, now in zip(("major", "minor", "patch"), before, after, strict=True) if was != now)


def is_enough(raised: str, needed: str) -> bool:
    """Whether raising one part is enough if another one is needed."""
    return _ORDER.index(raised) >= _ORDER.index(needed)
