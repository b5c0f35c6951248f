"""Checks that a document is valid OpenAPI 3.0 or 3.1, and reports file, line and reason if it is not."""

from collections import deque
from collections.abc import Iterator
from typing import Any

from referencing.exceptions import Unresolvable

from regen.documents import loading, validator
from regen.documents.loading import InvalidDocumentError
from regen.documents.sources import Source
from regen.openapi_diff import Spec, SpecError, join_pointer

MAX_REPORTED = 5
"""Problems reported at once. Once the first few are fixed, the rest look different."""
MAX_MESSAGE = 300
MAX_OPERATIONS_FOLLOWED = 1000
"""The validator follows every reference from every operation, at 8 ms each. Larger documents are checked
by the JSON Schema of OpenAPI alone, and every reference is still resolved."""
_DATA = frozenset({"example", "examples", "default", "enum", "const"})
"""Keys that hold data, in which a `$ref` is not a reference."""


def require_valid(source: Source) -> None:
    """Raise an error unless the document is valid.

    Raises:
        InvalidDocumentError: It is not valid; the message has a line for each problem.
    """
    version = _version(source)
    problems = list(_reference_problems(source))
    if not problems:
        try:
            problems = list(_problems(source, version))
        except RecursionError as error:
            raise InvalidDocumentError(f"{source.name}:1: schemas lead back to themselves without end") from error
        except Unresolvable as error:
            raise InvalidDocumentError(f"{source.name}:1: {error.ref!r} points nowhere") from error
    if problems:
        lines = [f"{source.locate(pointer)}: {reason}" for pointer, reason in problems[:MAX_REPORTED]]
        if len(problems) > MAX_REPORTED:
            lines.append(f"and {len(problems) - MAX_REPORTED} more")
        raise InvalidDocumentError("\n".join(lines))


def _version(source: Source) -> str:
    document = source.document
    if "swagger" in document:
        location = source.locate("#/swagger")
        raise InvalidDocumentError(f"{location}: must be OpenAPI 3.0 or 3.1, got Swagger {document['swagger']}")
    version = document.get("openapi")
    if not isinstance(version, str):
        location = source.locate("#/openapi")
        raise InvalidDocumentError(f"{location}: openapi: must be text such as '3.0.3', got {version!r}")
    if version[:3] not in validator.VERSIONS or not version[3:4] == ".":
        raise InvalidDocumentError(f"{source.locate('#/openapi')}: must be OpenAPI 3.0 or 3.1, got {version}")
    return version[:3]


def _reference_problems(source: Source) -> Iterator[tuple[str, str]]:
    """Yield the references that lead nowhere, outside or in circles: the validator would crash on them."""
    spec = Spec(source.document)
    circles: set[str] = set()
    for reference, pointer in _references(source.document).items():
        try:
            target = spec.target(reference, pointer)
        except SpecError as error:
            yield pointer, error.reason
            continue
        try:
            spec.follow(target)
        except SpecError as error:
            if error.is_circle and not circles:  # one circle is met from each of its references
                circles.add(error.pointer)
                yield error.pointer, error.reason


def _references(document: loading.Document) -> dict[str, str]:
    """Map each reference to the first pointer at which it stands, outside examples and extensions."""
    found: dict[str, str] = {}
    todo: deque[tuple[str, Any, bool]] = deque([("#", document, False)])
    seen: set[int] = set()
    while todo:
        pointer, node, holds_names = todo.popleft()
        if not isinstance(node, dict | list) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, list):
            todo += [(f"{pointer}/{index}", entry, False) for index, entry in enumerate(node)]
            continue
        if isinstance(node.get("$ref"), str) and not holds_names:
            found.setdefault(node["$ref"], f"{pointer}/$ref")
        for key, entry in node.items():
            if holds_names or not (key in _DATA or key.startswith("x-")):
                todo.append((join_pointer(pointer, key), entry, key == "properties" and not holds_names))
    return found


def _problems(source: Source, version: str) -> Iterator[tuple[str, str]]:
    document = source.document
    count = sum(1 for _ in loading.operations(document)) if isinstance(document.get("paths"), dict) else 0
    for problem in validator.problems(document, version, schema_alone=count > MAX_OPERATIONS_FOLLOWED):
        steps = [step.replace("~", "~0").replace("/", "~1") for step in problem.steps]
        yield "/".join(["#", *steps]), _brief(problem.message)


def _brief(message: str) -> str:
    """Shorten a message: jsonschema quotes whole values."""
    return message if len(message) <= MAX_MESSAGE else f"{message[:150]} … {message[-140:]}"
