"""Requests as clients of other makers send them, and what those clients then read."""

import base64
from typing import Any

import httpx
import pytest

from tests.support.hosted_calls import ACCOUNT, ENGINES, JSON, PHOTO, SD16, STABLE_IMAGE, generate_path
from tests.support.standin_calls import MULTIPART, PNG, encode_multipart, part_headers

TEXT_TO_IMAGE = generate_path("text-to-image", SD16)
BEARER = {"Authorization": "Bearer sk-standin"}
PROMPT: dict[str, Any] = {"text_prompts": [{"text": "a lighthouse"}], "width": 320, "height": 320}


@pytest.fixture
def other(hosted: httpx.Client) -> httpx.Client:
    """Return a client that sends nothing of its own; images are small."""
    return hosted


def test_the_vendors_python_sample_of_v2beta(other: httpx.Client) -> None:
    response = other.post(
        STABLE_IMAGE + "generate/core",
        headers={"authorization": "Bearer sk-standin", "accept": "image/*"},
        files={"none": ""},
        data={"prompt": "a lighthouse", "output_format": "webp"},
    )
    assert (response.status_code, response.headers["content-type"]) == (200, "image/webp")


def test_the_vendors_go_sample_of_v1(other: httpx.Client) -> None:
    fields = {
        "init_image_mode": "IMAGE_STRENGTH",
        "image_strength": "0.35",
        "text_prompts[0][text]": "a lighthouse",
        "cfg_scale": "7",
        "clip_guidance_preset": "FAST_BLUE",
        "samples": "1",
        "steps": "30",
    }
    parts = [(part_headers("init_image"), PHOTO), *((part_headers(name), fields[name].encode()) for name in fields)]
    headers = {**BEARER, "Content-Type": MULTIPART, "Accept": PNG}
    response = other.post(generate_path("image-to-image", SD16), content=encode_multipart(parts), headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (200, PNG)


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "application/json;q=1, image/png;q=0", "Organization": "org-standin"},
        {"Accept": "*/*", "Stability-Client-ID": "an app", "Stability-Client-Version": "1.2.3"},
        {"Accept": "application/json, text/plain, */*"},
        {},
    ],
    ids=["speakeasy", "modelfusion", "axios", "go"],
)
def test_clients_of_v1_that_read_json(other: httpx.Client, headers: dict[str, str]) -> None:
    response = other.post(TEXT_TO_IMAGE, json=PROMPT, headers={**BEARER, **headers})
    artifact = response.json()["artifacts"][0]
    assert base64.b64decode(artifact["base64"]).startswith(b"\x89PNG")
    assert artifact["finishReason"] == "SUCCESS"


def test_a_client_that_asks_for_the_type_of_the_json(other: httpx.Client) -> None:
    files: dict[str, Any] = {"prompt": (None, "a lighthouse"), "steps": (None, "20")}
    response = other.post(
        STABLE_IMAGE + "generate/core", files=files, headers={**BEARER, "Accept": "application/json; type=image/png"}
    )
    assert base64.b64decode(response.json()["image"]).startswith(b"\x89PNG")


@pytest.mark.parametrize("field", ["image", "result"])
def test_clients_that_poll_the_older_path_with_a_bare_key(other: httpx.Client, field: str) -> None:
    files: dict[str, Any] = {"image": ("blob", PHOTO, "application/octet-stream"), "prompt": (None, "a lighthouse")}
    headers = {"Authorization": "sk-standin", "Accept": JSON}
    started = other.post(STABLE_IMAGE + "upscale/creative", files=files, headers=headers).json()
    response = other.get(f"{STABLE_IMAGE}upscale/creative/result/{started['id']}", headers=headers)
    assert base64.b64decode(response.json()[field]).startswith(b"\x89PNG")


def test_a_file_of_v2beta_needs_no_filename(other: httpx.Client) -> None:
    parts = [(part_headers("image"), PHOTO), (part_headers("grow_mask"), b"3")]
    headers = {**BEARER, "Content-Type": MULTIPART}
    response = other.post(STABLE_IMAGE + "edit/erase", content=encode_multipart(parts), headers=headers)
    assert response.status_code == 200


@pytest.mark.parametrize("path", [ACCOUNT, ENGINES])
def test_headers_that_an_operation_does_not_have_are_ignored(other: httpx.Client, path: str) -> None:
    headers = {**BEARER, "Stability-Client-ID": "an app", "Organization": "org-standin-team", "Accept": "text/html"}
    assert other.get(path, headers=headers).headers["content-type"] == JSON
