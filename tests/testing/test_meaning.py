"""Two requests that say the same have one form; two that don't are told apart by part and field."""

import json
from typing import Any

import pytest

from stability_client._contract import facts
from stability_client.testing import canonical_request, differences
from stability_client.testing.canonical import KEPT_HEADERS

URL = "https://api.stability.ai/v1alpha/generation/an-engine/text-to-image"
WANTED: dict[str, Any] = {"text": "a lighthouse", "weight": 1}
UNWANTED: dict[str, Any] = {"text": "fog", "weight": -0.5}
OPTIONS = {"text_prompts": [WANTED, UNWANTED], "steps": 30}
HEADERS = {"Accept": "image/png", "Authorization": "sk-0123456789", "Content-Type": "application/json"}
RANDOM = "0123456789abcdef0123456789abcdef"

Part = tuple[str, str | None, str | None, bytes]

IMAGE: Part = ("init_image", "init_image.png", "image/png", b"\x89PNG\r\n\x1a\n--\r\n")
MASK: Part = ("mask_image", "mask_image.png", "image/png", b"\x89PNG the mask")
OPTIONS_PART: Part = ("options", None, "application/json", json.dumps(OPTIONS).encode())


def form(*parts: Part, boundary: str = RANDOM) -> bytes:
    body = b""
    for name, filename, content_type, data in parts:
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        body += f'; filename="{filename}"'.encode() if filename is not None else b""
        body += f"\r\nContent-Type: {content_type}".encode() if content_type is not None else b""
        body += b"\r\n\r\n" + data + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()


def posted(*parts: Part, boundary: str = RANDOM) -> dict[str, Any]:
    headers = {**HEADERS, "Content-Type": f"multipart/form-data; boundary={boundary}"}
    return canonical_request("POST", URL, headers, form(*parts, boundary=boundary))


def sent(options: object = OPTIONS, url: str = URL, method: str = "POST", **headers: str) -> dict[str, Any]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return canonical_request(method, url, HEADERS | named, json.dumps(options).encode())


@pytest.mark.parametrize(
    "other",
    [
        sent(url=URL.replace("https://api.stability.ai", "http://127.0.0.1:8123")),
        sent(dict(reversed(OPTIONS.items()))),
        sent(Authorization="sk-of-somebody-else"),
        sent(User_Agent="another/1.0", Host="elsewhere", Date="today"),
        canonical_request("post", URL, HEADERS, json.dumps(OPTIONS, indent=4).encode()),
    ],
    ids=["host and port", "order of keys", "key", "machine", "spaces"],
)
def test_what_carries_no_meaning_makes_no_difference(other: dict[str, Any]) -> None:
    assert differences(sent(), other) == []
    assert other == sent()


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (sent(method="PUT"), "method: recorded 'POST', sent 'PUT'"),
        (sent(url=URL + "s"), f"path: recorded '{URL[24:]}', sent '{URL[24:]}s'"),
        (sent(url=URL + "?dry=1"), "query dry (0): sent '1', not recorded"),
        (sent(Accept="application/json"), "header accept: recorded 'image/png', sent 'application/json'"),
        (
            sent(Authorization="Bearer sk-0123456789"),
            "header authorization: recorded '<redacted>', sent 'Bearer <redacted>'",
        ),
        (sent(Organization="org-1"), "header organization: sent 'org-0000"),
        (sent(OPTIONS | {"steps": 31}), "body: steps: recorded 30, sent 31"),
        (sent(OPTIONS | {"steps": 30.0}), "body: steps: recorded 30, sent 30.0"),
        (sent(OPTIONS | {"steps": "30"}), "body: steps: recorded 30, sent '30'"),
        (sent(OPTIONS | {"samples": 1}), "body: samples: sent 1, not recorded"),
        (sent(OPTIONS | {"text_prompts": [WANTED]}), "body: text_prompts[1].text: recorded 'fog', not sent"),
        (
            sent(OPTIONS | {"text_prompts": [WANTED, UNWANTED | {"weight": 0.5}]}),
            "body: text_prompts[1].weight: recorded -0.5, sent 0.5",
        ),
    ],
)
def test_a_difference_is_told_by_its_field(other: dict[str, Any], told: str) -> None:
    found = differences(sent(), other)
    assert found[0].startswith(told)


