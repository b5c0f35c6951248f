"""Walks every object of an OpenAPI document, and says what each is."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from regen.documents.loading import METHODS, Document

_MAPS = {
    "schemas": "schema",
    "properties": "schema",
    "parameters": "parameter",
    "headers": "header",
    "responses": "response",
    "requestBodies": "request body",
    "content": "media type",
    "encoding": "encoding",
    "securitySchemes": "security scheme",
    "paths": "path",
    "callbacks": "callback",
}
"""Keywords whose value maps names to objects of one kind."""
_OBJECTS = {
    **dict.fromkeys(("schema", "items", "additionalProperties", "not"), "schema"),
    **dict.fromkeys(METHODS, "operation"),
    "info": "info",
    "components": "components",
    "requestBody": "request body",
}
"""Keywords whose value is one object."""
_LISTS = {"allOf": "schema", "anyOf": "schema", "oneOf": "schema", "parameters": "parameter", "tags": "tag"}
"""Keywords whose value is a list of objects."""


class Node(NamedTuple):
    """An object of a document."""

    location: str
    kind: str
    value: Mapping[str, Any]


def walk(document: Document) -> Iterator[Node]:
    """Yield every object once, the document itself first, without examples, extensions and other data."""
    todo, seen = [Node("", "document", document)], set()
    while todo:
        node = todo.pop()
        if id(node.value) in seen:
            continue  # an alias
        seen.add(id(node.value))
        yield node
        todo += list(_children(node))[::-1]


def _children(node: Node) -> Iterator[Node]:
    for key, value in node.value.items():
        location = f"{node.location}/{key}".removeprefix("/")
        if isinstance(value, Mapping) and key in _OBJECTS:
            yield Node(location, _OBJECTS[key], value)
        elif isinstance(value, Mapping) and key in _MAPS:
            for name, entry in value.items():
                if isinstance(entry, Mapping):
                    yield Node(f"{location}/{name}", _MAPS[key], entry)
        elif isinstance(value, list) and key in _LISTS:
            for index, entry in enumerate(value):
                if isinstance(entry, Mapping):
                    yield Node(f"{location}/{index}", _LISTS[key], entry)
