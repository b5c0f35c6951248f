"""Bodies: every form that clients send is read, and malformed ones are refused with a documented error."""

import json

import httpx
import pytest

from stability_client.standin import StandIn
from tests.support.standin_calls import (
    BALANCE,
    BOUNDARY,
    GOA_ERROR,
    IMAGE_TO_IMAGE,
    MASKING,
    MULTIPART,
    PNG,
    SIZE,
    TEXT_TO_IMAGE,
    encode,
    encode_multipart,
    make_image,
    make_ramp,
    options,
    part_headers,
    read_error,
    read_image,
    send_parts,
)

INIT, MASK = encode(make_image()), encode(make_ramp())
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
    parts = [(part_headers("init_image", **image), INIT), (part_headers("options", **given_options), OPTIONS)]
    assert read_image(send_parts(http, IMAGE_TO_IMAGE, parts)).size == SIZE


def test_the_order_of_parts_does_not_matter(http: httpx.Client) -> None:
    parts = [
        (part_headers("init_image", filename="a.png"), INIT),
        (part_headers("mask_image", filename="b.png"), MASK),
        (part_headers("options"), MASKING_OPTIONS),
    ]
    assert send_parts(http, MASKING, parts).content == send_parts(http, MASKING, parts[::-1]).content


@pytest.mark.parametrize(
    "body",
    [
        b"a preamble\r\n" + encode_multipart([(part_headers("init_image"), INIT), (part_headers("options"), OPTIONS)]),
        encode_multipart([(part_headers("init_image"), INIT), (part_headers("options"), OPTIONS)]) + b"an epilogue",
        encode_multipart([(part_headers("init_image"), INIT), (part_headers("options"), b"\xef\xbb\xbf" + OPTIONS)]),
        encode_multipart(
            [(part_headers("init_image"), INIT), (part_headers("options"), OPTIONS), (part_headers("more"), b"x")]
        ),
    ],
    ids=["preamble", "epilogue", "byte order mark", "a part more"],
)
def test_what_surrounds_the_parts_does_not_matter(http: httpx.Client, body: bytes) -> None:
    response = http.post(IMAGE_TO_IMAGE, content=body, headers={"Content-Type": MULTIPART})
    assert read_image(response).size == SIZE


@pytest.mark.parametrize(
    "content_type",
    [f'multipart/form-data; boundary="{BOUNDARY}"', f"Multipart/Form-Data; charset=utf-8; boundary={BOUNDARY}"],
)
def test_the_boundary_may_be_quoted_and_stand_anywhere(http: httpx.Client, content_type: str) -> None:
    body = encode_multipart([(part_headers("init_image"), INIT), (part_headers("options"), OPTIONS)])
    response = http.post(IMAGE_TO_IMAGE, content=body, headers={"Content-Type": content_type})
    assert read_image(response).size == SIZE


def test_of_parts_with_the_same_name_the_first_counts(stability_standin: StandIn, http: httpx.Client) -> None:
    smuggled = json.dumps(options("smuggled", seed=6)).encode()
    parts = [
        (part_headers("init_image"), INIT),
        (part_headers("options"), OPTIONS),
        (part_headers("options"), smuggled),
        (part_headers("init_image"), encode(make_image(size=(8, 8)))),
    ]
    response = send_parts(http, IMAGE_TO_IMAGE, parts)
    assert read_image(response).size == SIZE
    assert response.headers["seed"] == "5"
    received = stability_standin.history[-1]
    assert [part.name for part in received.parts] == ["init_image", "options", "options", "init_image"]
    assert received.options == json.loads(OPTIONS)


def test_the_history_has_each_part(stability_standin: StandIn, http: httpx.Client) -> None:
    parts = [
        (part_headers("init_image", filename="größer.png", content_type="image/png"), INIT),
        (part_headers("options"), b""),
    ]
    send_parts(http, IMAGE_TO_IMAGE, parts)
    received = stability_standin.history[-1]
    noted = [(part.name, part.filename, part.content_type, part.data) for part in received.parts]
    assert noted == [("init_image", "größer.png", "image/png", INIT), ("options", None, None, b"")]
    assert received.body == encode_multipart(parts)
    assert f"<{len(INIT)} bytes>" in repr(received)
    assert received.options is None


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "text/plain", None])
def test_json_is_read_whatever_its_content_type(http: httpx.Client, content_type: str | None) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}
    response = http.post(TEXT_TO_IMAGE, content=b"\xef\xbb\xbf" + OPTIONS, headers=headers)
    assert response.headers["content-type"] == PNG


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
def test_options_that_cannot_be_read_are_refused(http: httpx.Client, kind: str) -> None:
    data = UNREADABLE[kind]
    in_body = http.post(TEXT_TO_IMAGE, content=data, headers={"Content-Type": "application/json"})
    in_part = send_parts(http, IMAGE_TO_IMAGE, [(part_headers("init_image"), INIT), (part_headers("options"), data)])
    for response in (in_body, in_part):
        error = read_error(response)
        assert error["name"] in {"bad_request", "invalid_prompts"}
        assert response.headers["content-type"] == GOA_ERROR
        assert len(error["message"]) < 500


