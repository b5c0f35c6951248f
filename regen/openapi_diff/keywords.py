"""The keywords of one schema object in one spelling, that of OpenAPI 3.0 and that of 3.1 alike."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from regen.openapi_diff.rules import DEFAULTS, FACTS, NAMES, RESTRICTIONS
from regen.openapi_diff.schema import ANNOTATIONS, LOWER_BOUNDS, UPPER_BOUNDS, Bound, Keyword, value_key
from regen.openapi_diff.spec import Node

_NO_EFFECT: Mapping[str, Any] = {
    **dict.fromkeys(("minLength", "minItems", "minProperties"), 0),
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly"), False),
}
"""Values that are the same as leaving the keyword out."""
_READ_ELSEWHERE = ANNOTATIONS | {
    *("$ref", "allOf", "anyOf", "oneOf", "type", "nullable", "enum", "const", "properties", "required", "items"),
    *("additionalProperties", "unevaluatedProperties", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("$defs", "definitions", "$id", "$schema", "$anchor"),
}
_READ_EXTENSIONS = frozenset((*FACTS, *DEFAULTS, *NAMES, *RESTRICTIONS, *LOWER_BOUNDS, *UPPER_BOUNDS))
_FIRST_WINS = frozenset((*FACTS, *DEFAULTS, *NAMES, *RESTRICTIONS)) | {"discriminator", "format"}
_OBJECT_OR_ARRAY = frozenset({"properties", "required", "items"})


def types_of(value: Mapping[str, Any]) -> frozenset[str] | None:
    """Return the types that a schema object allows, null aside; `None` for any."""
    stated = value.get("type")
    if stated is None:
        return None
    types = frozenset([stated] if isinstance(stated, str) else stated) - {"null"}
    return types - {"integer"} if "number" in types else types


def intersect_types(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """Return the types that both allow."""
    if one is None or other is None:
        return other if one is None else one
    both = one & other
    if ("integer" in one and "number" in other) or ("number" in one and "integer" in other):
        both |= {"integer"}
    return both


def enum_of(value: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the values of `enum` or `const` by their keys, null aside; `None` if there is neither."""
    stated = [value["const"]] if "const" in value else value.get("enum")
    if not isinstance(stated, list):
        return None
    return {value_key(entry): entry for entry in stated if entry is not None}


def allows_null(value: Mapping[str, Any], *, is_31: bool) -> bool:
    """Return whether a schema object, without its references and unions, accepts null."""
    stated = value.get("type")
    has_values = "const" in value or isinstance(value.get("enum"), list)
    if stated is None:
        # Properties or items without a type mean an object or an array.
        by_type = has_values or _OBJECT_OR_ARRAY.isdisjoint(value)
    else:
        by_type = "null" in ([stated] if isinstance(stated, str) else stated)
        by_type = by_type or (not is_31 and value.get("nullable") is True)
    if not has_values:
        return by_type
    values = [value["const"]] if "const" in value else value["enum"]
    return by_type and (None in values or value.get("nullable") is True)


def additional_of(node: Node) -> Keyword | None:
    """Return what a schema object says of properties that it does not list; `None` if all are allowed."""
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        stated = node.get(keyword)
        if stated is False:
            return Keyword(value=False, location=node.pointer)
        if isinstance(stated, dict) and set(stated) - ANNOTATIONS:
            return Keyword((node.child(keyword),), node.pointer)
    return None


def intersect_additional(one: Keyword | None, other: Keyword | None) -> Keyword | None:
    """Return the stricter of two `additionalProperties`, or both."""
    if one is None or other is None:
        return one or other
    if one.value is False or other.value is False:
        return Keyword(value=False, location=one.location)
    return Keyword((*one.value, *other.value), one.location)


def normal_keywords(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the other keywords of a schema object in canonical spelling."""
    for name, entry in value.items():
        if name in _READ_ELSEWHERE or (name.startswith("x-") and name not in _READ_EXTENSIONS):
            continue
        if name in _NO_EFFECT and entry == _NO_EFFECT[name]:
            continue
        if name == "contentEncoding" and str(entry).lower() == "base64":
            yield "format", "byte"
        elif name == "contentMediaType" and "contentEncoding" not in value:
            yield "format", "binary"
        else:
            yield name, entry
    for name, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        bounds = _number_bounds(value.get(name), value.get(exclusive))
        if bounds:
            yield name, _stricter_bound(bounds, is_lower=name == "minimum")


def _number_bounds(inclusive: Any, exclusive: Any) -> list[Bound]:
    """Return the limits of `minimum` and `exclusiveMinimum`, a flag in 3.0 and a number in 3.1."""
    bounds = []
    if isinstance(inclusive, int | float):
        bounds.append(Bound(inclusive, exclusive is True))
    if isinstance(exclusive, int | float) and not isinstance(exclusive, bool):
        bounds.append(Bound(exclusive, is_exclusive=True))
    return bounds


def _stricter_bound(bounds: Sequence[Bound], *, is_lower: bool) -> Bound:
    return max(bounds, key=lambda bound: (bound.value if is_lower else -bound.value, bound.is_exclusive))


def combine_keyword(name: str, one: Any, other: Any) -> Any:
    """Return the value of a keyword that stands for two of the same name, both of which must hold."""
    if name in {"minimum", "maximum"}:
        return _stricter_bound((one, other), is_lower=name == "minimum")
    combine = _COMBINERS.get(name)
    if combine is not None:
        return combine(one, other)
    if name in _FIRST_WINS or one == other:
        return one
    return [*(one if isinstance(one, list) else [one]), other]


def _are_numbers(*values: Any) -> bool:
    """Whether values can be compared: those of extensions may be anything."""
    return all(isinstance(value, int | float) for value in values)


def _least_common_multiple(one: Any, other: Any) -> Any:
    if isinstance(one, int) and isinstance(other, int) and one > 0 and other > 0:
        return math.lcm(one, other)
    return one if one == other else [one, other]


_COMBINERS: Mapping[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(LOWER_BOUNDS, lambda one, other: max(one, other) if _are_numbers(one, other) else one),
    **dict.fromkeys(UPPER_BOUNDS, lambda one, other: min(one, other) if _are_numbers(one, other) else one),
    "multipleOf": _least_common_multiple,
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly"), lambda one, other: one or other),
}
