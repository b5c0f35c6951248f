"""Small documents around one schema, one parameter or one response."""

from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]

STRING: Json = {"type": "string"}
INTEGER: Json = {"type": "integer"}
NUMBER: Json = {"type": "number"}
V31 = "3.1.0"


def object_schema(required: Sequence[str] = (), **properties: Any) -> Json:
    """Return the schema of an object."""
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


def array_schema(items: Any, **more: Any) -> Json:
    """Return the schema of an array."""
    return {"type": "array", "items": items, **more}


def ref(name: str) -> Json:
    """Return a reference to a schema component."""
    return {"$ref": f"#/components/schemas/{name}"}


def document(operation: Json, *, version: str = "3.0.3", path: str = "/things", **root: Any) -> Json:
    """Return a document with one POST."""
    return {
        "openapi": version,
        "info": {"title": "Things", "version": "1"},
        "paths": {path: {"post": {"responses": {"200": {"description": "Done."}}, **operation}}},
        **root,
    }


def json_content(schema: Any) -> Json:
    """Return the `content` of a JSON body."""
    return {"content": {"application/json": {"schema": schema}}}


def with_request(schema: Any, *, version: str = "3.0.3", media_type: str = "application/json", **root: Any) -> Json:
    """Return a document whose request body has this schema."""
    return document({"requestBody": {"content": {media_type: {"schema": schema}}}}, version=version, **root)


def with_response(schema: Any, *, version: str = "3.0.3", status: str = "200", **root: Any) -> Json:
    """Return a document whose response has this schema."""
    response = {"description": "Done.", **json_content(schema)}
    return document({"responses": {status: response}}, version=version, **root)


def with_responses(responses: Json) -> Json:
    """Return a document with these responses, which get a description."""
    return document({"responses": {status: {"description": status, **each} for status, each in responses.items()}})


def with_parameter(parameter: Json, *, path: str = "/things") -> Json:
    """Return a document with one parameter: by default the optional text `a` in the query."""
    schema = {} if "content" in parameter else {"schema": STRING}
    parameters = [{"name": "a", "in": "query", **schema, **parameter}]
    return document({"parameters": parameters}, path=path)


def with_schemas(base: Json, **schemas: Any) -> Json:
    """Return the document with these components."""
    return {**base, "components": {"schemas": schemas}}


def with_security(requirement: Any, **schemes: Any) -> Json:
    """Return a document whose operation has these security requirements."""
    return document({"security": requirement}, components={"securitySchemes": schemes})


def with_form(encoding: Any = None, **properties: Any) -> Json:
    """Return a document whose request body is a multipart form."""
    body = {"schema": object_schema(**properties), **({"encoding": encoding} if encoding else {})}
    return document({"requestBody": {"content": {"multipart/form-data": body}}})


def with_servers(*urls: str) -> Json:
    """Return a document with these servers."""
    return document({}, servers=[{"url": url} for url in urls])


def with_webhook(schema: Any, response: Any = STRING) -> Json:
    """Return a document with a webhook."""
    responses = {"200": {"description": "Done.", **json_content(response)}}
    call = {"requestBody": json_content(schema), "responses": responses}
    return document({}, version=V31, webhooks={"made": {"post": call}})


def with_callback(schema: Any) -> Json:
    """Return a document whose operation has a callback."""
    call = {"requestBody": json_content(schema), "responses": {"200": {"description": "Done."}}}
    return document({"callbacks": {"made": {"{$request.body#/url}": {"post": call}}}})
