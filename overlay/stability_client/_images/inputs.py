"""The images a caller hands in: read once, named by their bytes, and refused here when a server would refuse them."""

import io
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, Union

import attrs

from stability_client._images.headers import ImageFormat, ImageHeader, NotAnImageError, image_format, what_else
from stability_client._images.pixels import UndecodableError, decode, eight_bit, encode_png, is_pil_image, original_file
from stability_client.errors import (
    InvalidFileSizeError,
    InvalidMimeTypeError,
    InvalidOptionError,
    InvalidPixelCountError,
)
from stability_client.results import GeneratedImage, Generation

if TYPE_CHECKING:
    import PIL.Image

MAX_PIXELS = 8192 * 8192
"""No image may hold more: beyond the largest cameras' 61 million, below where Pillow suspects a decompression bomb."""
CHUNK_BYTES = 1024 * 1024
UNKNOWN_MEDIA_TYPE = "application/octet-stream"
KINDS = "bytes, a path, a file opened in binary mode, a PIL image or a GeneratedImage"


class BinaryReader(Protocol):
    """A file opened in binary mode, or whatever else reads like one."""

    def read(self, size: int = ..., /) -> bytes:
        """The next `size` bytes or fewer, empty at the end."""
        ...


ImageInput: TypeAlias = Union[  # the last one in quotes, since Pillow is imported only when it is used
    bytes, bytearray, memoryview, str, os.PathLike[str], BinaryReader, GeneratedImage, "PIL.Image.Image"
]
"""What an image argument takes: the bytes of a PNG, JPEG or WebP file, a path to one, a file opened in binary mode, a
PIL image of any mode, or a picture that a call gave. A `str` is always a path."""


def _bytes_repr(data: bytes) -> str:
    return f"<{len(data):,} bytes>"


@attrs.frozen
class InputImage:
    """An image file, ready to be sent."""

    data: bytes = attrs.field(repr=_bytes_repr)
    """The whole file."""
    media_type: str
    """By its bytes, such as `image/png`; `application/octet-stream` for what is not known."""
    filename: str
    """A plain name made here, such as `init_image.png`; never the caller's path."""
    size: tuple[int, int] | None
    """Width and height in pixels; None where the file does not tell (only with `validate=False`)."""

    def header(self) -> ImageHeader:
        """What the file says about itself. Raises `InvalidMimeTypeError` where it says nothing that makes sense."""
        kind = image_format(self.data)
        if kind is None:
            raise InvalidMimeTypeError(f"{self.part} is no PNG, JPEG or WebP file.")
        try:
            return kind.read_header(self.data)
        except NotAnImageError as error:
            raise InvalidMimeTypeError(f"{self.part} cannot be read: {error}.") from None

    def pixels(self) -> "PIL.Image.Image":
        """The first picture of the file in mode `L`, `LA`, `RGB` or `RGBA`, decoded anew by each call.

        Raises `InvalidMimeTypeError` where it is damaged.
        """
        try:
            return decode(self.data)
        except UndecodableError as error:
            raise InvalidMimeTypeError(f"{self.part} cannot be read: {error}.") from error

    @property
    def part(self) -> str:
        """Which argument it is, such as `init_image`."""
        return self.filename.partition(".")[0]


def read_image(source: ImageInput, part: str, *, max_bytes: int | None, validate: bool = True) -> InputImage:
    """Reads an image from whatever the caller has, and makes sure that it is one the API reads.

    No pixels are decoded: type, size and wholeness stand in the headers. A file that can seek is left at the position
    where it was found, so the same call can be made again; a pipe is read once.

    Args:
        source: The image.
        part: `init_image` or `mask_image`, for messages and for the name of the file.
        max_bytes: How large the file may be, None for no limit.
        validate: False takes any content of any size.

    Raises:
        InvalidOptionError: `source` is none of the kinds that `ImageInput` names, or cannot be read.
        InvalidMimeTypeError: It is empty, cut short, or no PNG, JPEG or WebP file.
        InvalidFileSizeError: It is larger than `max_bytes`.
        InvalidPixelCountError: It would unpack to more than `MAX_PIXELS`.
    """
    if validate and is_pil_image(source):
        check_pixel_count(source.size, part)  # before it is loaded or encoded
    data = _read(source, part, max_bytes if validate else None)
    kind = image_format(data)
    header = _header(data, kind, part, validate=validate)
    return InputImage(
        data=data,
        media_type=kind.media_type if kind else UNKNOWN_MEDIA_TYPE,
        filename=f"{part}.{kind.suffix if kind else 'bin'}",
        size=header.size if header else None,
    )


def open_picture(source: ImageInput, part: str) -> "PIL.Image.Image":
    """The pixels of an image from whatever the caller has, as a new image of mode `L`, `LA`, `RGB` or `RGBA`.

    Raises as `read_image` does, where it has no limit of bytes.
    """
    if not is_pil_image(source):
        return read_image(source, part, max_bytes=None).pixels()
    check_pixel_count(source.size, part)
    try:
        return eight_bit(source)
    except UndecodableError as error:
        raise InvalidOptionError(f"{part} is a PIL image that cannot be read: {error}.") from error


def _header(data: bytes, kind: ImageFormat | None, part: str, *, validate: bool) -> ImageHeader | None:
    header, trouble = None, _not_an_image(data)
    if kind is not None:
        try:
            header = kind.read_header(data)
        except NotAnImageError as error:
            trouble = str(error)
    if not validate:
        return header
    if header is None:
        raise InvalidMimeTypeError(f"{part} cannot be sent: {trouble}. The API reads PNG, JPEG and WebP.")
    check_pixel_count(header.size, part)
    return header


