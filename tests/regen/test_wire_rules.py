"""The rules of the wire diff on documents unlike ours: every row both ways, for what is sent and what comes back."""

import copy
from collections.abc import Sequence
from typing import Any

import pytest
from documents import Json, answers, document, sends, takes, with_schemas

from regen.openapi_diff import Level, compare, worst

STRING: Json = {"type": "string"}
INTEGER: Json = {"type": "integer"}
NUMBER: Json = {"type": "number"}
V31 = "3.1.0"


def verdict(old: Json, new: Json) -> str:
    return str(worst(compare(old, new)))


def obj(required: Sequence[str] = (), **properties: Any) -> Json:
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


# old, new, then the verdicts: sent, sent the other way round, received, received the other way round.
SCHEMAS: list[Any] = [
    ("integer to number", INTEGER, NUMBER, "additive", "breaking", "breaking", "additive"),
    ("string to integer", STRING, INTEGER, "breaking", "breaking", "breaking", "breaking"),
    ("anything to string", {}, STRING, "breaking", "additive", "additive", "breaking"),
    ("nullable", STRING, STRING | {"nullable": True}, "additive", "breaking", "breaking", "additive"),
    ("minimum", INTEGER | {"minimum": 1}, INTEGER | {"minimum": 2}, "breaking", "additive", "additive", "warn"),
    (
        "exclusive minimum",
        NUMBER | {"minimum": 1},
        NUMBER | {"minimum": 1, "exclusiveMinimum": True},
        "breaking",
        "additive",
        "additive",
        "warn",
    ),
    ("maximum", INTEGER, INTEGER | {"maximum": 9}, "breaking", "additive", "additive", "warn"),
    ("minLength", STRING, STRING | {"minLength": 1}, "breaking", "additive", "additive", "warn"),
    ("pattern", STRING | {"pattern": "a"}, STRING | {"pattern": "b"}, "breaking", "breaking", "warn", "warn"),
    ("pattern added", STRING, STRING | {"pattern": "a"}, "breaking", "additive", "additive", "warn"),
    ("date-time added", STRING, STRING | {"format": "date-time"}, "breaking", "additive", "warn", "warn"),
    (
        "date to date-time",
        STRING | {"format": "date"},
        STRING | {"format": "date-time"},
        "breaking",
        "breaking",
        "warn",
        "warn",
    ),
    (
        "int32 to int64",
        INTEGER | {"format": "int32"},
        INTEGER | {"format": "int64"},
        "additive",
        "breaking",
        "warn",
        "warn",
    ),
    ("a made-up format", STRING, STRING | {"format": "colour"}, "warn", "warn", "warn", "warn"),
    ("enum grows", STRING | {"enum": ["a"]}, STRING | {"enum": ["a", "b"]}, "additive", "breaking", "warn", "additive"),
    ("enum opens", STRING | {"enum": ["a"]}, STRING, "additive", "breaking", "warn", "additive"),
    (
        "items narrower",
        {"type": "array", "items": {}},
        {"type": "array", "items": STRING},
        "breaking",
        "additive",
        "additive",
        "breaking",
    ),
    (
        "unique items",
        {"type": "array", "items": STRING},
        {"type": "array", "items": STRING, "uniqueItems": True},
        "breaking",
        "additive",
        "additive",
        "warn",
    ),
    (
        "object to array",
        obj(a=STRING),
        {"type": "array", "items": STRING},
        "breaking",
        "breaking",
        "breaking",
        "breaking",
    ),
    ("optional property", obj(), obj(a=STRING), "additive", "warn", "additive", "breaking"),
    ("required property", obj(), obj(["a"], a=STRING), "breaking", "breaking", "additive", "breaking"),
    ("becomes required", obj(a=STRING), obj(["a"], a=STRING), "breaking", "additive", "additive", "breaking"),
    ("renamed", obj(colour=STRING), obj(color=STRING), "breaking", "breaking", "breaking", "breaking"),
    (
        "renamed beyond recognition, in its place",
        obj(x=INTEGER, a=STRING),
        obj(x=INTEGER, zq=STRING),
        "breaking",
        "breaking",
        "breaking",
        "breaking",
    ),
    (
        "closed",
        obj(a=STRING),
        obj(a=STRING) | {"additionalProperties": False},
        "breaking",
        "additive",
        "additive",
        "warn",
    ),
    ("unknown ones typed", obj(), obj() | {"additionalProperties": STRING}, "breaking", "additive", "additive", "warn"),
    (
        "unknown ones retyped",
        obj() | {"additionalProperties": INTEGER},
        obj() | {"additionalProperties": NUMBER},
        "additive",
        "breaking",
        "breaking",
        "additive",
    ),
    (
        "flattened",
        obj(size=obj(w=INTEGER, h=INTEGER)),
        obj(w=INTEGER, h=INTEGER),
        "breaking",
        "breaking",
        "breaking",
        "breaking",
    ),
    ("read-only", obj(a=STRING), obj(a=STRING | {"readOnly": True}), "warn", "additive", "none", "none"),
    ("write-only", obj(a=STRING), obj(a=STRING | {"writeOnly": True}), "none", "none", "breaking", "additive"),
    ("default", INTEGER | {"default": 1}, INTEGER | {"default": 2}, "warn", "warn", "warn", "warn"),
    ("default added", INTEGER, INTEGER | {"default": 2}, "warn", "warn", "warn", "warn"),
    (
        "alternative of another type",
        STRING,
        {"anyOf": [STRING, INTEGER]},
        "additive",
        "breaking",
        "breaking",
        "additive",
    ),
    (
        "alternative of the same type",
        {"oneOf": [obj(["a"], a=STRING), obj(["b"], b=STRING)]},
        {"oneOf": [obj(["a"], a=STRING), obj(["b"], b=STRING), obj(["c"], c=STRING)]},
        *("additive", "breaking", "warn", "additive"),
    ),
    (
        "within an alternative",
        {"oneOf": [obj(["a"], a=STRING), obj(["b"], b=STRING, n=INTEGER)]},
        {"oneOf": [obj(["a"], a=STRING), obj(["b"], b=STRING, n=STRING)]},
        *("breaking", "breaking", "breaking", "breaking"),
    ),
    (
        "an open enum grows",
        {"anyOf": [STRING | {"enum": ["a"]}, STRING]},
        {"anyOf": [STRING | {"enum": ["a", "b"]}, STRING]},
        *("additive", "warn", "warn", "additive"),
    ),
    ("binary", STRING, STRING | {"format": "binary"}, "breaking", "breaking", "breaking", "breaking"),
    ("not", STRING, STRING | {"not": {"enum": ["a"]}}, "warn", "warn", "warn", "warn"),
    ("a known extension", STRING, STRING | {"x-max-bytes": 5}, "warn", "warn", "warn", "warn"),
    ("an unknown extension", STRING, STRING | {"x-colour": 5}, "doc", "doc", "doc", "doc"),
    ("a title", STRING, STRING | {"title": "A"}, "doc", "doc", "doc", "doc"),
    ("deprecated", STRING, STRING | {"deprecated": True}, "doc", "doc", "doc", "doc"),
]


