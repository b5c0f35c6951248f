"""Documents that say the same in other words: no change."""

from typing import NamedTuple

import pytest

from regen.openapi_diff import Level, compare, worst
from tests.support.regen.small_documents import (
    INTEGER,
    NUMBER,
    STRING,
    V31,
    Json,
    document,
    object_schema,
    ref,
    with_parameter,
    with_request,
    with_response,
    with_schemas,
    with_servers,
)


class Equivalent(NamedTuple):
    """Two documents with the same meaning."""

    name: str
    one: Json
    other: Json


EQUIVALENT = [
    Equivalent(
        "nullable as a type",
        with_request(STRING | {"nullable": True}),
        with_request({"type": ["string", "null"]}, version=V31),
    ),
    Equivalent(
        "nullable as an alternative",
        with_request(STRING | {"nullable": True}),
        with_request({"anyOf": [STRING, {"type": "null"}]}, version=V31),
    ),
    Equivalent(
        "a nullable reference",
        with_schemas(with_request({"nullable": True, "allOf": [ref("A")]}), A=object_schema(a=STRING)),
        with_schemas(with_request({"oneOf": [ref("A"), {"type": "null"}]}, version=V31), A=object_schema(a=STRING)),
    ),
    Equivalent(
        "a nullable enum",
        with_request(STRING | {"enum": ["a"], "nullable": True}),
        with_request({"type": ["string", "null"], "enum": ["a", None]}, version=V31),
    ),
    Equivalent(
        "exclusive bounds",
        with_request(NUMBER | {"minimum": 1, "exclusiveMinimum": True}),
        with_request(NUMBER | {"exclusiveMinimum": 1}, version=V31),
    ),
    Equivalent(
        "whole numbers over 4",
        with_request(INTEGER | {"exclusiveMinimum": 4}, version=V31),
        with_request(INTEGER | {"minimum": 5}, version=V31),
    ),
    Equivalent("const", with_request(STRING | {"enum": ["a"]}), with_request({"const": "a"}, version=V31)),
    Equivalent(
        "values one by one",
        with_request(STRING | {"enum": ["a", "b"]}),
        with_request({"oneOf": [{"const": "a"}, {"const": "b"}]}, version=V31),
    ),
    Equivalent(
        "binary",
        with_response(STRING | {"format": "binary"}),
        with_response(STRING | {"contentMediaType": "application/octet-stream"}, version=V31),
    ),
    Equivalent(
        "base64",
        with_request(STRING | {"format": "byte"}),
        with_request(STRING | {"contentEncoding": "base64"}, version=V31),
    ),
    Equivalent(
        "types in a list",
        with_request({"type": ["string", "integer"]}, version=V31),
        with_request({"anyOf": [INTEGER, STRING]}, version=V31),
    ),
    Equivalent("an alternative of one", with_request(STRING), with_request({"oneOf": [STRING]})),
    Equivalent(
        "nested alternatives",
        with_request({"anyOf": [STRING, INTEGER, object_schema(a=STRING)]}),
        with_request({"anyOf": [STRING, {"anyOf": [INTEGER, object_schema(a=STRING)]}]}),
    ),
    Equivalent(
        "an object by its properties",
        with_request(object_schema(a=STRING)),
        with_request({"properties": {"a": STRING}}),
    ),
    Equivalent(
        "allOf laid together",
        with_request(object_schema(["a"], a=STRING, b=INTEGER)),
        with_request({"allOf": [object_schema(["a"], a=STRING), object_schema(b=INTEGER)]}),
    ),
    Equivalent(
        "bounds laid together",
        with_request(INTEGER | {"minimum": 3}),
        with_request({"allOf": [INTEGER | {"minimum": 1}, {"minimum": 3}]}),
    ),
    Equivalent("a bound on another type", with_request(STRING), with_request(STRING | {"minimum": 3})),
    Equivalent("1 and 1.0", with_request(NUMBER | {"maximum": 1}), with_request(NUMBER | {"maximum": 1.0})),
    Equivalent(
        "media types in capitals",
        with_request(STRING),
        with_request(STRING, media_type="Application/JSON; charset=UTF-8"),
    ),
    Equivalent(
        "a reference beside words",
        with_schemas(with_request(ref("A"), version=V31), A=STRING),
        with_schemas(with_request(ref("A") | {"description": "A."}, version=V31), A=STRING),
    ),
    Equivalent(
        "a header's name in capitals",
        with_parameter({"in": "header", "name": "X-A"}),
        with_parameter({"in": "header", "name": "x-a"}),
    ),
    Equivalent(
        "the default style", with_parameter({}), with_parameter({"style": "form", "explode": True, "required": False})
    ),
    Equivalent("explode on plain text", with_parameter({}), with_parameter({"explode": False})),
    Equivalent("a server's slash", with_servers("https://a.example/"), with_servers("https://a.example")),
    Equivalent("a base path in the server", document({}, path="/v1/things"), with_servers("/v1")),
    Equivalent(
        "a server's variable",
        with_servers("https://a.example/v1"),
        document({}, servers=[{"url": "https://{host}/v1", "variables": {"host": {"default": "a.example"}}}]),
    ),
    Equivalent(
        "the rule for all stated at each", document({}, security=[{"k": []}]), document({"security": [{"k": []}]})
    ),
    Equivalent(
        "parameters of the path",
        with_parameter({}),
        {
            **document({}),
            "paths": {
                "/things": {
                    "parameters": [{"name": "a", "in": "query", "schema": STRING}],
                    "post": {"responses": {"200": {"description": "Done."}}},
                }
            },
        },
    ),
    Equivalent(
        "an unrolled cycle",
        with_schemas(with_request(ref("A")), A=object_schema(next=ref("A"))),
        with_schemas(with_request(ref("A")), A=object_schema(next=object_schema(next=ref("A")))),
    ),
]


@pytest.mark.parametrize("pair", EQUIVALENT, ids=[pair.name for pair in EQUIVALENT])
def test_another_spelling_is_no_change(pair: Equivalent) -> None:
    assert worst(compare(pair.one, pair.other)) <= Level.DOC
    assert worst(compare(pair.other, pair.one)) <= Level.DOC
