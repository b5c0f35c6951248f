"""500 async calls, 64 at once: how many the clients get through in a second.

The server answers at once with an image of 64x64 pixels, so the clients' own work is what limits them.
"""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import aiohttp
import httpx
import openai

from benchmarks.timing import Measured, Row, race_async, setting
from stability_client import AsyncStability

KEY, ENGINE = "sk-benchmark-0123456789", "stable-diffusion-512-v2-1"
CALLS, AT_ONCE, ROUNDS = 500, 64, 9
OPTIONS: dict[str, Any] = {"text_prompts": [{"text": "tiny"}], "steps": 30}
HEADERS = {"Accept": "image/png", "Authorization": KEY}

Call = Callable[[], Awaitable[object]]


async def all_calls(call: Call) -> None:
    """Make the calls, so many at once."""
    numbers = iter(range(CALLS))

    async def worker() -> None:
        for _ in numbers:
            await call()

    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE):
            tasks.create_task(worker())


def ours() -> Call:
    """Return this project's call."""
    client = AsyncStability(KEY, base_url=setting("URL"), engine=ENGINE)
    return lambda: client.text_to_image("tiny", steps=30)


def url() -> str:
    """Return the address of the calls by hand."""
    return f"{setting('URL')}/v1alpha/generation/{ENGINE}/text-to-image"


def by_hand() -> Call:
    """Return the floor: httpx as it is by default."""
    http = httpx.AsyncClient()
    return lambda: http.post(url(), json=OPTIONS, headers=HEADERS)


def aiohttp_package(session: aiohttp.ClientSession) -> Call:
    """Return the call of aiohttp."""

    async def call() -> bytes:
        async with session.post(url(), json=OPTIONS, headers=HEADERS) as response:
            return bytes(await response.read())

    return call


def openai_package() -> Call:
    """Return the call of OpenAI's client, which gets its images as JSON."""
    client = openai.AsyncOpenAI(api_key=KEY, base_url=f"{setting('URL')}/v1")

    async def call() -> bytes:
        found = await client.images.generate(prompt="tiny", model="gpt-image-1", n=1)
        return base64.b64decode((found.data or [])[0].b64_json or "")

    return call


async def throughputs() -> dict[str, float]:
    """Return the calls a second of each way."""
    async with aiohttp.ClientSession() as session:
        calls = {
            "ours": ours(),
            "floor": by_hand(),
            "aiohttp": aiohttp_package(session),
            "openai (JSON)": openai_package(),
        }
        found = await race_async({name: partial(all_calls, call) for name, call in calls.items()}, ROUNDS)
    return {name: CALLS / seconds for name, seconds in found.items()}


def measure() -> Measured:
    """Time the calls."""
    found = asyncio.run(throughputs())
    yield Row(
        what=f"{CALLS} async calls, {AT_ONCE} at once",
        unit="calls/s",
        ours=found.pop("ours"),
        floor=found.pop("floor"),
        floor_name="httpx.AsyncClient",
        limit=0.9,
        at_least=True,
        peers=found,
    )
