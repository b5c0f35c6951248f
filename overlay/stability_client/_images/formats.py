"""The image file formats that the API reads, and names for the files that are sent by mistake."""

from collections.abc import Callable

import attrs

from stability_client._images import jpeg, png, webp
from stability_client._images.headers import ImageHeader


@attrs.frozen
class ImageFormat:
    """A file format that the API reads."""

    name: str
    media_type: str
    suffix: str
    """The suffix of a file name, with the dot: `.png`."""
    read_header: Callable[[bytes], ImageHeader]
    strip_metadata: Callable[[bytes], bytes]


PNG = ImageFormat("PNG", "image/png", ".png", png.read_header, png.strip_metadata)
JPEG = ImageFormat("JPEG", "image/jpeg", ".jpg", jpeg.read_header, jpeg.strip_metadata)
WEBP = ImageFormat("WebP", "image/webp", ".webp", webp.read_header, webp.strip_metadata)
FORMATS = (PNG, JPEG, WEBP)


def image_format(data: bytes) -> ImageFormat | None:
    """Return the format of an image file by its first bytes, or None."""
    if data.startswith(png.SIGNATURE):
        return PNG
    if data.startswith(jpeg.SIGNATURE):
        return JPEG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    return None


OTHER_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"GIF8", "a GIF file"),
    (0, b"BM", "a BMP file"),
    (0, b"II*\0", "a TIFF file"),
    (0, b"MM\0*", "a TIFF file"),
    (4, b"ftypavif", "an AVIF file"),
    (4, b"ftyphei", "an HEIC file"),
    (4, b"ftypmif1", "an HEIC file"),
    (4, b"ftyp", "a video or another media file"),
    (0, b"\xff\x0a", "a JPEG XL file"),
    (4, b"JXL ", "a JPEG XL file"),
    (4, b"jP  ", "a JPEG 2000 file"),
    (0, b"%PDF", "a PDF file"),
    (0, b"8BPS", "a Photoshop file"),
    (0, b"<svg", "an SVG drawing"),
    (0, b"<?xml", "XML or SVG text"),
    (0, b"<!DOCTYPE", "an HTML page"),
    (0, b"<html", "an HTML page"),
    (0, b"{", "JSON text"),
    (0, b"data:", "a data: URL"),
    (0, b"iVBORw0KGgo", "base64 text of a PNG file"),
    (0, b"/9j/", "base64 text of a JPEG file"),
    (0, b"UklGR", "base64 text of a WebP file"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"\x1f\x8b", "a gzip file"),
)
"""Offset, signature and name of files that are sent by mistake. The first match counts."""


def guess_file_type(data: bytes) -> str:
    """Return a name, for messages, for a file that is not an image the API reads."""
    if not data:
        return "an empty file"
    for offset, signature, name in OTHER_SIGNATURES:
        if data.startswith(signature, offset):
            return name
    return "a file of an unknown type"
