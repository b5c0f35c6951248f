"""Decode image files to pixels, and encode PIL images as files.

Decoders get files without metadata (EXIF, color profiles, text), Pillow's global settings are neither applied nor
changed, and every error of Pillow becomes an `UndecodableError`. Pillow is imported on first use.
"""

import io
import math
import sys
import threading
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, TypeGuard, cast

from stability_client._images import pillow
from stability_client._images.formats import JPEG, PNG, WEBP, ImageFormat, image_format

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

PNG_MODES: Mapping[str, str] = MappingProxyType(
    {
        "1": "1",
        "L": "L",
        "P": "P",
        "LA": "LA",
        "RGB": "RGB",
        "RGBA": "RGBA",
        "La": "LA",
        "RGBa": "RGBA",
        "PA": "RGBA",
        "RGBX": "RGB",
        "CMYK": "RGB",
        "YCbCr": "RGB",
        "HSV": "RGB",
    }
)
"""By PIL mode: the mode it is encoded as. Deeper modes are reduced to 8 bits first."""
PNG_SETTINGS: Mapping[str, int] = MappingProxyType({"compress_level": 1, "compress_type": zlib.Z_RLE})
"""A fifth of the default's time for about the same size: a call with a PIL image waits for the encoder."""
WHITE_POINTS: Mapping[str, tuple[int, ...]] = MappingProxyType({"I": (255, 65535), "F": (1, 255, 65535)})
"""By PIL mode without a fixed range: the possible values of white. The smallest that covers all pixels is taken."""
SCALE_TO_8BIT: Mapping[int, tuple[float, float]] = MappingProxyType({1: (255, 0.5), 255: (1, 0), 65535: (1 / 256, 0)})
"""By the value of white: factor and offset that map values to 0-255, before the fraction is cut off."""
LAZY_ATTRIBUTES = ("mode", "size", "info", "tile", "decoderconfig")
"""The attributes, besides the palette, that determine the pixels of a PIL image that is not loaded yet."""

_file_lock = threading.Lock()  # reading the file of a PIL image moves that file's position


class UndecodableError(ValueError):
    """The pixels cannot be decoded or encoded. Never leaves the package."""


def is_pil_image(source: object) -> "TypeGuard[Image]":
    """Return whether an object is a PIL image, without importing Pillow: until it is loaded, there are none."""
    module = sys.modules.get("PIL.Image")
    return module is not None and isinstance(source, module.Image)


# --- decode


def _open(kind: ImageFormat, data: bytes) -> "ImageFile":
    # The decoders' own classes: Image.open applies the formats and the pixel limit that are set for the process.
    decoders: dict[str, Callable[[IO[bytes]], ImageFile]] = {
        PNG.name: pillow.PngImagePlugin.PngImageFile,
        JPEG.name: pillow.JpegImagePlugin.JpegImageFile,
        WEBP.name: pillow.WebPImagePlugin.WebPImageFile,
    }
    return decoders[kind.name](io.BytesIO(data))


def decode(data: bytes) -> "Image":
    """Decode the first frame of an image file, to mode `L`, `LA`, `RGB` or `RGBA`.

    Raises:
        UndecodableError: The file is damaged, or is not a PNG, JPEG or WebP file.
    """
    kind = image_format(data)
    if kind is None:
        raise UndecodableError("not a PNG, JPEG or WebP file")
    try:
        with _open(kind, kind.strip_metadata(data)) as image:
            image.load()
            return to_8bit(image)
    except Exception as error:
        # On damaged files decoders raise OSError, SyntaxError, struct.error, EOFError, MemoryError and others.
        raise UndecodableError(f"the {kind.name} file is damaged ({_reason(error)})") from error


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def to_8bit(image: "Image") -> "Image":
    """Convert a PIL image to a new one of mode `L`, `LA`, `RGB` or `RGBA`, any transparency in the alpha channel.

    16-bit grays lose their lower 8 bits. Modes `I` and `F` are scaled by their range: white is 1 (only `F`), 255 or
    65535.

    Raises:
        UndecodableError: The pixels cannot be loaded, or those of mode `I` or `F` are outside these ranges.
    """
    try:
        if image.mode.startswith(("I", "F")):
            return _scale_to_8bit(image)
        is_transparent = image.has_transparency_data
        if image.mode in ("L", "LA", "RGB", "RGBA") and is_transparent == image.mode.endswith("A"):
            return image.copy()
        return image.convert("RGBA" if is_transparent else "L" if image.mode in ("1", "L") else "RGB")
    except UndecodableError:
        raise
    except Exception as error:
        raise UndecodableError(_reason(error)) from error


def _scale_to_8bit(image: "Image") -> "Image":
    wide = image.convert("F" if image.mode == "F" else "I")
    low, high = cast("tuple[float, float]", wide.getextrema())
    if image.mode.startswith("I;16") or (image.mode == "I" and getattr(image, "format", None) == "PNG"):
        white = 65535
    else:
        white = next((white for white in WHITE_POINTS[image.mode] if high <= white), 0)
    if not white or not low >= 0:
        raise UndecodableError(f"its values span {low:g} to {high:g}; scale them to 0-255")
    if _has_nan(wide):
        raise UndecodableError("some of its values are not a number; scale them to 0-255")
    scale, offset = SCALE_TO_8BIT[white]
    return wide.point(lambda value: value * scale + offset).convert("L")


def _has_nan(image: "Image") -> bool:
    """Return whether a value is not a number, which the extrema skip, but the mean does not."""
    return image.mode == "F" and math.isnan(cast("float", image.reduce(image.size).getpixel((0, 0))))


