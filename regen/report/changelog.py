"""The changelog fragment that a spec change asks for, and what a release must carry."""

from collections.abc import Sequence
from pathlib import Path

from regen.openapi_diff import Finding, Level

FOLDER = "changelog.d"
_TYPES = {Level.BREAKING: "changed", Level.WARN: "changed", Level.ADDITIVE: "added"}
_FOR_USERS = ("wire", "python")
MAX_LINES = 12


def fragment(findings: Sequence[Finding]) -> tuple[str, str]:
    """The name of the fragment, and its text to start from; two empty texts where users notice nothing."""
    told = [finding for finding in findings if finding.plane in _FOR_USERS and finding.level >= Level.ADDITIVE]
    if not told:
        return "", ""
    level = max(finding.level for finding in told)
    # What a wire finding says needs no saying again for the Python that follows from it.
    chosen = [finding for finding in told if finding.plane == "wire"] or told
    lines = [f"{_sentence(finding)}" for finding in chosen[:MAX_LINES]]
    if len(chosen) > MAX_LINES:
        lines.append(f"And {len(chosen) - MAX_LINES} more changes of the API.")
    lead = "**Breaking:** the API changed.\n" if level is Level.BREAKING else "The API changed.\n"
    name = f"+contract-{min(finding.fingerprint for finding in told)}.{_TYPES[level]}.md"
    return name, lead + "\n".join(f"- {line}" for line in lines) + "\n"


def _sentence(finding: Finding) -> str:
    return f"`{finding.where.rpartition('/')[2] or finding.where}`: {finding.message}."


def pending(root: Path) -> list[Path]:
    """The fragments that wait for a release."""
    return sorted(path for path in (root / FOLDER).glob("*.md") if path.name != "README.md")


def has_entry(root: Path, version: str) -> bool:
    """Whether the changelog tells of a version."""
    changelog = root / "CHANGELOG.md"
    lines = changelog.read_text(encoding="utf-8").splitlines() if changelog.exists() else []
    return any(line.startswith("## ") and version in line.replace("[", " ").replace("]", " ").split() for line in lines)
