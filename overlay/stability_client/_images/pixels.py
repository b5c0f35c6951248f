"""From image files to pixels and back, by Pillow, which is imported when it is first used.

Nothing of Pillow's shows through: files reach its decoders without their notes (EXIF, profiles, text), its global
settings are neither minded nor changed, and whatever it raises leaves here as `UndecodableError`.
"""

import io
import sys
import threading
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, TypeGuard, cast

from stability_client._images import pillow
from stability_client._images.headers import JPEG, PNG, WEBP, ImageFormat, image_format

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

ENCODED_AS: Mapping[str, str] = MappingProxyType(
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
"""By PIL mode: the mode it is written to PNG as. Deeper modes are brought to 8 bits first."""
PNG_SETTINGS: Mapping[str, int] = MappingProxyType({"compress_level": 1, "compress_type": zlib.Z_RLE})
"""A fifth of the default's time for about the same bytes: encoding is what a call with a PIL image waits for."""
WHITES: Mapping[str, tuple[int, ...]] = MappingProxyType({"I": (255, 65535), "F": (1, 255, 65535)})
"""By PIL mode without a range of its own: what white may be. The least that holds all values is taken."""
TO_BYTES: Mapping[int, tuple[float, float]] = MappingProxyType({1: (255, 0.5), 255: (1, 0), 65535: (1 / 256, 0)})
"""By what white is: the factor and the addend that bring values to 0-255, before the fraction is cut off."""
UNLOADED_FACTS = ("mode", "size", "info", "tile", "decoderconfig")
"""What says which pixels a PIL image will hold once it is loaded, besides its palette."""

_files_behind = threading.Lock()  # reading the file behind a PIL image moves that file's position


class UndecodableError(ValueError):
    """Why there are no pixels to be had. Only seen inside the package."""


def is_pil_image(source: object) -> "TypeGuard[Image]":
    """Whether it is a PIL image. Pillow is not imported for the answer: where it is not loaded, no such image is."""
    module = sys.modules.get("PIL.Image")
    return module is not None and isinstance(source, module.Image)


# --- decoding


def _opened(kind: ImageFormat, data: bytes) -> "ImageFile":
    # The decoders' own classes: Image.open would look at the formats and the pixel limit that are set for the process.
    decoders: dict[str, Callable[[IO[bytes]], ImageFile]] = {
        PNG.name: pillow.PngImagePlugin.PngImageFile,
        JPEG.name: pillow.JpegImagePlugin.JpegImageFile,
        WEBP.name: pillow.WebPImagePlugin.WebPImageFile,
    }
    return decoders[kind.name](io.BytesIO(data))


def decode(data: bytes) -> "Image":
    """The first picture of an image file, in mode `L`, `LA`, `RGB` or `RGBA`.

    Raises:
        UndecodableError: There is none, or it is damaged.
    """
    kind = image_format(data)
    if kind is None:
        raise UndecodableError("it is no PNG, JPEG or WebP file")
    try:
        with _opened(kind, kind.pixels_only(data)) as image:
            image.load()
            return eight_bit(image)
    except Exception as error:
        # Damaged files make decoders raise OSError, SyntaxError, struct.error, EOFError, MemoryError and what not.
        raise UndecodableError(f"it is a damaged {kind.name} file ({_reason(error)})") from error


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def eight_bit(image: "Image") -> "Image":
    """The same picture as a new image of mode `L`, `LA`, `RGB` or `RGBA`, with transparency as an alpha channel.

    16-bit greys lose their lower 8 bits. Modes `I` and `F` are read by their range: white is 1 (`F` alone), 255 or
    65535.

    Raises:
        UndecodableError: A mode `I` or `F` image holds other values than that, or there is no picture at all.
    """
    try:
        if image.mode.startswith(("I", "F")):
            return _scaled_to_bytes(image)
        transparent = image.has_transparency_data
        if image.mode in ("L", "LA", "RGB", "RGBA") and transparent == image.mode.endswith("A"):
            return image.copy()
        return image.convert("RGBA" if transparent else "L" if image.mode in ("1", "L") else "RGB")
    except UndecodableError:
        raise
    except Exception as error:
        raise UndecodableError(_reason(error)) from error


def _scaled_to_bytes(image: "Image") -> "Image":
    wide = image.convert("F" if image.mode == "F" else "I")
    low, high = cast("tuple[float, float]", wide.getextrema())
    if image.mode.startswith("I;16") or (image.mode == "I" and getattr(image, "format", None) == "PNG"):
        white = 65535
    else:
        white = next((white for white in WHITES[image.mode] if high <= white), 0)
    if not white or not low >= 0:
        raise UndecodableError(
            f"mode {image.mode} with values from {low:g} to {high:g} is no picture; scale it to 0-255"
        )
    scale, offset = TO_BYTES[white]
    return wide.point(lambda value: value * scale + offset).convert("L")


# --- encoding


def encode_png(image: "Image") -> bytes:
    """A PIL image of any mode as a PNG file, of 8 bits at most.

    Raises:
        UndecodableError: It is closed, cut short, empty, or of a mode that says nothing about colours.
    """
    try:
        with _files_behind:
            image.load()
        flat, notes = _as_encoded(image)
        buffer = io.BytesIO()
        flat.save(buffer, "PNG", **PNG_SETTINGS, **notes)
        return buffer.getvalue()
    except UndecodableError:
        raise
    except Exception as error:
        raise UndecodableError(_reason(error)) from error


def _as_encoded(image: "Image") -> "tuple[Image, dict[str, Any]]":
    mode = ENCODED_AS.get(image.mode)
    if mode == image.mode:
        return image, {}
    # A colour profile fits the mode it came with, so none goes with a converted picture.
    return (eight_bit(image) if mode is None else image.convert(mode)), {"icc_profile": None}


# --- the file that a PIL image was opened from


def original_file(image: "Image") -> bytes | None:
    """The file that a PIL image was opened from, where it certainly still gives the very same pixels; else None.

    An image that is not loaded yet has not been drawn on, so its file is taken where nothing about the image was set
    differently since. A loaded one is compared with what its file gives, pixel by pixel, which is still several times
    quicker than to encode it. Files of several frames are not taken: the frame at hand is meant.
    """
    opened = isinstance(image, pillow.ImageFile.ImageFile)
    kind = {"PNG": PNG, "JPEG": JPEG}.get(image.format or "") if opened else None
    if kind is None or getattr(image, "n_frames", 1) > 1:
        return None
    try:
        with _files_behind:
            data = _bytes_behind(image)
            if data is None or image_format(data) is not kind:
                return None
            with _opened(kind, data) as again:
                same = _will_load_the_same(image, again) if getattr(image, "tile", ()) else image == again
            return data if same else None
    except Exception:  # noqa: BLE001 - whatever is wrong with the file, the image itself is still there to be encoded
        return None


def _bytes_behind(image: Any) -> bytes | None:
    if not image.tile:  # loaded: Pillow has let go of the file
        return Path(image.filename).read_bytes() if image.filename else None
    position = image.fp.tell()
    try:
        image.fp.seek(0)
        data = image.fp.read()
        return data if isinstance(data, bytes) else None
    finally:
        image.fp.seek(position)


def _will_load_the_same(image: Any, again: Any) -> bool:
    palettes = [one.palette and (one.palette.mode, one.palette.getdata()) for one in (image, again)]
    return palettes[0] == palettes[1] and all(getattr(image, fact) == getattr(again, fact) for fact in UNLOADED_FACTS)
