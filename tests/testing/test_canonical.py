"""Requests with the same content have one canonical form; others differ by part and field."""

import json
from typing import Any, NamedTuple

import pytest

from stability_client._contract import facts
from stability_client.testing.canonical import COMPARED_HEADERS, canonicalize
from stability_client.testing.diff import diff

URL = "https://api.stability.ai/v1alpha/generation/an-engine/text-to-image"
PROMPT: dict[str, Any] = {"text": "a lighthouse", "weight": 1}
NEGATIVE_PROMPT: dict[str, Any] = {"text": "fog", "weight": -0.5}
OPTIONS = {"text_prompts": [PROMPT, NEGATIVE_PROMPT], "steps": 30}
HEADERS = {"Accept": "image/png", "Authorization": "sk-0123456789", "Content-Type": "application/json"}
RANDOM_BOUNDARY = "0123456789abcdef0123456789abcdef"


class Part(NamedTuple):
    """A part of a form, as it is sent."""

    name: str
    filename: str | None
    content_type: str | None
    data: bytes


IMAGE = Part("init_image", "init_image.png", "image/png", b"\x89PNG\r\n\x1a\n--\r\n")
MASK = Part("mask_image", "mask_image.png", "image/png", b"\x89PNG the mask")
OPTIONS_PART = Part("options", None, "application/json", json.dumps(OPTIONS).encode())


def encode_form(*parts: Part, boundary: str = RANDOM_BOUNDARY) -> bytes:
    body = b""
    for part in parts:
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{part.name}"'.encode()
        body += f'; filename="{part.filename}"'.encode() if part.filename is not None else b""
        body += f"\r\nContent-Type: {part.content_type}".encode() if part.content_type is not None else b""
        body += b"\r\n\r\n" + part.data + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()


def canonical_form(*parts: Part, boundary: str = RANDOM_BOUNDARY) -> dict[str, Any]:
    headers = {**HEADERS, "Content-Type": f"multipart/form-data; boundary={boundary}"}
    return canonicalize("POST", URL, headers, encode_form(*parts, boundary=boundary))


def canonical_json(options: object = OPTIONS, url: str = URL, method: str = "POST", **headers: str) -> dict[str, Any]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return canonicalize(method, url, HEADERS | named, json.dumps(options).encode())


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(canonical_json(url=URL.replace("https://api.stability.ai", "http://127.0.0.1:8123")), id="host"),
        pytest.param(canonical_json(dict(reversed(OPTIONS.items()))), id="order of JSON keys"),
        pytest.param(canonical_json(Authorization="sk-of-somebody-else"), id="API key"),
        pytest.param(canonical_json(User_Agent="another/1.0", Host="elsewhere", Date="today"), id="other headers"),
        pytest.param(canonicalize("post", URL, HEADERS, json.dumps(OPTIONS, indent=4).encode()), id="white space"),
    ],
)
def test_host_key_order_and_white_space_make_no_difference(other: dict[str, Any]) -> None:
    assert diff(canonical_json(), other) == []
    assert other == canonical_json()


@pytest.mark.parametrize(
    ("other", "line"),
    [
        (canonical_json(method="PUT"), "method: recorded 'POST', sent 'PUT'"),
        (canonical_json(url=URL + "s"), f"path: recorded '{URL[24:]}', sent '{URL[24:]}s'"),
        (canonical_json(url=URL + "?dry=1"), "query dry (0): sent '1', not recorded"),
        (canonical_json(Accept="application/json"), "header accept: recorded 'image/png', sent 'application/json'"),
        (
            canonical_json(Authorization="Bearer sk-0123456789"),
            "header authorization: recorded '<redacted>', sent 'Bearer <redacted>'",
        ),
        (canonical_json(Organization="org-1"), "header organization: sent 'org-0000"),
        (canonical_json(Stability_Client_User_Id="ada"), "header stability-client-user-id: sent 'user-0000"),
        (canonical_json(OPTIONS | {"steps": 31}), "body: steps: recorded 30, sent 31"),
        (canonical_json(OPTIONS | {"steps": 30.0}), "body: steps: recorded 30, sent 30.0"),
        (canonical_json(OPTIONS | {"steps": "30"}), "body: steps: recorded 30, sent '30'"),
        (canonical_json(OPTIONS | {"samples": 1}), "body: samples: sent 1, not recorded"),
        (canonical_json(OPTIONS | {"text_prompts": [PROMPT]}), "body: text_prompts[1].text: recorded 'fog', not sent"),
        (
            canonical_json(OPTIONS | {"text_prompts": [PROMPT, NEGATIVE_PROMPT | {"weight": 0.5}]}),
            "body: text_prompts[1].weight: recorded -0.5, sent 0.5",
        ),
    ],
)
def test_a_difference_is_reported_by_its_field(other: dict[str, Any], line: str) -> None:
    assert diff(canonical_json(), other)[0].startswith(line)


