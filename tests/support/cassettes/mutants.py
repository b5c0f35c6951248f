"""Makes one small edit after another in a copy of the code, and shows which test notices it: `make mutants`.

Each edit is one that a change of the contract, the generator or the overlay could cause. Exits with 1 if an edit is not
noticed, or if one no longer applies to the code.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from queue import Queue

from attrs import frozen

from tests.support.cassettes.cases import ROOT
from tests.support.cassettes.hosted_mutants import HOSTED_MUTANTS
from tests.support.cassettes.matrix import BY_NAME
from tests.support.cassettes.mutation import Mutant, find_stale
from tests.support.cassettes.raw_calls import RAW_CASES
from tests.support.cassettes.request_mutants import REQUEST_MUTANTS
from tests.support.cassettes.response_mutants import RESPONSE_MUTANTS

MUTANTS = (*REQUEST_MUTANTS, *RESPONSE_MUTANTS, *HOSTED_MUTANTS)

COPIED = (
    *("overlay", "generated", "regen", "tests/cassettes", "tests/support", "tests/conftest.py"),
    *("openapi.yaml", "pyproject.toml"),
)
TIMEOUT_SECONDS = 120
REPLAY = "tests/cassettes/test_replay.py"
TESTS: Mapping[str, Iterable[str]] = {
    "test_the_sync_client_sends_and_gets_what_is_pinned": BY_NAME,
    "test_the_async_client_sends_and_gets_what_is_pinned": BY_NAME,
    "test_the_raw_client_sends_what_is_pinned": RAW_CASES,
    "test_the_async_raw_client_sends_what_is_pinned": RAW_CASES,
}
"""The tests of single cases, and the names of their cases."""

NOTICED_BY = {
    "The most similar recorded call differs": "a cassette",
    "made more often than recorded": "a cassette",
    "recorded calls were not made": "a cassette",
    "while a cassette is replayed": "a cassette",
    "callers get something else": "a snapshot",
}
"""From a text in pytest's output to what noticed the edit."""

_MTIMES = count(10, 10)


@frozen
class Verdict:
    """What noticed an edit: nothing, a cassette, a snapshot of outcomes, or another test."""

    noticed_by: str | None
    test: str = ""


def copy_project(folder: Path) -> Path:
    """Copy what the tests of the cassettes need."""
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target)
    return folder


def select_tests(cases: tuple[str, ...]) -> list[str]:
    """Return the tests to run: those of the cases whose names begin so, or all if none is given."""
    return (
        [f"{REPLAY}::{test}[{name}]" for test, names in TESTS.items() for name in names if name.startswith(cases)]
        if cases
        else [REPLAY]
    )


SERVER_SCRIPT = """
import json, os, signal, sys
import anyio, attrs, dateutil.parser, httpx, hypothesis, jsonschema, msgspec, PIL.Image, pybase64, pytest
import starlette.applications, uvicorn, vcr, yaml

for line in sys.stdin:
    folder, path, output, options = json.loads(line)
    child = os.fork()
    if not child:
        signal.alarm(TIMEOUT_SECONDS)
        os.chdir(folder)
        sys.path[:0] = [*path, folder]
        target = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(target, 1), os.dup2(target, 2)
        code = pytest.main(options)
        sys.stdout.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Runs pytest in a fork of itself for each line of input: everything but the code under test is loaded already."""


class ProjectCopy:
    """A copy of what is edited and tested, and the process that runs its tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = copy_project(folder / "project")
        self._output = folder / "output"
        self._server = subprocess.Popen(
            [sys.executable, "-c", SERVER_SCRIPT.replace("TIMEOUT_SECONDS", str(TIMEOUT_SECONDS))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        """End the process."""
        self._server.communicate()

    def run_tests(self, cases: tuple[str, ...] = ()) -> Verdict:
        """Run the tests until one fails.

        Args:
            cases: How the names of the cases begin; all if none is given.

        Raises:
            RuntimeError: The copy cannot be tested at all.
        """
        options = [
            *("-x", "-q", "--tb=short", "--no-header", "--assert=plain"),
            *("-p", "no:cacheprovider", "-p", "no:xdist", *select_tests(cases)),
        ]
        path = [str(self.folder / "overlay"), str(self.folder / "generated")]
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps((str(self.folder), path, str(self._output), options)) + "\n")
        self._server.stdin.flush()
        code = self._server.stdout.readline().strip()
        return verdict_of(code, self._output.read_text("utf-8"))


def verdict_of(code: str, output: str) -> Verdict:
    """Return what noticed an edit, by the exit code and the output of the tests.

    Raises:
        RuntimeError: They did not run.
    """
    if code == "0":
        return Verdict(None)
    failed = re.search(r"^FAILED \S+?::(.+?)(?: - .*)?$", output, re.MULTILINE)
    if code != "1" or failed is None:
        raise RuntimeError(output[-2000:])
    noticed_by = next((kind for text, kind in NOTICED_BY.items() if text in output), "a test")
    return Verdict(noticed_by, failed[1].replace("_sends_and_gets_what_is_pinned", "").removeprefix("test_"))


def write_source(file: Path, text: str) -> None:
    """Write a file with a new modification time: Python reuses a compiled file if time and size are unchanged."""
    file.write_text(text, "utf-8")
    mtime = next(_MTIMES)
    os.utime(file, times=(mtime, mtime))


def try_mutants(mutants: Sequence[Mutant], copies: "Queue[ProjectCopy]") -> Iterator[tuple[Mutant, Verdict]]:
    """Yield each mutant with its verdict, running as many at a time as there are copies."""

    def try_mutant(mutant: Mutant) -> tuple[Mutant, Verdict]:
        project = copies.get()
        file = project.folder / mutant.file
        text = file.read_text("utf-8")
        try:
            write_source(file, mutant.apply(text))
            return mutant, project.run_tests(mutant.cases)
        except RuntimeError as error:
            raise RuntimeError(f"{mutant.name}: the edited code does not run:\n{error}") from None
        finally:
            write_source(file, text)
            copies.put(project)

    with ThreadPoolExecutor(copies.qsize()) as workers:
        yield from workers.map(try_mutant, mutants)


def main(words: Sequence[str]) -> int:
    mutants = [mutant for mutant in MUTANTS if not words or any(word in mutant.name for word in words)]
    if stale := list(find_stale(MUTANTS, ROOT)):
        print(*stale, f"{len(stale)} of {len(MUTANTS)} mutants do not apply", sep="\n")
        return 1
    started, unnoticed = time.monotonic(), 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mutants-")))
        copies: Queue[ProjectCopy] = Queue()
        for number in range(os.cpu_count() or 1):
            copies.put(stack.enter_context(closing(ProjectCopy(folder / str(number)))))
        project = copies.get()
        unedited = project.run_tests()
        if unedited.noticed_by:
            print(f"{unedited.test} fails without any edit")
            return 1
        copies.put(project)
        for mutant, verdict in try_mutants(mutants, copies):
            print(f"{mutant.name:<52} {verdict.noticed_by or 'NOT NOTICED'} {verdict.test}", flush=True)
            unnoticed += not verdict.noticed_by
    print(f"{len(mutants) - unnoticed} of {len(mutants)} mutants noticed in {time.monotonic() - started:.0f} s")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
