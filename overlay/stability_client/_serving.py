"""A web server of this package, in a thread of its own: the stand-in's, and the mask studio's."""

import asyncio
import logging
import socket
import threading
import time
from types import TracebackType
from typing import Any, Self

import uvicorn

STARTUP_SECONDS = 10.0
POLL_SECONDS = 0.002
SHUTDOWN_SECONDS = 1
"""How long requests may still run after the server is asked to stop."""

UVICORN_LOGGER = logging.getLogger("uvicorn.error")
CANCEL_MESSAGE = "Cancel %s running task(s)"
"""The beginning of what uvicorn logs when it cancels requests."""


class ServerThread:
    """Serves an application on a socket until it is stopped."""

    def __init__(self, app: Any, listening: socket.socket, name: str, *, has_lifespan: bool = False) -> None:
        """Take an ASGI application.

        Args:
            app: The application.
            listening: A socket that accepts connections.
            name: The name of the thread.
            has_lifespan: Whether the application is told when it begins and ends.
        """
        self._server = make_server(app, has_lifespan=has_lifespan)
        self._listening = listening
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listening]}, name=name, daemon=True
        )

    def __enter__(self) -> Self:
        """Start the server."""
        self._thread.start()
        deadline = time.monotonic() + STARTUP_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                self.stop()
                self._listening.close()
                raise RuntimeError(f"The server of {self._thread.name} did not start.")
            time.sleep(POLL_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop the server."""
        self.stop()

    def stop(self) -> None:
        """Let requests end, for a moment, and wait until the server has stopped."""
        self._server.should_exit = True
        self._thread.join()


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that already accepts connections; port 0 picks a free port.

    Raises:
        OSError: The address can't be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    created = socket.create_server((host, port), family=family)
    # asyncio sets TCP_NODELAY on sockets whose protocol is TCP; `create_server` leaves the protocol 0. Without it every
    # response is delayed by 40 ms, until the client acknowledges the headers.
    return socket.socket(created.family, created.type, socket.IPPROTO_TCP, fileno=created.detach())


def format_url(host: str, port: int) -> str:
    """Return the base URL of a server."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class QuietServer(uvicorn.Server):
    """A server that ends without logging the requests it cancels: tests of timeouts leave such requests."""

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until the server is asked to stop."""
        log_filter = _CancellationFilter()
        UVICORN_LOGGER.addFilter(log_filter)
        try:
            super().run(sockets)
        finally:
            UVICORN_LOGGER.removeFilter(log_filter)


class _CancellationFilter(logging.Filter):
    """Drops what uvicorn logs in this thread about cancelled requests; it cancels them at its end only."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = threading.get_ident()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.thread != self._thread:
            return True
        error = record.exc_info[1] if record.exc_info else None
        return not (isinstance(error, asyncio.CancelledError) or str(record.msg).startswith(CANCEL_MESSAGE))


def make_server(app: Any, *, has_lifespan: bool = False) -> uvicorn.Server:
    """Make a uvicorn server for an application; it supports HTTP/1.1 only and configures no logging."""
    return QuietServer(
        uvicorn.Config(
            app,
            loop="asyncio",
            http="h11",
            ws="none",
            interface="asgi3",
            lifespan="on" if has_lifespan else "off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
    )
