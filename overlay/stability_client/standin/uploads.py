"""Uploaded image files: told apart by their bytes, decoded without trust, and brought to RGB or RGBA."""

import io
from collections.abc import Callable

from PIL import Image, ImageMath
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from stability_client.standin.contract import ImagePart
from stability_client.standin.errors import Refusal

MOST_PIXELS = 1 << 24
"""A file that unpacks to more is refused on its header alone: 16 times the pixels of the largest picture."""

BITS_DROPPED_OF_SIXTEEN = 8

Opener = Callable[[io.BytesIO], ImageFile]


def read_upload(part: ImagePart, data: bytes) -> Image.Image:
    """Decode an uploaded image to RGB, or RGBA where it has any transparency. Of animations, the first frame.

    Raises:
        Refusal: the file is too large, no PNG, JPEG or WebP, broken, or has too many pixels.

    """
    if len(data) > part.max_bytes:
        raise Refusal("invalid_file_size", f"{part.name} has {len(data)} bytes, but may have at most {part.max_bytes}")
    opener = _opener(data)
    if opener is None:
        raise _unreadable(part, "is no PNG, JPEG or WebP file")
    try:
        image: Image.Image = opener(io.BytesIO(data))
        pixels = image.width * image.height
    except Exception as problem:  # decoders raise whatever a hostile file brings them to
        raise _unreadable(part, "has a broken header") from problem
    if pixels > MOST_PIXELS:
        raise Refusal("invalid_pixel_count", f"{part.name} has {pixels} pixels, but may have at most {MOST_PIXELS}")
    try:
        image.load()
        return _as_rgb_or_rgba(image)
    except Exception as problem:
        raise _unreadable(part, "is broken or cut short") from problem


def _opener(data: bytes) -> Opener | None:
    """The decoder for the bytes. The decoders are called by themselves, for `Image.open` would try many more."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImageFile
    if data.startswith(b"\xff\xd8\xff"):
        return JpegImageFile
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WebPImageFile
    return None


def _unreadable(part: ImagePart, how: str) -> Refusal:
    return Refusal("invalid_mime_type", f"{part.name} {how}")


def _as_rgb_or_rgba(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits a pixel: Pillow would clip the bright ones rather than scale
        wide = image.convert("I")
        image = ImageMath.lambda_eval(
            lambda args: args["convert"](args["wide"] >> BITS_DROPPED_OF_SIXTEEN, "L"), wide=wide
        )
    return image.convert("RGBA" if image.has_transparency_data else "RGB")
