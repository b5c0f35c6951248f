"""What is to be generated, and what was, whatever edition of the API the request came by."""

import sys
from collections.abc import Mapping
from typing import Any

import attrs
from PIL import Image


@attrs.frozen
class Prompt:
    """A text and its weight."""

    text: str
    weight: float

    @classmethod
    def of(cls, sent: Mapping[str, Any]) -> "Prompt":
        """Read a valid prompt. The contract has no limit for weights, so an integer may exceed every float."""
        limit = sys.float_info.max
        return cls(sent["text"], float(max(-limit, min(sent.get("weight", 1), limit))))


@attrs.frozen(eq=False)
class GenerationRequest:
    """A request for images, with every default filled in."""

    engine: str
    prompts: tuple[Prompt, ...]
    width: int
    height: int
    seed: int
    """As sent; 0 asks for a random one."""
    max_seed: int
    """The largest seed that may be sent, so that the seed of each image can be sent again."""
    samples: int
    steps: int
    style: Mapping[str, Any]
    """The options that change how an image is painted, but not the scene."""
    init_image: Image.Image | None = None
    """RGB or RGBA, `width` x `height`."""
    strength: Image.Image | None = None
    """How strongly each pixel is repainted, 0 to 255: mode L, `width` x `height`. None repaints all of it."""
    step_schedule_start: float = 1.0
    step_schedule_end: float = 1.0
    style_preset: str | None = None

    def order(self, price: float) -> "Order":
        """Return what the request asks the account for."""
        return Order(tuple(each.text for each in self.prompts), price, self.seed, self.max_seed)


@attrs.frozen
class Order:
    """What a call asks the account for."""

    texts: tuple[str, ...]
    """All that it says in words; triggers are looked for in them."""
    price: float
    seed: int
    """As sent; 0 asks for a random one."""
    max_seed: int


@attrs.frozen
class Commission:
    """An order that was accepted, and paid for."""

    seed: int
    finish_reason: str


@attrs.frozen
class RenderedImage:
    """A generated image as a file."""

    data: bytes = attrs.field(repr=lambda data: f"<{len(data)} bytes>")
    seed: int
    finish_reason: str
    media_type: str = "image/png"
