"""What the server says no with, and which of the contract's error names fits what is wrong."""

import reprlib
from collections.abc import Mapping
from typing import Any

import attrs
from jsonschema import ValidationError

from stability_client.standin.contract import Contract

NAMES_BY_OPTION: Mapping[str, str] = {
    "width": "invalid_height_or_width",
    "height": "invalid_height_or_width",
    "samples": "invalid_samples",
    "text_prompts": "invalid_prompts",
}
"""The error's name for the option that is wrong; any other option gives `bad_request`."""

NAMES_BY_KEYWORD: Mapping[str, str] = {"x-max-pixels": "invalid_pixel_count"}
"""The error's name for the rule that is broken, where the rule says more than the option."""

WORDINGS: Mapping[str, str] = {
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

MOST_MISTAKES_TOLD = 8


@attrs.frozen
class Refusal(Exception):  # noqa: N818 - it is an answer; what went wrong is the caller's request
    """A request that is answered with an error."""

    name: str
    message: str
    status: int = 400
    headers: Mapping[str, str] = attrs.field(factory=dict)
    temporary: bool = False


class Unrouted(Refusal):
    """A path or a method that is not there, which some servers leave to their framework to answer."""


class ProxyPage(Refusal):
    """Not the service's answer but that of a proxy in front of it: a page of HTML under a status of its own."""


def bad_request(message: str) -> Refusal:
    return Refusal("bad_request", message)


def not_found(message: str) -> Refusal:
    return Refusal("not_found", message, 404)


def payload_too_large(most: int) -> Refusal:
    return Refusal("payload_too_large", f"The request has more than {most} bytes", 413)


def check_options(contract: Contract, schema: str, options: object) -> None:
    """Hold options against the contract.

    Raises:
        Refusal: named for the first mistake, its message telling all of them. What is wrong with one option comes
            before what is wrong with several taken together.

    """
    mistakes: dict[str, str] = {}
    for error in sorted(contract.option_errors(schema, options), key=lambda error: error.validator in NAMES_BY_KEYWORD):
        for option, wording in _told(error):
            mistakes.setdefault(wording, _name(error, option))
    if not mistakes:
        return
    told = list(mistakes)[:MOST_MISTAKES_TOLD]
    more = len(mistakes) - len(told)
    raise Refusal(mistakes[told[0]], "; ".join(told) + (f"; and {more} more" if more else ""))


def _name(error: ValidationError, option: str) -> str:
    of_keyword = NAMES_BY_KEYWORD.get(str(error.validator))
    return of_keyword or NAMES_BY_OPTION.get(option.partition("[")[0], "bad_request")


def _told(error: ValidationError) -> list[tuple[str, str]]:
    """The options that an error is about, each with what to say of it."""
    place = _place(error.absolute_path)
    options = [place]
    if error.validator == "required":
        required: Any = error.validator_value
        given: Any = error.instance
        missing = [name for name in required if name not in given]
        options = [f"{place}.{name}" if place else name for name in missing]
    wording = WORDINGS.get(str(error.validator), "{message}")
    return [
        (
            option,
            wording.format(
                option=option or "the body",
                value=_shown(error.instance),
                limit=_limit(error.validator_value),
                length=len(error.instance) if isinstance(error.instance, str | list) else 0,
                message=error.message,
            ),
        )
        for option in options
    ]


def _place(path: Any) -> str:
    steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(steps).removeprefix(".")


def _shown(value: object) -> str:
    """A value in short; `reprlib` cuts off what is long or deep."""
    return reprlib.repr(value)


def _limit(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
