"""The authoring rules for openapi.yaml: each is broken once and reported, and what they allow is not."""

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from regen.documents import loading
from regen.documents.lint import lint
from regen.project import PROJECT

CONTRACT = loading.load(PROJECT.contract)
TEXT_TO_IMAGE = "/v1alpha/generation/{engine_id}/text-to-image"
MASKING = "/v1alpha/generation/{engine_id}/image-to-image/masking"

Json = dict[str, Any]
Edit = Callable[[Json], object]


def schema(document: Json, name: str) -> Json:
    found: Json = document["components"]["schemas"][name]
    return found


def response(document: Json, name: str) -> Json:
    found: Json = document["components"]["responses"][name]
    return found


def post(document: Json, path: str = TEXT_TO_IMAGE) -> Json:
    found: Json = document["paths"][path]["post"]
    return found


def form(document: Json) -> Json:
    found: Json = post(document, MASKING)["requestBody"]["content"]["multipart/form-data"]
    return found


def move_to_v2beta(document: Json) -> None:
    """An operation of another edition: its id and tag name the edition, its errors are JSON alone."""
    moved = copy.deepcopy(document["paths"].pop(TEXT_TO_IMAGE))
    moved["post"] |= {"operationId": "v2beta_sd3", "tags": ["v2beta"]}
    for status, node in moved["post"]["responses"].items():
        if not status.startswith("2"):
            error = copy.deepcopy(loading.resolve(document, node))
            error["content"].pop("application/vnd.goa.error")
            moved["post"]["responses"][status] = error
    document["paths"]["/v2beta/generate/{engine_id}"] = moved


def move_edition_to_server(document: Json) -> None:
    document["servers"][0]["url"] += "/v1alpha"
    document["paths"] = {path.removeprefix("/v1alpha"): item for path, item in document["paths"].items()}


ALLOWED: dict[str, Edit] = {
    "the contract itself": lambda d: d,
    "another edition": move_to_v2beta,
    "the edition in the server's address": move_edition_to_server,
    "a boolean in a JSON part": lambda d: schema(d, "MaskingOptions")["allOf"].append(
        {"type": "object", "properties": {"tiling": {"type": "boolean"}}}
    ),
    "a string enum for a boolean in a form": lambda d: schema(d, "MaskingBody")["properties"].update(
        tiling={"type": "string", "enum": ["true", "false"]}
    ),
}


class Break(NamedTuple):
    """An edit that breaks a rule, and a part of the problem reported."""

    problem: str
    edit: Edit


