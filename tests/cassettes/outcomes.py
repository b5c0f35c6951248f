"""What a caller got, as a document that a person can review."""

import hashlib
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any

import attrs

from stability_client import Engines, GeneratedImage, Generation, StabilityError, TextPrompt


def outcome(value: object) -> Any:  # noqa: PLR0911 - a table with patterns for keys
    """A result, an error, or anything in them."""
    match value:
        case StabilityError():
            return {
                "raised": type(value).__name__,
                "which_is": _bases(value),
                "told": str(value),
                **_fields(vars(value)),
            }
        case Engines():
            return {"class": "Engines", "http": outcome(value.http), "engines": [outcome(engine) for engine in value]}
        case Generation():
            return {**_attrs(value), "raise_for_finish_reason": _ending(value)}
        case GeneratedImage():
            return {**_attrs(value), "size": list(value.size)}
        case Enum():
            return f"{type(value).__name__}.{value.name}"
        case bytes():
            return f"{len(value)} bytes, SHA-256 {hashlib.sha256(value).hexdigest()}"
        case Mapping():
            return _fields(value)
        case list() | tuple():
            return [outcome(item) for item in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return _attrs(value)


def said(value: object) -> Any:
    """An argument as the snapshot shows it."""
    match value:
        case Path():
            return f"<{value.name}>"
        case TextPrompt():
            return {"text": value.text, "weight": value.weight}
        case list() | tuple():
            return [said(item) for item in value]
        case _:
            return value


def _attrs(value: Any) -> dict[str, Any]:
    names = [field.name for field in attrs.fields(type(value))]
    return {"class": type(value).__name__, **{name: outcome(getattr(value, name)) for name in names}}


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: outcome(value) for name, value in sorted(values.items()) if not name.startswith("_")}


def _bases(error: StabilityError) -> list[str]:
    return [kind.__name__ for kind in type(error).__mro__[1:] if issubclass(kind, Exception) and kind is not Exception]


def _ending(generation: Generation) -> Any:
    try:
        generation.raise_for_finish_reason()
    except StabilityError as error:
        return f"{type(error).__name__}: {error}"
    return "passes"
