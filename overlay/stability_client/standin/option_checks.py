"""Checks options against the contract, and finds the error name that the contract has for a mistake."""

import reprlib
from collections.abc import Iterable, Mapping
from typing import Any

import attrs
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

COMPLAINTS: Mapping[str, str] = {
    "required": "is missing",
    "type": "is {value}, but must be of type {limit}",
    "enum": "is {value}, but must be one of {limit}",
    "minimum": "is {value}, but must be at least {limit}",
    "maximum": "is {value}, but must be at most {limit}",
    "multipleOf": "is {value}, but must be a multiple of {limit}",
    "minLength": "has {length} characters, but needs at least {limit}",
    "maxLength": "has {length} characters, but may have at most {limit}",
    "minItems": "has {length} items, but needs at least {limit}",
    "maxItems": "has {length} items, but may have at most {limit}",
}
"""The complaint for each keyword of the schema; for others, that of the error."""

MAX_MISTAKES_LISTED = 8


@attrs.frozen
class Mistake:
    """What is wrong with one option, or with several together."""

    option: str
    """Such as `text_prompts[0].text`; empty if it is about the body."""
    error_name: str
    complaint: str
    is_sentence: bool = False
    """Whether the complaint names the options itself."""

    @property
    def sentence(self) -> str:
        """Say what is wrong."""
        return self.complaint if self.is_sentence else f"{self.option or 'the body'} {self.complaint}"


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
    mistakes = find_mistakes(contract, schema, options)
    if not mistakes:
        return
    listed = mistakes[:MAX_MISTAKES_LISTED]
    more = len(mistakes) - len(listed)
    message = "; ".join(each.sentence for each in listed)
    raise ApiError(listed[0].error_name, message + (f"; and {more} more" if more else ""))


def find_mistakes(contract: Contract, schema: str, options: object) -> list[Mistake]:
    """List what is wrong with options; see `check_options`."""
    mistakes: dict[str, Mistake] = {}
    for error in sorted(contract.option_errors(schema, options), key=lambda error: error.validator in NAMES_BY_KEYWORD):
        for option in _options_of(error):
            is_sentence = not option and error.validator not in COMPLAINTS
            mistake = Mistake(option, _name(error, option), _complaint(error), is_sentence)
            mistakes.setdefault(mistake.sentence, mistake)
    return list(mistakes.values())


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


def _complaint(error: ValidationError) -> str:
    limit: Any = error.validator_value
    return COMPLAINTS.get(str(error.validator), "{message}").format(
        value=reprlib.repr(error.instance),
        limit=", ".join(map(str, limit)) if isinstance(limit, list) else str(limit),
        length=len(error.instance) if isinstance(error.instance, str | list) else 0,
        message=error.message,
    )
