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

MAX_SEED = 2**32 - 1


def render(request: GenerationRequest, first_seed: int, finish_reason: str) -> list[RenderedImage]:
    """Render the images of a request; their seeds count up from the first. They are blurred if not successful."""
    return [
        _render_one(request, (first_seed + offset) % (MAX_SEED + 1), finish_reason) for offset in range(request.samples)
    ]


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
