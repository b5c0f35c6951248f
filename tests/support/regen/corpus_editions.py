"""Edits of what v1 and v2beta have and v1alpha has not: flat forms, prices, limits of images, work that is started.

And edits of whole editions.
"""

from typing import Any

from tests.support.regen.edits import (
    CHECKED_AT_RUN_TIME,
    Edit,
    append,
    drop,
    edit,
    find,
    parse_path,
    put,
    remove,
    rename,
)

V1, ALL = ("/v1/",), ("/v1alpha/", "/v1/", "/v2beta/")
GENERATE, EDIT = ("/v2beta/stable-image/generate/",), ("/v2beta/stable-image/edit/",)
CONTROL, RESULT = ("/v2beta/stable-image/control/",), ("/v2beta/stable-image/upscale/", "/v2beta/results/")
FORM = "requestBody content multipart/form-data"
BINARY = {"type": "string", "format": "binary"}


def _remove_v1(document: dict[str, Any]) -> None:
    document["paths"] = {path: item for path, item in document["paths"].items() if not path.startswith("/v1/")}


def _add_fourth(document: dict[str, Any]) -> None:
    core = find(document, parse_path("v2beta_core"))
    errors = {"default": {"$ref": "#/components/responses/V1OtherError"}}
    document["paths"]["/v3/draw"] = {
        "post": {
            "operationId": "v3_draw",
            "tags": ["v3"],
            "security": core["security"],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/V3DrawBody"}}},
            },
            "responses": {"200": {"$ref": "#/components/responses/V1Images"}, **errors},
        }
    }
    document["components"]["schemas"]["V3DrawBody"] = {"type": "object", "properties": {"prompt": {"type": "string"}}}


def _exclude_from_the_other_side(document: dict[str, Any]) -> None:
    body = find(document, parse_path("S V2BetaSd3Body"))
    body["x-excludes"] = {other: [name] for name, others in body["x-excludes"].items() for other in others}


