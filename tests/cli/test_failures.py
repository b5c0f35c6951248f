"""Each way of failing has an exit code of its own and one readable paragraph; a traceback is shown only on request."""

import re
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from stability_client import errors
from stability_client.cli.failures import EXIT_CODES, exit_code
from stability_client.standin import StandIn
from tests.cli.conftest import Run
from tests.support.command_line import COMMAND, Done, Terminal, run_process, without_settings

CORE = ("v2beta", "core", "a boat", "-o", "a.png")


def require_paragraph(done: Done) -> str:
    """Require that a failure is told in a line or two, and return them."""
    assert done.out == b""
    assert done.err.startswith("error: ")
    assert "Traceback" not in done.err
    assert len(done.err.splitlines()) <= 3
    return done.err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("v2beta", "core", "standin:content_moderation"), 6, "Nothing was charged"),
        (("v2beta", "core", "standin:CONTENT_FILTERED"), 6, "blurred"),
        (("v2beta", "core", "a boat", "--seed", -1), 2, "Nothing was sent"),
        (("v2beta", "core", "a boat", "--style-preset", "anmie"), 2, "anime"),
        (("text-to-image", "a boat", "--engine", "none-such"), 2, "stable-diffusion-512-v2-1"),
        (("v2beta", "core", "standin:unauthorized"), 3, "Nothing was charged"),
        (
            ("v1", "text-to-image", "standin:permission_denied", "--engine", "stable-diffusion-v1-6"),
            3,
            "Nothing was charged",
        ),
        (("v2beta", "core", "standin:payment_required"), 4, "Nothing was charged"),
        (("v2beta", "core", "standin:rate_limit_exceeded"), 5, "rate"),
        (("v2beta", "core", "standin:internal_error"), 9, "charged"),
        (("v2beta", "result", "0" * 64), 2, "result"),
    ],
    ids=str,
)
def test_an_error_of_a_call_has_its_exit_code(words: tuple[object, ...], code: int, told: str, stability: Run) -> None:
    done = stability(*words)
    assert done.code == code, done.err
    if code == 6 and "FILTERED" in str(words):
        assert done.out  # the image is there, and was paid for
        assert told in done.err
    else:
        assert told in require_paragraph(done)


def test_a_result_that_is_not_ready_has_an_exit_code(
    stability: Run, stability_standin: StandIn, pictures: Path
) -> None:
    stability_standin.reset(result_delay=60)
    started = stability("v2beta", "upscale-creative", pictures / "photo.png", "a harbor", "--no-wait")
    done = stability("v2beta", "result", started.text.strip(), "--no-wait")
    assert done.code == 11
    assert "stability v2beta result" in require_paragraph(done)


def test_no_server_is_told(stability: Run) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        done = stability("--base-url", f"http://127.0.0.1:{unused.getsockname()[1]}", *CORE)
    assert done.code == 7
    assert "Nothing was sent" in require_paragraph(done)


