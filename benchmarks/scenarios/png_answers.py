"""PNG answers of 1.3 MB one after the other over loopback TLS: what a batch of calls costs on top of httpx.

The first connection of each way is opened before anything is timed, as keep-alive is what is compared.
"""

import base64
import os
from collections.abc import Callable
from typing import Any

import httpx
import openai
import requests

from benchmarks.timing import Measured, Row, race, setting
from stability_client import Stability

KEY, ENGINE = "sk-benchmark-0123456789", "stable-diffusion-512-v2-1"
CALLS, ROUNDS = 20, 15
OPTIONS: dict[str, Any] = {"text_prompts": [{"text": "a harbor"}], "steps": 30}
ACCEPT = {"Accept": "image/png", "Authorization": KEY}

Images = Callable[[], list[bytes]]


def ours(url: str) -> Images:
    """Return this project's way."""
    client = Stability(KEY, base_url=url, engine=ENGINE)
    return lambda: [client.text_to_image("a harbor", steps=30).image.data for _ in range(CALLS)]


def by_hand(url: str) -> Images:
    """Return the floor: one client of httpx, which keeps its connection."""
    http = httpx.Client()
    path = f"{url}/v1alpha/generation/{ENGINE}/text-to-image"
    return lambda: [http.post(path, json=OPTIONS, headers=ACCEPT).content for _ in range(CALLS)]


def requests_package(url: str) -> Images:
    """Return the way that most programs go."""
    session = requests.Session()
    session.trust_env, session.verify = False, setting("CA")  # the environment would go before
    path = f"{url}/v1alpha/generation/{ENGINE}/text-to-image"
    return lambda: [session.post(path, json=OPTIONS, headers=ACCEPT).content for _ in range(CALLS)]


def openai_package(url: str) -> Images:
    """Return the way of OpenAI's client, which gets its images as JSON."""
    client = openai.OpenAI(api_key=KEY, base_url=f"{url}/v1")
    return lambda: [
        base64.b64decode(image.b64_json or "")
        for _ in range(CALLS)
        for image in client.images.generate(prompt="a harbor", model="gpt-image-1", n=1).data or []
    ]


def measure() -> Measured:
    """Time the calls over TLS and without it."""
    os.environ["SSL_CERT_FILE"] = setting("CA")
    peers = {"requests": requests_package, "openai (JSON)": openai_package}
    for scheme, url in {"TLS": setting("TLS_URL"), "plain HTTP": setting("URL")}.items():
        ways = {name: way(url) for name, way in {"ours": ours, "floor": by_hand, **peers}.items()}
        found = {name: seconds * 1000 / CALLS for name, seconds in race(ways, ROUNDS).items()}
        yield Row(
            what=f"{CALLS} PNG answers of 1.3 MB one after the other over {scheme}, for each",
            unit="ms",
            ours=found["ours"],
            floor=found["floor"],
            floor_name="httpx.Client with keep-alive",
            limit=1.25 if scheme == "TLS" else None,
            peers={name: found[name] for name in peers},
        )
