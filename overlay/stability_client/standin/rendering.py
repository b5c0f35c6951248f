"""From requests and images to files."""

import io
import zlib
from collections.abc import Mapping
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from stability_client.standin.generation import Commission, GenerationRequest, RenderedImage
from stability_client.standin.painter.compositing import blur, opaque, paint

PNG_COMPRESSION: Mapping[str, Any] = {"compress_level": 1, "compress_type": zlib.Z_RLE}
"""zlib's fastest level and its strategy for filtered images. Stronger compression takes as long as painting."""


JPEG_QUALITY = 90

WEBP_SETTINGS: Mapping[str, Any] = {"quality": 90, "method": 0}
"""Method 0 is the fastest."""


def render(request: GenerationRequest, commission: Commission) -> list[RenderedImage]:
    """Render the images of a request as PNG files. They are blurred if not successful.

    The seed of the first image is that of the commission. Those of the others count up, and from the largest that may
    be sent on to 1: 0 is no seed.
    """
    first, reason = commission.seed, commission.finish_reason
    seeds = [(first - 1 + offset) % request.max_seed + 1 for offset in range(request.samples)]
    return [RenderedImage(encode_png(filtered(paint(request, seed), reason)), seed, reason) for seed in seeds]


def filtered(image: Image.Image, finish_reason: str) -> Image.Image:
    """Return the image, blurred if it is not successful."""
    return image if finish_reason == "SUCCESS" else blur(image)


def encode(image: Image.Image, output_format: str) -> bytes:
    """Encode an image as `png`, `jpeg` or `webp`. A JPEG file has white where the image is transparent."""
    if output_format == "png":
        return encode_png(image)
    file = io.BytesIO()
    if output_format == "jpeg":
        opaque(image).save(file, "JPEG", quality=JPEG_QUALITY)
    else:
        image.save(file, "WEBP", **WEBP_SETTINGS)
    return file.getvalue()


def encode_png(image: Image.Image) -> bytes:
    """Encode an image as a PNG file that names the stand-in in its metadata."""
    metadata = PngInfo()
    metadata.add_text("Software", "stability-client stand-in")
    file = io.BytesIO()
    image.save(file, "PNG", pnginfo=metadata, **PNG_COMPRESSION)
    return file.getvalue()
