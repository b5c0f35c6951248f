"""Our rules for openapi.yaml: each is broken once, and told."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from regen.documents import loading as documents
from regen.documents.lint import lint
from regen.project import HERE

CONTRACT = documents.load(HERE.contract)
PAINT = "/v1alpha/generation/{engine_id}/text-to-image"
MASK = "/v1alpha/generation/{engine_id}/image-to-image/masking"

Edit = Callable[[dict[str, Any]], object]


def schema(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


BREAKS: list[tuple[str, Edit]] = [
    ("openapi: must be 3.0.x", lambda d: d.update(openapi="3.1.0")),
    ("paths", lambda d: d["paths"][PAINT]["post"].pop("responses")),
    ("must be snake_case", lambda d: d["paths"][PAINT]["post"].update(operationId="textToImage")),
    ("not unique", lambda d: d["paths"][PAINT]["post"].update(operationId="masking")),
    ("must be one plain word", lambda d: d["paths"][PAINT]["post"].update(tags=["generation", "user"])),
    ("needs `security` of its own", lambda d: d["paths"][PAINT]["post"].pop("security")),
    ("must hold one server", lambda d: d["servers"].append({"url": "https://example.com"})),
    (
        "must hold one scheme",
        lambda d: d["components"]["securitySchemes"].update(other={"type": "http", "scheme": "bearer"}),
    ),
    (
        "no Authorization parameter",
        lambda d: d["paths"][PAINT]["post"]["parameters"].append(
            {"name": "Authorization", "in": "header", "schema": {"type": "string"}}
        ),
    ),
    ("needs a required Accept", lambda d: d["components"]["parameters"]["Accept"].update(required=False)),
    ("Accept must be a $ref", lambda d: d["components"]["parameters"]["Accept"].update(schema={"type": "string"})),
    (
        "image/png must be listed first",
        lambda d: d["components"]["responses"]["Images"].update(
            content=dict(reversed(d["components"]["responses"]["Images"]["content"].items()))
        ),
    ),
    (
        "one request media type",
        lambda d: d["paths"][PAINT]["post"]["requestBody"]["content"].update(
            {"application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/TextToImageOptions"}}}
        ),
    ),
    (
        "body must be one $ref",
        lambda d: d["paths"][MASK]["post"]["requestBody"]["content"]["multipart/form-data"].update(
            schema=copy.deepcopy(schema(d, "MaskingBody"))
        ),
    ),
    ("say `x-default`", lambda d: schema(d, "TextToImageOptions")["properties"]["steps"].update(default=50)),
    ("say `x-default`", lambda d: schema(d, "TextPrompt")["properties"]["weight"].update(default=1)),
    ("is a closed enum", lambda d: schema(d, "Engine")["properties"].update(type=schema(d, "EngineType"))),
    (
        "is a closed enum",
        lambda d: schema(d, "Image")["properties"].update(finishReason={"$ref": "#/components/schemas/FinishReason"}),
    ),
    ("needs a `default` error", lambda d: d["paths"][PAINT]["post"]["responses"].pop("default")),
    (
        "must be documented as application/vnd.goa.error",
        lambda d: d["components"]["responses"]["NotFound"]["content"].pop("application/vnd.goa.error"),
    ),
    ("needs x-error-names", lambda d: d["components"]["responses"]["NotFound"].pop("x-error-names")),
    ("no title", lambda d: schema(d, "Engine").update(title="Model")),
]


def test_the_contract_keeps_every_rule() -> None:
    assert lint(CONTRACT) == []


@pytest.mark.parametrize(("told", "edit"), BREAKS, ids=[f"{told}-{n}" for n, (told, _) in enumerate(BREAKS)])
def test_a_broken_rule_is_told(told: str, edit: Edit) -> None:
    document = copy.deepcopy(CONTRACT)
    edit(document)
    assert [problem for problem in lint(document) if told in ": ".join(problem)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3: the key 'a' stands twice"),
        ("- a\n", "not a mapping"),
        ("a: [1\n", "line"),
    ],
)
def test_a_text_that_is_no_document_is_refused_with_its_place(text: str, told: str) -> None:
    with pytest.raises(documents.InvalidDocumentError, match=told):
        documents.parse(text)


def test_dates_stay_text() -> None:
    assert documents.parse("released: 2023-01-15") == {"released": "2023-01-15"}


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"a": {"$ref": "#/a"}}, "points to itself"),
        ({"a": {"$ref": "#/b/c"}}, "points nowhere"),
        ({"a": {"$ref": "other.yaml#/a"}}, "points outside"),
    ],
)
def test_a_reference_that_leads_nowhere_is_refused(document: dict[str, Any], told: str) -> None:
    with pytest.raises(documents.InvalidDocumentError, match=told):
        documents.resolve(document, document["a"])
