"""Documents of our own making in the vendor's manner: the same service as the contract's v2beta, told differently.

As in the vendor's own: OpenAPI 3.0.1, no operation ids, other names of components, one key scheme for all, headers as
parameters that OpenAPI ignores, numbers for whole numbers, the errors that it is known for, and services that the
contract leaves out.
"""

import json
from collections.abc import Iterator
from typing import Any

from regen.documents.loading import Document, resolve
from tests.support.regen.small_documents import Json, ref

STRING: Json = {"type": "string"}
ID: Json = {"type": "string", "minLength": 64, "maxLength": 64}
STARTED: Json = {"type": "object", "required": ["id"], "properties": {"id": ref("GenerationID")}}
RUNNING: Json = {
    "type": "object",
    "required": ["id", "status"],
    "properties": {"id": ref("GenerationID"), "status": {"type": "string", "enum": ["in-progress"]}},
}
WITHOUT_PROMPT = ("edit/erase", "edit/remove-background")
"""Calls that language and public figures are not refused for."""
ASYNCHRONOUS = ("edit/replace-background-and-relight", "upscale/creative")
RESULT = "/v2beta/results/{id}"
OLDER_RESULT = "/v2beta/stable-image/upscale/creative/result/{id}"
LEFT_OUT = (
    "/v2alpha/generation/stable-image/upscale",
    "/v2alpha/generation/stable-image/upscale/result/{id}",
    "/v2beta/3d/stable-fast-3d",
    "/v2beta/audio/stable-audio-2/text-to-audio",
    "/v2beta/audio/results/{id}",
)
"""Some of the paths that the contract leaves out."""


def vendor_document(contract: Document) -> Json:
    """Return the vendor's document for v2beta and neighbors."""
    paths: Json = {}
    for path, item in contract["paths"].items():
        if path.startswith("/v2beta/stable-image/"):
            paths[path] = {"post": _submit(contract, path, item["post"])}
    paths[RESULT] = {"get": _fetch("*/*")}
    paths[OLDER_RESULT] = {"get": _fetch("image/*")}
    for path in LEFT_OUT:
        paths[path] = {"post": {"tags": ["Other"], "responses": {"200": {"description": "Done."}}}}
    return {
        "openapi": "3.0.1",
        "info": {"title": "REST API", "version": "v2beta", "description": "Services of many kinds."},
        "servers": [{"url": "https://api.stability.ai"}],
        "security": [{"KEY": []}],
        "tags": [{"name": "Edit"}],
        "paths": paths,
        "components": _components(),
    }


def edited(document: Json, *changes: tuple[str, Any]) -> Json:
    """Return a copy of a document with values put at JSON pointers; `-` appends to a list, `None` removes."""
    copy: Json = json.loads(json.dumps(document))
    for pointer, value in changes:
        *steps, last = (step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])
        node: Any = copy
        for step in steps:
            node = node[int(step) if isinstance(node, list) else step]
        if last == "-":
            node.append(value)
        elif value is None:
            del node[last]
        else:
            node[last] = value
    return copy


def body_pointer(path: str) -> str:
    """Return the pointer of the schema of a form."""
    step = path.replace("~", "~0").replace("/", "~1")
    return f"/paths/{step}/post/requestBody/content/multipart~1form-data/schema"


def _submit(contract: Document, path: str, operation: Json) -> Json:
    name = path.removeprefix("/v2beta/stable-image/")
    starts = name in ASYNCHRONOUS
    headers = ["Authorization", "FormType", *([] if starts else ["AcceptImage"]), "ClientID", "ClientUser", "ClientApp"]
    schema = _form(contract, operation["requestBody"]["content"]["multipart/form-data"]["schema"])
    if name == "edit/erase":
        schema["required"].append("prompt")  # which it does not have
    statuses = [400, 403, *([] if name == "generate/core" else [413]), *([] if name in WITHOUT_PROMPT else [422])]
    success = _json(STARTED) if starts else _image(["png", "webp"] if name == "edit/remove-background" else None)
    return {
        "tags": [name.partition("/")[0].title()],
        "summary": name,
        "description": f"Service {name}.",
        "x-codeSamples": [{"lang": "python", "source": "import requests"}],
        "parameters": [{"$ref": f"#/components/parameters/{header}"} for header in headers],
        "requestBody": {"content": {"multipart/form-data": {"schema": schema}}},
        "responses": {"200": success, **_errors(*statuses, 429, 500)},
    }


