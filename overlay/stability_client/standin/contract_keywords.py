"""The contract's own keywords for the options of a call, as extensions of JSON Schema."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from jsonschema import ValidationError
from jsonschema.protocols import Validator

Keyword: TypeAlias = Callable[[Validator, Any, Any, Mapping[str, Any]], Iterator[ValidationError]]


def _check_max_pixels(
    validator: Validator, limit: int, options: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """Validate `x-max-pixels`: a limit for `width` times `height`."""
    if not validator.is_type(options, "object"):
        return
    sides = [options.get(side, schema["properties"][side]["x-default"]) for side in ("width", "height")]
    if all(validator.is_type(side, "integer") for side in sides) and sides[0] * sides[1] > limit:
        yield ValidationError(f"{sides[0]} x {sides[1]} pixels are more than {limit}")


def _check_requires(
    validator: Validator,  # noqa: ARG001 - the signature of a keyword
    rules: Mapping[str, Sequence[str]],
    options: Any,
    schema: Mapping[str, Any],  # noqa: ARG001
) -> Iterator[ValidationError]:
    """Validate `x-requires`: options that need at least one of others."""
    for condition, needed in rules.items():
        if _holds(condition, options) and not any(_holds(each, options) for each in needed):
            yield _mistake(condition, f"needs {' or '.join(needed)}")


def _check_excludes(
    validator: Validator,  # noqa: ARG001
    rules: Mapping[str, Sequence[str]],
    options: Any,
    schema: Mapping[str, Any],  # noqa: ARG001
) -> Iterator[ValidationError]:
    """Validate `x-excludes`: options that can't be sent together."""
    for condition, excluded in rules.items():
        for each in excluded:
            if _holds(condition, options) and _holds(each, options):
                yield _mistake(each, f"can't be sent with {condition}")


def _check_one_of(
    validator: Validator,  # noqa: ARG001
    groups: Sequence[Sequence[str]],
    options: Any,
    schema: Mapping[str, Any],  # noqa: ARG001
) -> Iterator[ValidationError]:
    """Validate `x-one-of`: groups of options, of each of which one must be sent, and be neither 0 nor empty."""
    for group in groups:
        if not any(options.get(each) for each in group):
            yield _mistake(group[0], f"or {' or '.join(group[1:])} must be sent, and not be 0 or empty")


def _holds(condition: str, options: Mapping[str, Any]) -> bool:
    """Return whether an option is sent, or with `name=value` whether it has the value."""
    name, equals, value = condition.partition("=")
    return name in options and (not equals or str(options[name]) == value)


def _mistake(condition: str, complaint: str) -> ValidationError:
    return ValidationError(complaint, path=(condition.partition("=")[0],))


CONTRACT_KEYWORDS: Mapping[str, Keyword] = {
    "x-max-pixels": _check_max_pixels,
    "x-requires": _check_requires,
    "x-excludes": _check_excludes,
    "x-one-of": _check_one_of,
}
"""From each keyword to its check."""
