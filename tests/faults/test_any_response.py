"""Whatever the response is, a call gives a valid result or a StabilityError."""

import gzip
import math
import zlib
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote

import httpx
import pybase64
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stability_client import (
    AuthenticationError,
    Balance,
    Generation,
    Stability,
    StabilityError,
    UnreadableResponseError,
)
from stability_client._images.formats import image_format
from stability_client._redaction import redact_bytes, sanitize
from stability_client._transport.body import Body, BodyError
from stability_client._wire.errors import retry_after
from tests.support.faults.keys import KEY
from tests.support.faults.leaks import assert_keeps_no_secret
from tests.support.faults.responses import PNG, RESULT_ID, as_json, object_as_json

P = ParamSpec("P")
T = TypeVar("T")

words = st.sampled_from(["artifacts", "base64", "seed", "finishReason", "credits", "name", "message", "errors"])
simple = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
json_values = st.recursive(
    simple | st.just(pybase64.b64encode(PNG).decode()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=8,
)


def encoded(value: Any) -> bytes:
    import json

    return json.dumps(value).encode()


bodies = (
    st.binary(max_size=300)
    | json_values.map(encoded)
    | st.integers(0, len(PNG)).map(lambda end: PNG[:end])
    | st.sampled_from([PNG, as_json(), object_as_json(), object_as_json("result"), b"", KEY.encode()])
    | st.binary(max_size=100).map(gzip.compress)
)
visible = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=30)
types = st.sampled_from(["image/png", "application/json; charset=utf-8", "image/jpeg", "text/html"])
header_values = visible | types | st.sampled_from(["gzip", "deflate", "7", "-1", "SUCCESS", KEY])
headers = st.lists(
    st.tuples(
        st.sampled_from(
            ["Content-Type", "Seed", "Finish-Reason", "Retry-After", "Content-Encoding", "X-Request-Id", "Location"]
        ),
        header_values,
    ),
    max_size=6,
)
statuses = st.just(200) | st.integers(200, 999)


