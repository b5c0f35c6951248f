"""Read the images that a caller passes, and refuse those that the API would refuse."""

from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from stability_client._images.formats import PNG, ImageFormat, guess_file_type, image_format
from stability_client._images.headers import ImageHeader, NotAnImageError
from stability_client._images.pixels import (
    UndecodableError,
    decode,
    is_pil_image,
    original_file,
    save_png,
    to_8bit,
    to_png_mode,
)
from stability_client._images.sources import (
    ImageInput,
    array_to_pil,
    check_file_size,
    read_source,
    unreadable_pil_image,
)
from stability_client.errors import InvalidMimeTypeError, InvalidPixelCountError

if TYPE_CHECKING:
    import PIL.Image

MAX_PIXELS = 8192 * 8192
"""The most pixels of any image: above the largest cameras' 61 million, below Pillow's decompression bomb limit."""
UNKNOWN_MEDIA_TYPE = "application/octet-stream"


def _bytes_repr(data: bytes | None) -> str:
    return "not encoded" if data is None else f"<{len(data):,} bytes>"


@attrs.frozen
class InputImage:
    """An image file, ready to be sent, or a PIL image that becomes one when its bytes are first needed."""

    _file: bytes | None = attrs.field(repr=_bytes_repr, alias="data")
    media_type: str
    """The type by the bytes, such as `image/png`; `application/octet-stream` if it is unknown."""
    filename: str
    """The argument's name with the suffix of the type, such as `init_image.png`; never the caller's path."""
    size: tuple[int, int] | None
    """Width and height in pixels; None if the file does not state them (only with `validate=False`)."""
    _pil_image: "PIL.Image.Image | None" = attrs.field(default=None, repr=False, eq=False)
    """The pixels, in a mode of PNG and shared with nobody, if the source was a PIL image and not a file."""

    @cached_property
    def data(self) -> bytes:
        """The complete file.

        Raises:
            InvalidOptionError: It is a PIL image that cannot be encoded.
        """
        if self._file is not None:
            return self._file
        assert self._pil_image is not None  # noqa: S101 - there is one of both
        try:
            return save_png(self._pil_image)
        except UndecodableError as error:
            raise unreadable_pil_image(self._pil_image, self.argument, error) from error

    def encoded(self) -> "InputImage":
        """Return the file alone, without the pixels that it was encoded from.

        Raises:
            InvalidOptionError: It is a PIL image that cannot be encoded.
        """
        return self if self._pil_image is None else attrs.evolve(self, data=self.data, pil_image=None)

    def header(self) -> ImageHeader:
        """Read the header of the file.

        Raises:
            InvalidMimeTypeError: It is not a complete PNG, JPEG or WebP file.
        """
        image = self._pil_image
        if image is not None:
            return ImageHeader(PNG.media_type, image.size, has_alpha=image.has_transparency_data)
        kind = image_format(self.data)
        if kind is None:
            raise InvalidMimeTypeError(f"{self.argument}: must be a PNG, JPEG or WebP file.")
        try:
            return kind.read_header(self.data)
        except NotAnImageError as error:
            raise InvalidMimeTypeError(f"{self.argument}: {error}.") from None

    def pixels(self) -> "PIL.Image.Image":
        """Decode the first frame of the file to a new image of mode `L`, `LA`, `RGB` or `RGBA`.

        Raises:
            InvalidMimeTypeError: The file is damaged.
        """
        try:
            image = decode(self.data) if self._pil_image is None else to_8bit(self._pil_image)
        except UndecodableError as error:
            raise InvalidMimeTypeError(f"{self.argument}: {error}.") from error
        if self._pil_image is not None:
            image.info = {}
        return image

    @property
    def argument(self) -> str:
        """The name of the argument, such as `init_image`."""
        return self.filename.partition(".")[0]


def read_image(source: ImageInput, argument: str, *, max_bytes: int | None, validate: bool = True) -> InputImage:
    """Read an image from any source, and check type, size and completeness by the header. No pixels are decoded.

    PIL images are not encoded either, unless there is a limit of bytes.

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
    if is_pil_image(source):
        if validate:
            check_pixel_count(source.size, argument)  # before it is loaded
        original = original_file(source)
        if original is None:
            return _read_pil_image(source, argument, max_bytes if validate else None)
        source = original
    data = read_source(source, argument, max_bytes if validate else None)
    kind = image_format(data)
    header = _read_header(data, kind, argument, validate=validate)
    return InputImage(
        data=data,
        media_type=kind.media_type if kind else UNKNOWN_MEDIA_TYPE,
        filename=f"{argument}{kind.suffix if kind else '.bin'}",
        size=header.size if header else None,
    )


def _read_pil_image(image: "PIL.Image.Image", argument: str, max_bytes: int | None) -> InputImage:
    try:
        pixels = to_png_mode(image).copy()  # the caller may draw on theirs
    except UndecodableError as error:
        raise unreadable_pil_image(image, argument, error) from error
    read = InputImage(None, PNG.media_type, f"{argument}{PNG.suffix}", image.size, pixels)
    if max_bytes is not None:
        check_file_size(len(read.data), argument, max_bytes)
    return read


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