def test_the_order_of_parts_and_the_boundary_make_no_difference() -> None:
    one = posted(IMAGE, OPTIONS_PART, MASK)
    other = posted(MASK, OPTIONS_PART, IMAGE, boundary="fedcba9876543210fedcba9876543210")
    assert one == other
    assert RANDOM not in json.dumps(one)


@pytest.mark.parametrize("boundary", ["+++", "boundary", "a" * 40, "0101010101010101010101"])
def test_a_boundary_that_can_be_guessed_shows(boundary: str) -> None:
    [told] = differences(posted(IMAGE), posted(IMAGE, boundary=boundary))
    assert (
        told == f"header content-type: recorded 'multipart/form-data', sent 'multipart/form-data; boundary={boundary}'"
    )


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([IMAGE, OPTIONS_PART], ["part mask_image: recorded, not sent"]),
        ([IMAGE, OPTIONS_PART, MASK, MASK], ["part mask_image (number 2): sent, not recorded"]),
        (
            [IMAGE, OPTIONS_PART, ("mask", *MASK[1:])],
            ["part mask_image: recorded, not sent", "part mask: sent, not recorded"],
        ),
        (
            [IMAGE, OPTIONS_PART, (*MASK[:2], "image/webp", MASK[3])],
            ["part mask_image: content-type: recorded 'image/png', sent 'image/webp'"],
        ),
        (
            [IMAGE, OPTIONS_PART, (MASK[0], "other.png", *MASK[2:])],
            ["part mask_image: filename: recorded 'mask_image.png', sent 'other.png'"],
        ),
        (
            [IMAGE, ("options", None, "application/json", b'{"steps": 30}'), MASK],
            ["part options: text_prompts[0].text"],
        ),
        (
            [IMAGE, ("options", None, None, json.dumps(OPTIONS).encode()), MASK],
            ["part options: content-type: recorded 'application/json', not sent"],
        ),
        (
            [IMAGE, OPTIONS_PART, (*MASK[:3], MASK[3] + b"!")],
            ["part mask_image: sha256: recorded", "part mask_image: bytes"],
        ),
    ],
    ids=["missing", "twice", "renamed", "other type", "other name", "other options", "untyped", "other bytes"],
)
def test_a_difference_is_told_by_its_part(parts: list[Part], told: list[str]) -> None:
    found = differences(posted(IMAGE, OPTIONS_PART, MASK), posted(*parts))
    assert len(found) >= len(told)
    assert all(line.startswith(start) for line, start in zip(found, told, strict=False))


def test_a_file_is_told_by_its_digest_and_never_held() -> None:
    assert "PNG the mask" not in json.dumps(posted(IMAGE, MASK))


@pytest.mark.parametrize("body", [b'{"steps": 1, "steps": 2}', b'{"text": "\\ud800"}', b"[1, 2", b"\xff\xfe"])
def test_a_body_that_is_not_the_json_it_says_counts_as_it_is(body: bytes) -> None:
    other = canonical_request("POST", URL, HEADERS, body + b" ")
    assert differences(canonical_request("POST", URL, HEADERS, body), other)


def test_a_body_that_breaks_its_boundary_is_told_as_such() -> None:
    headers = {**HEADERS, "Content-Type": f"multipart/form-data; boundary={RANDOM}"}
    meaning = canonical_request("POST", URL, headers, form(IMAGE)[:-30])
    assert meaning["body"]["malformed"] == "the body does not hold to its boundary"


def test_every_header_of_the_contract_counts() -> None:
    from_the_contract = {name.lower() for operation in facts.OPERATIONS.values() for name in operation.headers}
    assert from_the_contract | {facts.AUTH_HEADER.lower(), "content-type"} <= set(KEPT_HEADERS)
