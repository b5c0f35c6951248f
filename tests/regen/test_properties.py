"""Properties of the comparison, on generated schemas."""

import copy
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from jsonsubschema import isSubschema

from regen.openapi_diff import Level, compare, worst
from tests.support.regen.small_documents import Json, with_request, with_response, with_schemas

QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
NAMES = st.sampled_from(["a", "b", "c", "width", "engine_id"])


def bounded(low: str, high: str, **more: Any) -> Any:
    """Return a strategy for schemas with up to two bounds, the lower of which is not the higher one."""
    return st.tuples(st.none() | st.integers(0, 9), st.none() | st.integers(10, 20)).map(
        lambda pair: {
            **more,
            **{name: value for name, value in zip((low, high), pair, strict=True) if value is not None},
        }
    )


SCALARS = st.one_of(
    bounded("minimum", "maximum", type="integer"),
    bounded("minimum", "maximum", type="number"),
    bounded("minLength", "maxLength", type="string"),
    st.just({"type": "boolean"}),
    st.lists(st.sampled_from(["x", "y", "z"]), min_size=1, unique=True).map(lambda v: {"type": "string", "enum": v}),
)


def objects(inner: Any) -> Any:
    """Return a strategy for closed objects: an open one accepts any value under other names, which no API means."""

    def make(properties: Json, required: set[str]) -> Json:
        names = sorted(required & properties.keys())
        closed = {"type": "object", "properties": properties, "additionalProperties": False}
        return closed | ({"required": names} if names else {})

    return st.builds(make, st.dictionaries(NAMES, inner, max_size=3), st.sets(NAMES, max_size=2))


def lists(inner: Any) -> Any:
    return st.builds(
        lambda items, limits: {**limits, "items": items}, inner, bounded("minItems", "maxItems", type="array")
    )


SCHEMAS: Any = st.recursive(SCALARS, lambda inner: objects(inner) | lists(inner), max_leaves=6)


@QUICK
@given(SCHEMAS)
def test_a_document_does_not_differ_from_itself(schema: Json) -> None:
    for document in (with_request(schema), with_response(schema)):
        assert compare(document, copy.deepcopy(document)) == []


@QUICK
@given(SCHEMAS, st.randoms(use_true_random=False))
def test_another_order_is_no_change(schema: Json, random: Any) -> None:
    def shuffle(node: Any) -> Any:
        if isinstance(node, dict):
            entries = [(key, shuffle(value)) for key, value in node.items()]
            random.shuffle(entries)
            return dict(entries)
        if isinstance(node, list):
            random.shuffle(node)
        return node

    other = shuffle(copy.deepcopy(schema))
    assert worst(compare(with_request(schema), with_request(other))) is Level.NONE
    assert worst(compare(with_response(schema), with_response(other))) is Level.NONE


def hoist(node: Any, components: Json) -> Any:
    """Return the schema with every schema below it in a component."""
    if not isinstance(node, dict):
        return node
    moved = dict(node)
    if "properties" in node:
        moved["properties"] = {name: hoist(inner, components) for name, inner in node["properties"].items()}
    if "items" in node:
        moved["items"] = hoist(node["items"], components)
    name = f"Component{len(components)}"
    components[name] = moved
    return {"$ref": f"#/components/schemas/{name}"}


@QUICK
@given(SCHEMAS)
def test_hoisting_and_inlining_are_no_change(schema: Json) -> None:
    components: Json = {}
    reference = hoist(schema, components)
    for place in (with_request, with_response):
        inline, by_reference = place(schema), with_schemas(place(reference), **components)
        assert worst(compare(inline, by_reference)) is Level.NONE
        assert worst(compare(by_reference, inline)) is Level.NONE


@QUICK
@given(SCHEMAS)
def test_wrapping_in_all_of_is_no_change(schema: Json) -> None:
    assert worst(compare(with_request(schema), with_request({"allOf": [schema]}))) is Level.NONE


