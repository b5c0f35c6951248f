"""Calls of the stand-in's v1 and v2beta over plain HTTP, with the least that each operation needs."""

import io
from collections.abc import Mapping
from typing import Any, NamedTuple

import httpx
from PIL import Image, ImageDraw

from tests.support.standin_calls import encode, make_image

SIDE = 64
"""The least that most operations take."""

JSON = "application/json"
SDXL, SD16 = "stable-diffusion-xl-1024-v1-0", "stable-diffusion-v1-6"
BALANCE, ACCOUNT, ENGINES = "/v1/user/balance", "/v1/user/account", "/v1/engines/list"

PHOTO = encode(make_image(size=(SIDE, SIDE)))
OTHER_PHOTO = encode(make_image(size=(SIDE, SIDE)).transpose(Image.Transpose.ROTATE_90))


class Call(NamedTuple):
    """A call with the fields that it cannot do without."""

    path: str
    fields: Mapping[str, str] = {}
    files: Mapping[str, bytes] = {}


PROMPT = {"prompt": "a lighthouse"}
IMAGE = {"image": PHOTO}
STABLE_IMAGE = "/v2beta/stable-image/"

V2BETA: Mapping[str, Call] = {
    f"v2beta_{name}": Call(STABLE_IMAGE + path, fields, files)
    for name, path, fields, files in (
        ("core", "generate/core", PROMPT, {}),
        ("ultra", "generate/ultra", PROMPT, {}),
        ("sd3", "generate/sd3", PROMPT, {}),
        ("erase", "edit/erase", {}, IMAGE),
        ("inpaint", "edit/inpaint", PROMPT, IMAGE),
        ("outpaint", "edit/outpaint", {"left": "8"}, IMAGE),
        ("search_and_replace", "edit/search-and-replace", {**PROMPT, "search_prompt": "sky"}, IMAGE),
        ("search_and_recolor", "edit/search-and-recolor", {**PROMPT, "select_prompt": "sky"}, IMAGE),
        ("remove_background", "edit/remove-background", {}, IMAGE),
        (
            "replace_background_and_relight",
            "edit/replace-background-and-relight",
            {"background_prompt": "a beach"},
            {"subject_image": PHOTO},
        ),
        ("upscale_fast", "upscale/fast", {}, IMAGE),
        ("upscale_conservative", "upscale/conservative", PROMPT, IMAGE),
        ("upscale_creative", "upscale/creative", PROMPT, IMAGE),
        ("sketch", "control/sketch", PROMPT, IMAGE),
        ("structure", "control/structure", PROMPT, IMAGE),
        ("style", "control/style", PROMPT, IMAGE),
        ("style_transfer", "control/style-transfer", {}, {"init_image": PHOTO, "style_image": OTHER_PHOTO}),
    )
}
"""Every operation of v2beta but the one that fetches results, by its id."""

STARTS = ("v2beta_upscale_creative", "v2beta_replace_background_and_relight")


def call(
    http: httpx.Client,
    operation: str,
    fields: Mapping[str, str | None] | None = None,
    files: Mapping[str, bytes | None] | None = None,
    **headers: str,
) -> httpx.Response:
    """Call an operation of v2beta; a field or file that is None is left out."""
    least = V2BETA[f"v2beta_{operation.removeprefix('v2beta_')}"]
    texts = {name: value for name, value in {**least.fields, **(fields or {})}.items() if value is not None}
    sent = {name: data for name, data in {**least.files, **(files or {})}.items() if data is not None}
    parts: dict[str, Any] = {name: (None, value) for name, value in texts.items()}
    parts |= {name: (f"{name}.png", data, "image/png") for name, data in sent.items()}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return http.post(least.path, files=parts or {"none": b""}, headers=named)


def read_image(response: httpx.Response) -> Image.Image:
    """Decode the image of a response with bytes."""
    assert response.status_code == 200, response.text
    image = Image.open(io.BytesIO(response.content))
    assert response.headers["content-type"] == f"image/{str(image.format).lower()}"
    image.load()
    return image


def read_errors(response: httpx.Response, status: int = 400) -> tuple[str, list[str]]:
    """Return the name and the errors of a v2beta error, after checking its form."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == JSON
    body = response.json()
    assert body.keys() == {"id", "name", "errors"}
    assert isinstance(body["id"], str)
    assert body["id"]
    assert body["errors"]
    return body["name"], body["errors"]


def read_v1_error(response: httpx.Response, status: int = 400) -> tuple[str, str]:
    """Return the name and the message of a v1 error, after checking its form."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == JSON
    body = response.json()
    assert body.keys() == {"id", "name", "message"}
    assert body["id"]
    return body["name"], body["message"]


def generate_path(operation: str, engine: str = SDXL) -> str:
    """Return the path of a generation call of v1."""
    return f"/v1/generation/{engine}/{operation}"


def v1_form(
    http: httpx.Client, operation: str, fields: Mapping[str, str], files: Mapping[str, bytes], **headers: str
) -> httpx.Response:
    """Send a form to v1, with a prompt unless the fields have one."""
    prompts = {} if any(name.startswith("text_prompts") for name in fields) else {"text_prompts[0][text]": "a boat"}
    parts: dict[str, Any] = {name: (None, value) for name, value in {**prompts, **fields}.items()}
    parts |= {name: ("a.png", data, "image/png") for name, data in files.items()}
    return http.post(generate_path(operation, SD16), files=parts, headers=headers)


def disc_on_gradient(color: str, size: int = 96) -> Image.Image:
    """Make a disc of one color on a smooth background, a third of the image wide."""
    image = Image.merge(
        "RGB",
        (
            Image.linear_gradient("L").resize((size, size)).point([60 + level // 8 for level in range(256)]),
            Image.new("L", (size, size), 90),
            Image.new("L", (size, size), 80),
        ),
    )
    ImageDraw.Draw(image).ellipse((size // 3, size // 3, size * 2 // 3, size * 2 // 3), fill=color)
    return image
