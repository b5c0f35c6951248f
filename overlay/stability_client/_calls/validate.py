"""What the caller asks for: prompts and options, made ready to send and held against the contract."""

import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, SupportsFloat, SupportsIndex

from attrs import frozen

from stability_client._contract import facts, min_pixels_for
from stability_client.errors import (
    InvalidHeightOrWidthError,
    InvalidOptionError,
    InvalidPixelCountError,
    InvalidPromptsError,
    InvalidSamplesError,
    RequestError,
)

JSON = "application/json"
PNG = "image/png"

LARGEST_NUMBER = 2**1023
"""From here on whole numbers fit into no float of any reader."""

SHOWN_CHARACTERS = 60
"""How much of a wrong value a message shows."""


@frozen
class TextPrompt:
    """One text the picture is led by.

    Attributes:
        text: What to paint, 1 to 2000 characters.
        weight: How strongly it pulls; a negative weight pushes away from it. None sends none: the server then takes 1.
    """

    text: str
    weight: float | None = None


Prompts = str | TextPrompt | tuple[str, float] | Sequence[str | TextPrompt | tuple[str, float]]
"""A text, a text with its weight, or several of these."""


@frozen
class Problem:
    """One thing that is wrong, and the error it is."""

    error: type[RequestError]
    message: str


ERRORS_BY_OPTION: Mapping[str, type[RequestError]] = {
    "text_prompts": InvalidPromptsError,
    "width": InvalidHeightOrWidthError,
    "height": InvalidHeightOrWidthError,
    "samples": InvalidSamplesError,
}
"""Which error a wrong value is; any other option's is InvalidOptionError."""


def raise_for(problems: Iterable[Problem]) -> None:
    """Raises one error that tells all the problems, of the class of the first. Nothing was sent."""
    found = list(problems)
    if found:
        raise found[0].error("; ".join(problem.message for problem in found))


def text_prompts(prompts: Prompts) -> list[dict[str, Any]]:
    """The prompts as the API takes them: objects with `text` and, where one was given, `weight`.

    Raises:
        InvalidPromptsError: They are of no kind that is taken.
    """
    if (
        isinstance(prompts, tuple)
        and [type(part) for part in prompts] == [str, str]
        and _is_number_in_words(prompts[1])
    ):
        raise InvalidPromptsError(
            f"prompts: {prompts!r:.80} may be a text with its weight or two texts; say the weight as a number, "
            "or put the two texts into a list"
        )
    said: Any = [prompts] if isinstance(prompts, str | TextPrompt) or _is_pair(prompts) else prompts
    if not isinstance(said, Iterable) or isinstance(said, bytes | bytearray | Mapping):
        raise InvalidPromptsError(_UNKNOWN_PROMPT.format(kind=type(prompts).__name__))
    return [_text_prompt(prompt) for prompt in said]


_UNKNOWN_PROMPT = "prompts: expected a text, a TextPrompt, a (text, weight) pair, or several of these, not {kind}"


def _is_pair(prompt: object) -> bool:
    return isinstance(prompt, tuple) and len(prompt) == 2 and isinstance(prompt[0], str) and _is_number(prompt[1])  # noqa: PLR2004 - a pair


def _is_number(value: object) -> bool:
    return isinstance(value, SupportsFloat) and not isinstance(value, str | bytes | bool)


def _is_number_in_words(text: object) -> bool:
    try:
        float(text)  # type: ignore[arg-type]  # what is no number raises
    except (TypeError, ValueError):
        return False
    return True


def _text_prompt(prompt: object) -> dict[str, Any]:
    if isinstance(prompt, str):
        return {"text": prompt}
    if _is_pair(prompt):
        prompt = TextPrompt(*prompt)  # type: ignore[misc]  # a pair, as asked above
    if not isinstance(prompt, TextPrompt):
        raise InvalidPromptsError(_UNKNOWN_PROMPT.format(kind=f"{type(prompt).__name__} among them"))
    return {"text": prompt.text} | ({} if prompt.weight is None else {"weight": plain(prompt.weight)})


