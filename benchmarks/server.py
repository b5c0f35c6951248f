"""A server that responds at once with prepared images, so that only clients are timed.

It runs in its own process, over plain HTTP and over TLS. Prompts choose what is sent: "tiny" a PNG of 64x64 pixels,
anything else one of 1024x1024 and about 1.3 MB. With "slow" in it, a form is responded to after half a second.

- `POST /v1alpha/generation/{engine}/…` and `/v1/generation/{engine}/…`: a PNG, or JSON with `samples` images;
- `POST /v2beta/stable-image/…`: a PNG, or JSON with one;
- `POST /v1/images/generations`: what the openai package asks for, with `n` images.

Forms are read to their end and get the tiny PNG.
"""

import asyncio
import functools
import io
import json
import random
import socket
import sys
from typing import Any

import pybase64
import uvicorn
from PIL import Image

CERTIFICATE = "tests/faults/loopback.pem"
SLOW_SECONDS = 0.5
BEGINNING = 2000
"""How many bytes of a form are looked at. Prompts come before pictures, or there are none."""


@functools.cache
def image(side: int) -> bytes:
    """Return a PNG of 1.3 MB at a side of 1024, as those of engines are."""
    scene = Image.radial_gradient("L").resize((side, side))
    noise = Image.frombytes("L", (side, side), random.Random(1).randbytes(side * side))  # noqa: S311 - only to fill bytes
    scene = Image.blend(scene.convert("RGB"), Image.merge("RGB", [noise] * 3), 0.18)
    file = io.BytesIO()
    scene.save(file, "PNG")
    return file.getvalue()


@functools.cache
def answer(path: str, side: int, samples: int) -> bytes:
    """Return the JSON answer with this many images."""
    coded = pybase64.b64encode(image(side)).decode()
    if path == "/v1/images/generations":
        return json.dumps({"created": 1, "data": [{"b64_json": coded}] * samples}).encode()
    if path.startswith("/v2beta/"):
        return json.dumps({"image": coded, "seed": 1, "finish_reason": "SUCCESS"}).encode()
    artifact = {"base64": coded, "seed": 1, "finishReason": "SUCCESS"}
    images = [artifact] * samples
    return json.dumps({"artifacts": images} if path.startswith("/v1/") else images).encode()


def chosen(path: str, headers: dict[bytes, bytes], body: bytes) -> tuple[bytes, bytes]:
    """Return the type and the bytes of the answer to a request."""
    as_json = headers.get(b"content-type", b"").startswith(b"application/json")
    asked = json.loads(body) if as_json else {}
    small = not as_json or b'"tiny"' in body
    if path.startswith("/v2beta/"):
        small = b"tiny" in body
    side = 64 if small else 1024
    if path == "/v1/images/generations" or b"json" in headers.get(b"accept", b""):
        return b"application/json", answer(path, side, asked.get("samples", asked.get("n", 1)))
    return b"image/png", image(side)


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Respond to one request."""
    if scope["type"] != "http":
        return
    headers = dict(scope["headers"])
    is_json = headers.get(b"content-type", b"").startswith(b"application/json")
    body, more = b"", True
    while more:
        message = await receive()
        if is_json or len(body) < BEGINNING:  # the pictures of a form are not kept
            body += message.get("body", b"")
        more = message.get("more_body", False)
    if not is_json and b"slow" in body:
        await asyncio.sleep(SLOW_SECONDS)
    kind, content = chosen(scope["path"], headers, body)
    said = [(b"content-type", kind), (b"content-length", b"%d" % len(content))]
    if kind == b"image/png":
        said += [(b"seed", b"1"), (b"finish-reason", b"SUCCESS")]
    await send({"type": "http.response.start", "status": 200, "headers": said})
    await send({"type": "http.response.body", "body": content})


def main() -> None:
    """Serve on the two sockets whose file numbers are the arguments."""
    plain, secure = (socket.socket(fileno=int(number)) for number in sys.argv[1:3])
    for side in (64, 1024):
        image(side)
    common: dict[str, Any] = {"log_config": None, "lifespan": "off", "timeout_keep_alive": 30, "backlog": 512}
    servers = [
        (uvicorn.Server(uvicorn.Config(app, **common)), plain),
        (uvicorn.Server(uvicorn.Config(app, ssl_certfile=CERTIFICATE, **common)), secure),
    ]

    async def both() -> None:
        await asyncio.gather(*(server.serve(sockets=[listening]) for server, listening in servers))

    print("ready", flush=True)
    asyncio.run(both())


if __name__ == "__main__":
    main()
