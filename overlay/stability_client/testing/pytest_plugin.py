"""The pytest fixture and marker `stability_cassette`, and `--stability-record`.

pytest loads this module in every run, wherever the package is installed: so it imports nothing of cassettes until a
test asks for one.
"""

import hashlib
import os
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from stability_client.testing.cassettes import Cassette
    from stability_client.testing.errors import CassetteError

NAME = "stability_cassette"
FOLDER = "cassettes"
PICTURES = "images"

KEY_VARIABLE = "STABILITY_API_KEY"

_FAILURE = pytest.StashKey[str | None]()
"""How a test failed, as it is told."""
_CASSETTE = pytest.StashKey["Cassette"]()
"""What a test got by its marker."""
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
    """Notes that a test failed: then what it recorded is not kept, and what was told is not told again."""
    report = yield
    if call.excinfo is not None and report.outcome != "passed":
        item.stash[_FAILURE] = report.longreprtext
    return report


@pytest.fixture
def stability_cassette(request: pytest.FixtureRequest) -> "Iterator[Cassette]":
    """Answers the test's calls from its cassette; with `--stability-record`, records them.

    In a replay `STABILITY_API_KEY` is set to a made-up key where it is not set.
    """
    from stability_client.testing.cassettes import use_cassette  # noqa: PLC0415 - see the top of this file
    from stability_client.testing.errors import CassetteError  # noqa: PLC0415

    path, pictures = _place(request)
    recording = bool(request.config.getoption("--stability-record"))
    stash = request.node.stash
    # A test that is run again starts anew.
    stash[_FAILURE] = None
    cassette = None
    try:
        with use_cassette(path, record=recording, pictures=pictures) as cassette, _key(cassette):
            yield cassette
            if stash[_FAILURE] is not None:
                cassette.discard()
    except CassetteError as error:
        if cassette is None or _is_news(error, cassette, stash[_FAILURE]):
            # One that pytest takes for its own, also where pytest was not loaded yet when CassetteError was made.
            raise pytest.fail.Exception(str(error), pytrace=False) from None
    else:
        if recording and not cassette.discarded:
            request.config.stash[_RECORDED].append((path, cassette.changed))


@pytest.fixture(autouse=True)
def _stability_cassette_of_marker(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker(NAME) is not None:
        request.node.stash[_CASSETTE] = request.getfixturevalue(NAME)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """Begins no test whose cassette does not play: its calls would go out."""
    marked = pyfuncitem.get_closest_marker(NAME) is not None
    if not marked and NAME not in pyfuncitem.funcargs:
        return
    cassette = pyfuncitem.stash.get(_CASSETTE, None) if marked else pyfuncitem.funcargs[NAME]
    # Another fixture of this name may give something else than a cassette.
    if (marked and cassette is None) or not getattr(cassette, "live", True):
        pytest.fail(f"{pyfuncitem.nodeid} was not begun: its cassette does not play", pytrace=False)


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


@contextmanager
def _key(cassette: "Cassette") -> Iterator[None]:
    """Sets a key for clients that are given none. While recording it is the environment's, or there is none."""
    with pytest.MonkeyPatch.context() as patch:
        if not cassette.recording and not os.environ.get(KEY_VARIABLE, "").strip():
            patch.setenv(KEY_VARIABLE, cassette.api_key)
        yield


def _is_news(error: "CassetteError", cassette: "Cassette", failure: str | None) -> bool:
    """Whether the end of a test has something to tell that its failure does not.

    A test that failed has not come to all of its calls: only one that was not in the cassette counts, if it is not what
    the test failed of.
    """
    if failure is None:
        return True
    return error is cassette.missed and str(error).splitlines()[0] not in failure


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
