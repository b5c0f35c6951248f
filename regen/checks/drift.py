"""Differences between the contract and the vendor's document, and those that are meant: `regen/drift.toml`."""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from attrs import NOTHING, Attribute, field, fields, frozen

from regen.documents.sources import UsageError
from regen.openapi_diff import Finding

ANY = "*"


@frozen
class Difference:
    """One difference in one operation."""

    edition: str
    operation: str
    """Such as `POST /v1/generation/{engine_id}/masking`."""
    location: str
    """The place within the operation, such as `request prompt`."""
    finding: Finding

    @property
    def path(self) -> str:
        """The operation's path."""
        return self.operation.partition(" ")[2]


def _texts(_: object, attribute: "Attribute[Any]", value: Any) -> None:
    if not (isinstance(value, list) and value and all(isinstance(text, str) for text in value)):
        raise TypeError(f"{attribute.name}: must be a list of texts, got {value!r}")


def _text(_: object, attribute: "Attribute[Any]", value: Any) -> None:
    if not (isinstance(value, str) and value.strip()):
        raise TypeError(f"{attribute.name}: must be text, got {value!r}")


@frozen(kw_only=True)
class Meant:
    """A difference that is meant. In every pattern `*` stands for any text."""

    edition: str = field(validator=_text)
    reason: str = field(validator=_text)
    paths: list[str] = field(factory=lambda: [ANY], validator=_texts)
    """The paths of the operations. Each must match something."""
    rule: str = field(default=ANY, validator=_text)
    location: str = field(default=ANY, validator=_text)
    message: str = field(default=ANY, validator=_text)

    def __attrs_post_init__(self) -> None:
        """Refuse an entry that covers whatever may come."""
        if self.rule == self.location == self.message == ANY:
            raise TypeError("must have a rule, a location or a message")

    def matching_path(self, difference: Difference) -> str | None:
        """Return the pattern among the paths under which the entry covers a difference."""
        finding = difference.finding
        is_same = (
            difference.edition == self.edition
            and _matches(self.rule, finding.rule)
            and _matches(self.location, difference.location)
            and _matches(self.message, finding.message)
        )
        return matching_pattern(self.paths, difference.path) if is_same else None


@frozen(kw_only=True)
class NotOffered:
    """Operations of the vendor that the contract leaves out, in a document that holds an edition."""

    edition: str = field(validator=_text)
    reason: str = field(validator=_text)
    paths: list[str] = field(validator=_texts)


@frozen
class Expectations:
    """What the file says."""

    meant: Sequence[Meant] = ()
    not_offered: Sequence[NotOffered] = ()


def matching_pattern(patterns: Iterable[str], text: str) -> str | None:
    """Return the first pattern that a text matches."""
    return next((pattern for pattern in patterns if _matches(pattern, text)), None)


def _matches(pattern: str, text: str) -> bool:
    return _expression(pattern).fullmatch(text) is not None


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, pattern.split(ANY))), re.DOTALL)


_Entry = TypeVar("_Entry", Meant, NotOffered)


def read(path: Path) -> Expectations:
    """Read the file.

    Raises:
        UsageError: It is missing or no TOML, or an entry is wrong; the message says which and why.
    """
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name}: {error}") from error
    if unknown := entries.keys() - {"meant", "not_offered"}:
        raise UsageError(f"{path.name}: must have [[meant]] and [[not_offered]] only, got {', '.join(sorted(unknown))}")
    for kind, found in entries.items():
        if not isinstance(found, list):
            raise UsageError(f"{path.name}: {kind}: must be a list of tables, got {found!r}")
    meant = [_entry(Meant, path.name, number, each) for number, each in enumerate(entries.get("meant", ()), 1)]
    others = enumerate(entries.get("not_offered", ()), 1)
    return Expectations(meant, [_entry(NotOffered, path.name, number, each) for number, each in others])


def _entry(kind: type[_Entry], name: str, number: int, entry: Any) -> _Entry:
    where = f"{name}: {'meant' if kind is Meant else 'not_offered'} {number}"
    if not isinstance(entry, dict):
        raise UsageError(f"{where}: must be a table")
    known = {each.name: each.default is NOTHING for each in fields(kind)}
    if unknown := entry.keys() - known:
        raise UsageError(f"{where}: has keys that do not exist: {', '.join(sorted(unknown))}")
    if missing := [key for key, is_required in known.items() if is_required and key not in entry]:
        raise UsageError(f"{where}: must have {', '.join(missing)}")
    try:
        return kind(**entry)
    except TypeError as error:
        raise UsageError(f"{where}: {error}") from error


@frozen
class Partition:
    """Differences, parted by whether they are meant, and what the file says in vain."""

    counted: Sequence[Difference]
    meant: Sequence[tuple[Difference, Meant]]
    stale: Sequence[str]


def partition(differences: Iterable[Difference], entries: Sequence[Meant], editions: Collection[str]) -> Partition:
    """Part the differences by whether an entry covers them.

    Args:
        differences: What the comparison of the editions found.
        entries: The entries of the file.
        editions: The editions that were compared. Entries for others say nothing here.
    """
    counted: list[Difference] = []
    meant: list[tuple[Difference, Meant]] = []
    used: set[tuple[int, str]] = set()
    for difference in differences:
        matches = {number: entry.matching_path(difference) for number, entry in enumerate(entries)}
        covering = {number: pattern for number, pattern in matches.items() if pattern is not None}
        used |= set(covering.items())
        if covering:
            meant.append((difference, entries[next(iter(covering))]))
        else:
            counted.append(difference)
    return Partition(counted, meant, _stale(entries, used, editions))


def _stale(entries: Sequence[Meant], used: Collection[tuple[int, str]], editions: Collection[str]) -> list[str]:
    return [
        f"meant {number + 1} ({entry.reason}): {pattern} matches nothing. Remove it."
        for number, entry in enumerate(entries)
        for pattern in entry.paths
        if entry.edition in editions and (number, pattern) not in used
    ]


@frozen
class Offer:
    """The operations of the vendor's document that the contract leaves out."""

    left_out: Mapping[str, NotOffered]
    """From the operation to the entry that says why."""
    stale: Sequence[str]


def left_out(operations: Iterable[str], entries: Sequence[NotOffered], editions: Collection[str]) -> Offer:
    """Return which operations the entries for the editions leave out."""
    active = [(number, entry) for number, entry in enumerate(entries, 1) if entry.edition in editions]
    found: dict[str, NotOffered] = {}
    used: set[tuple[int, str]] = set()
    for operation in operations:
        for number, entry in active:
            pattern = matching_pattern(entry.paths, operation.partition(" ")[2])
            if pattern is not None:
                found.setdefault(operation, entry)
                used.add((number, pattern))
    stale = [
        f"not_offered {number} ({entry.reason}): {pattern} matches nothing. Remove it."
        for number, entry in active
        for pattern in entry.paths
        if (number, pattern) not in used
    ]
    return Offer(found, stale)
