"""Reduces a document to what is sent: its operations with every `$ref` replaced, without names and descriptions.

Two documents that describe one service share no component, operation id or text. In this form they can be compared,
and each change stands where it is sent.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from regen.documents.loading import METHODS, Document, InvalidDocumentError
from regen.openapi_diff import Spec, SpecError

MAX_NODES = 500_000
"""Values with all references replaced. The vendor's document has 30,000; nested references can make billions."""

_NOT_SENT = frozenset(
    {"description", "title", "summary", "example", "examples", "externalDocs", "tags", "operationId", "links"}
)
_HOLD_NAMES = frozenset(
    {"properties", "patternProperties", "headers", "responses", "content", "encoding", "callbacks", "variables"}
    | {"schemas", "$defs", "dependentSchemas"}
)
"""Keywords whose entries have names that authors choose, such as a property called `description`."""
_DATA = frozenset({"default", "enum", "const", "required", "security", "scopes"})
"""Keywords that hold data, in which a `$ref` is no reference."""


def edition_of(path: str) -> str:
    """Return the edition of the API that a path belongs to: its first step, such as `v2beta`."""
    return path.strip("/").partition("/")[0]


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each operation as its method in upper case and its whole path, with the server's base path."""
    base_path = _base_path(document)
    for path, item in _paths(document).items():
        for method in METHODS:
            if isinstance(item, dict) and method in item:
                yield method.upper(), base_path + path


def wire_form(document: Mapping[str, Any], is_wanted: Callable[[str], bool]) -> Document:
    """Return a document with the operations on the wanted paths, in the form that is sent.

    Args:
        document: The document, which is not changed.
        is_wanted: Whether a whole path is part of the result.

    Raises:
        InvalidDocumentError: A reference leads nowhere, or replacing all of them makes too much.
    """
    inliner = _Inliner(document)
    base_path = _base_path(document)
    paths = {path: _item(inliner, item) for path, item in _paths(document).items() if is_wanted(base_path + path)}
    components = document.get("components") or {}
    kept = components if inliner.has_circles else {"securitySchemes": components.get("securitySchemes") or {}}
    info = {"title": "", "version": ""}
    root = {key: document[key] for key in ("openapi", "servers", "security") if key in document}
    return {**root, "info": info, "paths": paths, "components": kept}


def align_parameters(one: Document, other: Document) -> None:
    """Put the parameters that operations of both documents share first, in one order, so that pointers agree."""
    for path in one["paths"].keys() & other["paths"].keys():
        for method in METHODS:
            pair = [item[method] for item in (one["paths"][path], other["paths"][path]) if method in item]
            if len(pair) == 2:  # noqa: PLR2004 - both have it
                shared = set.intersection(*({_key(each) for each in operation["parameters"]} for operation in pair))
                for operation in pair:
                    operation["parameters"].sort(key=lambda each, shared=shared: (_key(each) not in shared, _key(each)))


def _base_path(document: Mapping[str, Any]) -> str:
    servers = document.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else {}
    return urlsplit(str(first.get("url", ""))).path.rstrip("/") if isinstance(first, dict) else ""


def _paths(document: Mapping[str, Any]) -> Mapping[str, Any]:
    paths = document.get("paths")
    return paths if isinstance(paths, dict) else {}


def _item(inliner: "_Inliner", item: Any) -> dict[str, Any]:
    """Return a path item whose operations hold the parameters that they share."""
    found = inliner.inline(item)
    if not isinstance(found, dict):
        raise InvalidDocumentError("paths: each path must hold a mapping")
    common = found.pop("parameters", [])
    for method in METHODS:
        if method in found:
            operation = found[method]
            if not isinstance(operation, dict):
                raise InvalidDocumentError(f"paths: {method} must hold a mapping")
            by_key = {_key(each): each for each in [*common, *operation.get("parameters", ())]}
            operation["parameters"] = list(by_key.values())
    return found


def _key(parameter: Any) -> tuple[str, str]:
    if not isinstance(parameter, dict):
        raise InvalidDocumentError("parameters: each must be a mapping")
    return str(parameter.get("in")), str(parameter.get("name")).lower()


class _Inliner:
    """Copies values of one document with their references replaced."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._spec = Spec(document)
        self._count = 0
        self.has_circles = False
        """Whether a schema leads back to itself. Its `$ref` stays, and needs the components."""

    def inline(self, value: Any, above: tuple[str, ...] = (), *, holds_names: bool = False) -> Any:
        """Return a copy of a value; `above` holds the references that led to it."""
        self._count += 1
        if self._count > MAX_NODES:
            raise InvalidDocumentError(f"more than {MAX_NODES:,} values once all references are replaced")
        if isinstance(value, list):
            return [self.inline(each, above) for each in value]
        if not isinstance(value, dict):
            return value
        if holds_names:
            return {name: self.inline(entry, above) for name, entry in value.items()}
        if isinstance(value.get("$ref"), str):
            return self._target(value["$ref"], above)
        return self._keywords(value, above)

    def _target(self, reference: str, above: tuple[str, ...]) -> Any:
        if reference in above:
            self.has_circles = True
            return {"$ref": reference}
        try:
            target = self._spec.target(reference, reference)
        except SpecError as error:
            raise InvalidDocumentError(error.reason) from error
        return self.inline(target.value, (*above, reference))

    def _keywords(self, value: Mapping[str, Any], above: tuple[str, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, entry in value.items():
            if name == "x-default":  # documents a default as `default` does in other documents
                found.setdefault("default", entry)
            elif name in _DATA:
                found[name] = entry
            elif name == "mapping":  # of a discriminator: the values count, and components are gone
                found[name] = {word: str(target).rpartition("/")[2] for word, target in entry.items()}
            elif name not in _NOT_SENT and not name.startswith("x-"):
                found[name] = self.inline(entry, above, holds_names=name in _HOLD_NAMES)
        return _with_known_words(found)


def _with_known_words(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the words of `anyOf: [words, any text]` alone: the contract leaves such lists open, others close them."""
    match schema.get("anyOf"):
        case [{"type": "string", "enum": _} as words, {"type": "string"} as text] if len(text) == 1:
            return {**words, **{name: entry for name, entry in schema.items() if name != "anyOf"}}
    return schema
