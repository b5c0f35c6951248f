"""Whether the version and the changelog say what has changed since the last release."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import attrs

from regen.build import surface
from regen.checks import surface_diff
from regen.checks.waivers import Acceptance
from regen.commands import check
from regen.documents import history, sources
from regen.openapi_diff import Finding
from regen.project import Project
from regen.report import changelog
from regen.report.contents import Report
from regen.report.verdict import is_enough, judge, next_version, raised

_LAID_OUT = ("overlay", "generated")


def check_release(project: Project, acceptances: list[Acceptance]) -> tuple[Report | None, list[str]]:
    """The report on everything since the last release, and what is missing for the next one.

    Returns no report before the first release: there is nothing to compare with.
    """
    tag = history.last_tag(project.root)
    version = check.version_of(project)
    if tag is None:
        return None, list(_changelog_problems(project, version))
    old = sources.read(tag, project.root)
    new = sources.read(str(project.contract), project.root)
    report = check.check(old, new, project, acceptances, check.Baseline(tag))
    report = _with_public_api(report, public_api_findings(project, tag), version)
    return report, [*_version_problems(report, tag, version), *_changelog_problems(project, version)]


def public_api_findings(project: Project, revision: str) -> list[Finding]:
    """What changed in the overlay's own public API since a revision."""
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        laid_out = history.extract(project.root, revision, _LAID_OUT, Path(folder))
        before = surface.record_public(laid_out / "generated", laid_out / "overlay")
    after = surface.record_public(project.package.parent, project.root / "overlay")
    return surface_diff.compare(before, after)


def _with_public_api(report: Report, public: list[Finding], version: str) -> Report:
    findings = [*report.findings, *public]
    ran = [plane for plane, level in report.verdict.planes.items() if level != "not-run"]
    verdict = judge(findings, {*ran, "python"}, version)
    # What to do is told by what is missing: the contract has been carried out.
    return attrs.evolve(report, findings=findings, verdict=verdict, next_steps=[])


def _version_problems(report: Report, tag: str, version: str) -> Iterator[str]:
    released = tag.removeprefix("v")
    needed, done = report.verdict.semver, raised(released, version)
    if not is_enough(done, needed):
        yield (
            f"the version went from {released} to {version}, but what changed asks for a {needed} one: "
            f"{next_version(released, needed)} (pyproject.toml)"
        )


def _changelog_problems(project: Project, version: str) -> Iterator[str]:
    waiting = changelog.pending(project.root)
    if not changelog.has_entry(project.root, version):
        advice = f"gather {len(waiting)} fragments: towncrier build --version {version}" if waiting else "write one"
        yield f"CHANGELOG.md has no entry for {version}: {advice}"
    elif waiting:
        names = ", ".join(path.name for path in waiting)
        yield f"fragments wait in {changelog.FOLDER}/ beside the entry for {version}: {names}"
