"""The ways to run the stand-in: context manager, command, pytest fixture, ASGI; and that it leaves nothing behind."""

import gc
import math
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

import stability_client.standin
from stability_client.standin import API_KEY, RateLimit, StandIn, contract, create_app
from stability_client.standin.__main__ import main, parser
from stability_client.standin.server import UVICORN_LOGGER, listen
from tests.standin.calls import BALANCE, ENGINES, JSON, TEXT_TO_IMAGE, error_of, options, paint

pytest_plugins = ["pytester"]

AUTHORIZED = {"Authorization": API_KEY}
ROOT = Path(__file__).parents[2]


def get(standin: StandIn, path: str = BALANCE) -> httpx.Response:
    # No client, so that no connection stays open behind the test's back.
    return httpx.get(standin.url + path, headers=AUTHORIZED, trust_env=False)


def test_it_runs_for_as_long_as_the_block_lasts() -> None:
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
        assert paint(http).status_code == 200
        assert http.get("/nowhere").status_code == 404
    gc.collect()
    assert left_of(lambda: set(threading.enumerate()) - threads) == set()
    assert left_of(lambda: open_files() - files) == set()


def test_it_ends_at_once_though_connections_are_open() -> None:
    with httpx.Client(headers=AUTHORIZED, trust_env=False) as http:
        with StandIn() as standin:
            assert http.get(standin.url + BALANCE).status_code == 200
            start = time.monotonic()
        assert time.monotonic() - start < 1


def test_it_can_be_entered_again_and_starts_as_new() -> None:
    standin = StandIn(balance=7)
    for _ in range(2):
        with standin:
            assert get(standin).json() == {"credits": 7.0}
            assert len(standin.requests) == 1
            standin.set_balance(0)


def test_it_can_not_be_entered_twice_at_once() -> None:
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