def whole(*parts: tuple[dict[str, str], bytes]) -> bytes:
    return encode_multipart(list(parts))


VALID_BODY = whole((part_headers("init_image"), INIT), (part_headers("options"), OPTIONS))

MALFORMED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", MULTIPART),
    "no boundary": (VALID_BODY, "multipart/form-data"),
    "another boundary": (VALID_BODY, "multipart/form-data; boundary=another"),
    "an empty boundary": (VALID_BODY, "multipart/form-data; boundary="),
    "another type": (VALID_BODY, f"multipart/mixed; boundary={BOUNDARY}"),
    "a form": (b"init_image=a&options=b", "application/x-www-form-urlencoded"),
    "no type": (VALID_BODY, ""),
    "cut off": (VALID_BODY[: len(VALID_BODY) // 2], MULTIPART),
    "cut off before the end": (VALID_BODY[:-6], MULTIPART),
    "only the end": (f"--{BOUNDARY}--\r\n".encode(), MULTIPART),
    "only a boundary": (f"--{BOUNDARY}\r\n".encode(), MULTIPART),
    "a part without headers": (whole(({}, b"data")), MULTIPART),
    "a part without a name": (whole(({"Content-Disposition": "form-data"}, b"data")), MULTIPART),
    "a part that is an attachment": (whole(({"Content-Disposition": "attachment"}, b"data")), MULTIPART),
    "a header without a colon": (f"--{BOUNDARY}\r\nno colon\r\n\r\n\r\n--{BOUNDARY}--".encode(), MULTIPART),
    "a header of many bytes": (whole(({"X-Long": "x" * 100_000}, b"data")), MULTIPART),
    "many headers": (whole(({f"X-{n}": "x" for n in range(1000)}, b"data")), MULTIPART),
    "many parts": (encode_multipart([(part_headers(f"p{n}"), b"") for n in range(500)]), MULTIPART),
    "a boundary of many bytes": (VALID_BODY, f"multipart/form-data; boundary={'x' * 5000}"),
    "no options": (whole((part_headers("init_image"), INIT)), MULTIPART),
    "no init image": (whole((part_headers("options"), OPTIONS)), MULTIPART),
    "other names": (whole((part_headers("image"), INIT), (part_headers("Options"), OPTIONS)), MULTIPART),
}


@pytest.mark.parametrize("kind", MALFORMED)
@pytest.mark.parametrize("path", [IMAGE_TO_IMAGE, MASKING])
def test_a_malformed_multipart_body_is_refused(http: httpx.Client, path: str, kind: str) -> None:
    body, content_type = MALFORMED[kind]
    response = http.post(path, content=body, headers={"Content-Type": content_type} if content_type else {})
    assert read_error(response)["name"] == "bad_request"
    assert response.headers["content-type"] == GOA_ERROR


@pytest.mark.parametrize("cut", [3, 4])
def test_a_body_that_stops_before_its_closing_boundary_is_refused(http: httpx.Client, cut: int) -> None:
    response = http.post(IMAGE_TO_IMAGE, content=VALID_BODY[:-cut], headers={"Content-Type": MULTIPART})
    assert "stops before its closing boundary" in read_error(response)["message"]


def test_missing_parts_are_named(http: httpx.Client) -> None:
    error = read_error(send_parts(http, IMAGE_TO_IMAGE, [(part_headers("other"), b"")]))
    assert error["message"] == "init_image and options is missing from the multipart body"


@pytest.mark.parametrize("path", [TEXT_TO_IMAGE, IMAGE_TO_IMAGE, BALANCE, "/nowhere"])
def test_a_request_that_is_too_large_is_refused(stability_standin: StandIn, http: httpx.Client, path: str) -> None:
    stability_standin.reset(max_body_bytes=1000)
    response = http.post(path, content=bytes(1001))
    assert read_error(response, 413)["name"] == "payload_too_large"
    assert "1000 bytes" in response.json()["message"]
    assert stability_standin.history[-1].body == b""
    assert http.post(path, content=bytes(1000)).status_code != 413


def test_a_large_request_is_read_to_its_end_before_it_is_refused(http: httpx.Client) -> None:
    response = http.post(IMAGE_TO_IMAGE, content=(bytes(1 << 20) for _ in range(32)))
    assert read_error(response, 413)["name"] == "payload_too_large"


def test_the_key_is_checked_before_the_size(stability_standin: StandIn, anonymous: httpx.Client) -> None:
    stability_standin.reset(max_body_bytes=10)
    assert read_error(anonymous.post(TEXT_TO_IMAGE, content=bytes(100)), 401)["name"] == "unauthorized"
