"""Recording and replay on the stand-in: the behavior that an application's tests rely on."""

import gzip
import json
import socket
import ssl
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
import pytest

from stability_client import AsyncStability, RetryPolicy, Stability, StabilityError
from stability_client.standin import StandIn
from stability_client.testing import CassetteError, SecretInCassetteError, use_cassette
from stability_client.testing.scrubbing import KEY

ENGINE = "stable-diffusion-512-v2-1"
REPLAY_KEY = "sk-replayed"
ELSEWHERE = "https://elsewhere.example:8443"
BALANCE = "/v1alpha/user/balance"


@pytest.fixture(scope="module", autouse=True)
def _load_certificates_once() -> Iterator[None]:
    """Every client loads them anew, for connections that a replay never opens."""
    with mock.patch("ssl.create_default_context", cache(ssl.create_default_context)):
        yield


def generate_lighthouse(client: Stability, **options: object) -> bytes:
    return client.text_to_image("a lighthouse", engine=ENGINE, seed=7, **options).image.data  # type: ignore[arg-type]


@pytest.fixture
def cassette(tmp_path: Path, client: Stability) -> Path:
    """A cassette of an image and a balance."""
    path = tmp_path / "recorded.yaml"
    with use_cassette(path, record=True):
        generate_lighthouse(client)
        client.balance()
    return path


@pytest.fixture
def offline() -> Stability:
    """A client of another server, with another key."""
    return Stability(REPLAY_KEY, base_url=ELSEWHERE)


def test_a_replay_returns_what_was_recorded(cassette: Path, client: Stability, offline: Stability) -> None:
    with use_cassette(cassette):
        replayed = generate_lighthouse(offline), offline.balance().credits
    assert replayed[0] == generate_lighthouse(client)
    assert replayed[1] == pytest.approx(1000, abs=1)


@pytest.mark.anyio
async def test_one_cassette_serves_the_async_client_too(cassette: Path, client: Stability) -> None:
    async with AsyncStability(REPLAY_KEY, base_url=ELSEWHERE) as offline:
        with use_cassette(cassette):
            replayed = await offline.text_to_image("a lighthouse", engine=ENGINE, seed=7)
            await offline.balance()
    assert replayed.image.data == generate_lighthouse(client)


def test_recording_again_changes_no_byte(cassette: Path, client: Stability) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in cassette.parent.rglob("*.*")}
    with use_cassette(cassette, record=True) as again:
        generate_lighthouse(client)
        client.with_options(client_info="another/2.0").balance()
        # The first image cost credits, so the balance differs.
        again.discard()
    assert before == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in cassette.parent.rglob("*.*")}
    assert not again.changed


def test_an_image_is_stored_once_in_a_file_of_its_own(cassette: Path, client: Stability) -> None:
    with use_cassette(cassette.with_name("as-json.yaml"), record=True):
        generate_lighthouse(client, accept="application/json")
    [image] = (cassette.parent / "images").iterdir()
    assert image.read_bytes() == generate_lighthouse(client)
    assert all(path.stat().st_size < 2000 and image.name in path.read_text() for path in cassette.parent.glob("*.yaml"))


def test_an_image_file_that_was_changed_is_refused(cassette: Path) -> None:
    [image] = (cassette.parent / "images").iterdir()
    image.write_bytes(image.read_bytes() + b"!")
    with pytest.raises(CassetteError, match="do not match the SHA-256"), use_cassette(cassette):
        pass


def test_a_call_that_differs_fails_and_names_the_field(cassette: Path, offline: Stability) -> None:
    with (
        pytest.raises(CassetteError, match=r"differs in\n  body: steps: sent 30, not recorded\n"),
        use_cassette(cassette),
    ):
        generate_lighthouse(offline, steps=30)


def test_a_call_that_differs_is_not_retried(cassette: Path) -> None:
    with pytest.raises(CassetteError), use_cassette(cassette) as playing:
        generate_lighthouse(
            Stability(REPLAY_KEY, base_url=ELSEWHERE, retry=RetryPolicy(attempts=5, retry_billable=True)), steps=30
        )
    assert len(playing.requests) == 1


