"""Makes one small edit after another in a copy of the code, and shows which test notices it: `make mutants`.

Each edit is one that a change of the contract, the generator or the overlay could cause. Exits with 1 if an edit is not
noticed, or if one no longer applies to the code.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
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
TIMEOUT_SECONDS = 120.0
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


def run_tests(project: Path, cases: tuple[str, ...] = ()) -> Verdict:
    """Run the tests on a copy of the project until one fails.

    Args:
        project: The copy.
        cases: How the names of the cases begin; all if none is given.

    Raises:
        RuntimeError: The copy cannot be tested at all.
    """
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-x", "-q", "--tb=short", "--no-header", "--assert=plain"),
            *("-p", "no:cacheprovider", "-p", "no:xdist", *select_tests(cases)),
        ],
        cwd=project,
        env=os.environ
        | {"PYTHONPATH": os.pathsep.join((str(project / "overlay"), str(project / "generated")))}
        | {"PYTHONDONTWRITEBYTECODE": ""},  # compiled files save time: each copy is run many times
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_SECONDS,
    )
    if done.returncode == 0:
        return Verdict(None)
    failed = re.search(r"^FAILED \S+?::(.+?)(?: - .*)?$", done.stdout, re.MULTILINE)
    if done.returncode != 1 or failed is None:
        raise RuntimeError(f"{done.stdout[-2000:]}{done.stderr[-1000:]}")
    noticed_by = next((kind for text, kind in NOTICED_BY.items() if text in done.stdout), "a test")
    return Verdict(noticed_by, failed[1].replace("_sends_and_gets_what_is_pinned", "").removeprefix("test_"))


def write_source(file: Path, text: str) -> None:
    """Write a file with a new modification time: Python reuses a compiled file if time and size are unchanged."""
    file.write_text(text, "utf-8")
    mtime = next(_MTIMES)
    os.utime(file, times=(mtime, mtime))


def try_mutants(mutants: Sequence[Mutant], copies: "Queue[Path]") -> Iterator[tuple[Mutant, Verdict]]:
    """Yield each mutant with its verdict, running as many at a time as there are copies."""

    def try_mutant(mutant: Mutant) -> tuple[Mutant, Verdict]:
        project = copies.get()
        file = project / mutant.file
        text = file.read_text("utf-8")
        try:
            write_source(file, mutant.apply(text))
            return mutant, run_tests(project, mutant.cases)
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
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copies: Queue[Path] = Queue()
        for number in range(os.cpu_count() or 1):
            copies.put(copy_project(Path(folder) / str(number)))
        project = copies.get()
        unedited = run_tests(project)
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
