"""Connections that keep the deadline, through the environment's proxies, without cookies.

Two things here differ from httpx. Its synchronous connections know no limit for a whole call, so a server that sends a
byte now and then could hold one for ever: these check the call's deadline before each read and write. And it keeps
connections in another way than `connections`.

The proxies are found here too, since httpx applies those of the environment only to transports of its own making, which
do not take such connections, and which read the certificates (50 ms) for each proxy.
"""

import os
import ssl
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Generic, TypeVar

import httpcore
import httpx
from attrs import define, field, frozen

from stability_client._transport.connections import ONE_CONNECTION, AsyncConnections, Connections
from stability_client._transport.deadline import current_deadline
from stability_client.errors import InvalidOptionError

WRITE_BYTES = 64 * 1024
"""How much is written between two checks of the deadline: a piece of a form, as httpx cuts them."""

DEFAULT_TIMEOUT = httpx.Timeout(180.0, connect=5.0)
"""For `client.raw`, which sets none of its own: httpx has no total."""


# --- connections that keep the deadline ------------------------------------------------------------------------------


def _limited(timeout: float | None, error: type[Exception]) -> float | None:
    """The timeout, or what remains of the current call if that is less."""
    limited = current_deadline().limit(timeout)
    if limited == 0:
        raise error
    return limited