def plain(value: Any) -> Any:
    """The value as JSON knows it: enum members become their values, numbers of other libraries Python's own."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | str | int | float):
        return value
    if isinstance(value, SupportsIndex):
        return operator.index(value)
    if isinstance(value, SupportsFloat):
        return float(value)
    return value


def _shown(value: object) -> str:
    """The value as a message may show it: short, and whole numbers of any size."""
    try:
        text = repr(value)
    except ValueError:  # Python writes out no more than 4300 digits
        return f"a number of {value.bit_length()} bits" if isinstance(value, int) else type(value).__name__
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def _type_problem(name: str, value: object, limits: facts.Field) -> str | None:
    if limits.type == "integer" and (isinstance(value, bool) or not isinstance(value, int)):
        return f"{name}: must be a whole number, not {_shown(value)}"
    if limits.type == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"{name}: must be a number, not {_shown(value)}"
        if isinstance(value, float) and not math.isfinite(value):
            return f"{name}: must be a finite number, not {value!r}"
    if limits.type == "string" and not isinstance(value, str):
        return f"{name}: must be a text, not {type(value).__name__}"
    return None


def _range_text(limits: facts.Field) -> str:
    steps = f" in steps of {limits.multiple_of:g}" if limits.multiple_of else ""
    if limits.minimum is not None and limits.maximum is not None:
        return f"{limits.minimum} to {limits.maximum}{steps}"
    if limits.minimum is not None:
        return f"{limits.minimum} or more{steps}"
    return f"at most {limits.maximum}{steps}" if limits.maximum is not None else steps.strip()


def _number_problem(name: str, value: float, limits: facts.Field) -> str | None:
    low, high, step = limits.minimum, limits.maximum, limits.multiple_of
    inside = (low is None or value >= low) and (high is None or value <= high)
    if inside and not (step and value % step):
        return None if abs(value) < LARGEST_NUMBER else f"{name}: must be a finite number, not {_shown(value)}"
    nearest = ""
    if step and inside:
        below = int(value // step * step)
        nearest = f"; nearest: {below} or {int(below + step)}"
    return f"{name}: must be {_range_text(limits)}, not {_shown(value)}{nearest}"


def _text_problem(name: str, value: str, limits: facts.Field) -> str | None:
    if limits.enum and value not in limits.enum:
        return f"{name}: must be one of {', '.join(limits.enum)}, not {_shown(value)}"
    if limits.min_length and not value.strip():
        return f"{name}: must not be empty"
    if limits.max_length is not None and len(value) > limits.max_length:
        return f"{name}: must be at most {limits.max_length} characters long, not {len(value)}"
    if any("\ud800" <= character <= "\udfff" for character in value):
        return f"{name}: holds half of a surrogate pair, which cannot be sent"
    return None


def _list_problems(name: str, value: list[Any], limits: facts.Field) -> list[str]:
    if limits.min_items and len(value) < limits.min_items:
        return [f"{name}: needs at least {limits.min_items}"]
    if limits.max_items is not None and len(value) > limits.max_items:
        return [f"{name}: takes at most {limits.max_items}, not {len(value)}"]
    return [
        message
        for index, item in enumerate(value)
        for key, nested in limits.fields.items()
        if key in item
        for message in _value_problems(f"{name}[{index}].{key}", item[key], nested)
    ]


def _value_problems(name: str, value: Any, limits: facts.Field) -> list[str]:
    """What is wrong with a value, by its limits in the contract."""
    if message := _type_problem(name, value, limits):
        return [message]
    if isinstance(value, list):
        return _list_problems(name, value, limits)
    if isinstance(value, str):
        message = _text_problem(name, value, limits)
    elif limits.type in {"integer", "number"}:
        message = _number_problem(name, value, limits)
    return [message] if message else []


def _pixel_problem(width: int, height: int, engine: str, operation: facts.Operation) -> str | None:
    floor = min_pixels_for(operation, engine)
    pixels, ceiling = width * height, operation.max_pixels
    if ceiling is not None and pixels > ceiling:
        return f"width, height: {width}x{height} is {pixels:,} pixels; at most {ceiling:,}, such as 1024x1024"
    if pixels < floor:
        return f"width, height: {width}x{height} is {pixels:,} pixels; at least {floor:,} for {engine}"
    return None


def _pixels(operation: facts.Operation, options: Mapping[str, Any]) -> tuple[int, int] | None:
    """The size asked for. Without an init image the contract's default stands in for what is not sent."""
    fields = operation.options
    sides = [options.get(side, None if operation.files else fields[side].default) for side in ("width", "height")]
    if all(isinstance(side, int) and not isinstance(side, bool) and side > 0 for side in sides):
        return sides[0], sides[1]
    return None


def option_problems(
    operation: facts.Operation, options: Mapping[str, Any], *, engine: str, accept: str
) -> list[Problem]:
    """Everything that is wrong with the options of a call, in the order they were given in.

    Args:
        operation: What the contract says of the operation.
        options: The options that will be sent, as JSON knows them.
        engine: The engine's id; some have limits of their own.
        accept: The media type of the answer.
    """
    found: list[Problem] = []
    for name, value in options.items():
        error = ERRORS_BY_OPTION.get(name, InvalidOptionError)
        shown = "prompts" if name == "text_prompts" else name
        found += [Problem(error, message) for message in _value_problems(shown, value, operation.options[name])]
    size = _pixels(operation, options)
    if size and not any(problem.error is InvalidHeightOrWidthError for problem in found):
        message = _pixel_problem(*size, engine, operation)
        found += [Problem(InvalidPixelCountError, message)] if message else []
    if accept not in operation.answer_media_types:
        valid = ", ".join(operation.answer_media_types)
        found.append(Problem(InvalidOptionError, f"accept: must be one of {valid}, not {accept!r}"))
    samples = options.get("samples")
    if accept == PNG and isinstance(samples, int) and samples > 1:
        message = f"samples: {samples} pictures do not fit into one {PNG} answer; leave accept out or say {JSON!r}"
        found.append(Problem(InvalidSamplesError, message))
    return found


def answer_form(accept: str | Enum | None, samples: Any) -> str:
    """The media type to ask for: the caller's, else PNG for one picture (no base64 to pay for) and JSON for more."""
    if accept is not None:
        return str(plain(accept))
    return JSON if isinstance(samples, int) and samples > 1 else PNG
