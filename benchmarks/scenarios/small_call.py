"""One small call: what a client costs on top of httpx, with an answer from within the process.

Every call has two options and gets a PNG of 64x64 pixels. The floor sends the same request and gets the same bytes.
"""

import asyncio
import base64
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx
import openai
import pybase64

from benchmarks.in_process import Prepared
from benchmarks.timing import Measured, Row, race, setting
from stability_client import AsyncStability, Stability
from stability_raw import AuthenticatedClient
from stability_raw.api.generation import text_to_image
from stability_raw.models import ResponseMediaType, TextPrompt, TextToImageOptions

URL, KEY = "http://127.0.0.1:1", "sk-benchmark-0123456789"
ENGINES = {"v1alpha": "stable-diffusion-512-v2-1", "v1": "stable-diffusion-xl-1024-v1-0"}
PNG = {"Content-Type": "image/png", "Seed": "7", "Finish-Reason": "SUCCESS"}
LIMIT = 2.0
ROUNDS = 1000

Call = Callable[[], object]


def image() -> bytes:
    """Return a small PNG."""
    path = f"{setting('URL')}/v1alpha/generation/{ENGINES['v1alpha']}/text-to-image"
    return httpx.post(path, json={"text_prompts": [{"text": "tiny"}]}, headers={"Accept": "image/png"}).content


def transport(*, as_json: str = "") -> Prepared:
    """Return a transport that gives the image, or JSON that ends in its base64, with this before it."""
    if not as_json:
        return Prepared([image()], PNG)
    coded = pybase64.b64encode(image()).decode()
    return Prepared([as_json.replace("IMAGE", coded).encode()], {"Content-Type": "application/json"})


def requests_by_hand() -> Mapping[str, Callable[[Any], Any]]:
    """Return, by edition, what sends the request of a call with a client of httpx."""
    fields: Any = {"prompt": (None, "a harbor"), "seed": (None, "7")}
    accept, accept_any = {"Accept": "image/png"}, {"Accept": "image/*"}
    options = {"text_prompts": [{"text": "a harbor"}], "steps": 30, "seed": 7}
    paths = {edition: f"{URL}/{edition}/generation/{engine}/text-to-image" for edition, engine in ENGINES.items()}
    return {
        "v1alpha": lambda http: http.post(paths["v1alpha"], json=options, headers=accept),
        "v1": lambda http: http.post(paths["v1"], json=options, headers=accept),
        "v2beta": lambda http: http.post(f"{URL}/v2beta/stable-image/generate/core", files=fields, headers=accept_any),
    }


def calls(client: Any) -> Mapping[str, Callable[[], Any]]:
    """Return the call of each edition, of either client."""
    return {
        "v1alpha": lambda: client.text_to_image("a harbor", engine=ENGINES["v1alpha"], steps=30, seed=7),
        "v1": lambda: client.v1.text_to_image("a harbor", engine=ENGINES["v1"], steps=30, seed=7),
        "v2beta": lambda: client.v2beta.core("a harbor", seed=7),
    }


def openai_package() -> Call:
    """Return the call of OpenAI's client."""
    http = httpx.Client(transport=transport(as_json='{"created":1,"data":[{"b64_json":"IMAGE"}]}'))
    client = openai.OpenAI(api_key=KEY, base_url=f"{URL}/v1", http_client=http)
    return lambda: [
        base64.b64decode(image.b64_json or "")
        for image in client.images.generate(prompt="a harbor", model="gpt-image-1", n=1).data or []
    ]


def generated() -> Call:
    """Return the call of the bare generated client, which can only read JSON."""
    body = '[{"base64":"IMAGE","seed":7,"finishReason":"SUCCESS"}]'
    raw = AuthenticatedClient(base_url=URL, token=KEY, prefix="")
    raw.set_httpx_client(httpx.Client(base_url=URL, headers={"Authorization": KEY}, transport=transport(as_json=body)))
    options = TextToImageOptions(text_prompts=[TextPrompt("a harbor")], steps=30, seed=7)

    def call() -> list[bytes]:
        found = text_to_image.sync(
            ENGINES["v1alpha"], client=raw, body=options, accept=ResponseMediaType.APPLICATION_JSON
        )
        assert isinstance(found, list)
        return [base64.b64decode(str(image.base64)) for image in found]

    return call


def rows(found: Mapping[str, float], kind: str, peers: Mapping[str, float]) -> Measured:
    """Yield a row for each edition."""
    for edition in requests_by_hand():
        yield Row(
            what=f"one small {kind} call of {edition}, checks on",
            unit="µs",
            ours=found[edition] * 1e6,
            floor=found[f"{edition} by hand"] * 1e6,
            floor_name=f"httpx.{'AsyncClient' if kind == 'async' else 'Client'}",
            limit=LIMIT,
            peers={name: seconds * 1e6 for name, seconds in peers.items()} if edition == "v1alpha" else {},
        )


def synchronous() -> Measured:
    """Time calls of Stability."""
    http = httpx.Client(headers={"Authorization": KEY}, transport=transport())
    ways = dict(calls(Stability(KEY, base_url=URL, http_client=httpx.Client(transport=transport()))))
    for edition, send in requests_by_hand().items():
        ways[f"{edition} by hand"] = lambda send=send: send(http).content  # type: ignore[misc]
    peers = {"openai": openai_package(), "the generated client": generated()}
    found = race({**ways, **peers}, ROUNDS, clock=time.process_time)
    yield from rows(found, "synchronous", {name: found[name] for name in peers})


def asynchronous() -> Measured:
    """Time calls of AsyncStability, within one event loop."""
    http = httpx.AsyncClient(headers={"Authorization": KEY}, transport=transport())
    ways: dict[str, Callable[[], Awaitable[Any]]] = dict(
        calls(AsyncStability(KEY, base_url=URL, http_client=httpx.AsyncClient(transport=transport())))
    )
    for edition, send in requests_by_hand().items():
        ways[f"{edition} by hand"] = lambda send=send: send(http)  # type: ignore[misc]
    with asyncio.Runner() as runner:
        run = {name: lambda way=way: runner.run(way()) for name, way in ways.items()}
        found = race(run, ROUNDS, clock=time.process_time)
    yield from rows(found, "async", {})


def measure() -> Measured:
    """Measure both clients."""
    yield from synchronous()
    yield from asynchronous()
