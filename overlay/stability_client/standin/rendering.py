"""From a generation request to PNG files."""

import io
import zlib
from collections.abc import Mapping
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from stability_client.standin.generation import GenerationRequest, RenderedImage
from stability_client.standin.painter.compositing import blur, paint

PNG_COMPRESSION: Mapping[str, Any] = {"compress_level": 1, "compress_type": zlib.Z_RLE}
"""zlib's fastest level and its strategy for filtered images. Stronger compression takes as long as painting."""


def render(request: GenerationRequest, first_seed: int, finish_reason: str) -> list[RenderedImage]:
    """Render the images of a request. They are blurred if not successful.

    Args:
        request: What to render.
        first_seed: The seed of the first image, from 1. Those of the others count up, and from the largest that may be
            sent on to 1: 0 is no seed.
        finish_reason: How the generation ended.
    """
    seeds = [(first_seed - 1 + offset) % request.max_seed + 1 for offset in range(request.samples)]
    return [_render_one(request, seed, finish_reason) for seed in seeds]


def encode_png(image: Image.Image) -> bytes:
    """Encode an image as a PNG file that names the stand-in in its metadata."""
    metadata = PngInfo()
    metadata.add_text("Software", "stability-client stand-in")
    file = io.BytesIO()
    image.save(file, "PNG", pnginfo=metadata, **PNG_COMPRESSION)
    return file.getvalue()


def _render_one(request: GenerationRequest, seed: int, finish_reason: str) -> RenderedImage:
    image = paint(request, seed)
    return RenderedImage(encode_png(image if finish_reason == "SUCCESS" else blur(image)), seed, finish_reason)
