"""Sending requests: the only place that talks to the network, and with client.py the only one that names httpx."""

import platform
import time
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final

import httpx
from attrs import define, field

from stability_client.errors import (
    ConnectionFailedError,
    InvalidOptionError,
    StabilityError,
    TimeoutError,  # noqa: A004 - ours
    UnreadableResponseError,
)
from stability_client.settings import Settings
from stability_client.wire import Answer, RawClient, Request, facts

USER_AGENT: Final = f"stability-client/{version('stability-client')} python/{platform.python_version()}"

RAW_TIMEOUT: Final = httpx.Timeout(180.0, connect=5.0)
"""For `client.raw`: httpx has no total."""


def _headers(settings: Settings) -> dict[str, str]:
    """The headers of every call."""
    agent = f"{USER_AGENT} {settings.client_info}" if settings.client_info else USER_AGENT
    return {facts.AUTH_HEADER: settings.api_key, "User-Agent": agent}


def _build(client: httpx.Client | httpx.AsyncClient, request: Request, settings: Settings) -> httpx.Request:
    timeout = settings.timeout
    try:
        return client.build_request(
            request.method,
            settings.base_url + request.path,
            headers={**request.headers, **_headers(settings)},
            timeout=httpx.Timeout(connect=timeout.connect, read=timeout.read, write=timeout.write, pool=timeout.pool),
            **request.body,
        )
    except (ValueError, TypeError, httpx.InvalidURL) as error:
        raise InvalidOptionError(f"the request cannot be written: {error}") from None


@define
class _Received:
    """The pieces of an answer so far, counted against the cap and the clock."""

    request: Request
    settings: Settings
    started: float
    status_code: int | None = None
    pieces: list[bytes] = field(factory=list)
    size: int = 0

    def add(self, piece: bytes) -> None:
        """Takes one more piece.

        Raises:
            UnreadableResponseError: The answer is larger than the cap.
            TimeoutError: The call's total time is over.
        """
        self.pieces.append(piece)
        self.size += len(piece)
        if self.size > self.settings.max_answer_bytes:
            message = f"the answer is larger than {self.settings.max_answer_bytes:,} bytes (max_answer_bytes)"
            raise UnreadableResponseError(message, **self.facts())
        total = self.settings.timeout.total
        if total is not None and time.monotonic() - self.started > total:
            raise TimeoutError(f"the answer was not whole after {total:g} s (total)", **self.facts())

    def facts(self) -> dict[str, Any]:
        """What an error tells of an answer that broke off."""
        return {
            "status_code": self.status_code,
            "sent": True,
            "maybe_billed": self.request.billable,
            "body": b"".join(self.pieces),
        }


def _answer(response: httpx.Response, body: bytes, settings: Settings) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, body, (settings.api_key,))


def _failure(error: Exception, received: _Received) -> StabilityError:  # noqa: PLR0911 - a table with patterns for keys
    """Our error for what the HTTP library raised."""
    request, timeout = received.request, received.settings.timeout
    told = f"{request.method} {request.path}"
    match error:
        case httpx.ConnectTimeout():
            return TimeoutError(f"{told}: not connected after {timeout.connect:g} s (connect)")
        case httpx.PoolTimeout():
            return TimeoutError(f"{told}: no free connection after {timeout.pool:g} s (pool)")
        case httpx.ReadTimeout():
            return TimeoutError(f"{told}: nothing came for {timeout.read:g} s (read)", **received.facts())
        case httpx.WriteTimeout():
            return TimeoutError(f"{told}: nothing could be sent for {timeout.write:g} s (write)", **received.facts())
        case httpx.ConnectError() | httpx.ProxyError() | httpx.UnsupportedProtocol() | httpx.LocalProtocolError():
            return ConnectionFailedError(f"{told}: the server was not reached: {type(error).__name__}")
        case httpx.DecodingError():
            return UnreadableResponseError(f"{told}: the answer cannot be decompressed", **received.facts())
        case _ if received.status_code is not None:
            return UnreadableResponseError(f"{told}: the answer broke off: {type(error).__name__}", **received.facts())
        case _:
            message = f"{told}: the connection broke: {type(error).__name__}"
            return ConnectionFailedError(message, **received.facts())


def _limits() -> Mapping[str, Any]:
    return {"follow_redirects": False, "timeout": RAW_TIMEOUT}


class Transport:
    """A pool of connections, for any number of clients."""

    def __init__(self, http_client: httpx.Client | None = None) -> None:
        self._owned = http_client is None
        self._http = httpx.Client(**_limits()) if http_client is None else http_client

    def send(self, request: Request, settings: Settings) -> Answer:
        """Sends a request and reads the whole answer, whatever its status.

        Raises:
            StabilityError: No whole answer came.
        """
        if self._http.is_closed:
            raise ConnectionFailedError("this client is closed")
        received = _Received(request, settings, time.monotonic())
        try:
            built = _build(self._http, request, settings)
            response = self._http.send(built, stream=True, auth=None, follow_redirects=False)
            try:
                received.status_code = response.status_code
                for piece in response.iter_bytes():
                    received.add(piece)
            finally:
                response.close()
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise _failure(error, received) from None
        return _answer(response, b"".join(received.pieces), settings)

    def raw(self, settings: Settings) -> RawClient:
        """The generated client, sending through this pool with this key."""
        http = httpx.Client(
            transport=_Through(self._http), base_url=settings.base_url, headers=_headers(settings), **_limits()
        )
        return RawClient(base_url=settings.base_url, token=settings.api_key, prefix="").set_httpx_client(http)

    def close(self) -> None:
        """Closes the connections, unless they are the caller's."""
        if self._owned:
            self._http.close()


class AsyncTransport:
    """As Transport, for asyncio and trio."""

    def __init__(self, http_client: httpx.AsyncClient | None = None) -> None:
        self._owned = http_client is None
        self._http = httpx.AsyncClient(**_limits()) if http_client is None else http_client

    async def send(self, request: Request, settings: Settings) -> Answer:
        """Sends a request and reads the whole answer, whatever its status.

        Raises:
            StabilityError: No whole answer came.
        """
        if self._http.is_closed:
            raise ConnectionFailedError("this client is closed")
        received = _Received(request, settings, time.monotonic())
        try:
            built = _build(self._http, request, settings)
            response = await self._http.send(built, stream=True, auth=None, follow_redirects=False)
            try:
                received.status_code = response.status_code
                async for piece in response.aiter_bytes():
                    received.add(piece)
            finally:
                await response.aclose()
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise _failure(error, received) from None
        return _answer(response, b"".join(received.pieces), settings)

    def raw(self, settings: Settings) -> RawClient:
        """The generated client, sending through this pool with this key."""
        http = httpx.AsyncClient(
            transport=_AsyncThrough(self._http), base_url=settings.base_url, headers=_headers(settings), **_limits()
        )
        return RawClient(base_url=settings.base_url, token=settings.api_key, prefix="").set_async_httpx_client(http)

    async def aclose(self) -> None:
        """Closes the connections, unless they are the caller's."""
        if self._owned:
            await self._http.aclose()


class _Through(httpx.BaseTransport):
    """Hands requests to another client, whose connections they share; closing it closes nothing."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._http.send(request, stream=True, auth=None, follow_redirects=False)


class _AsyncThrough(httpx.AsyncBaseTransport):
    """As _Through."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._http.send(request, stream=True, auth=None, follow_redirects=False)
