"""Whether the figures that someone chose can be meant; what can't is told with the setting's name."""

import math
from collections.abc import Iterable
from numbers import Integral, Real
from typing import Any

import attrs


def check_number(name: str, value: object, least: float | None = 0) -> None:
    """Hold a figure of any unit to be one that can be counted with.

    Raises:
        TypeError: it is no number.
        ValueError: it is not finite, or below `least`.

    """
    expected = "must be a finite number" + ("" if least is None else f" of at least {least}")
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name}: {expected}, not {value!r:.80}")
    if not math.isfinite(value) or (least is not None and float(value) < least):
        raise ValueError(f"{name}: {expected}, not {value!r:.80}")


def check_count(name: str, value: object, least: int = 0) -> None:
    """Hold a number of things to be one.

    Raises:
        TypeError: it is no whole number.
        ValueError: it is below `least`.

    """
    expected = f"must be a whole number of at least {least}"
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name}: {expected}, not {value!r:.80}")
    if value < least:
        raise ValueError(f"{name}: {expected}, not {value!r:.80}")


def check_names(known: Iterable[str], given: Iterable[str]) -> None:
    """Hold the names of settings against those that there are.

    Raises:
        TypeError: there is no such setting.

    """
    known = tuple(known)
    for name in given:
        if name not in known:
            raise TypeError(f"There is no setting {name!r} of the stand-in; there are {', '.join(known)}.")


def number(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
    """`check_number` as a field's validator."""
    check_number(field.name, value)


def count(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
    """`check_count` as a field's validator."""
    check_count(field.name, value)


def positive_count(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
    """`check_count` from 1 on, as a field's validator."""
    check_count(field.name, value, 1)


@attrs.frozen
class OneOf:
    """A field's validator: the value is one of these texts."""

    choices: tuple[str, ...]

    def __call__(self, _: object, field: "attrs.Attribute[Any]", value: object) -> None:
        if value not in self.choices:
            raise ValueError(f"{field.name}: must be {' or '.join(map(repr, self.choices))}, not {value!r:.80}")


@attrs.frozen
class Kind:
    """A field's validator: the value is of this class, or None where that is allowed."""

    wanted: type
    or_none: bool = False

    def __call__(self, _: object, field: "attrs.Attribute[Any]", value: object) -> None:
        if not (isinstance(value, self.wanted) or (self.or_none and value is None)):
            article = "an" if self.wanted.__name__[0] in "AEIOU" else "a"
            expected = f"{article} {self.wanted.__name__}{' or None' if self.or_none else ''}"
            raise TypeError(f"{field.name}: must be {expected}, not {value!r:.80}")
