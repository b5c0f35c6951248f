"""How time grows with images, with the size of a body, and with calls at once: straight lines are what is wanted."""

import asyncio
import io
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import httpx
import msgspec
import pybase64
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from benchmarks.in_process import Prepared, pieces
from benchmarks.scenarios import json_answer
from benchmarks.timing import Curve, Measured, race, race_async, setting
from stability_client import AsyncStability, Stability

KEY, ENGINE = "sk-benchmark-0123456789", "stable-diffusion-512-v2-1"
URL = "http://127.0.0.1:1"
PNG = {"Content-Type": "image/png", "Seed": "7", "Finish-Reason": "SUCCESS"}
OPTIONS: dict[str, Any] = {"text_prompts": [{"text": "tiny"}], "steps": 30}
HEADERS = {"Accept": "image/png", "Authorization": KEY}
IMAGES = (1, 2, 4, 6, 8, 10)
MEGABYTES = (0.1, 1.0, 4.0, 8.0, 16.0, 32.0, 64.0)
AT_ONCE = (1, 8, 16, 32, 64, 128, 192, 256)
ROUNDS = 9

Points = dict[str, list[tuple[float, float]]]


def curve(name: str, x_label: str, found: Mapping[Any, Mapping[str, float]]) -> Curve:
    """Return the curve of what was found: seconds by size and series."""
    points: Points = {}
    for size, times in found.items():
        for series, seconds in times.items():
            points.setdefault(series, []).append((size, seconds * 1000))
    return Curve(name=name, x_label=x_label, y_label="ms", points=points)


def images() -> Curve:
    """Time JSON answers of several images."""
    return curve(
        "a JSON answer, to bytes",
        "images of 1.3 MB",
        {
            count: race(
                {"stability-client": json_answer.ours(count), "by hand": json_answer.by_hand(count)},
                ROUNDS,
                clock=time.process_time,
            )
            for count in IMAGES
        },
    )


def image_of(size: int) -> bytes:
    """Return a small PNG with a chunk that nobody reads, so many bytes long."""
    file, filling = io.BytesIO(), PngInfo()
    filling.add(b"fiLl", bytes(size))
    Image.new("RGB", (64, 64)).save(file, "PNG", pnginfo=filling)
    return file.getvalue()


def bodies() -> Curve:
    """Time one image as base64 in JSON, and as itself."""
    found = {}
    for megabytes in MEGABYTES:
        image = image_of(int(megabytes * 1e6))
        body = b'{"image":"' + pybase64.b64encode(image) + b'","seed":1,"finish_reason":"SUCCESS"}'
        as_json = httpx.Client(transport=Prepared(pieces(body), {"Content-Type": "application/json"}))
        as_png = httpx.Client(transport=Prepared(pieces(image), PNG))
        ours_json, ours_png = (Stability(KEY, base_url=URL, http_client=http) for http in (as_json, as_png))
        ways: dict[str, Callable[[], object]] = {
            "stability-client, PNG": partial(ours_png.v2beta.core, "a harbor"),
            "stability-client, JSON": partial(ours_json.v2beta.core, "a harbor", accept="application/json"),
            "by hand, JSON": partial(by_hand, as_json),
        }
        found[megabytes] = race(ways, ROUNDS, clock=time.process_time)
    return curve("one image, to bytes", "MB", found)


def by_hand(http: httpx.Client) -> bytes:
    """Return an image with the fastest libraries."""
    answer = http.post(URL, files={"prompt": (None, "a harbor")}).content
    return pybase64.b64decode(msgspec.json.decode(answer)["image"])


async def calls() -> Curve:
    """Time calls that begin together."""
    client = AsyncStability(KEY, base_url=setting("URL"), engine=ENGINE)
    http = httpx.AsyncClient(timeout=60)
    url = f"{setting('URL')}/v1alpha/generation/{ENGINE}/text-to-image"

    async def together(call: Callable[[], Awaitable[object]], count: int) -> None:
        await asyncio.gather(*(call() for _ in range(count)))

    ways: dict[str, Callable[[], Awaitable[object]]] = {
        "stability-client": lambda: client.text_to_image("tiny", steps=30),
        "httpx.AsyncClient": lambda: http.post(url, json=OPTIONS, headers=HEADERS),
    }
    found = {
        count: await race_async({name: partial(together, call, count) for name, call in ways.items()}, ROUNDS)
        for count in AT_ONCE
    }
    await client.aclose()
    await http.aclose()
    return curve("async calls that begin together", "calls", found)


def measure() -> Measured:
    """Draw the three curves."""
    yield images()
    yield bodies()
    yield asyncio.run(calls())
