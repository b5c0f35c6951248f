"""The authoring rules for openapi.yaml: each is broken once and reported, and what they allow is not."""

import copy
import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from regen.documents import loading
from regen.documents.lint import RULES, lint
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


def operation(document: Json, name: str) -> Json:
    nodes: list[Any] = [node for _, _, node in loading.operations(document)]
    return next(node for node in nodes if node["operationId"] == name)


def file(document: Json) -> Json:
    found: Json = schema(document, "V2BetaStyleTransferBody")["properties"]["init_image"]
    return found


def rename_key(mapping: Json, old: str, new: str) -> None:
    mapping[new] = mapping.pop(old)


def flat_form(document: Json, name: str = "v1_masking") -> Json:
    found: Json = operation(document, name)["requestBody"]["content"]["multipart/form-data"]
    return found


def add_edition(document: Json) -> None:
    """A fourth edition: its id and tag name it, it has components of its own and shared ones."""
    added = copy.deepcopy(document["paths"]["/v1/generation/{engine_id}/text-to-image"])
    added["post"] |= {"operationId": "v3_draw", "tags": ["v3"]}
    for section, names in document["components"].items():
        for name in [name for name in names if name.startswith("V1")]:
            names[f"V3{name[2:]}"] = json.loads(
                json.dumps(names[name]).replace(f"#/components/{section}/V1", f"#/components/{section}/V3")
            )
    text = re.sub(r"#/components/(\w+)/V1", r"#/components/\1/V3", json.dumps(added))
    document["paths"]["/v3/draw/{engine_id}"] = json.loads(text)


ALLOWED: dict[str, Edit] = {
    "the contract itself": lambda d: d,
    "another edition": add_edition,
    "a boolean in a JSON part": lambda d: schema(d, "MaskingOptions")["allOf"].append(
        {"type": "object", "properties": {"tiling": {"type": "boolean"}}}
    ),
    "a string enum for a boolean in a form": lambda d: schema(d, "MaskingBody")["properties"].update(
        tiling={"type": "string", "enum": ["true", "false"]}
    ),
    "an array of texts in a form": lambda d: schema(d, "V1MaskingBody")["properties"].update(
        tags={"type": "array", "items": {"type": "string"}}
    ),
    "an older word of an open enum has a price": lambda d: operation(d, "v2beta_sd3")["x-credits"]["by_value"].update(
        {"sd2": 1}
    ),
    "a header whose name begins with x-": lambda d: response(d, "Images")["headers"].update(
        {"x-trace": {"schema": {"type": "string"}}}
    ),
    "a source anywhere": lambda d: [
        node.update({"x-source": "seen"}) for node in (d["info"], post(d), file(d), response(d, "V1Images"))
    ],
}


class Break(NamedTuple):
    """An edit that breaks a rule, and a part of the problem reported."""

    problem: str
    edit: Edit
    is_valid: bool = True
    """Whether the document is still valid OpenAPI."""


