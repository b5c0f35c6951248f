"""The two transports. `exchange` holds what they decide; here they only send, wait and close."""

import os
import time
from contextlib import suppress
from typing import TypeVar

import anyio
import anyio.lowlevel
import httpx

from stability_client._contract import facts
from stability_client._settings import Settings
from stability_client._transport.attempt import Attempt
from stability_client._transport.deadline import DeadlineExceeded, deadline_scope
from stability_client._transport.exchange import Exchange, authorization_for, common_headers, unwrap
from stability_client._transport.failures import error_from_exception
from stability_client._transport.gates import AsyncGate, Gate, Gates, Turn, late_turn
from stability_client._transport.http_request import build_request, use_iterator_body
from stability_client._transport.pools import DEFAULT_TIMEOUT, ClientCache, make_async_client, make_client, no_cookies
from stability_client._wire.calls import Call, Later
from stability_client._wire.messages import Response
from stability_client._wire.raw import RawClient
from stability_client.errors import ClientClosedError, InvalidOptionError, StabilityError

T = TypeVar("T")

CLOSING_SECONDS = 2.0
"""How long an asynchronous connection may take to close after its task was cancelled."""


def _require_client(http_client: object, kind: type) -> None:
    if http_client is not None and not isinstance(http_client, kind):
        found = f"{type(http_client).__module__}.{type(http_client).__name__}"
        raise InvalidOptionError(f"http_client: must be an httpx.{kind.__name__} here, got {found}")


CLOSED = "the client is closed. Make a new one, or keep it open until the last call has ended"


class Transport:
    """A pool of connections, for any number of clients and threads."""

    def __init__(self, http_client: httpx.Client | None = None) -> None:
        """Take a caller's client, or None for connections of this package.

        Raises:
            InvalidOptionError: It is no client of the right kind.
        """
        _require_client(http_client, httpx.Client)
        self._user_client = http_client
        self._clients = ClientCache(make_client)
        self._gates = Gates(Gate)
        self._is_closed = False

    def http(self) -> httpx.Client:
        """Return the HTTP library's client to send with.

        Raises:
            ClientClosedError: It is closed.
        """
        http = self._user_client or self._clients.get(os.getpid())
        if self._is_closed or http.is_closed:
            raise ClientClosedError(CLOSED)
        return http

    def send(self, call: Call[T]) -> T:
        """Send a request, again if that is safe, and read its response.

        Raises:
            StabilityError: The call failed; the subclass says how.
        """
        self.http()
        exchange = Exchange.start(call)
        outcome = self._finish(exchange)
        while isinstance(outcome, Later):
            exchange = exchange.follow(outcome)
            outcome = exchange.late_result() or self._poll(exchange)
            exchange.add_pending(outcome)
        return unwrap(outcome)

    def _poll(self, exchange: Exchange[T]) -> T | Later[T] | StabilityError:
        with exchange.noting_pending():
            time.sleep(exchange.call.settings.poll_seconds)
            return self._finish(exchange)

    def _finish(self, exchange: Exchange[T]) -> T | Later[T] | StabilityError:
        outcome = self._attempt(exchange)
        while (delay := exchange.next_delay(outcome)) is not None:
            time.sleep(delay)
            outcome = self._attempt(exchange)
        lookup = exchange.engines_lookup(outcome)
        if lookup is not None:
            available = self._attempt(lookup)
            exchange.add_available_engines(outcome, available)
        return outcome

    def _attempt(self, exchange: Exchange[T]) -> T | Later[T] | StabilityError:
        gate = self._gates.get(exchange.call.settings, os.getpid())
        try:
            with gate.entered(exchange.deadline) as turn:
                return self._send(exchange, turn)
        except DeadlineExceeded:
            return late_turn(exchange.call)

    def _send(self, exchange: Exchange[T], turn: Turn) -> T | Later[T] | StabilityError:
        attempt = exchange.start_attempt()
        attempt.on_sent = turn.finish
        try:
            received: Response | StabilityError = self._receive(attempt)
        except Exception as error:  # noqa: BLE001 - whatever ends an attempt becomes an error of this package
            received = error_from_exception(error, attempt)
        except BaseException as error:
            exchange.cancel_attempt(attempt, error)
            raise
        return exchange.finish_attempt(attempt, received)

    def _receive(self, attempt: Attempt) -> Response:
        http = self.http()
        with deadline_scope(attempt.deadline):
            response = http.send(build_request(http, attempt), stream=True, auth=None, follow_redirects=False)
            try:
                attempt.start_response(response.status_code, response.headers)
                attempt.start_body(is_decoded=response.is_stream_consumed)
                for piece in response.iter_bytes() if response.is_stream_consumed else response.iter_raw():
                    if not attempt.feed(piece):
                        break
                return attempt.response()
            finally:
                with suppress(Exception):  # there is a response, or another error
                    response.close()

    def raw(self, settings: Settings) -> RawClient:
        """Return the generated client, sending through this pool with this key."""
        http = httpx.Client(
            transport=BorrowedTransport(self, settings),
            base_url=settings.base_url,
            headers=common_headers(settings, settings.api_key),
            cookies=no_cookies(),
            timeout=DEFAULT_TIMEOUT,
            follow_redirects=False,
        )
        return RawClient(base_url=settings.base_url, token=settings.api_key, prefix="").set_httpx_client(http)

    def close(self) -> None:
        """Close the connections, unless they are the caller's."""
        self._is_closed = True
        http = self._clients.pop(os.getpid())
        if http is not None:
            http.close()


