"""The same mistake is the same error whether it is found here or by the stand-in, in v1 and v2beta."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import field, frozen
from PIL import Image

from stability_client import (
    InvalidHeightOrWidthError,
    InvalidImageDimensionsError,
    InvalidMaskImageError,
    InvalidMimeTypeError,
    InvalidOptionError,
    InvalidPixelCountError,
    InvalidPromptsError,
    InvalidSamplesError,
    RequestError,
    Stability,
)
from stability_client.standin import StandIn
from tests.support.calls import SDXL


def png(width: int = 64, height: int = 64, mode: str = "RGB") -> bytes:
    """Make a file of noise."""
    file = io.BytesIO()
    Image.effect_noise((width, height), 60).convert(mode).save(file, "PNG")
    return file.getvalue()


IMAGE, MASK, GIF = png(), png(mode="L"), b"GIF89a is what this is"
LONG = "x" * 10_001
WHITE = {"mask_source": "MASK_IMAGE_WHITE"}


@frozen
class Wrong:
    """A call with one mistake.

    Attributes:
        edition: The edition of the method.
        method: Its name.
        error: The class of the error.
        args: The arguments by position.
        options: The arguments by name.
    """

    edition: str
    method: str
    error: type[RequestError]
    args: tuple[Any, ...] = ("a ship",)
    options: dict[str, Any] = field(factory=dict)

    def __str__(self) -> str:
        return f"{self.edition}.{self.method}-{'-'.join(self.options)}-{self.error.__name__}"


def v1(error: type[RequestError], method: str = "text_to_image", *args: Any, **options: Any) -> Wrong:
    return Wrong("v1", method, error, args or ("a ship",), options)


def v2beta(error: type[RequestError], method: str = "core", *args: Any, **options: Any) -> Wrong:
    return Wrong("v2beta", method, error, args or ("a ship",), options)


MISTAKES = [
    v1(InvalidHeightOrWidthError, width=500, height=512),
    v1(InvalidHeightOrWidthError, width=128, height=128),
    v1(InvalidImageDimensionsError, width=1024, height=512, engine=SDXL),
    v1(InvalidSamplesError, samples=11),
    v1(InvalidOptionError, steps=9),
    v1(InvalidOptionError, cfg_scale=35.5),
    v1(InvalidOptionError, style_preset="animee"),
    v1(InvalidOptionError, seed=2**32),
    v1(InvalidPromptsError, "text_to_image", "x" * 2001),
    v1(InvalidOptionError, "image_to_image", IMAGE, "a ship", image_strength=1.5),
    v1(InvalidOptionError, "image_to_image", IMAGE, "a ship", step_schedule_start=0.5),
    v1(InvalidImageDimensionsError, "image_to_image", IMAGE, "a ship", engine=SDXL),
    v1(InvalidMimeTypeError, "image_to_image", GIF, "a ship"),
    v1(InvalidMaskImageError, "masking", IMAGE, "a ship", **WHITE),
    v1(InvalidImageDimensionsError, "masking", IMAGE, "a ship", **WHITE, mask_image=png(80, 80, "L")),
    v2beta(InvalidPromptsError, "core", LONG),
    v2beta(InvalidPromptsError, negative_prompt=LONG),
    v2beta(InvalidPromptsError, "search_and_replace", IMAGE, "a ship", search_prompt=LONG),
    v2beta(InvalidPromptsError, "search_and_recolor", IMAGE, "a ship", select_prompt=LONG),
    v2beta(InvalidPromptsError, "replace_background_and_relight", IMAGE, background_prompt=LONG),
    v2beta(InvalidPromptsError, "replace_background_and_relight", IMAGE),
    v2beta(
        InvalidOptionError,
        "replace_background_and_relight",
        IMAGE,
        background_prompt="a beach",
        light_source_strength=0.5,
    ),
    v2beta(InvalidOptionError, aspect_ratio="7:1"),
    v2beta(InvalidOptionError, seed=2**32),
    v2beta(InvalidOptionError, style_preset="animee"),
    v2beta(InvalidOptionError, output_format="gif"),
    v2beta(InvalidOptionError, accept="text/html"),
    v2beta(InvalidOptionError, "sd3", cfg_scale=11),
    v2beta(InvalidOptionError, "sd3", image=IMAGE),
    v2beta(InvalidOptionError, "sd3", strength=0.5),
    v2beta(InvalidOptionError, "ultra", image=IMAGE, strength=1.5),
    v2beta(InvalidOptionError, "erase", IMAGE, mask=MASK, grow_mask=101),
    v2beta(InvalidOptionError, "outpaint", IMAGE),
    v2beta(InvalidOptionError, "outpaint", IMAGE, left=2001),
    v2beta(InvalidOptionError, "remove_background", IMAGE, output_format="jpeg"),
    v2beta(InvalidOptionError, "upscale_conservative", IMAGE, "a ship", creativity=0.9),
    v2beta(InvalidOptionError, "start_upscale_creative", IMAGE, "a ship", creativity=0.9),
    v2beta(InvalidOptionError, "style_transfer", IMAGE, IMAGE, style_strength=2),
    v2beta(InvalidMimeTypeError, "style_transfer", IMAGE, GIF),
    v2beta(InvalidMimeTypeError, "erase", GIF, mask=MASK),
    v2beta(InvalidMimeTypeError, "erase", IMAGE[:200], mask=MASK),
    v2beta(InvalidMimeTypeError, "inpaint", IMAGE, "a ship", mask=GIF),
    v2beta(InvalidImageDimensionsError, "erase", png(32, 128), mask=png(32, 128, "L")),
    v2beta(InvalidImageDimensionsError, "structure", png(64, 200), "a ship"),
    v2beta(InvalidImageDimensionsError, "outpaint", png(64, 200), left=64),
    v2beta(InvalidImageDimensionsError, "upscale_fast", png(16, 64)),
    v2beta(InvalidImageDimensionsError, "upscale_fast", png(1600, 64)),
    v2beta(InvalidPixelCountError, "upscale_fast", png(1200, 1000)),
]


@pytest.fixture
def client(stability_standin: StandIn) -> Iterator[Stability]:
    url, engine = stability_standin.url, "stable-diffusion-v1-6"
    with Stability(stability_standin.api_key, base_url=url, engine=engine) as client:
        yield client


@pytest.mark.parametrize("wrong", MISTAKES, ids=str)
def test_the_same_mistake_is_the_same_error_here_and_from_the_server(
    wrong: Wrong, client: Stability, stability_standin: StandIn
) -> None:
    method = getattr(getattr(client, wrong.edition), wrong.method)
    for validate, sent in ((True, False), (False, True)):
        with pytest.raises(RequestError) as caught:
            method(*wrong.args, **wrong.options, validate=validate)
        assert type(caught.value) is wrong.error, caught.value
        assert (caught.value.sent, caught.value.maybe_billed) == (sent, False)
        assert len(stability_standin.history) == sent