BREAKS = [
    Break("openapi: must be 3.0.x", lambda d: d.update(openapi="3.1.0"), is_valid=False),
    Break("paths", lambda d: post(d).pop("responses"), is_valid=False),
    Break("must be snake_case", lambda d: post(d).update(operationId="textToImage")),
    Break("must be snake_case", lambda d: post(d).update(operationId="v1__text")),
    Break("not unique", lambda d: post(d).update(operationId="masking"), is_valid=False),
    Break("must be one snake_case word", lambda d: post(d).update(tags=["generation", "user"])),
    Break("must be one snake_case word", lambda d: post(d).update(tags=["v2 beta"])),
    Break("security: is missing", lambda d: post(d).pop("security")),
    # Editions.
    Break("must begin with an edition", lambda d: d["paths"].update({"/draw": d["paths"].pop("/v1/user/account")})),
    Break("must not name an edition in v1alpha", lambda d: post(d).update(operationId="v1_draw")),
    Break("must not name an edition in v1alpha", lambda d: post(d).update(tags=["v1alpha"])),
    Break("must begin with v2beta_", lambda d: operation(d, "v2beta_core").update(operationId="core")),
    Break("must begin with v2beta_", lambda d: operation(d, "v2beta_core").update(operationId="v1_core")),
    Break("must begin with v1_ and be [v1]", lambda d: operation(d, "v1_balance").update(tags=["user"])),
    Break(
        "schemas/V2BetaImage: must not be used by v1",
        lambda d: response(d, "V1Images")["content"]["application/json"].update(
            schema={"$ref": "#/components/schemas/V2BetaImage"}
        ),
    ),
    Break(
        "responses/V1NotFound: must not be used by v2beta",
        lambda d: operation(d, "v2beta_core")["responses"].update(
            {"404": {"$ref": "#/components/responses/V1NotFound"}}
        ),
    ),
    # Names of classes.
    Break("must be that of its class, ImageGroup", lambda d: d["components"]["schemas"].update(image_group={})),
    Break("must be that of its class, V2BetaImage2", lambda d: d["components"]["schemas"].update(V2betaImage2={})),
    Break("both would be models/text_prompt.py", lambda d: d["components"]["schemas"].update(TEXTPrompt={})),
    Break(
        "both would be models/v1_image_mode.py",
        lambda d: d["components"]["schemas"].update(
            V1Image={"properties": {"mode": {"type": "string", "enum": ["a"]}}}, V1ImageMode={"type": "object"}
        ),
    ),
    # Server and credentials.
    Break("must be one server", lambda d: d["servers"].append({"url": "https://example.com"})),
    Break("or http bearer", lambda d: d["components"]["securitySchemes"].update(b={"type": "http", "scheme": "basic"})),
    Break("or http bearer", lambda d: d["components"]["securitySchemes"]["api_key"].update(name="X-Key")),
    Break("the client knows the header", lambda d: d["components"]["securitySchemes"].pop("api_key")),
    Break("security: must be one of", lambda d: post(d)["security"].append({"bearer": []})),
    Break("security: must be one of", lambda d: post(d).update(security=[{"bearer": [], "api_key": []}])),
    Break("security: must be one of", lambda d: post(d).update(security=[])),
    Break(
        "Authorization: must not be a parameter",
        lambda d: post(d)["parameters"].append({"name": "Authorization", "in": "header", "schema": {"type": "string"}}),
    ),
    Break("must be a required parameter", lambda d: d["components"]["parameters"]["Accept"].update(required=False)),
    Break("must be a $ref", lambda d: d["components"]["parameters"]["Accept"].update(schema={"type": "string"})),
    Break(
        "Accept: must be a required parameter if a response",
        lambda d: operation(d, "v2beta_result").update(parameters=[{"$ref": "#/components/parameters/V2BetaResultId"}]),
    ),
    Break(
        "image/* must be the media type of a response",
        lambda d: operation(d, "v1_masking").update(
            parameters=[
                {"$ref": "#/components/parameters/V2BetaAccept"},
                {"$ref": "#/components/parameters/V1EngineId"},
            ],
            responses={
                **operation(d, "v1_masking")["responses"],
                "200": {"$ref": "#/components/responses/V2BetaStarted"},
            },
        ),
    ),
    Break(
        "must have a value that asks for image/webp",
        lambda d: schema(d, "V2BetaMediaType").update(enum=["image/png", "application/json"]),
    ),
    Break(
        "a response must be images or application/json",
        lambda d: response(d, "V2BetaResult")["content"].update({"text/html": {}}),
    ),
    Break(
        "image/png: must be the first",
        lambda d: response(d, "V2BetaResult")["content"].update(
            {"image/gif": {"schema": {"type": "string", "format": "binary"}}}
        ),
    ),
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
    Break(
        "must be application/json or multipart/form-data",
        lambda d: rename_key(
            operation(d, "v2beta_core")["requestBody"]["content"],
            "multipart/form-data",
            "application/x-www-form-urlencoded",
        ),
    ),
    Break("with `style: deepObject`", lambda d: flat_form(d)["encoding"].pop("text_prompts")),
    Break("with `style: deepObject`", lambda d: flat_form(d)["encoding"]["text_prompts"].update(style="form")),
    Break(
        "deeper ones have no notation",
        lambda d: schema(d, "TextPrompt")["properties"].update(spans={"type": "array", "items": {"type": "integer"}}),
    ),
    Break(
        "deeper ones have no notation",
        lambda d: schema(d, "V1MaskingBody")["properties"].update(
            grid={"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}
        ),
    ),
    Break(
        "as an object cannot be a text",
        lambda d: schema(d, "V1MaskingBody")["properties"].update(extras={"type": "object"}),
    ),
    Break("it is a plain value", lambda d: flat_form(d)["encoding"].update(steps={"style": "deepObject"})),
    Break(
        "its items are plain values",
        lambda d: (
            schema(d, "V1MaskingBody")["properties"].update(tags={"type": "array", "items": {"type": "string"}}),
            flat_form(d)["encoding"].update(tags={"style": "deepObject"}),
        ),
    ),
    Break("must not have a style in JSON", lambda d: form(d)["encoding"]["options"].update(style="deepObject")),
    Break("contentType names the image types", lambda d: flat_form(d)["encoding"].pop("init_image")),
    Break(
        "encoding/init_images: must be the name of a part", lambda d: flat_form(d)["encoding"].update(init_images={})
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
    Break("would be named after its position", lambda d: schema(d, "AspectRatio").pop("x-enum-varnames")),
    Break("must give different names", lambda d: schema(d, "EngineType")["enum"].append("Audio")),
    Break("must give different names", lambda d: schema(d, "EngineType").update(enum=["a-b", "a_b"])),
    Break("must give different names", lambda d: schema(d, "BooleanWord").update({"x-enum-varnames": ["YES", "YES"]})),
    # Extensions.
    Break("Anything else is ignored", lambda d: file(d).update({"x-max-byte": 1})),
    Break("Anything else is ignored", lambda d: operation(d, "v2beta_core").update({"x-credit": {"fixed": 3}})),
    Break(
        "got a schema, where it is ignored", lambda d: schema(d, "V2BetaCoreBody").update({"x-credits": {"fixed": 3}})
    ),
    Break("got a operation, where it is ignored", lambda d: operation(d, "v2beta_core").update({"x-max-pixels": 3})),
    Break("in the schema of a file", lambda d: schema(d, "V2BetaCoreBody").update({"x-max-side": 3})),
    *(
        Break(problem, lambda d, name=name, value=value: file(d).update({name: value}))  # type: ignore[misc]
        for name, value, problem in (
            ("x-max-bytes", "10 MB", "is not of type 'integer'"),
            ("x-max-bytes", 0, "less than the minimum"),
            ("x-max-aspect-ratio", "2.5", "is not of type 'number'"),
            ("x-max-aspect-ratio", 0.4, "less than the minimum"),
            ("x-min-side", 100_000, "x-min-side: must not be above x-max-side"),
            ("x-min-pixels", 100_000_000, "x-min-pixels: must not be above x-max-pixels"),
            ("x-sizes-by-engine", {"sdxl": [1024, 1024]}, "is not of type 'array'"),
            ("x-sizes-by-engine", {"sdxl": [[1024]]}, "is too short"),
            ("x-source", ["seen"], "is not of type 'string'"),
        )
    ),
    *(
        Break(problem, lambda d, value=value: schema(d, "V2BetaSd3Body").update(value))  # type: ignore[misc]
        for value, problem in (
            ({"x-requires": {"image": "strength"}}, "is not of type 'array'"),
            ({"x-requires": {"images": ["strength"]}}, "images: must be one of the properties"),
            ({"x-requires": {"image": ["strengths"]}}, "strengths: must be one of the properties"),
            ({"x-requires": {"mode=image-to-images": ["image"]}}, "must have a value of mode"),
            ({"x-excludes": {"image": ["mode=text"]}}, "must have a value of mode"),
            ({"x-excludes": {"image": ["seed=1"]}}, "which are not listed"),
            ({"x-one-of": ["image", "strength"]}, "is not of type 'array'"),
            ({"x-one-of": [["image", "picture"]]}, "picture: must be one of the properties"),
            ({"x-sides-by-engine": {"*": [1536, 320]}}, "the lower figure first"),
        )
    ),
    *(
        Break(problem, lambda d, value=value: operation(d, "v2beta_sd3").update({"x-credits": value}))  # type: ignore[misc]
        for value, problem in (
            ({"fixed": "3"}, "is not of type 'number'"),
            ({"fixes": 3}, "was unexpected"),
            ({"steps": 30}, "is not valid under any of the given schemas"),
            ({"fixed": 1, "steps": 30}, "steps must be an option"),
            ({"option": "model"}, "is a dependency of"),
            ({"option": "modell", "by_value": {"sd3.5-large": 1}}, "modell must be an option"),
            ({"option": "model", "by_value": {"sd3.5-large": 1}}, "must price every word of model"),
            ({"option": "output_format", "by_value": {"png": 1, "jpeg": 1, "gif": 1}}, "alone, got gif"),
        )
    ),
    Break("x-prices-as-of: is missing", lambda d: d["info"].pop("x-prices-as-of")),
    Break("does not match", lambda d: d["info"].update({"x-prices-as-of": "September 2026"})),
    Break(
        "x-result-operation: must be one of",
        lambda d: operation(d, "v2beta_upscale_creative").update({"x-result-operation": "result"}),
    ),
    Break("x-default: 60", lambda d: schema(d, "V1Steps").update({"x-default": 60})),
    Break("x-default: '9:17'", lambda d: schema(d, "AspectRatio").update({"x-default": "9:17"})),
    Break(
        "x-default: False",
        lambda d: (
            operation(d, "v2beta_replace_background_and_relight")
            and schema(d, "V2BetaReplaceBackgroundAndRelightBody")["properties"]["keep_original_background"].update(
                {"x-default": False}
            )
        ),
    ),
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
    # Validity takes most of the time, and only some of the edits need it.
    problems = [problem for rule in RULES for problem in rule(document)] if row.is_valid else lint(document)
    assert [problem for problem in problems if row.problem in ": ".join(problem)]


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
