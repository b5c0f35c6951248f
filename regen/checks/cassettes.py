"""Replays the recorded calls on a new generated package, and reports those that no longer match."""

import os
import re
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
"""The plugins that the tests of cassettes use. Loading all of the environment takes longer than the replay."""


class ReplayError(Exception):
    """pytest failed before it replayed; the message says why."""


def has_cassettes(project: Project) -> bool:
    """Whether there is anything to replay."""
    return (project.root / REPLAY).exists()


_REPLAY_SCRIPT = """
import os, sys
import hypothesis, httpx, PIL.Image, pytest, starlette.applications, uvicorn, vcr, yaml
sys.path[:0] = [folder for folder in sys.stdin.readline().rstrip().split(os.pathsep) if folder] or sys.exit()
sys.exit(pytest.main(sys.argv[1:]))
"""
"""Imports what does not depend on the generated package, then waits for the path of the packages."""


@contextmanager
def start_replay(project: Project) -> Iterator[Callable[[Path], list[Finding]]]:
    """Start the process that replays, so that it loads its modules while the package is still being generated.

    Yields:
        A function that replays every cassette, once, on the generated package in a folder. It raises ReplayError if
        pytest failed in another way than by a test.
    """
    with tempfile.TemporaryDirectory(prefix="replay-") as folder:
        results = Path(folder) / "results.xml"
        options = ("--quiet", "--no-header", "--tb=no", "--assert=plain", f"--junitxml={results}")
        with subprocess.Popen(
            [sys.executable, "-B", "-c", _REPLAY_SCRIPT, *options, "-p", "no:cacheprovider", *_PLUGINS, str(REPLAY)],
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
                    # The overlay does not import, which is reported as such.
                    raise ReplayError("cassettes: were not replayed, as their tests could not be collected")
                return list(_findings(results))

            try:
                yield replay
            finally:
                process.kill()  # if there was no package to replay on


def _findings(results: Path) -> Iterator[Finding]:
    """Yield one finding per way of failing (the first line of the message), with the cassettes that fail so."""
    failed: dict[str, dict[str, str]] = {}
    for case in ET.parse(results).iter("testcase"):  # noqa: S314 - pytest wrote it a moment ago
        failure = case.find("failure") if case.find("failure") is not None else case.find("error")
        if failure is None:
            continue
        name = case.get("name", "")
        cassette = name.partition("[")[2].removesuffix("]") or name
        message = re.sub(rf"\S*{re.escape(cassette)}(\.outcome)?\.yaml[:.] ", "", failure.get("message") or "")
        failed.setdefault(message.partition("\n")[0], {}).setdefault(cassette, " ".join(message.split()))
    for cassettes in failed.values():
        first, *others = cassettes
        yield Finding(
            check="cassettes",
            rule="cassette-differs",
            level=Level.BREAKING,
            where=first + (f" and {len(others)} more" if others else ""),
            message=cassettes[first][:MAX_MESSAGE],
            places=tuple(cassettes),
            source=Path("tests", "cassettes", f"{first}.yaml").as_posix() + ":1",
        )
