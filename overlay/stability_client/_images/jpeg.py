"""The structure of JPEG files: the segments before the scan, and the end marker after it."""

import struct
from collections.abc import Iterator

from stability_client._images.headers import (
    EXIF_PREFIX,
    NORMAL_ORIENTATION,
    ImageHeader,
    NotAnImageError,
    exif_orientation,
)

SIGNATURE = b"\xff\xd8\xff"
STANDALONE_MARKERS = frozenset({0x01, *range(0xD0, 0xD8)})  # TEM and the restarts have no payload
FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0 to SOF15; the three left out are tables
SCAN_MARKER, END_MARKER, EXIF_MARKER, ADOBE_MARKER = 0xDA, 0xD9, 0xE1, 0xEE
METADATA_MARKERS = frozenset(range(0xE1, 0xF0)) - {ADOBE_MARKER} | {0xFE}
"""Application data and comments. Adobe's segment is kept: it determines how the colors are decoded."""


def jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield marker, payload start and payload end of each segment, up to and including the first scan's header.

    Raises:
        NotAnImageError: The file ends before the first scan.
    """
    position = 2
    while True:
        position = data.find(b"\xff", position)  # decoders skip stray bytes between segments
        while position >= 0 and data[position : position + 1] == b"\xff":
            position += 1
        if position < 0 or position + 3 > len(data):
            raise NotAnImageError("the JPEG file is truncated: it ends before its pixels")
        marker = data[position]
        position += 1
        if marker == END_MARKER:
            raise NotAnImageError("the JPEG file has no pixels")
        if marker in STANDALONE_MARKERS or marker == 0:
            continue
        (length,) = struct.unpack_from(">H", data, position)
        end = position + length
        if length < 2 or end > len(data):  # noqa: PLR2004 - the length includes its own two bytes
            raise NotAnImageError("the JPEG file is truncated: it ends within a segment")
        yield marker, position + 2, end
        if marker == SCAN_MARKER:
            return
        position = end


def read_header(data: bytes) -> ImageHeader:
    """Read the header of a JPEG file.

    Raises:
        NotAnImageError: The file has no size, no pixels or no end marker.
    """
    size: tuple[int, int] | None = None
    orientation = NORMAL_ORIENTATION
    scan = len(data)
    for marker, start, end in jpeg_segments(data):
        if marker in FRAME_MARKERS and end - start >= 6:  # noqa: PLR2004 - precision, height, width, components
            height, width = struct.unpack_from(">HH", data, start + 1)
            size = (width, height)
        elif marker == EXIF_MARKER and data.startswith(EXIF_PREFIX, start):
            orientation = exif_orientation(data[start:end])
        elif marker == SCAN_MARKER:
            scan = end
    if size is None or not all(size):
        raise NotAnImageError("the JPEG file has no width and height")
    # Within a scan 0xFF is always followed by 0 or a restart. Thumbnails, which have end markers too, precede it.
    if data.rfind(b"\xff\xd9", scan) < 0:
        raise NotAnImageError("the JPEG file is truncated: its end marker is missing")
    return ImageHeader("image/jpeg", size, has_alpha=False, orientation=orientation)


def strip_metadata(data: bytes) -> bytes:
    """Return the file without EXIF, color profiles and comments."""
    pieces = [data[:2]]
    end = 2
    for marker, start, end in jpeg_segments(data):
        if marker not in METADATA_MARKERS:
            pieces.append(b"\xff" + bytes((marker,)) + data[start - 2 : end])
    return b"".join((*pieces, data[end:]))
