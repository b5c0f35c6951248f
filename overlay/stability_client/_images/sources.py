"""The types of sources that an image may come from, and reading each of them to bytes."""

import io
import os
import stat
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, Union, runtime_checkable
from urllib.parse import unquote_to_bytes

import pybase64

from stability_client._images.formats import JPEG, PNG, WEBP
from stability_client._images.pixels import (
    UndecodableError,
    image_of_array,
    is_pil_image,
)
from stability_client._images.saving import expand_home
from stability_client.errors import InvalidFileSizeError, InvalidOptionError

if TYPE_CHECKING:
    import PIL.Image

CHUNK_BYTES = 1024 * 1024
SHOWN_CHARACTERS = 100
"""How much of a path or a URL a message shows: what is longer is seldom a path."""
EXPECTED = (
    "Pass bytes, a path, a data: URL, a file opened in binary mode, a PIL image, a NumPy array or a GeneratedImage"
)
EXPECTED_ARRAY = (
    "Pass uint8 from 0 to 255, in the shape (height, width), or (height, width, channels) with 3 channels for RGB or 4 "
    "for RGBA"
)
DATA_URL = "data:"
BASE64_PREFIXES = {"iVBORw0KGgo": PNG.media_type, "/9j/": JPEG.media_type, "UklGR": WEBP.media_type}
"""How base64 text of an image file begins, and the type of the file."""


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


class ImageArray(Protocol):
    """A NumPy array, or any object with its `__array_interface__`."""

    @property
    def __array_interface__(self) -> dict[str, Any]:
        """The shape, the type of numbers and the memory."""
        ...


ImageInput: TypeAlias = Union[  # the last one in quotes, since Pillow is imported only when it is used
    bytes, bytearray, memoryview, str, os.PathLike[str], BinaryReader, EncodedImage, ImageArray, "PIL.Image.Image"
]
"""The types of an image argument: the bytes of a PNG, JPEG or WebP file, a path to one, a file opened in binary mode,
a PIL image of any mode, a NumPy array (uint8; RGB or RGBA in a third axis, gray without one), or a GeneratedImage of an
earlier call. A `str` is a path, in which `~` is the home folder, or a `data:` URL; base64 text alone is neither."""


def array_to_pil(source: ImageInput, argument: str) -> ImageInput:
    """Return a NumPy array as a PIL image, and anything else as it is.

    Raises:
        InvalidOptionError: It is an array, but not of an image.
    """
    if is_pil_image(source) or isinstance(source, EncodedImage) or not hasattr(source, "__array_interface__"):
        return source
    try:
        return image_of_array(source)
    except UndecodableError as error:
        raise InvalidOptionError(f"{argument}: must be an array of an image, {error}. {EXPECTED_ARRAY}.") from error


def read_source(source: Any, argument: str, max_bytes: int | None) -> bytes:
    """Read a source, anything but a PIL image or an array, to the bytes of an image file.

    Raises:
        InvalidOptionError: It is not of the types of `ImageInput`, or cannot be read.
        InvalidFileSizeError: It is larger than `max_bytes`.
    """
    if isinstance(source, EncodedImage):
        source = source.data
    if isinstance(source, bytes | bytearray | memoryview):
        check_file_size(memoryview(source).nbytes, argument, max_bytes)
        return bytes(source)
    if isinstance(source, str | os.PathLike):
        return _read_path(source, argument, max_bytes)
    if callable(getattr(source, "read", None)):
        return _read_file(source, argument, max_bytes)
    got = "None" if source is None else f"an object of type {type(source).__name__}"
    raise InvalidOptionError(f"{argument}: must be an image, got {got}. {EXPECTED}{_advice_for(source)}.")


def _advice_for(source: object) -> str:
    return "; `.image` is the first image of a Generation" if hasattr(type(source), "image") else ""


