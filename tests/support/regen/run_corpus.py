"""Generate from every edit of the corpus and compare the levels for Python and the overlay with those in its row.

`make corpus`. It takes minutes, so the tests compare only the documents for all rows, and everything for a
few.
"""

import multiprocessing
import os
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import mypy.api
import mypy.main
import yaml
from attrs import frozen
from rich.console import Console

from regen.build import corrections, generate, isolation, surface
from regen.checks import overlay, surface_diff
from regen.documents import loading as documents
from regen.openapi_diff import Finding, compare, worst
from regen.project import PROJECT
from tests.support.regen.corpus import BY_NAME, ROWS
from tests.support.regen.edits import Edit

CANNOT = "cannot"
"""The verdict if nothing can be generated."""
PRELOADED = ("anyio", "attrs", "dateutil.parser", "httpx", "msgspec", "PIL.Image", "pybase64")
"""The third-party packages that the packages under test import, loaded once in each worker."""
console = Console(width=160, highlight=False)


@frozen
class Verdicts:
    """The levels that the tool finds for one edit."""

    wire: str
    python: str
    overlay: str
    findings: tuple[Finding, ...] = ()
    reason: str = ""


@cache
def contract() -> documents.Document:
    """Return the contract that every row edits."""
    return documents.load(PROJECT.contract)


@cache
def committed_modules(package: Path) -> dict[str, str]:
    """Return `modules` of the committed package, read once."""
    return modules(package)


def modules(package: Path) -> dict[str, str]:
    """Return the source of each module of a generated package, by its path."""
    return {path.relative_to(package).as_posix(): path.read_text("utf-8") for path in package.rglob("*.py")}


def run_in_fork(work: Callable[[], Any]) -> Any:
    """Return the result of a function called in a fork of this worker: isolated, but with everything loaded."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=lambda: sender.send(work()))
    process.start()
    sender.close()
    try:
        return receiver.recv()
    finally:
        process.join()


class ForkedChecker(overlay.TypeChecker):
    """Runs mypy without a new process start for each row."""

    def run_mypy(self, arguments: list[str], generated: Path) -> tuple[str, str, int]:
        """Return mypy's output, errors and exit code."""

        def work() -> tuple[str, str, int]:
            os.chdir(self.project.root)
            os.environ["MYPYPATH"] = str(generated)
            return mypy.api.run(arguments)

        result: tuple[str, str, int] = run_in_fork(work)
        return result


@cache
def type_checker() -> overlay.TypeChecker:
    """Return this worker's mypy with a warm cache."""
    found = ForkedChecker(PROJECT, f"mypy-corpus-{worker_folder().name}")
    found.warm()
    return found


@cache
def worker_folder() -> Path:
    """Return the folder for this worker's packages: always the same, so that mypy checks only the changed modules."""
    *_, number = multiprocessing.current_process().name.rpartition("-")
    return PROJECT.root / "build" / "corpus" / number


def judge(row: Edit, before: surface.Surface) -> Verdicts:
    """Generate from one edited contract, and return the levels found."""
    edited = row.apply(contract())
    on_wire = compare(contract(), edited)
    with TemporaryDirectory(prefix="corpus-") as folder:
        path = Path(folder) / "openapi.yaml"
        path.write_text(yaml.safe_dump(edited, sort_keys=False, allow_unicode=True), encoding="utf-8")
        try:
            with generate.build(path, PROJECT.config, strict=False) as made:
                in_python = surface_diff.compare(before, made.surface)
                in_overlay = overlay_findings(made.package)
        except (generate.GenerationError, corrections.CorrectionError) as error:
            return Verdicts(str(worst(on_wire)), CANNOT, CANNOT, reason=str(error).splitlines()[0])
    found = (*on_wire, *in_python, *in_overlay)
    return Verdicts(str(worst(on_wire)), str(worst(in_python)), str(worst(in_overlay)), found)


def overlay_findings(package: Path) -> list[Finding]:
    """Return the findings on the hand-written half with a generated package."""
    if modules(package) == committed_modules(PROJECT.package):
        return []  # `main` has checked this code
    shutil.rmtree(worker_folder(), ignore_errors=True)
    shutil.copytree(package, worker_folder() / package.name)
    return check_overlay(worker_folder(), type_checker())


def check_overlay(generated: Path, types: overlay.TypeChecker) -> list[Finding]:
    """Return what mypy and an import find in the overlay with the generated package in this folder."""
    problems = types.problems(generated)
    found = [finding for finding in overlay.type_findings(problems, [], PROJECT) if finding.check == "overlay"]
    try:
        surface.record_public(generated, PROJECT.root / "overlay")
    except surface.SurfaceError as error:
        found.append(overlay.import_finding(str(error)))
    return found


def main(names: list[str]) -> int:
    """Judge every row, or those whose names contain one of the words given. Return the number of wrong verdicts."""
    rows = [row for row in ROWS if not names or any(name in row.name for name in names)]
    types = overlay.TypeChecker(PROJECT)
    types.warm()
    if found := check_overlay(PROJECT.package.parent, types):
        console.print("the committed package has errors of its own", *(one.message for one in found), sep="\n")
        return len(found)
    before = surface.record(PROJECT.package.parent)
    wrong = 0
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn"), initializer=prepare_worker) as pool:
        verdicts = pool.map(judge_by_name, [row.name for row in rows], repeat(before))
        for row, got in zip(rows, verdicts, strict=True):
            if (got.wire, got.python, got.overlay) == (row.wire, row.python, row.overlay):
                continue
            wrong += 1
            console.print(f"[red]{row.name}[/]: argued {row.wire}, {row.python}, {row.overlay}: {row.why}")
            console.print(f"  got {got.wire}, {got.python}, {got.overlay} {got.reason}", markup=False)
            for finding in got.findings:
                console.print(f"    {finding.level} {finding.check} {finding.where}: {finding.message}", markup=False)
    console.print(f"{len(rows) - wrong} passed, {wrong} failed")
    return wrong


def prepare_worker() -> None:
    """Preload packages."""
    isolation.start(PRELOADED)


def judge_by_name(name: str, before: surface.Surface) -> Verdicts:
    """Judge one row in a worker: the steps of an edit are functions, which cannot be pickled."""
    return judge(BY_NAME[name], before)


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
