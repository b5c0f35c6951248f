"""Good responses, to be broken: a small PNG, a small JPEG, and JSON that contains them."""

import io
import json
from typing import Any

import pybase64
from PIL import Image

from tests.support.faults.server import IncomingRequest

ENGINES = ("stable-diffusion-512-v2-1", "stable-inpainting-512-v2-0")


def _image(kind: str) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((64, 64), 50).convert("RGB").save(file, kind)
    return file.getvalue()


PNG = _image("PNG")
JPEG = _image("JPEG")
PNG_HEADERS = {"Content-Type": "image/png", "Seed": "7", "Finish-Reason": "SUCCESS"}
JSON_HEADERS = {"Content-Type": "application/json"}


def as_json(**changes: Any) -> bytes:
    """A JSON response of one image; what is changed to None is left out."""
    item = {"base64": pybase64.b64encode(PNG).decode(), "seed": 7, "finishReason": "SUCCESS"} | changes
    return json.dumps({"artifacts": [{name: value for name, value in item.items() if value is not None}]}).encode()


RESULT_ID = "0123456789abcdef" * 4


def object_as_json(under: str = "image", **changes: Any) -> bytes:
    """A JSON response of v2beta; what is changed to None is left out."""
    item = {under: pybase64.b64encode(PNG).decode(), "seed": 7, "finish_reason": "SUCCESS"} | changes
    return json.dumps({name: value for name, value in item.items() if value is not None}).encode()


def engine_list() -> bytes:
    found = [{"id": each, "name": each, "description": "…", "type": "PICTURE"} for each in ENGINES]
    return json.dumps({"engines": found}).encode()


def good_response(request: IncomingRequest) -> tuple[bytes, dict[str, str]]:
    """What the request asks for: an image for a POST, figures for a GET; of v2beta an id, or an image."""
    if request.path.startswith("v2beta"):
        if request.method == "POST" and "creative" in request.path:
            return json.dumps({"id": RESULT_ID}).encode(), dict(JSON_HEADERS)
        is_json = "json" in request.headers.get("accept", "")
        return (object_as_json(), dict(JSON_HEADERS)) if is_json else (PNG, dict(PNG_HEADERS))
    if request.method == "GET":
        return (engine_list() if "engines" in request.path else b'{"credits": 12.5}'), dict(JSON_HEADERS)
    if "json" in request.headers.get("accept", ""):
        return as_json(), dict(JSON_HEADERS)
    return PNG, dict(PNG_HEADERS)


async def respond_well(request: IncomingRequest) -> None:
    body, headers = good_response(request)
    await request.respond(200, body, headers)


def refusal(name: str, message: str = "no") -> bytes:
    """An error's body as the contract has it."""
    return json.dumps({"id": "x1", "name": name, "message": message}).encode()


def errors_body(name: str, errors: object = ("no",)) -> bytes:
    """An error's body as v2beta has it."""
    return json.dumps({"id": "x1", "name": name, "errors": errors}).encode()
