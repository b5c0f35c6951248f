"""Decodes uploaded image files, which may be hostile, to RGB or RGBA. Their bytes decide what they are."""

import io
from collections.abc import Callable

from PIL import Image, ImageMath
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from stability_client.standin.contract import ImagePart
from stability_client.standin.errors import ApiError

MAX_UPLOAD_PIXELS = 1 << 24
"""16 times the pixels of the largest image that can be generated; the header alone decides."""

LOW_BITS_OF_SIXTEEN = 8

Opener = Callable[[io.BytesIO], ImageFile]


def read_upload(part: ImagePart, data: bytes) -> Image.Image:
    """Decode an uploaded image to RGB, or to RGBA if it has transparency. Of animations, return the first frame.

    Raises:
        ApiError: The file is too large, no PNG, JPEG or WebP, broken, or has too many pixels.
    """
    if len(data) > part.max_bytes:
        raise ApiError("invalid_file_size", f"{part.name} has {len(data)} bytes, but may have at most {part.max_bytes}")
    opener = _find_opener(data)
    if opener is None:
        raise _unreadable(part, "is no PNG, JPEG or WebP file")
    try:
        image: Image.Image = opener(io.BytesIO(data))
        pixels = image.width * image.height
    except Exception as error:  # a hostile file can make decoders raise anything
        raise _unreadable(part, "has a broken header") from error
    if pixels > MAX_UPLOAD_PIXELS:
        raise ApiError(
            "invalid_pixel_count", f"{part.name} has {pixels} pixels, but may have at most {MAX_UPLOAD_PIXELS}"
        )
    try:
        image.load()
        return _to_rgb_or_rgba(image)
    except Exception as error:
        raise _unreadable(part, "is broken or cut short") from error


def _find_opener(data: bytes) -> Opener | None:
    """Return the decoder for the bytes. `Image.open` is not used: it would try many more."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImageFile
    if data.startswith(b"\xff\xd8\xff"):
        return JpegImageFile
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WebPImageFile
    return None


def _unreadable(part: ImagePart, problem: str) -> ApiError:
    return ApiError("invalid_mime_type", f"{part.name} {problem}")


def _to_rgb_or_rgba(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits per pixel: Pillow would clip bright pixels instead of scaling all
        wide = image.convert("I")
        image = ImageMath.lambda_eval(lambda args: args["convert"](args["wide"] >> LOW_BITS_OF_SIXTEEN, "L"), wide=wide)
    return image.convert("RGBA" if image.has_transparency_data else "RGB")