class Wire(httpx.SyncByteStream):
    """A body as it comes from a socket, piece by piece."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Any:
        for start in range(0, len(self._body), 50):
            yield self._body[start : start + 50]


def client_of(status: int, body: bytes, headers: list[tuple[str, str]]) -> Stability:
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    transport = httpx.MockTransport(lambda _: httpx.Response(status, headers=pairs, stream=Wire(body)))
    from stability_client import RetryPolicy

    return Stability(
        KEY, base_url="http://127.0.0.1:9", http_client=httpx.Client(transport=transport), retry=RetryPolicy(attempts=1)
    )


@settings(max_examples=120)
@given(statuses, bodies, headers, st.sampled_from(["image/png", "application/json"]))
def test_any_response_gives_images_or_a_stability_error(
    status: int, body: bytes, headers: list[tuple[str, str]], accept: Any
) -> None:
    try:
        result = client_of(status, body, headers).text_to_image("a lighthouse", engine="e", accept=accept)
    except StabilityError as raised:
        error: StabilityError | None = raised
    else:
        error = None
    if error is None:
        assert status == 200
        check_generation(result)
    else:
        assert error.sent
        assert_keeps_no_secret(error)


def outcome_of(call: Callable[P, T], *args: P.args, **options: P.kwargs) -> T | StabilityError:
    try:
        return call(*args, **options)
    except StabilityError as error:
        return error


def check_generation(result: Generation) -> None:
    assert len(result) > 0
    for image in result:
        kind = image_format(image.data)
        assert kind is not None
        assert kind.media_type == image.media_type
        assert image.size == (64, 64)
        assert image.seed is None or 0 <= image.seed < 2**32


@settings(max_examples=80)
@given(statuses, bodies, headers)
def test_any_response_gives_a_balance_or_a_stability_error(
    status: int, body: bytes, headers: list[tuple[str, str]]
) -> None:
    try:
        result = client_of(status, body, headers).balance()
    except StabilityError as raised:
        error: StabilityError | None = raised
    else:
        error = None
    if error is None:
        assert isinstance(result, Balance)
        assert math.isfinite(result.credits)
    else:
        assert not error.maybe_billed
        assert_keeps_no_secret(error)


@settings(max_examples=120)
@given(statuses, bodies, headers, st.sampled_from(["image/*", "application/json"]))
def test_any_response_of_v2beta_gives_an_image_or_a_stability_error(
    status: int, body: bytes, headers: list[tuple[str, str]], accept: Any
) -> None:
    v2beta = client_of(status, body, headers).v2beta
    for outcome in (
        outcome_of(v2beta.core, "a lighthouse", accept=accept),
        outcome_of(v2beta.result, RESULT_ID, accept=accept, wait=False),
    ):
        if isinstance(outcome, StabilityError):
            assert outcome.sent
            assert_keeps_no_secret(outcome)
        else:
            check_generation(outcome)


segments = st.sampled_from([".", "..", "/", "\\", "%2e", "?", "#", KEY]) | st.text(max_size=5)
starts = st.lists(segments, max_size=4).map(lambda parts: encoded({"id": "".join(parts)}))


@settings(max_examples=120)
@given(st.sampled_from([200, 202]), starts, st.just([]) | headers)
def test_any_response_to_a_start_gives_work_or_a_stability_error(
    status: int, body: bytes, headers: list[tuple[str, str]]
) -> None:
    v2beta = client_of(status, body, headers).v2beta
    outcome = outcome_of(v2beta.start_upscale_creative, PNG, "a lighthouse")
    if isinstance(outcome, StabilityError):
        assert outcome.sent
        assert_keeps_no_secret(outcome)
        return
    with pytest.raises(StabilityError) as caught:
        v2beta.result(outcome, wait=False)
    assert caught.value.url == f"http://127.0.0.1:9/v2beta/results/{quote(outcome.id, safe='')}"
    assert outcome.id not in {".", ".."}


@given(st.text(max_size=60) | st.dates().map(str) | st.floats().map(str))
def test_any_retry_after_is_a_delay_or_nothing(value: str) -> None:
    wait = retry_after(value)
    assert wait is None or 0 <= wait < math.inf


@given(st.binary(max_size=5000), st.sampled_from(["", "gzip", "deflate"]), st.integers(1, 700))
def test_a_body_is_put_together_whatever_its_pieces(data: bytes, coding: str, step: int) -> None:
    packed = {"": lambda d: d, "gzip": gzip.compress, "deflate": zlib.compress}[coding](data)
    body = Body(5000, coding)
    for start in range(0, len(packed), step):
        body.add(packed[start : start + step])
    assert body.read() == data


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "x-gzip", "br", "gzip, gzip"]), st.integers(1, 50))
def test_compressed_nonsense_is_a_broken_body(data: bytes, coding: str, cap: int) -> None:
    body = Body(cap, coding)
    try:
        body.add(data)
        body.read()
    except BodyError:
        pass
    assert body.size <= cap


def test_a_body_of_two_gzip_members_is_both() -> None:
    body = Body(100, "gzip")
    body.add(gzip.compress(b"one ") + gzip.compress(b"two"))
    assert body.read() == b"one two"


def test_what_inflates_past_a_step_is_whole() -> None:
    data = bytes(3 << 20)
    for packed, coding in ((gzip.compress(data), "gzip"), (zlib.compress(data), "deflate")):
        body = Body(4 << 20, coding)
        body.add(packed)
        assert body.read() == data


@given(st.text(max_size=50), st.text(max_size=50))
def test_a_key_is_cut_out_of_any_text(before: str, after: str) -> None:
    assert KEY not in sanitize(before + KEY + after, [KEY])
    assert KEY.encode() not in redact_bytes((before + KEY + after).encode("utf-8", "replace"), [KEY])


@pytest.mark.parametrize(
    "echo",
    [
        "sk-abcdSECRETsecret012wxyz", "sk-abcd***wxyz", "sk-abcd…wxyz", "sk-abcd...wxyz",
        "sk-abcd******************wxyz",
        "********wxyz", "sk-abcdSECR****", "sk-***wxyz", "sk-abcd•••wxyz",
    ],
)  # fmt: skip
def test_an_echo_of_the_key_is_cut_out_in_each_form_that_servers_use(echo: str) -> None:
    for text in (f"bad key {echo}", f'{{"key":"{echo}"}}', f"({echo})"):
        for shown in (sanitize(text, [KEY]), redact_bytes(text.encode(), [KEY]).decode()):
            assert "wxyz" not in shown
            assert "abcd" not in shown


@pytest.mark.parametrize("key", ["sk-a/b+c=d&e<f>0123456", 'sk-"quoted"\\0123456789'])
def test_an_echo_of_the_key_is_cut_out_as_json_html_and_urls_write_it(key: str) -> None:
    import html
    import json
    from urllib.parse import quote

    for spelling in (json.dumps(key), json.dumps(key).replace("/", r"\/"), html.escape(key), quote(key, safe="")):
        assert "0123456" not in sanitize(f"no such key: {spelling}", [key])


@pytest.mark.parametrize("text", ["Bearer realm=x", "Bearer authentication is required", "a task-oriented risk"])
def test_what_only_looks_a_little_like_a_key_stays(text: str) -> None:
    assert sanitize(text, [KEY]) == text


def test_hostile_texts_are_searched_in_no_time() -> None:
    import time

    started = time.monotonic()
    for evil in ("*" * 500_000, KEY[:4] * 100_000, (KEY[:4] + "*") * 100_000, "*a" * 200_000, "Bearer " * 60_000):
        sanitize(evil, [KEY])
        redact_bytes(evil.encode(), [KEY])
    assert time.monotonic() - started < 5


def test_a_key_too_short_to_be_secret_does_not_damage_images() -> None:
    assert redact_bytes(PNG, ["a"]) == PNG


def test_a_refusal_that_echoes_the_key_in_headers_and_body_keeps_neither() -> None:
    body = f'{{"name":"unauthorized","message":"{KEY} or sk-abcd***wxyz"}}'.encode()
    with pytest.raises(AuthenticationError) as caught:
        client_of(401, body, [("Content-Type", "application/json"), ("X-Request-Id", KEY)]).balance()
    assert_keeps_no_secret(caught.value)
    assert caught.value.body is not None
    assert b"unauthorized" in caught.value.body


def test_a_result_keeps_no_key_that_response_headers_echo() -> None:
    import pickle

    result = client_of(200, b'{"credits": 1}', [("Content-Type", "application/json"), ("X-Echo", KEY)]).balance()
    assert result.http is not None
    assert KEY not in str(result.http.headers)
    assert KEY.encode() not in pickle.dumps(result)


def test_a_prepared_client_may_have_read_the_body_already() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"credits": 3}))
    with httpx.Client(transport=transport) as http:
        assert Stability(KEY, base_url="http://127.0.0.1:9", http_client=http).balance().credits == 3


def test_a_response_over_the_limit_is_cut_off_there() -> None:
    with pytest.raises(UnreadableResponseError) as caught:
        client_of(200, PNG, [("Content-Type", "image/png")]).with_options(max_response_bytes=100).balance()
    assert caught.value.body == PNG[:100]
