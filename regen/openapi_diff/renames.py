"""Recognising that a name went and another came because one thing was renamed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, TypeVar

T = TypeVar("T")

ALIKE = 0.6
"""How alike two names must be where nothing but the names speaks for a rename (difflib's ratio)."""
MAX_CANDIDATES = 50
"""Past this many names on either side it was no renaming, and comparing each with each would cost."""


def renames(
    removed: Mapping[str, T],
    added: Mapping[str, T],
    alike: Callable[[T, T], bool],
    words: Callable[[T], Any] = lambda _: None,
    order: tuple[Sequence[str], Sequence[str]] = ((), ()),
) -> Iterator[tuple[str, str]]:
    """Pairs of an old and a new name that mean the same thing.

    What they name must be alike, and one thing more must speak for it: the names, the words beside them, or the place
    among their neighbours.
    """
    if len(removed) > MAX_CANDIDATES or len(added) > MAX_CANDIDATES:
        return
    left = dict(added)
    for old, before in list(removed.items()):
        candidates = [new for new, after in left.items() if alike(before, after)]
        for new in sorted(candidates, key=lambda name: -similarity(old, name)):
            same_words = words(before) is not None and words(before) == words(left[new])
            if similarity(old, new) >= ALIKE or same_words or _same_place(old, new, order):
                del left[new]
                yield old, new
                break


def similarity(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1, case and separators aside."""
    plain_one, plain_other = (name.lower().replace("_", "").replace("-", "") for name in (one, other))
    return SequenceMatcher(None, plain_one, plain_other).ratio()


def _same_place(old: str, new: str, order: tuple[Sequence[str], Sequence[str]]) -> bool:
    before, after = order
    return len(before) == len(after) and old in before and new in after and before.index(old) == after.index(new)