def check_file_size(size: int, argument: str, max_bytes: int | None) -> None:
    """Check that a file has at most so many bytes; None is no limit.

    Raises:
        InvalidFileSizeError: It has more.
    """
    if max_bytes is not None and size > max_bytes:
        raise InvalidFileSizeError(
            f"{argument}: must have at most {max_bytes:,} bytes, got {size:,}. "
            "Scale the image down, or save it as JPEG or WebP."
        )


def _read_path(path: str | os.PathLike[str], argument: str, max_bytes: int | None) -> bytes:
    text = os.fspath(path)
    if isinstance(path, str) and path.startswith(DATA_URL):
        return _read_data_url(path, argument, max_bytes)
    shown = repr(text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…")
    if not text:
        raise InvalidOptionError(f"{argument}: must not be an empty path, got {shown}. {EXPECTED}.")
    if isinstance(path, str) and path.startswith(("http://", "https://")):
        raise InvalidOptionError(f"{argument}: must be a path, got the URL {shown}. Download it, and pass the bytes.")
    try:
        with expand_home(path).open("rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return _read_to_end(file, argument, max_bytes)
            check_file_size(status.st_size, argument, max_bytes)
            return _read_to_end(file, argument, max_bytes, status.st_size)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InvalidOptionError(
            f"{argument}: must be a path that can be read, got {shown}: {reason}. {_advice_for_text(text)}"
        ) from error
    except (ValueError, TypeError) as error:
        raise InvalidOptionError(f"{argument}: must be a valid path, got {shown}: {error}.") from error


def _advice_for_text(text: str) -> str:
    prefix = next((prefix for prefix in BASE64_PREFIXES if text.startswith(prefix)), None)
    if prefix is None or len(text) < SHOWN_CHARACTERS:
        return "A string is a path or a data: URL."
    return (
        f"It looks like base64: put 'data:{BASE64_PREFIXES[prefix]};base64,' before it, or pass base64.b64decode(text)."
    )


def _read_data_url(url: str, argument: str, max_bytes: int | None) -> bytes:
    header, comma, payload = url.partition(",")
    shown = repr(header[:SHOWN_CHARACTERS])
    if not comma:
        raise InvalidOptionError(f"{argument}: must be a data: URL with a comma before its data, got {shown}.")
    data = unquote_to_bytes(payload)
    if header.lower().endswith(";base64"):
        try:
            data = pybase64.b64decode(b"".join(data.split()), validate=True)
        except ValueError:
            raise InvalidOptionError(
                f"{argument}: must be a data: URL of valid base64, got {shown} with other data."
            ) from None
    check_file_size(len(data), argument, max_bytes)
    return data


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
            size = file.seek(0, os.SEEK_END) - position
            check_file_size(size, argument, max_bytes)
            file.seek(position)
            return _read_to_end(file, argument, max_bytes, max(size, 0))
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


def _read_to_end(file: Any, argument: str, max_bytes: int | None, expected: int = CHUNK_BYTES) -> bytes:
    """Read the rest of a file in pieces, so that one that is too large is not read completely.

    The first piece is one more than is expected, so a file that is as large as expected is in memory once.
    """
    pieces: list[bytes] = []
    size = 0
    while True:
        piece = file.read(CHUNK_BYTES if pieces else expected + 1)
        if not isinstance(piece, bytes | bytearray | memoryview):
            raise InvalidOptionError(
                f"{argument}: must be a file that reads bytes, got one that reads {type(piece).__name__}. "
                "Open it in binary, blocking mode."
            )
        if not piece:
            return b"".join(pieces)
        size += len(piece)
        check_file_size(size, argument, max_bytes)
        pieces.append(bytes(piece))


def unreadable_pil_image(image: "PIL.Image.Image", argument: str, error: UndecodableError) -> InvalidOptionError:
    """Return the error for a PIL image whose pixels cannot be read."""
    got = f"a PIL image of mode {image.mode}, {image.width}x{image.height}"
    return InvalidOptionError(f"{argument}: must be an image that can be read, got {got}: {error}.")
