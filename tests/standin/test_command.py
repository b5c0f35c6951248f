"""The command `python -m stability_client.standin`."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from stability_client.standin import StandIn
from stability_client.standin.__main__ import main, make_parser
from tests.support.standin_calls import BALANCE, JSON, read_error, text_to_image


@contextmanager
def command(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the command. Yields its process and the line that it prints when it is ready."""
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


def test_the_command_prints_its_url_and_ends_when_interrupted() -> None:
    chosen = ["--key", "sk-mine", "--balance", "5", "--envelope", "artifacts", "--no-rate-limit"]
    with command("--port", "0", *chosen) as (running, url):
        with httpx.Client(base_url=url, headers={"Authorization": "sk-mine"}, trust_env=False) as http:
            assert http.get(BALANCE).json() == {"credits": 5.0}
            assert "artifacts" in text_to_image(http, accept=JSON).json()
            assert {http.get(BALANCE).status_code for _ in range(160)} == {200}
            assert read_error(http.get(BALANCE, headers={"Authorization": "sk-standin"}), 401)
        running.send_signal(signal.SIGINT)
        output, problems = running.communicate(timeout=10)
        assert (running.returncode, output, problems) == (0, "", "")


def test_the_command_reports_a_port_that_is_in_use(
    stability_standin: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    port = stability_standin.url.rpartition(":")[2]
    assert main(["--port", port]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert f"port {port}" in output.err


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
def test_the_command_refuses_wrong_arguments(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["nowhere.invalid", "a..b", ""])
def test_the_command_reports_an_unknown_host_in_one_line(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--host", host, "--port", "0"]) == 2
    output = capsys.readouterr()
    assert (output.out, output.err) == ("", f"There is no host {host!r} to listen on.\n")


@pytest.mark.parametrize("name", ["uvicorn", "starlette"])
def test_the_command_reports_a_missing_extra_in_one_line(name: str) -> None:
    script = (
        f"import runpy, sys; sys.modules[{name!r}] = None\n"
        "runpy.run_module('stability_client.standin', run_name='__main__')"
    )
    completed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (completed.returncode, completed.stdout, completed.stderr.count("\n")) == (1, "", 1)
    assert completed.stderr.endswith("pip install 'stability-client[standin]'\n")


def test_the_help_shows_each_default_once() -> None:
    help_text = " ".join(make_parser().format_help().split())
    assert "None" not in help_text
    assert "-standin) (default" not in help_text


def test_the_command_listens_on_loopback_by_default() -> None:
    chosen = make_parser().parse_args([])
    assert (chosen.host, chosen.rate_limit) == ("127.0.0.1", True)
