"""Read the images that a caller passes, and refuse those that the API would refuse."""

from typing import TYPE_CHECKING

import attrs

from stability_client._images.formats import ImageFormat, guess_file_type, image_format
from stability_client._images.headers import ImageHeader, NotAnImageError
from stability_client._images.pixels import UndecodableError, decode, is_pil_image, to_8bit
from stability_client._images.sources import ImageInput, array_to_pil, read_source, unreadable_pil_image
from stability_client.errors import InvalidMimeTypeError, InvalidPixelCountError

if TYPE_CHECKING:
    import PIL.Image

MAX_PIXELS = 8192 * 8192
"""The most pixels of any image: above the largest cameras' 61 million, below Pillow's decompression bomb limit."""
UNKNOWN_MEDIA_TYPE = "application/octet-stream"


def _bytes_repr(data: bytes) -> str:
    return f"<{len(data):,} bytes>"


@attrs.frozen
class InputImage:
    """An image file, ready to be sent."""

    data: bytes = attrs.field(repr=_bytes_repr)
    """The complete file."""
    media_type: str
    """The type by the bytes, such as `image/png`; `application/octet-stream` if it is unknown."""
    filename: str
    """The argument's name with the suffix of the type, such as `init_image.png`; never the caller's path."""
    size: tuple[int, int] | None
    """Width and height in pixels; None if the file does not state them (only with `validate=False`)."""

    def header(self) -> ImageHeader:
        """Read the header of the file.

        Raises:
            InvalidMimeTypeError: It is not a complete PNG, JPEG or WebP file.
        """
        kind = image_format(self.data)
        if kind is None:
            raise InvalidMimeTypeError(f"{self.argument}: must be a PNG, JPEG or WebP file.")
        try:
            return kind.read_header(self.data)
        except NotAnImageError as error:
            raise InvalidMimeTypeError(f"{self.argument}: {error}.") from None

    def pixels(self) -> "PIL.Image.Image":
        """Decode the first frame of the file, to mode `L`, `LA`, `RGB` or `RGBA`. Each call decodes anew.

        Raises:
            InvalidMimeTypeError: The file is damaged.
        """
        try:
            return decode(self.data)
        except UndecodableError as error:
            raise InvalidMimeTypeError(f"{self.argument}: {error}.") from error

    @property
    def argument(self) -> str:
        """The name of the argument, such as `init_image`."""
        return self.filename.partition(".")[0]


def read_image(source: ImageInput, argument: str, *, max_bytes: int | None, validate: bool = True) -> InputImage:
    """Read an image from any source, and check type, size and completeness by the header. No pixels are decoded.

    A seekable file keeps its position, so the same call can be made again; a pipe is read once.

    Args:
        source: The image.
        argument: The name of the argument, for messages and for the name of the file that is sent.
        max_bytes: The largest size of the file in bytes, None for no limit.
        validate: False accepts any content of any size.

    Raises:
        InvalidOptionError: `source` is not of the types of `ImageInput`, or cannot be read.
        InvalidMimeTypeError: It is empty, truncated, or not a PNG, JPEG or WebP file.
        InvalidFileSizeError: It is larger than `max_bytes`.
        InvalidPixelCountError: It has more than `MAX_PIXELS` pixels.
    """
    source = array_to_pil(source, argument)
    if validate and is_pil_image(source):
        check_pixel_count(source.size, argument)  # before it is loaded or encoded
    data = read_source(source, argument, max_bytes if validate else None)
    kind = image_format(data)
    header = _read_header(data, kind, argument, validate=validate)
    return InputImage(
        data=data,
        media_type=kind.media_type if kind else UNKNOWN_MEDIA_TYPE,
        filename=f"{argument}{kind.suffix if kind else '.bin'}",
        size=header.size if header else None,
    )


def open_image(source: ImageInput, argument: str) -> "PIL.Image.Image":
    """Decode an image from any source, to a new image of mode `L`, `LA`, `RGB` or `RGBA`.

    Raises:
        InvalidOptionError: `source` is not of the types of `ImageInput`, or cannot be read.
        InvalidMimeTypeError: It is empty, damaged, or not a PNG, JPEG or WebP file.
        InvalidPixelCountError: It has more than `MAX_PIXELS` pixels.
    """
    source = array_to_pil(source, argument)
    if not is_pil_image(source):
        return read_image(source, argument, max_bytes=None).pixels()
    check_pixel_count(source.size, argument)
    try:
        return to_8bit(source)
    except UndecodableError as error:
        raise unreadable_pil_image(source, argument, error) from error


def _read_header(data: bytes, kind: ImageFormat | None, argument: str, *, validate: bool) -> ImageHeader | None:
    header, problem = None, f"must be a PNG, JPEG or WebP file, got {guess_file_type(data)}"
    if kind is not None:
        try:
            header = kind.read_header(data)
        except NotAnImageError as error:
            problem = str(error)
    if not validate:
        return header
    if header is None:
        advice = "" if data else " If it is a file object that was just written, seek to its start."
        raise InvalidMimeTypeError(f"{argument}: {problem}.{advice}")
    check_pixel_count(header.size, argument)
    return header


def check_pixel_count(size: tuple[int, int], argument: str) -> None:
    """Check that an image of a width and height in pixels has at most `MAX_PIXELS`.

    Raises:
        InvalidPixelCountError: It has more.
    """
    width, height = size
    if width * height > MAX_PIXELS:
        raise InvalidPixelCountError(
            f"{argument}: must have at most {MAX_PIXELS:,} pixels, got {width}x{height} = {width * height:,}. "
            "Scale it down."
        )
