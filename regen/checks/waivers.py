"""Findings that a maintainer has accepted for a while: `regen/waivers.toml`."""

import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from attrs import frozen

from regen.documents.sources import UsageError
from regen.openapi_diff import Finding, Level


@frozen
class Waiver:
    """One entry of the file."""

    fingerprint: str
    reason: str
    expires: date


@frozen
class Partition:
    """Findings, parted by whether they count."""

    counted: list[Finding]
    waived: list[tuple[Finding, Waiver]]


def read(path: Path) -> list[Waiver]:
    """Read the waivers of a file; a missing file has none.

    Raises:
        UsageError: The file is not TOML, or an entry is incomplete.
    """
    if not path.exists():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("waiver", [])
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path.name}: {error}") from error
    return [_waiver(path.name, number, entry) for number, entry in enumerate(entries, 1)]


def _waiver(name: str, number: int, entry: Any) -> Waiver:
    fingerprint, reason, expires = (entry.get(key) for key in ("fingerprint", "reason", "expires"))
    if not (isinstance(fingerprint, str) and isinstance(reason, str) and reason.strip() and type(expires) is date):
        raise UsageError(f"{name}: waiver {number} must have a fingerprint, a reason, and the date on which it expires")
    return Waiver(fingerprint, reason, expires)


def partition(findings: Iterable[Finding], waivers: Sequence[Waiver], today: date) -> Partition:
    """Part the findings by whether a waiver covers them. An expired or unused waiver is a finding itself."""
    valid = {waiver.fingerprint: waiver for waiver in waivers if waiver.expires >= today}
    result = Partition([], [])
    seen: set[str] = set()
    for finding in findings:
        seen.add(finding.fingerprint)
        if finding.fingerprint in valid:
            result.waived.append((finding, valid[finding.fingerprint]))
        else:
            result.counted.append(finding)
    for waiver in waivers:
        if waiver.expires < today:
            result.counted.append(_stale(waiver, f"expired on {waiver.expires}"))
        elif waiver.fingerprint not in seen:
            result.counted.append(_stale(waiver, "matches no finding. Remove it."))
    return result


def _stale(waiver: Waiver, problem: str) -> Finding:
    return Finding(
        check="waivers",
        rule="waiver-stale",
        level=Level.BREAKING,
        where="regen/waivers.toml",
        message=f"{waiver.fingerprint} ({waiver.reason}) {problem}",
        old=waiver.fingerprint,
    )
