"""Collect the body of a response: counted, and decompressed in small steps, so that none takes much memory."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from types import MappingProxyType

from attrs import define, field

DECODED_STEP = 1024 * 1024
"""How many bytes are decompressed at a time: the 64 KiB of one read from a socket can hold 64 MiB."""

GZIP_WINDOW = 16 + zlib.MAX_WBITS
DEFLATE_WINDOW = zlib.MAX_WBITS
RAW_DEFLATE_WINDOW = -zlib.MAX_WBITS
ZLIB_FIRST_BYTE = 0x78
"""What `deflate` begins with if it is sent as HTTP demands; some servers omit this header."""


class BodyError(Exception):
    """Why a body cannot be read. Only seen inside the package."""


class _ZlibDecoder:
    """A stream of gzip or deflate, possibly of several members."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._inflater = zlib.decompressobj(window)
        self._has_started = False

    def decode(self, piece: bytes) -> Iterator[bytes]:
        if not self._has_started and self._window == DEFLATE_WINDOW and piece[0] & 0x0F != ZLIB_FIRST_BYTE & 0x0F:
            self._inflater = zlib.decompressobj(RAW_DEFLATE_WINDOW)
        self._has_started = True
        has_more = False
        while piece or has_more:
            if piece and self._inflater.eof:  # a further member
                self._inflater = zlib.decompressobj(self._window)
            decoded = self._inflater.decompress(piece, DECODED_STEP)
            yield decoded
            has_more = len(decoded) == DECODED_STEP and not self._inflater.eof
            piece = self._inflater.unconsumed_tail or self._inflater.unused_data

    @property
    def is_complete(self) -> bool:
        return self._inflater.eof or not self._has_started


class _IdentityDecoder:
    """A body that is not compressed."""

    is_complete = True

    def decode(self, piece: bytes) -> Iterator[bytes]:
        yield piece


_DECODERS: Mapping[str, Callable[[], _ZlibDecoder | _IdentityDecoder]] = MappingProxyType(
    {
        "": _IdentityDecoder,
        "identity": _IdentityDecoder,
        "gzip": lambda: _ZlibDecoder(GZIP_WINDOW),
        "x-gzip": lambda: _ZlibDecoder(GZIP_WINDOW),
        "deflate": lambda: _ZlibDecoder(DEFLATE_WINDOW),
    }
)
"""By `Content-Encoding`. None is requested, since images are compressed, but some servers send these all the same."""


@define
class Body:
    """The body of one response so far.

    Attributes:
        limit: How many decoded bytes it may have.
        coding: Its `Content-Encoding`.
        problem: Why it cannot be used, as far as is known.
        is_full: Whether no more is taken: it is larger than the limit, or can no longer be decompressed.
    """

    limit: int
    coding: str = ""
    problem: str | None = field(default=None, init=False)
    is_full: bool = field(default=False, init=False)
    _received: BytesIO = field(factory=BytesIO, init=False, repr=False)
    _decoder: _ZlibDecoder | _IdentityDecoder = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        coding = self.coding.strip().lower()
        if coding not in _DECODERS:
            self.problem = f"it is compressed as {coding[:40]!r}, which was not requested"
        self._decoder = _DECODERS.get(coding, _IdentityDecoder)()

    def add(self, piece: bytes) -> None:
        """Add one more piece, as it was received. Once the body is full, nothing is added."""
        if not piece or self.is_full:
            return
        try:
            self._write(self._decoder.decode(piece))
        except zlib.error:
            self.problem = "it cannot be decompressed"
            if self.size:
                self.is_full = True
            else:  # it was never compressed, so it is kept as it is
                self._decoder = _IdentityDecoder()
                self._write([piece])

    def _write(self, decoded: Iterable[bytes]) -> None:
        for piece in decoded:
            room = self.limit - self.size
            self._received.write(piece[:room] if len(piece) > room else piece)
            if len(piece) > room:
                self.problem = f"it is larger than {self.limit:,} bytes (max_response_bytes)"
                self.is_full = True
                return

    @property
    def size(self) -> int:
        """How many decoded bytes were received."""
        return self._received.tell()

    @property
    def partial(self) -> bytes:
        """What was received so far. Python shares these bytes with the buffer: this takes no memory."""
        return self._received.getvalue()

    def read(self) -> bytes:
        """Return the complete body.

        Raises:
            BodyError: It is too large, cut off, or not compressed as it claims to be.
        """
        if self.problem is None and not self._decoder.is_complete:
            self.problem = "it is compressed and was cut off"
        if self.problem is not None:
            raise BodyError(self.problem)
        return self.partial
