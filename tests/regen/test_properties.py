"""Properties of the wire diff, on schemas and documents that nobody thought of."""

import copy
from typing import Any

import hypothesis.strategies as st
import pytest
from documents import Json, answers, sends, with_schemas
from hypothesis import HealthCheck, given, settings
from jsonsubschema import isSubschema

from regen.openapi_diff import Level, compare, worst

QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
NAMES = st.sampled_from(["a", "b", "c", "width", "engine_id"])


def bounded(low: str, high: str, **more: Any) -> Any:
    """A schema with up to two bounds, the lower one the lower."""
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
    """Closed objects: an open one accepts any value under a name it does not list, which no API means."""

    def made(properties: Json, required: set[str]) -> Json:
        names = sorted(required & properties.keys())
        closed = {"type": "object", "properties": properties, "additionalProperties": False}
        return closed | ({"required": names} if names else {})

    return st.builds(made, st.dictionaries(NAMES, inner, max_size=3), st.sets(NAMES, max_size=2))


def lists(inner: Any) -> Any:
    return st.builds(
        lambda items, limits: {**limits, "items": items}, inner, bounded("minItems", "maxItems", type="array")
    )


SCHEMAS: Any = st.recursive(SCALARS, lambda inner: objects(inner) | lists(inner), max_leaves=6)


@QUICK
@given(SCHEMAS)
def test_a_document_does_not_differ_from_itself(schema: Json) -> None:
    for document in (sends(schema), answers(schema)):
        assert compare(document, copy.deepcopy(document)) == []


@QUICK
@given(SCHEMAS, st.randoms(use_true_random=False))
def test_another_order_is_no_change(schema: Json, random: Any) -> None:
    def shuffled(node: Any) -> Any:
        if isinstance(node, dict):
            entries = [(key, shuffled(value)) for key, value in node.items()]
            random.shuffle(entries)
            return dict(entries)
        if isinstance(node, list):
            random.shuffle(node)
        return node

    other = shuffled(copy.deepcopy(schema))
    assert worst(compare(sends(schema), sends(other))) is Level.NONE
    assert worst(compare(answers(schema), answers(other))) is Level.NONE


def hoisted(node: Any, components: Json) -> Any:
    """The schema with every schema below it in a component."""
    if not isinstance(node, dict):
        return node
    moved = dict(node)
    if "properties" in node:
        moved["properties"] = {name: hoisted(inner, components) for name, inner in node["properties"].items()}
    if "items" in node:
        moved["items"] = hoisted(node["items"], components)
    name = f"Component{len(components)}"
    components[name] = moved
    return {"$ref": f"#/components/schemas/{name}"}


@QUICK
@given(SCHEMAS)
def test_hoisting_and_inlining_are_no_change(schema: Json) -> None:
    components: Json = {}
    reference = hoisted(schema, components)
    for around in (sends, answers):
        inline, by_reference = around(schema), with_schemas(around(reference), **components)
        assert worst(compare(inline, by_reference)) is Level.NONE
        assert worst(compare(by_reference, inline)) is Level.NONE


@QUICK
@given(SCHEMAS)
def test_wrapping_in_all_of_is_no_change(schema: Json) -> None:
    assert worst(compare(sends(schema), sends({"allOf": [schema]}))) is Level.NONE


@QUICK
@given(SCHEMAS, SCHEMAS)
def test_what_breaks_one_way_is_never_silent_the_other_way(one: Json, other: Json) -> None:
    for around in (sends, answers):
        forth, back = worst(compare(around(one), around(other))), worst(compare(around(other), around(one)))
        if forth is Level.BREAKING:
            assert back >= Level.ADDITIVE


@QUICK
@given(SCHEMAS, SCHEMAS)
def test_what_narrows_requests_widens_answers(one: Json, other: Json) -> None:
    sent, received = worst(compare(sends(one), sends(other))), worst(compare(answers(other), answers(one)))
    if sent is Level.ADDITIVE:
        assert received <= Level.ADDITIVE or received is Level.BREAKING


def nudged(schema: Json, random: Any) -> Json:
    """The schema with one thing in it changed: two drawn apart hardly ever have to do with each other."""
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
def test_an_independent_oracle_agrees_on_what_requests_may_still_hold(one: Json, random: Any, turned: bool) -> None:
    other = nudged(one, random)
    if turned:
        one, other = other, one
    if is_empty(one) or is_empty(other):
        return  # what accepts nothing is part of everything, for the oracle
    breaks = worst(compare(sends(one), sends(other))) is Level.BREAKING
    assert breaks != bool(isSubschema(one, other))


def is_empty(schema: Json) -> bool:
    """Whether nothing can fit: a bound above the other one, where it must be met."""
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
def test_the_oracle_and_we_know_what_is_narrower(narrow: Json, wide: Json) -> None:
    assert isSubschema(narrow, wide)
    assert worst(compare(sends(narrow), sends(wide))) <= Level.ADDITIVE
    assert worst(compare(sends(wide), sends(narrow))) is Level.BREAKING
