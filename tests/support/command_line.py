"""Runs the command line: in this process, in one of its own, or at a pseudo-terminal."""

import io
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import pytest

from stability_client.cli.app import run

COMMAND = (sys.executable, "-m", "stability_client.cli")
HEEDING_CTRL_C = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background may have inherited to ignore it
from stability_client.cli import main
main()
"""
SECONDS = 60.0
"""How long a process may take, on a machine that does much else."""


class Done(NamedTuple):
    """What a command left."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Its standard output as text."""
        return self.out.decode()


def run_here(patch: pytest.MonkeyPatch, *arguments: object, environment: Mapping[str, str], stdin: bytes = b"") -> Done:
    """Run a command in this process, with pipes as its standard streams."""
    written, told = io.BytesIO(), io.BytesIO()
    out, err = io.TextIOWrapper(written, "utf-8"), io.TextIOWrapper(told, "utf-8")
    with patch.context() as patched:
        for name in [name for name in os.environ if name.startswith("STABILITY_")]:
            patched.delenv(name)
        for name, value in environment.items():
            patched.setenv(name, value)
        patched.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        patched.setattr("sys.stdout", out)
        patched.setattr("sys.stderr", err)
        code = run([str(each) for each in arguments])
    for stream in (out, err):
        stream.flush()
    return Done(code, written.getvalue(), told.getvalue().decode())


def run_process(*arguments: object, environment: Mapping[str, str], **options: Any) -> Done:
    """Run a command in a process of its own, with pipes as its standard streams."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        env=without_settings() | dict(environment),
        capture_output=True,
        timeout=SECONDS,
        check=False,
        **options,
    )
    return Done(done.returncode, done.stdout, done.stderr.decode())


def without_settings() -> dict[str, str]:
    """The environment without what the command line reads of it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("STABILITY_", "COLUMNS"))}


class Terminal:
    """A command at a pseudo-terminal of 100 columns."""

    def __init__(self, *arguments: object, environment: Mapping[str, str], **options: Any) -> None:
        self._here, there = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", HEEDING_CTRL_C, *map(str, arguments)],
            env=without_settings() | {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40", **environment},
            start_new_session=True,
            **{"stdin": there, "stdout": there, "stderr": there, **options},
        )
        os.close(there)
        self.seen = ""

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._here)

    def type(self, text: str) -> None:
        """Type at the keyboard."""
        os.write(self._here, text.encode())

    def wait_for(self, text: str) -> str:
        """Read until a text is seen."""
        self._read_until(lambda: text in self.seen)
        assert text in self.seen, self.seen
        return self.seen

    def wait(self) -> int:
        """Read to the end and return the exit code."""
        self._read_until(lambda: False)
        return self.process.wait(SECONDS)

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)

    def _read_until(self, is_enough: Callable[[], bool]) -> None:
        end = time.monotonic() + SECONDS
        while not is_enough() and time.monotonic() < end:
            ready, _, _ = select.select([self._here], [], [], 0.05)
            if ready:
                with suppress(OSError):  # how Linux says that the other end is closed
                    if data := os.read(self._here, 65536):
                        self.seen += data.decode(errors="replace")
                        continue
                return
            if self.process.poll() is not None and not select.select([self._here], [], [], 0)[0]:
                return
