"""The report for a terminal: at most 40 lines, in color if the output is a terminal."""

from itertools import groupby

from rich.console import Console
from rich.markup import escape

from regen.openapi_diff import Finding, Level
from regen.report.contents import Report
from regen.report.verdict import NOT_RUN

MAX_LINES = 40
PIPED_WIDTH = 160
MAX_STEPS = 9
MAX_NOTES = 3
_COLORS = {"breaking": "bold red", "warn": "yellow", "additive": "green", "doc": "dim", "none": "dim", NOT_RUN: "dim"}


def lines(report: Report, width: int = 120) -> list[str]:
    """Return the report as lines of rich markup, none wider than `width` characters."""
    head = [_cut(f"{report.old} → {report.new}", width), _checks(report)]
    tail = _tail(report, width)
    room = MAX_LINES - len(head) - len(tail) - 2
    return [*head, *_findings(report, room, width), *tail]


def show(report: Report, console: Console) -> None:
    """Print the report."""
    for line in lines(report, max(60, console.width) if console.is_terminal else PIPED_WIDTH):
        console.print(line, soft_wrap=True, highlight=False)


def _checks(report: Report) -> str:
    checks = report.verdict.checks.items()
    shown = [f"{check} [{_COLORS[level]}]{level}[/]" for check, level in checks if level != NOT_RUN]
    skipped = [check for check, level in checks if level == NOT_RUN]
    if skipped:
        shown.append(f"[dim]not run: {', '.join(skipped)}[/]")
    return f"{'  '.join(shown)}  → raise [bold]{report.verdict.semver}[/], exit {int(report.verdict.exit_code)}"


def _findings(report: Report, room: int, width: int) -> list[str]:
    notable = report.notable
    reworded = sum(1 for finding in report.findings if finding.level is Level.DOC)
    rewritten = sum(1 for finding in report.findings if finding.level is Level.NONE)
    if not notable:
        summary = f"descriptions only: {reworded} changes" if reworded else "no change"
        return [summary, *(_line(finding, width) for finding in report.findings[: min(room - 1, 8)])]
    rows = [_line(finding, width) for finding in notable]
    rest = len(rows) - room
    if rest > 0:
        counts = ", ".join(
            f"{len(list(group))} {level}" for level, group in groupby(notable[room - 1 :], lambda one: one.level)
        )
        rows = [*rows[: room - 1], f"  … and {rest + 1} more ({counts}): build/spec-report.md"]
    if reworded or rewritten:
        rows.append(f"[dim]  also {reworded} changed descriptions, {rewritten} changes of notation[/]")
    return rows


def _line(finding: Finding, width: int) -> str:
    level = str(finding.level)
    reach = f" ({len(finding.places)} operations)" if finding.check == "wire" and len(finding.places) > 1 else ""
    source = f" — {finding.source}" if finding.source else ""
    text = _cut(f"{finding.check}: {finding.where}: {finding.message}{reach}{source}".replace("\n", " "), width - 10)
    return f"[{_COLORS[level]}]{level:<9}[/] {escape(text)}"


def _tail(report: Report, width: int) -> list[str]:
    tail = [f"[dim]waived: {len(report.waived)} findings (regen/waivers.toml)[/]"] if report.waived else []
    tail += [f"[dim]{escape(_cut(note, width))}[/]" for note in report.notes[:MAX_NOTES]]
    if report.next_steps:
        tail.append("[bold]NEXT:[/]")
        tail += [escape(_cut(f"  {n}. {step}", width)) for n, step in enumerate(report.next_steps[:MAX_STEPS], 1)]
        if len(report.next_steps) > MAX_STEPS:
            tail.append(f"  … {len(report.next_steps) - MAX_STEPS} more steps: build/spec-report.md")
    return tail


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
