"""Generates from every edit of the corpus, and holds Python and overlay against the verdicts argued beside it.

`make corpus`. It takes more than a minute, so the tests hold the wire alone against all rows, and a few rows against
everything.
"""

import importlib
import multiprocessing
import os
import shutil
import sys
import traceback
import warnings
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
from corpus import ROWS
from edits import Edit
from rich.console import Console

from regen import openapi_diff as wire
from regen.build import corrections, generate, surface
from regen.checks import overlay, surface_diff
from regen.documents import loading as documents
from regen.openapi_diff import Finding, worst
from regen.project import PROJECT

CANNOT = "cannot"
"""The verdict where nothing can be generated."""
LOADED_BEFORE = ("anyio", "attrs", "dateutil.parser", "httpx", "msgspec", "PIL.Image", "pybase64", "tenacity")
"""What the packages under test import: loaded once in each worker, and none of ours."""
console = Console(width=160, highlight=False)


@frozen
class Verdicts:
    """What the tool says of one edit."""

    wire: str
    python: str
    overlay: str
    findings: tuple[Finding, ...] = ()
    reason: str = ""


@cache
def contract() -> documents.Document:
    """The contract that every row edits."""
    return documents.load(PROJECT.contract)


@cache
def files(package: Path) -> dict[str, str]:
    """Each module of the committed package, by its path."""
    return modules(package)


def modules(package: Path) -> dict[str, str]:
    """Each module of a generated package, by its path."""
    return {path.relative_to(package).as_posix(): path.read_text("utf-8") for path in package.rglob("*.py")}


def forked(work: Callable[[], Any]) -> Any:
    """What the work gives when done in a fork of this worker: alone, and with all it needs already loaded."""
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
    """mypy without starting it anew for each row."""

    def run_mypy(self, arguments: list[str], generated: Path) -> tuple[str, str, int]:
        """What mypy says."""

        def work() -> tuple[str, str, int]:
            os.chdir(self.project.root)
            os.environ["MYPYPATH"] = str(generated)
            return mypy.api.run(arguments)

        answer: tuple[str, str, int] = forked(work)
        return answer


def recorded(what: str, *folders: Path) -> surface.Surface:
    """Stands in for a process that imports a package and records its surface."""

    def work() -> surface.Surface | str:
        sys.dont_write_bytecode = True
        warnings.simplefilter("ignore")
        sys.path[:0] = map(str, folders)
        try:
            return surface.public_surface() if what == "public" else surface.generated_surface()
        except Exception:  # noqa: BLE001 - whatever it is, the import failed
            return traceback.format_exc()

    found: surface.Surface | str = forked(work)
    if isinstance(found, str):
        raise surface.SurfaceError(found)
    return found


@cache
def checker() -> overlay.TypeChecker:
    """This worker's mypy, its cache filled."""
    found = ForkedChecker(PROJECT, f"mypy-corpus-{place().name}")
    found.warm()
    return found


@cache
def place() -> Path:
    """Where this worker puts each package: always the same, so that mypy looks only at the modules that changed."""
    *_, number = multiprocessing.current_process().name.rpartition("-")
    return PROJECT.root / "build" / "corpus" / number


def judge(row: Edit, before: surface.Surface) -> Verdicts:
    """Generates from one edited contract, and looks."""
    edited = row.applied(contract())
    on_wire = wire.compare(contract(), edited)
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
    """What the hand-written half makes of a generated package."""
    if modules(package) == files(PROJECT.package):
        return []  # `main` has seen that it makes nothing of this very code
    shutil.rmtree(place(), ignore_errors=True)
    shutil.copytree(package, place() / package.name)
    return complaints(place(), checker())


def complaints(generated: Path, types: overlay.TypeChecker) -> list[Finding]:
    """What mypy and an import say of the overlay with the generated package in this folder."""
    problems = types.problems(generated)
    found = [finding for finding in overlay.type_findings(problems, [], PROJECT) if finding.check == "overlay"]
    try:
        surface.record_public(generated, PROJECT.root / "overlay")
    except surface.SurfaceError as error:
        found.append(overlay.import_finding(str(error)))
    return found


def main(names: list[str]) -> int:
    """Judges every row, or those whose names hold one of the words given. Returns the number of wrong verdicts."""
    rows = [row for row in ROWS if not names or any(name in row.name for name in names)]
    types = overlay.TypeChecker(PROJECT)
    types.warm()
    if found := complaints(PROJECT.package.parent, types):
        console.print("the committed package has faults of its own", *(one.message for one in found), sep="\n")
        return len(found)
    before = surface.record(PROJECT.package.parent)
    wrong = 0
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn"), initializer=make_ready) as pool:
        verdicts = pool.map(verdict_on, [row.name for row in rows], repeat(before))
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


def make_ready() -> None:
    """Readies a worker."""
    surface.record_in_subprocess = recorded
    for name in LOADED_BEFORE:
        importlib.import_module(name)


def verdict_on(name: str, before: surface.Surface) -> Verdicts:
    """Judges one row, in a worker: the steps of an edit are functions, which do not travel."""
    [row] = [row for row in ROWS if row.name == name]
    return judge(row, before)


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
