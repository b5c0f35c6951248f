"""Both clients replay every cassette, with the network blocked: the requests and the outcomes are those recorded.

To test another generated package, run `PYTHONPATH=<its parent> python -m pytest <this file>`.
"""

import difflib
import json
import ssl
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unittest import mock

import httpx
import pytest

from stability_client import AsyncStability, Stability
from stability_client.testing import use_cassette
from stability_client.testing.cassettes import IMAGES_FOLDER
from stability_client.testing.files import dump, load
from tests.support.cassettes.cases import CASSETTES, Case
from tests.support.cassettes.matrix import BY_NAME
from tests.support.cassettes.playback import play, play_async
from tests.support.cassettes.raw_calls import RAW_CASES, raw_calls
from tests.support.cassettes.recording import OUTCOME_HEADING, REPLAY_KEY

pytestmark = pytest.mark.block_network  # pytest-recording: nothing but loopback is reached

IMAGES = CASSETTES / IMAGES_FOLDER
SETTINGS = {"api_key": REPLAY_KEY}


@pytest.fixture(scope="module", autouse=True)
def _load_certificates_once() -> Iterator[None]:
    """Every client loads them anew, for connections that a replay never opens."""
    with mock.patch("ssl.create_default_context", cache(ssl.create_default_context)):
        yield


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in ("API_KEY", "BASE_URL", "ENGINE", "ORGANIZATION"):
        monkeypatch.delenv(f"STABILITY_{setting}", raising=False)


@cache
def _pinned_outcomes(path: Path) -> str:
    return json.dumps(load(path))


def assert_is_pinned(case: Case, outcomes: list[dict[str, object]]) -> None:
    """Fail with a diff if the outcomes differ from the snapshot."""
    if json.dumps(outcomes) == _pinned_outcomes(case.outcome_path):  # much faster than dumping YAML
        return
    pinned, now = case.outcome_path.read_text("utf-8"), OUTCOME_HEADING + dump(outcomes)
    diff = difflib.unified_diff(pinned.splitlines(), now.splitlines(), "pinned", "now", n=12, lineterm="")
    pytest.fail(f"{case.outcome_path.relative_to(CASSETTES)}: callers get something else:\n" + "\n".join(diff))


@pytest.mark.parametrize("name", BY_NAME)
def test_the_sync_client_sends_and_gets_what_is_pinned(name: str) -> None:
    case = BY_NAME[name]
    with use_cassette(case.path, images=IMAGES):
        outcomes = play(case, SETTINGS)
    assert_is_pinned(case, outcomes)


@pytest.mark.anyio
@pytest.mark.parametrize("name", BY_NAME)
async def test_the_async_client_sends_and_gets_what_is_pinned(name: str) -> None:
    case = BY_NAME[name]
    with use_cassette(case.path, images=IMAGES):
        outcomes = await play_async(case, SETTINGS)
    assert_is_pinned(case, outcomes)


@pytest.mark.parametrize("name", RAW_CASES)
def test_the_raw_client_sends_what_is_pinned(name: str) -> None:
    with Stability(REPLAY_KEY) as client, use_cassette(BY_NAME[name].path, images=IMAGES):
        for call in raw_calls(name):
            response = call.api.sync_detailed(*call.arguments, client=client.raw, **call.options)
            assert response.status_code == 200


@pytest.mark.anyio
@pytest.mark.parametrize("name", RAW_CASES)
async def test_the_async_raw_client_sends_what_is_pinned(name: str) -> None:
    async with AsyncStability(REPLAY_KEY) as client:
        with use_cassette(BY_NAME[name].path, images=IMAGES):
            for call in raw_calls(name):
                response = await call.api.asyncio_detailed(*call.arguments, client=client.raw, **call.options)
                assert response.status_code == 200


def test_every_form_has_a_boundary_of_its_own() -> None:
    case, boundaries = BY_NAME["masking/white"], []

    def note_boundary(request: httpx.Request) -> None:
        boundaries.append(request.headers["Content-Type"].partition("boundary=")[2])

    for _ in range(2):
        hooks = {"request": [note_boundary]}
        with httpx.Client(event_hooks=hooks) as http, use_cassette(case.path, images=IMAGES):
            play(case, {**SETTINGS, "http_client": http})
    assert len(set(boundaries)) == 2


@pytest.mark.parametrize(
    "name", ["errors/unknown-engine", "by-hand/a-rate-limit-is-waited-for", "by-hand/a-form-is-sent-again-in-full"]
)
def test_headers_that_cassettes_leave_out_are_on_every_request_of_a_call(name: str) -> None:
    case, sent = BY_NAME[name], list[httpx.Headers]()
    settings = {**SETTINGS, "extra_headers": {"X-Gate": "open"}, "client_info": "painter/1.2"}
    with (
        httpx.Client(event_hooks={"request": [lambda request: sent.append(request.headers)]}) as http,
        use_cassette(case.path, images=IMAGES),
    ):
        play(case, {**settings, "http_client": http})
    assert len(sent) > len(case.calls)
    for headers in sent:
        assert (headers["X-Gate"], headers["Accept-Encoding"]) == ("open", "identity")
        assert headers["User-Agent"].startswith("stability-client/")
        assert headers["User-Agent"].endswith(" painter/1.2")


def test_calls_go_to_the_published_host_by_default() -> None:
    assert Stability(REPLAY_KEY).base_url == "https://api.stability.ai"
