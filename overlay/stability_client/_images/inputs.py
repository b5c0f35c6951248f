"""Read the images that a caller passes, and refuse those that the API would refuse."""

import io
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, Union, runtime_checkable

import attrs

from stability_client._images.formats import ImageFormat, guess_file_type, image_format
from stability_client._images.headers import ImageHeader, NotAnImageError
from stability_client._images.pixels import UndecodableError, decode, encode_png, is_pil_image, original_file, to_8bit
from stability_client.errors import (
    InvalidFileSizeError,
    InvalidMimeTypeError,
    InvalidOptionError,
    InvalidPixelCountError,
)

if TYPE_CHECKING:
    import PIL.Image

MAX_PIXELS = 8192 * 8192
"""The most pixels of any image: above the largest cameras' 61 million, below Pillow's decompression bomb limit."""
CHUNK_BYTES = 1024 * 1024
UNKNOWN_MEDIA_TYPE = "application/octet-stream"
SHOWN_PATH_CHARACTERS = 100
"""How much of a path a message shows: what is longer is seldom a path."""
EXPECTED = "Pass bytes, a path, a file opened in binary mode, a PIL image or a GeneratedImage"


class BinaryReader(Protocol):
    """A file opened in binary mode, or any object with such a `read` method."""

    def read(self, size: int = ..., /) -> bytes:
        """Return the next `size` bytes or fewer, empty at the end."""
        ...


@runtime_checkable
class EncodedImage(Protocol):
    """An image file in memory with its type, such as a GeneratedImage."""

    @property
    def data(self) -> bytes:
        """The complete file."""
        ...

    @property
    def media_type(self) -> str:
        """The type of the file, such as `image/png`."""
        ...


ImageInput: TypeAlias = Union[  # the last one in quotes, since Pillow is imported only when it is used
    bytes, bytearray, memoryview, str, os.PathLike[str], BinaryReader, EncodedImage, "PIL.Image.Image"
]
"""The types of an image argument: the bytes of a PNG, JPEG or WebP file, a path to one, a file opened in binary mode,
a PIL image of any mode, or a GeneratedImage of an earlier call. A `str` is always a path."""


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
    if validate and is_pil_image(source):
        check_pixel_count(source.size, argument)  # before it is loaded or encoded
    data = _read(source, argument, max_bytes if validate else None)
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
    if not is_pil_image(source):
        return read_image(source, argument, max_bytes=None).pixels()
    check_pixel_count(source.size, argument)
    try:
        return to_8bit(source)
    except UndecodableError as error:
        raise _unreadable_pil_image(source, argument, error) from error


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


# --- from each type of source to bytes


def _read(source: Any, argument: str, max_bytes: int | None) -> bytes:
    if isinstance(source, EncodedImage):
        source = source.data
    if isinstance(source, bytes | bytearray | memoryview):
        _check_size(memoryview(source).nbytes, argument, max_bytes)
        return bytes(source)
    if isinstance(source, str | os.PathLike):
        return _read_path(source, argument, max_bytes)
    if is_pil_image(source):
        data = _read_pil_image(source, argument)
        _check_size(len(data), argument, max_bytes)
        return data
    if callable(getattr(source, "read", None)):
        return _read_file(source, argument, max_bytes)
    got = "None" if source is None else f"an object of type {type(source).__name__}"
    raise InvalidOptionError(f"{argument}: must be an image, got {got}. {EXPECTED}{_advice_for(source)}.")


def _advice_for(source: object) -> str:
    if hasattr(type(source), "image"):
        return "; `.image` is the first image of a Generation"
    return "; PIL.Image.fromarray converts an array" if hasattr(source, "__array_interface__") else ""


def _check_size(size: int, argument: str, max_bytes: int | None) -> None:
    if max_bytes is not None and size > max_bytes:
        raise InvalidFileSizeError(
            f"{argument}: must have at most {max_bytes:,} bytes, got {size:,}. "
            "Scale the image down, or save it as JPEG or WebP."
        )


def _read_path(path: str | os.PathLike[str], argument: str, max_bytes: int | None) -> bytes:
    text = os.fspath(path)
    shown = repr(text if len(text) <= SHOWN_PATH_CHARACTERS else f"{text[:SHOWN_PATH_CHARACTERS]}…")
    if not text:
        raise InvalidOptionError(f"{argument}: must not be an empty path, got {shown}. {EXPECTED}.")
    if isinstance(path, str) and path.startswith(("http://", "https://", "data:")):
        raise InvalidOptionError(f"{argument}: must be a path, got the URL {shown}. Download it, and pass the bytes.")
    try:
        with Path(path).open("rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_ISREG(status.st_mode):
                _check_size(status.st_size, argument, max_bytes)
            return _read_to_end(file, argument, max_bytes)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InvalidOptionError(
            f"{argument}: must be a path that can be read, got {shown}: {reason}. A string is always a path."
        ) from error
    except (ValueError, TypeError) as error:
        raise InvalidOptionError(f"{argument}: must be a valid path, got {shown}: {error}.") from error


def _read_file(file: Any, argument: str, max_bytes: int | None) -> bytes:
    if isinstance(file, io.TextIOBase) or hasattr(file, "encoding"):
        raise InvalidOptionError(
            f'{argument}: must be a file in binary mode, got one in text mode. Open it with open(path, "rb").'
        )
    if getattr(file, "closed", False) is True:
        raise InvalidOptionError(f"{argument}: must be an open file, got a closed one. Open it again.")
    try:
        position = _position(file)
        if position is None:
            return _read_to_end(file, argument, max_bytes)
        try:
            _check_size(file.seek(0, os.SEEK_END) - position, argument, max_bytes)
            file.seek(position)
            return _read_to_end(file, argument, max_bytes)
        finally:
            file.seek(position)
    except (InvalidFileSizeError, InvalidOptionError):
        raise
    except Exception as error:
        # Any error of the caller's reader means the same: the image cannot be read.
        raise InvalidOptionError(
            f"{argument}: must be a file that can be read, got {type(error).__name__}: {error}."
        ) from error


def _position(file: Any) -> int | None:
    """Return the position of a seekable file; None for a pipe."""
    try:
        position = file.tell() if file.seekable() else None
    except (AttributeError, OSError):
        return None
    return position if isinstance(position, int) else None


def _read_to_end(file: Any, argument: str, max_bytes: int | None) -> bytes:
    """Read the rest of a file in pieces, so that one that is too large is not read completely."""
    pieces: list[bytes] = []
    size = 0
    while True:
        piece = file.read(CHUNK_BYTES)
        if not isinstance(piece, bytes | bytearray | memoryview):
            raise InvalidOptionError(
                f"{argument}: must be a file that reads bytes, got one that reads {type(piece).__name__}. "
                "Open it in binary, blocking mode."
            )
        if not piece:
            return b"".join(pieces)
        size += len(piece)
        _check_size(size, argument, max_bytes)
        pieces.append(bytes(piece))


def _read_pil_image(image: "PIL.Image.Image", argument: str) -> bytes:
    original = original_file(image)
    if original is not None:
        return original
    try:
        return encode_png(image)
    except UndecodableError as error:
        raise _unreadable_pil_image(image, argument, error) from error


def _unreadable_pil_image(image: "PIL.Image.Image", argument: str, error: UndecodableError) -> InvalidOptionError:
    got = f"a PIL image of mode {image.mode}, {image.width}x{image.height}"
    return InvalidOptionError(f"{argument}: must be an image that can be read, got {got}: {error}.")
