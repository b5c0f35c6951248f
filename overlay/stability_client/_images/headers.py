"""What the bytes of a PNG, JPEG or WebP file say before a pixel is decoded.

Pure and quick (microseconds, but for files cut into very many pieces), with no imaging library: whether a file is what
it claims to be, whether it is whole, its size, whether it can hold transparency, and which way up it wants to be shown.
"""

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import attrs

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_SIGNATURE = b"\xff\xd8\xff"
UPRIGHT = 1
"""The EXIF orientation of a picture that is shown as it is stored."""
TURNED_ORIENTATIONS = frozenset({5, 6, 7, 8})
"""The EXIF orientations that swap width and height when the picture is shown."""
ORIENTATION_TAG = 0x0112

PNG_BIT_DEPTHS: Mapping[int, tuple[int, ...]] = MappingProxyType(
    {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
)
"""By PNG colour type: grey, RGB, palette, grey with alpha, RGB with alpha."""
PNG_ALPHA_TYPES = (4, 6)
PNG_PIXEL_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
"""The chunks that decide what a PNG's pixels are; all others are notes about them."""

JPEG_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a payload: TEM and the restarts
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0 to SOF15; the three left out are tables
JPEG_SCAN, JPEG_END, JPEG_EXIF, JPEG_ADOBE = 0xDA, 0xD9, 0xE1, 0xEE
JPEG_NOTES = frozenset(range(0xE1, 0xF0)) - {JPEG_ADOBE} | {0xFE}  # Adobe's says how the colours are coded
EXIF_PREFIX = b"Exif\0\0"

WEBP_ALPHA_FLAG = 0x10
WEBP_ANIMATION_FLAG = 0x02


class NotAnImageError(ValueError):
    """Why bytes are no whole PNG, JPEG or WebP file. Only seen inside the package."""


@attrs.frozen
class ImageHeader:
    """What an image file says about itself."""

    media_type: str
    size: tuple[int, int]
    """Width and height in pixels, as stored."""
    can_be_transparent: bool
    """Whether there is an alpha channel, or a palette entry or colour that is marked transparent."""
    orientation: int = UPRIGHT
    """The EXIF orientation, 1 to 8."""
    is_animated: bool = False

    @property
    def shown_size(self) -> tuple[int, int]:
        """Width and height in pixels as a viewer that minds EXIF shows them."""
        width, height = self.size
        return (height, width) if self.orientation in TURNED_ORIENTATIONS else (width, height)


def exif_orientation(exif: bytes) -> int:
    """The orientation that a block of EXIF holds, 1 where it holds none that makes sense."""
    tiff = exif.removeprefix(EXIF_PREFIX)
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return UPRIGHT
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, directory)
        for index in range(entries):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, directory + 2 + 12 * index)
            if tag == ORIENTATION_TAG:
                return value if 1 <= value <= 8 else UPRIGHT  # noqa: PLR2004 - EXIF knows eight
    except struct.error:
        pass  # cut short: EXIF is a note, the picture stands without it
    return UPRIGHT


# --- PNG


