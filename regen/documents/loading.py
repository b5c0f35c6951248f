"""Reads OpenAPI documents, and walks them."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

Document = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

MAX_BYTES = 16_000_000
"""Larger documents are refused: published ones stay under 12 MB, and reading takes 20 times the memory."""
MAX_NODES = 3_000_000
"""Values in a document with its aliases expanded. A few lines of aliases to aliases make billions."""
MAX_DEPTH = 150
"""Levels of nesting. Hand-written documents stay under 30; parsers and validators recurse."""
_TOO_DEEP = f"line 1: nested more than {MAX_DEPTH} levels deep, or an alias of itself"


class InvalidDocumentError(Exception):
    """The text is not an OpenAPI document; the message says the line and the reason."""


class _StrictLoader(yaml.CSafeLoader):
    """YAML 1.2 as OpenAPI uses it: a duplicate key is an error, dates and `yes` stay text, keys are text."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    merged: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise InvalidDocumentError(f"line {line}: a key must be text")
        key = key_node.value  # as written: `200:` is the status, not a number
        if key in seen:
            raise InvalidDocumentError(f"line {line}: duplicate key {key!r}")
        value = loader.construct_object(value_node, deep=True)
        if key_node.tag == "tag:yaml.org,2002:merge":
            for mapping in reversed(value if isinstance(value, list) else [value]):
                merged |= mapping if isinstance(mapping, dict) else {}
        else:
            seen[key] = value
    return merged | seen if merged else seen


def _integer(loader: _StrictLoader, node: yaml.ScalarNode) -> int:
    return int(loader.construct_scalar(node))


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_YAML_1_1_TAGS = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int"}
_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _YAML_1_1_TAGS]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+$"), list("-+0123456789")
)
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
_StrictLoader.add_constructor("tag:yaml.org,2002:int", _integer)


def parse(text: str) -> Document:
    """Parse a YAML or JSON text.

    Raises:
        InvalidDocumentError: It is neither, not a mapping, has a duplicate key, or is too large or nested too deep.
    """
    if len(text) > MAX_BYTES:
        raise InvalidDocumentError(f"line 1: {len(text) / 1e6:.1f} MB, the limit is {MAX_BYTES / 1e6:.0f} MB")
    try:
        document = _parse_json(text) if text.lstrip().startswith("{") else None
        if document is None:
            _check_depth(text)
            document = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a safe loader made stricter
    except yaml.YAMLError as error:
        raise InvalidDocumentError(_describe(error)) from error
    except RecursionError as error:
        raise InvalidDocumentError(_TOO_DEEP) from error
    except ValueError as error:
        raise InvalidDocumentError(f"line 1: {error}") from error
    if not isinstance(document, dict):
        raise InvalidDocumentError("line 1: not a mapping")
    _check_size(document)
    return document


def _describe(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"line {error.problem_mark.line + 1}: {error.problem or error.context}"
    return f"line 1: {error}".splitlines()[0]


def _refuse_constant(name: str) -> None:
    raise InvalidDocumentError(f"line 1: {name} is not a number in JSON")


class _DuplicateKey(Exception):  # noqa: N818 - never reaches a caller: the YAML parser reports it with its line
    pass


def _parse_json(text: str) -> Any:
    """Parse JSON, ten times faster than as YAML. None if it is not JSON: the YAML parser then reports the line."""

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise _DuplicateKey
        return found

    try:
        return json.loads(text, object_pairs_hook=mapping, parse_constant=_refuse_constant)
    except (json.JSONDecodeError, _DuplicateKey):
        return None


def _check_depth(text: str) -> None:
    """Count the nesting by the parser's events: composing recurses in C, where deep nesting is a crash."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise InvalidDocumentError(f"line {line}: nested more than {MAX_DEPTH} levels deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _check_size(document: Document) -> None:
    """Count the values as often as aliases repeat them, but visit each alias once, so that counting is quick."""
    sizes: dict[int, int] = {}

    def size(node: Any, depth: int) -> int:
        if not isinstance(node, dict | list):
            return 1
        if depth > MAX_DEPTH:
            raise InvalidDocumentError(_TOO_DEEP)
        if id(node) not in sizes:
            children = node.values() if isinstance(node, dict) else node
            sizes[id(node)] = 1 + sum(size(child, depth + 1) for child in children)
        return sizes[id(node)]

    if (count := size(document, 0)) > MAX_NODES:
        raise InvalidDocumentError(f"line 1: {count:,} values with aliases expanded, the limit is {MAX_NODES:,}")


def line_numbers(text: str) -> dict[str, int]:
    """Return, for the JSON pointer (`#/info/title`) of each value in a text, the line of its key."""
    found: dict[str, int] = {}
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    todo: list[tuple[str, Any]] = [("#", root)] if root is not None else []
    seen: set[int] = set()
    while todo:
        pointer, node = todo.pop()
        found.setdefault(pointer, node.start_mark.line + 1)
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            for key_node, value_node in node.value:
                below = f"{pointer}/{str(key_node.value).replace('~', '~0').replace('/', '~1')}"
                found[below] = key_node.start_mark.line + 1
                todo.append((below, value_node))
        elif isinstance(node, yaml.SequenceNode):
            todo += [(f"{pointer}/{index}", value_node) for index, value_node in enumerate(node.value)]
    return found


def load(path: Path) -> Document:
    """Parse the document in a file."""
    return parse(path.read_text(encoding="utf-8"))


def resolve(document: Mapping[str, Any], node: Any) -> Any:
    """Return the node itself, or what its `$ref` within the document points to."""
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
    """Yield each operation as (path, method, operation), in the order of the document."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def edition(document: Mapping[str, Any], path: str) -> str:
    """Return the edition of the API that a path belongs to: its first step, which may stand in the server's address."""
    base: str = document["servers"][0]["url"]
    return (urlsplit(base).path.rstrip("/") + path).split("/")[1]


def parameters(document: Mapping[str, Any], operation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the parameters of an operation, resolved."""
    return [resolve(document, parameter) for parameter in operation.get("parameters", ())]


def request_contents(
    document: Mapping[str, Any],
) -> Iterator[tuple[str, Mapping[str, Any], str, Mapping[str, Any]]]:
    """Yield each media type of each request body as (location, operation, media type, its content)."""
    for path, method, operation in operations(document):
        for media_type, content in resolve(document, operation.get("requestBody", {})).get("content", {}).items():
            yield f"{method.upper()} {path}", operation, media_type, content


def properties(document: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, tuple[Mapping[str, Any], bool]]:
    """Return the properties of an object schema, with those of its `allOf`, each with whether it is required."""
    schema = resolve(document, schema)
    found: dict[str, tuple[Mapping[str, Any], bool]] = {}
    for part in schema.get("allOf", ()):
        found.update(properties(document, part))
    required = set(schema.get("required", ()))
    for name, node in schema.get("properties", {}).items():
        found[name] = (node, name in required)
    return found


def merged(document: Document, node: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema with its `$ref` and `allOf` merged into it; its own keywords win."""
    node = resolve(document, node)
    result: dict[str, Any] = {}
    for part in node.get("allOf", ()):
        result |= merged(document, part)
    return result | {key: value for key, value in node.items() if key != "allOf"}


def component_name(node: Mapping[str, Any]) -> str | None:
    """Return the name of the component that a schema refers to, if it refers to one."""
    return str(node["$ref"]).rpartition("/")[2] if "$ref" in node else None
