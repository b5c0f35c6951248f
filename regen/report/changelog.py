"""The changelog fragment for a change of the contract, and what a release must have."""

import re
from collections.abc import Sequence
from pathlib import Path

from regen.openapi_diff import Finding, Level

FOLDER = "changelog.d"
_TYPES = {Level.BREAKING: "changed", Level.WARN: "changed", Level.ADDITIVE: "added"}
_PUBLIC = ("wire", "python")
MAX_LINES = 12
MAX_OPERATIONS = 3
"""Operations of one edition that are named one by one if they are added or removed together."""
_METHOD = re.compile(r"[A-Z]+ /")


def fragment(findings: Sequence[Finding]) -> tuple[str, str]:
    """Return the file name of the fragment and its draft; two empty texts if users notice nothing."""
    public = [finding for finding in findings if finding.check in _PUBLIC and finding.level >= Level.ADDITIVE]
    if not public:
        return "", ""
    level = max(finding.level for finding in public)
    # The Python findings follow from those on the wire.
    chosen = [finding for finding in public if finding.check == "wire"] or public
    taken = {finding.new["option"]: finding for finding in findings if finding.rule == "option-taken"}
    editions = _by_edition(chosen)
    lines = [_of_edition(*key, len(group)) for key, group in editions.items() if len(group) > MAX_OPERATIONS]
    summed = [finding for group in editions.values() if len(group) > MAX_OPERATIONS for finding in group]
    lines += dict.fromkeys(_sentence(finding, taken) for finding in chosen if finding not in summed)
    if len(lines) > MAX_LINES:
        lines[MAX_LINES:] = [f"And {len(lines) - MAX_LINES} more changes of the API."]
    lead = "**Breaking:** the API changed.\n" if level is Level.BREAKING else "The API changed.\n"
    name = f"+contract-{min(finding.fingerprint for finding in public)}.{_TYPES[level]}.md"
    return name, lead + "\n".join(f"- {line}" for line in lines) + "\n"


def _by_edition(findings: Sequence[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """The operations added and removed, by the rule and the first step of their path."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.rule in {"operation-added", "operation-removed"}:
            groups.setdefault((finding.rule, finding.where.split("/")[1]), []).append(finding)
    return groups


def _of_edition(rule: str, edition: str, count: int) -> str:
    return f"`/{edition}/`: {count} operations {rule.removeprefix('operation-')}."


def _sentence(finding: Finding, taken: dict[str, Finding]) -> str:
    """One line of the fragment; a new option is described as both clients take it."""
    if _METHOD.match(finding.where):
        operation, *more = finding.where.split(" and ", 1)
        return f"`{operation}`{''.join(f' and {rest}' for rest in more)}: {finding.message}."
    name = finding.where.rpartition("/")[2] or finding.where
    option = taken.get(name)
    if option is None or not finding.rule.endswith("optional-property-added"):
        return f"`{name}`: {finding.message}."
    *others, last = (f"`{operation}`" for operation in option.places)
    operations = f"{', '.join(others)} and {last} take" if others else f"{last} takes"
    return f"{operations} `{name}`. {option.new.get('description', '')}".rstrip()


def pending(root: Path) -> list[Path]:
    """Return the fragments for the next release."""
    return sorted(path for path in (root / FOLDER).glob("*.md") if path.name != "README.md")


def has_entry(root: Path, version: str) -> bool:
    """Whether the changelog has an entry for a version."""
    changelog = root / "CHANGELOG.md"
    lines = changelog.read_text(encoding="utf-8").splitlines() if changelog.exists() else []
    return any(line.startswith("## ") and version in line.replace("[", " ").replace("]", " ").split() for line in lines)
