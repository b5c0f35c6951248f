"""The check: every step from two documents to a report. Writes nothing but the report."""

import json
import shutil
import tomllib
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
from attrs import define, field, frozen

from regen import openapi_diff
from regen.build import corrections, generate, isolation, surface
from regen.checks import affected, cassettes, facts_diff, overlay, requests, surface_diff
from regen.checks.waivers import Waiver, partition
from regen.documents import history, lint, validity
from regen.documents.loading import InvalidDocumentError
from regen.documents.sources import Source, UsageError
from regen.openapi_diff import Finding, Level
from regen.project import Project
from regen.report import changelog, next_steps
from regen.report.contents import Report
from regen.report.verdict import CHECKS, ExitCode, judge

_PRELOADED = (*isolation.OF_GENERATED_CODE, "openapi_spec_validator", __name__)
"""What the processes of a check import: loading it takes longer than most of what they do."""
_TOOL_ERRORS = (
    generate.GenerationError,
    corrections.CorrectionError,
    overlay.TypeCheckError,
    requests.RequestError,
)
_ORDER = {check: number for number, check in enumerate(("waivers", *CHECKS))}
"""The order of findings of one level."""


@frozen
class Baseline:
    """The revision whose typing tests must still pass: code that users of that revision may have written."""

    revision: str = "HEAD"


@define
class _Results:
    """What the checks found so far."""

    findings: list[Finding] = field(factory=list)
    ran: set[str] = field(factory=set)
    notes: list[str] = field(factory=list)
    failed: bool = False

    def add(self, check: str, findings: list[Finding]) -> None:
        self.ran.add(check)
        self.findings += findings


def version_of(project: Project) -> str:
    """Return the version in pyproject.toml."""
    version: str = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return version


def check_wire(old: Source, new: Source, waivers: list[Waiver], version: str) -> Report:
    """Return the report on any two documents, on the wire alone."""
    results = _Results()
    _compare_wire(old, new, results)
    results.notes.append("only the wire was compared (--wire-only)")
    return _report(old, new, results, waivers, version)


def check(
    old: Source, new: Source, project: Project, waivers: list[Waiver], baseline: Baseline | None = None
) -> Report:
    """Return the report on two contracts of this project: wire, generated Python, overlay and cassettes.

    Args:
        old: The contract to compare with.
        new: The new contract.
        project: The project whose overlay and cassettes are checked.
        waivers: The waivers of findings that do not count.
        baseline: The revision of the typing tests; HEAD by default.
    """
    results, version = _Results(), version_of(project)
    if json.dumps(old.document) == json.dumps(new.document):
        _compare_wire(old, new, results)
        results.ran.update(CHECKS)
        results.notes.append("the documents are equal: nothing was generated")
        return _report(old, new, results, waivers, version)
    isolation.start(_PRELOADED)
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor())
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="spec-check-")))
        is_old_valid = _is_committed(old, project)  # else it would not have been put in place
        documents = pool.submit(lambda: isolation.call(_compare_documents, old, new, is_old_valid))
        try:
            _Run(project, results, stack, pool, folder).run(old, new, baseline or Baseline())
        except _TOOL_ERRORS as error:
            results.failed = True
            results.notes.append(str(error))
        except Exception:
            documents.result().require_valid()  # what is not valid may break anything
            raise
        compared = documents.result()
    compared.require_valid()
    results.add("wire", compared.wire)
    results.add("lint", compared.lint)
    report = _report(old, new, results, waivers, version)
    steps = next_steps.steps(report.findings, report.verdict, new, project.root, version)
    _, fragment = changelog.fragment(report.findings)
    return attrs.evolve(report, next_steps=list(steps), changelog=fragment)


def _compare_wire(old: Source, new: Source, results: _Results, *, is_old_valid: bool = False) -> None:
    for source in (new,) if is_old_valid else (old, new):
        validity.require_valid(source)
    results.add("wire", openapi_diff.compare(old.document, new.document))


@frozen
class _ComparedDocuments:
    """What the documents alone show, and why they are not valid, if they are not."""

    invalid: str = ""
    wire: list[Finding] = field(factory=list)
    lint: list[Finding] = field(factory=list)

    def require_valid(self) -> None:
        if self.invalid:
            raise InvalidDocumentError(self.invalid)


def _compare_documents(old: Source, new: Source, is_old_valid: bool) -> _ComparedDocuments:  # noqa: FBT001 - sent to a process
    """Validate, compare and lint two documents: in a process of its own, while the generator works."""
    results = _Results()
    try:
        _compare_wire(old, new, results, is_old_valid=is_old_valid)
    except InvalidDocumentError as error:
        return _ComparedDocuments(str(error))
    return _ComparedDocuments("", results.findings, _lint(new))


def _lint(new: Source) -> list[Finding]:
    """The problems for which `regenerate` would refuse the contract."""
    return [
        Finding("lint", "authoring-rule", Level.WARN, location, problem, source=new.name)
        for location, problem in lint.lint(new.document)
    ]


