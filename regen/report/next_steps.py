"""What to do after a check, in order, with the file and line where to do it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from regen.documents.sources import Source
from regen.openapi_diff import Finding, Level
from regen.report.verdict import Verdict, next_version

MAX_LINES_NAMED = 3


def steps(findings: Sequence[Finding], verdict: Verdict, new: Source, root: Path, version: str) -> Iterator[str]:
    """The steps."""
    by_plane = {plane: [f for f in findings if f.plane == plane] for plane in {f.plane for f in findings}}
    for finding in by_plane.get("lint", []):
        yield f"mend {finding.source}: {finding.message}"
    for finding in by_plane.get("accepted", []):
        yield f"mend regen/accepted.toml: {finding.message}"
    wire = [finding for finding in by_plane.get("wire", []) if finding.level is Level.BREAKING]
    if wire:
        places = ", ".join(dict.fromkeys(new.place(finding.pointer) for finding in wire[:MAX_LINES_NAMED]))
        yield f"make sure that the server really changed so: {places}{_more(wire)}"
    for finding in by_plane.get("wire", []):
        if finding.rule.endswith("unclassified"):
            yield f"judge what no rule knows: {new.place(finding.pointer)}: {finding.message}"
    if any(finding.level > Level.DOC for finding in findings):
        yield f"make regenerate SPEC={new.name}"
    yield from _overlay(by_plane.get("overlay", []))
    read = [f for f in by_plane.get("facts", []) if f.source and f.level is Level.WARN]
    for finding in read[:MAX_LINES_NAMED]:
        yield f"look at what reads {finding.where} ({finding.message}): {finding.source}"
    if cassettes := by_plane.get("cassettes"):
        yield f"make record, and read its diff: {'; '.join(finding.where for finding in cassettes[:MAX_LINES_NAMED])}"
    if any(finding.level >= Level.WARN for finding in findings):
        yield "accept what is meant to be, for a while: its fingerprint, a reason and a date in regen/accepted.toml"
    if verdict.semver in {"minor", "major"}:
        line = version_line(root / "pyproject.toml")
        yield f"at the next release raise the version to {next_version(version, verdict.semver)}: pyproject.toml:{line}"


def _overlay(findings: Sequence[Finding]) -> Iterator[str]:
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.where, []).append(finding)
    for own in by_file.values():
        more = f" (and {len(own) - 1} more in the file)" if len(own) > 1 else ""
        yield f"mend {own[0].source or own[0].where}: {own[0].message}{more}"


def _more(findings: Sequence[Finding]) -> str:
    return f" and {len(findings) - MAX_LINES_NAMED} more" if len(findings) > MAX_LINES_NAMED else ""


def version_line(pyproject: Path) -> int:
    """The line of pyproject.toml that holds the version."""
    if not pyproject.exists():
        return 1
    lines = pyproject.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith("version = ")), 1)
