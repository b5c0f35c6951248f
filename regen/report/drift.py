"""The report on drift: a value, as text, as JSON and as Markdown."""

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any

from attrs import field, frozen

from regen.checks.drift import Difference, Meant
from regen.openapi_diff import Level

SCHEMA_VERSION = 1
MAX_ROWS = 150
"""Rows of the Markdown report. The body of an issue holds 65,536 characters."""
MAX_SHOWN_OPERATIONS = 3
MAX_MESSAGE = 300
_ADVICE = (
    "the service changed: edit openapi.yaml, then make regenerate",
    "the document is wrong, or the contract says it otherwise on purpose: an entry with the reason in regen/drift.toml",
)


class DriftExit(IntEnum):
    """The exit codes."""

    NONE = 0
    DIFFERENCES = 1
    NOT_COMPARED = 2


@frozen
class Row:
    """One difference, with all operations of an edition that have it."""

    edition: str
    operations: Sequence[str]
    location: str
    rule: str
    level: Level
    message: str
    old: Any
    new: Any
    reason: str = ""
    """Why the difference is meant; empty if it is not."""


@frozen
class DriftReport:
    """What the vendor's document says otherwise than the contract."""

    contract: str
    document: str
    compared: Mapping[str, int]
    """From each edition that both hold to the number of operations that both have."""
    not_held: Sequence[str]
    """The editions of the contract that the document does not hold."""
    differences: Sequence[Row] = ()
    meant: Sequence[Row] = ()
    stale: Sequence[str] = ()
    """Entries of regen/drift.toml that match nothing."""
    not_offered: Mapping[str, str] = field(factory=dict[str, str])
    """From each operation that the contract leaves out to the reason."""

    @property
    def exit_code(self) -> DriftExit:
        """The exit code of the command."""
        return DriftExit.DIFFERENCES if self.differences or self.stale else DriftExit.NONE


def rows(differences: Iterable[Difference | tuple[Difference, Meant]]) -> list[Row]:
    """Return a row for each difference, the worst first, with the operations that have it."""
    operations: dict[tuple[str, str, str, str, str], list[str]] = {}
    firsts: dict[tuple[str, str, str, str, str], Difference] = {}
    for each in differences:
        difference, reason = (each[0], each[1].reason) if isinstance(each, tuple) else (each, "")
        finding = difference.finding
        key = (difference.edition, difference.location, finding.rule, finding.message, reason)
        firsts.setdefault(key, difference)
        operations.setdefault(key, []).append(difference.operation)
    found = [
        Row(
            edition=first.edition,
            operations=sorted(set(operations[key])),
            location=first.location,
            rule=first.finding.rule,
            level=first.finding.level,
            message=first.finding.message,
            old=first.finding.old,
            new=first.finding.new,
            reason=key[-1],
        )
        for key, first in firsts.items()
    ]
    return sorted(found, key=lambda row: (row.edition, -row.level, row.location, row.rule, row.operations))


def to_json(report: DriftReport) -> str:
    """Return the report for programs."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "contract": report.contract,
        "document": report.document,
        "exit_code": int(report.exit_code),
        "compared": dict(report.compared),
        "not_held": list(report.not_held),
        "differences": [_row(row) for row in report.differences],
        "meant": [_row(row) | {"reason": row.reason} for row in report.meant],
        "stale": list(report.stale),
        "not_offered": dict(report.not_offered),
    }
    return json.dumps(document, indent=2, ensure_ascii=False, default=str) + "\n"


def _row(row: Row) -> dict[str, Any]:
    return {
        "edition": row.edition,
        "operations": list(row.operations),
        "location": row.location,
        "rule": row.rule,
        "level": str(row.level),
        "message": row.message,
        "old": row.old,
        "new": row.new,
    }


def lines(report: DriftReport) -> list[str]:
    """Return the report as lines of text."""
    found = [f"{report.contract} → {report.document}", _summary(report), ""]
    found += [f"{row.level!s:<9} {_operations(row.operations)}: {_change(row)}" for row in report.differences]
    found += [f"stale     regen/drift.toml: {each}" for each in report.stale]
    if report.exit_code is DriftExit.NONE:
        found.append("no difference but those in regen/drift.toml" if report.meant else "no difference")
    if report.not_offered:
        found += ["", *_not_offered(report)]
    if report.differences:
        found += ["", "For each difference, either", *(f"  - {each}" for each in _ADVICE)]
    return found


def to_markdown(report: DriftReport) -> str:
    """Return the report for an issue. Text of the document stands in code spans, where nothing is a link or a name."""
    parts = [f"Compared: `{report.contract}` with {report.document}", _summary(report)]
    if report.differences:
        shown = report.differences[:MAX_ROWS]
        table = [
            "| level | operation | difference | rule |",
            "|---|---|---|---|",
            *(_markdown_row(row) for row in shown),
        ]
        if len(report.differences) > MAX_ROWS:
            table.append(f"| | | and {len(report.differences) - MAX_ROWS} more | |")
        parts += ["\n".join(table), "For each, either\n\n" + "\n".join(f"- {each}" for each in _ADVICE)]
    if report.stale:
        entries = "\n".join(f"- {_code(each)}" for each in report.stale)
        parts.append(f"Entries of `regen/drift.toml` that match nothing:\n\n{entries}")
    if report.not_offered:
        parts.append("\n".join(f"- {_code(each)}" for each in _not_offered(report)))
    return "\n\n".join(parts) + "\n"


def _markdown_row(row: Row) -> str:
    cells = (str(row.level), _code(_operations(row.operations)), _code(_change(row)), _code(row.rule))
    return "| " + " | ".join(cells) + " |"


def _code(text: str) -> str:
    """Return text as a code span that is safe in a table."""
    return f"`{text.replace('`', chr(39)).replace('|', chr(92) + '|')}`"


def _summary(report: DriftReport) -> str:
    held = ", ".join(f"{edition} ({count} operations)" for edition, count in report.compared.items())
    missing = f"; not in this document: {', '.join(report.not_held)}" if report.not_held else ""
    return f"{held}{missing}: {len(report.differences)} differences, {len(report.meant)} more that are meant"


def _operations(operations: Sequence[str]) -> str:
    shown = ", ".join(operations[:MAX_SHOWN_OPERATIONS])
    rest = len(operations) - MAX_SHOWN_OPERATIONS
    return f"{shown} and {rest} more" if rest > 0 else shown


def _change(row: Row) -> str:
    text = " ".join(f"{row.location}: {row.message}".removeprefix(": ").split())
    return text if len(text) <= MAX_MESSAGE else f"{text[: MAX_MESSAGE - 1]}…"


def _not_offered(report: DriftReport) -> list[str]:
    by_reason: dict[str, list[str]] = {}
    for operation, reason in report.not_offered.items():
        by_reason.setdefault(reason, []).append(operation)
    return [f"not offered ({reason}): {_operations(operations)}" for reason, operations in by_reason.items()]
