"""A glance at a PNG that settles most masks without decoding them.

A mask is fine as soon as one pixel is seen that is kept and one that is repainted by half or more. Rows are unpacked
from the top until both were seen, and of each row only what makes the mask: its alpha, or its grey. That takes a
fraction of what decoding all colours takes. Where a glance can't tell, the image is decoded after all.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping
from itertools import accumulate
from types import MappingProxyType

from stability_client._images.headers import PNG, NotAnImageError, image_format, png_chunks

HALF = 128
"""The value from which on a mask is more white than black."""
PIXEL_BYTES: Mapping[int, int] = MappingProxyType({2: 3, 4: 2, 6: 4})
"""By PNG colour type (RGB, grey with alpha, RGB with alpha): bytes per pixel of 8 bits a channel. Plain greys are left
out: with one channel alone, decoding is as quick as a glance."""
ALPHA_TYPES = (4, 6)
SLOW_ROWS = 48
"""So many rows may be worked out value by value, about 0.3 ms each at 1024 pixels; then decoding is quicker."""
PIECE_BYTES = 16 * 1024

NONE, SUB, UP, AVERAGE, PAETH = range(5)  # how a row is written: as it is, or as the difference to its neighbours


class _CannotTellError(Exception):
    """Only decoding can tell."""


def holds_both(data: bytes, *, in_alpha: bool, kept: int) -> bool:
    """Whether an image certainly holds a pixel that is kept in full and one that is repainted by half or more.

    Args:
        data: The image file.
        in_alpha: Whether the mask is the alpha channel, or else the grey of the colours.
        kept: The value of what is kept, 0 or 255; what is farthest from it is repainted in full.

    Returns:
        True where both were seen. False says nothing.
    """
    saw_kept = saw_repainted = False
    try:
        for row in _rows(data, in_alpha=in_alpha):
            saw_kept = saw_kept or kept in row
            saw_repainted = saw_repainted or (min(row) < HALF if kept else max(row) >= HALF)
            if saw_kept and saw_repainted:
                return True
    except (_CannotTellError, NotAnImageError, zlib.error):
        pass  # what is damaged is told of by the decoder
    return False


def _rows(data: bytes, *, in_alpha: bool) -> Iterator[bytes]:
    """Row by row the alpha or the grey of a PNG, one byte a pixel."""
    if image_format(data) is not PNG:
        raise _CannotTellError
    width, _, depth, colour_type, _, _, interlace = struct.unpack_from(">IIBBBBB", data, 16)
    if depth != 8 or interlace or colour_type not in PIXEL_BYTES or (in_alpha and colour_type not in ALPHA_TYPES):  # noqa: PLR2004
        raise _CannotTellError
    step = PIXEL_BYTES[colour_type]
    planes = range(step - 1, step) if in_alpha else range(step - (colour_type in ALPHA_TYPES))
    row, slow_rows = bytes(width), 0
    for written in _written_rows(data, 1 + width * step):
        first, *others = (written[1 + plane :: step] for plane in planes)
        if any(other != first for other in others):
            raise _CannotTellError  # coloured
        quick = _quickly(written[0], first, row)
        slow_rows += quick is None
        if slow_rows > SLOW_ROWS:
            raise _CannotTellError
        row = quick or _value_by_value(written[0], first, row)
        yield row


def _written_rows(data: bytes, length: int) -> Iterator[bytes]:
    """The rows as they are written in a PNG: how, then the bytes."""
    unpacking = zlib.decompressobj()
    unpacked = b""
    for kind, start, end in png_chunks(data):
        if kind == b"IDAT":
            for piece in range(start, end, PIECE_BYTES):
                unpacked += unpacking.decompress(data[piece : min(end, piece + PIECE_BYTES)])
                whole = len(unpacked) // length * length
                for position in range(0, whole, length):
                    yield unpacked[position : position + length]
                unpacked = unpacked[whole:]


def _quickly(how: int, written: bytes, above: bytes) -> bytes | None:
    """A row that is as it is written, as the one above or of one value; None where it is more than that."""
    if how == NONE:
        return written
    if how == SUB:
        return bytes(value & 255 for value in accumulate(written)) if any(written) else written
    if not any(written) and how in (UP, PAETH):
        return above
    value = above[0]
    if any(written[1:]) or above.count(value) != len(above):
        return None
    guess = value // 2 if how == AVERAGE else value
    return above if (guess + written[0]) & 255 == value else None


def _value_by_value(how: int, written: bytes, above: bytes) -> bytes:
    if how == UP:
        return bytes((value + up) & 255 for value, up in zip(written, above, strict=True))
    if how not in (AVERAGE, PAETH):
        raise _CannotTellError
    row = bytearray()
    left = corner = 0
    for value, up in zip(written, above, strict=True):
        if how == AVERAGE:
            guess = (left + up) // 2
        else:  # of the three neighbours, the one nearest to left + up - corner
            to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
            guess = left if to_left <= to_up and to_left <= to_corner else up if to_up <= to_corner else corner
        left, corner = (value + guess) & 255, up
        row.append(left)
    return bytes(row)