@contextmanager
def answering(response: bytes) -> Iterator[str]:
    """A server that gives every request the same bytes."""
    script = (
        "import socketserver, sys\n"
        "class Handler(socketserver.StreamRequestHandler):\n"
        "    def handle(self):\n"
        "        while self.rfile.readline().strip(): pass\n"
        "        self.wfile.write(bytes.fromhex(sys.argv[1]))\n"
        "server = socketserver.TCPServer(('127.0.0.1', 0), Handler)\n"
        "print(server.server_address[1], flush=True)\n"
        "server.serve_forever()\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, response.hex()], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        finally:
            server.kill()


def test_an_answer_that_cannot_be_read_is_told(stability: Run) -> None:
    body = b"not an image"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
    with answering(head + body) as url:
        done = stability("--base-url", url, *CORE)
    assert done.code == 8
    assert "may have been charged" in require_paragraph(done)


def test_an_unknown_price_is_told(stability: Run) -> None:
    done = stability("estimate", "v2beta", "sd3", "a boat", "--model", "sd9")
    assert done.code in {1, 2}
    require_paragraph(done)


def test_there_is_one_meaning_for_every_error_of_the_library() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    for kind in kinds:
        error = kind("made up") if issubclass(kind, errors.StabilityError) else kind()
        assert exit_code(error) in {meaning.code for meaning in EXIT_CODES}
    codes = [meaning.code for meaning in EXIT_CODES]
    assert len(codes) == len(set(codes))


# --- no key


def test_no_key_is_told_with_what_to_do(stability: Run, environment: Mapping[str, str]) -> None:
    without = {name: value for name, value in environment.items() if name != "STABILITY_API_KEY"}
    done = stability(*CORE, environment=without)
    assert done.code == 3
    assert "stability init" in require_paragraph(done)


def test_a_wrong_key_is_told(stability: Run, environment: Mapping[str, str]) -> None:
    done = stability(*CORE, environment={**environment, "STABILITY_API_KEY": "sk-wrong-0123456789"})
    assert done.code == 3
    assert "sk-wrong" not in require_paragraph(done)


# --- wrong command lines


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("v2beta", "cor", "a boat"), "core"),
        (("v2beta", "core", "a boat", "--sed", "7"), "--seed"),
        (("v2beta", "core", "a boat", "--seed", "seven"), "seven"),
        (("v2beta", "inpaint", "nowhere.png", "a boat"), "nowhere.png"),
        (("--edition", "v3", "engines"), "v1alpha"),
        (("mask", "box", "nowhere.png", "1,2,3"), "nowhere.png"),
        (("completion", "tcsh"), "bash"),
    ],
    ids=str,
)
def test_a_wrong_command_line_says_what_is_right(words: tuple[str, ...], told: str, stability: Run) -> None:
    done = stability(*words)
    assert (done.code, done.out) == (2, b"")
    assert told in done.err


def test_an_option_that_stands_before_the_command_is_told(stability: Run) -> None:
    done = stability("v2beta", "core", "a boat", "--base-url", "http://127.0.0.1:8000")
    assert done.code == 2
    assert "stability --base-url … v2beta core" in done.err


def test_an_edition_of_the_environment_that_has_no_short_commands_is_told(
    stability: Run, environment: Mapping[str, str]
) -> None:
    done = stability("engines", environment={**environment, "STABILITY_EDITION": "v2beta"})
    assert done.code == 2
    assert "environment STABILITY_EDITION" in require_paragraph(done)


# --- tracebacks


def test_a_traceback_is_shown_only_with_debug_and_without_the_key(environment: Mapping[str, str]) -> None:
    words = ("v2beta", "core", "standin:internal_error", "-o", "a.png")
    hidden = run_process(*words, environment=environment)
    shown = run_process("--debug", *words, environment=environment)
    assert "Traceback" not in hidden.err
    assert "Traceback" in shown.err
    assert environment["STABILITY_API_KEY"] not in shown.err + hidden.err
    assert hidden.code == 9