@define(eq=False)
class _DeadlineStream(httpcore.NetworkStream):
    """A connection that waits no longer than its call."""

    stream: httpcore.NetworkStream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, _limited(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), WRITE_BYTES):
            self.stream.write(buffer[start : start + WRITE_BYTES], _limited(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        timeout = _limited(timeout, httpcore.ConnectTimeout)
        return _DeadlineStream(self.stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


class _DeadlineBackend(httpcore.SyncBackend):
    """Opens connections that wait no longer than their calls."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        timeout = _limited(timeout, httpcore.ConnectTimeout)
        return _DeadlineStream(super().connect_tcp(host, port, timeout, local_address, socket_options))


class _DeadlineTransport(httpx.HTTPTransport):
    """httpx's own transport, on a pool whose connections keep the deadline.

    Since it is httpx's own, vcrpy, respx and pytest-httpx replace it in tests. The pool is the one thing in it that is
    not public; the tests of slow responses fail if it ever moves.
    """

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool


# --- routes ----------------------------------------------------------------------------------------------------------


@frozen
class Route:
    """What a request's connection depends on.

    Attributes:
        is_encrypted: Whether TLS is needed, for the server or for the proxy.
        proxy: The proxy's address, or None.
    """

    is_encrypted: bool
    proxy: str | None


P = TypeVar("P", httpx.BaseTransport, httpx.AsyncBaseTransport)


@define(slots=False)
class _Routes(Generic[P]):
    """A pool for each route, made when it is first needed: reading the certificates alone takes 50 ms."""

    make: Callable[[Route, ssl.SSLContext], P]
    collect: Callable[[Callable[[], P]], P]
    proxies: Mapping[str, str] = field(factory=urllib.request.getproxies)
    pools: dict[Route, P] = field(factory=dict)
    _bypassed: dict[str, bool] = field(factory=dict)

    def pool(self, request: httpx.Request) -> P:
        """The pool for a request."""
        scheme, host = request.url.scheme, request.url.host
        proxy = None if self._is_bypassed(host) else self.proxies.get(scheme) or self.proxies.get("all")
        if proxy is not None and "://" not in proxy:
            proxy = f"http://{proxy}"
        is_encrypted = scheme == "https" or (proxy or "").startswith("https:")
        route = Route(is_encrypted=is_encrypted, proxy=proxy)
        # Two threads may both make one; the first is kept, and the other has opened nothing.
        return self.pools.get(route) or self.pools.setdefault(route, self._make(route))

    def _make(self, route: Route) -> P:
        context = self._context(route)
        return self.collect(lambda: self._transport(route, context))

    def _transport(self, route: Route, context: ssl.SSLContext) -> P:
        try:
            return self.make(route, context)
        except (ImportError, RuntimeError, ValueError, httpx.InvalidURL) as error:
            if route.proxy is None:
                raise
            raise _unusable_proxy(route.proxy, error) from None

    def _is_bypassed(self, host: str) -> bool:
        """Whether the environment (`NO_PROXY`) says to go to a host directly."""
        if host not in self._bypassed:
            self._bypassed[host] = bool(self.proxies) and bool(urllib.request.proxy_bypass(host))
        return self._bypassed[host]

    def _context(self, route: Route) -> ssl.SSLContext:
        # If nothing is encrypted, a context without certificates is quick to make, and safe.
        return self._certificates if route.is_encrypted else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        try:
            return httpx.create_ssl_context() if CERTIFICATE_VARIABLES & os.environ.keys() else _certifi(os.getpid())
        except OSError as error:  # SSL_CERT_FILE or SSL_CERT_DIR names no certificates
            raise httpx.ConnectError(f"the certificates to trust cannot be read: {error}") from None


CERTIFICATE_VARIABLES = frozenset({"SSL_CERT_FILE", "SSL_CERT_DIR"})
"""They name files that may change while a program runs, so each client reads them anew."""


@lru_cache(maxsize=1)
def _certifi(process: int) -> ssl.SSLContext:  # noqa: ARG001 - a lock in it may have been held during a fork
    """Return the context that clients of one process share: the certificates of certifi, which take 50 ms to read."""
    return httpx.create_ssl_context(trust_env=False)


def _unusable_proxy(proxy: str, error: Exception) -> InvalidOptionError:
    """The error for a proxy of the environment that cannot be used. Its address may hold a password."""
    scheme = proxy.partition("://")[0]
    if isinstance(error, ImportError | RuntimeError):  # httpx raises the one, httpcore the other
        problem, advice = f"a {scheme} proxy needs the package socksio", "Run: pip install 'httpx[socks]'"
    else:
        problem, advice = f"not an address of a proxy, its scheme is {scheme[:20]!r}", "Correct the variable"
    return InvalidOptionError(
        f"HTTP_PROXY, HTTPS_PROXY or ALL_PROXY: {problem}. {advice}, or name the server in NO_PROXY"
    )


def _deadline_transport(route: Route, context: ssl.SSLContext) -> httpx.BaseTransport:
    shared: dict[str, Any] = {
        "ssl_context": context,
        "max_connections": ONE_CONNECTION.max_connections,
        "max_keepalive_connections": ONE_CONNECTION.max_keepalive_connections,
        "keepalive_expiry": ONE_CONNECTION.keepalive_expiry,
        "network_backend": _DeadlineBackend(),
    }
    if route.proxy is None:
        return _DeadlineTransport(httpcore.ConnectionPool(**shared))
    proxy = httpx.Proxy(route.proxy)
    url = httpcore.URL(scheme=proxy.url.raw_scheme, host=proxy.url.raw_host, port=proxy.url.port, target=b"/")
    if proxy.url.scheme.startswith("socks"):
        return _DeadlineTransport(httpcore.SOCKSProxy(url, proxy_auth=proxy.raw_auth, **shared))
    tls = context if proxy.url.scheme == "https" else None
    return _DeadlineTransport(httpcore.HTTPProxy(url, proxy_auth=proxy.raw_auth, proxy_ssl_context=tls, **shared))


def _async_transport(route: Route, context: ssl.SSLContext) -> httpx.AsyncBaseTransport:
    # The deadline of asynchronous calls is a cancel scope around them, so httpx's own connections suffice.
    return httpx.AsyncHTTPTransport(verify=context, limits=ONE_CONNECTION, proxy=route.proxy)


class _Routed(httpx.BaseTransport):
    """Sends each request by its route."""

    def __init__(self) -> None:
        self._routes = _Routes[httpx.BaseTransport](_deadline_transport, Connections)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._routes.pool(request).handle_request(request)

    def close(self) -> None:
        for pool in self._routes.pools.values():
            pool.close()


class _AsyncRouted(httpx.AsyncBaseTransport):
    """Sends each asynchronous request by its route."""

    def __init__(self) -> None:
        self._routes = _Routes[httpx.AsyncBaseTransport](_async_transport, AsyncConnections)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._routes.pool(request).handle_async_request(request)

    async def aclose(self) -> None:
        for pool in self._routes.pools.values():
            await pool.aclose()


def no_cookies() -> CookieJar:
    """Return a jar that takes none and gives none: calls with different keys share the connections."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def make_client() -> httpx.Client:
    """Return a client on connections of this module."""
    return httpx.Client(transport=_Routed(), cookies=no_cookies(), timeout=DEFAULT_TIMEOUT, follow_redirects=False)


def make_async_client() -> httpx.AsyncClient:
    """Return an asynchronous client on connections of this module."""
    return httpx.AsyncClient(
        transport=_AsyncRouted(), cookies=no_cookies(), timeout=DEFAULT_TIMEOUT, follow_redirects=False
    )


H = TypeVar("H")


@define
class ClientCache(Generic[H]):
    """A client of the HTTP library for each context that its connections can be used in.

    Connections opened before a fork belong to the parent, and asynchronous ones to one event loop; elsewhere new ones
    are needed. Those of another context are not closed, since they may be in use.
    """

    make: Callable[[], H]
    _clients: dict[object, H] = field(factory=dict)

    def get(self, context: object) -> H:
        """Return the client of a context. It takes no lock: one that was held during a fork stays locked for ever."""
        return self._clients.get(context) or self._clients.setdefault(context, self.make())

    def pop(self, context: object) -> H | None:
        """Remove and return the client of a context, if there is one."""
        return self._clients.pop(context, None)
