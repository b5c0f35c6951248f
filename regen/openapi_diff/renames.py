"""What was added, removed or renamed between two mappings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, TypeVar

K = TypeVar("K")
T = TypeVar("T")

MIN_SIMILARITY = 0.6
"""Similarity of two names (difflib's ratio, 0 to 1) that suffices for a rename."""
MAX_CANDIDATES = 50
"""With more names than this on either side it was no rename, and comparing each with each would be slow."""


def removed_and_added(old: Mapping[K, T], new: Mapping[K, T]) -> tuple[dict[K, T], dict[K, T]]:
    """Return the entries that only the old mapping has, and those that only the new one has."""
    removed = {key: value for key, value in old.items() if key not in new}
    added = {key: value for key, value in new.items() if key not in old}
    return removed, added


def take_renames(
    removed: dict[str, T],
    added: dict[str, T],
    *,
    is_same: Callable[[T, T], bool],
    description: Callable[[T], Any] = lambda _: None,
    order: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> Iterator[tuple[str, str, T, T]]:
    """Take the renamed entries out of both mappings.

    The values must be the same, and one more thing must indicate a rename: similar names, equal descriptions, or the
    same position.

    Args:
        removed: The entries that only the old mapping has.
        added: The entries that only the new mapping has.
        is_same: Whether two values are the same.
        description: Returns the description of a value, if it has one.
        order: All names of the old and of the new mapping, for their positions.

    Yields:
        The old name, the new name, the old value and the new value.
    """
    if len(removed) > MAX_CANDIDATES or len(added) > MAX_CANDIDATES:
        return
    for old, before in list(removed.items()):
        candidates = [new for new, after in added.items() if is_same(before, after)]
        for new in sorted(candidates, key=lambda name: -similarity(old, name)):
            after = added[new]
            same_description = description(before) is not None and description(before) == description(after)
            if similarity(old, new) >= MIN_SIMILARITY or same_description or _same_position(old, new, order):
                del removed[old], added[new]
                yield old, new, before, after
                break


def similarity(one: str, other: str) -> float:
    """Return how similar two names are, from 0 to 1, ignoring case and separators."""
    plain_one, plain_other = (name.lower().replace("_", "").replace("-", "") for name in (one, other))
    return SequenceMatcher(None, plain_one, plain_other).ratio()


def _same_position(old: str, new: str, order: tuple[Sequence[str], Sequence[str]]) -> bool:
    before, after = order
    return len(before) == len(after) and old in before and new in after and before.index(old) == after.index(new)
