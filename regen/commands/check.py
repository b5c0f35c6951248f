"""The check: every step from two documents to a report. Reads, and writes nothing but the report."""

import json
import shutil
import time
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
from attrs import define, field, frozen

from regen import openapi_diff as wire
from regen.build import corrections, generate, surface
from regen.checks import cassettes, facts_diff, overlay, surface_diff
from regen.checks import waivers as accepted
from regen.checks.waivers import Acceptance
from regen.documents import history, lint, validity
from regen.documents.sources import Source, UsageError
from regen.openapi_diff import Finding, Level
from regen.project import Project
from regen.report import changelog, next_steps
from regen.report.contents import Report
from regen.report.verdict import PLANES, ExitCode, judge


@define
class Stopwatch:
    """How long each step took."""

    seconds: dict[str, float] = field(factory=dict)

    @contextmanager
    def time(self, step: str) -> Iterator[None]:
        """Times what is done within."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[step] = self.seconds.get(step, 0) + time.perf_counter() - start


@define
class _Found:
    """What was found so far, and what was looked at."""

    findings: list[Finding] = field(factory=list)
    ran: set[str] = field(factory=set)
    notes: list[str] = field(factory=list)
    failed: bool = False

    def add(self, plane: str, findings: list[Finding]) -> None:
        self.ran.add(plane)
        self.findings += findings


@frozen
class Baseline:
    """The revision whose typing tests must still pass: what users of that revision may have written."""

    revision: str = "HEAD"


def version_of(project: Project) -> str:
    """The version in pyproject.toml."""
    version: str = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return version


def compare_wire(old: Source, new: Source, stopwatch: Stopwatch) -> list[Finding]:
    """The findings of the wire plane, after both documents have proved valid."""
    with stopwatch.time("read"):
        for source in (old, new):
            _ = source.document
    with stopwatch.time("validate"):
        for source in (old, new):
            validity.require_valid(source)
    with stopwatch.time("wire"):
        return wire.compare(old.document, new.document)


def check_wire(old: Source, new: Source, acceptances: list[Acceptance], version: str) -> Report:
    """The report on any two documents, the wire alone."""
    stopwatch = Stopwatch()
    found = _Found()
    found.add("wire", compare_wire(old, new, stopwatch))
    found.notes.append("the wire alone was looked at (--wire-only)")
    return _report(old, new, found, acceptances, version, stopwatch)


def check(
    old: Source, new: Source, project: Project, acceptances: list[Acceptance], baseline: Baseline | None = None
) -> Report:
    """The report on two contracts of this project: the wire, the generated Python, the overlay and the cassettes."""
    stopwatch = Stopwatch()
    found = _Found()
    version = version_of(project)
    found.add("wire", compare_wire(old, new, stopwatch))
    if json.dumps(old.document) == json.dumps(new.document):
        found.ran.update(PLANES)
        found.notes.append("the two say the same in the same order: nothing was generated")
        return _report(old, new, found, acceptances, version, stopwatch)
    found.add("lint", _lint(new))
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor())
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="spec-check-")))
        checker = overlay.TypeChecker(project)
        warm = pool.submit(checker.warm)
        replay = stack.enter_context(cassettes.player(project)) if cassettes.exist(project) else None
        try:
            generated = _generated_planes(old, new, project, folder, found, stopwatch, stack, pool)
            _hand_written_planes(
                project, generated, found, stopwatch, pool, checker, warm, replay, baseline or Baseline()
            )
        except (generate.GenerationError, corrections.CorrectionError, overlay.TypeCheckError) as error:
            found.failed = True
            found.notes.append(str(error))
    report = _report(old, new, found, acceptances, version, stopwatch)
    steps = next_steps.steps(report.findings, report.verdict, new, project.root, version)
    _, fragment = changelog.fragment(report.findings)
    return attrs.evolve(report, next_steps=list(steps), changelog=fragment)


def _lint(new: Source) -> list[Finding]:
    """What would make `regenerate` refuse the contract."""
    return [
        Finding("lint", "authoring-rule", Level.WARN, where, what, source=new.name)
        for where, what in lint.lint(new.document)
    ]


def _generated_planes(
    old: Source,
    new: Source,
    project: Project,
    folder: Path,
    found: _Found,
    stopwatch: Stopwatch,
    stack: ExitStack,
    pool: ThreadPoolExecutor,
) -> Path:
    """Generates what is needed, and compares warnings, surfaces and facts. Returns the folder of the new package."""
    with stopwatch.time("generate"):
        is_committed = project.lock.exists() and generate.sha256(old.text) == _lock(project)["contract_sha256"]
        if is_committed:
            before = pool.submit(_committed, project)
        else:
            before = pool.submit(lambda: _known(_built(old, project, folder / "old", stack)))
        after = _built(new, project, folder / "new", stack)
        known_warnings, was = before.result()
    fresh = [line for line in after.warnings if line not in known_warnings]
    found.add("generator", [Finding("generator", "new-warning", Level.WARN, "generator", line) for line in fresh])
    with stopwatch.time("surface"):
        found.add("python", surface_diff.compare(was, after.surface))
        readers = facts_diff.Readers(project.root, project.root / "overlay" / "stability_client")
        found.add("facts", facts_diff.compare(was["facts"], after.surface["facts"], readers))
    return after.package.parent


_Replay = Callable[[Path], list[Finding]]
"""Replays every cassette on the generated package in a folder."""
_Known = tuple[tuple[str, ...], surface.Surface]
"""What a package is compared by: the generator's warnings, and its surface."""


