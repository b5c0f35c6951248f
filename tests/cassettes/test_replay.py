"""Both clients replay every cassette, with the network blocked: the requests and the outcomes are those recorded.

To test another generated package, run `PYTHONPATH=<its parent> python -m pytest <this file>`.
"""

from collections.abc import Iterator

import httpx
import pytest

from stability_client import Stability
from stability_client.testing import use_cassette
from tests.support.cassettes import replaying
from tests.support.cassettes.matrix import BY_NAME
from tests.support.cassettes.playback import REPLAY_KEY, play
from tests.support.cassettes.raw_calls import RAW_CASES
from tests.support.cassettes.replaying import IMAGES, SETTINGS

pytestmark = pytest.mark.block_network  # pytest-recording: nothing but loopback is reached


@pytest.fixture(scope="module", autouse=True)
def _prepared_settings() -> Iterator[None]:
    with replaying.prepare_settings():
        yield


@pytest.mark.parametrize("name", BY_NAME)
def test_the_sync_client_sends_and_gets_what_is_pinned(name: str) -> None:
    replaying.replay_sync(name)


@pytest.mark.anyio
@pytest.mark.parametrize("name", BY_NAME)
async def test_the_async_client_sends_and_gets_what_is_pinned(name: str) -> None:
    await replaying.replay_async(name)


@pytest.mark.parametrize("name", RAW_CASES)
def test_the_raw_client_sends_what_is_pinned(name: str) -> None:
    replaying.replay_raw(name)


@pytest.mark.anyio
@pytest.mark.parametrize("name", RAW_CASES)
async def test_the_async_raw_client_sends_what_is_pinned(name: str) -> None:
    await replaying.replay_raw_async(name)


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
