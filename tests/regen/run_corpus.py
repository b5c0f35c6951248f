"""Generates from every edit of the corpus, and holds Python and overlay against the verdicts argued beside it.

`make corpus`. It takes minutes, so the tests hold the wire alone against all rows, and a few rows against everything.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from attrs import frozen
from corpus import ROWS
from edits import Edit
from rich.console import Console

from regen import corrections, documents, generate, overlay, surface, surface_diff, wire
from regen.project import HERE
from regen.wire.findings import Finding, worst

CANNOT = "cannot"
"""The verdict where nothing can be generated."""
console = Console(width=160, highlight=False)


@frozen
class Verdicts:
    """What the tool says of one edit."""

    wire: str
    python: str
    overlay: str
    findings: tuple[Finding, ...] = ()
    reason: str = ""


def judge(row: Edit, checker: overlay.TypeChecker, before: surface.Surface) -> Verdicts:
    """Generates from one edited contract, and looks."""
    contract = documents.load(HERE.contract)
    edited = row.applied(contract)
    on_wire = wire.compare(contract, edited)
    with TemporaryDirectory(prefix="corpus-") as folder:
        path = Path(folder) / "openapi.yaml"
        path.write_text(yaml.safe_dump(edited, sort_keys=False, allow_unicode=True), encoding="utf-8")
        try:
            with generate.build(path, HERE.config, strict=False) as made:
                in_python = surface_diff.compare(before, made.surface)
                in_overlay = overlay_findings(checker, made.package.parent)
        except (generate.GenerationError, corrections.CorrectionError) as error:
            return Verdicts(str(worst(on_wire)), CANNOT, CANNOT, reason=str(error).splitlines()[0])
    found = (*on_wire, *in_python, *in_overlay)
    return Verdicts(str(worst(on_wire)), str(worst(in_python)), str(worst(in_overlay)), found)


def overlay_findings(checker: overlay.TypeChecker, generated: Path) -> list[Finding]:
    """What the hand-written half makes of a generated package."""
    problems = checker.problems(generated)
    found = [finding for finding in overlay.type_findings(problems, [], HERE) if finding.plane == "overlay"]
    try:
        surface.record_public(generated, HERE.root / "overlay")
    except surface.SurfaceError as error:
        found.append(overlay.import_finding(str(error)))
    return found


def main(names: list[str]) -> int:
    """Judges every row, or those whose names hold one of the words given. Returns the number of wrong verdicts."""
    rows = [row for row in ROWS if not names or any(name in row.name for name in names)]
    checker = overlay.TypeChecker(HERE)
    checker.warm()
    before = surface.record(HERE.package.parent)
    wrong = 0
    with ThreadPoolExecutor(max_workers=1) as pool:
        for row, got in zip(rows, pool.map(lambda row: judge(row, checker, before), rows), strict=True):
            if (got.wire, got.python, got.overlay) == (row.wire, row.python, row.overlay):
                continue
            wrong += 1
            console.print(f"[red]{row.name}[/]: argued {row.wire}, {row.python}, {row.overlay}: {row.why}")
            console.print(f"  got {got.wire}, {got.python}, {got.overlay} {got.reason}", markup=False)
            for finding in got.findings:
                console.print(f"    {finding.level} {finding.plane} {finding.where}: {finding.message}", markup=False)
    console.print(f"{len(rows) - wrong} passed, {wrong} failed")
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
