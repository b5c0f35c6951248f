"""The connections of one route: those in use, and those that wait for a moment for a further request.

Each is a transport of the HTTP library with one connection. Its own pool of many looks at every connection when a
request begins and when it ends, and lets requests that begin together compete for the same idle one: at 64 at once that
takes longer than all the rest of the calls. Here the one that was used last is taken, whatever the number.

A connection is reused if it was idle for a moment at most, shows no end of stream when it is taken, and gave nothing
but the response before. For a POST that is lost on one that the server has just closed cannot be distinguished from one
that was delivered, so it is never sent again. No server closes a connection that soon, and a batch of calls needs one
handshake instead of one for each.
"""

import ssl
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import Any, Generic, TypeVar

import anyio
import httpx
from attrs import define, field

MAX_CONNECTIONS = 100
"""How many may be in use at a time, for each route."""

KEEPALIVE_EXPIRY = 2.0
"""Seconds that a connection may be idle. Servers close theirs after 5 s (uvicorn, Node.js) to 75 s (nginx)."""

ONE_CONNECTION = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=KEEPALIVE_EXPIRY)

H11_SURPLUS = ("_httpcore_stream", "_stream", "_connection", "_h11_state", "trailing_data")
"""Where the libraries keep what was received after a response. They do not look at it, and would take it for the
response to the next request on the connection."""

ALL_IN_USE = f"all {MAX_CONNECTIONS} connections are in use"

T = TypeVar("T", httpx.BaseTransport, httpx.AsyncBaseTransport)


def has_surplus(response: httpx.Response, stream: object) -> bool:
    """Whether more was received than a response, as far as it left the socket. An idle socket shows only the rest."""
    found: Any = stream
    for name in H11_SURPLUS:
        found = getattr(found, name, None)
    if found and found[0]:
        return True
    connection = response.extensions.get("network_stream")
    tls = connection and connection.get_extra_info("ssl_object")
    if not isinstance(tls, ssl.SSLObject):  # that of synchronous connections takes no more than was asked for
        return False
    try:
        tls.read(1)
    except ssl.SSLError as error:
        return not isinstance(error, ssl.SSLWantReadError)
    return True


@define
class _Transports(Generic[T]):
    """All transports of a route, and those whose connections are idle: the last one used is the first one taken.

    It takes no lock: threads add and remove one at a time, and whoever finds none left to take makes one.
    """

    make: Callable[[], T]
    open: set[T] = field(factory=set)
    _idle: deque[tuple[float, T]] = field(factory=deque)

    def take(self) -> T:
        with suppress(IndexError):
            return self._idle.pop()[1]
        transport = self.make()
        self.open.add(transport)
        return transport

    def put(self, transport: T, *, is_reusable: bool) -> Iterator[T]:
        """Take one back; return those to be closed: it, or others that have been idle for too long."""
        now = time.monotonic()
        if is_reusable:
            self._idle.append((now, transport))
        else:
            self.open.discard(transport)
            yield transport
        with suppress(IndexError):
            while self._idle[0][0] < now - KEEPALIVE_EXPIRY:
                _, expired = self._idle.popleft()
                self.open.discard(expired)
                yield expired


class Connections(httpx.BaseTransport):
    """The connections of one route, for threads."""

    def __init__(self, make: Callable[[], httpx.BaseTransport]) -> None:
        """Take what makes a transport of one connection."""
        self._transports = _Transports(make)
        self._places = threading.Semaphore(MAX_CONNECTIONS)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on an idle connection, or on a new one.

        Raises:
            httpx.PoolTimeout: Too many are in use.
        """
        if not self._places.acquire(timeout=request.extensions.get("timeout", {}).get("pool")):
            raise httpx.PoolTimeout(ALL_IN_USE)
        try:
            transport = self._transports.take()
            try:
                response = transport.handle_request(request)
            except BaseException:
                self._put(transport, is_reusable=False)
                raise
        except BaseException:
            self._places.release()
            raise
        response.stream = _Stream(response, transport, self)
        return response

    def release(self, transport: httpx.BaseTransport, *, is_reusable: bool) -> None:
        """Take back a transport whose response is closed."""
        try:
            self._put(transport, is_reusable=is_reusable)
        finally:
            self._places.release()

    def _put(self, transport: httpx.BaseTransport, *, is_reusable: bool) -> None:
        for unneeded in self._transports.put(transport, is_reusable=is_reusable):
            unneeded.close()

    def close(self) -> None:
        """Close all connections."""
        for transport in tuple(self._transports.open):
            transport.close()


class _Stream(httpx.SyncByteStream):
    """The body of a response. When it is closed, its connection is released."""

    def __init__(self, response: httpx.Response, transport: httpx.BaseTransport, connections: Connections) -> None:
        assert isinstance(response.stream, httpx.SyncByteStream)  # noqa: S101 - for the type checker
        self._stream, self._response = response.stream, response
        self._transport, self._connections = transport, connections
        self._is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        is_reusable = False
        try:
            is_reusable = not has_surplus(self._response, self._stream)
            self._stream.close()
        finally:
            self._connections.release(self._transport, is_reusable=is_reusable)


class AsyncConnections(httpx.AsyncBaseTransport):
    """The connections of one route, for the tasks of an event loop."""

    def __init__(self, make: Callable[[], httpx.AsyncBaseTransport]) -> None:
        """Take what makes a transport of one connection."""
        self._transports = _Transports(make)
        self._places = anyio.Semaphore(MAX_CONNECTIONS, fast_acquire=True)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on an idle connection, or on a new one.

        Raises:
            httpx.PoolTimeout: Too many are in use.
        """
        try:
            with anyio.fail_after(request.extensions.get("timeout", {}).get("pool")):
                await self._places.acquire()
        except TimeoutError:
            raise httpx.PoolTimeout(ALL_IN_USE) from None
        try:
            transport = self._transports.take()
            try:
                response = await transport.handle_async_request(request)
            except BaseException:
                await self._put(transport, is_reusable=False)
                raise
        except BaseException:
            self._places.release()
            raise
        response.stream = _AsyncStream(response, transport, self)
        return response

    async def release(self, transport: httpx.AsyncBaseTransport, *, is_reusable: bool) -> None:
        """Take back a transport whose response is closed."""
        try:
            await self._put(transport, is_reusable=is_reusable)
        finally:
            self._places.release()

    async def _put(self, transport: httpx.AsyncBaseTransport, *, is_reusable: bool) -> None:
        with anyio.CancelScope(shield=True):
            for unneeded in self._transports.put(transport, is_reusable=is_reusable):
                await unneeded.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        for transport in tuple(self._transports.open):
            await transport.aclose()


class _AsyncStream(httpx.AsyncByteStream):
    """The body of an asynchronous response. When it is closed, its connection is released."""

    def __init__(
        self, response: httpx.Response, transport: httpx.AsyncBaseTransport, connections: AsyncConnections
    ) -> None:
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - for the type checker
        self._stream, self._response = response.stream, response
        self._transport, self._connections = transport, connections
        self._is_closed = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._stream.__aiter__()

    async def aclose(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        is_reusable = False
        try:
            is_reusable = not has_surplus(self._response, self._stream)
            await self._stream.aclose()
        finally:
            await self._connections.release(self._transport, is_reusable=is_reusable)