@pytest.mark.parametrize("row", SCHEMAS, ids=[row[0] for row in SCHEMAS])
def test_a_schema_change_weighs_what_its_direction_says(row: Any) -> None:
    _, old, new, *expected = row
    assert [
        verdict(sends(old), sends(new)),
        verdict(sends(new), sends(old)),
        verdict(answers(old), answers(new)),
        verdict(answers(new), answers(old)),
    ] == expected


SAME: list[Any] = [
    ("nullable as a type", sends(STRING | {"nullable": True}), sends({"type": ["string", "null"]}, version=V31)),
    (
        "nullable as an alternative",
        sends(STRING | {"nullable": True}),
        sends({"anyOf": [STRING, {"type": "null"}]}, version=V31),
    ),
    (
        "a nullable reference",
        with_schemas(sends({"nullable": True, "allOf": [ref("A")]}), A=obj(a=STRING)),
        with_schemas(sends({"oneOf": [ref("A"), {"type": "null"}]}, version=V31), A=obj(a=STRING)),
    ),
    (
        "a nullable enum",
        sends(STRING | {"enum": ["a"], "nullable": True}),
        sends({"type": ["string", "null"], "enum": ["a", None]}, version=V31),
    ),
    (
        "exclusive bounds",
        sends(NUMBER | {"minimum": 1, "exclusiveMinimum": True}),
        sends(NUMBER | {"exclusiveMinimum": 1}, version=V31),
    ),
    (
        "whole numbers over 4",
        sends(INTEGER | {"exclusiveMinimum": 4}, version=V31),
        sends(INTEGER | {"minimum": 5}, version=V31),
    ),
    ("const", sends(STRING | {"enum": ["a"]}), sends({"const": "a"}, version=V31)),
    (
        "values one by one",
        sends(STRING | {"enum": ["a", "b"]}),
        sends({"oneOf": [{"const": "a"}, {"const": "b"}]}, version=V31),
    ),
    (
        "binary",
        answers(STRING | {"format": "binary"}),
        answers(STRING | {"contentMediaType": "application/octet-stream"}, version=V31),
    ),
    ("base64", sends(STRING | {"format": "byte"}), sends(STRING | {"contentEncoding": "base64"}, version=V31)),
    (
        "types in a list",
        sends({"type": ["string", "integer"]}, version=V31),
        sends({"anyOf": [INTEGER, STRING]}, version=V31),
    ),
    ("an alternative of one", sends(STRING), sends({"oneOf": [STRING]})),
    (
        "nested alternatives",
        sends({"anyOf": [STRING, INTEGER, obj(a=STRING)]}),
        sends({"anyOf": [STRING, {"anyOf": [INTEGER, obj(a=STRING)]}]}),
    ),
    ("an object by its properties", sends(obj(a=STRING)), sends({"properties": {"a": STRING}})),
    (
        "allOf laid together",
        sends(obj(["a"], a=STRING, b=INTEGER)),
        sends({"allOf": [obj(["a"], a=STRING), obj(b=INTEGER)]}),
    ),
    (
        "bounds laid together",
        sends(INTEGER | {"minimum": 3}),
        sends({"allOf": [INTEGER | {"minimum": 1}, {"minimum": 3}]}),
    ),
    ("a bound on another type", sends(STRING), sends(STRING | {"minimum": 3})),
    ("1 and 1.0", sends(NUMBER | {"maximum": 1}), sends(NUMBER | {"maximum": 1.0})),
    ("media types in capitals", sends(STRING), sends(STRING, media_type="Application/JSON; charset=UTF-8")),
    (
        "a reference beside words",
        with_schemas(sends(ref("A"), version=V31), A=STRING),
        with_schemas(sends(ref("A") | {"description": "A."}, version=V31), A=STRING),
    ),
    ("a header's name in capitals", takes({"in": "header", "name": "X-A"}), takes({"in": "header", "name": "x-a"})),
    ("the default style", takes({}), takes({"style": "form", "explode": True, "required": False})),
    ("explode on plain text", takes({}), takes({"explode": False})),
    (
        "a server's slash",
        document({}, servers=[{"url": "https://a.example/"}]),
        document({}, servers=[{"url": "https://a.example"}]),
    ),
    ("a base path in the server", document({}, path="/v1/things"), document({}, servers=[{"url": "/v1"}])),
    (
        "a server's variable",
        document({}, servers=[{"url": "https://a.example/v1"}]),
        document({}, servers=[{"url": "https://{host}/v1", "variables": {"host": {"default": "a.example"}}}]),
    ),
    ("the rule for all stated at each", document({}, security=[{"k": []}]), document({"security": [{"k": []}]})),
    (
        "parameters of the path",
        takes({}),
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
    (
        "an unrolled cycle",
        with_schemas(sends(ref("A")), A=obj(next=ref("A"))),
        with_schemas(sends(ref("A")), A=obj(next=obj(next=ref("A")))),
    ),
]


@pytest.mark.parametrize(("old", "new"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_another_spelling_is_no_change(old: Json, new: Json) -> None:
    assert worst(compare(old, new)) <= Level.DOC
    assert worst(compare(new, old)) <= Level.DOC


def secured(requirement: Any, **schemes: Any) -> Json:
    return document({"security": requirement}, components={"securitySchemes": schemes})


KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
OAUTH = {
    "type": "oauth2",
    "flows": {"clientCredentials": {"tokenUrl": "https://a.example", "scopes": {"r": "", "w": ""}}},
}


def responses(**entries: Any) -> Json:
    return document(
        {
            "responses": {
                name.lstrip("s").replace("other", "default"): {"description": name, **entry}
                for name, entry in entries.items()
            }
        }
    )


def hooked(schema: Any, answer: Any = STRING) -> Json:
    call = {
        "requestBody": {"content": {"application/json": {"schema": schema}}},
        "responses": {"200": {"description": "Taken.", "content": {"application/json": {"schema": answer}}}},
    }
    return document({}, version=V31, webhooks={"made": {"post": call}})


def calling_back(schema: Any) -> Json:
    call = {
        "requestBody": {"content": {"application/json": {"schema": schema}}},
        "responses": {"200": {"description": "Taken."}},
    }
    return document({"callbacks": {"made": {"{$request.body#/url}": {"post": call}}}})


def form(encoding: Any = None, **properties: Any) -> Json:
    body = {"schema": obj(**properties), **({"encoding": encoding} if encoding else {})}
    return document({"requestBody": {"content": {"multipart/form-data": body}}})


CHANGES: list[Any] = [
    # Parameters, wherever they go.
    *(
        (f"optional {place} parameter", document({}), takes({"in": place}), "additive", "warn")
        for place in ("query", "header", "cookie")
    ),
    *(
        (f"required {place} parameter", document({}), takes({"in": place, "required": True}), "breaking", "breaking")
        for place in ("query", "header", "cookie")
    ),
    ("parameter becomes required", takes({}), takes({"required": True}), "breaking", "additive"),
    ("parameter renamed", takes({"name": "page_size"}), takes({"name": "pageSize"}), "breaking", "breaking"),
    ("parameter moves", takes({"in": "query"}), takes({"in": "cookie"}), "breaking", "breaking"),
    ("a number becomes text in a query", takes({"schema": INTEGER}), takes({"schema": STRING}), "additive", "breaking"),
    (
        "lists joined by commas",
        takes({"schema": {"type": "array", "items": STRING}}),
        takes({"schema": {"type": "array", "items": STRING}, "explode": False}),
        "breaking",
        "breaking",
    ),
    (
        "style",
        takes({"schema": {"type": "array", "items": STRING}}),
        takes({"schema": {"type": "array", "items": STRING}, "style": "pipeDelimited"}),
        "breaking",
        "breaking",
    ),
    ("reserved letters", takes({}), takes({"allowReserved": True}), "warn", "warn"),
    ("empty values", takes({}), takes({"allowEmptyValue": True}), "additive", "breaking"),
    (
        "parameter as JSON",
        takes({}),
        takes({"content": {"application/json": {"schema": STRING}}}),
        "breaking",
        "breaking",
    ),
    (
        "path parameter renamed",
        takes({"in": "path", "required": True}, path="/things/{a}"),
        takes({"in": "path", "name": "b", "required": True}, path="/things/{b}"),
        "none",
        "none",
    ),
    (
        "path grows a parameter",
        document({}),
        takes({"in": "path", "required": True}, path="/things/{a}"),
        "breaking",
        "breaking",
    ),
    # Bodies.
    (
        "body becomes required",
        document({"requestBody": {"content": {}}}),
        document({"requestBody": {"required": True, "content": {}}}),
        "breaking",
        "additive",
    ),
    ("body added", document({}), sends(STRING), "additive", "warn"),
    (
        "second media type",
        sends(STRING),
        document(
            {"requestBody": {"content": {"application/json": {"schema": STRING}, "text/plain": {"schema": STRING}}}}
        ),
        "additive",
        "breaking",
    ),
    ("another media type", sends(STRING), sends(STRING, media_type="text/plain"), "breaking", "breaking"),
    ("any media type", sends(STRING), sends(STRING, media_type="*/*"), "additive", "breaking"),
    (
        "part's media type",
        form(a=STRING),
        form({"a": {"contentType": "application/json"}}, a=STRING),
        "breaking",
        "breaking",
    ),
    (
        "part's media type is what it is anyway",
        form(a=obj()),
        form({"a": {"contentType": "application/json"}}, a=obj()),
        "none",
        "none",
    ),
    (
        "part's header",
        form({"a": {"headers": {"X-A": {"schema": STRING}}}}, a=STRING),
        form({"a": {"headers": {"X-A": {"required": True, "schema": STRING}}}}, a=STRING),
        "breaking",
        "additive",
    ),
    # Responses.
    ("second success", responses(s200={}), responses(s200={}, s201={}), "breaking", "breaking"),
    ("success becomes a range", responses(s200={}), responses(s2XX={}), "breaking", "additive"),
    ("new error", responses(s200={}), responses(s200={}, s409={}), "additive", "additive"),
    ("new range of errors", responses(s200={}), responses(s200={}, s4XX={}), "additive", "additive"),
    ("new default", responses(s200={}), responses(s200={}, other={}), "additive", "additive"),
    ("header", responses(s200={}), responses(s200={"headers": {"x-a": {"schema": STRING}}}), "additive", "breaking"),
    (
        "error's body changes type",
        answers(STRING, status="400"),
        answers(INTEGER, status="400"),
        "breaking",
        "breaking",
    ),
    ("links", responses(s200={}), responses(s200={"links": {"next": {"operationId": "x"}}}), "warn", "warn"),
    # Security.
    ("key needed", secured([], k=KEY), secured([{"k": []}], k=KEY), "breaking", "additive"),
    ("key optional", secured([{"k": []}], k=KEY), secured([{"k": []}, {}], k=KEY), "additive", "breaking"),
    (
        "another header",
        secured([{"k": []}], k=KEY),
        secured([{"k": []}], k=KEY | {"name": "X-Other"}),
        "breaking",
        "breaking",
    ),
    (
        "key in the query",
        secured([{"k": []}], k=KEY),
        secured([{"k": []}], k=KEY | {"in": "query"}),
        "breaking",
        "breaking",
    ),
    ("another scheme", secured([{"k": []}], k=KEY), secured([{"k": []}], k=OAUTH), "breaking", "breaking"),
    ("scope", secured([{"o": ["r"]}], o=OAUTH), secured([{"o": ["r", "w"]}], o=OAUTH), "breaking", "additive"),
    (
        "alternative",
        secured([{"k": []}], k=KEY, o=OAUTH),
        secured([{"k": []}, {"o": []}], k=KEY, o=OAUTH),
        "additive",
        "breaking",
    ),
    (
        "both at once",
        secured([{"k": []}], k=KEY, o=OAUTH),
        secured([{"k": [], "o": []}], k=KEY, o=OAUTH),
        "breaking",
        "additive",
    ),
    ("scheme's key renamed", secured([{"k": []}], k=KEY), secured([{"l": []}], l=KEY), "none", "none"),
    (
        "token address",
        secured([{"o": []}], o=OAUTH),
        secured(
            [{"o": []}],
            o={"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://b.example", "scopes": {}}}},
        ),
        "warn",
        "warn",
    ),
    # Servers.
    (
        "another host",
        document({}, servers=[{"url": "https://a.example"}]),
        document({}, servers=[{"url": "https://b.example"}]),
        "warn",
        "warn",
    ),
    (
        "another base path",
        document({}, servers=[{"url": "https://a.example/v1"}]),
        document({}, servers=[{"url": "https://a.example/v2"}]),
        "breaking",
        "breaking",
    ),
    # Webhooks and callbacks are answered by the client: what comes in is read, what goes out is sent.
    ("webhook sends more", hooked(obj()), hooked(obj(a=STRING)), "additive", "breaking"),
    (
        "webhook wants another answer",
        hooked(obj(), STRING),
        hooked(obj(), STRING | {"enum": ["ok"]}),
        "breaking",
        "additive",
    ),
    ("webhook appears", document({}, version=V31), hooked(obj()), "additive", "breaking"),
    ("callback sends another type", calling_back(STRING), calling_back(INTEGER), "breaking", "breaking"),
    ("callback appears", document({}), calling_back(STRING), "additive", "breaking"),
    # Discriminators.
    (
        "discriminator's property",
        with_schemas(
            sends({"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "k"}}),
            A=obj(["k"], k=STRING, a=STRING),
            B=obj(["k"], k=STRING, b=STRING),
        ),
        with_schemas(
            sends({"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "a"}}),
            A=obj(["k"], k=STRING, a=STRING),
            B=obj(["k"], k=STRING, b=STRING),
        ),
        *("breaking", "breaking"),
    ),
    (
        "discriminator's values",
        with_schemas(
            sends({"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "k"}}),
            A=obj(["k"], k=STRING, a=STRING),
            B=obj(["k"], k=STRING, b=STRING),
        ),
        with_schemas(
            sends(
                {
                    "oneOf": [ref("A"), ref("B")],
                    "discriminator": {"propertyName": "k", "mapping": {"bee": "#/components/schemas/B"}},
                }
            ),
            A=obj(["k"], k=STRING, a=STRING),
            B=obj(["k"], k=STRING, b=STRING),
        ),
        *("breaking", "breaking"),
    ),
]


@pytest.mark.parametrize("row", CHANGES, ids=[row[0] for row in CHANGES])
def test_a_change_outside_schemas_weighs_what_the_rules_say_both_ways(row: Any) -> None:
    _, old, new, *expected = row
    assert [verdict(old, new), verdict(new, old)] == expected


def test_nothing_changes_between_a_document_and_itself() -> None:
    for _, old, new, *_ in CHANGES:
        assert compare(old, copy.deepcopy(old)) == []
        assert compare(new, copy.deepcopy(new)) == []


def test_a_change_in_a_shared_component_is_one_finding_with_its_operations() -> None:
    paths = {
        f"/p{number}": document({"requestBody": {"content": {"application/json": {"schema": ref("A")}}}})["paths"][
            "/things"
        ]
        for number in range(7)
    }
    old = {**with_schemas(document({}), A=obj(a=INTEGER)), "paths": paths}
    new = {**with_schemas(document({}), A=obj(a=STRING)), "paths": paths}
    [finding] = compare(old, new)
    assert finding.where == "schemas/A/properties/a"
    assert len(finding.places) == 7


def test_the_same_edit_of_many_operations_is_one_finding() -> None:
    def paths(status: str) -> Json:
        return {f"/p{number}": {"get": {"responses": {status: {"description": "Done."}}}} for number in range(5)}

    [finding] = compare({**document({}), "paths": paths("200")}, {**document({}), "paths": paths("204")})
    assert finding.rule == "success-status-changed"
    assert len(finding.places) == 5


def test_a_fingerprint_outlives_other_changes() -> None:
    old, new = sends(obj(a=INTEGER, b=INTEGER)), sends(obj(a=STRING, b=INTEGER))
    later = sends(obj(z=STRING, a=STRING, b=INTEGER))
    [finding] = compare(old, new)
    assert finding.fingerprint in {other.fingerprint for other in compare(old, later)}
