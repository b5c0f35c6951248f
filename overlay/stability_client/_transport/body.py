"""Collecting the body of an answer: counted, and decompressed in small steps, so that no answer takes much memory."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from types import MappingProxyType

from attrs import define, field

DECODED_STEP = 1024 * 1024
"""How many bytes are decompressed at a time: 64 KiB as they come from a socket can hold 64 MiB."""

GZIP_WINDOW = 16 + zlib.MAX_WBITS
DEFLATE_WINDOW = zlib.MAX_WBITS
BARE_DEFLATE_WINDOW = -zlib.MAX_WBITS
ZLIB_FIRST_BYTE = 0x78
"""What `deflate` begins with when it is sent as HTTP says; some servers leave the header away."""


class BodyError(Exception):
    """Why a body cannot be read. Only seen inside the package."""


class _Inflated:
    """A stream of gzip or deflate, possibly of several members."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._inflater = zlib.decompressobj(window)
        self.begun = False

    def decode(self, piece: bytes) -> Iterator[bytes]:
        if not self.begun and self._window == DEFLATE_WINDOW and piece[0] & 0x0F != ZLIB_FIRST_BYTE & 0x0F:
            self._inflater = zlib.decompressobj(BARE_DEFLATE_WINDOW)
        self.begun = True
        is_full = False
        while piece or is_full:
            if piece and self._inflater.eof:  # a further member
                self._inflater = zlib.decompressobj(self._window)
            decoded = self._inflater.decompress(piece, DECODED_STEP)
            yield decoded
            is_full = len(decoded) == DECODED_STEP and not self._inflater.eof  # then there may be more inside
            piece = self._inflater.unconsumed_tail or self._inflater.unused_data

    @property
    def is_whole(self) -> bool:
        return self._inflater.eof or not self.begun


class _Plain:
    """A body as it is."""

    is_whole = True

    def decode(self, piece: bytes) -> Iterator[bytes]:
        yield piece


_CODINGS: Mapping[str, Callable[[], _Inflated | _Plain]] = MappingProxyType(
    {
        "": _Plain,
        "identity": _Plain,
        "gzip": lambda: _Inflated(GZIP_WINDOW),
        "x-gzip": lambda: _Inflated(GZIP_WINDOW),
        "deflate": lambda: _Inflated(DEFLATE_WINDOW),
    }
)
"""From `Content-Encoding` to what reads it. None is asked for, as pictures are compressed; these come all the same."""


@define
class Body:
    """The body of one answer so far.

    Attributes:
        cap: How many decoded bytes it may have.
        coding: Its `Content-Encoding`.
    """

    cap: int
    coding: str = ""
    is_full: bool = False
    """Whether no more is taken."""
    _kept: BytesIO = field(factory=BytesIO, repr=False)
    _decoder: _Inflated | _Plain = field(init=False, repr=False)
    _problem: str | None = None

    def __attrs_post_init__(self) -> None:
        coding = self.coding.strip().lower()
        if coding not in _CODINGS:
            self._problem = f"it is compressed as {coding[:40]!r}, which was not asked for"
        self._decoder = _CODINGS.get(coding, _Plain)()

    def add(self, piece: bytes) -> bool:
        """Adds one more piece, as it came.

        Returns:
            Whether more is wanted: not once the body is larger than the cap or can no longer be decompressed.
        """
        if piece and not self.is_full:
            try:
                self._keep(self._decoder.decode(piece))
            except zlib.error:
                self._problem = "it cannot be decompressed"
                if self.size:
                    self.is_full = True
                else:  # nothing of it was ever compressed, so it is worth having as it is
                    self._decoder = _Plain()
                    self._keep([piece])
        return not self.is_full

    def _keep(self, decoded: Iterable[bytes]) -> None:
        for piece in decoded:
            room = self.cap - self.size
            self._kept.write(piece[:room] if len(piece) > room else piece)
            if len(piece) > room:
                self._problem = f"it is larger than {self.cap:,} bytes (max_response_bytes)"
                self.is_full = True
                return

    @property
    def size(self) -> int:
        """How many decoded bytes have come."""
        return self._kept.tell()

    @property
    def received(self) -> bytes:
        """What has come so far. Python shares these bytes with the buffer: this takes no memory."""
        return self._kept.getvalue()

    def whole(self) -> bytes:
        """The body, once all of it has come.

        Raises:
            BodyError: It was not compressed as it should, or is cut off.
        """
        if self._problem is None and not self._decoder.is_whole:
            self._problem = "it is compressed and was cut off"
        if self._problem is not None:
            raise BodyError(self._problem)
        return self.received