def test_a_swallowed_mismatch_is_raised_again_at_the_end(cassette: Path, offline: Stability) -> None:
    with pytest.raises(CassetteError, match="steps"), use_cassette(cassette):  # noqa: PT012 - the end of the block is the point
        generate_lighthouse(offline)
        offline.balance()
        with pytest.raises(BaseException, match="steps"):
            generate_lighthouse(offline, steps=30)


def test_an_additional_call_fails(cassette: Path, offline: Stability) -> None:
    with pytest.raises(CassetteError, match="more often than recorded"), use_cassette(cassette):  # noqa: PT012 - the second is the point
        generate_lighthouse(offline)
        generate_lighthouse(offline)


def test_a_recorded_call_that_is_not_made_fails(cassette: Path, offline: Stability) -> None:
    with pytest.raises(CassetteError, match=r"were not made:\n  GET /v1alpha/user/balance$"), use_cassette(cassette):
        generate_lighthouse(offline)


def test_an_error_in_the_block_is_not_hidden_by_missing_calls(cassette: Path) -> None:
    with pytest.raises(ZeroDivisionError), use_cassette(cassette):
        _ = 1 / 0


def test_nothing_is_recorded_unless_requested(tmp_path: Path, client: Stability, stability_standin: StandIn) -> None:
    with pytest.raises(CassetteError, match="--stability-record"), use_cassette(tmp_path / "missing.yaml"):
        client.balance()
    assert stability_standin.history == []
    assert list(tmp_path.iterdir()) == []


def test_a_failed_recording_does_not_change_the_cassette(cassette: Path, client: Stability) -> None:
    before = cassette.read_bytes()
    with pytest.raises(ZeroDivisionError), use_cassette(cassette, record=True):
        _ = client.account().organizations[0].is_default / 0
    assert cassette.read_bytes() == before


def test_a_recording_without_calls_fails(tmp_path: Path) -> None:
    with pytest.raises(CassetteError, match="no call was made"), use_cassette(tmp_path / "empty.yaml", record=True):
        pass


# --- the user's own httpx client -------------------------------------------------------------------------------------


class WrappingTransport(httpx.BaseTransport):
    """A transport as in libraries for retries or caches: it delegates to one of httpx's own."""

    def __init__(self) -> None:
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._inner.handle_request(request)


class SocketTransport(httpx.BaseTransport):
    """A transport that opens its own connections."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with socket.create_connection(("192.0.2.1", request.url.port or 443), timeout=0.1):
            return httpx.Response(200)


@pytest.mark.parametrize(
    "make", [httpx.Client, lambda: httpx.Client(transport=WrappingTransport())], ids=["plain", "wrapped transport"]
)
def test_the_users_own_httpx_client_is_replayed(cassette: Path, make: Callable[[], httpx.Client]) -> None:
    with make() as http, use_cassette(cassette):
        client = Stability(REPLAY_KEY, base_url=ELSEWHERE, http_client=http)
        assert generate_lighthouse(client).startswith(b"\x89PNG")
        client.balance()


def test_a_transport_that_bypasses_the_cassette_is_refused(cassette: Path) -> None:
    with httpx.Client(transport=SocketTransport()) as http:
        client = Stability(REPLAY_KEY, base_url=ELSEWHERE, http_client=http)
        with (
            pytest.raises(CassetteError, match="bypassed the cassette"),
            use_cassette(cassette),
        ):
            client.balance()


# --- the application under test --------------------------------------------------------------------------------------


class Gallery:
    """An application that asks the API for its balance, as ASGI."""

    def __init__(self, client: AsyncStability, path: str) -> None:
        self.client = client
        self.path = path

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        assert scope["path"] == self.path
        credits_left = f"{(await self.client.balance()).credits:g}".encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": credits_left})


async def visit(client: AsyncStability, path: str) -> str:
    transport = httpx.ASGITransport(Gallery(client, path))
    async with client, httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
        return (await http.get(path)).text


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/paint", {}),
        (BALANCE, {"ignore": "http://testserver"}),
        (BALANCE, {"base_urls": ["https://elsewhere.example", "{url}"]}),
    ],
    ids=["another path", "ignored", "not among the base URLs"],
)
async def test_an_application_under_test_is_neither_recorded_nor_replayed(
    tmp_path: Path, stability_standin: StandIn, path: str, scope: dict[str, Any]
) -> None:
    scope = {
        name: [each.format(url=stability_standin.url) for each in urls] if isinstance(urls, list) else urls
        for name, urls in scope.items()
    }
    file = tmp_path / "gallery.yaml"
    with use_cassette(file, record=True, **scope) as recorded:
        assert await visit(AsyncStability(stability_standin.api_key, base_url=stability_standin.url), path) == "1000"
    assert [request["path"] for request in recorded.requests] == [BALANCE]
    file.write_text(file.read_text().replace("1000", "12"))
    with use_cassette(file, **scope) as replayed:
        assert await visit(AsyncStability(REPLAY_KEY, base_url="https://elsewhere.example"), path) == "12"
    assert replayed.requests == recorded.requests


def test_a_server_of_ones_own_is_reached_during_a_replay(
    cassette: Path, offline: Stability, stability_standin: StandIn
) -> None:
    with use_cassette(cassette, ignore=[stability_standin.url]), httpx.Client() as http:
        generate_lighthouse(offline)
        offline.balance()
        assert http.get(f"{stability_standin.url}{BALANCE}").status_code == 401
    assert stability_standin.history[-1].status == 401


class Events(httpx.SyncByteStream):
    """A stream of events, of which only the first has occurred yet."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"first"
        pytest.fail("the stream was read on")


