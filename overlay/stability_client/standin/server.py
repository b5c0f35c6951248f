"""The stand-in in a thread of its own."""

from types import TracebackType
from typing import Self, Unpack

import anyio.to_thread
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from stability_client._serving import ServerThread, format_url, listen
from stability_client.standin.app import create_app
from stability_client.standin.configuration import ConfigurationArguments
from stability_client.standin.faults import DEFAULT_RETRY_AFTER_SECONDS, PlannedFault
from stability_client.standin.history import RecordedRequest
from stability_client.standin.service import Service
from stability_client.standin.validators import check_count, check_number, invalid

LOOPBACK_ADDRESS = "127.0.0.1"
MAX_PORT = 65535


class StandIn:
    """A stand-in server on a free port of this machine, which runs while its `with` block does.

        with StandIn() as server:
            client = Stability(server.api_key, base_url=server.url)

    It can be entered again after it ended; each time it starts from the same state. `async with` works too.
    """

    def __init__(
        self, *, host: str = LOOPBACK_ADDRESS, port: int = 0, **settings: Unpack[ConfigurationArguments]
    ) -> None:
        """Configure a server; it starts when the `with` block is entered.

        Args:
            host: The address to listen on.
            port: The port; 0 picks a free one.
            settings: The fields of `Configuration`.

        Raises:
            TypeError: There is no such setting, or a value has a wrong type.
            ValueError: A value is not allowed.
        """
        check_port(port)
        self._host = host
        self._port = port
        self._settings = settings
        self._app = create_app(**settings)
        self._server: ServerThread | None = None
        self._address: tuple[str, int] | None = None

    @property
    def url(self) -> str:
        """The base URL for a client, without a slash at its end.

        Raises:
            RuntimeError: The server is not running.
        """
        if self._address is None:
            raise RuntimeError("The stand-in is not running. Use it as a context manager: `with StandIn() as server:`.")
        return format_url(*self._address)

    @property
    def api_key(self) -> str:
        """An API key that the server accepts."""
        return self.service.configuration.keys[0]

    @property
    def app(self) -> Starlette:
        """The current application; `reset` makes another."""
        return self._app

    @property
    def service(self) -> Service:
        """The state of the current application."""
        service: Service = self._app.state.service
        return service

    @property
    def history(self) -> list[RecordedRequest]:
        """The requests since the start or the last `reset`, oldest first."""
        return list(self.service.history)

    def balance(self, organization: str | None = None) -> float:
        """Return the balance of an organization, by default the default one, in credits.

        Raises:
            ValueError: There is no such organization.
        """
        return self.service.account.balance(organization)

    def set_balance(self, balance: float, organization: str | None = None) -> None:
        """Set the balance of an organization, by default the default one, in credits; it may be below 0.

        Raises:
            TypeError: The balance is not a number.
            ValueError: There is no such organization, or the balance is not finite.
        """
        self.service.account.set_balance(balance, organization)

    def set_latency(self, seconds: float) -> None:
        """Delay every response from now on.

        Raises:
            TypeError: `seconds` is not a number.
            ValueError: `seconds` is below 0 or not finite.
        """
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
        """Let the next requests fail, whatever they are.

        Args:
            name: A documented error name; or a status from 500 to 599, for the HTML page of a proxy.
            times: The number of requests.
            status: One of the statuses that are documented for the name; by default the first that the edition of the
                request has for it.
            retry_after: The seconds in `Retry-After`, for `rate_limit_exceeded`.

        Raises:
            TypeError: A number is no whole number.
            ValueError: No such error is documented (the message lists those that are), or a number is too small.
        """
        check_count("times", times, 1)
        check_count("retry_after", retry_after)
        triggers = self.service.fault_triggers
        _ = triggers.error(name, status, retry_after) if isinstance(name, str) else triggers.proxy_error(name)
        self.service.planned_faults.extend([PlannedFault(name, status, retry_after)] * times)

    def reset(self, **settings: Unpack[ConfigurationArguments]) -> None:
        """Return to the initial state without a restart: full balance, empty history, no planned faults.

        Args:
            settings: Fields of `Configuration` to change. The others are those that the stand-in was made with.

        Raises:
            TypeError: There is no such setting, or a value has a wrong type.
            ValueError: A value is not allowed.
        """
        merged: ConfigurationArguments = {**self._settings, **settings}
        self._app = create_app(**merged)

    def __enter__(self) -> Self:
        """Start the server."""
        if self._server is not None:
            raise RuntimeError("This stand-in is running already. Make another one to run two.")
        self.reset()
        listening = listen(self._host, self._port)
        self._address = listening.getsockname()[:2]
        self._server = ServerThread(self._dispatch, listening, "stability-standin")
        try:
            self._server.__enter__()
        except RuntimeError:
            self._server = self._address = None
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop the server."""
        if self._server is not None:
            self._server.stop()
        self._server = self._address = None

    async def __aenter__(self) -> Self:
        """Start the server."""
        return await anyio.to_thread.run_sync(self.__enter__)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop the server."""
        await anyio.to_thread.run_sync(self.__exit__, kind, error, traceback)

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to the current application, so that `reset` needs no restart."""
        await self._app(scope, receive, send)


def check_port(port: int) -> int:
    """Return the port if it is valid.

    Raises:
        TypeError: It is no whole number.
        ValueError: It is out of range.
    """
    check_count("port", port)
    if port > MAX_PORT:
        raise invalid(ValueError, "port", f"0 to {MAX_PORT}", port)
    return port