ROWS: list[Edit] = [
    # Flat forms.
    edit(
        "an option is added to a form of v1",
        put("S V1MaskingBody properties tiling", {"$ref": "#/components/schemas/BooleanWord"}),
        wire="additive",
        python="additive",
        why="whoever does not send it is served as before; the TypedDict brings it to both clients",
        paths=(*V1, *EDIT),
    ),
    edit(
        "an option is added to a form of v2beta",
        put("S V2BetaCoreBody properties steps", {"type": "integer", "minimum": 1, "maximum": 50}),
        wire="additive",
        python="additive",
        why="whoever does not send it is served as before; the TypedDict brings it to both clients",
        paths=GENERATE,
    ),
    edit(
        "an option of a form of v2beta is removed",
        drop("S V2BetaCoreBody properties negative_prompt"),
        wire="breaking",
        python="breaking",
        why="the form is closed, so sending it is an error; the field goes, which nothing in overlay/ names",
        paths=GENERATE,
    ),
    edit(
        "a boolean is added to a form",
        put("S V2BetaCoreBody properties tiling", {"type": "boolean"}),
        wire="additive",
        python="additive",
        why="optional; that the generator would write `True` is found by the lint rules and by the built requests",
        paths=GENERATE,
    ),
    edit(
        "a file is added to a form",
        put("S V2BetaCoreBody properties image", BINARY),
        put(f"v2beta_core {FORM} encoding", {"image": {"contentType": "image/png"}}),
        wire="additive",
        python="additive",
        why="whoever does not send it is served as before",
        paths=GENERATE,
    ),
    edit(
        "prompts are no longer sent by index",
        drop(f"v1_masking {FORM} encoding text_prompts"),
        wire="breaking",
        python="cannot",
        overlay="cannot",
        why="the names of the parts change; and the correction of the generator finds one array more than the contract",
        paths=V1,
    ),
    edit(
        "a prompt gets another key",
        put("S TextPrompt properties start", {"type": "number"}),
        wire="additive",
        python="additive",
        why="whoever does not send `text_prompts[0][start]` is served as before",
        paths=V1,
    ),
    edit(
        "a form becomes JSON",
        rename(f"v2beta_core {FORM}", "application/json"),
        wire="breaking",
        why="forms are refused; the function and the class of the body keep their names and arguments",
        paths=GENERATE,
    ),
    edit(
        "a style is added",
        append("S StylePreset enum", "watercolor"),
        append("S StylePreset x-enum-varnames", "WATERCOLOR"),
        wire="additive",
        python="additive",
        why="the others are still accepted, by both editions",
        paths=ALL,
    ),
    edit(
        "an open enum gets a word",
        append("S Sd3Model enum", "sd4"),
        append("S Sd3Model x-enum-varnames", "SD4"),
        wire="additive",
        python="additive",
        why="the word was accepted before, as any text is",
        paths=GENERATE,
    ),
    # Prices and sources.
    edit(
        "a price rises",
        put("v2beta_core x-credits fixed", 4),
        wire="warn",
        why="calls work as before and cost more",
        paths=GENERATE,
    ),
    edit(
        "a model gets a price",
        put("v2beta_sd3 x-credits by_value sd4", 8),
        wire="warn",
        why="what the client estimates is another figure",
        paths=GENERATE,
    ),
    edit(
        "the prices are those of another day",
        put("info x-prices-as-of", "2026-11-01"),
        wire="doc",
        why="no price changed",
        paths=GENERATE,
    ),
    edit(
        "a source is named",
        put("S V2BetaSeed x-source", "Seen by two people."),
        wire="doc",
        why="only people read it",
        paths=GENERATE,
    ),
    # Limits of images.
    edit(
        "an image may have shorter sides only",
        put("S V2BetaUltraBody properties image x-max-side", 4096),
        wire="breaking",
        why="images of 5,000 pixels are refused now",
        paths=GENERATE,
    ),
    edit(
        "an image may be twice the bytes",
        put("S V2BetaUltraBody properties image x-max-bytes", 20971520),
        wire="additive",
        why="what was accepted still is",
        paths=GENERATE,
    ),
    edit(
        "an image needs fewer pixels",
        put("S V2BetaUltraBody properties image x-min-pixels", 1024),
        wire="additive",
        why="what was accepted still is",
        paths=GENERATE,
    ),
    edit(
        "an image may be of any aspect ratio",
        drop("S V2BetaSketchBody properties image x-max-aspect-ratio"),
        wire="additive",
        why="what was accepted still is",
        paths=CONTROL,
    ),
    edit(
        "an image's aspect ratio is limited",
        put("S V2BetaUltraBody properties image x-max-aspect-ratio", 2.5),
        wire="breaking",
        why="panoramas are refused now",
        paths=GENERATE,
    ),
    edit(
        "an engine generates another size",
        append("S V1TextToImageOptions x-sizes-by-engine stable-diffusion-xl-1024-*", [1024, 768]),
        wire="additive",
        why="the others are still generated",
        paths=V1,
    ),
    edit(
        "an engine no longer generates a size",
        drop("S V1TextToImageOptions x-sizes-by-engine stable-diffusion-xl-1024-* 8"),
        wire="breaking",
        why="640 by 1536 is refused now",
        paths=V1,
    ),
    edit(
        "an engine's sides are narrower",
        put("S V1TextToImageOptions x-sides-by-engine stable-diffusion-v1-6", [320, 1024]),
        wire="breaking",
        why="1,536 pixels are refused now",
        paths=V1,
    ),
    # Rules between arguments.
    edit(
        "an option needs another",
        put("S V2BetaCoreBody x-requires", {"style_preset": ["negative_prompt"]}),
        wire="breaking",
        why="a style alone is refused now",
        paths=GENERATE,
    ),
    edit(
        "an option needs one of two",
        append("S V2BetaUltraBody x-requires strength", "negative_prompt"),
        wire="additive",
        why="what was accepted still is",
        paths=GENERATE,
    ),
    edit(
        "options no longer exclude each other",
        drop("S V2BetaSd3Body x-excludes"),
        wire="additive",
        why="what was accepted still is",
        paths=GENERATE,
    ),
    edit(
        "an exclusion is written from the other side",
        _exclude_from_the_other_side,
        wire="none",
        why="which of two arguments is named first makes no difference",
        paths=GENERATE,
    ),
    edit(
        "one of fewer sides is needed",
        remove("S V2BetaOutpaintBody x-one-of 0", "down"),
        wire="breaking",
        why="extending downwards alone is refused now",
        paths=EDIT,
    ),
    # Responses, and work that is started.
    edit(
        "a response may be of another image type",
        put("R V2BetaImages content image/avif", {"schema": BINARY}),
        wire="additive",
        why="`image/*` asks for any; the server decides as `output_format` says",
        paths=GENERATE,
    ),
    edit(
        "JSON no longer names the type of its image",
        rename("R V2BetaTransparentImages content application/json;·type=image/png", "application/json"),
        wire="breaking",
        python="none",
        why="whoever looks for the whole media type finds another one; generated code looks at none",
        paths=EDIT,
    ),
    edit(
        "Accept takes one image type instead of any",
        put("S V2BetaMediaType enum 0", "image/png"),
        wire="breaking",
        python="breaking",
        why=f"`image/*` is refused; the value of the member changes. {CHECKED_AT_RUN_TIME}",
        paths=GENERATE,
    ),
    edit(
        "an operation may answer later",
        put("v2beta_core responses 202", {"$ref": "#/components/responses/V2BetaRunning"}),
        wire="breaking",
        python="breaking",
        why="a status that callers take for success without an image; functions return one class more",
        paths=(*GENERATE, *RESULT),
    ),
    edit(
        "an operation only starts the work",
        put("v2beta_core responses 200", {"$ref": "#/components/responses/V2BetaStarted"}),
        put("v2beta_core x-result-operation", "v2beta_result"),
        wire="breaking",
        python="breaking",
        why="there is no image in the response any more",
        paths=(*GENERATE, *RESULT),
    ),
    edit(
        "the result is fetched by another operation",
        put("v2beta_upscale_creative x-result-operation", "v2beta_core"),
        wire="warn",
        why="a fact that the client acts on: review it",
        paths=RESULT,
    ),
    edit(
        "the words of a 202 are listed",
        put("S V2BetaRunning properties status enum", ["in-progress", "queued"]),
        wire="additive",
        python="breaking",
        why="fewer words may come; readers get a member instead of a text, and a new word raises",
        paths=RESULT,
    ),
    edit(
        "a finish reason must be a known one",
        put("S V2BetaImage properties finish_reason", {"$ref": "#/components/schemas/FinishReason"}),
        wire="additive",
        python="additive",
        why="fewer words may come, of the same type; that new ones would raise is a lint rule's business",
        paths=GENERATE,
    ),
    edit(
        "an error gets another name",
        append("R V2BetaUnprocessable x-error-names", "invalid_style"),
        wire="warn",
        why="the client tells errors apart by their names",
        paths=GENERATE,
    ),
    # Editions.
    edit(
        "an operation takes the bare key",
        put("v2beta_core security", [{"api_key": []}]),
        wire="breaking",
        why="`Bearer …` is refused; the prefix is a fact, not generated code",
        paths=GENERATE,
    ),
    edit(
        "an operation of an edition is renamed",
        put("v2beta_core operationId", "v2beta_fast"),
        wire="none",
        python="breaking",
        overlay="breaking",
        why="the module and its options are named after it; the overlay names both",
        paths=GENERATE,
    ),
    edit(
        "an operation of an edition is removed",
        drop("paths /v2beta/stable-image/generate/core"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="calls get 404; the module and its options go, which the overlay names",
        paths=GENERATE,
    ),
    edit(
        "an edition is removed",
        _remove_v1,
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="calls get 404; the modules go, which the overlay names",
        paths=ALL,
    ),
    edit(
        "a fourth edition is added",
        _add_fourth,
        wire="additive",
        python="additive",
        why="nothing existing changes",
        paths=ALL,
    ),
]