def png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end of the payload of each chunk, to IEND and no further."""
    position = len(PNG_SIGNATURE)
    while True:
        if position + 12 > len(data):
            raise NotAnImageError("the PNG file is cut short: its end chunk is missing")
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + 8 + length
        if end + 4 > len(data):
            raise NotAnImageError("the PNG file is cut short: it ends within a chunk")
        yield kind, position + 8, end
        if kind == b"IEND":
            return
        position = end + 4


def read_png(data: bytes) -> ImageHeader:
    """The header of a PNG file that goes on to its end chunk."""
    if len(data) < len(PNG_SIGNATURE) + 25:
        raise NotAnImageError("the PNG file is cut short: it ends within its header")
    length, kind, width, height, depth, colour_type, compression, filtering, interlace, checksum = struct.unpack_from(
        ">I4sIIBBBBBI", data, len(PNG_SIGNATURE)
    )
    if kind != b"IHDR" or length != 13 or zlib.crc32(data[12:29]) != checksum:  # noqa: PLR2004 - the header's layout
        raise NotAnImageError("the PNG file has a damaged header")
    known = depth in PNG_BIT_DEPTHS.get(colour_type, ()) and (compression, filtering) == (0, 0) and interlace in (0, 1)
    if not known or not width or not height:
        raise NotAnImageError("the PNG file has a header that makes no sense")
    kinds: dict[bytes, tuple[int, int]] = {}
    for chunk, start, end in png_chunks(data):
        kinds.setdefault(chunk, (start, end))
    if b"IDAT" not in kinds:
        raise NotAnImageError("the PNG file holds no pixels")
    exif_start, exif_end = kinds.get(b"eXIf", (0, 0))
    return ImageHeader(
        media_type="image/png",
        size=(width, height),
        can_be_transparent=colour_type in PNG_ALPHA_TYPES or b"tRNS" in kinds,
        orientation=exif_orientation(data[exif_start:exif_end]),
        is_animated=b"acTL" in kinds,
    )


def png_pixels_only(data: bytes) -> bytes:
    """The same pixels without notes, profiles and further frames."""
    kept = (data[start - 8 : end + 4] for kind, start, end in png_chunks(data) if kind in PNG_PIXEL_CHUNKS)
    return b"".join((PNG_SIGNATURE, *kept))


# --- JPEG


def jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of the payload of each segment, to the first scan and no further."""
    position = 2
    while True:
        position = data.find(b"\xff", position)  # decoders skip stray bytes between segments
        while position >= 0 and data[position : position + 1] == b"\xff":
            position += 1
        if position < 0 or position + 3 > len(data):
            raise NotAnImageError("the JPEG file is cut short: it ends before its pixels")
        marker = data[position]
        position += 1
        if marker == JPEG_END:
            raise NotAnImageError("the JPEG file holds no pixels")
        if marker in JPEG_STANDALONE or marker == 0:
            continue
        (length,) = struct.unpack_from(">H", data, position)
        end = position + length
        if length < 2 or end > len(data):  # noqa: PLR2004 - the length counts itself
            raise NotAnImageError("the JPEG file is cut short: it ends within a segment")
        yield marker, position + 2, end
        if marker == JPEG_SCAN:
            return
        position = end


def read_jpeg(data: bytes) -> ImageHeader:
    """The header of a JPEG file that has an end marker after its pixels."""
    size: tuple[int, int] | None = None
    orientation = UPRIGHT
    scan = len(data)
    for marker, start, end in jpeg_segments(data):
        if marker in JPEG_FRAMES and end - start >= 6:  # noqa: PLR2004 - precision, height, width, components
            height, width = struct.unpack_from(">HH", data, start + 1)
            size = (width, height)
        elif marker == JPEG_EXIF and data.startswith(EXIF_PREFIX, start):
            orientation = exif_orientation(data[start:end])
        elif marker == JPEG_SCAN:
            scan = end
    if size is None or not all(size):
        raise NotAnImageError("the JPEG file does not say how large it is")
    # Within pixels 0xFF is always followed by 0 or a restart; thumbnails, with end markers of their own, come before.
    if data.rfind(b"\xff\xd9", scan) < 0:
        raise NotAnImageError("the JPEG file is cut short: its end marker is missing")
    return ImageHeader("image/jpeg", size, can_be_transparent=False, orientation=orientation)


def jpeg_pixels_only(data: bytes) -> bytes:
    """The same pixels without EXIF, profiles and comments."""
    parts = [data[:2]]
    end = 2
    for marker, start, end in jpeg_segments(data):
        if marker not in JPEG_NOTES:
            parts.append(b"\xff" + bytes((marker,)) + data[start - 2 : end])
    return b"".join((*parts, data[end:]))


# --- WebP


