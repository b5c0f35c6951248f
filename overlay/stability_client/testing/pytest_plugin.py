"""The pytest fixture and marker `stability_cassette`, and the option `--stability-record`.

pytest loads this module in every run, wherever the package is installed, so it imports vcrpy and the like only when a
test uses a cassette.
"""

import hashlib
import os
import re
import sys
import traceback
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

_FAILURE = pytest.StashKey[str | None]()
"""The failure of a test, as pytest prints it."""
_MARKER_CASSETTE = pytest.StashKey["Cassette"]()
"""The cassette of a test that has the marker."""
_RECORDED = pytest.StashKey[list[tuple[Path, bool]]]()
"""Each recorded cassette, and whether its content changed."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option, and the setting for the cassettes' folder."""
    parser.getgroup("stability").addoption(
        "--stability-record",
        action="store_true",
        help="send the calls of tests that use stability_cassette to their server, and write their cassettes anew",
    )
    parser.addini("stability_cassettes", f"folder of the cassettes; by default `{FOLDER}` beside each test file")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker.

    Raises:
        UsageError: Several processes would record, each its own cassettes.
    """
    config.addinivalue_line(
        "markers", f"{NAME}(name=None): replay the test's calls from a cassette, named after the test or as given"
    )
    config.stash[_RECORDED] = []
    if config.getoption("--stability-record") and (
        config.getoption("numprocesses", None) or os.environ.get("PYTEST_XDIST_WORKER")
    ):
        raise pytest.UsageError("--stability-record: needs a single process. Leave out -n.")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Report a cassette's error by its message, without the traceback through httpx and vcrpy.

    A test's failure is stored too: what a failed test recorded is discarded, and its message is not repeated.
    """
    error = None if call.excinfo is None else _find_cassette_error(call.excinfo.value)
    if error is not None:
        call.excinfo = pytest.ExceptionInfo.from_exception(_to_failure(error))
    report = yield
    if error is not None and (line := _find_line(error, item.path)):
        report.sections.append(("called at", f"{item.path.name}:{line}"))
    if call.excinfo is not None and report.outcome != "passed":
        item.stash[_FAILURE] = report.longreprtext
    return report


@pytest.fixture
def stability_cassette(request: pytest.FixtureRequest) -> "Iterator[Cassette]":
    """Replay the test's calls from its cassette; with `--stability-record`, record them.

    In a replay, `STABILITY_API_KEY` is set to a made-up key if it is not set.
    """
    from stability_client.testing.cassettes import IMAGES_FOLDER, use_cassette  # noqa: PLC0415 - see the top of this file
    from stability_client.testing.errors import CassetteError  # noqa: PLC0415

    root, path = _locate(request)
    recording = bool(request.config.getoption("--stability-record"))
    stash = request.node.stash
    # A test that is rerun starts without the failure of its first run.
    stash[_FAILURE] = None
    cassette = None
    try:
        with use_cassette(path, record=recording, images=root / IMAGES_FOLDER) as cassette, _default_key(cassette):
            yield cassette
            if stash[_FAILURE] is not None:
                cassette.discard()
    except CassetteError as error:
        if cassette is None or _is_news(error, cassette, stash[_FAILURE]):
            # pytest's own class, even if CassetteError was defined before pytest was loaded.
            raise pytest.fail.Exception(str(error), pytrace=False) from None
    else:
        if recording and not cassette.discarded:
            request.config.stash[_RECORDED].append((path, cassette.changed))


