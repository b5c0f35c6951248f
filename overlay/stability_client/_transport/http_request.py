"""Build requests as the HTTP library has them."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any

import httpx

from stability_client._transport.exchange import Attempt
from stability_client._transport.failures import unwritable


class RequestBody(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a request, in pieces that can be left unread.

    The HTTP library's own bodies are asynchronous generators. When a call is cancelled while one is sent, nobody closes
    the generator: trio warns about it, and asyncio closes it some time later. An iterator has nothing to close.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return _AsyncPieces(iter(self._pieces))


class _AsyncPieces:
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def __aiter__(self) -> "_AsyncPieces":
        return self

    async def __anext__(self) -> bytes:
        for piece in self._pieces:
            return piece
        raise StopAsyncIteration


def with_closable_body(request: httpx.Request) -> httpx.Request:
    """Replace a body that is an asynchronous generator over bytes at hand, as bodies of JSON and files are."""
    if isinstance(request.stream, httpx.SyncByteStream) and isinstance(request.stream, httpx.AsyncByteStream):
        request.stream = RequestBody(request.stream)
    return request


def build_request(http: httpx.Client | httpx.AsyncClient, attempt: Attempt, trace: Callable[..., Any]) -> httpx.Request:
    """Build the request of one attempt.

    Raises:
        InvalidOptionError: Something in it cannot be written.
        OverdueError: There is no time left to send it.
    """
    try:
        return with_closable_body(
            http.build_request(
                attempt.request.method,
                attempt.url,
                headers=attempt.headers,
                timeout=httpx.Timeout(**attempt.waits()),
                extensions={"trace": trace},
                **attempt.request.body,
            )
        )
    except (ValueError, TypeError, httpx.InvalidURL) as error:
        problem = unwritable(error, attempt)
    raise problem
