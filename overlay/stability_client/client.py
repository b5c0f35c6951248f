"""The two clients. They share every decision; they differ in the `await` alone."""

import warnings
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Generic, NoReturn, ParamSpec, Self, TypeVar, Unpack

from stability_client._calls.operation import AsyncCaller, DeferredOperation, SyncCaller, estimate, run_in_thread
from stability_client._settings import ClientOptions, Settings, make_settings, unencrypted_host
from stability_client._signatures import names_its_options

if TYPE_CHECKING:
    import httpx

    from stability_client._calls.v1 import V1, AsyncV1
    from stability_client._calls.v1alpha import AsyncV1alpha, V1alpha, V1alphaOperations
    from stability_client._calls.v2beta import AsyncV2beta, V2beta
    from stability_client._transport import AsyncTransport, Transport
    from stability_client._wire.calls import Call
    from stability_client._wire.raw import RawClient
else:

    class V1alphaOperations:
        """The operations of v1alpha, which is loaded when the first of them is used."""

        text_to_image = DeferredOperation("stability_client._calls.v1alpha")
        image_to_image = DeferredOperation("stability_client._calls.v1alpha")
        masking = DeferredOperation("stability_client._calls.v1alpha")
        engines = DeferredOperation("stability_client._calls.v1alpha")
        account = DeferredOperation("stability_client._calls.v1alpha")
        balance = DeferredOperation("stability_client._calls.v1alpha")


P = ParamSpec("P")
T = TypeVar("T")
HttpClientT = TypeVar("HttpClientT")
TransportT = TypeVar("TransportT", "Transport", "AsyncTransport")


_warned_hosts: set[str] = set()
"""Hosts that this process was warned of. Once is enough."""


class _Client(Generic[HttpClientT, TransportT]):
    """What the two clients share."""

    _settings: Settings
    _transport: TransportT
    _owns_transport: bool

    @names_its_options
    def __init__(
        self,
        api_key: str | None = None,
        *,
        http_client: HttpClientT | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        """Make a client.

        Args:
            api_key: The key; from `STABILITY_API_KEY` if none is given.
            http_client: A prepared httpx client, for proxies, certificates or transports of your own. It is never
                closed here. Its timeouts, authentication and redirects give way to those of this class.

        Raises:
            AuthenticationError: There is no API key.
            InvalidOptionError: A setting is wrong.
        """
        self._settings = make_settings(api_key, **options)
        self._transport = self._connect(http_client)
        self._owns_transport = True
        self._warn_of_unencrypted_key()

    def _warn_of_unencrypted_key(self) -> None:
        host = unencrypted_host(self._settings.base_url)
        if host is not None and host not in _warned_hosts:
            _warned_hosts.add(host)
            warnings.warn(f"the API key goes to {host} unencrypted. Use https://", UserWarning, stacklevel=3)

    def _connect(self, http_client: HttpClientT | None) -> TransportT:
        raise NotImplementedError

    @property
    def base_url(self) -> str:
        """The server's address, without the API's paths."""
        return self._settings.base_url

    @property
    def engine(self) -> str | None:
        """The engine of calls that name none."""
        return self._settings.engine

    @property
    def organization(self) -> str | None:
        """The organization of calls that name none."""
        return self._settings.organization

    @names_its_options
    def with_options(self, *, api_key: str | None = None, **options: Unpack[ClientOptions]) -> Self:
        """Return a client with other settings on the same connections; this one stays as it is.

        Args:
            api_key: Another key; by default this client's.

        Raises:
            InvalidOptionError: There is no such setting, or its value is wrong.
        """
        key = {} if api_key is None else {"api_key": api_key}
        client = object.__new__(type(self))
        vars(client).update(vars(self))
        client._settings, client._owns_transport = self._settings.replace(**key, **options), False
        client._warn_of_unencrypted_key()
        return client

    def estimate(self, method: Callable[P, object], *args: P.args, **arguments: P.kwargs) -> float | None:
        """Return what a call costs before it is made: it is checked like any other, and not sent.

        `client.estimate(client.v2beta.sd3, "a lighthouse", model="sd3.5-medium")` is 3.5.

        Args:
            method: The method that would be called.
            args: Its arguments.
            arguments: Its arguments by name.

        Returns:
            Credits, by the vendor's prices of the day that the contract names; one is 0.01 USD. None if they do not
            say. Self-hosted servers take nothing.

        Raises:
            RequestError: An argument is wrong.
        """
        return estimate(method, *args, **arguments)

    @property
    def raw(self) -> "RawClient":
        """The generated client, on the same connections and key, for what this class does not offer.

        The key is sent as the edition of each request takes it: alone, or after `Bearer`.

        Pass it to the functions of `stability_raw.api`. Their limits: they read every 200 as JSON, so ask for
        `application/json` (an `image/png` response raises UnicodeDecodeError), and every error too, so a proxy's
        HTML page raises JSONDecodeError; they raise httpx's exceptions; wrong options and finish reasons are not
        noticed; nothing is retried or waits for `rate_limit`, and responses have no size limit.
        """
        return self._transport.raw(self._settings)

    def __copy__(self) -> Self:
        return self.with_options()

    def __reduce__(self) -> NoReturn:
        name = type(self).__name__
        raise TypeError(
            f"{name}: holds open connections and the API key, so it can be neither pickled nor deep-copied. "
            f"Make a {name} in each process, and pass the arguments for it"
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r}, engine={self.engine!r})"


