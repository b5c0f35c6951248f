"""The stand-in running in a thread of its own."""

import asyncio
import logging
import socket
import threading
import time
from types import TracebackType
from typing import Any, Self, Unpack

import anyio.to_thread
import uvicorn
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from stability_client.standin.app import create_app
from stability_client.standin.checks import check_count, check_number
from stability_client.standin.faults import DEFAULT_RETRY_AFTER_SECONDS
from stability_client.standin.history import Received
from stability_client.standin.service import Service
from stability_client.standin.settings import SettingsArguments

LOOPBACK = "127.0.0.1"
LAST_PORT = 65535
STARTUP_SECONDS = 10.0
POLL_SECONDS = 0.002
GRACE_SECONDS = 1
"""How long requests may still take once the server is told to stop."""

UVICORN_LOGGER = logging.getLogger("uvicorn.error")
CANCELLING = "Cancel %s running task(s)"
"""How uvicorn begins to tell that it cancels requests."""


class StandIn:
    """A stand-in server on a free port of this machine, for as long as the `with` block lasts.

        with StandIn() as server:
            client = Stability(server.api_key, base_url=server.url)

    It can be entered many times, one after the other; each time it starts as new. `async with` works too.

    Args:
        host: the address to listen on.
        port: the port; 0 picks a free one.
        settings: the fields of `Settings`.

    """

    def __init__(self, *, host: str = LOOPBACK, port: int = 0, **settings: Unpack[SettingsArguments]) -> None:
        check_port(port)
        self._host = host
        self._port = port
        self._settings = settings
        self._app = create_app(**settings)
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._address: tuple[str, int] | None = None

    @property
    def url(self) -> str:
        """The base URL to give to a client, without a slash at its end.

        Raises:
            RuntimeError: the server is not running.

        """
        if self._address is None:
            raise RuntimeError("The stand-in is not running: use it as a context manager, `with StandIn() as server:`.")
        return url_of(*self._address)

    @property
    def api_key(self) -> str:
        """A key that the server knows."""
        return next(iter(self.service.settings.keys))

    @property
    def app(self) -> Starlette:
        """The application that answers at present; `reset` makes another."""
        return self._app

    @property
    def service(self) -> Service:
        """The state behind the application."""
        service: Service = self._app.state.service
        return service

    @property
    def requests(self) -> list[Received]:
        """What was received since the start or the last `reset`, oldest first."""
        return list(self.service.journal)

    def balance(self, organization: str | None = None) -> float:
        """The credits left to an organisation, by default to the default one."""
        return self.service.account.balance(organization)

    def set_balance(self, credits_left: float, organization: str | None = None) -> None:
        """Put the credits of an organisation, by default of the default one, to a figure."""
        self.service.account.set_balance(credits_left, organization)

    def set_latency(self, seconds: float) -> None:
        """Let every answer from now on take so many seconds longer."""
        check_number("seconds", seconds)
        self.service.latency = seconds

    def fail_next(
        self,
        name: str | int,
        times: int = 1,
        *,
        status: int | None = None,
        retry_after: int = DEFAULT_RETRY_AFTER_SECONDS,
    ) -> None:
        """Answer the next requests, whatever they are, with a failure.

        Args:
            name: a documented error name; or a status from 500 to 599, for the HTML page of a proxy.
            times: how many requests.
            status: under which status, where a name is documented under several; by default the first.
            retry_after: seconds that `rate_limit_exceeded` asks to wait.

        Raises:
            ValueError: no such error is documented; the message lists those that are. Or `times` is below 1.

        """
        check_count("times", times, 1)
        check_count("retry_after", retry_after)
        fault = self.service.provocations.named(name, status, retry_after)
        self.service.planned_faults.extend([fault] * times)

    def reset(self, **settings: Unpack[SettingsArguments]) -> None:
        """Start as new without a restart: with full balance, empty journal, and no failures planned.

        Args:
            settings: change these; all others are as they were when the stand-in was made.

        """
        merged: SettingsArguments = {**self._settings, **settings}
        self._app = create_app(**merged)

    def __enter__(self) -> Self:
        if self._thread is not None:
            raise RuntimeError("This stand-in is running already; make another one to run two.")
        self.reset()
        listening = listen(self._host, self._port)
        self._address = listening.getsockname()[:2]
        self._server = make_server(self._dispatch)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listening]}, name="stability-standin", daemon=True
        )
        self._thread.start()
        try:
            self._wait_until_started(self._server, self._thread)
        except RuntimeError:
            self.__exit__(None, None, None)
            listening.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
        self._server = self._thread = self._address = None

    async def __aenter__(self) -> Self:
        return await anyio.to_thread.run_sync(self.__enter__)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await anyio.to_thread.run_sync(self.__exit__, kind, error, traceback)

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand each request to the application of the moment, so that `reset` needs no restart."""
        await self._app(scope, receive, send)

    def _wait_until_started(self, server: uvicorn.Server, thread: threading.Thread) -> None:
        deadline = time.monotonic() + STARTUP_SECONDS
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("The stand-in did not start.")
            time.sleep(POLL_SECONDS)


def check_port(port: int) -> int:
    """The port, when there can be such a one.

    Raises:
        ValueError: there can't.

    """
    check_count("port", port)
    if port > LAST_PORT:
        raise ValueError(f"port: must be 0 to {LAST_PORT}, not {port!r:.80}")
    return port


def listen(host: str, port: int) -> socket.socket:
    """A socket that already takes connections; port 0 picks a free port.

    Raises:
        OSError: the address is not to be had.

    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.create_server((host, port), family=family)
    # asyncio lets answers go at once (TCP_NODELAY) on sockets that say they are TCP, which this one does not by itself.
    # Without it every answer waits 40 ms for the other side to acknowledge its headers.
    return socket.socket(made.family, made.type, socket.IPPROTO_TCP, fileno=made.detach())


def url_of(host: str, port: int) -> str:
    """The base URL of a server."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class QuietServer(uvicorn.Server):
    """Says nothing of requests that are still being answered when it ends: that is how slow answers are tried out."""

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        hush = _OfThisThreadsEnd()
        UVICORN_LOGGER.addFilter(hush)
        try:
            super().run(sockets)
        finally:
            UVICORN_LOGGER.removeFilter(hush)


class _OfThisThreadsEnd(logging.Filter):
    """Drops what uvicorn logs in this thread of requests that are cancelled, which it does at its end only."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = threading.get_ident()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.thread != self._thread:
            return True
        error = record.exc_info[1] if record.exc_info else None
        return not (isinstance(error, asyncio.CancelledError) or str(record.msg).startswith(CANCELLING))


def make_server(app: Any) -> uvicorn.Server:
    """A quiet uvicorn for the application; it speaks nothing but HTTP/1.1 and sets up no logging."""
    return QuietServer(
        uvicorn.Config(
            app,
            loop="asyncio",
            http="h11",
            ws="none",
            interface="asgi3",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
