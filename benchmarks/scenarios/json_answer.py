"""Images in one JSON answer, to bytes: the time of a call, and the memory it takes at its peak.

The answer comes from within the process, in pieces as from a socket, for every client alike: reading sockets would hide
what is compared. Every way's first call gets an answer of more images, so that the allocator keeps as much memory for
all of them; else it is a matter of luck whose pages the system has to clear anew in each call.
"""

import base64
import functools
import io
import time
from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import openai
import pybase64
import requests
from requests.adapters import BaseAdapter

from benchmarks.in_process import Prepared, pieces
from benchmarks.timing import Measured, Row, peak_mib, race, setting
from stability_client import Stability
from stability_raw import AuthenticatedClient
from stability_raw.api.generation import text_to_image
from stability_raw.models import ResponseMediaType, TextPrompt, TextToImageOptions

URL, KEY, ENGINE = "http://127.0.0.1:1", "sk-benchmark-0123456789", "stable-diffusion-512-v2-1"
JSON = {"Content-Type": "application/json"}
IMAGES, FIRST_IMAGES = 10, 16
ROUNDS = 40

Images = Callable[[], list[bytes]]
OPENAI, REQUESTS, RAW = "openai", "requests, json and base64", "the generated client and base64"


@functools.cache
def coded_image() -> bytes:
    """Return the base64 of one PNG of about 1.3 MB."""
    path = f"{setting('URL')}/v1alpha/generation/{ENGINE}/text-to-image"
    image = httpx.post(path, json={"text_prompts": [{"text": "a harbor"}]}, headers={"Accept": "image/png"}).content
    return pybase64.b64encode(image)


def answer(before: bytes, item: tuple[bytes, bytes], after: bytes, count: int) -> list[bytes]:
    """Return an answer of so many images; they share the pieces of one."""
    one = [item[0], *pieces(coded_image()), item[1]]
    return [before, *(piece for number in range(count) for piece in ([b","] if number else []) + one), after]


def ours_of(count: int) -> list[bytes]:
    """Return the answer of this API."""
    return answer(b"[", (b'{"base64":"', b'","seed":1,"finishReason":"SUCCESS"}'), b"]", count)


def openai_of(count: int) -> list[bytes]:
    """Return the answer of OpenAI's API."""
    return answer(b'{"created":1,"data":[', (b'{"b64_json":"', b'"}'), b"]}", count)


def v2beta_of(count: int) -> list[bytes]:
    """Return the answer of v2beta, which has one image."""
    return answer(b"", (b'{"image":"', b'","seed":1,"finish_reason":"SUCCESS"}'), b"", count)


def client(body: list[bytes]) -> Stability:
    """Return this project's client."""
    return Stability(KEY, base_url=URL, engine=ENGINE, http_client=httpx.Client(transport=Prepared(body, JSON)))


def ours(count: int) -> Images:
    """Return this project's way."""
    made = client(ours_of(count))
    return lambda: [image.data for image in made.text_to_image("a harbor", samples=10)]


def by_hand(count: int) -> Images:
    """Return the floor: the fastest libraries, used as their pages say."""
    http = httpx.Client(transport=Prepared(ours_of(count), JSON))
    return lambda: [
        pybase64.b64decode(image["base64"])
        for image in msgspec.json.decode(http.post(URL, json={"samples": count}).content)
    ]


def openai_package(count: int) -> Images:
    """Return the way of OpenAI's client."""
    http = httpx.Client(transport=Prepared(openai_of(count), JSON))
    made = openai.OpenAI(api_key=KEY, base_url=f"{URL}/v1", http_client=http)
    return lambda: [
        base64.b64decode(image.b64_json or "")
        for image in made.images.generate(prompt="a harbor", model="gpt-image-1", n=10).data or []
    ]


class _PreparedAdapter(BaseAdapter):  # type: ignore[misc]  # its types are in the other environment alone
    def __init__(self, body: list[bytes]) -> None:
        super().__init__()
        self._body = body

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        response = requests.Response()
        response.status_code, response.request, response.url = 200, request, request.url or ""
        response.raw = _Reader(self._body)
        return response

    def close(self) -> None:
        pass


