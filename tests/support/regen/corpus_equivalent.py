"""Edits that change descriptions, names or spelling, but nothing that is sent."""

from typing import Any

from tests.support.regen.edits import (
    OPTIONS,
    Edit,
    edit,
    for_every_operation,
    hoist,
    inline,
    put,
    rename_component,
    reverse,
    wrap,
)


def _rename_engine_id(document: dict[str, Any]) -> None:
    document["components"]["parameters"]["EngineId"]["name"] = "engine"
    document["paths"] = {
        path.replace("{engine_id}", "{engine}") if path.startswith("/v1alpha/") else path: item
        for path, item in document["paths"].items()
    }


def _rename_scheme(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    schemes["key"] = schemes.pop("api_key")
    for_every_operation(
        lambda operation: operation["security"] == [{"api_key": []}] and operation.update(security=[{"key": []}])
    )(document)


ROWS: list[Edit] = [
    # Descriptions: only people read them.
    edit(
        "a description is reworded",
        put(f"{OPTIONS} width description", "How wide."),
        wire="doc",
        why="descriptions only",
    ),
    edit("a summary is reworded", put("engines summary", "Engines."), wire="doc", why="descriptions only"),
    edit(
        "an example changes", put("S TextPrompt properties text example", "A boat"), wire="doc", why="descriptions only"
    ),
    edit("an example is added", put("S Account properties id example", "user-9"), wire="doc", why="descriptions only"),
    edit("the version in info changes", put("info version", "v1alpha2"), wire="doc", why="a label on the document"),
    edit("a tag's description changes", put("tags 0 description", "Images."), wire="doc", why="descriptions only"),
    edit("an unknown extension appears", put("S Image x-color", "red"), wire="doc", why="nothing reads it"),
    edit(
        "an operation is deprecated",
        put("account deprecated", True),
        wire="doc",
        why="it still works; the flag warns people",
    ),
    # Written differently: the canonical form is the same.
    edit("schemas stand in another order", reverse("components schemas"), wire="none", why="names, not order, refer"),
    edit("paths stand in another order", reverse("paths"), wire="none", why="a path is found by its name"),
    edit("parameters stand in another order", reverse("engines parameters"), wire="none", why="each has its name"),
    edit(
        "enum values stand in another order",
        reverse("S Sampler enum"),
        wire="none",
        why="a set; and the generator sorts members by name",
        paths=("/v1alpha/", "/v1/"),
    ),
    edit(
        "properties stand in another order",
        reverse(OPTIONS),
        wire="none",
        python="breaking",
        why="JSON objects have no order, positional arguments have",
    ),
    edit("required names stand in another order", reverse("S Engine required"), wire="none", why="a set"),
    edit("an inline schema is hoisted", hoist(f"{OPTIONS} width", "Width"), wire="none", why="an integer by reference"),
    edit(
        "an inline response is hoisted",
        hoist("engines responses 200", "Engines", "responses"),
        wire="none",
        why="a response by reference",
    ),
    edit(
        "a parameter is inlined",
        inline("engines parameters 0"),
        wire="none",
        why="the reference's target, in its place",
    ),
    edit(
        "an enum is inlined",
        inline("S MaskingOptions allOf 1 properties mask_source"),
        wire="none",
        python="breaking",
        overlay="breaking",
        why="the same values; but an inline enum is another class, named after its parent; callers pass the old one",
    ),
    edit(
        "a schema is wrapped in allOf",
        wrap(f"{OPTIONS} steps"),
        wire="none",
        python="breaking",
        why="all of one schema is that schema; but the generator makes a class of an integer behind `allOf`",
    ),
    edit(
        "a $ref is wrapped in allOf",
        wrap("S MaskingOptions allOf 1 properties mask_source"),
        wire="none",
        why="all of one schema is that schema, and the generator keeps the class",
    ),
    edit(
        "a component is renamed",
        rename_component("schemas", "ImageEnvelope", "Images"),
        wire="none",
        python="breaking",
        why="components have no names on the wire; the class is renamed. The overlay reads the envelope itself",
    ),
    edit(
        "an enum component is renamed",
        rename_component("schemas", "Sampler", "SamplerName"),
        wire="none",
        python="breaking",
        overlay="breaking",
        why="components have no names on the wire; the overlay imports the class",
    ),
    edit(
        "a response component is renamed",
        rename_component("responses", "NotFound", "NoSuchThing"),
        wire="none",
        why="response components have names neither on the wire nor in Python",
    ),
    edit(
        "the path parameter is renamed",
        _rename_engine_id,
        wire="none",
        python="breaking",
        overlay="none",
        why="only the value is in the address; users write `engine_id=`, the overlay passes it by position",
    ),
    edit(
        "the security scheme's key is renamed",
        _rename_scheme,
        wire="none",
        why="the key only ties the document together",
    ),
    edit(
        "an operation is renamed",
        put("engines operationId", "list_engines"),
        wire="none",
        python="breaking",
        overlay="breaking",
        why="operationId is not sent; it names the module, which the overlay imports",
    ),
    edit(
        "an operation changes its tag",
        put("balance tags", ["billing"]),
        wire="none",
        python="breaking",
        overlay="breaking",
        why="tags are not sent; they name the package, which the overlay imports from",
    ),
    edit(
        "an unused component appears",
        put("S Spare", {"type": "object", "properties": {"a": {"type": "string"}}}),
        wire="none",
        python="additive",
        why="no operation reaches it, but the generator makes a class of every component",
    ),
]
