"""The rules outside schemas: parameters, bodies, responses, security, servers, webhooks and callbacks.

Webhooks and callbacks are requests to the client: it reads their bodies and writes their responses.
"""

import copy
from typing import NamedTuple

import pytest

from regen.openapi_diff import compare, worst
from tests.support.regen.small_documents import (
    INTEGER,
    STRING,
    V31,
    Json,
    array_schema,
    document,
    object_schema,
    ref,
    with_callback,
    with_form,
    with_parameter,
    with_request,
    with_response,
    with_responses,
    with_schemas,
    with_security,
    with_servers,
    with_webhook,
)

KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}
OAUTH = {
    "type": "oauth2",
    "flows": {"clientCredentials": {"tokenUrl": "https://a.example", "scopes": {"r": "", "w": ""}}},
}


class Change(NamedTuple):
    """Two documents, and the worst level from the old to the new one and back."""

    name: str
    old: Json
    new: Json
    forward: str
    backward: str


CHANGES = [
    *(
        Change(
            f"optional {place} parameter",
            document({}),
            with_parameter({"in": place}),
            forward="additive",
            backward="warn",
        )
        for place in ("query", "header", "cookie")
    ),
    *(
        Change(
            f"required {place} parameter",
            document({}),
            with_parameter({"in": place, "required": True}),
            forward="breaking",
            backward="breaking",
        )
        for place in ("query", "header", "cookie")
    ),
    Change(
        "parameter becomes required",
        with_parameter({}),
        with_parameter({"required": True}),
        forward="breaking",
        backward="additive",
    ),
    Change(
        "parameter renamed",
        with_parameter({"name": "page_size"}),
        with_parameter({"name": "pageSize"}),
        forward="breaking",
        backward="breaking",
    ),
    Change(
        "parameter moves",
        with_parameter({"in": "query"}),
        with_parameter({"in": "cookie"}),
        forward="breaking",
        backward="breaking",
    ),
    Change(
        "a number becomes text in a query",
        with_parameter({"schema": INTEGER}),
        with_parameter({"schema": STRING}),
        forward="additive",
        backward="breaking",
    ),
    Change(
        "lists joined by commas",
        with_parameter({"schema": array_schema(STRING)}),
        with_parameter({"schema": array_schema(STRING), "explode": False}),
        forward="breaking",
        backward="breaking",
    ),
    Change(
        "style",
        with_parameter({"schema": array_schema(STRING)}),
        with_parameter({"schema": array_schema(STRING), "style": "pipeDelimited"}),
        forward="breaking",
        backward="breaking",
    ),
    Change(
        "reserved letters", with_parameter({}), with_parameter({"allowReserved": True}), forward="warn", backward="warn"
    ),
    Change(
        "empty values",
        with_parameter({}),
        with_parameter({"allowEmptyValue": True}),
        forward="additive",
        backward="breaking",
    ),
    Change(
        "parameter as JSON",
        with_parameter({}),
        with_parameter({"content": {"application/json": {"schema": STRING}}}),
        forward="breaking",
        backward="breaking",
    ),
    Change(
        "path parameter renamed",
        with_parameter({"in": "path", "required": True}, path="/things/{a}"),
        with_parameter({"in": "path", "name": "b", "required": True}, path="/things/{b}"),
        forward="none",
        backward="none",
    ),
    Change(
        "path grows a parameter",
        document({}),
        with_parameter({"in": "path", "required": True}, path="/things/{a}"),
        forward="breaking",
        backward="breaking",
    ),
    Change(
        "body becomes required",
        document({"requestBody": {"content": {}}}),
        document({"requestBody": {"required": True, "content": {}}}),
        forward="breaking",
        backward="additive",
    ),
    Change("body added", document({}), with_request(STRING), forward="additive", backward="warn"),
    Change(
        "second media type",
        with_request(STRING),
        document(
            {"requestBody": {"content": {"application/json": {"schema": STRING}, "text/plain": {"schema": STRING}}}}
        ),
        forward="additive",
        backward="breaking",
    ),
    Change(
        "another media type",
        with_request(STRING),
        with_request(STRING, media_type="text/plain"),
        forward="breaking",
        backward="breaking",
    ),
    Change(
        "any media type",
        with_request(STRING),
        with_request(STRING, media_type="*/*"),
        forward="additive",
        backward="breaking",
    ),
    Change(
        "part's media type",
        with_form(a=STRING),
        with_form({"a": {"contentType": "application/json"}}, a=STRING),
        forward="breaking",
        backward="breaking",
    ),
    Change(
        "part's media type is what it is anyway",
        with_form(a=object_schema()),
        with_form({"a": {"contentType": "application/json"}}, a=object_schema()),
        forward="none",
        backward="none",
    ),
    Change(
        "part's header",
        with_form({"a": {"headers": {"X-A": {"schema": STRING}}}}, a=STRING),
        with_form({"a": {"headers": {"X-A": {"required": True, "schema": STRING}}}}, a=STRING),
        forward="breaking",
        backward="additive",
    ),
    Change(
        "second success",
        with_responses({"200": {}}),
        with_responses({"200": {}, "201": {}}),
        forward="breaking",
        backward="breaking",
    ),
    Change(
        "success becomes a range",
        with_responses({"200": {}}),
        with_responses({"2XX": {}}),
        forward="breaking",
        backward="additive",
    ),
    Change(
        "new error",
        with_responses({"200": {}}),
        with_responses({"200": {}, "409": {}}),
        forward="additive",
        backward="additive",
    ),
    Change(
        "new range of errors",
        with_responses({"200": {}}),
        with_responses({"200": {}, "4XX": {}}),
        forward="additive",
        backward="additive",
    ),
    Change(
        "new default",
        with_responses({"200": {}}),
        with_responses({"200": {}, "default": {}}),
        forward="additive",
        backward="additive",
    ),
    Change(
        "header",
        with_responses({"200": {}}),
        with_responses({"200": {"headers": {"x-a": {"schema": STRING}}}}),
        forward="additive",
        backward="breaking",
    ),
    Change(
        "error's body changes type",
        with_response(STRING, status="400"),
        with_response(INTEGER, status="400"),
        forward="breaking",
        backward="breaking",
    ),
    Change(
        "links",
        with_responses({"200": {}}),
        with_responses({"200": {"links": {"next": {"operationId": "x"}}}}),
        forward="warn",
        backward="warn",
    ),
    Change(
        "key needed",
        with_security([], k=KEY),
        with_security([{"k": []}], k=KEY),
        forward="breaking",
        backward="additive",
    ),
    Change(
        "key optional",
        with_security([{"k": []}], k=KEY),
        with_security([{"k": []}, {}], k=KEY),
        forward="additive",
        backward="breaking",
    ),
    Change(
        "another header",
        with_security([{"k": []}], k=KEY),
        with_security([{"k": []}], k=KEY | {"name": "X-Other"}),
        forward="breaking",
        backward="breaking",
    ),
    Change(
        "key in the query",
        with_security([{"k": []}], k=KEY),
        with_security([{"k": []}], k=KEY | {"in": "query"}),
        forward="breaking",
        backward="breaking",
    ),
    Change(
        "another scheme",
        with_security([{"k": []}], k=KEY),
        with_security([{"k": []}], k=OAUTH),
        forward="breaking",
        backward="breaking",
    ),
    Change(
        "scope",
        with_security([{"o": ["r"]}], o=OAUTH),
        with_security([{"o": ["r", "w"]}], o=OAUTH),
        forward="breaking",
        backward="additive",
    ),
    Change(
        "alternative",
        with_security([{"k": []}], k=KEY, o=OAUTH),
        with_security([{"k": []}, {"o": []}], k=KEY, o=OAUTH),
        forward="additive",
        backward="breaking",
    ),
    Change(
        "both at once",
        with_security([{"k": []}], k=KEY, o=OAUTH),
        with_security([{"k": [], "o": []}], k=KEY, o=OAUTH),
        forward="breaking",
        backward="additive",
    ),
    Change(
        "scheme's key renamed",
        with_security([{"k": []}], k=KEY),
        with_security([{"l": []}], l=KEY),
        forward="none",
        backward="none",
    ),
    Change(
        "token address",
        with_security([{"o": []}], o=OAUTH),
        with_security(
            [{"o": []}],
            o={"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://b.example", "scopes": {}}}},
        ),
        forward="warn",
        backward="warn",
    ),
    Change(
        "another host",
        with_servers("https://a.example"),
        with_servers("https://b.example"),
        forward="warn",
        backward="warn",
    ),
    Change(
        "another base path",
        with_servers("https://a.example/v1"),
        with_servers("https://a.example/v2"),
        forward="breaking",
        backward="breaking",
    ),
    Change(
        "webhook sends more",
        with_webhook(object_schema()),
        with_webhook(object_schema(a=STRING)),
        forward="additive",
        backward="breaking",
    ),
    Change(
        "webhook wants another answer",
        with_webhook(object_schema(), STRING),
        with_webhook(object_schema(), STRING | {"enum": ["ok"]}),
        forward="breaking",
        backward="additive",
    ),
    Change(
        "webhook appears",
        document({}, version=V31),
        with_webhook(object_schema()),
        forward="additive",
        backward="breaking",
    ),
    Change(
        "callback sends another type",
        with_callback(STRING),
        with_callback(INTEGER),
        forward="breaking",
        backward="breaking",
    ),
    Change("callback appears", document({}), with_callback(STRING), forward="additive", backward="breaking"),
    Change(
        "discriminator's property",
        with_schemas(
            with_request({"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "k"}}),
            A=object_schema(["k"], k=STRING, a=STRING),
            B=object_schema(["k"], k=STRING, b=STRING),
        ),
        with_schemas(
            with_request({"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "a"}}),
            A=object_schema(["k"], k=STRING, a=STRING),
            B=object_schema(["k"], k=STRING, b=STRING),
        ),
        forward="breaking",
        backward="breaking",
    ),
    Change(
        "discriminator's values",
        with_schemas(
            with_request({"oneOf": [ref("A"), ref("B")], "discriminator": {"propertyName": "k"}}),
            A=object_schema(["k"], k=STRING, a=STRING),
            B=object_schema(["k"], k=STRING, b=STRING),
        ),
        with_schemas(
            with_request(
                {
                    "oneOf": [ref("A"), ref("B")],
                    "discriminator": {"propertyName": "k", "mapping": {"bee": "#/components/schemas/B"}},
                }
            ),
            A=object_schema(["k"], k=STRING, a=STRING),
            B=object_schema(["k"], k=STRING, b=STRING),
        ),
        forward="breaking",
        backward="breaking",
    ),
]


@pytest.mark.parametrize("change", CHANGES, ids=[change.name for change in CHANGES])
def test_a_change_outside_schemas_has_its_level_in_both_directions(change: Change) -> None:
    assert str(worst(compare(change.old, change.new))) == change.forward
    assert str(worst(compare(change.new, change.old))) == change.backward


def test_nothing_changes_between_a_document_and_itself() -> None:
    for change in CHANGES:
        for each in (change.old, change.new):
            assert compare(each, copy.deepcopy(each)) == []


def test_a_change_in_a_shared_component_is_one_finding_with_its_operations() -> None:
    paths = {
        f"/p{number}": document({"requestBody": {"content": {"application/json": {"schema": ref("A")}}}})["paths"][
            "/things"
        ]
        for number in range(7)
    }
    old = {**with_schemas(document({}), A=object_schema(a=INTEGER)), "paths": paths}
    new = {**with_schemas(document({}), A=object_schema(a=STRING)), "paths": paths}
    [finding] = compare(old, new)
    assert finding.where == "schemas/A/properties/a"
    assert len(finding.places) == 7


def test_the_same_edit_of_many_operations_is_one_finding() -> None:
    def paths(status: str) -> Json:
        return {f"/p{number}": {"get": {"responses": {status: {"description": "Done."}}}} for number in range(5)}

    [finding] = compare({**document({}), "paths": paths("200")}, {**document({}), "paths": paths("204")})
    assert finding.rule == "success-status-changed"
    assert len(finding.places) == 5


def test_a_fingerprint_does_not_depend_on_other_changes() -> None:
    old, new = with_request(object_schema(a=INTEGER, b=INTEGER)), with_request(object_schema(a=STRING, b=INTEGER))
    later = with_request(object_schema(z=STRING, a=STRING, b=INTEGER))
    [finding] = compare(old, new)
    assert finding.fingerprint in {other.fingerprint for other in compare(old, later)}