def test_a_defect_is_told_as_one(stability: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("made up")

    monkeypatch.setattr("stability_client.cli.commands.operations.report", broken)
    done = stability(*CORE)
    assert done.code == 1
    assert "ZeroDivisionError: made up. This is a defect" in require_paragraph(done)


# --- what cannot be written


def test_nothing_is_overwritten_without_force(stability: Run, stability_standin: StandIn, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"mine")
    done = stability(*CORE)
    assert done.code == 2
    assert "--force" in require_paragraph(done)
    assert (tmp_path / "a.png").read_bytes() == b"mine"
    assert not stability_standin.history
    assert stability(*CORE, "--force").code == 0
    assert (tmp_path / "a.png").read_bytes() != b"mine"


def test_a_folder_that_is_a_file_is_noticed_before_anything_is_sent(
    stability: Run, stability_standin: StandIn, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    done = stability("v2beta", "core", "a boat", "-o", "file/a.png")
    assert done.code == 10
    require_paragraph(done)
    assert not stability_standin.history


def test_a_folder_that_cannot_be_written_is_noticed_before_anything_is_sent(
    stability: Run, stability_standin: StandIn
) -> None:
    # Nobody may write there, not even root.
    done = stability("v2beta", "core", "a boat", "-o", "/proc/a.png")
    assert done.code == 10, done.err
    require_paragraph(done)
    assert not stability_standin.history


def limit_files() -> None:
    """Let no file grow beyond 4 KB: as on a full disk, a write fails halfway."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))


def test_a_full_disk_leaves_no_half_file_and_says_what_became_of_the_image(
    environment: Mapping[str, str], tmp_path: Path
) -> None:
    done = run_process(*CORE, environment=environment, cwd=tmp_path, preexec_fn=limit_files)
    assert done.code == 10
    told = require_paragraph(done)
    assert "File too large" in told
    assert "paid for" in told
    assert list(tmp_path.glob("*.png")) == []


def test_an_image_that_cannot_be_written_is_kept_elsewhere(
    stability: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(kept))
    monkeypatch.setattr("stability_client.cli.outputs._check_writable", lambda _: None)
    (tmp_path / "file").write_bytes(b"mine")
    done = stability("v2beta", "core", "a boat", "-o", "file/a.png")
    assert done.code == 10
    [saved] = kept.rglob("*.png")
    assert str(saved) in require_paragraph(done)


def test_a_reader_that_has_had_enough_ends_the_command_without_noise(environment: Mapping[str, str]) -> None:
    command = " ".join([*COMMAND, "v2beta", "core", "boat", "-o", "-"])
    done = subprocess.run(
        ["/bin/bash", "-c", f"set -o pipefail; {command} 2>err.txt | head -c 10 | wc -c; cat err.txt >&2"],
        env=without_settings() | dict(environment),
        cwd=environment["HOME"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "10"
    assert "Traceback" not in done.stderr
    assert "Broken pipe" not in done.stderr


# --- Ctrl-C


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("v2beta", "core", "a boat", "-o", "a.png"), "it may have been charged"),
        (("v1", "balance"), "Nothing was sent that costs"),
    ],
    ids=["paid", "free"],
)
def test_ctrl_c_amid_a_call_says_whether_it_may_have_been_charged(
    words: tuple[str, ...], told: str, environment: Mapping[str, str], stability_standin: StandIn, tmp_path: Path
) -> None:
    stability_standin.set_latency(30)
    with Terminal(*words, environment=environment, cwd=tmp_path) as terminal:
        while not stability_standin.history:
            assert terminal.process.poll() is None, terminal.seen
        terminal.interrupt()
        code = terminal.wait()
    assert code == 130
    assert re.search(rf"Interrupted\. .*{told}", " ".join(terminal.seen.split()))
    assert "Traceback" not in terminal.seen
    assert list(tmp_path.glob("*.png")) == []
    stability_standin.set_latency(0)


def test_ctrl_c_while_long_work_goes_on_leaves_its_id(
    environment: Mapping[str, str], stability_standin: StandIn, pictures: Path, tmp_path: Path
) -> None:
    stability_standin.reset(result_delay=60)
    words = ("v2beta", "upscale-creative", pictures / "photo.png", "a harbor", "-o", "a.png")
    with Terminal(*words, environment=environment, cwd=tmp_path) as terminal:
        terminal.wait_for("its id is")
        terminal.wait_for("waiting")
        terminal.interrupt()
        assert terminal.wait() == 130
    assert re.search(r"its id is [0-9a-f]{64}", "".join(terminal.seen.split("\r\n")))


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The servers of these tests are on this machine."""
    assert httpx.URL("http://127.0.0.1").host == "127.0.0.1"
    monkeypatch.setenv("NO_PROXY", "*")