def test_its_socket_says_that_it_is_tcp_so_that_answers_go_at_once() -> None:
    # asyncio sets TCP_NODELAY on such sockets only. To measure it instead would fail on busy machines.
    with listen("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP


def test_a_port_that_is_taken_is_told(stability_standin: StandIn) -> None:
    port = int(stability_standin.url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"), StandIn(port=port):
        pass


def test_a_reset_makes_it_as_new_on_the_same_port(stability_standin: StandIn, http: httpx.Client) -> None:
    url = stability_standin.url
    paint(http)
    stability_standin.set_latency(0.01)
    stability_standin.fail_next("fault", times=5)
    stability_standin.reset()
    assert stability_standin.url == url
    assert stability_standin.requests == []
    assert stability_standin.balance() == 1000
    assert http.get(BALANCE).status_code == 200


def test_settings_of_a_reset_hold_until_the_next(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.reset(balance=3, envelope="artifacts")
    assert http.get(BALANCE).json() == {"credits": 3.0}
    assert "artifacts" in paint(http, accept=JSON).json()
    stability_standin.reset()
    assert http.get(BALANCE).json() == {"credits": 1000.0}
    assert isinstance(paint(http, accept=JSON).json(), list)


def test_a_setting_that_is_not_there_is_refused() -> None:
    wrong: Any = {"colour": "blue"}
    with pytest.raises(TypeError, match=r"no setting 'colour' of the stand-in; there are keys, balance, ") as told:
        StandIn(**wrong)
    assert "__init__" not in str(told.value)


def test_a_key_alone_is_one_key() -> None:
    standin = StandIn(keys="sk-mine")
    assert standin.api_key == "sk-mine"
    assert standin.service.account.keys == {"sk-mine"}


@pytest.mark.parametrize(
    ("setting", "wrong", "told"),
    [
        ("keys", "", "keys: must be one API key or several"),
        ("keys", [], "keys: must be one API key or several"),
        ("keys", [1], "keys: must be one API key or several"),
        ("keys", 5, "keys: must be one API key or several"),
        ("balance", -5, "balance: must be a finite number of at least 0, not -5"),
        ("balance", math.nan, "balance: must be a finite number of at least 0, not nan"),
        ("balance", "7", "balance: must be a finite number of at least 0, not '7'"),
        ("organizations", "org", "organizations: must be several Organization, not 'o'"),
        ("organizations", 1, "organizations: must be several Organization, not 1"),
        ("rate_limit", 5, "rate_limit: must be a RateLimit or None, not 5"),
        ("envelope", "z", "envelope: must be 'array' or 'artifacts', not 'z'"),
        ("dialect", "z", "dialect: must be 'v1alpha' or 'gyre', not 'z'"),
        ("error_media_type", "a\r\nb", "error_media_type: must be a media type such as 'application/json', not 'a"),
        ("latency", -1, "latency: must be a finite number of at least 0, not -1"),
        ("latency", math.inf, "latency: must be a finite number of at least 0, not inf"),
        ("max_body_bytes", 0, "max_body_bytes: must be a whole number of at least 1, not 0"),
        ("max_body_bytes", 1.5, "max_body_bytes: must be a whole number of at least 1, not 1.5"),
        ("journal_size", -1, "journal_size: must be a whole number of at least 0, not -1"),
        ("journal_size", True, "journal_size: must be a whole number of at least 0, not True"),
        ("clock", 3, "clock: must be a function that gives seconds, not 3"),
        ("random", 3, "random: must be a Random, not 3"),
    ],
)
def test_a_setting_that_can_not_be_meant_is_told_in_words(
    stability_standin: StandIn, setting: str, wrong: Any, told: str
) -> None:
    settings: Any = {setting: wrong}
    for taking in (StandIn, create_app, stability_standin.reset):
        with pytest.raises((TypeError, ValueError)) as refused:
            taking(**settings)
        assert len(refused.value.args) == 1
        assert str(refused.value).startswith(told)


@pytest.mark.parametrize("field", ["requests", "per_seconds", "lockout_seconds"])
def test_a_rate_limit_that_can_not_be_meant_is_told_in_words(field: str) -> None:
    wrong: Any = {field: -1}
    with pytest.raises(ValueError, match=f"^{field}: must be .* of at least 0, not -1$"):
        RateLimit(**wrong)


@pytest.mark.parametrize(("port", "kind"), [(-1, ValueError), (65536, ValueError), ("80", TypeError)])
def test_a_port_that_can_not_be_is_told_in_words(port: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind, match=r"^port: must be "):
        StandIn(port=port)


def test_what_is_changed_while_it_runs_is_checked_too(stability_standin: StandIn) -> None:
    for wrong in (math.nan, math.inf):
        with pytest.raises(ValueError, match=rf"^credits_left: must be a finite number, not {wrong}$"):
            stability_standin.set_balance(wrong)
    for wrong in (math.nan, -1):
        with pytest.raises(ValueError, match=r"^seconds: must be a finite number"):
            stability_standin.set_latency(wrong)
    for times in (0, -1):
        with pytest.raises(ValueError, match=rf"^times: must be a whole number of at least 1, not {times}$"):
            stability_standin.fail_next("fault", times)
    with pytest.raises(ValueError, match=r"^retry_after: "):
        stability_standin.fail_next("rate_limit_exceeded", retry_after=-1)
    assert stability_standin.balance() == 1000
    assert not stability_standin.service.planned_faults


def test_the_journal_keeps_as_many_requests_as_it_is_told(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.reset(journal_size=2)
    for path in (ENGINES, BALANCE, "/nowhere"):
        http.get(path + "?page=1")
    assert [(each.path, each.query) for each in stability_standin.requests] == [
        (BALANCE, "page=1"),
        ("/nowhere", "page=1"),
    ]


@pytest.mark.parametrize("path", [BALANCE, "/nowhere"])
def test_latency_holds_back_every_answer(stability_standin: StandIn, http: httpx.Client, path: str) -> None:
    stability_standin.set_latency(0.1)
    for planned in (False, True):
        if planned:
            stability_standin.fail_next("fault")
        start = time.monotonic()
        http.get(path)
        assert time.monotonic() - start >= 0.1


def test_latency_does_not_hold_up_other_requests(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.reset(latency=0.15)
    start = time.monotonic()
    threads = [threading.Thread(target=http.get, args=(BALANCE,)) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert time.monotonic() - start < 6 * 0.15


def test_a_client_that_leaves_in_the_middle_does_no_harm(stability_standin: StandIn, http: httpx.Client) -> None:
    address = ("127.0.0.1", int(stability_standin.url.rpartition(":")[2]))
    with socket.create_connection(address, 5) as leaving:
        leaving.sendall(f"POST {TEXT_TO_IMAGE} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf".encode())
    assert http.get(BALANCE).status_code == 200


@pytest.mark.parametrize("client_stays", [False, True])
def test_it_ends_without_a_word_though_an_answer_is_still_due(
    caplog: pytest.LogCaptureFixture, client_stays: bool
) -> None:
    filters = list(UVICORN_LOGGER.filters)
    with socket.socket() as waiting:
        with StandIn(latency=30) as standin:
            waiting.connect(("127.0.0.1", int(standin.url.rpartition(":")[2])))
            waiting.sendall(f"GET {BALANCE} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert left_of(lambda: set() if standin.requests else {"not there yet"}) == set()
            if not client_stays:
                waiting.close()
            start = time.monotonic()
        assert time.monotonic() - start < 5
    assert caplog.text == ""
    assert UVICORN_LOGGER.filters == filters


def test_what_really_goes_wrong_is_still_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*_: Any) -> None:
        raise RuntimeError("really")

    with StandIn() as standin:
        monkeypatch.setattr(standin, "_app", failing)
        assert get(standin).status_code == 500
    assert "RuntimeError: really" in caplog.text


def test_what_is_no_http_is_refused(stability_standin: StandIn, http: httpx.Client) -> None:
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
        picture = (await http.post(TEXT_TO_IMAGE, json=options(seed=5))).json()[0]
        assert picture["seed"] == 5
        assert (await http.get("/nowhere")).json()["name"] == "not_found"
    assert app.state.service.account.balance() < 3
    assert [each.status for each in app.state.service.journal] == [200, 200, 404]


@contextmanager
def command(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command as a process of its own, and the line it prints when it is ready."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    running = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "stability_client.standin", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    with running:
        try:
            assert running.stdout is not None
            yield running, running.stdout.readline().strip()
        finally:
            if running.poll() is None:
                running.kill()


def test_the_command_prints_its_url_serves_and_ends_cleanly_when_interrupted() -> None:
    chosen = ["--key", "sk-mine", "--balance", "5", "--envelope", "artifacts", "--no-rate-limit"]
    with command("--port", "0", *chosen) as (running, url):
        with httpx.Client(base_url=url, headers={"Authorization": "sk-mine"}, trust_env=False) as http:
            assert http.get(BALANCE).json() == {"credits": 5.0}
            assert "artifacts" in paint(http, accept=JSON).json()
            assert {http.get(BALANCE).status_code for _ in range(160)} == {200}
            assert error_of(http.get(BALANCE, headers={"Authorization": "sk-standin"}), 401)
        running.send_signal(signal.SIGINT)
        output, problems = running.communicate(timeout=10)
        assert (running.returncode, output, problems) == (0, "", "")


def test_the_command_tells_when_its_port_is_taken(
    stability_standin: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    port = stability_standin.url.rpartition(":")[2]
    assert main(["--port", port]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert f"port {port}" in told.err


@pytest.mark.parametrize(
    "wrong",
    [
        ["--port", "many"],
        ["--port", "65536"],
        ["--port", "-1"],
        ["--balance", "-5"],
        ["--key", ""],
        ["--envelope", "paper"],
        ["--dialect", "welsh"],
        ["more"],
    ],
)
def test_the_command_refuses_what_it_does_not_know(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["nowhere.invalid", "a..b", ""])
def test_the_command_tells_in_a_line_that_there_is_no_such_host(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--host", host, "--port", "0"]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"There is no host {host!r} to listen on.\n")


@pytest.mark.parametrize("name", ["uvicorn", "starlette"])
def test_without_the_extra_the_command_says_so_in_a_line(name: str) -> None:
    script = (
        f"import runpy, sys; sys.modules[{name!r}] = None\n"
        "runpy.run_module('stability_client.standin', run_name='__main__')"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (1, "", 1)
    assert told.stderr.endswith("pip install 'stability-client[standin]'\n")


def test_the_commands_help_tells_each_default_once() -> None:
    told = " ".join(parser().format_help().split())
    assert "None" not in told
    assert "-standin) (default" not in told


def test_by_itself_the_command_listens_to_this_machine_only() -> None:
    chosen = parser().parse_args([])
    assert (chosen.host, chosen.rate_limit) == ("127.0.0.1", True)


def test_the_fixture_works_in_a_project_of_its_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_mine="""
        from stability_client import Stability

        def test_one(stability_standin):
            with Stability(stability_standin.api_key, base_url=stability_standin.url) as client:
                assert client.balance().credits == 1000
            stability_standin.set_balance(1)
            stability_standin.fail_next("fault")

        def test_another_starts_as_new(stability_standin):
            with Stability(stability_standin.api_key, base_url=stability_standin.url) as client:
                assert client.balance().credits == 1000
            assert len(stability_standin.requests) == 1
        """
    )
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:xdist", "-W", "error")
    result.assert_outcomes(passed=2)


def test_the_plugin_loads_nothing_of_the_server_before_it_is_asked_for() -> None:
    script = (
        "import sys, stability_client.standin.pytest_plugin\n"
        "print([name for name in ('uvicorn', 'starlette', 'jsonschema', 'yaml', 'python_multipart', 'PIL')"
        " if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert told.stdout.strip() == "[]"


def test_what_is_missing_is_named_with_the_extra_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> None:
        raise ModuleNotFoundError("No module named 'uvicorn'", name="uvicorn")

    monkeypatch.setattr("stability_client.standin.import_module", missing)
    with pytest.raises(ImportError, match=r"needs uvicorn.*stability-client\[standin\]"):
        _ = stability_client.standin.StandIn


def test_every_public_name_can_be_had() -> None:
    for name in stability_client.standin.__all__:
        assert getattr(stability_client.standin, name) is not None
    with pytest.raises(AttributeError, match="Nothing"):
        _ = stability_client.standin.Nothing


def test_the_contract_is_the_shipped_one_where_there_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "openapi.yaml").write_text("shipped: true", "utf-8")
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    assert contract._contract_text() == "shipped: true"


def test_in_a_checkout_the_contract_is_that_at_its_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    assert contract._contract_text() == (ROOT / "openapi.yaml").read_text("utf-8")


def open_files() -> set[str]:
    """The files and sockets that this process holds open, where the machine tells.

    Other tests' server closes connections at times of its own, so that a mere count would not do.
    """
    folder = Path("/proc/self/fd")
    files = set()
    for each in folder.iterdir() if folder.exists() else ():
        with suppress(FileNotFoundError):  # that of reading the folder, for one
            files.add(str(each.readlink()))
    return {name for name in files if not name.startswith("/proc/")}


def left_of(look: Callable[[], set[Any]]) -> set[Any]:
    """What is still there once things that are about to end have been given a moment."""
    deadline = time.monotonic() + 2
    while (left := look()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return left
