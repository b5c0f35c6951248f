"""Writes facts.py: what the contract knows and the generator drops, as typed data that the overlay reads."""

from collections.abc import Mapping
from typing import Any

from regen.documents.loading import Document, operations, parameters, properties, resolve

_HEAD = '''"""What openapi.yaml says and the code beside this file leaves out: limits, defaults, names, media types.

Made by `make generate`. Do not edit.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple


class Field(NamedTuple):
    """A value in a request, and its limits. None means that the contract sets no such limit."""

    type: str
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    multiple_of: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    enum: tuple[str, ...] = ()
    default: Any = None
    fields: Mapping[str, "Field"] = MappingProxyType({})
    """The fields of an object, or of the objects in an array."""


class FilePart(NamedTuple):
    """A file in a multipart request."""

    required: bool
    media_types: tuple[str, ...]
    max_bytes: int | None


class Operation(NamedTuple):
    """One operation: how it is asked, and how it answers."""

    method: str
    path: str
    request_media_type: str | None
    options: Mapping[str, Field]
    files: Mapping[str, FilePart]
    headers: Mapping[str, bool]
    """The request headers besides the key, each with whether it is required."""
    answer_media_types: tuple[str, ...]
    answer_headers: tuple[str, ...]
    error_media_types: tuple[str, ...]
    error_names: Mapping[str, tuple[str, ...]]
    """From the status, or "default", to the names that errors may have."""
    max_pixels: int | None
    min_pixels: int | None
    min_pixels_by_engine: Mapping[str, int]
    """From a pattern of engine ids to what replaces `min_pixels` for them."""


'''

_LIMITS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "multipleOf": "multiple_of",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_items",
    "maxItems": "max_items",
    "x-default": "default",
}


def _merged(document: Document, node: Mapping[str, Any]) -> dict[str, Any]:
    """A schema with its `$ref` and `allOf` laid into it."""
    node = resolve(document, node)
    merged: dict[str, Any] = {}
    for part in node.get("allOf", ()):
        merged |= _merged(document, part)
    return merged | {key: value for key, value in node.items() if key != "allOf"}


def _mapping(entries: Mapping[str, str]) -> str:
    return "MappingProxyType({" + ", ".join(f"{name!r}: {value}" for name, value in entries.items()) + "})"


def _call(name: str, **arguments: str) -> str:
    return f"{name}(" + ", ".join(f"{key}={value}" for key, value in arguments.items()) + ",)"


def _field(document: Document, node: Mapping[str, Any], *, required: bool) -> str:
    schema = _merged(document, node)
    arguments = {"type": repr(schema.get("type", "object"))}
    if required:
        arguments["required"] = "True"
    arguments |= {ours: repr(schema[theirs]) for theirs, ours in _LIMITS.items() if theirs in schema}
    if "enum" in schema:
        arguments["enum"] = repr(tuple(schema["enum"]))
    nested = _fields(document, schema.get("items", schema))
    if nested:
        arguments["fields"] = _mapping(nested)
    return _call("Field", **arguments)


def _fields(document: Document, schema: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: _field(document, node, required=required)
        for name, (node, required) in properties(document, schema).items()
    }


def _file_part(schema: Mapping[str, Any], encoding: Mapping[str, Any], *, required: bool) -> str:
    media_types = tuple(part.strip() for part in encoding.get("contentType", "").split(",") if part.strip())
    return _call(
        "FilePart", required=repr(required), media_types=repr(media_types), max_bytes=repr(schema.get("x-max-bytes"))
    )


def _request(document: Document, operation: Mapping[str, Any]) -> tuple[str | None, Mapping[str, Any], dict[str, str]]:
    """The media type, the schema of the options and the file parts of a request body."""
    content = resolve(document, operation.get("requestBody", {})).get("content", {})
    if not content:
        return None, {}, {}
    [(media_type, body)] = content.items()
    if not media_type.startswith("multipart/"):
        return media_type, body["schema"], {}
    files: dict[str, str] = {}
    options: Mapping[str, Any] = {}
    for name, (node, required) in properties(document, body["schema"]).items():
        schema = _merged(document, node)
        if schema.get("format") == "binary":
            files[name] = _file_part(schema, body.get("encoding", {}).get(name, {}), required=required)
        else:
            options = node
    return media_type, options, files


def _operation(document: Document, path: str, method: str, operation: Mapping[str, Any]) -> str:
    media_type, options, files = _request(document, operation)
    limits = _merged(document, options)
    responses = {str(status): resolve(document, node) for status, node in operation["responses"].items()}
    errors = {status: response for status, response in responses.items() if not status.startswith("2")}
    success = next(response for status, response in responses.items() if status.startswith("2"))
    error_media_types = dict.fromkeys(name for response in errors.values() for name in response.get("content", {}))
    return _call(
        "Operation",
        method=repr(method.upper()),
        path=repr(path),
        request_media_type=repr(media_type),
        options=_mapping(_fields(document, options)),
        files=_mapping(files),
        headers=_mapping(
            {p["name"]: repr(p.get("required", False)) for p in parameters(document, operation) if p["in"] == "header"}
        ),
        answer_media_types=repr(tuple(success.get("content", {}))),
        answer_headers=repr(tuple(success.get("headers", {}))),
        error_media_types=repr(tuple(error_media_types)),
        error_names=_mapping({status: repr(tuple(r.get("x-error-names", ()))) for status, r in errors.items()}),
        max_pixels=repr(limits.get("x-max-pixels")),
        min_pixels=repr(limits.get("x-min-pixels")),
        min_pixels_by_engine=_mapping(
            {pattern: repr(pixels) for pattern, pixels in limits.get("x-min-pixels-by-engine", {}).items()}
        ),
    )


def write(document: Document) -> str:
    """The text of facts.py, not yet put into ruff's form."""
    components = document.get("components", {})
    enums = {
        name: repr(tuple(schema["enum"])) for name, schema in components.get("schemas", {}).items() if "enum" in schema
    }
    known = {
        node["name"]: repr(tuple(node["x-known-values"]))
        for node in components.get("parameters", {}).values()
        if "x-known-values" in node
    }
    # Our lint sees to it that there is one server and one scheme.
    base_url = document["servers"][0]["url"].rstrip("/")
    [scheme] = components["securitySchemes"].values()
    lines = [
        f"API_VERSION: Final = {document['info']['version']!r}",
        f"BASE_URL: Final = {base_url!r}",
        f"AUTH_HEADER: Final = {scheme['name']!r}",
        f"ENUMS: Final[Mapping[str, tuple[str, ...]]] = {_mapping(enums)}",
        f"KNOWN_VALUES: Final[Mapping[str, tuple[str, ...]]] = {_mapping(known)}",
        "OPERATIONS: Final[Mapping[str, Operation]] = "
        + _mapping(
            {
                node["operationId"]: _operation(document, path, method, node)
                for path, method, node in operations(document)
            }
        ),
    ]
    return _HEAD + "\n".join(lines) + "\n"
