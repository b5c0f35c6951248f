"""The types of `facts`: what a contract says of a value, a file and an operation.

Hand-written, and copied into the generated package beside `facts.py`, which holds the values.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple


class Field(NamedTuple):
    """A value in a request, and its limits. None means that the contract sets no such limit."""

    type: str
    description: str = ""
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    multiple_of: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    enum: tuple[str, ...] = ()
    default: Any = None
    fields: Mapping[str, "Field"] = MappingProxyType({})
    """The fields of an object, or of the objects in an array."""

    @property
    def limits(self) -> str:
        """The limits in words, such as `512 to 2048 in steps of 64`; empty if there are none."""
        step = f" in steps of {self.multiple_of:g}" if self.multiple_of else ""
        if self.minimum is not None and self.maximum is not None:
            return f"{self.minimum} to {self.maximum}{step}"
        if self.minimum is not None:
            return f"{self.minimum} or more{step}"
        if self.maximum is not None:
            return f"at most {self.maximum}{step}"
        if self.max_length is not None:
            return f"{self.min_length or 0} to {self.max_length} characters"
        return step.strip()

    @property
    def documentation(self) -> str:
        """The description with the limits, the words and the default, as one line of a docstring."""
        limits = self.limits or ", ".join(f"`{word}`" for word in self.enum)
        default = "" if self.default is None else f"default `{self.default}`"
        facts = "; ".join(filter(None, (limits, default)))
        return " ".join(filter(None, (self.description, facts and f"{facts[0].upper()}{facts[1:]}.")))


class FilePart(NamedTuple):
    """A file in a multipart request."""

    required: bool
    media_types: tuple[str, ...]
    max_bytes: int | None
    description: str = ""


class Operation(NamedTuple):
    """One operation: its request, and its responses."""

    method: str
    path: str
    request_media_type: str | None
    options: Mapping[str, Field]
    files: Mapping[str, FilePart]
    headers: Mapping[str, bool]
    """The request headers besides the key, each with whether it is required."""
    response_media_types: tuple[str, ...]
    response_headers: tuple[str, ...]
    error_media_types: tuple[str, ...]
    error_names: Mapping[str, tuple[str, ...]]
    """From the status, or "default", to the names that errors may have."""
    max_pixels: int | None
    min_pixels: int | None
    min_pixels_by_engine: Mapping[str, int]
    """From a pattern of engine ids to what replaces `min_pixels` for them."""
