"""The report for people at a terminal: at most 40 lines, in colour where there is a terminal."""

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
_COLOURS = {"breaking": "bold red", "warn": "yellow", "additive": "green", "doc": "dim", "none": "dim", NOT_RUN: "dim"}


def lines(report: Report, width: int = 120) -> list[str]:
    """The report as lines of rich markup, none wider than `width` characters."""
    head = [_cut(f"{report.old} → {report.new}", width), _planes(report)]
    tail = _tail(report, width)
    room = MAX_LINES - len(head) - len(tail) - 2
    return [*head, *_findings(report, room, width), *tail]


def show(report: Report, console: Console) -> None:
    """Prints the report."""
    for line in lines(report, max(60, console.width) if console.is_terminal else PIPED_WIDTH):
        console.print(line, soft_wrap=True, highlight=False)


def _planes(report: Report) -> str:
    planes = report.verdict.planes.items()
    told = [f"{plane} [{_COLOURS[level]}]{level}[/]" for plane, level in planes if level != NOT_RUN]
    skipped = [plane for plane, level in planes if level == NOT_RUN]
    if skipped:
        told.append(f"[dim]not run: {', '.join(skipped)}[/]")
    return f"{'  '.join(told)}  → raise [bold]{report.verdict.semver}[/], exit {int(report.verdict.exit_code)}"


def _findings(report: Report, room: int, width: int) -> list[str]:
    told = report.told
    words = sum(1 for finding in report.findings if finding.level is Level.DOC)
    rewritten = sum(1 for finding in report.findings if finding.level is Level.NONE)
    if not told:
        what = f"words only: {words} changes" if words else "nothing changed for anybody"
        return [what, *(_line(finding, width) for finding in report.findings[: min(room - 1, 8)])]
    rows = [_line(finding, width) for finding in told]
    rest = len(rows) - room
    if rest > 0:
        counts = ", ".join(
            f"{len(list(group))} {level}" for level, group in groupby(told[room - 1 :], lambda one: one.level)
        )
        rows = [*rows[: room - 1], f"  … and {rest + 1} more ({counts}): build/spec-report.md"]
    if words or rewritten:
        rows.append(f"[dim]  beside these, changes of words: {words}, of spelling: {rewritten}[/]")
    return rows


def _line(finding: Finding, width: int) -> str:
    level = str(finding.level)
    reach = f" ({len(finding.places)} operations)" if finding.plane == "wire" and len(finding.places) > 1 else ""
    source = f" — {finding.source}" if finding.source else ""
    text = _cut(f"{finding.plane}: {finding.where}: {finding.message}{reach}{source}".replace("\n", " "), width - 10)
    return f"[{_COLOURS[level]}]{level:<9}[/] {escape(text)}"


def _tail(report: Report, width: int) -> list[str]:
    tail = [f"[dim]accepted: {len(report.accepted)} findings (regen/accepted.toml)[/]"] if report.accepted else []
    tail += [f"[dim]{escape(_cut(note, width))}[/]" for note in report.notes[:MAX_NOTES]]
    if report.next_steps:
        tail.append("[bold]NEXT:[/]")
        tail += [escape(_cut(f"  {n}. {step}", width)) for n, step in enumerate(report.next_steps[:MAX_STEPS], 1)]
        if len(report.next_steps) > MAX_STEPS:
            tail.append(f"  … {len(report.next_steps) - MAX_STEPS} more steps: build/spec-report.md")
    return tail


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
