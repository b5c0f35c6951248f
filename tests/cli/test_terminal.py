"""What people see at a terminal: progress, questions, images; and what a pipe gets: data alone."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from stability_client.standin import StandIn
from tests.support.command_line import COMMAND, SECONDS, Terminal, run_process, without_settings

CORE = ("v2beta", "core", "a boat", "--seed", "7")


def test_a_terminal_shows_progress_and_a_pipe_gets_data_alone(
    environment: Mapping[str, str], stability_standin: StandIn, tmp_path: Path
) -> None:
    stability_standin.reset(latency=0.4, shrink=4)
    with Terminal(*CORE, "-o", "a.png", environment=environment, cwd=tmp_path) as terminal:
        terminal.wait_for("0:00:0")
        assert terminal.wait() == 0
    assert "core" in terminal.seen
    done = run_process(*CORE, "-o", "b.png", environment=environment, cwd=tmp_path)
    assert done.text == "b.png\n"
    assert "\x1b" not in done.err
    assert "0:00:0" not in done.err


def test_an_image_goes_to_standard_output(environment: Mapping[str, str], tmp_path: Path) -> None:
    done = run_process(*CORE, "-o", "-", environment=environment, cwd=tmp_path)
    assert done.code == 0, done.err
    assert done.out.startswith(b"\x89PNG")
    assert done.out.endswith(b"IEND\xaeB`\x82")
    assert list(tmp_path.glob("*.png")) == []


def test_a_terminal_gets_no_bytes(environment: Mapping[str, str], stability_standin: StandIn, tmp_path: Path) -> None:
    with Terminal(*CORE, "-o", "-", environment=environment, cwd=tmp_path) as terminal:
        assert terminal.wait() == 2
    assert "terminal" in terminal.seen
    assert not stability_standin.history


def test_the_key_is_asked_for_at_a_terminal_and_not_shown(
    environment: Mapping[str, str], stability_standin: StandIn, tmp_path: Path
) -> None:
    without = {name: value for name, value in environment.items() if name != "STABILITY_API_KEY"}
    with Terminal("v1", "balance", environment=without, cwd=tmp_path) as terminal:
        terminal.wait_for("API key")
        terminal.type(f"{stability_standin.api_key}\n")
        assert terminal.wait() == 0
    assert "credits" in terminal.seen
    assert stability_standin.api_key not in terminal.seen


def test_init_asks_at_a_terminal(environment: Mapping[str, str], stability_standin: StandIn, tmp_path: Path) -> None:
    with Terminal("init", "mine", environment=environment, cwd=tmp_path) as terminal:
        for question, answer in (
            ("key", "env:MINE"),
            ("Server", stability_standin.url),
            ("Edition", ""),
            ("Engine", ""),
        ):
            terminal.wait_for(question)
            terminal.type(f"{answer}\n")
        assert terminal.wait() == 0
    [path] = (tmp_path / "config").rglob("config.toml")
    assert "env:MINE" in path.read_text()
    assert stability_standin.url in path.read_text()


def test_the_key_is_in_no_process_list(
    environment: Mapping[str, str], stability_standin: StandIn, tmp_path: Path
) -> None:
    stability_standin.set_latency(30)
    with Terminal(*CORE, "-o", "a.png", environment=environment, cwd=tmp_path) as terminal:
        while not stability_standin.history:
            assert terminal.process.poll() is None, terminal.seen
        shown = Path(f"/proc/{terminal.process.pid}/cmdline").read_bytes()
        assert b"a boat" in shown
        assert stability_standin.api_key.encode() not in shown
    stability_standin.set_latency(0)


def test_there_is_no_option_for_the_key(environment: Mapping[str, str]) -> None:
    done = run_process("--api-key", "sk-secret-0123456789", "balance", environment=environment)
    assert done.code == 2
    assert "sk-secret" not in done.err


# --- --show

KITTY = {"TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1", "TERM_PROGRAM": ""}
ITERM = {"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app", "LC_TERMINAL": "iTerm2"}
SIXEL = {"TERM": "mlterm", "TERM_PROGRAM": ""}


@pytest.mark.parametrize(
    ("kind", "begins"), [(KITTY, "\x1b_G"), (ITERM, "\x1b]1337;"), (SIXEL, "\x1bP")], ids=["kitty", "iTerm2", "sixel"]
)
def test_a_terminal_that_can_shows_the_image(
    kind: dict[str, str], begins: str, environment: Mapping[str, str], stability_standin: StandIn, tmp_path: Path
) -> None:
    stability_standin.reset(shrink=16)
    words = (*CORE, "-o", "a.png", "--show")
    with Terminal(*words, environment={**environment, **kind}, cwd=tmp_path) as terminal:
        assert terminal.wait() == 0, terminal.seen
    assert begins in terminal.seen


@pytest.mark.parametrize("where", ["terminal", "pipe"])
def test_elsewhere_it_is_said_how_to_open_it(
    where: str, environment: Mapping[str, str], stability_standin: StandIn, tmp_path: Path
) -> None:
    stability_standin.reset(shrink=16)
    words = (*CORE, "-o", "a.png", "--show")
    plain = {**environment, "TERM": "xterm", "TERM_PROGRAM": ""}
    if where == "terminal":
        with Terminal(*words, environment=plain, cwd=tmp_path) as terminal:
            assert terminal.wait() == 0
        seen = terminal.seen
    else:
        seen = run_process(*words, environment=plain, cwd=tmp_path).err
    assert (tmp_path / "a.png").as_uri() in seen.replace("\r\n", "")


# --- completion


def test_bash_completes_commands_options_and_words(environment: Mapping[str, str], tmp_path: Path) -> None:
    script = tmp_path / "complete.sh"
    printed = run_process("completion", "bash", environment=environment)
    assert printed.code == 0
    command = tmp_path / "bin" / "stability"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {" ".join(COMMAND)} "$@"\n')
    command.chmod(0o755)
    script.write_bytes(printed.out)
    for line, expected in {
        "stability v2": "v2beta",
        "stability v2beta co": "core",
        "stability v2beta core --sty": "--style-preset",
        "stability v2beta core --style-preset an": "anime",
    }.items():
        words = line.split()
        code = (
            f"source {script}; COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; "
            "_stability_completion stability; printf '%s\\n' \"${COMPREPLY[@]}\""
        )
        done = subprocess.run(
            ["/bin/bash", "-c", code],
            env=without_settings() | {"PATH": f"{command.parent}:/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert expected in done.stdout.split(), (line, done.stdout, done.stderr)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script(shell: str, environment: Mapping[str, str]) -> None:
    done = run_process("completion", shell, environment=environment)
    assert done.code == 0
    assert "_STABILITY_COMPLETE" in done.text
    assert "stability" in done.text


def test_serve_runs_the_standin(environment: Mapping[str, str], tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "stability_client.cli", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        env=without_settings(),
        text=True,
    ) as server:
        assert server.stdout is not None
        try:
            url = server.stdout.readline().split()[-1]
            settings = {**environment, "STABILITY_BASE_URL": url, "STABILITY_API_KEY": "sk-standin"}
            assert run_process("v1", "balance", environment=settings, cwd=tmp_path).text == "1000 credits\n"
        finally:
            server.terminate()
            server.wait(SECONDS)
    help_text = run_process("serve", "--help", environment=environment)
    assert "--latency" in help_text.text
