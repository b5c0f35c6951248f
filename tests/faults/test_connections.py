"""Pools: who owns them, who shares them, and where they lead."""

import asyncio
import multiprocessing
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio.lowlevel
import httpx
import pytest

from stability_client import (
    AsyncStability,
    ClientClosedError,
    ConnectionFailedError,
    InvalidOptionError,
    RetryPolicy,
    Stability,
    UnreadableResponseError,
)
from tests.support.faults.keys import KEY
from tests.support.faults.responses import respond_well
from tests.support.faults.server import FaultServer, IncomingRequest

ONCE = RetryPolicy(attempts=1)
OTHER_KEY = "sk-other-0123456789"


@pytest.fixture
def sound(faults: FaultServer) -> str:
    """An address where all goes well."""
    faults.add("sound", respond_well)
    return faults.url("sound")


def test_closing_a_child_does_not_close_the_pool_of_its_parent(sound: str) -> None:
    with Stability(KEY, base_url=sound) as parent:
        with parent.with_options(timeout=5) as child:
            child.balance()
        assert parent.balance().credits == 12.5
    with pytest.raises(ClientClosedError, match="closed"):
        child.balance()


def test_a_child_shares_the_pool_and_changes_nothing_of_its_parent(sound: str, faults: FaultServer) -> None:
    with Stability(KEY, base_url=sound) as parent:
        child = parent.with_options(api_key=OTHER_KEY, organization="org-2", client_info="painter/1.2 (beta)")
        parent.balance()
        child.balance()
        parent.balance()
    received = faults.requests(sound)
    assert [request.headers["authorization"] for request in received] == [KEY, OTHER_KEY, KEY]
    assert [request.headers.get("organization") for request in received] == [None, "org-2", None]
    assert received[1].headers["user-agent"] == f"{received[0].headers['user-agent']} painter/1.2 (beta)"
    assert len({request.connection for request in received}) == 1


def test_the_user_agent_names_versions(sound: str, faults: FaultServer) -> None:
    import platform
    from importlib.metadata import version

    with Stability(KEY, base_url=sound) as client:
        client.balance()
    agent = f"stability-client/{version('stability-client')} python/{platform.python_version()}"
    assert faults.requests(sound)[0].headers["user-agent"] == agent


def test_cookies_are_neither_kept_nor_sent(faults: FaultServer) -> None:
    async def hand_out_a_cookie(request: IncomingRequest) -> None:
        headers = {"Content-Type": "application/json", "Set-Cookie": "session=of-the-first; Path=/"}
        await request.respond(200, b'{"credits": 1}', headers)

    faults.add("cookies", hand_out_a_cookie)
    base_url = faults.url("cookies")
    with Stability(KEY, base_url=base_url) as client:
        client.balance()
        client.with_options(api_key=OTHER_KEY).balance()
        client.raw.get_httpx_client().get("/v1alpha/user/balance")
    assert len(faults.requests(base_url)) == 3
    assert not any("cookie" in request.headers for request in faults.requests(base_url))


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_the_key_never_follows_a_redirect(status: int, faults: FaultServer) -> None:
    elsewhere = faults.url("sound")
    faults.add("sound", respond_well)

    async def redirect(request: IncomingRequest) -> None:
        await request.respond(status, b"", {"Location": f"{elsewhere}/v1alpha/user/balance"})

    faults.add("moved", redirect)
    with httpx.Client(follow_redirects=True) as http:
        for client in (
            Stability(KEY, base_url=faults.url("moved")),
            Stability(KEY, base_url=faults.url("moved"), http_client=http),
        ):
            with (
                client,
                pytest.raises(UnreadableResponseError, match=r"http://127\.0\.0\.1:\d+\. That is not followed"),
            ):
                client.balance()
    assert faults.requests(elsewhere) == []


def test_a_prepared_client_is_used_and_never_closed(sound: str, faults: FaultServer) -> None:
    with httpx.Client(headers={"X-Team": "painters", "Authorization": "theirs"}, auth=("user", "pass")) as http:
        with Stability(KEY, base_url=sound, http_client=http) as client:
            client.balance()
        assert not http.is_closed
    (received,) = faults.requests(sound)
    assert (received.headers["x-team"], received.headers["authorization"]) == ("painters", KEY)
    with pytest.raises(ClientClosedError, match="closed"):
        client.balance()


def test_a_prepared_asynchronous_client_is_used_and_never_closed(sound: str) -> None:
    async def calling() -> None:
        async with httpx.AsyncClient() as http:
            async with AsyncStability(KEY, base_url=sound, http_client=http) as client:
                assert (await client.balance()).credits == 12.5
            assert not http.is_closed

    asyncio.run(calling())


def test_a_prepared_client_of_the_other_kind_is_refused() -> None:
    with pytest.raises(InvalidOptionError, match=r"httpx\.Client"):
        Stability(KEY, http_client=httpx.AsyncClient())  # type: ignore[arg-type]  # what is wrong is the point
    with httpx.Client() as http, pytest.raises(InvalidOptionError, match=r"httpx\.AsyncClient"):
        AsyncStability(KEY, http_client=http)  # type: ignore[arg-type]  # what is wrong is the point


