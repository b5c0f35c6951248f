"""Reading OpenAPI documents, and walking them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

Document = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class InvalidDocumentError(Exception):
    """The text is not an OpenAPI document; the message says where and why."""


class _StrictLoader(yaml.CSafeLoader):
    """YAML as OpenAPI means it: a key that stands twice is an error, and dates stay text."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    seen: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            line = key_node.start_mark.line + 1
            raise InvalidDocumentError(f"line {line}: the key {key!r} stands twice")
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def parse(text: str) -> Document:
    """The document in a YAML or JSON text."""
    try:
        document = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a safe loader made stricter
    except yaml.YAMLError as error:
        raise InvalidDocumentError(str(error)) from error
    if not isinstance(document, dict):
        raise InvalidDocumentError("line 1: not a mapping")
    return document


def load(path: Path) -> Document:
    """The document in a file."""
    return parse(path.read_text(encoding="utf-8"))


def resolve(document: Mapping[str, Any], node: Any) -> Any:
    """The node itself, or what its `$ref` within the document points to."""
    seen: set[str] = set()
    while isinstance(node, Mapping) and "$ref" in node:
        reference = node["$ref"]
        if reference in seen:
            raise InvalidDocumentError(f"{reference} points to itself")
        seen.add(reference)
        if not isinstance(reference, str) or not reference.startswith("#/"):
            raise InvalidDocumentError(f"{reference!r} points outside the document")
        node = document
        for step in reference.removeprefix("#/").split("/"):
            try:
                node = node[step.replace("~1", "/").replace("~0", "~")]
            except (KeyError, TypeError) as error:
                raise InvalidDocumentError(f"{reference} points nowhere") from error
    return node


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Each operation as (path, method, operation), in the order of the document."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def parameters(document: Mapping[str, Any], operation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The parameters of an operation, resolved."""
    return [resolve(document, parameter) for parameter in operation.get("parameters", ())]


def properties(document: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, tuple[Mapping[str, Any], bool]]:
    """The properties of an object schema, those of its `allOf` included, each with whether it is required."""
    schema = resolve(document, schema)
    found: dict[str, tuple[Mapping[str, Any], bool]] = {}
    for part in schema.get("allOf", ()):
        found.update(properties(document, part))
    required = set(schema.get("required", ()))
    for name, node in schema.get("properties", {}).items():
        found[name] = (node, name in required)
    return found
