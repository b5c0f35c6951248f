"""attrs' validators, with this package's error."""

from collections.abc import Callable
from typing import Any

from attrs import Attribute
from attrs.validators import and_, instance_of, not_

from stability_client.errors import InvalidOptionError

MAX_SHOWN = 80
"""How many characters of a wrong value a message shows."""

Validator = Callable[[Any, "Attribute[Any]", Any], Any]


def checked(argument: str, expected: str, validator: Validator) -> Validator:
    """Return a validator that raises InvalidOptionError where attrs' own raises TypeError or ValueError.

    Args:
        argument: The argument that users know the field's object by, such as `retry`.
        expected: What the value must be, to follow "must be".
        validator: What checks the value.
    """

    def validate(instance: object, attribute: "Attribute[Any]", value: object) -> None:
        try:
            validator(instance, attribute, value)
        except (TypeError, ValueError):
            message = f"{argument}: {attribute.name} must be {expected}, got {value!r:.{MAX_SHOWN}}"
            raise InvalidOptionError(message) from None

    return validate


IS_NUMBER: Validator = and_(instance_of((int, float)), not_(instance_of(bool)))
IS_INTEGER: Validator = and_(instance_of(int), not_(instance_of(bool)))
