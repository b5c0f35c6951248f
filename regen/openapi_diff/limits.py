"""Compare what restricts strings, numbers and lengths: bounds, `multipleOf`, patterns and formats."""

from typing import Any

from regen.openapi_diff.comparison import SchemaPair
from regen.openapi_diff.schema import LOWER_BOUNDS, UPPER_BOUNDS, Bound

_WIDER_FORMATS = {("int32", "int64"), ("float", "double")}
_STRING_FORMATS = frozenset(
    {"date", "date-time", "time", "duration", "uuid", "email", "idn-email", "hostname", "ipv4", "ipv6", "uri", "byte"}
    | {"uri-reference", "iri", "int32"}
)
"""Formats that servers validate; the others are hints."""
_VALIDATED_FORMATS = _STRING_FORMATS | {"int32", "int64", "float", "double"}
_ROUNDING = 1e-9
"""0.3 / 0.1 is not 3 in floating point."""


def compare_limits(pair: SchemaPair) -> None:
    """Report every change of a limit, a pattern or the format."""
    for name in (*LOWER_BOUNDS, *UPPER_BOUNDS, "uniqueItems", "multipleOf"):
        before, after = pair.old.get(name), pair.new.get(name)
        if before != after:
            pair.report_keyword(name, "bound", _bound_change(name, before, after))
    if pair.old.get("pattern") != pair.new.get("pattern"):
        pair.report_keyword("pattern", "pattern")
    before, after = pair.old.get("format"), pair.new.get("format")
    if before != after:
        pair.report(_format_topic(before, after), pair.location_of("format"), before or "none", after or "none")


def _bound_change(name: str, before: Any, after: Any) -> str:
    if name == "multipleOf":
        if _divides(before, after):
            return "tightened"
        return "loosened" if _divides(after, before) else "changed"
    if isinstance(before, Bound) and isinstance(after, Bound):
        sign = 1 if name in LOWER_BOUNDS else -1
        is_tighter = (sign * after.value, after.is_exclusive) > (sign * before.value, before.is_exclusive)
    elif not all(isinstance(value, int | float | None) for value in (before, after)):
        return "changed"  # an extension may be anything
    elif before is None or after is None:
        is_tighter = before is None
    else:
        is_tighter = after > before if name in LOWER_BOUNDS else after < before
    return "tightened" if is_tighter else "loosened"


def _divides(divisor: Any, number: Any) -> bool:
    if not (isinstance(divisor, int | float) and isinstance(number, int | float) and divisor):
        return False
    quotient = number / divisor
    return abs(quotient - round(quotient)) < _ROUNDING


def _format_topic(before: str | None, after: str | None) -> str:
    """Return the rule that a changed format falls under."""
    if "binary" in (before, after):
        return "binary-changed"
    if (before, after) in _WIDER_FORMATS:
        return "format-widened"
    if before is None:
        return "format-added" if after in _STRING_FORMATS else "format-hint-changed"
    if after is None:
        return "format-removed" if before in _STRING_FORMATS else "format-hint-changed"
    return "format-changed" if {before, after} & _VALIDATED_FORMATS else "format-hint-changed"