@QUICK
@given(SCHEMAS, SCHEMAS)
def test_a_change_that_breaks_in_one_direction_is_reported_in_the_other(one: Json, other: Json) -> None:
    for place in (with_request, with_response):
        forward, backward = worst(compare(place(one), place(other))), worst(compare(place(other), place(one)))
        if forward is Level.BREAKING:
            assert backward >= Level.ADDITIVE


@QUICK
@given(SCHEMAS, SCHEMAS)
def test_a_schema_narrower_for_requests_is_wider_for_responses(one: Json, other: Json) -> None:
    sent, received = (
        worst(compare(with_request(one), with_request(other))),
        worst(compare(with_response(other), with_response(one))),
    )
    if sent is Level.ADDITIVE:
        assert received <= Level.ADDITIVE or received is Level.BREAKING


def change_once(schema: Json, random: Any) -> Json:
    """Return the schema with one change: two schemas drawn independently are hardly ever comparable."""
    changed = copy.deepcopy(schema)
    inner = [changed, *changed.get("properties", {}).values(), *([changed["items"]] if "items" in changed else [])]
    node = random.choice(inner)
    bounds = [name for name in node if name.startswith(("min", "max"))]
    edits: list[Any] = [lambda: node.update((bounds and {random.choice(bounds): random.randint(0, 20)}) or {})]
    if bounds:
        edits.append(lambda: node.pop(random.choice(bounds)))
    if node.get("type") in {"integer", "number"}:
        edits.append(lambda: node.update(type=random.choice(["integer", "number"])))
    if "enum" in node:
        edits.append(lambda: node.update(enum=random.sample(["x", "y", "z"], random.randint(1, 3))))
    if node.get("properties"):
        name = random.choice(sorted(node["properties"]))
        edits.append(lambda: node["properties"].update(extra={"type": "boolean"}))
        edits.append(lambda: node.update(required=sorted({name} ^ set(node.get("required", [])))))
    random.choice(edits)()
    return {key: value for key, value in changed.items() if value != []}


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(SCHEMAS, st.randoms(use_true_random=False), st.booleans())
def test_an_independent_oracle_agrees_on_what_breaks_requests(one: Json, random: Any, is_reversed: bool) -> None:
    other = change_once(one, random)
    if is_reversed:
        one, other = other, one
    if is_empty(one) or is_empty(other):
        return  # for the oracle, a schema that accepts nothing is narrower than every other
    breaks = worst(compare(with_request(one), with_request(other))) is Level.BREAKING
    assert breaks != bool(isSubschema(one, other))


def is_empty(schema: Json) -> bool:
    """Return whether no value fits: a lower bound is above the upper one."""
    for low, high in (("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")):
        if schema.get(low, 0) > schema.get(high, 99):
            return True
    must = [schema["properties"][name] for name in schema.get("required", ()) if name in schema["properties"]]
    may = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]
    return any(map(is_empty, [*must, *may])) or bool(
        set(schema.get("required", ())) - set(schema.get("properties", ()))
    )


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [
        ({"type": "integer", "minimum": 2}, {"type": "number", "minimum": 1}),
        ({"type": "string", "enum": ["x"]}, {"type": "string", "minLength": 1}),
        ({"type": "string"}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ({"type": "array", "items": {"type": "integer"}}, {"type": "array", "items": {"type": "number"}}),
        ({"allOf": [{"type": "integer", "minimum": 3}, {"type": "integer", "maximum": 5}]}, {"type": "integer"}),
    ],
)
def test_the_oracle_and_the_comparison_agree_on_what_is_narrower(narrow: Json, wide: Json) -> None:
    assert isSubschema(narrow, wide)
    assert worst(compare(with_request(narrow), with_request(wide))) <= Level.ADDITIVE
    assert worst(compare(with_request(wide), with_request(narrow))) is Level.BREAKING
