"""Answers without a network: a transport of httpx that gives prepared bytes, in the pieces that sockets give."""

from collections.abc import AsyncIterator, Iterator, Mapping

import httpx

PIECE_BYTES = 65536
"""What httpx reads from a socket at a time."""


def pieces(data: bytes) -> list[bytes]:
    """Cut bytes into pieces as a socket gives them."""
    return [data[start : start + PIECE_BYTES] for start in range(0, len(data), PIECE_BYTES)]


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, body: list[bytes]) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._body:
            yield piece


class Prepared(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Reads each request and gives the same answer. Pieces may be the same object: then they take memory once."""

    def __init__(self, body: list[bytes], headers: Mapping[str, str]) -> None:
        """Take the pieces of the body, and the headers."""
        self._body, self._headers = body, headers

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        request.read()
        return httpx.Response(200, headers=self._headers, stream=_Body(self._body))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer an asynchronous request."""
        await request.aread()
        return httpx.Response(200, headers=self._headers, stream=_Body(self._body))
