"""Random requests: whatever is sent, the response is an image or a documented error."""

import json
from typing import Any

import httpx
from hypothesis import example, given, settings
from hypothesis import strategies as st

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

INIT = encode(make_image())
OPTIONS = json.dumps(options(seed=5)).encode()
VALID_BODY = encode_multipart([(part_headers("init_image"), INIT), (part_headers("options"), OPTIONS)])


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


def test_the_server_still_works_afterwards(http: httpx.Client) -> None:
    assert text_to_image(http).status_code == 200


def _json(value: object) -> bytes:
    """Encode JSON; numbers may have any number of digits, and lone surrogates stay as they are."""
    return json.dumps(value).encode()
