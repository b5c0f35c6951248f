"""The two transports. What they decide stands in `conversation`; here they only send, wait and close."""

import os
import time
from contextlib import suppress
from functools import partial
from typing import TypeVar

import anyio
import anyio.lowlevel
import httpx
from tenacity import AsyncRetrying, Retrying

from stability_client._contract import RawClient
from stability_client._settings import Settings
from stability_client._transport.deadline import ending_at
from stability_client._transport.exchange import Attempt, Conversation, headers_of, value
from stability_client._transport.failures import Probe, failure
from stability_client._transport.http_request import build_request, with_closable_body
from stability_client._transport.pools import DEFAULT_TIMEOUT, Homes, make_async_client, make_client, no_cookies
from stability_client._wire.calls import Call
from stability_client._wire.messages import Response
from stability_client.errors import ConnectionFailedError, InvalidOptionError, StabilityError

T = TypeVar("T")

CLOSING_SECONDS = 2.0
"""How long an asynchronous connection may take to close after its task was cancelled."""


def _prepared(http_client: object, kind: type) -> None:
    """Checks what the caller handed in.

    Raises:
        InvalidOptionError: It is no client of the kind.
    """
    if http_client is not None and not isinstance(http_client, kind):
        raise InvalidOptionError(
            f"http_client: must be an httpx.{kind.__name__} here, not {type(http_client).__module__}."
            f"{type(http_client).__name__}"
        )


class Transport:
    """A pool of connections, for any number of clients and threads."""

    def __init__(self, http_client: httpx.Client | None = None) -> None:
        _prepared(http_client, httpx.Client)
        self._theirs = http_client
        self._homes = Homes(make_client)
        self._is_closed = False

    def _http(self) -> httpx.Client:
        """The client of the HTTP library.

        Raises:
            ConnectionFailedError: It is closed.
        """
        http = self._theirs or self._homes.at(os.getpid())
        if self._is_closed or http.is_closed:
            raise ConnectionFailedError("this client is closed")
        return http

    def talk(self, call: Call[T], settings: Settings) -> T:
        """Makes a call: sends it, again where that is safe, and reads its answer.

        Raises:
            StabilityError: It failed; the subclass says how.
        """
        self._http()
        conversation = Conversation.about(call, settings)
        outcome = Retrying(sleep=time.sleep, **conversation.rules)(partial(self._try, conversation))
        question = conversation.question(outcome)
        if question is not None:
            listed = self._try(question)
            conversation.explain(outcome, listed)
        return value(outcome)

    def _try(self, conversation: Conversation[T]) -> T | StabilityError:
        attempt = conversation.begin()
        try:
            came: Response | StabilityError = self._exchange(attempt)
        except Exception as error:  # noqa: BLE001 - whatever ends a try becomes an error of ours
            came = failure(error, attempt)
        except BaseException as error:
            conversation.abandon(attempt, error)
            raise
        return conversation.end(attempt, came)

    def _exchange(self, attempt: Attempt) -> Response:
        http = self._http()
        with ending_at(attempt.deadline):
            request = build_request(http, attempt, Probe(attempt).trace)
            response = http.send(request, stream=True, auth=None, follow_redirects=False)
            try:
                attempt.answered(response.status_code, response.headers)
                attempt.begin_body(is_decoded=response.is_stream_consumed)
                for piece in response.iter_bytes() if response.is_stream_consumed else response.iter_raw():
                    if not attempt.take(piece):
                        break
                return attempt.answer()
            finally:
                with suppress(Exception):  # the answer is there, or another error on its way
                    response.close()

    def raw(self, settings: Settings) -> RawClient:
        """The generated client, sending through this pool with this key."""
        http = httpx.Client(
            transport=_Through(self),
            base_url=settings.base_url,
            headers=headers_of(settings),
            cookies=no_cookies(),
            timeout=DEFAULT_TIMEOUT,
            follow_redirects=False,
        )
        return RawClient(base_url=settings.base_url, token=settings.api_key, prefix="").set_httpx_client(http)

    def close(self) -> None:
        """Closes the connections, unless they are the caller's."""
        self._is_closed = True
        for http in self._homes.taken_from(os.getpid()):
            http.close()


