"""Random requests: whatever is sent, the response is an image or a documented error."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stability_client.standin import API_KEY, StandIn
from stability_client.standin.contract import load_contract
from tests.support.hosted_calls import PHOTO, SD16, V2BETA, call, generate_path
from tests.support.standin_calls import (
    IMAGE_TO_IMAGE,
    MULTIPART,
    PNG,
    TEXT_TO_IMAGE,
    Parts,
    encode,
    encode_multipart,
    image_to_image,
    make_image,
    options,
    part_headers,
    read_error,
    send_parts,
    text_to_image,
)

CONTRACT = load_contract()
INIT = encode(make_image())
OPTIONS = json.dumps(options(seed=5)).encode()
VALID_BODY = encode_multipart([(part_headers("init_image"), INIT), (part_headers("options"), OPTIONS)])


@pytest.fixture(scope="session")
def small() -> Iterator[httpx.Client]:
    """Return a client on a stand-in whose images are small, for many requests to v1 and v2beta."""
    with (
        StandIn(rate_limit=None, balance=1e9, history_size=0, shrink=32) as standin,
        httpx.Client(base_url=standin.url, headers={"Authorization": API_KEY}, trust_env=False) as http,
    ):
        yield http


def assert_documented(response: httpx.Response) -> None:
    """Check that a response is an image or a documented error."""
    if response.status_code == 200:
        assert response.headers["content-type"] == PNG
    else:
        assert response.status_code in {400, 413}
        read_error(response, response.status_code)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["width", "height", "cfg_scale", "clip_guidance_preset", "sampler", "samples", "seed", "steps", "text_prompts"]
)


@settings(max_examples=40)
@given(st.dictionaries(FIELDS, JSON_VALUES, max_size=3))
@example({"text_prompts": [{"text": "a", "weight": 10**4000}]})
@example({"text_prompts": [{"text": "a", "weight": 10**300}]})
@example({"cfg_scale": -0.0})
@example({"steps": 10.0})
def test_no_options_make_the_server_fail(unlimited: httpx.Client, wrong: dict[str, Any]) -> None:
    assert_documented(unlimited.post(TEXT_TO_IMAGE, content=_json(options() | wrong)))


@settings(max_examples=40)
@given(st.binary(max_size=200))
def test_no_body_makes_the_server_fail(unlimited: httpx.Client, body: bytes) -> None:
    assert_documented(unlimited.post(TEXT_TO_IMAGE, content=body))
    assert_documented(unlimited.post(IMAGE_TO_IMAGE, content=body, headers={"Content-Type": MULTIPART}))


PART_HEADERS = st.dictionaries(
    st.sampled_from(["Content-Disposition", "Content-Type", "Content-Transfer-Encoding", "X-Other"]),
    st.sampled_from(
        [
            'form-data; name="init_image"',
            'form-data; name="options"',
            "form-data; name",
            'form-data; name="',
            "",
            ";;=",
            "base64",
        ]
    ),
    max_size=3,
)


@settings(max_examples=40)
@given(st.lists(st.tuples(PART_HEADERS, st.sampled_from([INIT, OPTIONS, INIT[:50], b""])), max_size=4))
def test_no_parts_make_the_server_fail(unlimited: httpx.Client, parts: Parts) -> None:
    assert_documented(send_parts(unlimited, IMAGE_TO_IMAGE, parts))


@settings(max_examples=40)
@given(
    st.sampled_from([INIT, encode(make_image(), "JPEG"), encode(make_image(), "WEBP")]),
    st.integers(0, 400),
    st.binary(max_size=8),
)
def test_no_damaged_image_makes_the_server_fail(unlimited: httpx.Client, image: bytes, at: int, damage: bytes) -> None:
    at = min(at, len(image))
    assert_documented(image_to_image(unlimited, image[:at] + damage + image[at + len(damage) :], step_schedule_start=0))


@settings(max_examples=20)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_no_prompt_makes_the_server_fail(unlimited: httpx.Client, prompt: str) -> None:
    assert_documented(image_to_image(unlimited, INIT, prompt))


@settings(max_examples=20)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40))
def test_no_header_makes_the_server_fail(unlimited: httpx.Client, text: str) -> None:
    for name in ("Accept", "Authorization", "Organization", "Content-Type"):
        response = unlimited.post(
            IMAGE_TO_IMAGE, content=VALID_BODY, headers={"Content-Type": MULTIPART} | {name: text}
        )
        assert response.status_code in {200, 400, 401, 403}


TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.integers(-3, 200).map(str),
    st.floats().map(str),
    st.sampled_from(["true", "16:9", "left", "image-to-image", "sd3.5-flash", "webp", "STEP_SCHEDULE", "9" * 400]),
)
V2BETA_FIELDS = sorted(
    {name for each in CONTRACT.operations if each.options_schema for name in CONTRACT.properties(each.options_schema)}
)
HOSTED_PATHS = sorted({each.path for each in V2BETA.values()} | {generate_path("image-to-image", SD16)})
BIG = {"left", "right", "up", "down"}
"""Margins of up to 2000 pixels take time."""


@settings(max_examples=60)
@given(
    st.sampled_from(HOSTED_PATHS),
    st.dictionaries(st.sampled_from([name for name in V2BETA_FIELDS if name not in BIG]), TEXTS, max_size=5),
    st.lists(st.sampled_from(["image", "mask", "init_image", "style_image", "subject_image"]), max_size=3, unique=True),
)
def test_no_form_makes_the_hosted_editions_fail(
    small: httpx.Client, path: str, texts: dict[str, str], files: list[str]
) -> None:
    parts = [*((part_headers(name), text.encode()) for name, text in texts.items() if name not in files)]
    parts += [(part_headers(name, filename="a.png"), PHOTO) for name in files]
    response = send_parts(small, path, parts)
    assert response.status_code in {200, 400, 422}, response.text
    if response.status_code != 200:
        assert response.json()["name"] in {"bad_request", "invalid_prompts", "invalid_samples", "invalid_language"}


@settings(max_examples=30)
@given(st.dictionaries(FIELDS, JSON_VALUES, max_size=3))
@example({"text_prompts": [{"text": "a", "weight": 10**4000}]})
def test_no_options_make_v1_fail(small: httpx.Client, wrong: dict[str, Any]) -> None:
    sizes = {"width": 320, "height": 320}
    response = small.post(generate_path("text-to-image", SD16), content=_json(options() | sizes | wrong))
    assert response.status_code in {200, 400}, response.text


@settings(max_examples=30)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40).map(str.strip))
@example("image/*;q=,;;,*/*;q=9")
def test_no_accept_makes_the_hosted_editions_fail(small: httpx.Client, accept: str) -> None:
    assert call(small, "core", None, None, accept=accept).status_code in {200, 400}


def test_the_server_still_works_afterwards(http: httpx.Client) -> None:
    assert text_to_image(http).status_code == 200


def _json(value: object) -> bytes:
    """Encode JSON; numbers may have any number of digits, and lone surrogates stay as they are."""
    return json.dumps(value).encode()