class Boom(httpx.BaseTransport):
    """A caller's transport that raises what httpx never would."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise KeyError(request.headers["Authorization"])


def test_exceptions_of_a_callers_transport_become_stability_errors() -> None:
    with httpx.Client(transport=Boom()) as http:
        client = Stability(KEY, base_url="http://127.0.0.1:9", http_client=http)
        with pytest.raises(ConnectionFailedError, match="KeyError") as caught:
            client.text_to_image("a lighthouse", engine="e")
    assert caught.value.maybe_billed  # it is unknown
    assert KEY not in str(caught.value)
    assert caught.value.__context__ is None


async def proxy(request: IncomingRequest) -> None:
    await request.respond(200, b'{"credits": 77}', {"Content-Type": "application/json"})


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_the_environments_proxy_is_used(variable: str, faults: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, f"http://painter:pass@127.0.0.1:{faults.port}")
    faults.add("proxied", proxy)
    base_url = faults.url("proxied").replace("127.0.0.1", "far-away.localhost")

    async def calling() -> float:
        async with AsyncStability(KEY, base_url=base_url) as client:
            return (await client.balance()).credits

    with Stability(KEY, base_url=base_url) as client:
        assert client.balance().credits == 77
    assert asyncio.run(calling()) == 77
    received = faults.requests(base_url)
    assert len(received) == 2
    assert all(request.headers["proxy-authorization"] == "Basic cGFpbnRlcjpwYXNz" for request in received)


def test_the_environment_can_except_hosts_from_its_proxy(
    sound: str, closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port}")
    monkeypatch.setenv("NO_PROXY", "example.org,127.0.0.1")
    with Stability(KEY, base_url=sound) as client:
        assert client.balance().credits == 12.5


def test_a_tunnel_that_the_proxy_refuses_means_that_nothing_was_sent(
    faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def refuse(request: IncomingRequest) -> None:
        asked.append(request.method)
        await request.respond(403, b"no", {})

    faults.add("far-away.example:443", refuse)
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{faults.port}")
    with (
        Stability(KEY, base_url="https://far-away.example", retry=ONCE) as client,
        pytest.raises(ConnectionFailedError, match="ProxyError") as caught,
    ):
        client.text_to_image("a lighthouse", engine="e")
    assert not caught.value.sent
    assert not caught.value.maybe_billed
    assert set(asked) == {"CONNECT"}


def test_one_client_serves_many_threads(sound: str, faults: FaultServer) -> None:
    with Stability(KEY, base_url=sound) as client, ThreadPoolExecutor(16) as threads:
        found = list(threads.map(lambda _: client.text_to_image("a lighthouse", engine="e").image.seed, range(100)))
        assert found == [7] * 100
        assert {balance.credits for balance in threads.map(lambda _: client.balance(), range(100))} == {12.5}
    assert len(faults.requests(sound)) == 200


def call_in_child(client: Stability, results: "multiprocessing.queues.Queue[float]") -> None:
    results.put(client.balance().credits)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded, use of fork:DeprecationWarning")
def test_a_client_survives_a_fork_with_a_pool_of_its_own(sound: str, faults: FaultServer) -> None:
    fork = multiprocessing.get_context("fork")
    results = fork.Queue()
    with Stability(KEY, base_url=sound) as client:
        client.balance()
        child = fork.Process(target=call_in_child, args=(client, results))
        child.start()
        assert results.get(timeout=10) == 12.5
        child.join(10)
        assert child.exitcode == 0
        client.balance()
    first, in_child, second = (request.connection for request in faults.requests(sound))
    assert first == second != in_child


def test_an_asynchronous_client_serves_one_event_loop_after_another(sound: str) -> None:
    client = AsyncStability(KEY, base_url=sound)

    async def calling() -> float:
        found = await client.balance()
        # What `async with` does at its end, but for remembering that the client is closed.
        http = client._transport._clients.pop((os.getpid(), anyio.lowlevel.current_token()))
        assert http is not None
        await http.aclose()
        return found.credits

    assert [asyncio.run(calling()) for _ in range(3)] == [12.5] * 3


def test_unreadable_certificates_mean_that_nothing_was_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nonsense = tmp_path / "certificates.pem"
    nonsense.write_text("no certificates")
    monkeypatch.setenv("SSL_CERT_FILE", str(nonsense))
    with (
        Stability(KEY, base_url="https://127.0.0.1:9", retry=ONCE) as client,
        pytest.raises(ConnectionFailedError, match="certificates") as caught,
    ):
        client.balance()
    assert not caught.value.sent


def test_the_raw_client_shares_connections_and_key(sound: str, faults: FaultServer) -> None:
    with Stability(KEY, base_url=sound, client_info="painter/1") as client:
        client.balance()
        with client.raw as raw:
            assert raw.get_httpx_client().get("/v1alpha/user/balance").json() == {"credits": 12.5}
        client.balance()
    received = faults.requests(sound)
    assert {request.headers["authorization"] for request in received} == {KEY}
    assert len({request.connection for request in received}) == 1
    assert received[1].headers["user-agent"].endswith("painter/1")


def test_making_a_client_reads_no_certificates_and_opens_nothing() -> None:
    before = threading.active_count()
    client = Stability(KEY)
    assert client._transport._clients._clients == {}
    client.close()
    assert threading.active_count() == before
