"""Reads the facts of a contract: what it knows and the generator drops. `facts_module` writes them down."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from regen.build.fact_types import Credits, Field, FilePart, Operation
from regen.documents.loading import Document, edition, merged, operations, parameters, properties, resolve

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


BOOLEAN_WORDS = ("true", "false")


def field_of(document: Document, node: Mapping[str, Any], *, required: bool) -> Field:
    """Return what the contract says of a value in a request."""
    closed = closed_enum(document, node)
    schema = merged(document, closed)
    limits = {name: schema[keyword] for keyword, name in _LIMITS.items() if keyword in schema}
    kind, enum, known = schema.get("type", "object"), tuple(schema.get("enum", ())), ()
    if enum == BOOLEAN_WORDS:  # what a form has instead of booleans
        kind, enum, limits = "boolean", (), {name: value == "true" for name, value in limits.items()}
    if closed is not node:
        enum, known = (), enum
    return Field(
        type=kind,
        description=_one_line(schema),
        required=required,
        enum=enum,
        known=known,
        fields=_fields(document, schema.get("items", schema)),
        **limits,
    )


def closed_enum(document: Document, node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the enum of an open one, which is an `anyOf` of the enum and any text; other schemas as they are."""
    for choice in node.get("anyOf", ()):
        if "enum" in merged(document, choice):
            return {key: value for key, value in node.items() if key != "anyOf"} | {"allOf": [choice]}
    return node


def _one_line(schema: Mapping[str, Any]) -> str:
    return " ".join(schema.get("description", "").split())


def _fields(document: Document, schema: Mapping[str, Any]) -> dict[str, Field]:
    return {
        name: field_of(document, node, required=required)
        for name, (node, required) in properties(document, schema).items()
    }


def _file_part(schema: Mapping[str, Any], encoding: Mapping[str, Any], *, required: bool) -> FilePart:
    media_types = tuple(part.strip() for part in encoding.get("contentType", "").split(",") if part.strip())
    return FilePart(
        required=required,
        media_types=media_types,
        max_bytes=schema.get("x-max-bytes"),
        description=_one_line(schema),
        min_side=schema.get("x-min-side"),
        max_side=schema.get("x-max-side"),
        min_pixels=schema.get("x-min-pixels"),
        max_pixels=schema.get("x-max-pixels"),
        max_aspect_ratio=schema.get("x-max-aspect-ratio"),
        sizes_by_engine=_pairs_by_engine(schema),
    )


def _pairs_by_engine(schema: Mapping[str, Any]) -> dict[str, tuple[tuple[int, int], ...]]:
    return {
        engines: tuple((width, height) for width, height in pairs)
        for engines, pairs in schema.get("x-sizes-by-engine", {}).items()
    }


class RequestBody(NamedTuple):
    """The body of a request, its options and files apart."""

    media_type: str | None
    options: Mapping[str, Any]
    """The schema of the options; empty if there are none."""
    files: Mapping[str, FilePart]
    schema: Mapping[str, Any]
    """The schema of the whole."""


def request_body(document: Document, operation: Mapping[str, Any]) -> RequestBody:
    """Return what the contract says of the body of an operation's request.

    In a multipart form, a part whose `contentType` is JSON holds the options; without one they are parts of their own.
    """
    content = resolve(document, operation.get("requestBody", {})).get("content", {})
    if not content:
        return RequestBody(None, {}, {}, {})
    [(media_type, body)] = content.items()
    if not media_type.startswith("multipart/"):
        return RequestBody(media_type, body["schema"], {}, body["schema"])
    encoding = body.get("encoding", {})
    parts = properties(document, body["schema"])
    files = {
        name: _file_part(schema, encoding.get(name, {}), required=required)
        for name, (node, required) in parts.items()
        if (schema := merged(document, node)).get("format") == "binary"
    }
    for name in parts.keys() - files.keys():
        if encoding.get(name, {}).get("contentType") == "application/json":
            return RequestBody(media_type, parts[name][0], files, body["schema"])
    form = merged(document, body["schema"])
    values = {name: node for name, (node, _) in parts.items() if name not in files}
    return RequestBody(media_type, form | {"properties": values}, files, body["schema"])


