"""The structure of PNG files: header, chunks, and which chunks hold pixels."""

import struct
import zlib
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from stability_client._images.headers import ImageHeader, NotAnImageError, exif_orientation

SIGNATURE = b"\x89PNG\r\n\x1a\n"
BIT_DEPTHS: Mapping[int, tuple[int, ...]] = MappingProxyType(
    {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
)
"""The valid bit depths by color type: gray, RGB, palette, gray with alpha, RGB with alpha."""
ALPHA_COLOR_TYPES = (4, 6)
PIXEL_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
"""The chunks that determine the pixels; all others are metadata."""
CHECKSUM_BYTES = 4
"""The length of the checksum after the payload of each chunk."""


def png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield type, payload start and payload end of each chunk, up to and including IEND.

    Raises:
        NotAnImageError: The file ends before the IEND chunk does.
    """
    position = len(SIGNATURE)
    while True:
        if position + 8 + CHECKSUM_BYTES > len(data):
            raise NotAnImageError("the PNG file is truncated: its end chunk is missing")
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + 8 + length
        if end + CHECKSUM_BYTES > len(data):
            raise NotAnImageError("the PNG file is truncated: it ends within a chunk")
        yield kind, position + 8, end
        if kind == b"IEND":
            return
        position = end + CHECKSUM_BYTES


def read_header(data: bytes) -> ImageHeader:
    """Read the header of a PNG file.

    Raises:
        NotAnImageError: The header is invalid, or the file has no pixels or no end chunk.
    """
    if len(data) < len(SIGNATURE) + 25:
        raise NotAnImageError("the PNG file is truncated: it ends within its header")
    length, kind, width, height, depth, color_type, compression, filtering, interlace, checksum = struct.unpack_from(
        ">I4sIIBBBBBI", data, len(SIGNATURE)
    )
    if kind != b"IHDR" or length != 13 or zlib.crc32(data[12:29]) != checksum:  # noqa: PLR2004 - the header's layout
        raise NotAnImageError("the PNG file has a damaged header")
    is_valid = depth in BIT_DEPTHS.get(color_type, ()) and (compression, filtering) == (0, 0) and interlace in (0, 1)
    if not is_valid or not width or not height:
        raise NotAnImageError("the PNG file has an invalid header")
    chunks: dict[bytes, tuple[int, int]] = {}
    for chunk, start, end in png_chunks(data):
        chunks.setdefault(chunk, (start, end))
    if b"IDAT" not in chunks:
        raise NotAnImageError("the PNG file has no pixels")
    exif_start, exif_end = chunks.get(b"eXIf", (0, 0))
    return ImageHeader(
        media_type="image/png",
        size=(width, height),
        has_alpha=color_type in ALPHA_COLOR_TYPES or b"tRNS" in chunks,
        orientation=exif_orientation(data[exif_start:exif_end]),
        is_animated=b"acTL" in chunks,
    )


def strip_metadata(data: bytes) -> bytes:
    """Return the file without text, EXIF, color profiles and further frames."""
    pieces = (data[start - 8 : end + CHECKSUM_BYTES] for kind, start, end in png_chunks(data) if kind in PIXEL_CHUNKS)
    return b"".join((SIGNATURE, *pieces))
