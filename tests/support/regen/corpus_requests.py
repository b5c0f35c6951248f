"""Edits of request bodies, their parts and the schemas in them."""

from typing import Any

from tests.support.regen.edits import (
    OPTIONS,
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


def _flatten_options(document: dict[str, Any]) -> None:
    body = find(document, parse_path("S ImageToImageBody"))
    del body["properties"]["options"]
    body["required"] = ["init_image", "text_prompts"]
    for name in ("text_prompts", "width", "height", "cfg_scale", "seed", "steps", "samples"):
        body["properties"][name] = find(document, parse_path(f"{OPTIONS} {name}"))
    encoding = find(document, parse_path("image_to_image requestBody content multipart/form-data encoding"))
    del encoding["options"]
    encoding["text_prompts"] = {"style": "deepObject", "explode": True}


def _nest_sizes(document: dict[str, Any]) -> None:
    properties = find(document, parse_path(OPTIONS))
    size = {name: properties.pop(name) for name in ("width", "height")}
    properties["size"] = {"type": "object", "properties": size}


ROWS: list[Edit] = [
    # Schemas of requests.
    edit(
        "a sampler is removed",
        remove("S Sampler enum", "DDIM"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="sending it is refused, and the member is removed, which the typing tests name as users do",
    ),
    edit(
        "a sampler is added",
        append("S Sampler enum", "K_DPMPP_3M"),
        wire="additive",
        python="additive",
        why="the old ones are still accepted",
    ),
    edit(
        "a mask source is renamed",
        put("S MaskSource enum 0", "WHITE"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="the old value is refused, and the overlay names the member",
    ),
    edit("a minimum rises", put(f"{OPTIONS} width minimum", 576), wire="breaking", why="512 is refused now"),
    edit("a minimum falls", put(f"{OPTIONS} width minimum", 128), wire="additive", why="what was accepted still is"),
    edit("a maximum falls", put(f"{OPTIONS} steps maximum", 100), wire="breaking", why="150 is refused now"),
    edit("a maximum rises", put(f"{OPTIONS} steps maximum", 200), wire="additive", why="what was accepted still is"),
    edit("a maximum is dropped", drop("S Samples maximum"), wire="additive", why="what was accepted still is"),
    edit(
        "a limit is added",
        put("S TextPrompt properties weight maximum", 10),
        wire="breaking",
        why="a weight of 11 is refused now",
    ),
    edit(
        "a limit becomes exclusive",
        put("S CfgScale exclusiveMaximum", True),
        wire="breaking",
        why="35 itself is refused now",
    ),
    edit(
        "steps of a size get coarser",
        put(f"{OPTIONS} width multipleOf", 128),
        wire="breaking",
        why="576 is refused now",
    ),
    edit("steps of a size get finer", put(f"{OPTIONS} width multipleOf", 8), wire="additive", why="64 is 8 times 8"),
    edit(
        "a text's maximum length falls",
        put("S TextPrompt properties text maxLength", 1000),
        wire="breaking",
        why="1500 characters are refused now",
    ),
    edit(
        "fewer prompts are accepted",
        put("S TextPrompts maxItems", 5),
        wire="breaking",
        why="six prompts are refused now",
    ),
    edit(
        "a limit without effect",
        put("S OrganizationMembership properties name minLength", 0),
        wire="none",
        why="every text has at least 0 characters",
    ),
    edit(
        "a number becomes an integer",
        put("S CfgScale type", "integer"),
        wire="breaking",
        python="breaking",
        why="7.5 is refused; `float` narrowed to `int`. The overlay passes options untyped",
    ),
    edit(
        "a integer becomes a number",
        put(f"{OPTIONS} seed type", "number"),
        wire="additive",
        python="additive",
        why="integers are numbers, and Python's int passes for float",
    ),
    edit(
        "another type",
        put(f"{OPTIONS} seed", {"type": "string"}),
        wire="breaking",
        python="breaking",
        why="numbers are refused",
    ),
    edit(
        "an option may be null",
        put(f"{OPTIONS} seed nullable", True),
        wire="additive",
        python="additive",
        why="one more value is accepted",
    ),
    edit(
        "a pattern on prompts",
        put("S TextPrompt properties text pattern", "^[a-z ]+$"),
        wire="breaking",
        why="capitals are refused now",
    ),
    edit(
        "an option becomes required",
        append("S TextToImageOptions required", "seed"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="requests without it are refused; the constructor requires it, and both clients do",
    ),
    edit(
        "an optional option is added at the end",
        put("S ImageToImageOptions allOf 1 properties feather", {"type": "integer"}),
        wire="additive",
        python="additive",
        why="whoever does not send it is served as before; the last argument leaves the others where they are",
    ),
    edit(
        "an optional option is added to all",
        put(f"{OPTIONS} style", {"type": "string"}),
        wire="additive",
        python="warn",
        why="additive for keywords; behind `allOf` it lands before later arguments, the tenth and on by position",
    ),
    edit(
        "a required option is added",
        put(f"{OPTIONS} style", {"type": "string"}),
        append("S TextToImageOptions required", "style"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="requests without it are refused; both clients require it",
    ),
    edit(
        "an optional option is removed",
        drop(f"{OPTIONS} sampler"),
        wire="warn",
        python="breaking",
        overlay="breaking",
        why="the server ignores it; the argument is removed, and both clients refuse it",
    ),
    edit(
        "a required option is removed",
        drop(f"{OPTIONS} text_prompts"),
        drop("S TextToImageOptions required"),
        wire="breaking",
        python="breaking",
        overlay="none",
        why="what every caller sends is ignored. The overlay sends it on its own account: the cassettes notice",
    ),
    edit(
        "an option is renamed",
        rename(f"{OPTIONS} cfg_scale", "guidance_scale"),
        wire="breaking",
        python="breaking",
        why="the old name is ignored, so images change without an error",
    ),
    edit(
        "unknown options are refused",
        put("S TextPrompt additionalProperties", False),
        wire="breaking",
        python="breaking",
        why="what was ignored is refused; the generated class loses `additional_properties`",
    ),
    edit(
        "options move up into the form",
        _flatten_options,
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="the part `options` is no longer read; the overlay sends it",
    ),
    edit(
        "options move down into an object",
        _nest_sizes,
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="`width` at its old place is ignored, and both clients refuse it",
    ),
    edit(
        "a documented default changes",
        put(f"{OPTIONS} steps x-default", 30),
        wire="warn",
        why="whoever sends nothing gets another image at another price",
    ),
    edit(
        "a documented default is dropped",
        drop(f"{OPTIONS} steps x-default"),
        wire="warn",
        why="the result without the option is now unknown",
    ),
    edit(
        "the cap on pixels falls",
        put("S TextToImageOptions x-max-pixels", 524288),
        wire="breaking",
        why="a million pixels are refused now",
    ),
    edit(
        "the cap on a file's size falls",
        put("S MaskingBody properties mask_image x-max-bytes", 5242880),
        wire="breaking",
        why="masks of 6 MB are refused now",
    ),
    edit(
        "another engine is known",
        append("P EngineId x-known-values", "stable-diffusion-xl"),
        wire="warn",
        why="an extension that the client acts on: review it",
    ),
    # Bodies and parts.
    edit(
        "another request media type",
        rename("text_to_image requestBody content application/json", "application/cbor"),
        put(
            "text_to_image requestBody content application/cbor schema",
            {"$ref": "#/components/schemas/TextToImageOptions"},
        ),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="JSON is refused with 415; the generator cannot write CBOR and drops the operation",
    ),
    edit(
        "a second request media type",
        put(
            "text_to_image requestBody content application/x-www-form-urlencoded",
            {"schema": {"$ref": "#/components/schemas/TextToImageOptions"}},
        ),
        wire="additive",
        python="cannot",
        overlay="cannot",
        why="JSON is still accepted; but facts.py and the generator know one request media type, and lint says so",
    ),
    edit(
        "a body becomes optional",
        put("text_to_image requestBody required", False),
        wire="additive",
        python="additive",
        why="whoever sends one is served as before",
    ),
    edit(
        "a part accepts another media type",
        put(
            "image_to_image requestBody content multipart/form-data encoding options contentType", "application/x-yaml"
        ),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="the JSON part is refused; options.py describes JSON parts, and loses the class that the overlay imports",
    ),
    edit(
        "a part accepts one media type less",
        put("masking requestBody content multipart/form-data encoding mask_image contentType", "image/png"),
        wire="breaking",
        why="a JPEG mask is refused now",
    ),
    edit(
        "a part accepts one media type more",
        put(
            "masking requestBody content multipart/form-data encoding mask_image contentType",
            "image/png, image/jpeg, image/webp, image/gif",
        ),
        wire="additive",
        why="what was accepted still is",
    ),
    edit(
        "a file becomes text",
        drop("S MaskingBody properties mask_image format"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="bytes are refused where text is read; `File` becomes `str`, and the overlay gives a File",
    ),
    edit(
        "an optional file becomes required",
        append("S MaskingBody required", "mask_image"),
        wire="breaking",
        python="breaking",
        overlay="breaking",
        why="masking by alpha, without a mask, is refused; the overlay may leave the part out, and its types say so",
    ),
]
