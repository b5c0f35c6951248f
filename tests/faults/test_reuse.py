"""Connections that are reused, by billed calls too, and those that are not."""

import asyncio
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from stability_client import AsyncStability, ConnectionFailedError, RetryPolicy, Stability, Timeout
from stability_client._transport.connections import KEEPALIVE_EXPIRY
from stability_client._transport.pools import make_async_client, make_client
from tests.support.faults.handlers import close_connection, good_then, reset, respond_and_close
from tests.support.faults.keys import KEY
from tests.support.faults.responses import PNG, good_response, respond_well
from tests.support.faults.server import FaultServer, Handler, IncomingRequest

CERTIFICATE = Path(__file__).with_name("loopback.pem")
UNSEEN_SECONDS = 0.05
"""How long it may take until the end of a connection is seen here."""

Calls = Callable[[str], AbstractContextManager["Caller"]]


class Caller:
    """A client of either kind, used the same way."""

    def __init__(self, client: Any, run: Callable[[Any], Any], pause: Callable[[float], Any]) -> None:
        self._client, self._run, self._pause = client, run, pause

    def pay(self) -> None:
        assert self._run(self._client.text_to_image("a lighthouse", engine="e")).image.data == PNG

    def upload(self, image: bytes) -> None:
        client = self._client.with_options(validate=False)
        self._run(client.image_to_image(image, "a lighthouse", engine="e"))

    def ask(self) -> None:
        assert self._run(self._client.balance()).credits == 12.5

    def wait(self, seconds: float) -> None:
        self._run(self._pause(seconds))


@contextmanager
def synchronous(base_url: str) -> Iterator[Caller]:
    with Stability(KEY, base_url=base_url, timeout=10) as client:
        yield Caller(client, lambda found: found, time.sleep)


@contextmanager
def asynchronous(base_url: str) -> Iterator[Caller]:
    with asyncio.Runner() as runner:
        client = AsyncStability(KEY, base_url=base_url, timeout=10)
        yield Caller(client, runner.run, asyncio.sleep)
        runner.run(client.aclose())


@pytest.fixture(params=[synchronous, asynchronous])
def calls(request: pytest.FixtureRequest) -> Calls:
    """Either client."""
    made: Calls = request.param
    return made


def connections(faults: FaultServer, url: str) -> list[int]:
    """Which connection each request came on."""
    return [received.connection for received in faults.requests(url)]


def test_billed_calls_one_after_the_other_share_a_connection(calls: Calls, faults: FaultServer) -> None:
    faults.add("sound", respond_well)
    with calls(url := faults.url("sound")) as client:
        for _ in range(5):
            client.pay()
            client.ask()
    assert [received.method for received in faults.requests(url)] == ["POST", "GET"] * 5
    assert len(set(connections(faults, url))) == 1


def test_after_two_seconds_a_billed_call_opens_a_connection(faults: FaultServer) -> None:
    faults.add("sound", respond_well)
    urls = [faults.url("sound"), faults.url("sound")]
    with ExitStack() as stack:
        clients = [stack.enter_context(make(url)) for make, url in zip((synchronous, asynchronous), urls, strict=True)]
        for client in clients:
            client.pay()
        time.sleep(KEEPALIVE_EXPIRY + 0.05)
        for client in clients:
            client.pay()
    assert KEEPALIVE_EXPIRY == 2
    assert all(first != second for first, second in (connections(faults, url) for url in urls))


def test_a_connection_that_the_server_closed_is_not_used(calls: Calls, faults: FaultServer) -> None:
    faults.add("closing", respond_and_close)
    with calls(url := faults.url("closing")) as client:
        for _ in range(4):
            client.pay()
            client.wait(UNSEEN_SECONDS)
    assert all(first != second for first, second in pairwise(connections(faults, url)))
    assert len(faults.requests(url)) == 4


async def stop_sending(request: IncomingRequest) -> None:
    """A good response, and the end of what the server sends; it would still read."""
    await respond_well(request)
    request.writer.write_eof()
    await request.wait_until_closed()