def test_the_order_of_parts_and_the_boundary_make_no_difference() -> None:
    one = canonical_form(IMAGE, OPTIONS_PART, MASK)
    other = canonical_form(MASK, OPTIONS_PART, IMAGE, boundary="fedcba9876543210fedcba9876543210")
    assert one == other
    assert RANDOM_BOUNDARY not in json.dumps(one)


@pytest.mark.parametrize("boundary", ["+++", "boundary", "a" * 40, "0101010101010101010101"])
def test_a_boundary_that_can_be_guessed_is_compared(boundary: str) -> None:
    expected = f"header content-type: recorded 'multipart/form-data', sent 'multipart/form-data; boundary={boundary}'"
    assert diff(canonical_form(IMAGE), canonical_form(IMAGE, boundary=boundary)) == [expected]


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        pytest.param([IMAGE, OPTIONS_PART], ["part mask_image: recorded, not sent"], id="missing"),
        pytest.param(
            [IMAGE, OPTIONS_PART, MASK, MASK], ["part mask_image (number 2): sent, not recorded"], id="repeated"
        ),
        pytest.param(
            [IMAGE, OPTIONS_PART, MASK._replace(name="mask")],
            ["part mask_image: recorded, not sent", "part mask: sent, not recorded"],
            id="renamed",
        ),
        pytest.param(
            [IMAGE, OPTIONS_PART, MASK._replace(content_type="image/webp")],
            ["part mask_image: content-type: recorded 'image/png', sent 'image/webp'"],
            id="other type",
        ),
        pytest.param(
            [IMAGE, OPTIONS_PART, MASK._replace(filename="other.png")],
            ["part mask_image: filename: recorded 'mask_image.png', sent 'other.png'"],
            id="other file name",
        ),
        pytest.param(
            [IMAGE, OPTIONS_PART._replace(data=b'{"steps": 30}'), MASK],
            ["part options: text_prompts[0].text"],
            id="other options",
        ),
        pytest.param(
            [IMAGE, OPTIONS_PART._replace(content_type=None), MASK],
            ["part options: content-type: recorded 'application/json', not sent"],
            id="no type",
        ),
        pytest.param(
            [IMAGE, OPTIONS_PART, MASK._replace(data=MASK.data + b"!")],
            ["part mask_image: sha256: recorded", "part mask_image: bytes"],
            id="other bytes",
        ),
    ],
)
def test_a_difference_is_reported_by_its_part(parts: list[Part], lines: list[str]) -> None:
    found = diff(canonical_form(IMAGE, OPTIONS_PART, MASK), canonical_form(*parts))
    assert len(found) >= len(lines)
    assert all(line.startswith(start) for line, start in zip(found, lines, strict=False))


def test_a_file_is_represented_by_its_digest_only() -> None:
    assert "PNG the mask" not in json.dumps(canonical_form(IMAGE, MASK))


@pytest.mark.parametrize("body", [b'{"steps": 1, "steps": 2}', b'{"text": "\\ud800"}', b"[1, 2", b"\xff\xfe"])
def test_a_body_that_is_not_valid_json_is_compared_as_it_is(body: bytes) -> None:
    other = canonicalize("POST", URL, HEADERS, body + b" ")
    assert diff(canonicalize("POST", URL, HEADERS, body), other)


def test_a_body_that_does_not_match_its_boundary_is_marked_as_malformed() -> None:
    headers = {**HEADERS, "Content-Type": f"multipart/form-data; boundary={RANDOM_BOUNDARY}"}
    canonical = canonicalize("POST", URL, headers, encode_form(IMAGE)[:-30])
    assert canonical["body"]["malformed"] == "the boundary does not delimit the body"


def test_every_header_of_the_contract_is_compared() -> None:
    contract_headers = {name.lower() for operation in facts.OPERATIONS.values() for name in operation.headers}
    assert contract_headers | {facts.AUTH_HEADER.lower(), "content-type"} <= set(COMPARED_HEADERS)
