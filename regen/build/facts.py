"""Writes facts.py: what the contract knows and the generator drops, as typed data that the overlay reads."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from regen.build.fact_types import Field, FilePart, Operation
from regen.documents.loading import Document, merged, operations, parameters, properties, resolve

_HEAD = '''"""What openapi.yaml says and the code beside this file leaves out: limits, defaults, names, media types.

Made by `make generate`. Do not edit.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .fact_types import Field, FilePart, Operation

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


def field_of(document: Document, node: Mapping[str, Any], *, required: bool) -> Field:
    """Return what the contract says of a value in a request."""
    schema = merged(document, node)
    limits = {name: schema[keyword] for keyword, name in _LIMITS.items() if keyword in schema}
    return Field(
        type=schema.get("type", "object"),
        description=_one_line(schema),
        required=required,
        enum=tuple(schema.get("enum", ())),
        fields=_fields(document, schema.get("items", schema)),
        **limits,
    )


def _one_line(schema: Mapping[str, Any]) -> str:
    return " ".join(schema.get("description", "").split())


def _fields(document: Document, schema: Mapping[str, Any]) -> dict[str, Field]:
    return {
        name: field_of(document, node, required=required)
        for name, (node, required) in properties(document, schema).items()
    }


def _file_part(schema: Mapping[str, Any], encoding: Mapping[str, Any], *, required: bool) -> FilePart:
    media_types = tuple(part.strip() for part in encoding.get("contentType", "").split(",") if part.strip())
    return FilePart(required, media_types, schema.get("x-max-bytes"), _one_line(schema))


class RequestBody(NamedTuple):
    """The body of a request, its options and files apart."""

    media_type: str | None
    options: Mapping[str, Any]
    """The schema of the options; empty if there are none."""
    files: Mapping[str, FilePart]


def request_body(document: Document, operation: Mapping[str, Any]) -> RequestBody:
    """Return what the contract says of the body of an operation's request.

    In a multipart form, a part whose `contentType` is JSON holds the options; without one they are parts of their own.
    """
    content = resolve(document, operation.get("requestBody", {})).get("content", {})
    if not content:
        return RequestBody(None, {}, {})
    [(media_type, body)] = content.items()
    if not media_type.startswith("multipart/"):
        return RequestBody(media_type, body["schema"], {})
    encoding = body.get("encoding", {})
    parts = properties(document, body["schema"])
    files = {
        name: _file_part(schema, encoding.get(name, {}), required=required)
        for name, (node, required) in parts.items()
        if (schema := merged(document, node)).get("format") == "binary"
    }
    for name in parts.keys() - files.keys():
        if encoding.get(name, {}).get("contentType") == "application/json":
            return RequestBody(media_type, parts[name][0], files)
    form = merged(document, body["schema"])
    values = {name: node for name, (node, _) in parts.items() if name not in files}
    return RequestBody(media_type, form | {"properties": values}, files)


def _operation(document: Document, path: str, method: str, operation: Mapping[str, Any]) -> Operation:
    body = request_body(document, operation)
    limits = merged(document, body.options)
    responses = {str(status): resolve(document, node) for status, node in operation["responses"].items()}
    errors = {status: response for status, response in responses.items() if not status.startswith("2")}
    successes = [response for status, response in responses.items() if status.startswith("2")]
    return Operation(
        method=method.upper(),
        path=path,
        request_media_type=body.media_type,
        options=_fields(document, body.options),
        files=body.files,
        headers={p["name"]: p.get("required", False) for p in parameters(document, operation) if p["in"] == "header"},
        response_media_types=_distinct(successes, "content"),
        response_headers=_distinct(successes, "headers"),
        error_media_types=_distinct(errors.values(), "content"),
        error_names={status: tuple(response.get("x-error-names", ())) for status, response in errors.items()},
        max_pixels=limits.get("x-max-pixels"),
        min_pixels=limits.get("x-min-pixels"),
        min_pixels_by_engine=limits.get("x-min-pixels-by-engine", {}),
    )


def _distinct(responses: Iterable[Mapping[str, Any]], member: str) -> tuple[str, ...]:
    """The keys of a member of several responses, each once, in the order of the document."""
    return tuple(dict.fromkeys(key for response in responses for key in response.get(member, {})))


def _source(value: object) -> str:
    """The value as Python source; what a type has as a default is left out."""
    if isinstance(value, Field | FilePart | Operation):
        arguments = (
            f"{name}={_source(getattr(value, name))}"
            for name in value._fields
            if name not in value._field_defaults or getattr(value, name) != value._field_defaults[name]
        )
        return f"{type(value).__name__}({', '.join(arguments)},)"
    if isinstance(value, Mapping):
        return "MappingProxyType({" + ", ".join(f"{name!r}: {_source(item)}" for name, item in value.items()) + "})"
    return repr(value)


def write(document: Document) -> str:
    """Return the text of facts.py, not yet formatted."""
    components = document.get("components", {})
    schemas = components.get("schemas", {})
    enums = {name: tuple(schema["enum"]) for name, schema in schemas.items() if "enum" in schema}
    descriptions = {name: _one_line(schemas[name]) for name in enums if "description" in schemas[name]}
    known = {
        node["name"]: tuple(node["x-known-values"])
        for node in components.get("parameters", {}).values()
        if "x-known-values" in node
    }
    # The lint rules see to it that there is one server and one scheme.
    base_url = document["servers"][0]["url"].rstrip("/")
    [scheme] = components["securitySchemes"].values()
    found = {
        node["operationId"]: _operation(document, path, method, node) for path, method, node in operations(document)
    }
    lines = [
        f"BASE_URL: Final = {base_url!r}",
        f"AUTH_HEADER: Final = {scheme['name']!r}",
        f"ENUMS: Final[Mapping[str, tuple[str, ...]]] = {_source(enums)}",
        f"ENUM_DESCRIPTIONS: Final[Mapping[str, str]] = {_source(descriptions)}",
        f"KNOWN_VALUES: Final[Mapping[str, tuple[str, ...]]] = {_source(known)}",
        f"OPERATIONS: Final[Mapping[str, Operation]] = {_source(found)}",
    ]
    return _HEAD + "\n".join(lines) + "\n"