class AsyncTransport:
    """A pool of connections for asyncio and trio, for any number of clients and tasks."""

    def __init__(self, http_client: httpx.AsyncClient | None = None) -> None:
        """Take a caller's client, or None for connections of this package.

        Raises:
            InvalidOptionError: It is no client of the right kind.
        """
        _require_client(http_client, httpx.AsyncClient)
        self._user_client = http_client
        self._clients = ClientCache(make_async_client)
        self._gates = Gates(AsyncGate)
        self._is_closed = False

    def http(self) -> httpx.AsyncClient:
        """Return the HTTP library's client to send with.

        Raises:
            ClientClosedError: It is closed.
        """
        http = self._user_client or self._clients.get(_context_key())
        if self._is_closed or http.is_closed:
            raise ClientClosedError(CLOSED)
        return http

    async def send(self, call: Call[T]) -> T:
        """Send a request, again if that is safe, and read its response.

        Raises:
            StabilityError: The call failed; the subclass says how.
        """
        self.http()
        exchange = Exchange.start(call)
        outcome = await self._finish(exchange)
        while isinstance(outcome, Later):
            exchange = exchange.follow(outcome)
            outcome = exchange.late_result() or await self._poll(exchange)
            exchange.add_pending(outcome)
        return unwrap(outcome)

    async def _poll(self, exchange: Exchange[T]) -> T | Later[T] | StabilityError:
        with exchange.noting_pending():
            await anyio.sleep(exchange.call.settings.poll_seconds)
            return await self._finish(exchange)

    async def _finish(self, exchange: Exchange[T]) -> T | Later[T] | StabilityError:
        outcome = await self._attempt(exchange)
        while (delay := exchange.next_delay(outcome)) is not None:
            await anyio.sleep(delay)
            outcome = await self._attempt(exchange)
        lookup = exchange.engines_lookup(outcome)
        if lookup is not None:
            available = await self._attempt(lookup)
            exchange.add_available_engines(outcome, available)
        return outcome

    async def _attempt(self, exchange: Exchange[T]) -> T | Later[T] | StabilityError:
        gate = self._gates.get(exchange.call.settings, _context_key())
        try:
            async with gate.entered(exchange.deadline) as turn:
                return await self._send(exchange, turn)
        except DeadlineExceeded:
            return late_turn(exchange.call)

    async def _send(self, exchange: Exchange[T], turn: Turn) -> T | Later[T] | StabilityError:
        attempt = exchange.start_attempt()
        attempt.on_sent = turn.finish
        try:
            received: Response | StabilityError = await self._receive(attempt)
        except Exception as error:  # noqa: BLE001 - whatever ends an attempt becomes an error of this package
            received = error_from_exception(error, attempt)
        except BaseException as error:
            exchange.cancel_attempt(attempt, error)
            raise
        return exchange.finish_attempt(attempt, received)

    async def _receive(self, attempt: Attempt) -> Response:
        http = self.http()
        with anyio.move_on_after(attempt.deadline.limit(None)) as scope:
            response = await http.send(build_request(http, attempt), stream=True, auth=None, follow_redirects=False)
            try:
                attempt.start_response(response.status_code, response.headers)
                attempt.start_body(is_decoded=response.is_stream_consumed)
                async for piece in response.aiter_bytes() if response.is_stream_consumed else response.aiter_raw():
                    if not attempt.feed(piece):
                        # `break` would abandon the library's generators half read; a cancellation ends them properly.
                        scope.cancel()
                return attempt.response()
            finally:
                # Shielded, so that a cancelled task leaves no connection open either.
                with suppress(Exception), anyio.move_on_after(CLOSING_SECONDS, shield=True):
                    await response.aclose()
        raise attempt.interruption()

    def raw(self, settings: Settings) -> RawClient:
        """Return the generated client, sending through this pool with this key."""
        http = httpx.AsyncClient(
            transport=AsyncBorrowedTransport(self, settings),
            base_url=settings.base_url,
            headers=common_headers(settings, settings.api_key),
            cookies=no_cookies(),
            timeout=DEFAULT_TIMEOUT,
            follow_redirects=False,
        )
        return RawClient(base_url=settings.base_url, token=settings.api_key, prefix="").set_async_httpx_client(http)

    async def aclose(self) -> None:
        """Close the connections, unless they are the caller's."""
        self._is_closed = True
        http = self._clients.pop(_context_key())
        if http is not None:
            await http.aclose()


def _context_key() -> tuple[int, object]:
    """Where asynchronous connections can be used: this process, this event loop."""
    return os.getpid(), anyio.lowlevel.current_token()


def _authorize(request: httpx.Request, settings: Settings) -> None:
    """Give a request the key as its edition takes it, unless the caller has set another header for it."""
    if request.headers.get(facts.AUTH_HEADER) == settings.api_key:
        request.headers[facts.AUTH_HEADER] = authorization_for(settings, request.url.path)


class BorrowedTransport(httpx.BaseTransport):
    """Hands requests to another client, whose connections they share; closing it closes nothing."""

    def __init__(self, transport: Transport, settings: Settings) -> None:
        """Take the transport to send through, and the settings that the requests are made with."""
        self._transport, self._settings = transport, settings

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, with the key as its edition takes it."""
        _authorize(request, self._settings)
        return self._transport.http().send(request, stream=True, auth=None, follow_redirects=False)


class AsyncBorrowedTransport(httpx.AsyncBaseTransport):
    """Hands requests to another asynchronous client, whose connections they share; closing it closes nothing."""

    def __init__(self, transport: AsyncTransport, settings: Settings) -> None:
        """Take the transport to send through, and the settings that the requests are made with."""
        self._transport, self._settings = transport, settings

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, with the key as its edition takes it."""
        _authorize(request, self._settings)
        http = self._transport.http()
        return await http.send(use_iterator_body(request), stream=True, auth=None, follow_redirects=False)