def _lock(project: Project) -> dict[str, Any]:
    lock: dict[str, Any] = json.loads(project.lock.read_text(encoding="utf-8"))
    return lock


def _committed(project: Project) -> _Known:
    return tuple(_lock(project)["warnings"]), surface.record(project.package.parent)


def _known(build: generate.Build) -> _Known:
    return build.warnings, build.surface


def _built(source: Source, project: Project, folder: Path, stack: ExitStack) -> generate.Build:
    folder.mkdir()
    contract = folder / "openapi.yaml"
    contract.write_text(source.text, encoding="utf-8")
    return stack.enter_context(generate.build(contract, project.config, folder, strict=False))


def _hand_written_planes(
    project: Project,
    generated: Path,
    found: _Found,
    stopwatch: Stopwatch,
    pool: ThreadPoolExecutor,
    checker: overlay.TypeChecker,
    warm: Future[None],
    replay: _Replay | None,
    baseline: Baseline,
) -> None:
    """Imports and type-checks the overlay on the new package, and replays the cassettes on it."""
    imported = pool.submit(_import_problem, project, generated)
    played = pool.submit(_replayed, replay, generated)
    with stopwatch.time("overlay"):
        warm.result()
        with _typing_tests_of(project, baseline) as earlier:
            problems = checker.problems(generated, earlier)
            # What was wrong before is not the new contract's doing.
            before = checker.problems(project.package.parent, earlier) if problems else []
        for finding in overlay.type_findings(problems, before, project):
            found.add(finding.plane, [finding])
        found.add("overlay", imported.result())
    with stopwatch.time("cassettes"):
        replayed, note = played.result()
        if replayed is not None:
            found.add("cassettes", replayed)
        if note:
            found.notes.append(note)


def _import_problem(project: Project, generated: Path) -> list[Finding]:
    try:
        surface.record_public(generated, project.root / "overlay")
    except surface.SurfaceError as error:
        return [overlay.import_finding(str(error))]
    return []


def _replayed(replay: _Replay | None, generated: Path) -> tuple[list[Finding] | None, str]:
    if replay is None:
        return None, "no cassettes: nothing was replayed"
    try:
        return replay(generated), ""
    except cassettes.ReplayError as error:
        return None, str(error)


@contextmanager
def _typing_tests_of(project: Project, baseline: Baseline) -> Iterator[list[Path]]:
    """The typing tests of an earlier revision, where they differ from today's: what its users may have written."""
    folder = project.root / "build" / "typing_of_base"
    tests = Path("tests", "typing")
    try:
        history.extract(project.root, baseline.revision, (tests.as_posix(),), folder)
    except UsageError:
        yield []  # no repository, as in an unpacked archive
        return
    try:
        earlier = sorted((folder / tests).glob("*.py"))
        yield [path for path in earlier if not _same(path, project.root / tests / path.name)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.read_bytes() == other.read_bytes()


def _report(
    old: Source, new: Source, found: _Found, acceptances: list[Acceptance], version: str, stopwatch: Stopwatch
) -> Report:
    kept = accepted.sort(found.findings, acceptances, datetime.now(tz=UTC).date())
    verdict = judge(kept.counted, found.ran, version)
    if found.failed:
        verdict = attrs.evolve(verdict, exit_code=ExitCode.TOOL_FAILED)
    return Report(
        old=old.name,
        new=new.name,
        verdict=verdict,
        findings=sorted(kept.counted, key=lambda finding: (-finding.level, PLANE_ORDER[finding.plane])),
        accepted=kept.accepted,
        notes=found.notes,
        seconds=stopwatch.seconds,
    )


PLANE_ORDER = {plane: number for number, plane in enumerate(("accepted", *PLANES))}
"""Findings of one level are told in the order of the planes."""
