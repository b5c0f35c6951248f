"""Values of callers as JSON knows them, and as messages show them."""

import operator
from enum import Enum
from typing import Any, SupportsFloat, SupportsIndex

MAX_SHOWN = 60
"""How many characters of a wrong value a message shows."""


def to_json_value(value: Any) -> Any:
    """Return a value as JSON knows it: the value of an enum member, Python's own number for another library's."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float | list):  # the rest is much slower to find out
        return value
    if isinstance(value, SupportsIndex):
        return operator.index(value)
    if isinstance(value, SupportsFloat):
        return float(value)
    return value


def truncate_repr(value: object) -> str:
    """Return a value as a message may show it: short, and whole numbers of any size."""
    try:
        text = repr(value)
    except ValueError:  # Python writes out no more than 4300 digits
        return f"a number of {value.bit_length()} bits" if isinstance(value, int) else type(value).__name__
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"