@pytest.mark.parametrize("record", [False, True])
def test_a_stream_of_an_application_is_passed_on_as_it_comes(cassette: Path, client: Stability, record: bool) -> None:
    application = httpx.MockTransport(lambda _: httpx.Response(200, stream=Events()))
    with use_cassette(cassette, record=record) as running, httpx.Client(transport=application) as http:
        generate_lighthouse(client)
        client.balance()
        running.discard()
        with http.stream("GET", "http://testserver/events") as response:
            assert next(response.iter_raw()) == b"first"


def test_a_call_to_an_unknown_server_in_a_replay_says_why_it_is_refused(cassette: Path) -> None:
    with pytest.raises(CassetteError, match="no call of the API"), use_cassette(cassette), httpx.Client() as http:
        http.get("http://192.0.2.1/prices")


def test_an_ignored_url_must_be_one(cassette: Path) -> None:
    with pytest.raises(CassetteError, match=r"^ignore: must be URLs such as .*, got 'testserver'"):  # noqa: SIM117
        with use_cassette(cassette, ignore=["testserver"]):
            pass


# --- stored responses ------------------------------------------------------------------------------------------------


def client_receiving(response: httpx.Response) -> Stability:
    """Return a client that gets this response to every request."""
    http = httpx.Client(transport=httpx.MockTransport(lambda _: response))
    return Stability("sk-0123456789abcdef", base_url=ELSEWHERE, engine=ENGINE, http_client=http)


def test_a_compressed_response_is_stored_readable(tmp_path: Path, offline: Stability) -> None:
    compressed = httpx.Response(
        200,
        headers={"Content-Type": "application/json", "Content-Encoding": "gzip"},
        stream=httpx.ByteStream(gzip.compress(b'{"credits": 12}')),
    )
    with use_cassette(tmp_path / "compressed.yaml", record=True):
        client_receiving(compressed).balance()
    assert "credits: 12" in (tmp_path / "compressed.yaml").read_text()
    with use_cassette(tmp_path / "compressed.yaml"):
        assert offline.balance().credits == 12


def test_a_retry_after_date_is_stored_in_seconds(tmp_path: Path, offline: Stability) -> None:
    headers = {"Date": "Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After": "Sun, 06 Nov 1994 08:50:37 GMT"}
    path = tmp_path / "busy.yaml"
    with use_cassette(path, record=True), pytest.raises(StabilityError):
        client_receiving(httpx.Response(429, headers=headers)).with_options(retry=RetryPolicy(attempts=1)).balance()
    with use_cassette(path), pytest.raises(StabilityError) as caught:
        offline.with_options(retry=RetryPolicy(attempts=1)).balance()
    assert caught.value.retry_after == 60


