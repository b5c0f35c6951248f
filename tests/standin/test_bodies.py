"""Bodies as other clients send them are read; those that nobody should send are refused in the documented form."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stability_client.standin import StandIn
from tests.standin.calls import (
    BALANCE,
    BOUNDARY,
    GOA_ERROR,
    IMAGE_TO_IMAGE,
    MASKING,
    MULTIPART,
    PNG,
    SIZE,
    TEXT_TO_IMAGE,
    Parts,
    disposed,
    drawn,
    encoded,
    error_of,
    multipart,
    opened,
    options,
    paint,
    ramp,
    repaint,
    send_parts,
)

INIT, MASK = encoded(drawn()), encoded(ramp())
OPTIONS = json.dumps(options(seed=5)).encode()
MASKING_OPTIONS = json.dumps(options(seed=5, mask_source="MASK_IMAGE_WHITE")).encode()

IMAGE_PARTS: dict[str, dict[str, str]] = {
    "as curl sends it": {"filename": "init.png", "content_type": "image/png"},
    "without a filename": {"content_type": "image/png"},
    "without a content type": {"filename": "init.png"},
    "without either": {},
    "as bytes of any kind": {"filename": "blob", "content_type": "application/octet-stream"},
    "under a wrong type": {"filename": "init.jpg", "content_type": "image/jpeg"},
    "under an empty filename": {"filename": ""},
    "under a foreign filename": {"filename": "Bild größer 図.png", "content_type": "image/png"},
}

OPTIONS_PARTS: dict[str, dict[str, str]] = {
    "as a text field": {},
    "as a JSON part": {"content_type": "application/json"},
    "as text": {"content_type": "text/plain; charset=utf-8"},
    "as a JSON file": {"filename": "options.json", "content_type": "application/json"},
    "as a file of no type": {"filename": "options"},
}


@pytest.mark.parametrize("options_form", OPTIONS_PARTS)
@pytest.mark.parametrize("image_form", IMAGE_PARTS)
def test_parts_are_read_in_every_form_that_clients_send(http: httpx.Client, image_form: str, options_form: str) -> None:
    image, given_options = IMAGE_PARTS[image_form], OPTIONS_PARTS[options_form]
    parts = [(disposed("init_image", **image), INIT), (disposed("options", **given_options), OPTIONS)]
    assert opened(send_parts(http, IMAGE_TO_IMAGE, parts)).size == SIZE


def test_the_order_of_parts_does_not_matter(http: httpx.Client) -> None:
    parts = [
        (disposed("init_image", filename="a.png"), INIT),
        (disposed("mask_image", filename="b.png"), MASK),
        (disposed("options"), MASKING_OPTIONS),
    ]
    assert send_parts(http, MASKING, parts).content == send_parts(http, MASKING, parts[::-1]).content


@pytest.mark.parametrize(
    "body",
    [
        b"a preamble\r\n" + multipart([(disposed("init_image"), INIT), (disposed("options"), OPTIONS)]),
        multipart([(disposed("init_image"), INIT), (disposed("options"), OPTIONS)]) + b"an epilogue",
        multipart([(disposed("init_image"), INIT), (disposed("options"), b"\xef\xbb\xbf" + OPTIONS)]),
        multipart([(disposed("init_image"), INIT), (disposed("options"), OPTIONS), (disposed("more"), b"x")]),
    ],
    ids=["preamble", "epilogue", "byte order mark", "a part more"],
)
def test_what_stands_around_the_parts_does_not_matter(http: httpx.Client, body: bytes) -> None:
    answer = http.post(IMAGE_TO_IMAGE, content=body, headers={"Content-Type": MULTIPART})
    assert opened(answer).size == SIZE


@pytest.mark.parametrize(
    "content_type",
    [f'multipart/form-data; boundary="{BOUNDARY}"', f"Multipart/Form-Data; charset=utf-8; boundary={BOUNDARY}"],
)
def test_the_boundary_may_be_quoted_and_stand_anywhere(http: httpx.Client, content_type: str) -> None:
    body = multipart([(disposed("init_image"), INIT), (disposed("options"), OPTIONS)])
    answer = http.post(IMAGE_TO_IMAGE, content=body, headers={"Content-Type": content_type})
    assert opened(answer).size == SIZE


def test_of_parts_that_share_a_name_the_first_counts(stability_standin: StandIn, http: httpx.Client) -> None:
    smuggled = json.dumps(options("smuggled", seed=6)).encode()
    parts = [
        (disposed("init_image"), INIT),
        (disposed("options"), OPTIONS),
        (disposed("options"), smuggled),
        (disposed("init_image"), encoded(drawn(size=(8, 8)))),
    ]
    answer = send_parts(http, IMAGE_TO_IMAGE, parts)
    assert opened(answer).size == SIZE
    assert answer.headers["seed"] == "5"
    received = stability_standin.requests[-1]
    assert [part.name for part in received.parts] == ["init_image", "options", "options", "init_image"]
    assert received.options == json.loads(OPTIONS)


def test_the_journal_tells_what_each_part_was(stability_standin: StandIn, http: httpx.Client) -> None:
    parts = [
        (disposed("init_image", filename="größer.png", content_type="image/png"), INIT),
        (disposed("options"), b""),
    ]
    send_parts(http, IMAGE_TO_IMAGE, parts)
    received = stability_standin.requests[-1]
    noted = [(part.name, part.filename, part.content_type, part.data) for part in received.parts]
    assert noted == [("init_image", "größer.png", "image/png", INIT), ("options", None, None, b"")]
    assert received.body == multipart(parts)
    assert f"<{len(INIT)} bytes>" in repr(received)
    assert received.options is None


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "text/plain", None])
def test_json_is_read_whatever_it_is_said_to_be(http: httpx.Client, content_type: str | None) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}
    answer = http.post(TEXT_TO_IMAGE, content=b"\xef\xbb\xbf" + OPTIONS, headers=headers)
    assert answer.headers["content-type"] == PNG


UNREADABLE: dict[str, bytes] = {
    "nothing": b"",
    "blanks": b" \n",
    "words": b"a lighthouse",
    "half of it": OPTIONS[:-5],
    "two of it": OPTIONS * 2,
    "not a number": b'{"text_prompts": [{"text": "a"}], "cfg_scale": NaN}',
    "infinite": b'{"text_prompts": [{"text": "a"}], "cfg_scale": 1e999}',
    "many digits": b'{"text_prompts": [{"text": "a"}], "seed": ' + b"9" * 5000 + b"}",
    "deep": b"[" * 100_000,
    "deep and closed": b"[" * 50_000 + b"]" * 50_000,
    "half a surrogate": b'{"text_prompts": [{"text": "\\ud800"}]}',
    "no UTF-8": b'{"text_prompts": [{"text": "\xff"}]}',
    "UTF-16": json.dumps(options()).encode("utf-16"),
    "null": b"null",
    "true": b"true",
    "a text": b'"a lighthouse"',
    "a number": b"7",
    "an array": b"[]",
    "an empty object": b"{}",
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_options_that_can_not_be_read_are_refused(http: httpx.Client, kind: str) -> None:
    data = UNREADABLE[kind]
    in_body = http.post(TEXT_TO_IMAGE, content=data, headers={"Content-Type": "application/json"})
    in_part = send_parts(http, IMAGE_TO_IMAGE, [(disposed("init_image"), INIT), (disposed("options"), data)])
    for answer in (in_body, in_part):
        error = error_of(answer)
        assert error["name"] in {"bad_request", "invalid_prompts"}
        assert answer.headers["content-type"] == GOA_ERROR
        assert len(error["message"]) < 500


def whole(*parts: tuple[dict[str, str], bytes]) -> bytes:
    return multipart(list(parts))


GOOD = whole((disposed("init_image"), INIT), (disposed("options"), OPTIONS))

MALFORMED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", MULTIPART),
    "no boundary": (GOOD, "multipart/form-data"),
    "another boundary": (GOOD, "multipart/form-data; boundary=another"),
    "an empty boundary": (GOOD, "multipart/form-data; boundary="),
    "another type": (GOOD, f"multipart/mixed; boundary={BOUNDARY}"),
    "a form": (b"init_image=a&options=b", "application/x-www-form-urlencoded"),
    "no type": (GOOD, ""),
    "cut off": (GOOD[: len(GOOD) // 2], MULTIPART),
    "cut off before the end": (GOOD[:-6], MULTIPART),
    "only the end": (f"--{BOUNDARY}--\r\n".encode(), MULTIPART),
    "only a boundary": (f"--{BOUNDARY}\r\n".encode(), MULTIPART),
    "a part without headers": (whole(({}, b"data")), MULTIPART),
    "a part without a name": (whole(({"Content-Disposition": "form-data"}, b"data")), MULTIPART),
    "a part that is an attachment": (whole(({"Content-Disposition": "attachment"}, b"data")), MULTIPART),
    "a header without a colon": (f"--{BOUNDARY}\r\nno colon\r\n\r\n\r\n--{BOUNDARY}--".encode(), MULTIPART),
    "a header of many bytes": (whole(({"X-Long": "x" * 100_000}, b"data")), MULTIPART),
    "many headers": (whole(({f"X-{n}": "x" for n in range(1000)}, b"data")), MULTIPART),
    "many parts": (multipart([(disposed(f"p{n}"), b"") for n in range(500)]), MULTIPART),
    "a boundary of many bytes": (GOOD, f"multipart/form-data; boundary={'x' * 5000}"),
    "no options": (whole((disposed("init_image"), INIT)), MULTIPART),
    "no init image": (whole((disposed("options"), OPTIONS)), MULTIPART),
    "other names": (whole((disposed("image"), INIT), (disposed("Options"), OPTIONS)), MULTIPART),
}


@pytest.mark.parametrize("kind", MALFORMED)
@pytest.mark.parametrize("path", [IMAGE_TO_IMAGE, MASKING])
def test_a_malformed_multipart_body_is_refused(http: httpx.Client, path: str, kind: str) -> None:
    body, content_type = MALFORMED[kind]
    answer = http.post(path, content=body, headers={"Content-Type": content_type} if content_type else {})
    assert error_of(answer)["name"] == "bad_request"
    assert answer.headers["content-type"] == GOA_ERROR


@pytest.mark.parametrize("cut", [3, 4])
def test_a_body_that_stops_before_its_closing_boundary_is_refused(http: httpx.Client, cut: int) -> None:
    answer = http.post(IMAGE_TO_IMAGE, content=GOOD[:-cut], headers={"Content-Type": MULTIPART})
    assert "stops before its closing boundary" in error_of(answer)["message"]


def test_what_is_missing_is_named(http: httpx.Client) -> None:
    error = error_of(send_parts(http, IMAGE_TO_IMAGE, [(disposed("other"), b"")]))
    assert error["message"] == "init_image and options is missing from the multipart body"


@pytest.mark.parametrize("path", [TEXT_TO_IMAGE, IMAGE_TO_IMAGE, BALANCE, "/nowhere"])
def test_a_request_that_is_too_large_is_refused(stability_standin: StandIn, http: httpx.Client, path: str) -> None:
    stability_standin.reset(max_body_bytes=1000)
    answer = http.post(path, content=bytes(1001))
    assert error_of(answer, 413)["name"] == "payload_too_large"
    assert "1000 bytes" in answer.json()["message"]
    assert stability_standin.requests[-1].body == b""
    assert http.post(path, content=bytes(1000)).status_code != 413


def test_a_request_of_many_mebibytes_is_read_to_its_end_before_it_is_refused(http: httpx.Client) -> None:
    answer = http.post(IMAGE_TO_IMAGE, content=(bytes(1 << 20) for _ in range(32)))
    assert error_of(answer, 413)["name"] == "payload_too_large"


def test_a_strangers_request_is_refused_for_its_key_first(stability_standin: StandIn, stranger: httpx.Client) -> None:
    stability_standin.reset(max_body_bytes=10)
    assert error_of(stranger.post(TEXT_TO_IMAGE, content=bytes(100)), 401)["name"] == "unauthorized"


def documented(answer: httpx.Response) -> None:
    """Holds an answer to a request that nobody can vouch for: a picture, or a documented refusal."""
    if answer.status_code == 200:
        assert answer.headers["content-type"] == PNG
    else:
        assert answer.status_code in {400, 413}
        error_of(answer, answer.status_code)


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
def test_no_options_make_the_server_fail(tireless: httpx.Client, wrong: dict[str, Any]) -> None:
    documented(tireless.post(TEXT_TO_IMAGE, content=_json(options() | wrong)))


@settings(max_examples=40)
@given(st.binary(max_size=200))
def test_no_body_makes_the_server_fail(tireless: httpx.Client, body: bytes) -> None:
    documented(tireless.post(TEXT_TO_IMAGE, content=body))
    documented(tireless.post(IMAGE_TO_IMAGE, content=body, headers={"Content-Type": MULTIPART}))


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
def test_no_parts_make_the_server_fail(tireless: httpx.Client, parts: Parts) -> None:
    documented(send_parts(tireless, IMAGE_TO_IMAGE, parts))


@settings(max_examples=40)
@given(
    st.sampled_from([INIT, encoded(drawn(), "JPEG"), encoded(drawn(), "WEBP")]),
    st.integers(0, 400),
    st.binary(max_size=8),
)
def test_no_damaged_picture_makes_the_server_fail(
    tireless: httpx.Client, picture: bytes, at: int, damage: bytes
) -> None:
    at = min(at, len(picture))
    documented(repaint(tireless, picture[:at] + damage + picture[at + len(damage) :], step_schedule_start=0))


@settings(max_examples=20)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_no_prompt_makes_the_server_fail(tireless: httpx.Client, prompt: str) -> None:
    documented(repaint(tireless, INIT, prompt))


@settings(max_examples=20)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40))
def test_no_header_makes_the_server_fail(tireless: httpx.Client, text: str) -> None:
    for name in ("Accept", "Authorization", "Organization", "Content-Type"):
        answer = tireless.post(IMAGE_TO_IMAGE, content=GOOD, headers={"Content-Type": MULTIPART} | {name: text})
        assert answer.status_code in {200, 400, 401, 403}


def test_a_picture_is_still_painted_after_all_that(http: httpx.Client) -> None:
    assert paint(http).status_code == 200


def _json(value: object) -> bytes:
    """JSON in which numbers may have any number of digits; halves of surrogates go as they are."""
    return json.dumps(value).encode()
