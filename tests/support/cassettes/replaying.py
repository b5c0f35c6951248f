"""Replays cases and tells what no longer holds.

The tests of the cassettes call the same functions, a case a test. Without pytest a replay takes half as long, and may
leave out the cases whose operations did not change.
"""

import difflib
import json
import os
import re
import ssl
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context
from types import MappingProxyType
from unittest import mock

from attrs import frozen

from stability_client import AsyncStability, Stability
from stability_client.testing import CassetteError, use_cassette
from stability_client.testing.cassettes import IMAGES_FOLDER
from stability_client.testing.files import dump, load
from tests.support.cassettes.cases import CASSETTES, OPERATIONS, Case
from tests.support.cassettes.coverage import find_operation
from tests.support.cassettes.matrix import BY_NAME
from tests.support.cassettes.playback import OUTCOME_HEADING, REPLAY_KEY, play, play_async
from tests.support.cassettes.raw_calls import RAW_CASES, raw_calls

IMAGES = CASSETTES / IMAGES_FOLDER
SETTINGS: Mapping[str, str] = MappingProxyType({"api_key": REPLAY_KEY})
SETTINGS_FROM_ENVIRONMENT = tuple(f"STABILITY_{name}" for name in ("API_KEY", "BASE_URL", "ENGINE", "ORGANIZATION"))
CASES_PER_PROCESS = 40
"""With fewer, another process costs more than it saves."""
_REQUEST = re.compile(r"^ +- request:\n +method: (\S+)\n +path: (\S+)$", re.MULTILINE)


class NotPinnedError(Exception):
    """Callers get something else than is recorded; the message is the difference."""


@frozen
class Failure:
    """A case that no longer holds."""

    case: str
    message: str
    """The class of the error and its message."""


# --- one case --------------------------------------------------------------------------------------------------------


def replay_sync(name: str) -> None:
    """Make the calls of a case with the sync client."""
    case = BY_NAME[name]
    with use_cassette(case.path, images=IMAGES):
        outcomes = play(case, SETTINGS)
    _require_pinned(case, outcomes)


async def replay_async(name: str) -> None:
    """Make the calls of a case with the async client."""
    case = BY_NAME[name]
    with use_cassette(case.path, images=IMAGES):
        outcomes = await play_async(case, SETTINGS)
    _require_pinned(case, outcomes)


def replay_raw(name: str) -> None:
    """Make the calls of a case with the generated client."""
    with Stability(REPLAY_KEY) as client, use_cassette(BY_NAME[name].path, images=IMAGES):
        for call in raw_calls(name):
            response = call.api.sync_detailed(*call.arguments, client=client.raw, **call.options)
            assert response.status_code == 200


async def replay_raw_async(name: str) -> None:
    """Make the calls of a case with the generated client, asynchronously."""
    async with AsyncStability(REPLAY_KEY) as client:
        with use_cassette(BY_NAME[name].path, images=IMAGES):
            for call in raw_calls(name):
                response = await call.api.asyncio_detailed(*call.arguments, client=client.raw, **call.options)
                assert response.status_code == 200


def _require_pinned(case: Case, outcomes: list[dict[str, object]]) -> None:
    if json.dumps(outcomes) == _pinned_outcomes(case.name):  # much faster than dumping YAML
        return
    pinned, now = case.outcome_path.read_text("utf-8"), OUTCOME_HEADING + dump(outcomes)
    diff = difflib.unified_diff(pinned.splitlines(), now.splitlines(), "pinned", "now", n=12, lineterm="")
    name = case.outcome_path.relative_to(CASSETTES)
    raise NotPinnedError(f"{name}: callers get something else:\n" + "\n".join(diff))


@cache
def _pinned_outcomes(name: str) -> str:
    return json.dumps(load(BY_NAME[name].outcome_path))


@contextmanager
def prepare_settings() -> Iterator[None]:
    """Give clients no settings from the environment, and load the certificates once: a replay opens no connection."""
    with (
        mock.patch("ssl.create_default_context", cache(ssl.create_default_context)),
        mock.patch.dict(os.environ),
    ):
        for name in SETTINGS_FROM_ENVIRONMENT:
            os.environ.pop(name, None)
        yield


# --- many cases ------------------------------------------------------------------------------------------------------


def operations_of(name: str) -> set[str]:
    """Return the operations that a case depends on: those it calls or asks for results, and those of its requests."""
    recorded = _REQUEST.findall(BY_NAME[name].path.read_text("utf-8"))
    found = {find_operation({"method": method, "path": path}) for method, path in recorded}
    for call in BY_NAME[name].calls:
        operation = call.method.replace(".", "_").replace("_start_", "_")
        found |= {operation, OPERATIONS[operation].get("x-result-operation", operation)}
    return found


def select(operations: Collection[str] | None) -> list[str]:
    """Return the names of the cases that depend on some of these operations; of all cases for None."""
    return [name for name in BY_NAME if operations is None or not operations_of(name).isdisjoint(operations)]


def replay_all(names: Sequence[str]) -> list[Failure]:
    """Replay cases with the sync client, and with the generated one. Return those that fail.

    The asynchronous clients have the same code but for the `await`; the tests of the cassettes replay with them too.
    """
    workers = min(os.cpu_count() or 1, len(names) // CASES_PER_PROCESS)
    if workers < 2:
        return _replay(names)
    with ProcessPoolExecutor(workers, get_context("fork")) as pool:
        parts = pool.map(_replay, [names[number::workers] for number in range(workers)])
        found = [failure for part in parts for failure in part]
    return sorted(found, key=lambda failure: names.index(failure.case))


def _replay(names: Sequence[str]) -> list[Failure]:
    with prepare_settings():
        return [
            Failure(name, f"{_class_name(error)}: {error}")
            for name in names
            for way in (replay_sync, *((replay_raw,) if name in RAW_CASES else ()))
            if (error := _error_of(way, name))
        ]


def _error_of(way: Callable[[str], None], name: str) -> BaseException | None:
    try:
        way(name)
    except (Exception, CassetteError) as error:  # noqa: BLE001 - whatever it is, the case fails
        return error
    return None


def _class_name(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