BREAKS = [
    Break("openapi: must be 3.0.x", lambda d: d.update(openapi="3.1.0")),
    Break("paths", lambda d: post(d).pop("responses")),
    Break("must be snake_case", lambda d: post(d).update(operationId="textToImage")),
    Break("must be snake_case", lambda d: post(d).update(operationId="v1__text")),
    Break("not unique", lambda d: post(d).update(operationId="masking")),
    Break("must be one snake_case word", lambda d: post(d).update(tags=["generation", "user"])),
    Break("must be one snake_case word", lambda d: post(d).update(tags=["v2 beta"])),
    Break("security: is missing", lambda d: post(d).pop("security")),
    Break("must be one server", lambda d: d["servers"].append({"url": "https://example.com"})),
    Break(
        "must be one scheme", lambda d: d["components"]["securitySchemes"].update(b={"type": "http", "scheme": "basic"})
    ),
    Break(
        "Authorization: must not be a parameter",
        lambda d: post(d)["parameters"].append({"name": "Authorization", "in": "header", "schema": {"type": "string"}}),
    ),
    Break("must be a required parameter", lambda d: d["components"]["parameters"]["Accept"].update(required=False)),
    Break("must be a $ref", lambda d: d["components"]["parameters"]["Accept"].update(schema={"type": "string"})),
    Break(
        "image/png: must be the first",
        lambda d: response(d, "Images").update(content=dict(reversed(response(d, "Images")["content"].items()))),
    ),
    Break(
        "image/png: must be the first",
        lambda d: post(d)["responses"].update(
            {"202": {"description": "Later.", "content": dict(reversed(response(d, "Images")["content"].items()))}}
        ),
    ),
    Break(
        "must have one media type",
        lambda d: post(d)["requestBody"]["content"].update(
            {"application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/TextToImageOptions"}}}
        ),
    ),
    Break("must be one $ref", lambda d: form(d).update(schema=copy.deepcopy(schema(d, "MaskingBody")))),
    Break("additionalProperties: false", lambda d: schema(d, "MaskingBody").pop("additionalProperties")),
    Break("additionalProperties: false", lambda d: schema(d, "MaskingBody").update(additionalProperties={})),
    Break(
        "must not be a boolean in a form",
        lambda d: schema(d, "MaskingBody")["properties"].update(tiling={"type": "boolean"}),
    ),
    Break(
        "must not be a boolean in a form",
        lambda d: schema(d, "MaskingBody")["properties"].update(tiling={"type": "array", "items": {"type": "boolean"}}),
    ),
    Break("Use `x-default`", lambda d: schema(d, "TextToImageOptions")["properties"]["steps"].update(default=50)),
    Break("Use `x-default`", lambda d: schema(d, "TextPrompt")["properties"]["weight"].update(default=1)),
    Break("closed enum", lambda d: schema(d, "Engine")["properties"].update(type=schema(d, "EngineType"))),
    Break(
        "closed enum",
        lambda d: schema(d, "Image")["properties"].update(finishReason={"$ref": "#/components/schemas/FinishReason"}),
    ),
    Break(
        "closed enum",
        lambda d: post(d)["responses"].update(
            {
                "202": {
                    "description": "Later.",
                    "content": {
                        "application/json": {
                            "schema": {"type": "object", "properties": {"status": {"type": "string", "enum": ["a"]}}}
                        }
                    },
                }
            }
        ),
    ),
    Break("default: is missing", lambda d: post(d)["responses"].pop("default")),
    Break("must have the media types", lambda d: response(d, "NotFound")["content"].pop("application/vnd.goa.error")),
    Break(
        "must have the media types",
        lambda d: response(d, "NotFound").update(content=dict(reversed(response(d, "NotFound")["content"].items()))),
    ),
    Break("must have x-error-names", lambda d: response(d, "NotFound").pop("x-error-names")),
    Break("title: must not be set", lambda d: schema(d, "Engine").update(title="Model")),
    Break("x-enum-varnames: must be", lambda d: schema(d, "Sampler").update({"x-enum-varnames": ["A"]})),
]


@pytest.mark.parametrize("edit", ALLOWED.values(), ids=ALLOWED)
def test_what_the_rules_allow_is_not_reported(edit: Edit) -> None:
    document = copy.deepcopy(CONTRACT)
    edit(document)
    assert lint(document) == []


@pytest.mark.parametrize("row", BREAKS, ids=[f"{row.problem}-{number}" for number, row in enumerate(BREAKS)])
def test_a_broken_rule_is_reported(row: Break) -> None:
    document = copy.deepcopy(CONTRACT)
    row.edit(document)
    assert [problem for problem in lint(document) if row.problem in ": ".join(problem)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3: duplicate key 'a'"),
        ("- a\n", "not a mapping"),
        ("a: [1\n", "line"),
    ],
)
def test_a_text_that_is_not_a_document_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(loading.InvalidDocumentError, match=message):
        loading.parse(text)


def test_dates_stay_text() -> None:
    assert loading.parse("released: 2023-01-15") == {"released": "2023-01-15"}


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"a": {"$ref": "#/a"}}, "points to itself"),
        ({"a": {"$ref": "#/b/c"}}, "points nowhere"),
        ({"a": {"$ref": "other.yaml#/a"}}, "points outside"),
    ],
)
def test_a_reference_that_leads_nowhere_is_refused(document: dict[str, Any], message: str) -> None:
    with pytest.raises(loading.InvalidDocumentError, match=message):
        loading.resolve(document, document["a"])
