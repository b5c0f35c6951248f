"""Checks that the version and the changelog cover what has changed since the last release."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import attrs

from regen.build import surface
from regen.checks import surface_diff
from regen.checks.waivers import Waiver
from regen.commands import check
from regen.documents import history, sources
from regen.openapi_diff import Finding
from regen.project import Project
from regen.report import changelog
from regen.report.contents import Report
from regen.report.verdict import NOT_RUN, is_enough, judge, next_version, raised_part

_EXTRACTED = ("overlay", "generated")


def check_release(project: Project, waivers: list[Waiver]) -> tuple[Report | None, list[str]]:
    """Compare with the last release, and find what the next one lacks.

    Returns:
        The report on everything since the last release (None before the first), and the problems.
    """
    tag = history.last_tag(project.root)
    version = check.version_of(project)
    if tag is None:
        return None, list(_changelog_problems(project, version))
    old = sources.read(tag, project.root)
    new = sources.read(str(project.contract), project.root)
    report = check.check(old, new, project, waivers, check.Baseline(tag))
    report = _with_public_api(report, public_api_findings(project, tag), version)
    return report, [*_version_problems(report, tag, version), *_changelog_problems(project, version)]


def public_api_findings(project: Project, revision: str) -> list[Finding]:
    """Return what changed in the public API of the overlay since a revision."""
    with tempfile.TemporaryDirectory(prefix="release-") as folder:
        extracted = history.extract(project.root, revision, _EXTRACTED, Path(folder))
        before = surface.record_public(extracted / "generated", extracted / "overlay")
    after = surface.record_public(project.package.parent, project.root / "overlay")
    return surface_diff.compare(before, after)


def _with_public_api(report: Report, public: list[Finding], version: str) -> Report:
    findings = [*report.findings, *public]
    ran = [check for check, level in report.verdict.checks.items() if level != NOT_RUN]
    verdict = judge(findings, {*ran, "python"}, version)
    # The contract is in place already: the problems say what to do.
    return attrs.evolve(report, findings=findings, verdict=verdict, next_steps=[])


def _version_problems(report: Report, tag: str, version: str) -> Iterator[str]:
    released = tag.removeprefix("v")
    needed, done = report.verdict.semver, raised_part(released, version)
    if not is_enough(done, needed):
        yield (
            f"version: must be {next_version(released, needed)} or later, as the changes since {released} need a "
            f"{needed} release, got {version}. Edit pyproject.toml."
        )


def _changelog_problems(project: Project, version: str) -> Iterator[str]:
    fragments = changelog.pending(project.root)
    if not changelog.has_entry(project.root, version):
        advice = f"Run towncrier build --version {version}" if fragments else "Write one"
        yield f"CHANGELOG.md: has no entry for {version} ({len(fragments)} fragments). {advice}."
    elif fragments:
        names = ", ".join(path.name for path in fragments)
        yield f"{changelog.FOLDER}: has fragments beside the entry for {version}: {names}. Move them into it."