class AsyncTransport:
    """As Transport, for asyncio and trio."""

    def __init__(self, http_client: httpx.AsyncClient | None = None) -> None:
        _prepared(http_client, httpx.AsyncClient)
        self._theirs = http_client
        self._homes = Homes(make_async_client)
        self._is_closed = False

    def _http(self) -> httpx.AsyncClient:
        """The client of the HTTP library.

        Raises:
            ConnectionFailedError: It is closed.
        """
        http = self._theirs or self._homes.at(_place())
        if self._is_closed or http.is_closed:
            raise ConnectionFailedError("this client is closed")
        return http

    async def talk(self, call: Call[T], settings: Settings) -> T:
        """Makes a call: sends it, again where that is safe, and reads its answer.

        Raises:
            StabilityError: It failed; the subclass says how.
        """
        self._http()
        conversation = Conversation.about(call, settings)
        outcome: T | StabilityError = await AsyncRetrying(sleep=anyio.sleep, **conversation.rules)(
            self._try, conversation
        )
        question = conversation.question(outcome)
        if question is not None:
            listed = await self._try(question)
            conversation.explain(outcome, listed)
        return value(outcome)

    async def _try(self, conversation: Conversation[T]) -> T | StabilityError:
        attempt = conversation.begin()
        try:
            came: Response | StabilityError = await self._exchange(attempt)
        except Exception as error:  # noqa: BLE001 - whatever ends a try becomes an error of ours
            came = failure(error, attempt)
        except BaseException as error:
            conversation.abandon(attempt, error)
            raise
        return conversation.end(attempt, came)

    async def _exchange(self, attempt: Attempt) -> Response:
        http = self._http()
        with anyio.move_on_after(attempt.deadline.cap(None)) as scope:
            request = build_request(http, attempt, Probe(attempt).async_trace)
            response = await http.send(request, stream=True, auth=None, follow_redirects=False)
            try:
                attempt.answered(response.status_code, response.headers)
                attempt.begin_body(is_decoded=response.is_stream_consumed)
                async for piece in response.aiter_bytes() if response.is_stream_consumed else response.aiter_raw():
                    if not attempt.take(piece):
                        # Leaving the loop would abandon the library's generators; a cancellation ends them from within.
                        scope.cancel()
                return attempt.answer()
            finally:
                # Shielded, so that a cancelled task leaves no connection open either.
                with suppress(Exception), anyio.move_on_after(CLOSING_SECONDS, shield=True):
                    await response.aclose()
        return attempt.cut_off()

    def raw(self, settings: Settings) -> RawClient:
        """The generated client, sending through this pool with this key."""
        http = httpx.AsyncClient(
            transport=_AsyncThrough(self),
            base_url=settings.base_url,
            headers=headers_of(settings),
            cookies=no_cookies(),
            timeout=DEFAULT_TIMEOUT,
            follow_redirects=False,
        )
        return RawClient(base_url=settings.base_url, token=settings.api_key, prefix="").set_async_httpx_client(http)

    async def aclose(self) -> None:
        """Closes the connections, unless they are the caller's."""
        self._is_closed = True
        for http in self._homes.taken_from(_place()):
            await http.aclose()


def _place() -> tuple[int, object]:
    """Where asynchronous connections work: this process, this event loop."""
    return os.getpid(), anyio.lowlevel.current_token()


class _Through(httpx.BaseTransport):
    """Hands requests to another client, whose connections they share; closing it closes nothing."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._transport._http().send(request, stream=True, auth=None, follow_redirects=False)  # noqa: SLF001 - its own


class _AsyncThrough(httpx.AsyncBaseTransport):
    """As _Through."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._transport._http().send(  # noqa: SLF001 - its own
            with_closable_body(request), stream=True, auth=None, follow_redirects=False
        )
