"""The running server: it starts and ends cleanly, is reset, delays responses; and the application without it."""

import gc
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from stability_client._serving import UVICORN_LOGGER, listen
from stability_client.standin import API_KEY, StandIn, create_app
from tests.support.standin_calls import BALANCE, ENGINES, JSON, TEXT_TO_IMAGE, options, text_to_image

AUTHORIZED = {"Authorization": API_KEY}


def get(standin: StandIn, path: str = BALANCE) -> httpx.Response:
    # No client, so that no connection stays open behind the test's back.
    return httpx.get(standin.url + path, headers=AUTHORIZED, trust_env=False)


def test_it_runs_while_the_block_does() -> None:
    with StandIn() as standin:
        assert standin.url.startswith("http://127.0.0.1:")
        assert get(standin).json() == {"credits": 1000.0}
        port = int(standin.url.rpartition(":")[2])
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), 1):
        pass
    with pytest.raises(RuntimeError, match="not running"):
        _ = standin.url


def test_it_leaves_no_thread_and_no_socket_behind() -> None:
    gc.collect()
    threads, files = set(threading.enumerate()), open_files()
    with StandIn() as standin, httpx.Client(base_url=standin.url, headers=AUTHORIZED, trust_env=False) as http:
        assert text_to_image(http).status_code == 200
        assert http.get("/nowhere").status_code == 404
    gc.collect()
    assert left_of(lambda: set(threading.enumerate()) - threads) == set()
    assert left_of(lambda: open_files() - files) == set()


def test_it_ends_at_once_while_connections_are_open() -> None:
    with httpx.Client(headers=AUTHORIZED, trust_env=False) as http:
        with StandIn() as standin:
            assert http.get(standin.url + BALANCE).status_code == 200
            start = time.monotonic()
        assert time.monotonic() - start < 1


def test_it_can_be_entered_again_from_the_initial_state() -> None:
    standin = StandIn(balance=7)
    for _ in range(2):
        with standin:
            assert get(standin).json() == {"credits": 7.0}
            assert len(standin.history) == 1
            standin.set_balance(0)


def test_it_cannot_be_entered_twice_at_once() -> None:
    with StandIn() as standin:
        with pytest.raises(RuntimeError, match="running already"), standin:
            pass
        assert get(standin).status_code == 200


def test_two_can_run_side_by_side() -> None:
    with StandIn(balance=1) as one, StandIn(balance=2) as other:
        assert one.url != other.url
        assert [get(each).json()["credits"] for each in (one, other)] == [1, 2]


@pytest.mark.anyio
async def test_it_can_be_entered_asynchronously() -> None:
    async with StandIn() as standin, httpx.AsyncClient(headers=AUTHORIZED, trust_env=False) as http:
        assert (await http.get(standin.url + BALANCE)).status_code == 200
    with pytest.raises(RuntimeError):
        _ = standin.url


