"""The structure of WebP files: chunks, and the three forms that a header has."""

import struct
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from stability_client._images.headers import ImageHeader, NotAnImageError, exif_orientation

ALPHA_FLAG = 0x10
ANIMATION_FLAG = 0x02
PIXEL_CHUNKS = frozenset({b"VP8 ", b"VP8L", b"ANMF"})


class _FirstChunk(NamedTuple):
    size: tuple[int, int]
    has_alpha: bool = False
    is_animated: bool = False


def webp_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield type, payload start and payload end of each chunk.

    Raises:
        NotAnImageError: The file is shorter than its header states, or a chunk is longer than the file.
    """
    (length,) = struct.unpack_from("<I", data, 4)
    total = length + 8
    if total > len(data):
        raise NotAnImageError(f"the WebP file is truncated: {len(data)} of its {total} bytes are present")
    position = 12
    while position + 8 <= total:
        kind, size = struct.unpack_from("<4sI", data, position)
        end = position + 8 + size
        if end > total:
            raise NotAnImageError("the WebP file is truncated: it ends within a chunk")
        yield kind, position + 8, end
        position = end + size % 2


def _read_extended(payload: bytes) -> _FirstChunk:
    flags = payload[0]
    size = (int.from_bytes(payload[4:7], "little") + 1, int.from_bytes(payload[7:10], "little") + 1)
    return _FirstChunk(size, bool(flags & ALPHA_FLAG), bool(flags & ANIMATION_FLAG))


def _read_lossless(payload: bytes) -> _FirstChunk:
    if payload[0] != 0x2F:  # noqa: PLR2004 - the format's own signature
        raise NotAnImageError("the WebP file has a damaged header")
    bits = int.from_bytes(payload[1:5], "little")
    return _FirstChunk(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1), bool(bits >> 28 & 1))


def _read_lossy(payload: bytes) -> _FirstChunk:
    if payload[3:6] != b"\x9d\x01\x2a":
        raise NotAnImageError("the WebP file has a damaged header")
    width, height = struct.unpack_from("<HH", payload, 6)
    return _FirstChunk((width & 0x3FFF, height & 0x3FFF))


FIRST_CHUNKS: Mapping[bytes, tuple[int, Callable[[bytes], _FirstChunk]]] = MappingProxyType(
    {b"VP8X": (10, _read_extended), b"VP8L": (5, _read_lossless), b"VP8 ": (10, _read_lossy)}
)
"""By the type of the first chunk: the length of its header in bytes, and the function that reads it."""


def read_header(data: bytes) -> ImageHeader:
    """Read the header of a WebP file.

    Raises:
        NotAnImageError: The header is invalid, or the file is truncated or has no pixels.
    """
    chunks = list(webp_chunks(data))
    kind, start, end = chunks[0] if chunks else (b"", 0, 0)
    if kind not in FIRST_CHUNKS or end - start < FIRST_CHUNKS[kind][0]:
        raise NotAnImageError("the WebP file has a damaged header")
    header_bytes, read_first = FIRST_CHUNKS[kind]
    first = read_first(data[start : start + header_bytes])
    payloads = {kind: (start, end) for kind, start, end in chunks}
    if not payloads.keys() & PIXEL_CHUNKS or not all(first.size):
        raise NotAnImageError("the WebP file has no pixels")
    exif_start, exif_end = payloads.get(b"EXIF", (0, 0))
    return ImageHeader(
        media_type="image/webp",
        size=first.size,
        has_alpha=first.has_alpha,
        orientation=exif_orientation(data[exif_start:exif_end]),
        is_animated=first.is_animated,
    )


def strip_metadata(data: bytes) -> bytes:
    """Return the file unchanged: the decoder does not read its metadata."""
    return data
