"""Build requests as the HTTP library has them."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import httpx
from attrs import define

from stability_client._transport.attempt import Attempt
from stability_client._transport.failures import invalid_request


class RequestBody(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a request, in pieces that can be left unread.

    The HTTP library's own bodies are asynchronous generators. If a call is cancelled while one is sent, the generator
    is not closed: trio warns about it, and asyncio closes it some time later. An iterator needs no closing.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """Take the pieces; they are iterated anew for each time the body is sent."""
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


def use_iterator_body(request: httpx.Request) -> httpx.Request:
    """Replace a body that is in memory, as those of JSON and files are, with one that can be left unread."""
    if isinstance(request.stream, httpx.SyncByteStream) and isinstance(request.stream, httpx.AsyncByteStream):
        request.stream = RequestBody(request.stream)
    return request


@define
class TraceRecorder:
    """Records in an attempt what its connection reports: whether the request was sent, and how the response began.

    The HTTP library calls it at each step (its `trace` extension), through a caller's client too. So it is known what
    was delivered even if the exception alone would leave it open.
    """

    attempt: Attempt
    _is_tunnelling: bool = False

    def trace(self, step: str, details: Mapping[str, Any]) -> None:
        """Record a step."""
        self.attempt.sent = self.attempt.sent or False  # from here on it is known
        if step.endswith("send_request_headers.started"):
            # A proxy receives CONNECT first, which is not the request itself.
            self._is_tunnelling = getattr(details.get("request"), "method", None) == b"CONNECT"
            if not self._is_tunnelling:
                self.attempt.sent = True
        elif step.endswith("send_request_body.complete") and not self._is_tunnelling:
            if self.attempt.on_sent is not None:
                self.attempt.on_sent()
        elif step.endswith("receive_response_headers.complete") and not self._is_tunnelling:
            parts = details.get("return_value")
            if isinstance(parts, tuple):  # HTTP/1.1: version, status, reason, headers; HTTP/2: status, headers
                status = next(part for part in parts if isinstance(part, int))
                headers = next(part for part in parts if isinstance(part, list))
                self.attempt.start_response(status, httpx.Headers(headers))

    async def async_trace(self, step: str, details: Mapping[str, Any]) -> None:
        """Record a step of an asynchronous connection."""
        self.trace(step, details)


# Parsing takes a tenth of a call's time, and the calls of a program go to a few addresses. No key is in any of them.
_parse_url = lru_cache(maxsize=128)(httpx.URL)


def build_request(http: httpx.Client | httpx.AsyncClient, attempt: Attempt) -> httpx.Request:
    """Build the request of one attempt.

    Raises:
        InvalidOptionError: Something in it cannot be encoded.
        DeadlineExceeded: There is no time left to send it.
    """
    recorder = TraceRecorder(attempt)
    trace = recorder.async_trace if isinstance(http, httpx.AsyncClient) else recorder.trace
    try:
        request = http.build_request(
            attempt.request.method,
            _parse_url(attempt.url),
            headers=attempt.headers,
            extensions={"trace": trace, "timeout": attempt.timeouts()},
            **attempt.request.body,
        )
    except (ValueError, TypeError, httpx.InvalidURL) as error:
        problem = invalid_request(error, attempt)
    else:
        return use_iterator_body(request)
    raise problem
