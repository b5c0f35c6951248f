"""Checks of options against the contract: pure functions that return what is wrong."""

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from stability_client._calls.rules import rule_problems
from stability_client._calls.values import truncate_repr
from stability_client._contract import Field, OperationFacts, facts, for_engine, min_pixels_for
from stability_client.errors import (
    InvalidHeightOrWidthError,
    InvalidImageDimensionsError,
    InvalidOptionError,
    InvalidPixelCountError,
    InvalidPromptsError,
    InvalidSamplesError,
    RequestError,
)

JSON = "application/json"
PNG = "image/png"

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair."""

LARGEST_NUMBER = 2**1023
"""Whole numbers from here on fit into no float of any JSON reader."""


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
"""Which error a wrong value is; that of a prompt is InvalidPromptsError, and any other option's InvalidOptionError."""


def _error_for(option: str) -> type[RequestError]:
    is_prompt = option.endswith("prompt")  # such as `negative_prompt`
    return InvalidPromptsError if is_prompt else ERRORS_BY_OPTION.get(option, InvalidOptionError)


def raise_for(problems: Iterable[Problem]) -> None:
    """Raise one error that lists all the problems, of the class of the first, if there are any."""
    found = list(problems)
    if found:
        raise found[0].error("; ".join(problem.message for problem in found))


PYTHON_TYPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    "boolean": ((bool,), "True or False"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
    "string": ((str,), "a text"),
}
"""From the contract's types to Python's, and what messages call them."""


def _type_problem(name: str, value: object, limits: Field) -> str | None:
    if value is None and limits.required:
        return f"{name}: is required. Pass one of {', '.join(limits.enum)}" if limits.enum else f"{name}: is required"
    kinds, expected = PYTHON_TYPES.get(limits.type, ((object,), ""))
    if not isinstance(value, kinds) or (isinstance(value, bool) and limits.type in {"integer", "number"}):
        shown = type(value).__name__ if limits.type == "string" else truncate_repr(value)
        return f"{name}: must be {expected}, got {shown}"
    if isinstance(value, float) and not math.isfinite(value):
        return f"{name}: must be a finite number, got {value!r}"
    return None


