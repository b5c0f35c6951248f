"""A server that fails on purpose: real sockets on loopback, a fault chosen by each request's path, and a record.

The address of a fault is `server.url(fault)`: a base URL whose first part names the fault and whose second is new each
time, so that what one client sent is counted separately.
"""

import asyncio
import itertools
import socket
import ssl
import struct
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Self

from attrs import define, field, frozen

NO_LINGER = struct.pack("ii", 1, 0)
"""Closing a socket with this resets the connection."""

TLS_HANDSHAKE = b"\x16"

STOP_SECONDS = 5.0


@frozen
class RecordedRequest:
    """A request that was received."""

    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False, default=b"")
    connection: int = 0
    """The connection that it was received on, counted from 1."""
    is_complete: bool = False


@define
class IncomingRequest:
    """One request, and the connection to respond on."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    number: int
    """How many requests this address received before."""
    address: str = ""
    """Which address: the fault, and the tag that is new each time."""

    @property
    def key(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    async def send_raw(self, *pieces: bytes, pause: float = 0.0) -> None:
        """Sends bytes as they are, with a pause after each."""
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()
            if pause:
                await asyncio.sleep(pause)

    async def send_head(self, status: int, headers: Mapping[str, str] | list[tuple[str, str]] | None = None) -> None:
        pairs = headers.items() if isinstance(headers, Mapping) else headers or []
        lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in pairs)]
        await self.send_raw("\r\n".join([*lines, "", ""]).encode("latin-1"))

    async def respond(
        self, status: int, body: bytes = b"", headers: Mapping[str, str] | list[tuple[str, str]] | None = None
    ) -> None:
        """Sends a complete response."""
        pairs = list(headers.items() if isinstance(headers, Mapping) else headers or [])
        await self.send_head(status, [*pairs, ("Content-Length", str(len(body)))])
        await self.send_raw(body)

    def close(self) -> None:
        self.writer.close()

    def reset(self) -> None:
        endpoint = self.writer.get_extra_info("socket")
        endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
        self.writer.transport.abort()

    async def wait_until_closed(self) -> None:
        """Waits, sending nothing, until the client closes the connection."""
        while await self.reader.read(65536):
            pass


Handler = Callable[[IncomingRequest], Awaitable[None]]


class FaultServer:
    """Runs the handlers of faults until it is exited."""

    def __init__(
        self,
        handlers: Mapping[str, Handler],
        *,
        unread: frozenset[str] = frozenset(),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._tls = tls
        self._plays = dict(handlers)
        self._unread = unread
        self._numbers = itertools.count(1)
        self._connections = itertools.count(1)
        self.received: defaultdict[str, list[RecordedRequest]] = defaultdict(list)
        self.open_connections = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault-server", daemon=True)
        self.port = 0

    def url(self, fault: str, scheme: str = "http") -> str:
        """Returns a new base URL."""
        return f"{scheme}://127.0.0.1:{self.port}/{fault}/{next(self._numbers)}"

    def add(self, name: str, handler: Handler) -> None:
        self._plays[name] = handler

    def requests(self, url: str) -> list[RecordedRequest]:
        """Returns what an address received."""
        return self.received["/".join(url.split("/")[3:5])]

    def __enter__(self) -> Self:
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(STOP_SECONDS)
        return self

    async def __aenter__(self) -> Self:
        """Runs in the event loop that it is entered in, without a thread."""
        self.port = await self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.close()
        self._loop.close()

    async def _start(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**20, backlog=512, ssl=self._tls)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_connections += 1
        connection = next(self._connections)
        try:
            while await self._one(reader, writer, connection) and not writer.is_closing():
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError, asyncio.LimitOverrunError):
            pass  # the client has gone, or the server is being stopped
        finally:
            self.open_connections -= 1
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int) -> bool:
        try:
            first_byte = await reader.readexactly(1)
            if first_byte == TLS_HANDSHAKE:
                return False
            head = (first_byte + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except asyncio.IncompleteReadError:
            return False
        first, *lines = head.strip().split("\r\n")
        method, target, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        path = "/" + target.split("://", 1)[-1].partition("/")[2] if "://" in target else target
        fault, tag, rest = [*path.strip("/").split("/", 2), "", ""][:3]
        received = self.received[f"{fault}/{tag}"]
        number = len(received)
        received.append(RecordedRequest(method, rest, headers, connection=connection))
        body = b""
        if fault not in self._unread:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            received[number] = RecordedRequest(method, rest, headers, body, connection, is_complete=True)
        await self._plays[fault](IncomingRequest(reader, writer, method, rest, headers, body, number, f"{fault}/{tag}"))
        return True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(STOP_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(STOP_SECONDS)
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
