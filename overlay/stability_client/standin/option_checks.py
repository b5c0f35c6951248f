"""Checks options against the contract, and finds the error name that the contract has for a mistake."""

import reprlib
from collections.abc import Iterable, Mapping
from typing import Any

from jsonschema import ValidationError

from stability_client.standin.contract import Contract
from stability_client.standin.errors import ApiError

NAMES_BY_OPTION: Mapping[str, str] = {
    "width": "invalid_height_or_width",
    "height": "invalid_height_or_width",
    "samples": "invalid_samples",
    "text_prompts": "invalid_prompts",
}
"""The error name for each option; any other option gives `bad_request`."""

NAMES_BY_KEYWORD: Mapping[str, str] = {"x-max-pixels": "invalid_pixel_count"}
"""The error name for a keyword of the schema, if it says more than the option."""

MESSAGES: Mapping[str, str] = {
    "required": "{option} is missing",
    "type": "{option} is {value}, but must be of type {limit}",
    "enum": "{option} is {value}, but must be one of {limit}",
    "minimum": "{option} is {value}, but must be at least {limit}",
    "maximum": "{option} is {value}, but must be at most {limit}",
    "multipleOf": "{option} is {value}, but must be a multiple of {limit}",
    "minLength": "{option} has {length} characters, but needs at least {limit}",
    "maxLength": "{option} has {length} characters, but may have at most {limit}",
    "minItems": "{option} has {length} items, but needs at least {limit}",
    "maxItems": "{option} has {length} items, but may have at most {limit}",
}
"""The message for each keyword of the schema; for others, that of jsonschema."""

MAX_MISTAKES_LISTED = 8


def check_options(contract: Contract, schema: str, options: object) -> None:
    """Check options against a schema of the contract.

    Args:
        contract: The contract.
        schema: A pointer to the schema.
        options: The options as decoded JSON.

    Raises:
        ApiError: Named for the first mistake; the message lists them all. Mistakes in single options come before those
            in their combination.
    """
    names: dict[str, str] = {}
    for error in sorted(contract.option_errors(schema, options), key=lambda error: error.validator in NAMES_BY_KEYWORD):
        for option in _options_of(error):
            names.setdefault(_message(error, option), _name(error, option))
    if not names:
        return
    listed = list(names)[:MAX_MISTAKES_LISTED]
    more = len(names) - len(listed)
    raise ApiError(names[listed[0]], "; ".join(listed) + (f"; and {more} more" if more else ""))


def _options_of(error: ValidationError) -> list[str]:
    """List the options that a schema error is about, such as `text_prompts[0].text`."""
    location = _location(error.absolute_path)
    if error.validator != "required":
        return [location]
    required: Any = error.validator_value
    present: Any = error.instance
    return [f"{location}.{name}" if location else name for name in required if name not in present]


def _location(path: Iterable[str | int]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _name(error: ValidationError, option: str) -> str:
    by_keyword = NAMES_BY_KEYWORD.get(str(error.validator))
    return by_keyword or NAMES_BY_OPTION.get(option.partition("[")[0], "bad_request")


def _message(error: ValidationError, option: str) -> str:
    limit: Any = error.validator_value
    return MESSAGES.get(str(error.validator), "{message}").format(
        option=option or "the body",
        value=reprlib.repr(error.instance),
        limit=", ".join(map(str, limit)) if isinstance(limit, list) else str(limit),
        length=len(error.instance) if isinstance(error.instance, str | list) else 0,
        message=error.message,
    )