class _Reader(io.RawIOBase):
    """A body that is read piece by piece."""

    def __init__(self, body: list[bytes]) -> None:
        self._pieces = iter(body)

    def read(self, _: int = -1) -> bytes:
        return next(self._pieces, b"")


def requests_package(count: int) -> Images:
    """Return the way that most programs go."""
    session = requests.Session()
    session.mount("http://", _PreparedAdapter(ours_of(count)))
    return lambda: [base64.b64decode(image["base64"]) for image in session.post(URL, json={"samples": count}).json()]


def generated(count: int) -> Images:
    """Return the way of the bare generated client."""
    raw = AuthenticatedClient(base_url=URL, token=KEY, prefix="")
    raw.set_httpx_client(httpx.Client(base_url=URL, transport=Prepared(ours_of(count), JSON)))
    body = TextToImageOptions(text_prompts=[TextPrompt("a harbor")], samples=count)

    def images() -> list[bytes]:
        found = text_to_image.sync(ENGINE, client=raw, body=body, accept=ResponseMediaType.APPLICATION_JSON)
        assert isinstance(found, list)
        return [base64.b64decode(str(image.base64)) for image in found]

    return images


PEERS = {OPENAI: openai_package, REQUESTS: requests_package, RAW: generated}


def times() -> Measured:
    """Time ten images."""
    ways = {"ours": ours, "floor": by_hand, **PEERS}
    for way in ways.values():
        assert len(way(FIRST_IMAGES)()) == FIRST_IMAGES
    found = race({name: way(IMAGES) for name, way in ways.items()}, ROUNDS, clock=time.process_time)
    milliseconds = {name: seconds * 1000 for name, seconds in found.items()}
    yield Row(
        what="ten 1.3 MB images in one JSON answer, to bytes",
        unit="ms",
        ours=milliseconds["ours"],
        floor=milliseconds["floor"],
        floor_name="httpx, msgspec and pybase64 by hand",
        limit=0.8,
        peers={name: milliseconds[name] for name in PEERS},
    )
    yield Row(
        what="the same: how many times as fast as openai",
        unit="x",
        ours=found[OPENAI] / found["ours"],
        limit=7,
        at_least=True,
    )


def time_of_one() -> Measured:
    """Time v2beta's one image."""
    made, http = client(v2beta_of(1)), httpx.Client(transport=Prepared(v2beta_of(1), JSON))
    found = race(
        {
            "ours": lambda: made.v2beta.core("a harbor", accept="application/json").image.data,
            "floor": lambda: pybase64.b64decode(
                msgspec.json.decode(http.post(URL, files={"prompt": (None, "a harbor")}).content)["image"]
            ),
        },
        ROUNDS * 5,
        clock=time.process_time,
    )
    yield Row(
        what="one 1.3 MB image in a JSON answer of v2beta, to bytes",
        unit="ms",
        ours=found["ours"] * 1000,
        floor=found["floor"] * 1000,
        floor_name="httpx, msgspec and pybase64 by hand",
    )


def peaks() -> Measured:
    """Measure the memory that ten images take, as a multiple of the answer's size."""
    size = sum(map(len, ours_of(IMAGES)))
    names = {"ours": "ours", "by hand": "by_hand", OPENAI: "openai_package", REQUESTS: "requests_package"}
    found = {}
    for name, way in names.items():
        # One call of one image before: what is loaded and built once is no part of the answer.
        prepare = f"from benchmarks.scenarios import json_answer as ways\njob = ways.{way}({IMAGES})\nways.{way}(1)()"
        found[name] = peak_mib(prepare, "images = job()") * 2**20 / size
    yield Row(
        what="peak memory of ten images in one JSON answer, relative to its size",
        unit="x its size",
        ours=found.pop("ours"),
        limit=2.2,
        peers=found,
    )


def measure() -> Measured:
    """Measure time and memory."""
    yield from times()
    yield from time_of_one()
    yield from peaks()
