"""Findings that a person has looked at and accepted, for a while: `regen/accepted.toml`."""

import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from attrs import frozen

from regen.documents.sources import UsageError
from regen.openapi_diff import Finding, Level


@frozen
class Acceptance:
    """One entry of the file."""

    fingerprint: str
    reason: str
    expires: date


@frozen
class Sorted:
    """Findings, sorted by whether they count."""

    counted: list[Finding]
    accepted: list[tuple[Finding, Acceptance]]


def read(path: Path) -> list[Acceptance]:
    """The entries; none where there is no file.

    Raises:
        UsageError: An entry lacks something, or the file is no TOML.
    """
    if not path.exists():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("accepted", [])
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path.name}: {error}") from error
    return [_acceptance(path.name, number, entry) for number, entry in enumerate(entries, 1)]


def _acceptance(name: str, number: int, entry: Any) -> Acceptance:
    fingerprint, reason, expires = (entry.get(key) for key in ("fingerprint", "reason", "expires"))
    if not (isinstance(fingerprint, str) and isinstance(reason, str) and reason.strip() and type(expires) is date):
        raise UsageError(f"{name}: entry {number} needs a fingerprint, a reason, and a date after which it expires")
    return Acceptance(fingerprint, reason, expires)


def sort(findings: Iterable[Finding], acceptances: Sequence[Acceptance], today: date) -> Sorted:
    """Takes out the accepted findings. An entry that has expired, or that nothing matches, is a finding itself."""
    live = {acceptance.fingerprint: acceptance for acceptance in acceptances if acceptance.expires >= today}
    counted: list[Finding] = []
    accepted: list[tuple[Finding, Acceptance]] = []
    seen: set[str] = set()
    for finding in findings:
        seen.add(finding.fingerprint)
        if finding.fingerprint in live:
            accepted.append((finding, live[finding.fingerprint]))
        else:
            counted.append(finding)
    for acceptance in acceptances:
        if acceptance.expires < today:
            counted.append(_stale(acceptance, f"expired on {acceptance.expires}"))
        elif acceptance.fingerprint not in seen:
            counted.append(_stale(acceptance, "matches no finding: take the entry out"))
    return Sorted(counted, accepted)


def _stale(acceptance: Acceptance, what: str) -> Finding:
    return Finding(
        plane="accepted",
        rule="acceptance-stale",
        level=Level.BREAKING,
        where="regen/accepted.toml",
        message=f"{acceptance.fingerprint} ({acceptance.reason}) {what}",
        old=acceptance.fingerprint,
    )
