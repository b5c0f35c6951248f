"""The pytest fixture and marker `stability_cassette`, and the option `--stability-record`.

pytest loads this module in every run, wherever the package is installed, so it imports vcrpy and the like only when a
test uses a cassette.
"""

import hashlib
import os
import re
import traceback
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import pytest

from stability_client._lazy import MissingExtraError
from stability_client.testing.errors import CassetteError

if TYPE_CHECKING:
    from stability_client.testing.cassettes import Cassette

NAME = "stability_cassette"
FOLDER = "cassettes"

SCOPE_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "base_urls": "base URLs of the API; by default its own, that in STABILITY_BASE_URL, and its paths on any host",
        "ignore": "URLs whose requests stability_cassette never takes, such as that of the application under test",
    }
)
"""The arguments of `use_cassette` that the marker takes too, and `stability_…` in pytest's configuration for all."""

_FAILURE = pytest.StashKey[str | None]()
"""The failure of a test, as pytest prints it."""
_MARKER_CASSETTE = pytest.StashKey["Cassette"]()
"""The cassette of a test that has the marker."""
_RECORDED = pytest.StashKey[list["_Recorded"]]()


class _Marker(NamedTuple):
    """The arguments of the marker."""

    name: str | None = None
    base_urls: str | Sequence[str] = ()
    ignore: str | Sequence[str] = ()


class _Recorded(NamedTuple):
    """A cassette that was recorded, and by which test."""

    test: str
    cassette: "Cassette"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option, and the setting for the cassettes' folder."""
    parser.getgroup("stability").addoption(
        "--stability-record",
        action="store_true",
        help="send the calls of tests that use stability_cassette to their server, and write their cassettes anew",
    )
    parser.addini("stability_cassettes", f"folder of the cassettes; by default `{FOLDER}` beside each test file")
    for name, help_text in SCOPE_SETTINGS.items():
        parser.addini(f"stability_{name}", help_text, "linelist")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker.

    Raises:
        UsageError: Several processes would record, each its own cassettes.
    """
    config.addinivalue_line(
        "markers",
        f"{NAME}(name=None, base_urls=(), ignore=()): replay the test's calls from a cassette, named after the test or "
        "as given",
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
    try:
        from stability_client.testing import use_cassette  # noqa: PLC0415 - see the top of this file
    except MissingExtraError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    from stability_client.testing.cassettes import IMAGES_FOLDER  # noqa: PLC0415

    root, path = _locate(request)
    recording = bool(request.config.getoption("--stability-record"))
    stash = request.node.stash
    # A test that is rerun starts without the failure of its first run.
    stash[_FAILURE] = None
    cassette = None
    try:
        with (
            use_cassette(
                path,
                record=recording,
                images=root / IMAGES_FOLDER,
                base_urls=_read_urls(request, "base_urls"),
                ignore=_read_urls(request, "ignore"),
            ) as cassette,
            _default_key(cassette),
        ):
            yield cassette
            if stash[_FAILURE] is not None:
                cassette.discard()
            elif recording:
                _refuse_sharing(request, cassette)
    except CassetteError as error:
        if cassette is None or _is_news(error, cassette, stash[_FAILURE]):
            # pytest's own class, even if CassetteError was defined before pytest was loaded.
            raise pytest.fail.Exception(str(error), pytrace=False) from None
    else:
        if recording and not cassette.discarded:
            request.config.stash[_RECORDED].append(_Recorded(request.node.nodeid, cassette))


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
    for each in recorded:
        terminalreporter.line(f"{'written  ' if each.cassette.changed else 'unchanged'} {each.cassette.path}")
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


def _find_cassette_error(error: BaseException) -> CassetteError | None:
    """Return the cassette's error that an error is, or that led to it; the code under test may have wrapped it."""
    if isinstance(error, pytest.skip.Exception | pytest.xfail.Exception):
        return None
    pending: list[BaseException | None] = [error]
    seen: set[int] = set()
    while pending:
        current = pending.pop(0)
        if isinstance(current, CassetteError):
            return current
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        if isinstance(current, BaseExceptionGroup):
            pending += current.exceptions
        pending += [current.__cause__, None if current.__suppress_context__ else current.__context__]
    return None


def _to_failure(error: CassetteError) -> BaseException:
    """Return the error as a failure of pytest's own, which it is not if it was defined before pytest was loaded."""
    if isinstance(error, pytest.fail.Exception):
        return error
    return pytest.fail.Exception(str(error), pytrace=False).with_traceback(error.__traceback__)


def _find_line(error: BaseException, file: Path) -> int | None:
    """Return the line of a file that led to an error; None if none did."""
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == str(file)]
    return lines[-1] if lines else None


def _is_news(error: CassetteError, cassette: "Cassette", failure: str | None) -> bool:
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
    name = _read_marker(request).name or _name_cassette(request, shared_folder=bool(setting))
    return root, root / f"{name}.yaml"


def _name_cassette(request: pytest.FixtureRequest, *, shared_folder: bool) -> str:
    """Return a name that no other test's cassette in the folder has: of module, classes and test.

    A folder that modules of several folders share needs their folders too.
    """
    module = Path(request.path.stem)
    if shared_folder and request.path.is_relative_to(request.config.rootpath):
        module = request.path.relative_to(request.config.rootpath).with_suffix("")
    classes = [node.name for node in request.node.listchain() if isinstance(node, pytest.Class)]
    return "/".join((*module.parts, *map(_to_file_name, (*classes, request.node.name))))


def _read_urls(request: pytest.FixtureRequest, name: str) -> list[str]:
    """Return the URLs of one of `SCOPE_SETTINGS`: from pytest's configuration, and from the marker."""
    of_marker: str | Sequence[str] = getattr(_read_marker(request), name)
    return [*request.config.getini(f"stability_{name}"), *([of_marker] if isinstance(of_marker, str) else of_marker)]


def _read_marker(request: pytest.FixtureRequest) -> "_Marker":
    """Return the arguments of the test's marker; those of none if it has no marker."""
    marker = request.node.get_closest_marker(NAME)
    if marker is None:
        return _Marker()
    try:
        return _Marker(*marker.args, **marker.kwargs)
    except TypeError as error:
        message = f"{NAME}: the marker takes (name=None, base_urls=(), ignore=()), but {error}"
        raise pytest.fail.Exception(message, pytrace=False) from None


def _refuse_sharing(request: pytest.FixtureRequest, cassette: "Cassette") -> None:
    """Leave a cassette as it is if another test has recorded other calls in it."""
    for earlier in request.config.stash[_RECORDED]:
        if (
            earlier.cassette.path == cassette.path
            and earlier.test != request.node.nodeid
            and earlier.cassette.requests != cassette.requests
        ):
            cassette.discard()
            pytest.fail(
                f"{cassette.path}: not written, because {earlier.test} has recorded other calls in it. "
                f"Give each test a name of its own: @pytest.mark.{NAME}(name).",
                pytrace=False,
            )


def _to_file_name(test: str) -> str:
    """Return a test's name in a form that every file system takes; changed names get a few digits to stay distinct."""
    safe = re.sub(r"[^\w.=+-]+", "-", test, flags=re.ASCII).strip("-")
    return safe if safe == test else f"{safe}-{hashlib.sha256(test.encode()).hexdigest()[:6]}"