async def speak_unasked(request: IncomingRequest) -> None:
    """A good response, and one to no request: what servers say when they give up a connection."""
    await respond_well(request)
    await request.send_raw(b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n")
    await request.wait_until_closed()


async def say_too_much(request: IncomingRequest) -> None:
    """A good response, and in one piece with it another one that is to no request."""
    body, headers = good_response(request)
    head = "".join(f"{name}: {value}\r\n" for name, value in {**headers, "Content-Length": str(len(body))}.items())
    await request.send_raw((f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + body) * 2)
    await request.wait_until_closed()


@pytest.mark.parametrize("handler", [stop_sending, speak_unasked, say_too_much])
def test_a_connection_on_which_more_came_is_not_used(handler: Handler, calls: Calls, faults: FaultServer) -> None:
    faults.add("surplus", handler)
    with calls(url := faults.url("surplus")) as client:
        client.pay()
        client.wait(UNSEEN_SECONDS)
        client.pay()
    first, second = connections(faults, url)
    assert first != second


@pytest.mark.parametrize("ending", [close_connection, reset])
def test_a_billed_call_lost_on_a_reused_connection_is_not_sent_again(
    ending: Handler, calls: Calls, faults: FaultServer
) -> None:
    faults.add("lossy", good_then(ending))
    with calls(url := faults.url("lossy")) as client:
        client.pay()
        with pytest.raises(ConnectionFailedError, match="broke before a response") as caught:
            client.pay()
    assert caught.value.sent
    assert caught.value.maybe_billed
    assert len(faults.requests(url)) == 2
    assert len(set(connections(faults, url))) == 1


@pytest.mark.parametrize("ending", [close_connection, reset])
def test_an_upload_lost_on_a_reused_connection_is_not_sent_again(ending: Handler, calls: Calls) -> None:
    """The server goes while most of the body is unsent, so writing fails and not only reading."""
    handlers = {"cut": good_then(ending)}
    with FaultServer(handlers, unread=frozenset(handlers)) as server, calls(url := server.url("cut")) as client:
        client.ask()
        with pytest.raises(ConnectionFailedError, match="broke before a response") as caught:
            client.upload(PNG + bytes(4 << 20))
    assert caught.value.maybe_billed
    assert [received.method for received in server.requests(url)] == ["GET", "POST"]
    assert len(set(connections(server, url))) == 1


@pytest.mark.parametrize(
    ("handler", "expected"), [(respond_well, 1), (respond_and_close, 3)], ids=["kept open", "closed"]
)
def test_connections_through_tls_are_reused_while_open(
    handler: Handler, expected: int, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with FaultServer({"any": handler}, tls=context) as server:
        with calls(url := server.url("any", "https")) as client:
            for _ in range(3):
                client.pay()
                client.wait(UNSEEN_SECONDS)
        assert len(set(connections(server, url))) == expected


@pytest.mark.parametrize(
    ("handler", "expected"), [(respond_well, 1), (respond_and_close, 3)], ids=["kept open", "closed"]
)
def test_connections_to_a_proxy_are_reused_while_open(
    handler: Handler, expected: int, calls: Calls, faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{faults.port}")
    faults.add("proxied", handler)
    url = faults.url("proxied").replace("127.0.0.1", "far-away.localhost")
    with calls(url) as client:
        for _ in range(3):
            client.pay()
            client.wait(UNSEEN_SECONDS)
    assert len(set(connections(faults, url))) == expected


@pytest.mark.parametrize(("ending", "expected"), [(False, 1), (True, 3)], ids=["kept open", "closed"])
def test_tunnels_through_a_proxy_are_reused_while_open(
    ending: bool, expected: int, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    tunnels = 0

    async def tunnel(request: IncomingRequest) -> None:
        nonlocal tunnels
        tunnels += 1
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        await request.send_raw(b"HTTP/1.1 200 Connected\r\n\r\n")
        await asyncio.gather(pass_on(request.reader, writer), pass_on(reader, request.writer))

    with FaultServer({"any": respond_and_close if ending else respond_well}, tls=context) as server:
        with FaultServer({f"127.0.0.1:{server.port}": tunnel}) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
            with calls(url := server.url("any", "https")) as client:
                for _ in range(3):
                    client.pay()
                    client.wait(UNSEEN_SECONDS)
        assert len(set(connections(server, url))) == expected == tunnels


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        try:
            while piece := await reader.read(65536):
                writer.write(piece)
                await writer.drain()
        finally:
            writer.close()
            await writer.wait_closed()


def test_many_calls_at_once_keep_their_connections(faults: FaultServer) -> None:
    async def generate(request: IncomingRequest) -> None:
        await asyncio.sleep(0.2)
        await respond_well(request)

    faults.add("working", generate)
    url = faults.url("working")

    async def calling() -> None:
        async with AsyncStability(KEY, base_url=url) as client:
            for _ in range(2):
                await asyncio.gather(*(client.text_to_image("a lighthouse", engine="e") for _ in range(64)))

    asyncio.run(calling())
    assert len(faults.requests(url)) == 128
    assert len(set(connections(faults, url))) == 64


def test_clients_of_a_process_read_the_certificates_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def context_of(client: Any) -> ssl.SSLContext:
        found: ssl.SSLContext = client._transport._routes._certificates
        return found

    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(variable, raising=False)
    shared = context_of(make_client())
    assert context_of(make_async_client()) is shared
    assert shared.verify_mode is ssl.CERT_REQUIRED
    assert shared.check_hostname
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    assert context_of(make_client()) is not shared


@pytest.mark.parametrize("make", [Stability, AsyncStability])
def test_a_call_waits_for_a_free_connection_no_longer_than_it_may(
    make: type[Stability | AsyncStability], faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stability_client._transport.connections.MAX_CONNECTIONS", 1)
    url = faults.url("silence")
    client: Any = make(KEY, base_url=url, timeout=Timeout(read=1, pool=0.1), retry=RetryPolicy(attempts=1))

    async def both() -> list[BaseException]:
        def call() -> Any:
            return client.text_to_image("a lighthouse", engine="e")

        calls = [call() if make is AsyncStability else asyncio.to_thread(call) for _ in range(2)]
        found: list[Any] = await asyncio.gather(*calls, return_exceptions=True)
        if make is AsyncStability:
            await client.aclose()
        return found

    errors: list[Any] = sorted(asyncio.run(both()), key=lambda error: error.limit)
    assert [(error.limit, error.sent) for error in errors] == [("pool", False), ("read", True)]
    assert len(faults.requests(url)) == 1
