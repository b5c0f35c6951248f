"""Good answers, to be broken: a small PNG, a small JPEG, and JSON that holds them."""

import io
import json
from typing import Any

import pybase64
from PIL import Image

from tests.faults.server import Exchange

ENGINES = ("stable-diffusion-512-v2-1", "stable-inpainting-512-v2-0")


def _picture(kind: str) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((64, 64), 50).convert("RGB").save(file, kind)
    return file.getvalue()


PNG = _picture("PNG")
JPEG = _picture("JPEG")
PNG_HEADERS = {"Content-Type": "image/png", "Seed": "7", "Finish-Reason": "SUCCESS"}
JSON_HEADERS = {"Content-Type": "application/json"}


def as_json(**changes: Any) -> bytes:
    """A JSON answer of one picture; what is changed to None is left out."""
    item = {"base64": pybase64.b64encode(PNG).decode(), "seed": 7, "finishReason": "SUCCESS"} | changes
    return json.dumps({"artifacts": [{name: value for name, value in item.items() if value is not None}]}).encode()


def listed_engines() -> bytes:
    found = [{"id": each, "name": each, "description": "…", "type": "PICTURE"} for each in ENGINES]
    return json.dumps({"engines": found}).encode()


def good(exchange: Exchange) -> tuple[bytes, dict[str, str]]:
    """What the request asks for: a picture for a POST, figures for a GET."""
    if exchange.method == "GET":
        return (listed_engines() if "engines" in exchange.path else b'{"credits": 12.5}'), dict(JSON_HEADERS)
    if "json" in exchange.headers.get("accept", ""):
        return as_json(), dict(JSON_HEADERS)
    return PNG, dict(PNG_HEADERS)


async def answer_well(exchange: Exchange) -> None:
    body, headers = good(exchange)
    await exchange.answer(200, body, headers)


def refusal(name: str, message: str = "no") -> bytes:
    """An error's body as the contract has it."""
    return json.dumps({"id": "x1", "name": name, "message": message}).encode()