@pytest.mark.parametrize(
    "body",
    [b"\x00\xff binary", b"plain", b'{"a": 1, "a": 2}', b"", b'"\xc3\xa9"', b'{"x": "sk-"}', "\u2028\x85 odd".encode()],
)
@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "image/png"])
def test_any_body_is_restored_as_it_was(tmp_path: Path, body: bytes, content_type: str) -> None:
    path, response = tmp_path / "any.yaml", httpx.Response(200, headers={"Content-Type": content_type}, content=body)
    with use_cassette(path, record=True), httpx.Client(transport=httpx.MockTransport(lambda _: response)) as http:
        http.get("https://one.example/v1alpha/user/balance")
    with use_cassette(path), httpx.Client() as http:
        replayed = http.get("https://other.example/v1alpha/user/balance").content
    assert replayed == body or json.loads(replayed) == json.loads(body)


# --- secrets ---------------------------------------------------------------------------------------------------------


def test_a_key_echoed_by_the_server_is_removed(tmp_path: Path) -> None:
    response = httpx.Response(401, json={"id": "1", "name": "unauthorized", "message": "Bad key: sk-0123456789abcdef"})
    path = tmp_path / "echo.yaml"
    with use_cassette(path, record=True), pytest.raises(StabilityError):
        client_receiving(response).balance()
    assert "0123456789abcdef" not in path.read_text()
    assert f"Bad key: {KEY}" in path.read_text()


def test_a_key_in_a_request_fails_the_recording(tmp_path: Path, client: Stability) -> None:
    leaking = client.with_options(api_key="hunter2hunter2")
    with (
        pytest.raises(SecretInCassetteError, match="nothing was written"),
        use_cassette(tmp_path / "leaky.yaml", record=True),
        pytest.raises(StabilityError),
    ):
        leaking.text_to_image("on a sign: hunter2hunter2", engine=ENGINE)
    assert list(tmp_path.rglob("*")) == []


def test_a_key_in_an_image_fails_the_recording(tmp_path: Path) -> None:
    content = b"\x89PNG\r\n\x1a\n key sk-0123456789abcdef"
    response = httpx.Response(200, headers={"Content-Type": "image/png"}, content=content)
    with (
        pytest.raises(SecretInCassetteError, match="nothing was written"),
        use_cassette(tmp_path / "leaky.yaml", record=True),
        pytest.raises(StabilityError),
    ):
        client_receiving(response).text_to_image("a lighthouse")
    assert list(tmp_path.rglob("*")) == []


def test_a_refused_cassette_leaves_no_patches_behind(tmp_path: Path) -> None:
    before = httpx.HTTPTransport.handle_request
    leaking = client_receiving(httpx.Response(200, json={"credits": 1}, headers={"X-Request-Id": "1"}))
    with (
        pytest.raises(SecretInCassetteError) as refused,
        use_cassette(tmp_path / "leaky.yaml", record=True, source="sk-0123456789abcdef"),
    ):
        leaking.balance()
    # The error keeps alive what was open when it was raised, so nothing is restored by garbage collection.
    assert httpx.HTTPTransport.handle_request is before, refused


def test_the_environments_key_in_a_request_fails_the_recording(
    tmp_path: Path, client: Stability, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STABILITY_API_KEY", "lighthouse-key")
    with pytest.raises(SecretInCassetteError), use_cassette(tmp_path / "leaky.yaml", record=True):
        client.text_to_image("paint my lighthouse-key", engine=ENGINE)


def test_a_recording_takes_its_key_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STABILITY_API_KEY", " sk-from-the-environment ")
    with (
        pytest.raises(CassetteError, match="no call was made"),
        use_cassette(tmp_path / "new.yaml", record=True) as recording,
    ):
        assert recording.api_key == "sk-from-the-environment"
    monkeypatch.delenv("STABILITY_API_KEY")
    with (
        pytest.raises(CassetteError, match="STABILITY_API_KEY: not set"),
        use_cassette(tmp_path / "new.yaml", record=True) as recording,
    ):
        _ = recording.api_key