def _fetch(accept: str) -> Json:
    headers = ["Authorization", "ClientID", "ClientUser", "ClientApp"]
    return {
        "tags": ["Results"],
        "parameters": [
            {"schema": ref("GenerationID"), "required": True, "name": "id", "in": "path"},
            *({"$ref": f"#/components/parameters/{header}"} for header in headers),
            _accept(accept),
        ],
        "responses": {"200": _image(), "202": _json(RUNNING), **_errors(400, 404, 500)},
    }


def _form(contract: Document, schema: Json) -> Json:
    """Return the vendor's schema of a form: from ours, inline and in its own words."""
    schema = resolve(contract, schema)
    properties = {name: _property(contract, name, each) for name, each in schema["properties"].items()}
    return {"type": "object", "properties": properties, "required": list(schema["required"])}


def _property(contract: Document, name: str, schema: Json) -> Json:
    merged: Json = {}
    for each in _layers(contract, schema):
        merged = each | merged
    merged["default"] = 0 if name == "seed" else merged.pop("x-default", None)
    wanted = ("type", "format", "enum", "minimum", "maximum", "minLength", "maxLength", "default")
    found = {key: merged[key] for key in wanted if merged.get(key) is not None}
    if name in {"seed", "grow_mask"}:
        found["type"] = "number"
    if name in {"search_prompt", "select_prompt"}:
        del found["minLength"]
    if name == "model":
        found["enum"].remove("sd3.5-flash")
    return {"description": f"What `{name}` does.", **found}


def _layers(contract: Document, schema: Json) -> Iterator[Json]:
    """Yield a schema, and those that it refers to or is one of."""
    schema = resolve(contract, schema)
    yield {key: value for key, value in schema.items() if key not in {"allOf", "anyOf"}}
    for each in (*schema.get("allOf", ()), *schema.get("anyOf", ())):
        yield from _layers(contract, each)


def _image(formats: list[str] | None = None) -> Json:
    content: Json = {}
    for name in formats or ["jpeg", "png", "webp"]:
        content[f"image/{name}"] = {"schema": {"type": "string", "format": "binary"}, "example": "bytes"}
        content[f"application/json; type=image/{name}"] = {"schema": ref("ImageResponse")}
    headers = {
        "x-request-id": {"schema": STRING},
        "content-type": {"schema": STRING},
        "finish-reason": {"schema": {"type": "string", "enum": ["SUCCESS", "CONTENT_FILTERED"]}},
        "seed": {"schema": STRING, "example": "343940597"},
    }
    return {"description": "It was made.", "headers": headers, "content": content}


def _errors(*statuses: int) -> Json:
    named = {str(status): "Moderated" if status == 403 else "Error" for status in statuses}  # 403 is by moderation
    return {status: {"$ref": f"#/components/responses/{name}"} for status, name in named.items()}


def _json(schema: Json) -> Json:
    return {"description": "A response.", "content": {"application/json": {"schema": schema}}}


def _accept(default: str) -> Json:
    schema = {"type": "string", "default": default, "enum": [default, "application/json"]}
    return {"schema": schema, "required": False, "name": "accept", "in": "header"}


def _header(name: str, *, required: bool = False, **limits: int) -> Json:
    return {"schema": {"type": "string", **limits}, "required": required, "name": name, "in": "header"}


def _error(**name: Any) -> Json:
    text = {"type": "string", "minLength": 1}
    errors = {"type": "array", "items": STRING, "minItems": 1}
    properties = {"id": text, "name": {**text, **name}, "errors": errors}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _components() -> Json:
    reasons = {"type": "string", "enum": ["SUCCESS", "CONTENT_FILTERED"]}
    seed = {"type": "number", "minimum": 0, "maximum": 4294967294, "default": 0}
    image = {"image": STRING, "seed": {"allOf": [ref("Seed"), {"description": "The seed."}]}, "finish_reason": reasons}
    return {
        "securitySchemes": {"KEY": {"type": "apiKey", "name": "authorization", "in": "header"}},
        "responses": {"Error": _json(ref("Error")), "Moderated": _json(ref("ModerationError"))},
        "parameters": {
            "Authorization": _header("authorization", required=True, minLength=1),
            "FormType": _header("content-type", required=True, minLength=1),
            "AcceptImage": _accept("image/*"),
            "ClientID": _header("stability-client-id", maxLength=256),
            "ClientUser": _header("stability-client-user-id", maxLength=256),
            "ClientApp": _header("stability-client-version", maxLength=256),
        },
        "schemas": {
            "GenerationID": ID,
            "Seed": seed,
            "Error": _error(),
            "ModerationError": _error(enum=["content_moderation"]),
            "ImageResponse": {"type": "object", "properties": image, "required": ["image", "finish_reason"]},
        },
    }
