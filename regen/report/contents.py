"""The report of a check: one value, told three ways. This is what it holds; `report.schema.json` documents its JSON."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from regen.checks.waivers import Acceptance
from regen.openapi_diff import Finding, Level
from regen.report.verdict import Verdict

SCHEMA_VERSION = 1
SCHEMA = Path(__file__).with_name("report.schema.json")


@frozen
class Report:
    """What a check found, and what to do about it."""

    old: str
    new: str
    verdict: Verdict
    findings: Sequence[Finding]
    accepted: Sequence[tuple[Finding, Acceptance]] = ()
    next_steps: Sequence[str] = ()
    changelog: str = ""
    notes: Sequence[str] = ()
    """What was not looked at, and why."""
    seconds: Mapping[str, float] = field(factory=dict)

    @property
    def told(self) -> list[Finding]:
        """The findings that change something for somebody."""
        return [finding for finding in self.findings if finding.level >= Level.ADDITIVE]


def as_json(report: Report) -> str:
    """The report for machines."""
    verdict = report.verdict
    document = {
        "schema_version": SCHEMA_VERSION,
        "old": report.old,
        "new": report.new,
        "verdict": {
            **verdict.planes,
            "semver": verdict.semver,
            "semver_from_1_0": verdict.change,
            "exit_code": int(verdict.exit_code),
        },
        "findings": [_finding(finding) for finding in report.findings],
        "accepted": [
            _finding(finding) | {"reason": acceptance.reason, "expires": acceptance.expires.isoformat()}
            for finding, acceptance in report.accepted
        ],
        "next": list(report.next_steps),
        "changelog": report.changelog,
        "notes": list(report.notes),
        "seconds": {name: round(seconds, 3) for name, seconds in report.seconds.items()},
    }
    return json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "plane": finding.plane,
        "rule": finding.rule,
        "level": str(finding.level),
        "where": finding.where,
        "pointer": finding.pointer,
        "old": finding.old,
        "new": finding.new,
        "fingerprint": finding.fingerprint,
        "message": finding.message,
        "places": list(finding.places),
        "source": finding.source,
    }


def as_markdown(report: Report) -> str:
    """The report for a pull request."""
    planes = " · ".join(f"{plane} **{level}**" for plane, level in report.verdict.planes.items())
    parts = [f"# From {report.old} to {report.new}", planes, f"Version: raise the **{report.verdict.semver}** part."]
    rows = [_row(finding) for finding in report.findings if finding.level > Level.NONE]
    if rows:
        parts.append("\n".join(["| level | plane | where | what | |", "|---|---|---|---|---|", *rows]))
    if report.accepted:
        lines = [f"- {finding.where}: {finding.message} ({reason.reason})" for finding, reason in report.accepted]
        parts += ["## Accepted", "\n".join(lines)]
    if report.next_steps:
        parts += ["## Next", "\n".join(f"{number}. {step}" for number, step in enumerate(report.next_steps, 1))]
    if report.changelog:
        parts += ["## Changelog", f"```\n{report.changelog.rstrip()}\n```"]
    parts += [f"*{note}*" for note in report.notes]
    return "\n\n".join(parts) + "\n"


def _row(finding: Finding) -> str:
    cells = (str(finding.level), finding.plane, finding.where, finding.message, finding.source or _reach(finding))
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _reach(finding: Finding) -> str:
    return f"{len(finding.places)} places" if len(finding.places) > 1 else ""