def _number_problem(name: str, value: float, limits: Field) -> str | None:
    low, high, step = limits.minimum, limits.maximum, limits.multiple_of
    inside = (low is None or value >= low) and (high is None or value <= high)
    if inside and not (step and value % step):
        return None if abs(value) < LARGEST_NUMBER else f"{name}: must be a finite number, got {truncate_repr(value)}"
    nearest = ""
    if step and inside:
        below = int(value // step * step)
        nearest = f"; nearest: {below} or {int(below + step)}"
    return f"{name}: must be {limits.limits}, got {truncate_repr(value)}{nearest}"


def _text_problem(name: str, value: str, limits: Field) -> str | None:
    if limits.enum and value not in limits.enum:
        return f"{name}: must be one of {', '.join(limits.enum)}, got {truncate_repr(value)}"
    if limits.min_length and not value.strip():
        return f"{name}: must not be empty"
    if limits.max_length is not None and len(value) > limits.max_length:
        return f"{name}: must be at most {limits.max_length} characters long, got {len(value)}"
    if not value.isascii() and _HALF_CHARACTER.search(value):
        return f"{name}: holds half of a surrogate pair, which cannot be sent"
    return None


def _list_problems(name: str, value: list[Any], limits: Field) -> list[str]:
    if limits.min_items and len(value) < limits.min_items:
        return [f"{name}: needs at least {limits.min_items}"]
    if limits.max_items is not None and len(value) > limits.max_items:
        return [f"{name}: takes at most {limits.max_items}, got {len(value)}"]
    return [
        message
        for index, item in enumerate(value)
        for key, nested in limits.fields.items()
        if key in item
        for message in _value_problems(f"{name}[{index}].{key}", item[key], nested)
    ]


def _value_problems(name: str, value: Any, limits: Field) -> list[str]:
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


def _pixel_problem(width: int, height: int, engine: str, operation: OperationFacts) -> str | None:
    floor = min_pixels_for(operation, engine)
    pixels, ceiling = width * height, operation.max_pixels
    if ceiling is not None and pixels > ceiling:
        return f"width, height: {width}x{height} is {pixels:,} pixels; at most {ceiling:,}, such as 1024x1024"
    if pixels < floor:
        return f"width, height: {width}x{height} is {pixels:,} pixels; at least {floor:,} for {engine}"
    return None


def _pixels(operation: OperationFacts, options: Mapping[str, Any]) -> tuple[int, int] | None:
    """The size that is asked for. Without an init image the contract's default stands in for what is not sent."""
    known = {} if operation.files else operation.options
    sides = [options.get(side, known[side].default if side in known else None) for side in ("width", "height")]
    if all(isinstance(side, int) and not isinstance(side, bool) and side > 0 for side in sides):
        return sides[0], sides[1]
    return None


def _size_problems(options: Mapping[str, Any], engine: str, operation: OperationFacts) -> list[Problem]:
    """What is wrong with width and height for engines that have sizes of their own."""
    given = {side: options[side] for side in ("width", "height") if isinstance(options.get(side), int)}
    if not given:
        return []
    if pairs := for_engine(operation.sizes_by_engine, engine):
        fitting = [(w, h) for w, h in pairs if given.get("width", w) == w and given.get("height", h) == h]
        if not fitting:
            sizes = ", ".join(f"{width}x{height}" for width, height in pairs)
            got = ", ".join(f"{side} {length}" for side, length in given.items())
            return [Problem(InvalidImageDimensionsError, f"width, height: {engine} makes {sizes}, got {got}")]
    if bounds := for_engine(operation.sides_by_engine, engine):
        low, high = bounds
        return [
            Problem(InvalidHeightOrWidthError, f"{side}: must be {low} to {high} for {engine}, got {length}")
            for side, length in given.items()
            if not low <= length <= high
        ]
    return []


MAX_REPORTED_SEED = 2**32 - 1
"""Servers report seeds up to here, although the contract accepts only half of them."""


def _seed_advice(value: object, limits: Field) -> str:
    """What to do about a seed that a server reported but does not accept."""
    if not isinstance(value, int) or limits.maximum is None or not limits.maximum < value <= MAX_REPORTED_SEED:
        return ""
    return ". Servers report such seeds for images without one; pass a seed within the range to be able to repeat it"


def _schedule_problems(options: Mapping[str, Any]) -> list[Problem]:
    start, end = options.get("step_schedule_start"), options.get("step_schedule_end")
    if isinstance(start, int | float) and isinstance(end, int | float) and start > end:
        message = f"step_schedule_start: must not be above step_schedule_end ({end}), got {start}"
        return [Problem(InvalidOptionError, message)]
    return []


def option_problems(
    operation: OperationFacts,
    options: Mapping[str, Any],
    *,
    engine: str = "",
    accept: str = "",
    files: Iterable[str] = (),
) -> list[Problem]:
    """Return everything that is wrong with the options of a call, in their order.

    Args:
        operation: What the contract says of the operation.
        options: The options that will be sent, as JSON knows them.
        engine: The engine's id; some have limits of their own.
        accept: The media type to ask for.
        files: The names of the images that will be sent.
    """
    found: list[Problem] = []
    for name, value in options.items():
        error = _error_for(name)
        shown = "prompts" if name == "text_prompts" else name
        limits = operation.options[name]
        advice = _seed_advice(value, limits) if name == "seed" else ""
        found += [Problem(error, message + advice) for message in _value_problems(shown, value, limits)]
    size = _pixels(operation, options)
    if size and not any(problem.error is InvalidHeightOrWidthError for problem in found):
        message = _pixel_problem(*size, engine, operation)
        found += [Problem(InvalidPixelCountError, message)] if message else []
    found += _size_problems(options, engine, operation)
    found += _schedule_problems(options)
    arguments = dict(options) | dict.fromkeys(files, True)
    found += [Problem(_error_for(name), message) for name, message in rule_problems(operation, arguments)]
    # The call that starts work has no `Accept`; the one that fetches the result has.
    accepts = facts.OPERATIONS[operation.result].accepts if operation.result else operation.accepts
    if accepts and accept not in accepts:
        valid = ", ".join(accepts)
        found.append(Problem(InvalidOptionError, f"accept: must be one of {valid}, got {accept!r}"))
    samples = options.get("samples")
    if accept == PNG and isinstance(samples, int) and samples > 1:
        message = f"samples: {samples} images do not fit into one {PNG} response. Leave accept out or pass {JSON!r}"
        found.append(Problem(InvalidSamplesError, message))
    return found
