"""The report of a check as a value, as JSON (documented by `report.schema.json`) and as Markdown."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from regen.checks.waivers import Waiver
from regen.openapi_diff import Finding, Level
from regen.report.verdict import Verdict

SCHEMA_VERSION = 1
SCHEMA = Path(__file__).with_name("report.schema.json")


@frozen
class Report:
    """The findings of the checks, and what to do about them."""

    old: str
    new: str
    verdict: Verdict
    findings: Sequence[Finding]
    waived: Sequence[tuple[Finding, Waiver]] = ()
    next_steps: Sequence[str] = ()
    changelog: str = ""
    notes: Sequence[str] = ()
    """What was not checked, and why."""

    @property
    def notable(self) -> list[Finding]:
        """The findings that change more than descriptions."""
        return [finding for finding in self.findings if finding.level >= Level.ADDITIVE]


def to_json(report: Report) -> str:
    """Return the report for programs."""
    verdict = report.verdict
    document = {
        "schema_version": SCHEMA_VERSION,
        "old": report.old,
        "new": report.new,
        "verdict": {
            **verdict.checks,
            "semver": verdict.semver,
            "semver_from_1_0": verdict.semver_from_1_0,
            "exit_code": int(verdict.exit_code),
        },
        "findings": [_finding(finding) for finding in report.findings],
        "waived": [
            _finding(finding) | {"reason": waiver.reason, "expires": waiver.expires.isoformat()}
            for finding, waiver in report.waived
        ],
        "next": list(report.next_steps),
        "changelog": report.changelog,
        "notes": list(report.notes),
    }
    return json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
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


def to_markdown(report: Report) -> str:
    """Return the report for a pull request."""
    checks = " · ".join(f"{check} **{level}**" for check, level in report.verdict.checks.items())
    parts = [f"# From {report.old} to {report.new}", checks, f"Version: raise the **{report.verdict.semver}** part."]
    rows = [_row(finding) for finding in report.findings if finding.level > Level.NONE]
    if rows:
        parts.append("\n".join(["| level | check | where | change | |", "|---|---|---|---|---|", *rows]))
    if report.waived:
        lines = [f"- {finding.where}: {finding.message} ({waiver.reason})" for finding, waiver in report.waived]
        parts += ["## Waived", "\n".join(lines)]
    if report.next_steps:
        parts += ["## Next", "\n".join(f"{number}. {step}" for number, step in enumerate(report.next_steps, 1))]
    if report.changelog:
        parts += ["## Changelog", f"```\n{report.changelog.rstrip()}\n```"]
    parts += [f"*{note}*" for note in report.notes]
    return "\n\n".join(parts) + "\n"


def _row(finding: Finding) -> str:
    cells = (str(finding.level), finding.check, finding.where, finding.message, finding.source or _reach(finding))
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _reach(finding: Finding) -> str:
    return f"{len(finding.places)} places" if len(finding.places) > 1 else ""
