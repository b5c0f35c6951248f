"""The pytest fixture and marker `stability_cassette`, and `--stability-record`.

pytest loads this module in every run, wherever the package is installed: so it imports nothing of cassettes until a
test asks for one.
"""

import hashlib
import os
import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from stability_client.testing.cassettes import Cassette

NAME = "stability_cassette"
FOLDER = "cassettes"
PICTURES = "images"

_FAILED = pytest.StashKey[bool]()
_RECORDED = pytest.StashKey[list[tuple[Path, bool]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the option, and the setting for the cassettes' folder."""
    parser.getgroup("stability").addoption(
        "--stability-record",
        action="store_true",
        help="send the calls of tests that use stability_cassette to their server, and write their cassettes anew",
    )
    parser.addini("stability_cassettes", f"folder of the cassettes; by default `{FOLDER}` beside each test file")


def pytest_configure(config: pytest.Config) -> None:
    """Makes the marker known.

    Raises:
        UsageError: Several processes would record, each on its own.
    """
    config.addinivalue_line(
        "markers", f"{NAME}(name=None): answer the test's calls from a cassette, named after the test or as given"
    )
    config.stash[_RECORDED] = []
    if config.getoption("--stability-record") and (
        config.getoption("numprocesses", None) or os.environ.get("PYTEST_XDIST_WORKER")
    ):
        raise pytest.UsageError("--stability-record takes one process: leave out -n")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Notes that a test failed: then what it recorded is not kept."""
    report = yield
    if call.excinfo is not None and report.outcome != "passed":
        item.stash[_FAILED] = True
    return report


@pytest.fixture
def stability_cassette(request: pytest.FixtureRequest) -> "Iterator[Cassette]":
    """Answers the test's calls from its cassette; with `--stability-record`, records them."""
    from stability_client.testing.cassettes import use_cassette  # noqa: PLC0415 - see the top of this file

    path, pictures = _place(request)
    recording = bool(request.config.getoption("--stability-record"))
    with use_cassette(path, record=recording, pictures=pictures) as cassette:
        yield cassette
        if request.node.stash.get(_FAILED, default=False):
            cassette.discard()
    if recording and not cassette.discarded:
        request.config.stash[_RECORDED].append((path, cassette.changed))


@pytest.fixture(autouse=True)
def _stability_cassette_of_marker(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker(NAME) is not None:
        request.getfixturevalue(NAME)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tells what was recorded: recording is never silent."""
    recorded = config.stash[_RECORDED]
    if not config.getoption("--stability-record"):
        return
    terminalreporter.section("cassettes recorded")
    for path, changed in recorded:
        terminalreporter.line(f"{'written  ' if changed else 'unchanged'} {path}")
    if not recorded:
        terminalreporter.line("none: no test that passed uses stability_cassette")


def _place(request: pytest.FixtureRequest) -> tuple[Path, Path]:
    """The cassette's file, and the folder that it shares its pictures in."""
    configured = request.config.getini("stability_cassettes")
    root = request.config.rootpath / configured if configured else request.path.parent / FOLDER
    marker = request.node.get_closest_marker(NAME)
    name = marker.args[0] if marker is not None and marker.args else None
    path = root / f"{name}.yaml" if name else root / request.path.stem / f"{_file_name(request.node.name)}.yaml"
    return path, root / PICTURES


def _file_name(test: str) -> str:
    """A test's name as every file system takes it; what had to be replaced is told apart by a few digits."""
    safe = re.sub(r"[^\w.=+-]+", "-", test, flags=re.ASCII).strip("-")
    return safe if safe == test else f"{safe}-{hashlib.sha256(test.encode()).hexdigest()[:6]}"
