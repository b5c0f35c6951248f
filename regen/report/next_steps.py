"""The steps to take after a check, in order, with the file and line of each."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from regen.documents.sources import Source
from regen.openapi_diff import Finding, Level
from regen.report import changelog
from regen.report.verdict import Verdict, next_version

MAX_NAMED = 3
"""Locations named in one step."""
MATRIX = "tests/support/cassettes/matrix.py"


def steps(findings: Sequence[Finding], verdict: Verdict, new: Source, root: Path, version: str) -> Iterator[str]:
    """Yield the steps."""

    def of(*checks: str) -> list[Finding]:
        return [finding for finding in findings if finding.check in checks]

    for finding in (each for each in of("lint", "generator") if each.rule in {"authoring-rule", "new-warning"}):
        yield f"fix {finding.source or new.name}: {finding.where}: {finding.message}"
    for finding in (each for each in of("generator") if each.rule == "request-differs"):
        advice = "write a correction in regen/build/corrections.py, or author it in another way"
        yield f"{advice}: {finding.where}: {finding.message}"
    for finding in of("waivers"):
        yield f"fix regen/waivers.toml: {finding.message}"
    if breaking := [finding for finding in of("wire") if finding.level is Level.BREAKING]:
        locations = dict.fromkeys(new.locate(finding.pointer) for finding in breaking[:MAX_NAMED])
        more = f" and {len(breaking) - MAX_NAMED} more" if len(breaking) > MAX_NAMED else ""
        yield f"make sure that the server really changed this: {', '.join(locations)}{more}"
    for finding in of("wire"):
        if finding.rule.endswith("unclassified"):
            yield f"decide on what no rule covers: {new.locate(finding.pointer)}: {finding.message}"
    if any(finding.level > Level.DOC for finding in findings):
        yield f"make regenerate SPEC={new.name}"
    yield from _overlay(of("overlay"), root)
    for finding in [each for each in of("facts") if each.source and each.level is Level.WARN][:MAX_NAMED]:
        yield f"review what reads {finding.where} ({finding.message}): {finding.source}"
    if cassettes := of("cassettes"):
        yield f"make record, and review its diff: {'; '.join(finding.where for finding in cassettes[:MAX_NAMED])}"
    name, _ = changelog.fragment(findings)
    if name:
        yield f"review the words of {changelog.FOLDER}/{name}"
    if any(finding.level >= Level.WARN for finding in findings):
        yield "waive what is intended, for a while: fingerprint, reason and date in regen/waivers.toml"
    if verdict.semver in {"minor", "major"}:
        line = line_of(root / "pyproject.toml", "version = ")
        yield f"at the next release raise the version to {next_version(version, verdict.semver)}: pyproject.toml:{line}"


def _overlay(findings: Sequence[Finding], root: Path) -> Iterator[str]:
    """Steps for errors by file, then for new options, which need a recorded call even if both clients take them."""
    by_file: dict[str, list[Finding]] = {}
    options = [finding for finding in findings if finding.rule.startswith("option-")]
    operations = [finding for finding in findings if finding.rule == "operation-missing"]
    for finding in findings:
        if finding not in options and finding not in operations:
            by_file.setdefault(finding.where, []).append(finding)
    for own in by_file.values():
        more = f" (and {len(own) - 1} more in the file)" if len(own) > 1 else ""
        yield f"fix {own[0].source or own[0].where}: {own[0].message}{more}"
    for finding in operations:
        where = finding.source or "overlay/"
        yield f"write the function of {finding.where} for both clients, and record a case of it: {where}"
    for finding in options:
        if finding.rule == "option-missing":
            yield f"give {finding.where} an argument {finding.new['option']}: {finding.source or 'overlay/'}"
        line = line_of(root / MATRIX, "EVERY_OPTION")
        cases = " and of ".join(finding.places)
        yield f"add {finding.new['option']} to a case of {cases}, then make record: {MATRIX}:{line}"


def line_of(path: Path, start: str) -> int:
    """Return the number of the first line with this start; 1 if there is none."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return next((number for number, line in enumerate(lines, 1) if line.startswith(start)), 1)