def check_pixel_count(size: tuple[int, int], part: str) -> None:
    """Raises InvalidPixelCountError where a picture of that size would hold more than `MAX_PIXELS`."""
    width, height = size
    if width * height > MAX_PIXELS:
        raise InvalidPixelCountError(
            f"{part} is {width}x{height}, {width * height:,} pixels; at most {MAX_PIXELS:,} are taken. Scale it down."
        )


def _not_an_image(data: bytes) -> str:
    if not data:
        return "it is empty (if it is a file object that was just written, seek to its start)"
    return f"its bytes are {what_else(data)}"


# --- from each kind of source to bytes


def _read(source: Any, part: str, max_bytes: int | None) -> bytes:
    if isinstance(source, GeneratedImage):
        source = source.data
    if isinstance(source, bytes | bytearray | memoryview):
        _check_size(memoryview(source).nbytes, part, max_bytes)
        return bytes(source)
    if isinstance(source, str | os.PathLike):
        return _read_path(source, part, max_bytes)
    if is_pil_image(source):
        data = _read_pil_image(source, part)
        _check_size(len(data), part, max_bytes)
        return data
    if callable(getattr(source, "read", None)):
        return _read_file(source, part, max_bytes)
    raise InvalidOptionError(f"{part} is {_kind_of(source)}. Expected {KINDS}{_advice_for(source)}.")


def _kind_of(source: object) -> str:
    return "missing (None)" if source is None else f"of type {type(source).__name__}"


def _advice_for(source: object) -> str:
    if isinstance(source, Generation):
        return "; `.image` is the first picture of a Generation"
    return "; PIL.Image.fromarray makes one of an array" if hasattr(source, "__array_interface__") else ""


def _check_size(size: int, part: str, max_bytes: int | None) -> None:
    if max_bytes is not None and size > max_bytes:
        raise InvalidFileSizeError(
            f"{part} has {size:,} bytes; at most {max_bytes:,} may be sent. Scale it down, or save it as JPEG or WebP."
        )


def _read_path(path: str | os.PathLike[str], part: str, max_bytes: int | None) -> bytes:
    shown = repr(os.fspath(path))
    if not os.fspath(path):
        raise InvalidOptionError(f"{part} is an empty path. Expected {KINDS}: name the file.")
    if len(shown) > 200:  # noqa: PLR2004 - enough to know a path by; longer ones are seldom paths
        shown = f"{shown[:100]}…"
    if isinstance(path, str) and path.startswith(("http://", "https://", "data:")):
        raise InvalidOptionError(
            f"{part} is a URL, {shown}. A string is a path: download the image and hand in its bytes."
        )
    try:
        with Path(path).open("rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_ISREG(status.st_mode):
                _check_size(status.st_size, part, max_bytes)
            return _read_to_end(file, part, max_bytes)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InvalidOptionError(f"{part} cannot be read from {shown}: {reason}. A string is always a path.") from error
    except (ValueError, TypeError) as error:
        raise InvalidOptionError(f"{part} is no path that can be opened, {shown}: {error}.") from error


def _read_file(file: Any, part: str, max_bytes: int | None) -> bytes:
    if isinstance(file, io.TextIOBase) or hasattr(file, "encoding"):
        raise InvalidOptionError(f'{part} is a file in text mode. Open it in binary mode: open(path, "rb").')
    if getattr(file, "closed", False) is True:
        raise InvalidOptionError(f"{part} is a file that has been closed already.")
    try:
        position = _position(file)
        if position is None:
            return _read_to_end(file, part, max_bytes)
        try:
            _check_size(file.seek(0, os.SEEK_END) - position, part, max_bytes)
            file.seek(position)
            return _read_to_end(file, part, max_bytes)
        finally:
            file.seek(position)
    except (InvalidFileSizeError, InvalidOptionError):
        raise
    except Exception as error:
        # Whatever a reader of the caller's raises, it is the reason why the image cannot be read.
        raise InvalidOptionError(f"{part} is a file that cannot be read: {type(error).__name__}: {error}.") from error


def _position(file: Any) -> int | None:
    """Where a file that can seek stands; None for a pipe."""
    try:
        position = file.tell() if file.seekable() else None
    except (AttributeError, OSError):
        return None
    return position if isinstance(position, int) else None


def _read_to_end(file: Any, part: str, max_bytes: int | None) -> bytes:
    """All that is left, in pieces, so that what is too large is not read whole."""
    pieces: list[bytes] = []
    size = 0
    while True:
        piece = file.read(CHUNK_BYTES)
        if not isinstance(piece, bytes | bytearray | memoryview):
            what = "text" if isinstance(piece, str) else "nothing yet" if piece is None else type(piece).__name__
            raise InvalidOptionError(
                f"{part} is a file that gives {what}, not bytes. Open it in binary, blocking mode."
            )
        if not piece:
            return b"".join(pieces)
        size += len(piece)
        _check_size(size, part, max_bytes)
        pieces.append(bytes(piece))


def _read_pil_image(image: "PIL.Image.Image", part: str) -> bytes:
    original = original_file(image)
    if original is not None:
        return original
    try:
        return encode_png(image)
    except UndecodableError as error:
        raise InvalidOptionError(
            f"{part} is a PIL image (mode {image.mode}, {image.width}x{image.height}) that cannot be written as PNG: "
            f"{error}."
        ) from error
