"""What a caller gets for a call, as a document that a person can review."""

import hashlib
import warnings
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import attrs

from stability_client import Engines, GeneratedImage, Generation, Pending, StabilityError, TextPrompt
from tests.support.cassettes.cases import StartedWork

NO_WORK = ("pending", None)
"""An attribute of all errors, which says something only while a result is waited for."""


def describe_outcome(value: object) -> Any:  # noqa: PLR0911 - a table with patterns for keys
    """Return a result, an error, or any value in them, as YAML values."""
    match value:
        case StabilityError():
            return {
                "raised": type(value).__name__,
                "which_is": _error_bases(value),
                "told": str(value),
                **_describe_items({name: each for name, each in vars(value).items() if (name, each) != NO_WORK}),
            }
        case Pending():
            names = ("id", "operation", "estimated_credits", "request_id")  # and no date
            return {"class": "Pending", **{name: getattr(value, name) for name in names}}
        case Engines():
            engines = [describe_outcome(engine) for engine in value]
            return {"class": "Engines", "http": describe_outcome(value.http), "engines": engines}
        case Generation():
            return {**_describe_fields(value), "raise_for_finish_reason": _check_finish_reason(value)}
        case GeneratedImage():
            return {**_describe_fields(value), "size": list(value.size)}
        case Enum():
            return f"{type(value).__name__}.{value.name}"
        case bytes():
            return f"{len(value)} bytes, SHA-256 {hashlib.sha256(value).hexdigest()}"
        case Mapping():
            return _describe_items(value)
        case list() | tuple():
            return [describe_outcome(item) for item in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return _describe_fields(value)


def describe_argument(value: object) -> Any:
    """Return an argument of a call as YAML values."""
    match value:
        case Path():
            return f"<{value.name}>"
        case StartedWork():
            return value.value
        case TextPrompt():
            return {"text": value.text, "weight": value.weight}
        case list() | tuple():
            return [describe_argument(item) for item in value]
        case _:
            return value


def _describe_fields(value: Any) -> dict[str, Any]:
    names = [field.name for field in attrs.fields(type(value))]
    return {"class": type(value).__name__, **{name: describe_outcome(getattr(value, name)) for name in names}}


def _describe_items(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: describe_outcome(value) for name, value in sorted(values.items()) if not name.startswith("_")}


def _error_bases(error: StabilityError) -> list[str]:
    return [kind.__name__ for kind in type(error).__mro__[1:] if issubclass(kind, Exception) and kind is not Exception]


def _check_finish_reason(generation: Generation) -> Any:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            generation.raise_for_finish_reason()
        except StabilityError as error:
            return f"{type(error).__name__}: {error}"
    return "; ".join(f"warns: {warning.message}" for warning in caught) or "passes"
