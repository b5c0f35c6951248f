"""What an application says of itself."""

from typing import Any

import attrs
from attrs import field, frozen

from stability_client.errors import InvalidOptionError

MAX_LENGTH = 256
"""Characters that the headers of v2beta take."""


def _is_printable(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if value is None and attribute.name != "name":
        return
    if not (isinstance(value, str) and value.strip() and value.isascii() and value.isprintable()):
        raise InvalidOptionError(f"client_info: {attribute.name} must be printable ASCII, got {value!r:.80}")
    if len(value) > MAX_LENGTH:
        raise InvalidOptionError(f"client_info: {attribute.name} must be at most {MAX_LENGTH} characters")


@frozen
class ClientInfo:
    """What an application says of itself in each call, for the statistics and the operators of a service.

    Attributes:
        name: The application's name.
        version: Its version.
        user_id: Which of its users a call is for, in a form that tells nothing of the person.
    """

    name: str = field(validator=_is_printable)
    version: str | None = field(default=None, validator=_is_printable)
    user_id: str | None = field(default=None, validator=_is_printable)

    @classmethod
    def of(cls, text: str) -> "ClientInfo":
        """Return what a text such as `painter/1.2` says."""
        name, _, version = text.partition("/")
        return cls(name, version or None)

    @property
    def product(self) -> str:
        """The name and the version, as the `User-Agent` header has them."""
        return f"{self.name}/{self.version}" if self.version else self.name
