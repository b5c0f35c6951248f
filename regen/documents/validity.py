"""Whether a document is valid OpenAPI 3.0 or 3.1, told with file, line and reason."""

from collections import deque
from collections.abc import Iterator
from typing import Any

from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
from referencing.exceptions import Unresolvable

from regen.documents import loading as documents
from regen.documents.loading import InvalidDocumentError
from regen.documents.sources import Source
from regen.openapi_diff import Spec, SpecError, join_pointer

MAX_TOLD = 5
"""Problems told at once. The first few are mended, then the rest look different."""
MAX_OPERATIONS_FOLLOWED = 1000
"""The validator follows every reference from every operation, at 8 ms each. Larger documents are held against OpenAPI's
own JSON Schema alone, and every reference is still resolved."""
_DATA = frozenset({"example", "examples", "default", "enum", "const"})
"""Keys that hold data, in which a `$ref` is no reference."""

_VALIDATORS: dict[str, Any] = {"3.0": OpenAPIV30SpecValidator, "3.1": OpenAPIV31SpecValidator}


def require_valid(source: Source) -> None:
    """Does nothing for a valid document.

    Raises:
        InvalidDocumentError: It is not valid; says where and why, a line for each problem.
    """
    version = _version(source)
    problems = list(_reference_problems(source))
    if not problems:
        try:
            problems = list(_problems(source, _VALIDATORS[version]))
        except RecursionError as error:
            raise InvalidDocumentError(f"{source.name}:1: schemas lead back to themselves without end") from error
        except Unresolvable as error:
            raise InvalidDocumentError(f"{source.name}:1: {error.ref!r} points nowhere") from error
    if problems:
        told = [f"{source.place(pointer)}: {reason}" for pointer, reason in problems[:MAX_TOLD]]
        if len(problems) > MAX_TOLD:
            told.append(f"and {len(problems) - MAX_TOLD} more")
        raise InvalidDocumentError("\n".join(told))


def _version(source: Source) -> str:
    document = source.document
    if "swagger" in document:
        place = source.place("#/swagger")
        raise InvalidDocumentError(f"{place}: Swagger {document['swagger']}; OpenAPI 3.0 and 3.1 are read")
    version = document.get("openapi")
    if not isinstance(version, str):
        raise InvalidDocumentError(f"{source.place('#/openapi')}: `openapi: 3.0.x` or `3.1.x` must stand here, as text")
    if version[:3] not in _VALIDATORS or not version[3:4] == ".":
        raise InvalidDocumentError(f"{source.place('#/openapi')}: OpenAPI {version}; 3.0 and 3.1 are read")
    return version[:3]


def _reference_problems(source: Source) -> Iterator[tuple[str, str]]:
    """References that lead nowhere, elsewhere or in circles: the validator would crash on them."""
    spec = Spec(source.document)
    circles: set[str] = set()
    for reference, at in _references(source.document).items():
        try:
            target = spec.target(reference, at)
        except SpecError as error:
            yield at, error.reason
            continue
        try:
            spec.follow(target)
        except SpecError as error:
            if error.is_circle and not circles:  # one circle is met from each of its references
                circles.add(error.pointer)
                yield error.pointer, error.reason


def _references(document: documents.Document) -> dict[str, str]:
    """From each reference to the first place that it is written at, examples and extensions aside."""
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


def _problems(source: Source, validator_class: Any) -> Iterator[tuple[str, str]]:
    document = source.document
    count = sum(1 for _ in documents.operations(document)) if isinstance(document.get("paths"), dict) else 0
    validator = validator_class(document)
    errors = (
        validator.iter_errors()
        if count <= MAX_OPERATIONS_FOLLOWED
        else validator.schema_validator.iter_errors(document)
    )
    for error in errors:
        steps = [str(step).replace("~", "~0").replace("/", "~1") for step in error.absolute_path]
        yield "/".join(["#", *steps]), _brief(error.message)


def _brief(message: str) -> str:
    """jsonschema quotes whole values in its messages."""
    return message if len(message) <= 300 else f"{message[:150]} … {message[-140:]}"  # noqa: PLR2004 - four lines