@frozen
class _Run:
    """The checks that need generated code. What does not depend on each other runs at the same time."""

    project: Project
    results: _Results
    stack: ExitStack
    pool: ThreadPoolExecutor
    folder: Path

    def run(self, old: Source, new: Source, baseline: Baseline) -> None:
        checker = overlay.TypeChecker(self.project)
        warm = self.pool.submit(checker.warm)
        replay = None
        if cassettes.has_cassettes(self.project):
            replay = self.stack.enter_context(cassettes.start_replay(self.project))
        before = self.pool.submit(self._before, old)
        made = self._make(new, "new")
        after = made.package.parent
        public = self.pool.submit(self._public_surface, after)
        sent = self.pool.submit(requests.compare, new.document, after)
        warm.result()
        types = self.pool.submit(self._check_types, checker, after, baseline)
        package, known_warnings, was = before.result()
        changed = affected.operations(package, made.package, was["facts"], made.surface["facts"])
        replayed = self.pool.submit(_replayed, replay, after, changed)
        added = self._compare_packages(made, known_warnings, was)
        types.result()
        surface_of_overlay, findings = public.result()
        if surface_of_overlay is not None:
            findings += overlay.added_findings(added, surface_of_overlay, self.project)
        self.results.add("overlay", findings)
        self.results.add("generator", sent.result())
        found, note = replayed.result()
        if found is not None:
            self.results.add("cassettes", found)
        if note:
            self.results.notes.append(note)

    def _compare_packages(
        self, made: generate.Build, known_warnings: Collection[str], was: surface.Surface
    ) -> list[facts_diff.Added]:
        """Compare warnings, surfaces and facts, and return what is new in the facts."""
        new_warnings = [line for line in made.warnings if line not in known_warnings]
        self.results.add(
            "generator", [Finding("generator", "new-warning", Level.WARN, "generator", line) for line in new_warnings]
        )
        self.results.add("python", surface_diff.compare(was, made.surface))
        known, facts = was["facts"], made.surface["facts"]
        editions = {
            name: operation.get("edition", "")
            for name, operation in {**known["OPERATIONS"], **facts["OPERATIONS"]}.items()
        }
        readers = facts_diff.Readers(self.project.root, self.project.overlay, editions)
        self.results.add("facts", facts_diff.compare(known, facts, readers))
        return list(facts_diff.added(known, facts))

    def _before(self, source: Source) -> tuple[Path, tuple[str, ...], surface.Surface]:
        """The old package, its warnings and its surface: the committed one, if it was made from the old contract."""
        if _is_committed(source, self.project):
            return self.project.package, (), surface.record(self.project.package.parent)
        made = self._make(source, "old")
        return made.package, made.warnings, made.surface

    def _make(self, source: Source, name: str) -> generate.Build:
        folder = self.folder / name
        folder.mkdir()
        contract = folder / "openapi.yaml"
        contract.write_text(source.text, encoding="utf-8")
        return self.stack.enter_context(generate.build(contract, self.project.config, folder, strict=False))

    def _public_surface(self, generated: Path) -> tuple[surface.Surface | None, list[Finding]]:
        """The public API of the overlay on a generated package, or the finding that it does not import."""
        try:
            return surface.record_public(generated, self.project.overlay.parent), []
        except surface.SurfaceError as error:
            return None, [overlay.import_finding(str(error))]

    def _check_types(self, checker: overlay.TypeChecker, generated: Path, baseline: Baseline) -> None:
        with _typing_tests_of(self.project, baseline) as earlier:
            problems = checker.problems(generated, earlier)
            # An error that the committed package has too is not caused by the new contract.
            before = checker.problems(self.project.package.parent, earlier) if problems else []
        for finding in overlay.type_findings(problems, before, self.project):
            self.results.add(finding.check, [finding])


def _is_committed(source: Source, project: Project) -> bool:
    """Whether the committed package was made from a document."""
    lock = json.loads(project.lock.read_text(encoding="utf-8")) if project.lock.exists() else {}
    return bool(lock.get("contract_sha256") == generate.sha256(source.text))


def _replayed(
    replay: cassettes.Replay | None, generated: Path, operations: Collection[str] | None
) -> tuple[list[Finding] | None, str]:
    if replay is None:
        return None, "no cassettes: nothing was replayed"
    try:
        return replay(generated, operations), ""
    except cassettes.ReplayError as error:
        return None, str(error)


@contextmanager
def _typing_tests_of(project: Project, baseline: Baseline) -> Iterator[list[Path]]:
    """The typing tests of an earlier revision that differ from today's: code that its users may have written."""
    folder = project.root / "build" / "typing_of_base"
    tests = Path("tests", "typing")
    try:
        history.extract(project.root, baseline.revision, (tests.as_posix(),), folder)
    except UsageError:
        yield []  # no repository, as in an unpacked archive
        return
    try:
        earlier = sorted((folder / tests).glob("*.py"))
        yield [path for path in earlier if not _is_same(path, project.root / tests / path.name)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_same(one: Path, other: Path) -> bool:
    return other.exists() and one.read_bytes() == other.read_bytes()


def _report(old: Source, new: Source, results: _Results, waivers: list[Waiver], version: str) -> Report:
    parts = partition(results.findings, waivers, datetime.now(tz=UTC).date())
    verdict = judge(parts.counted, results.ran, version)
    if results.failed:
        verdict = attrs.evolve(verdict, exit_code=ExitCode.TOOL_FAILED)
    return Report(
        old=old.name,
        new=new.name,
        verdict=verdict,
        findings=sorted(parts.counted, key=lambda finding: (-finding.level, _ORDER[finding.check])),
        waived=parts.waived,
        notes=results.notes,
    )
