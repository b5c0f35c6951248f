"""Parses v2beta's requests: tolerant flat forms. Unknown fields are ignored, as the service does."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
from PIL import Image

from stability_client.standin.contract import Contract, ContractOperation, ImagePart, Node
from stability_client.standin.errors import ApiError, bad_request
from stability_client.standin.forms import is_file, read_field
from stability_client.standin.history import RecordedRequest
from stability_client.standin.multipart import FormPart, parse_multipart
from stability_client.standin.option_checks import find_mistakes
from stability_client.standin.painter.prompted import Motif
from stability_client.standin.uploads import read_upload

WORDS = ("prompt", "negative_prompt", "search_prompt", "select_prompt", "background_prompt", "foreground_prompt")
"""The options that say something in words."""

DEFAULT_MAX_SEED = 4294967294
"""For operations that take no seed."""


@attrs.frozen(eq=False)
class Form:
    """A valid request."""

    operation: str
    """The operation's id."""
    values: Mapping[str, Any]
    """The value of each option; its default, or None, if it was not sent."""
    images: Mapping[str, Image.Image]
    """The images that were sent, RGB or RGBA."""
    sent: frozenset[str]
    """The names of the fields that were sent."""
    max_seed: int
    shrink: int = 1
    """Divides the sides of images whose size is not that of an image that was sent."""

    @property
    def seed(self) -> int:
        """The seed as sent; 0 asks for a random one."""
        return self.values.get("seed") or 0

    @property
    def texts(self) -> tuple[str, ...]:
        """All that the request says in words."""
        return tuple(self.values[name] for name in WORDS if self.values.get(name))

    @property
    def output_format(self) -> str:
        """`png`, `jpeg` or `webp`."""
        return str(self.values["output_format"])

    @property
    def image(self) -> Image.Image:
        """The image that is edited."""
        return next(iter(self.images.values()))

    def is_sent(self, name: str) -> bool:
        """Return whether an option was sent."""
        return name in self.sent

    def motif(self, prompt: str = "prompt", **more: Any) -> Motif:
        """Return what the prompt in an option asks for."""
        return Motif(
            self.values.get(prompt) or "",
            self.values.get("negative_prompt") or "",
            model=self.values.get("model") or self.operation.removeprefix("v2beta_").replace("_", " "),
            style_preset=self.values.get("style_preset"),
            **more,
        )


def read_form(contract: Contract, operation: ContractOperation, record: RecordedRequest, shrink: int) -> Form:
    """Validate a request against the contract, and fill in defaults.

    Args:
        contract: The contract.
        operation: The operation that was called.
        record: The request; its `parts` and `options` are filled in.
        shrink: See `Form`.

    Raises:
        ApiError: `bad_request`, with a complaint for each mistake.
    """
    properties = contract.properties(operation.options_schema)
    record.parts = parse_multipart(record.headers.get("content-type", ""), record.body)
    # Of parts with the same name, the first counts.
    parts = {part.name: part for part in reversed(record.parts) if part.name in properties}
    sent = {name: read_field(properties[name], part) for name, part in parts.items()}
    record.options = {name: value for name, value in sent.items() if not is_file(properties[name])}
    _check(contract, operation, sent)
    files = [part for part in operation.image_parts if part.name in parts]
    images = {part.name: _read_image(part, parts[part.name]) for part in files}
    return Form(
        operation=operation.id,
        values={**contract.defaults(operation.options_schema), **record.options},
        images=images,
        sent=frozenset(sent),
        max_seed=properties.get("seed", {}).get("maximum", DEFAULT_MAX_SEED),
        shrink=shrink,
    )


def _check(contract: Contract, operation: ContractOperation, options: Mapping[str, Any]) -> None:
    complaints = [
        f"{mistake.option or 'body'}: {mistake.complaint}"
        for mistake in find_mistakes(contract, operation.options_schema, options)
    ]
    complaints += _wrong_prices(operation, options)
    if complaints:
        raise bad_request(*complaints)


def _wrong_prices(operation: ContractOperation, options: Mapping[str, Any]) -> Iterator[str]:
    """Yield a complaint about a value that has no price, such as an unknown model."""
    prices = operation.prices or {}
    name: str = prices.get("option", "")
    if name in options and options[name] not in prices["by_value"]:
        yield f"{name}: is {options[name]!r:.80}, but must be one of {', '.join(prices['by_value'])}"


def _read_image(part: ImagePart, sent: FormPart) -> Image.Image:
    try:
        image = read_upload(part, sent.data)
    except ApiError as error:
        raise bad_request(f"{part.name}: {error.message.removeprefix(part.name).strip()}") from error
    complaints = list(_wrong_sizes(part.limits, image.size))
    if complaints:
        raise bad_request(*(f"{part.name}: {complaint}" for complaint in complaints))
    return image


def _wrong_sizes(limits: Node, size: Sequence[int]) -> Iterator[str]:
    """Yield what is wrong with the size of an image."""
    shorter, longer = min(size), max(size)
    pixels = shorter * longer
    shown = f"is {size[0]}x{size[1]}, but"
    if shorter < limits.get("x-min-side", 0):
        yield f"{shown} each side must have at least {limits['x-min-side']} pixels"
    if longer > limits.get("x-max-side", longer):
        yield f"{shown} each side may have at most {limits['x-max-side']} pixels"
    if pixels < limits.get("x-min-pixels", 0):
        yield f"{shown} it must have at least {limits['x-min-pixels']} pixels"
    if pixels > limits.get("x-max-pixels", pixels):
        yield f"{shown} it may have at most {limits['x-max-pixels']} pixels"
    if longer > limits.get("x-max-aspect-ratio", longer) * shorter:
        yield f"{shown} its aspect ratio must be between 1:{limits['x-max-aspect-ratio']} and the reverse"
