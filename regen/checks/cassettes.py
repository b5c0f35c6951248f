"""Replays the recorded calls on a new generated package, and reports those that no longer match."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from regen.openapi_diff import Finding, Level
from regen.project import Project

REPLAYING = Path("tests", "support", "cassettes", "replaying.py")
MAX_MESSAGE = 300

Replay = Callable[[Path, Collection[str] | None], list[Finding]]
"""Replays the cassettes of some operations, or of all for None, on the generated package in a folder."""


class Failure(NamedTuple):
    """A case that no longer holds, and why."""

    case: str
    message: str


class ReplayError(Exception):
    """The cassettes could not be replayed; the message says why."""


def has_cassettes(project: Project) -> bool:
    """Whether there is anything to replay."""
    return (project.root / REPLAYING).exists()


_SCRIPT = """
import json, sys
import anyio, attrs, dateutil.parser, httpx, msgspec, PIL.Image, pybase64, vcr, yaml
from vcr.stubs import httpx_stubs
folders, operations = json.loads(sys.stdin.readline() or "null") or sys.exit()
sys.path[:0] = folders
from tests.support.cassettes import replaying
failures = replaying.replay_all(replaying.select(operations))
json.dump([(each.case, each.message) for each in failures], sys.stdout)
"""
"""Imports what does not depend on the generated package, then waits for the path of the packages."""


@contextmanager
def start_replay(project: Project) -> Iterator[Replay]:
    """Start the process that replays, so that it loads its modules while the package is still being generated.

    Yields:
        A function that replays cassettes, once. It raises ReplayError if there was no replay.
    """
    with subprocess.Popen(
        [sys.executable, "-B", "-W", "ignore", "-c", _SCRIPT],
        cwd=project.root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:

        def replay(generated: Path, operations: Collection[str] | None) -> list[Finding]:
            folders = [str(generated), str(project.root / "overlay")]
            asked = json.dumps((folders, None if operations is None else sorted(operations)))
            printed, _ = process.communicate(f"{asked}\n")
            if process.returncode:
                # The overlay does not import, which is reported as such.
                raise ReplayError("cassettes: were not replayed, as the package or the overlay could not be imported")
            return list(_findings([Failure(*each) for each in json.loads(printed)]))

        try:
            yield replay
        finally:
            process.kill()  # if there was no package to replay on


def _findings(failures: Sequence[Failure]) -> Iterator[Finding]:
    """Yield one finding per way of failing (the first line of the message), with the cassettes that fail so."""
    failed: dict[str, dict[str, str]] = {}
    for cassette, text in failures:
        message = re.sub(rf"\S*{re.escape(cassette)}(\.outcome)?\.yaml[:.] ", "", text)
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
