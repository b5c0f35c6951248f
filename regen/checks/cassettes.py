"""Replays the recorded calls against a new generated package, and tells what no longer matches."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

from regen.openapi_diff import Finding, Level
from regen.project import Project

REPLAY = Path("tests", "cassettes", "test_replay.py")
_NO_TESTS, _FAILED = 5, 1
MAX_MESSAGE = 300
_PLUGINS = [
    *("-p", "anyio.pytest_plugin", "-p", "pytest_recording.plugin"),
    *("-p", "stability_client.standin.pytest_plugin", "-p", "stability_client.testing.pytest_plugin"),
]
"""What the cassettes' tests use. Loading every plugin of the environment takes longer than the replay."""


class ReplayError(Exception):
    """pytest did not get to replaying; says why."""


def exist(project: Project) -> bool:
    """Whether there is anything to replay."""
    return (project.root / REPLAY).exists()


_WAITS = """
import os, sys
import hypothesis, httpx, PIL.Image, pytest, starlette.applications, tenacity, uvicorn, vcr, yaml
sys.path[:0] = [folder for folder in sys.stdin.readline().rstrip().split(os.pathsep) if folder] or sys.exit()
sys.exit(pytest.main(sys.argv[1:]))
"""
"""Loads what a replay needs and our code does not change, then waits to be told where the packages are."""


@contextmanager
def player(project: Project) -> Iterator[Callable[[Path], list[Finding]]]:
    """Starts what replays, which makes itself ready while the package is still being generated.

    Gives a function that replays every cassette, once, with the generated package in a folder. It raises ReplayError
    where pytest failed other than by a test.
    """
    with tempfile.TemporaryDirectory(prefix="replay-") as folder:
        results = Path(folder) / "results.xml"
        options = ("--quiet", "--no-header", "--tb=no", "--assert=plain", f"--junitxml={results}")
        with subprocess.Popen(
            [sys.executable, "-B", "-c", _WAITS, *options, "-p", "no:cacheprovider", *_PLUGINS, str(REPLAY)],
            cwd=project.root,
            env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:

            def replay(generated: Path) -> list[Finding]:
                process.communicate(os.pathsep.join((str(generated), str(project.root / "overlay"))) + "\n")
                if process.returncode == _NO_TESTS:
                    return []
                if not results.exists() or process.returncode not in (0, _FAILED):
                    # It could not even be collected: the overlay does not import, which is told there.
                    raise ReplayError("the cassettes were not replayed: their tests could not be collected")
                return list(_findings(results))

            try:
                yield replay
            finally:
                process.kill()  # where nothing was left to replay on


def _findings(results: Path) -> Iterator[Finding]:
    """One finding for each way of failing, with the cassettes that fail so; sync and async tests of one are one."""
    failed: dict[str, list[str]] = {}
    for case in ET.parse(results).iter("testcase"):  # noqa: S314 - pytest wrote it a moment ago
        failure = case.find("failure") if case.find("failure") is not None else case.find("error")
        if failure is None:
            continue
        name = case.get("name", "")
        cassette = name.partition("[")[2].removesuffix("]") or name
        message = " ".join((failure.get("message") or "").split())[:MAX_MESSAGE]
        cassettes = failed.setdefault(message, [])
        if cassette not in cassettes:
            cassettes.append(cassette)
    for message, cassettes in failed.items():
        more = f" and {len(cassettes) - 1} more alike" if len(cassettes) > 1 else ""
        yield Finding(
            plane="cassettes",
            rule="cassette-differs",
            level=Level.BREAKING,
            where=cassettes[0] + more,
            message=message,
            places=tuple(cassettes),
            source=Path("tests", "cassettes", f"{cassettes[0]}.yaml").as_posix() + ":1",
        )
