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
    known: tuple[str, ...] = ()
    """The words that the contract lists of an open enum, which takes others too."""
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
        limits = self.limits or ", ".join(f"`{word}`" for word in self.enum or self.known)
        default = "" if self.default is None else f"default `{self.default}`"
        facts = "; ".join(filter(None, (limits, default)))
        return " ".join(filter(None, (self.description, facts and f"{facts[0].upper()}{facts[1:]}.")))


class FilePart(NamedTuple):
    """A file in a multipart request, and the limits of the image that it holds. None means no such limit."""

    required: bool
    media_types: tuple[str, ...]
    max_bytes: int | None
    description: str = ""
    min_side: int | None = None
    """Pixels of the shorter side."""
    max_side: int | None = None
    """Pixels of the longer side."""
    min_pixels: int | None = None
    max_pixels: int | None = None
    max_aspect_ratio: float | None = None
    """How many times as long as the shorter side the longer one may be."""
    sizes_by_engine: Mapping[str, tuple[tuple[int, int], ...]] = MappingProxyType({})
    """From a pattern of engine ids to the only widths and heights that they take."""


class Credits(NamedTuple):
    """What a call costs: `fixed`, or what an option's value costs, times what grows with steps, pixels and samples."""

    fixed: float = 0
    option: str = ""
    """The option whose value decides, if any."""
    by_value: Mapping[str, float] = MappingProxyType({})
    default: str = ""
    """The value that holds if the option is not sent."""
    per_pixel: float = 0
    """Credits for each pixel over `free_pixels`, at `steps` steps."""
    free_pixels: int = 0
    steps: int = 0
    """The steps that a price is for; it grows in proportion."""
    min_steps: int = 0
    """The steps up to which the price stays the same."""


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
    max_bytes: int | None = None
    """Of all files together."""
    max_pixels: int | None = None
    min_pixels: int | None = None
    min_pixels_by_engine: Mapping[str, int] = MappingProxyType({})
    """From a pattern of engine ids to what replaces `min_pixels` for them."""
    edition: str = ""
    """The first step of the path: `v1alpha`, `v1` or `v2beta`."""
    auth_prefix: str = ""
    """What stands before the key in its header, such as `Bearer `."""
    body: str = ""
    """The component that is the body's schema, after which its class is named."""
    accepts: tuple[str, ...] = ()
    """The values of `Accept`; empty if the operation has no such parameter."""
    known_engines: tuple[str, ...] = ()
    """Engines that are known to exist; a server may have others."""
    sizes_by_engine: Mapping[str, tuple[tuple[int, int], ...]] = MappingProxyType({})
    """From a pattern of engine ids to the only widths and heights that they generate."""
    sides_by_engine: Mapping[str, tuple[int, int]] = MappingProxyType({})
    """From a pattern of engine ids to the shortest and the longest side that they generate."""
    requires: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """From an argument to others, of which it needs at least one. Each may be written `name=value`."""
    excludes: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """From an argument to those that cannot be sent with it. Each may be written `name=value`."""
    one_of: tuple[tuple[str, ...], ...] = ()
    """Groups of arguments, of each of which one at least must be sent, and not be 0."""
    credits: Credits | None = None
    """What a call costs; None if it is free or unknown."""
    result: str = ""
    """The operation that fetches the result, if this one only starts the work."""
