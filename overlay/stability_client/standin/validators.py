"""Validators for arguments of the public API; their messages begin with the argument's name."""

import math
from collections.abc import Callable, Iterable
from numbers import Integral, Real
from typing import Any

import attrs

Validator = Callable[[object, "attrs.Attribute[Any]", Any], None]


def invalid(kind: type[Exception], name: str, expected: str, value: object) -> Exception:
    """Make the error for an invalid argument; of a long value, the first 80 characters are shown."""
    return kind(f"{name}: must be {expected}, got {value!r:.80}.")


def check_number(name: str, value: object, minimum: float | None = 0) -> None:
    """Check that a value is a finite number.

    Raises:
        TypeError: It is no number.
        ValueError: It is not finite, or below `minimum`.
    """
    expected = "a finite number" + ("" if minimum is None else f" of at least {minimum}")
    if isinstance(value, bool) or not isinstance(value, Real):
        raise invalid(TypeError, name, expected, value)
    if not math.isfinite(value) or (minimum is not None and float(value) < minimum):
        raise invalid(ValueError, name, expected, value)


def check_count(name: str, value: object, minimum: int = 0) -> None:
    """Check that a value is a whole number.

    Raises:
        TypeError: It is no whole number.
        ValueError: It is below `minimum`.
    """
    expected = f"a whole number of at least {minimum}"
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise invalid(TypeError, name, expected, value)
    if value < minimum:
        raise invalid(ValueError, name, expected, value)


def check_names(known: Iterable[str], given: Iterable[str]) -> None:
    """Check that all given names are known.

    Raises:
        TypeError: A name is unknown.
    """
    known = tuple(known)
    for name in given:
        if name not in known:
            raise TypeError(f"{name}: there is no such setting. There are {', '.join(known)}.")


def number(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
    """Validate a field by `check_number`."""
    check_number(field.name, value)


def count(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
    """Validate a field by `check_count`."""
    check_count(field.name, value)


def positive_count(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
    """Validate a field by `check_count`, with 1 as the minimum."""
    check_count(field.name, value, 1)


def one_of(*choices: str) -> Validator:
    """Make a field's validator that accepts these values only."""

    def validate(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
        if value not in choices:
            raise invalid(ValueError, field.name, " or ".join(map(repr, choices)), value)

    return validate


def instance_of(wanted: Any, expected: str) -> Validator:
    """Make a field's validator that accepts instances of a class, which the message calls `expected`."""

    def validate(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
        if not isinstance(value, wanted):
            raise invalid(TypeError, field.name, expected, value)

    return validate
