"""Merge schema objects that must all hold into one schema, and reduce a schema to what restricts anything."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

import attrs

from regen.openapi_diff.keywords import (
    additional_of,
    allows_null,
    combine_keyword,
    enum_of,
    intersect_additional,
    intersect_types,
    normal_keywords,
    types_of,
)
from regen.openapi_diff.schema import Bound, Fragment, Keyword, Nodes, Schema, Union, includes_type, type_of_value

_KEYWORDS_OF_TYPE = {
    "string": {"minLength", "maxLength", "pattern", "format"},
    "number": {"minimum", "maximum", "multipleOf", "format"},
    "integer": {"minimum", "maximum", "multipleOf", "format"},
    "array": {"minItems", "maxItems", "uniqueItems", "items"},
    "object": {"minProperties", "maxProperties", "properties", "required", "additional"},
    "boolean": set[str](),
}
_TYPED_KEYWORDS = frozenset[str]().union(*_KEYWORDS_OF_TYPE.values())


def merge_all_of(location: str, fragments: Sequence[Fragment], unions: Sequence[Union], *, is_31: bool) -> Schema:
    """Return the schema that accepts what every fragment and every union accepts."""
    nodes = [fragment.node for fragment in fragments]
    types = reduce(intersect_types, (types_of(node.value) for node in nodes), None)
    enum = reduce(_intersect_enums, (enum_of(node.value) for node in nodes), None)
    items = tuple(node.child("items") for node in nodes if node.get("items") not in (None, True, {})) or None
    properties, required = _merge_properties(fragments)
    if types is None and enum is None and not unions:
        types = _implied_types(properties, required, items)
    schema = Schema(
        location=location,
        types=types,
        nullable=all(fragment.or_null or allows_null(fragment.node.value, is_31=is_31) for fragment in fragments),
        enum=enum,
        keywords=_merge_keywords(fragments),
        properties=properties,
        required=required,
        additional=reduce(intersect_additional, map(additional_of, nodes), None),
        items=items,
        unions=tuple(unions),
        fragments=tuple(fragments),
        locations=_locations(fragments),
    )
    return _simplify(schema)


def _intersect_enums(one: dict[str, Any] | None, other: dict[str, Any] | None) -> dict[str, Any] | None:
    if one is None or other is None:
        return other if one is None else one
    return {key: value for key, value in one.items() if key in other}


def _merge_keywords(fragments: Iterable[Fragment]) -> dict[str, Keyword]:
    merged: dict[str, Keyword] = {}
    for fragment in fragments:
        for name, value in normal_keywords(fragment.node.value):
            if name in merged:
                merged[name] = Keyword(combine_keyword(name, merged[name].value, value), merged[name].location)
            else:
                merged[name] = Keyword(value, fragment.node.pointer)
    return merged


def _merge_properties(fragments: Iterable[Fragment]) -> tuple[dict[str, Nodes], dict[str, str]]:
    properties: dict[str, Nodes] = {}
    required: dict[str, str] = {}
    for fragment in fragments:
        for name, child in fragment.node.child("properties").named_entries():
            properties[name] = (*properties.get(name, ()), child)
        for element in fragment.node.child("required").elements():
            required.setdefault(element.value, fragment.node.pointer)
    return properties, required


def _locations(fragments: Iterable[Fragment]) -> dict[str, str]:
    """Return the pointers to the first schema objects with a type and with values."""
    locations: dict[str, str] = {}
    for fragment in fragments:
        if types_of(fragment.node.value) is not None:
            locations.setdefault("type", fragment.node.pointer)
        if enum_of(fragment.node.value) is not None:
            locations.setdefault("enum", fragment.node.pointer)
    return locations


def _implied_types(properties: Mapping[str, Any], required: Mapping[str, Any], items: Any) -> frozenset[str] | None:
    """Return the type that the keywords imply: nobody means `properties` to let numbers through."""
    if properties or required:
        return frozenset({"object"})
    return frozenset({"array"}) if items else None


def _simplify(schema: Schema) -> Schema:
    """Leave out the keywords that restrict nothing for these types or values."""
    if schema.unions:
        return schema
    if schema.enum is not None:
        return _simplify_enum(schema)
    if schema.types is None:
        return schema
    applicable = frozenset[str]().union(*(_KEYWORDS_OF_TYPE.get(name, set()) for name in schema.types))
    keywords = {
        name: keyword for name, keyword in schema.keywords.items() if name not in _TYPED_KEYWORDS or name in applicable
    }
    if schema.types == {"integer"}:
        keywords = {name: _round_bound(name, keyword) for name, keyword in keywords.items()}
        if "multipleOf" in keywords and keywords["multipleOf"].value == 1:
            del keywords["multipleOf"]
    return attrs.evolve(
        schema,
        keywords=keywords,
        properties=schema.properties if "properties" in applicable else {},
        required=schema.required if "required" in applicable else {},
        additional=schema.additional if "additional" in applicable else None,
        items=schema.items if "items" in applicable else None,
    )


def _round_bound(name: str, keyword: Keyword) -> Keyword:
    """For integers, "more than 4" is "at least 5"."""
    if name not in {"minimum", "maximum"}:
        return keyword
    bound: Bound = keyword.value
    is_lower = name == "minimum"
    value = math.ceil(bound.value) if is_lower else math.floor(bound.value)
    if bound.is_exclusive and value == bound.value:
        value += 1 if is_lower else -1
    return Keyword(Bound(value), keyword.location)


def _simplify_enum(schema: Schema) -> Schema:
    """Reduce a schema with values to those that fit its other keywords: nothing else restricts it then."""
    values = {key: value for key, value in (schema.enum or {}).items() if schema.accepts(value)}
    types = frozenset(type_of_value(value) for value in values.values())
    if schema.types is not None and not types:
        types = schema.types
    return attrs.evolve(
        schema,
        types=types - {"integer"} if "number" in types else types,
        enum=values,
        keywords={name: keyword for name, keyword in schema.keywords.items() if name not in _TYPED_KEYWORDS},
        properties={},
        required={},
        additional=None,
        items=None,
    )


def split_by_type(schema: Schema) -> Iterator[Schema]:
    """Yield one schema for each type that a schema allows."""
    if schema.types is None or len(schema.types) <= 1:
        yield schema
        return
    for name in sorted(schema.types):
        enum = schema.enum and {
            key: value for key, value in schema.enum.items() if includes_type({name}, type_of_value(value))
        }
        yield _simplify(attrs.evolve(schema, types=frozenset({name}), enum=enum))


def merge_enums(alternatives: Iterable[Schema]) -> Iterator[Schema]:
    """Merge the alternatives that are only values of one type: a `oneOf` of `const`s is an enum."""
    merged: dict[str, Schema] = {}
    for schema in alternatives:
        if schema.enum is None or schema.keywords:
            yield schema
            continue
        first = merged.get(schema.kind)
        merged[schema.kind] = (
            schema
            if first is None
            else attrs.evolve(
                first,
                enum={**(first.enum or {}), **schema.enum},
                nullable=first.nullable or schema.nullable,
                location=f"{first.location} | {schema.location}",
            )
        )
    yield from merged.values()