def webp_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end of the payload of each chunk."""
    (length,) = struct.unpack_from("<I", data, 4)
    whole = length + 8
    if whole > len(data):
        raise NotAnImageError(f"the WebP file is cut short: {len(data)} of its {whole} bytes are there")
    position = 12
    while position + 8 <= whole:
        kind, size = struct.unpack_from("<4sI", data, position)
        end = position + 8 + size
        if end > whole:
            raise NotAnImageError("the WebP file is cut short: it ends within a chunk")
        yield kind, position + 8, end
        position = end + size % 2


def _extended_webp(payload: bytes) -> tuple[tuple[int, int], bool, bool]:
    flags = payload[0]
    size = (int.from_bytes(payload[4:7], "little") + 1, int.from_bytes(payload[7:10], "little") + 1)
    return size, bool(flags & WEBP_ALPHA_FLAG), bool(flags & WEBP_ANIMATION_FLAG)


def _lossless_webp(payload: bytes) -> tuple[tuple[int, int], bool, bool]:
    if payload[0] != 0x2F:  # noqa: PLR2004 - the format's own signature
        raise NotAnImageError("the WebP file has a damaged header")
    bits = int.from_bytes(payload[1:5], "little")
    return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1), bool(bits >> 28 & 1), False


def _lossy_webp(payload: bytes) -> tuple[tuple[int, int], bool, bool]:
    if payload[3:6] != b"\x9d\x01\x2a":
        raise NotAnImageError("the WebP file has a damaged header")
    width, height = struct.unpack_from("<HH", payload, 6)
    return (width & 0x3FFF, height & 0x3FFF), False, False


WEBP_HEADERS: Mapping[bytes, tuple[int, Callable[[bytes], tuple[tuple[int, int], bool, bool]]]] = MappingProxyType(
    {b"VP8X": (10, _extended_webp), b"VP8L": (5, _lossless_webp), b"VP8 ": (10, _lossy_webp)}
)
"""By first chunk: how many bytes its header has, and what reads size, alpha and animation from them."""


def read_webp(data: bytes) -> ImageHeader:
    """The header of a WebP file that is as long as it says."""
    chunks = list(webp_chunks(data))
    first, start, end = chunks[0] if chunks else (b"", 0, 0)
    header_bytes, read_first = WEBP_HEADERS.get(first, (1, _extended_webp))
    if end - start < header_bytes or first not in WEBP_HEADERS:
        raise NotAnImageError("the WebP file has a damaged header")
    size, has_alpha, is_animated = read_first(data[start : start + header_bytes])
    kinds = {kind: (start, end) for kind, start, end in chunks}
    if not kinds.keys() & {b"VP8 ", b"VP8L", b"ANMF"} or not all(size):
        raise NotAnImageError("the WebP file holds no pixels")
    exif_start, exif_end = kinds.get(b"EXIF", (0, 0))
    return ImageHeader(
        "image/webp", size, has_alpha, exif_orientation(data[exif_start:exif_end]), is_animated=is_animated
    )


def webp_pixels_only(data: bytes) -> bytes:
    """The file as it is: its decoder leaves notes alone."""
    return data


# --- any of them


@attrs.frozen
class ImageFormat:
    """A kind of image file that the API reads."""

    name: str
    media_type: str
    suffix: str
    read_header: Callable[[bytes], ImageHeader]
    pixels_only: Callable[[bytes], bytes]


PNG = ImageFormat("PNG", "image/png", "png", read_png, png_pixels_only)
JPEG = ImageFormat("JPEG", "image/jpeg", "jpg", read_jpeg, jpeg_pixels_only)
WEBP = ImageFormat("WebP", "image/webp", "webp", read_webp, webp_pixels_only)
FORMATS = (PNG, JPEG, WEBP)


def image_format(data: bytes) -> ImageFormat | None:
    """What kind of image file these bytes begin as, or None."""
    if data.startswith(PNG_SIGNATURE):
        return PNG
    if data.startswith(JPEG_SIGNATURE):
        return JPEG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    return None


FOREIGN_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
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
    (0, b"<?xml", "an XML or SVG text"),
    (0, b"<!DOCTYPE", "an HTML page"),
    (0, b"<html", "an HTML page"),
    (0, b"{", "JSON text"),
    (0, b"data:", "a data: URL"),
    (0, b"iVBORw0KGgo", "base64 text of a PNG file"),
    (0, b"/9j/", "base64 text of a JPEG file"),
    (0, b"UklGR", "base64 text of a WebP file"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"\x1f\x8b", "gzip-compressed"),
)
"""What files that are handed in by mistake begin with: where, what, and what to call them."""


def what_else(data: bytes) -> str:
    """A name for bytes that are no image the API reads, for messages."""
    for offset, signature, name in FOREIGN_SIGNATURES:
        if data.startswith(signature, offset):
            return name
    return "of no kind of file that is known here"
