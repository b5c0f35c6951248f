"""Small documents around one schema, one parameter, one response."""

from typing import Any

Json = dict[str, Any]


def document(operation: Json, *, version: str = "3.0.3", path: str = "/things", **root: Any) -> Json:
    """A document with one POST."""
    return {
        "openapi": version,
        "info": {"title": "Things", "version": "1"},
        "paths": {path: {"post": {"responses": {"200": {"description": "Done."}}, **operation}}},
        **root,
    }


def sends(schema: Any, *, version: str = "3.0.3", media_type: str = "application/json", **root: Any) -> Json:
    """A document whose request body has this schema."""
    return document({"requestBody": {"content": {media_type: {"schema": schema}}}}, version=version, **root)


def answers(schema: Any, *, version: str = "3.0.3", status: str = "200", **root: Any) -> Json:
    """A document whose response has this schema."""
    content = {"application/json": {"schema": schema}}
    return document({"responses": {status: {"description": "Done.", "content": content}}}, version=version, **root)


def takes(parameter: Json, *, version: str = "3.0.3", path: str = "/things") -> Json:
    """A document with one parameter."""
    schema = {} if "content" in parameter else {"schema": {"type": "string"}}
    return document({"parameters": [{"name": "a", "in": "query", **schema, **parameter}]}, version=version, path=path)


def with_schemas(base: Json, **schemas: Any) -> Json:
    """The document with these components."""
    return {**base, "components": {"schemas": schemas}}