@pytest.fixture(autouse=True)
def _stability_cassette_of_marker(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker(NAME) is not None:
        request.node.stash[_MARKER_CASSETTE] = request.getfixturevalue(NAME)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> None:
    """Refuse to start a test whose cassette is not active: its calls would be sent."""
    has_marker = pyfuncitem.get_closest_marker(NAME) is not None
    if not has_marker and NAME not in pyfuncitem.funcargs:
        return
    cassette = pyfuncitem.stash.get(_MARKER_CASSETTE, None) if has_marker else pyfuncitem.funcargs[NAME]
    # Another fixture of this name may return something else than a cassette.
    if (has_marker and cassette is None) or not getattr(cassette, "active", True):
        pytest.fail(f"{pyfuncitem.nodeid}: not started, because its cassette is not active", pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """List the recorded cassettes, so that recording is never silent."""
    if not config.getoption("--stability-record"):
        return
    recorded = config.stash[_RECORDED]
    terminalreporter.section("cassettes recorded")
    for path, changed in recorded:
        terminalreporter.line(f"{'written  ' if changed else 'unchanged'} {path}")
    if not recorded:
        terminalreporter.line("none: no test that passed uses stability_cassette")


@contextmanager
def _default_key(cassette: "Cassette") -> Iterator[None]:
    """Set a key for clients that get none, unless recording: then it is the environment's, or there is none."""
    from stability_client.testing.cassettes import KEY_VARIABLE  # noqa: PLC0415 - see the top of this file

    with pytest.MonkeyPatch.context() as patch:
        if not cassette.recording and not os.environ.get(KEY_VARIABLE, "").strip():
            patch.setenv(KEY_VARIABLE, cassette.api_key)
        yield


def _find_cassette_error(error: BaseException) -> "CassetteError | None":
    """Return the cassette's error that an error is, or that led to it; the code under test may have wrapped it."""
    if "stability_client.testing.errors" not in sys.modules:
        return None  # nothing has recorded or replayed
    from stability_client.testing.errors import CassetteError  # noqa: PLC0415 - loaded already

    pending: list[BaseException | None] = [error]
    seen: list[BaseException] = []
    while pending:
        error_or_cause = pending.pop(0)
        if error_or_cause is None or error_or_cause in seen:
            continue
        if isinstance(error_or_cause, CassetteError):
            return error_or_cause
        seen.append(error_or_cause)
        if isinstance(error_or_cause, BaseExceptionGroup):
            pending += error_or_cause.exceptions
        pending.append(error_or_cause.__cause__)
        pending.append(None if error_or_cause.__suppress_context__ else error_or_cause.__context__)
    return None


def _to_failure(error: "CassetteError") -> BaseException:
    """Return the error as a failure of pytest's own, which it is not if it was defined before pytest was loaded."""
    if isinstance(error, pytest.fail.Exception):
        return error
    return pytest.fail.Exception(str(error), pytrace=False).with_traceback(error.__traceback__)


def _find_line(error: BaseException, file: Path) -> int | None:
    """Return the line of a file that led to an error; None if none did."""
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == str(file)]
    return lines[-1] if lines else None


def _is_news(error: "CassetteError", cassette: "Cassette", failure: str | None) -> bool:
    """Return whether an error at the end of a test adds to the test's own failure.

    A test that failed has not made all of its calls: only an unmatched call counts, if it did not cause the failure.
    """
    if failure is None:
        return True
    return error is cassette.unmatched and str(error).splitlines()[0] not in failure


def _locate(request: pytest.FixtureRequest) -> tuple[Path, Path]:
    """Return the folder of the cassettes, and the file of this test's cassette."""
    setting = request.config.getini("stability_cassettes")
    root = request.config.rootpath / setting if setting else request.path.parent / FOLDER
    marker = request.node.get_closest_marker(NAME)
    name = marker.args[0] if marker is not None and marker.args else None
    return root, root / f"{name or f'{request.path.stem}/{_to_file_name(request.node.name)}'}.yaml"


def _to_file_name(test: str) -> str:
    """Return a test's name in a form that every file system takes; changed names get a few digits to stay distinct."""
    safe = re.sub(r"[^\w.=+-]+", "-", test, flags=re.ASCII).strip("-")
    return safe if safe == test else f"{safe}-{hashlib.sha256(test.encode()).hexdigest()[:6]}"