# --- encode


def encode_png(image: "Image") -> bytes:
    """Encode a PIL image of any mode as a PNG file of at most 8 bits per channel.

    Raises:
        UndecodableError: The image is closed, truncated, empty or of a mode without colors.
    """
    return save_png(to_png_mode(image))


def to_png_mode(image: "Image") -> "Image":
    """Convert a PIL image of any mode to one of PNG with at most 8 bits per channel. One of such a mode is not copied.

    Raises:
        UndecodableError: The image is closed, truncated, empty or of a mode without colors.
    """
    if not all(image.size):
        raise UndecodableError("it has no pixels")
    try:
        with _file_lock:
            image.load()
        mode = PNG_MODES.get(image.mode)
        if mode == image.mode:
            return image
        converted = to_8bit(image) if mode is None else image.convert(mode)
    except UndecodableError:
        raise
    except Exception as error:
        raise UndecodableError(_reason(error)) from error
    # A color profile is valid for the mode it came with, so a converted image has none.
    converted.info.pop("icc_profile", None)
    return converted


def save_png(image: "Image") -> bytes:
    """Encode a PIL image of a mode that `to_png_mode` returns.

    Raises:
        UndecodableError: What its `info` says of the file cannot be written.
    """
    buffer = io.BytesIO()
    try:
        image.save(buffer, "PNG", **PNG_SETTINGS)
    except Exception as error:
        raise UndecodableError(_reason(error)) from error
    return buffer.getvalue()


LOSSY_QUALITY = 95
"""The quality of JPEG and WebP files if the caller states none, of 100: differences are hard to see."""


def convert_file(data: bytes, kind: ImageFormat, quality: int | None = None) -> bytes:
    """Return an image file in another format.

    Args:
        data: A PNG, JPEG or WebP file.
        kind: The format to convert it to. JPEG has no alpha channel: what is transparent becomes white.
        quality: Of JPEG and WebP, 1 to 100; None is `LOSSY_QUALITY`.

    Raises:
        UndecodableError: The file is damaged or of another format.
    """
    image = decode(data)
    if kind is PNG:
        return encode_png(image)
    if kind is JPEG and image.mode.endswith("A"):
        image = _flatten(image)
    buffer = io.BytesIO()
    image.save(buffer, kind.name, quality=LOSSY_QUALITY if quality is None else quality)
    return buffer.getvalue()


def _flatten(image: "Image") -> "Image":
    rgba = image.convert("RGBA")
    white = pillow.Image.new("RGBA", rgba.size, "white")
    return pillow.Image.alpha_composite(white, rgba).convert("RGB")


# --- arrays


def image_of_array(source: Any) -> "Image":
    """Return a NumPy array, or another object with its `__array_interface__`, as a PIL image. NumPy is not needed.

    Raises:
        UndecodableError: Its shape, its type of numbers or its values are none of an image.
    """
    try:
        image = pillow.Image.fromarray(source)
    except Exception as error:
        # On arrays of other shapes and types Pillow raises TypeError, KeyError, ValueError and others.
        known = [f"{name} {getattr(source, name)}" for name in ("shape", "dtype") if hasattr(source, name)]
        got = f"one of {' and '.join(known)}" if known else f"an object of type {type(source).__name__}"
        raise UndecodableError(f"got {got}") from error
    _check_values(image, getattr(source, "dtype", "another type"))
    return image


def _check_values(image: "Image", dtype: object) -> None:
    """Check that white is 1 in an array of floats, and 65535 in one of 16 bits, by the values that there are.

    Raises:
        UndecodableError: Floats are not from 0 to 1, or numbers of 16 bits are not above 255, which would be black.
    """
    if image.mode.startswith(("I;16", "F")) and all(image.size):
        low, high = cast("tuple[float, float]", image.getextrema())
        is_valid = 0 <= low <= high <= 1 if image.mode == "F" else high == 0 or high > 255  # noqa: PLR2004 - 8 bits
        if not is_valid:
            raise UndecodableError(f"got values from {low:g} to {high:g} of dtype {dtype}")


# --- the file of a PIL image


def original_file(image: "Image") -> bytes | None:
    """Return the PNG or JPEG file that a PIL image was opened from, if the image is certainly unchanged.

    An image that is not loaded has not been drawn on, so its file has the same pixels unless an attribute that
    determines them was set since. A file of several frames is not taken, since only the current frame is meant.
    """
    is_lazy = isinstance(image, pillow.ImageFile.ImageFile) and bool(image.tile)
    kind = {"PNG": PNG, "JPEG": JPEG}.get(image.format or "") if is_lazy else None
    if kind is None or getattr(image, "n_frames", 1) > 1:
        return None
    try:
        with _file_lock:
            data = _source_bytes(image)
            if image_format(data) is not kind:
                return None
            with _open(kind, data) as reopened:
                return data if _will_load_the_same_pixels(image, reopened) else None
    except Exception:  # noqa: BLE001 - whatever is wrong with the file, the image itself can still be encoded
        return None


def _source_bytes(image: Any) -> bytes:
    position = image.fp.tell()
    try:
        image.fp.seek(0)
        return bytes(image.fp.read())
    finally:
        image.fp.seek(position)


def _will_load_the_same_pixels(image: Any, other: Any) -> bool:
    palettes = [one.palette and (one.palette.mode, one.palette.getdata()) for one in (image, other)]
    return palettes[0] == palettes[1] and all(getattr(image, name) == getattr(other, name) for name in LAZY_ATTRIBUTES)