def _operation(document: Document, path: str, method: str, operation: Mapping[str, Any]) -> Operation:
    body = request_body(document, operation)
    limits = merged(document, body.options)
    responses = {str(status): resolve(document, node) for status, node in operation["responses"].items()}
    errors = {status: response for status, response in responses.items() if not status.startswith("2")}
    successes = [response for status, response in responses.items() if status.startswith("2")]
    headers = {p["name"]: p for p in parameters(document, operation) if p["in"] == "header"}
    accept = headers["Accept"]["schema"] if "Accept" in headers else {}
    known = (p["x-known-values"] for p in parameters(document, operation) if "x-known-values" in p)
    return Operation(
        method=method.upper(),
        path=path,
        request_media_type=body.media_type,
        options=_fields(document, body.options),
        files=body.files,
        headers={name: parameter.get("required", False) for name, parameter in headers.items()},
        response_media_types=_distinct(successes, "content"),
        response_headers=_distinct(successes, "headers"),
        error_media_types=_distinct(errors.values(), "content"),
        error_names={status: tuple(response.get("x-error-names", ())) for status, response in errors.items()},
        max_bytes=limits.get("x-max-bytes"),
        max_pixels=limits.get("x-max-pixels"),
        min_pixels=limits.get("x-min-pixels"),
        min_pixels_by_engine=limits.get("x-min-pixels-by-engine", {}),
        edition=edition(document, path),
        auth_prefix=_auth_prefix(document, operation),
        body=str(body.schema.get("$ref", "")).rpartition("/")[2],
        accepts=tuple(merged(document, accept).get("enum", ())),
        known_engines=tuple(next(known, ())),
        sizes_by_engine=_pairs_by_engine(limits),
        sides_by_engine={engines: tuple(sides) for engines, sides in limits.get("x-sides-by-engine", {}).items()},
        requires={name: tuple(others) for name, others in limits.get("x-requires", {}).items()},
        excludes={name: tuple(others) for name, others in limits.get("x-excludes", {}).items()},
        one_of=tuple(tuple(group) for group in limits.get("x-one-of", ())),
        credits=_credits(document, operation, limits),
        result=operation.get("x-result-operation", ""),
    )


def _auth_prefix(document: Document, operation: Mapping[str, Any]) -> str:
    """What stands before the key. The lint rules see to it that there is one scheme."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    names = (name for requirement in operation.get("security", ()) for name in requirement)
    return "Bearer " if any(schemes[name].get("scheme") == "bearer" for name in names) else ""


def _credits(document: Document, operation: Mapping[str, Any], options: Mapping[str, Any]) -> Credits | None:
    """What a call costs. What the option that decides is by default, the contract says of the option."""
    price = operation.get("x-credits")
    if price is None:
        return None
    deciding = options.get("properties", {}).get(price.get("option"), {})
    return Credits(**price, default=field_of(document, deciding, required=False).default or "")


def _distinct(responses: Iterable[Mapping[str, Any]], member: str) -> tuple[str, ...]:
    """The keys of a member of several responses, each once, in the order of the document."""
    return tuple(dict.fromkeys(key for response in responses for key in response.get(member, {})))


class Facts(NamedTuple):
    """The facts of a contract."""

    base_url: str
    auth_header: str
    prices_as_of: str
    """The day on which the prices held; empty if the contract has none."""
    enums: Mapping[str, tuple[str, ...]]
    enum_descriptions: Mapping[str, str]
    operations: Mapping[str, Operation]


def read(document: Document) -> Facts:
    """Return the facts of a contract."""
    components = document.get("components", {})
    schemas = components.get("schemas", {})
    enums = {name: tuple(schema["enum"]) for name, schema in schemas.items() if "enum" in schema}
    # The lint rules see to it that there is one server, and one scheme that names a header.
    [auth_header] = {scheme["name"] for scheme in components["securitySchemes"].values() if "name" in scheme}
    return Facts(
        base_url=document["servers"][0]["url"].rstrip("/"),
        auth_header=auth_header,
        prices_as_of=document["info"].get("x-prices-as-of", ""),
        enums=enums,
        enum_descriptions={name: _one_line(schemas[name]) for name in enums if "description" in schemas[name]},
        operations={
            node["operationId"]: _operation(document, path, method, node) for path, method, node in operations(document)
        },
    )
