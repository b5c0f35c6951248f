"""Validates documents by the rules of OpenAPI. The same document is validated once."""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from regen.documents.loading import Document

VERSIONS = ("3.0", "3.1")
_found: dict[tuple[str, bool, bytes], tuple["Problem", ...]] = {}


class Problem(NamedTuple):
    """What is wrong, and the keys that lead there from the root."""

    steps: tuple[str, ...]
    message: str


def problems(document: Document, version: str, *, schema_alone: bool = False) -> tuple[Problem, ...]:
    """Return what is not valid in a document.

    Args:
        document: The document.
        version: One of `VERSIONS`.
        schema_alone: Hold it against the JSON Schema of OpenAPI alone, without following each reference.
    """
    content = hashlib.sha256(json.dumps(document, default=str).encode()).digest()
    key = (version, schema_alone, content)
    if key not in _found:
        validator = _validator_classes()[version](document)
        errors = validator.schema_validator.iter_errors(document) if schema_alone else validator.iter_errors()
        _found[key] = tuple(_describe(errors))
    return _found[key]


@cache
def _validator_classes() -> dict[str, Any]:
    # Importing them takes as long as validating, which not every command does.
    from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator  # noqa: PLC0415 - see above

    return dict(zip(VERSIONS, (OpenAPIV30SpecValidator, OpenAPIV31SpecValidator), strict=True))


def _describe(errors: Any) -> Iterator[Problem]:
    for error in errors:
        yield Problem(tuple(str(step) for step in error.absolute_path), error.message)
