"""What a call costs on top of the network: this client compared with code that does without it.

A server in its own process responds at once with prepared images, so that only clients are timed. The alternatives take
turns in every round; medians and ratios are printed, since machines differ and are noisy.

    python benchmarks/calls.py [--rounds 200]
"""

import argparse
import base64
import json
import multiprocessing
import os
import random
import socket
import statistics
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event

import httpx
import pybase64
import uvicorn
from rich import box
from rich.console import Console
from rich.table import Table
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stability_client import Stability
from stability_raw import AuthenticatedClient
from stability_raw.api.generation import text_to_image
from stability_raw.models import ResponseMediaType, TextPrompt, TextToImageOptions

ENGINE = "stable-diffusion-512-v2-1"
KEY = "sk-benchmark-0123456789"
PATH = f"/v1alpha/generation/{ENGINE}/text-to-image"
SAMPLES = 4


def noisy_image() -> bytes:
    """Return a 1024x1024 PNG of about 1.5 MB, like those of engines."""
    import io  # noqa: PLC0415 - in the server's process alone

    from PIL import Image  # noqa: PLC0415 - in the server's process alone

    scene = Image.radial_gradient("L").resize((1024, 1024))
    noise = Image.frombytes("L", (1024, 1024), random.Random(1).randbytes(1024 * 1024))  # noqa: S311 - only to fill bytes
    scene = Image.blend(scene.convert("RGB"), Image.merge("RGB", [noise] * 3), 0.05)
    file = io.BytesIO()
    scene.save(file, "PNG")
    return file.getvalue()


def serve(listening: socket.socket, ready: Event) -> None:
    """Respond to every call at once."""
    png = noisy_image()
    artifact = {"base64": pybase64.b64encode(png).decode(), "seed": 1, "finishReason": "SUCCESS"}
    many = json.dumps([artifact] * SAMPLES).encode()

    async def respond(request: Request) -> Response:
        if request.headers["accept"] == "image/png":
            return Response(png, media_type="image/png", headers={"Seed": "1", "Finish-Reason": "SUCCESS"})
        return Response(many, media_type="application/json")

    app = Starlette(routes=[Route(PATH, respond, methods=["POST"])])
    ready.set()
    uvicorn.Server(uvicorn.Config(app, log_config=None)).run(sockets=[listening])


def alternatives(url: str) -> dict[str, dict[str, Callable[[], object]]]:
    """Return the ways to do each job."""
    client = Stability(KEY, base_url=url, engine=ENGINE)
    raw = AuthenticatedClient(base_url=url, token=KEY, prefix="", timeout=httpx.Timeout(60))
    plain = httpx.Client(base_url=url, headers={"Authorization": KEY}, timeout=60)

    def by_hand(accept: str, samples: int) -> httpx.Response:
        body = {"text_prompts": [{"text": "a harbor"}], "samples": samples}
        return plain.post(PATH, json=body, headers={"Accept": accept}).raise_for_status()

    def generated(samples: int) -> list[bytes]:
        body = TextToImageOptions(text_prompts=[TextPrompt("a harbor")], samples=samples)
        images = text_to_image.sync(ENGINE, client=raw, body=body, accept=ResponseMediaType.APPLICATION_JSON)
        assert isinstance(images, list)
        return [base64.b64decode(str(image.base64)) for image in images]

    return {
        "one image as image/png": {
            "stability_client": lambda: client.text_to_image("a harbor").image.data,
            "httpx by hand": lambda: by_hand("image/png", 1).content,
        },
        f"{SAMPLES} images as application/json": {
            "stability_client": lambda: [image.data for image in client.text_to_image("a harbor", samples=SAMPLES)],
            "httpx, json and base64 by hand": lambda: [
                base64.b64decode(image["base64"]) for image in by_hand("application/json", SAMPLES).json()
            ],
            "the generated client and base64": lambda: generated(SAMPLES),
        },
    }


def medians(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the milliseconds of a call in each way. They take turns, so that noise affects all."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            started = time.perf_counter()
            way()
            times[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(taken) for name, taken in times.items()}


def main() -> None:
    """Time every job and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = context.Process(target=serve, args=(listening, ready), daemon=True)
        server.start()
        if not ready.wait(timeout=30):
            raise SystemExit("the server did not start")
        table = Table(box=box.SIMPLE, title=f"medians of {rounds} rounds, {os.cpu_count()} cores", title_justify="left")
        for name in ("job", "way"):
            table.add_column(name)
        for name in ("ms a call", "relative to the first"):
            table.add_column(name, justify="right")
        for job, ways in alternatives(f"http://127.0.0.1:{listening.getsockname()[1]}").items():
            found = medians(ways, rounds)
            first = next(iter(found.values()))
            for name, milliseconds in found.items():
                table.add_row(job, name, f"{milliseconds:.2f}", f"{milliseconds / first:.2f}x")
        Console().print(table)
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