class Stability(SyncCaller, V1alphaOperations, _Client["httpx.Client", "Transport"]):
    """A client of the Stability image API.

    Use it in a `with` statement, or call `close()`. One client may serve many threads.
    """

    @property
    def v1alpha(self) -> "V1alpha":
        """The calls of v1alpha, the edition of self-hosted servers. The client's own methods are the same."""
        from stability_client._calls.v1alpha import V1alpha  # noqa: PLC0415 - an edition loads when it is first used

        return V1alpha(self)

    @property
    def v1(self) -> "V1":
        """The calls of v1, the hosted service's older edition: Stable Diffusion XL and 1.6."""
        from stability_client._calls.v1 import V1  # noqa: PLC0415 - an edition loads when it is first used

        return V1(self)

    @property
    def v2beta(self) -> "V2beta":
        """The calls of v2beta, the hosted service's present edition."""
        from stability_client._calls.v2beta import V2beta  # noqa: PLC0415 - an edition loads when it is first used

        return V2beta(self)

    def _connect(self, http_client: "httpx.Client | None") -> "Transport":
        from stability_client._transport import Transport  # noqa: PLC0415 - httpx loads when the first client is made

        return Transport(http_client)

    def _send(self, call: "Call[T]") -> T:
        result = self._transport.send(call)
        return call.finish(result) if call.finish else result

    def close(self) -> None:
        """Close the connections. A client made by `with_options` leaves them to the one it came from."""
        if self._owns_transport:
            self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncStability(AsyncCaller, V1alphaOperations, _Client["httpx.AsyncClient", "AsyncTransport"]):
    """A client of the Stability image API for asyncio and trio, with the methods of Stability to be awaited.

    Use it in an `async with` statement, or call `aclose()`.
    """

    @property
    def v1alpha(self) -> "AsyncV1alpha":
        """The calls of v1alpha, the edition of self-hosted servers. The client's own methods are the same."""
        from stability_client._calls.v1alpha import AsyncV1alpha  # noqa: PLC0415 - an edition loads when it is first used

        return AsyncV1alpha(self)

    @property
    def v1(self) -> "AsyncV1":
        """The calls of v1, the hosted service's older edition: Stable Diffusion XL and 1.6."""
        from stability_client._calls.v1 import AsyncV1  # noqa: PLC0415 - an edition loads when it is first used

        return AsyncV1(self)

    @property
    def v2beta(self) -> "AsyncV2beta":
        """The calls of v2beta, the hosted service's present edition."""
        from stability_client._calls.v2beta import AsyncV2beta  # noqa: PLC0415 - an edition loads when it is first used

        return AsyncV2beta(self)

    def _connect(self, http_client: "httpx.AsyncClient | None") -> "AsyncTransport":
        from stability_client._transport import AsyncTransport  # noqa: PLC0415 - httpx loads when the first client is made

        return AsyncTransport(http_client)

    async def _send(self, call: "Call[T]") -> T:
        result = await self._transport.send(call)
        return await run_in_thread(partial(call.finish, result)) if call.finish else result

    async def aclose(self) -> None:
        """Close the connections. A client made by `with_options` leaves them to the one it came from."""
        if self._owns_transport:
            await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()