def test_its_socket_has_the_protocol_tcp() -> None:
    # asyncio sets TCP_NODELAY on such sockets only. To measure it instead would fail on busy machines.
    with listen("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP


def test_a_port_in_use_is_an_error(stability_standin: StandIn) -> None:
    port = int(stability_standin.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"), StandIn(port=port):
        pass


def test_a_reset_keeps_the_port(stability_standin: StandIn, http: httpx.Client) -> None:
    url = stability_standin.url
    text_to_image(http)
    stability_standin.set_latency(0.01)
    stability_standin.fail_next("fault", times=5)
    stability_standin.reset()
    assert stability_standin.url == url
    assert stability_standin.history == []
    assert stability_standin.balance() == 1000
    assert http.get(BALANCE).status_code == 200


def test_settings_of_a_reset_last_until_the_next(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.reset(balance=3, envelope="artifacts")
    assert http.get(BALANCE).json() == {"credits": 3.0}
    assert "artifacts" in text_to_image(http, accept=JSON).json()
    stability_standin.reset()
    assert http.get(BALANCE).json() == {"credits": 1000.0}
    assert isinstance(text_to_image(http, accept=JSON).json(), list)


def test_the_history_has_the_configured_size(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.reset(history_size=2)
    for path in (ENGINES, BALANCE, "/nowhere"):
        http.get(path + "?page=1")
    assert [(each.path, each.query) for each in stability_standin.history] == [
        (BALANCE, "page=1"),
        ("/nowhere", "page=1"),
    ]


@pytest.mark.parametrize("path", [BALANCE, "/nowhere"])
def test_latency_delays_every_response(stability_standin: StandIn, http: httpx.Client, path: str) -> None:
    stability_standin.set_latency(0.1)
    for planned in (False, True):
        if planned:
            stability_standin.fail_next("fault")
        start = time.monotonic()
        http.get(path)
        assert time.monotonic() - start >= 0.1


def test_delayed_requests_do_not_block_others(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.reset(latency=0.15)
    start = time.monotonic()
    threads = [threading.Thread(target=http.get, args=(BALANCE,)) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert time.monotonic() - start < 6 * 0.15


def test_a_client_that_disconnects_early_does_no_harm(stability_standin: StandIn, http: httpx.Client) -> None:
    address = ("127.0.0.1", int(stability_standin.url.rpartition(":")[2]))
    with socket.create_connection(address, 5) as leaving:
        leaving.sendall(f"POST {TEXT_TO_IMAGE} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf".encode())
    assert http.get(BALANCE).status_code == 200


@pytest.mark.parametrize("client_stays", [False, True])
def test_it_ends_without_log_messages_while_requests_are_open(
    caplog: pytest.LogCaptureFixture, client_stays: bool
) -> None:
    filters = list(UVICORN_LOGGER.filters)
    with socket.socket() as waiting:
        with StandIn(latency=30) as standin:
            waiting.connect(("127.0.0.1", int(standin.url.rpartition(":")[2])))
            waiting.sendall(f"GET {BALANCE} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert left_of(lambda: set() if standin.history else {"not there yet"}) == set()
            if not client_stays:
                waiting.close()
            start = time.monotonic()
        assert time.monotonic() - start < 5
    assert caplog.text == ""
    assert UVICORN_LOGGER.filters == filters


def test_other_failures_are_still_logged(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    async def failing(*_: Any) -> None:
        raise RuntimeError("really")

    with StandIn() as standin:
        monkeypatch.setattr(standin, "_app", failing)
        assert get(standin).status_code == 500
    assert "RuntimeError: really" in caplog.text


def test_bytes_that_are_not_http_are_refused(stability_standin: StandIn, http: httpx.Client) -> None:
    address = ("127.0.0.1", int(stability_standin.url.rpartition(":")[2]))
    with socket.create_connection(address, 5) as talking:
        talking.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        assert talking.recv(100).startswith(b"HTTP/1.1 400 ")
    assert http.get(BALANCE).status_code == 200


@pytest.mark.anyio
async def test_the_application_runs_without_a_server() -> None:
    app = create_app(keys=["sk-mine"], balance=3)
    transport = httpx.ASGITransport(app)
    headers = {"Authorization": "sk-mine"}
    async with httpx.AsyncClient(transport=transport, base_url="http://standin", headers=headers) as http:
        assert (await http.get(BALANCE)).json() == {"credits": 3.0}
        image = (await http.post(TEXT_TO_IMAGE, json=options(seed=5))).json()[0]
        assert image["seed"] == 5
        assert (await http.get("/nowhere")).json()["name"] == "not_found"
    assert app.state.service.account.balance() < 3
    assert [each.status for each in app.state.service.history] == [200, 200, 404]


def open_files() -> set[str]:
    """List the files and sockets that this process has open, if the system shows them.

    Other tests' server closes connections at times of its own, so that a mere count would not do.
    """
    folder = Path("/proc/self/fd")
    files = set()
    for each in folder.iterdir() if folder.exists() else ():
        with suppress(FileNotFoundError):  # that of reading the folder, for one
            files.add(str(each.readlink()))
    return {name for name in files if not name.startswith("/proc/")}


def left_of(look: Callable[[], set[Any]]) -> set[Any]:
    """Return what is left after up to two seconds."""
    deadline = time.monotonic() + 2
    while (left := look()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return left
