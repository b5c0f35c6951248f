"""Every cassette replayed by both clients, the network blocked: what they send is what was recorded, and so is what
their callers get.

Another generated package is put to the same test by `PYTHONPATH=<its parent> python -m pytest <this file>`.
"""

import difflib
import json
import ssl
from collections.abc import Iterator
from functools import cache
from unittest import mock

import httpx
import pytest

from stability_client import Stability
from stability_client.testing import files, use_cassette
from tests.cassettes.matrix import BY_NAME, CASES, HERE, Case
from tests.cassettes.playing import play, play_async
from tests.cassettes.recording import OUTCOME_HEADING, PICTURES

pytestmark = pytest.mark.block_network

KEY = "sk-replayed"


@pytest.fixture(scope="module", autouse=True)
def _certificates_read_once() -> Iterator[None]:
    """Every client reads all of them for connections that a replay never opens."""
    with mock.patch("ssl.create_default_context", cache(ssl.create_default_context)):
        yield


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in ("API_KEY", "BASE_URL", "ENGINE", "ORGANIZATION"):
        monkeypatch.delenv(f"STABILITY_{setting}", raising=False)


def assert_is_pinned(case: Case, outcomes: list[dict[str, object]]) -> None:
    """Fails with a diff where callers get something else than the snapshot says."""
    if json.dumps(outcomes) == json.dumps(files.load(case.outcome_path)):  # much sooner told than by YAML
        return
    pinned, now = case.outcome_path.read_text("utf-8"), OUTCOME_HEADING + files.dump(outcomes)
    diff = difflib.unified_diff(pinned.splitlines(), now.splitlines(), "pinned", "now", n=12, lineterm="")
    pytest.fail(f"{case.outcome_path.relative_to(HERE)}: callers get something else:\n" + "\n".join(diff))


@pytest.mark.parametrize("name", BY_NAME)
def test_the_sync_client_sends_and_gets_what_is_pinned(name: str) -> None:
    case = BY_NAME[name]
    with use_cassette(case.path, pictures=HERE / PICTURES):
        outcomes = play(case, {"api_key": KEY})
    assert_is_pinned(case, outcomes)


@pytest.mark.anyio
@pytest.mark.parametrize("name", BY_NAME)
async def test_the_async_client_sends_and_gets_what_is_pinned(name: str) -> None:
    case = BY_NAME[name]
    with use_cassette(case.path, pictures=HERE / PICTURES):
        outcomes = await play_async(case, {"api_key": KEY})
    assert_is_pinned(case, outcomes)


def test_every_form_has_a_boundary_of_its_own() -> None:
    case, boundaries = BY_NAME["masking/white"], []

    def note(request: httpx.Request) -> None:
        boundaries.append(request.headers["Content-Type"].partition("boundary=")[2])

    for _ in range(2):
        with httpx.Client(event_hooks={"request": [note]}) as http, use_cassette(case.path, pictures=HERE / PICTURES):
            play(case, {"api_key": KEY, "http_client": http})
    assert len(set(boundaries)) == 2


def test_calls_go_to_the_published_host_unless_told_otherwise() -> None:
    assert Stability(KEY).base_url == "https://api.stability.ai"


def test_no_two_cases_share_a_name() -> None:
    assert len(BY_NAME) == len(CASES)
