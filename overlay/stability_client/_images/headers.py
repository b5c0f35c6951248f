"""The facts that a PNG, JPEG or WebP file states in its header, and how they are read from EXIF."""

import struct

import attrs

EXIF_PREFIX = b"Exif\0\0"
ORIENTATION_TAG = 0x0112
NORMAL_ORIENTATION = 1
"""The EXIF orientation of an image that is displayed as it is stored."""
TRANSPOSED_ORIENTATIONS = frozenset({5, 6, 7, 8})
"""The EXIF orientations that swap width and height on display."""


class NotAnImageError(ValueError):
    """The bytes are not a complete PNG, JPEG or WebP file. Never leaves the package."""


@attrs.frozen
class ImageHeader:
    """The facts that an image file states about itself, read without decoding a pixel."""

    media_type: str
    size: tuple[int, int]
    """Width and height in pixels, as stored."""
    has_alpha: bool
    """Whether there is an alpha channel, a transparent palette entry or a transparent color."""
    orientation: int = NORMAL_ORIENTATION
    """The EXIF orientation, 1 to 8."""
    is_animated: bool = False

    @property
    def display_size(self) -> tuple[int, int]:
        """Width and height in pixels in a viewer that applies the EXIF orientation."""
        width, height = self.size
        return (height, width) if self.orientation in TRANSPOSED_ORIENTATIONS else (width, height)


def exif_orientation(exif: bytes) -> int:
    """Return the orientation in a block of EXIF, 1 if it holds no valid one."""
    tiff = exif.removeprefix(EXIF_PREFIX)
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return NORMAL_ORIENTATION
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, directory)
        for index in range(entries):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, directory + 2 + 12 * index)
            if tag == ORIENTATION_TAG:
                return value if 1 <= value <= 8 else NORMAL_ORIENTATION  # noqa: PLR2004 - EXIF defines eight
    except struct.error:
        pass  # truncated EXIF is ignored: the image is valid without it
    return NORMAL_ORIENTATION
