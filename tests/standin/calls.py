"""How tests talk to the stand-in: plain HTTP, with bodies put together by hand where the bytes matter."""

import io
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from PIL import Image

ENGINE = "stable-diffusion-512-v2-1"
ENGINES = "/v1alpha/engines/list"
ACCOUNT = "/v1alpha/user/account"
BALANCE = "/v1alpha/user/balance"
TEXT_TO_IMAGE = f"/v1alpha/generation/{ENGINE}/text-to-image"
IMAGE_TO_IMAGE = f"/v1alpha/generation/{ENGINE}/image-to-image"
MASKING = f"/v1alpha/generation/{ENGINE}/image-to-image/masking"

PNG, JSON = "image/png", "application/json"
GOA_ERROR = "application/vnd.goa.error"

SIZE = (40, 24)
"""Of init images and masks: there is no lower limit, and small ones are quick."""

BOUNDARY = "a-boundary"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"

Parts = Sequence[tuple[Mapping[str, str], bytes]]


def options(prompt: str = "a lighthouse", **more: Any) -> dict[str, Any]:
    """The options of a request."""
    return {"text_prompts": [{"text": prompt}], **more}


def paint(http: httpx.Client, prompt: str = "a lighthouse", *, accept: str = PNG, **more: Any) -> httpx.Response:
    """Text to image."""
    return http.post(TEXT_TO_IMAGE, json=options(prompt, **more), headers={"Accept": accept})


def repaint(http: httpx.Client, init_image: bytes, prompt: str = "a lighthouse", **more: Any) -> httpx.Response:
    """Image to image."""
    return http.post(
        IMAGE_TO_IMAGE, files={"init_image": init_image}, data={"options": json.dumps(options(prompt, **more))}
    )


def mask(http: httpx.Client, init_image: bytes, mask_image: bytes | None, source: str, **more: Any) -> httpx.Response:
    """Masking, with or without a mask image."""
    files = {"init_image": init_image} | ({} if mask_image is None else {"mask_image": mask_image})
    return http.post(MASKING, files=files, data={"options": json.dumps(options(mask_source=source, **more))})


def disposed(name: str, **parameters: str) -> dict[str, str]:
    """The headers of a part: its name, and a filename or a content type where given."""
    disposition = f'form-data; name="{name}"'
    if "filename" in parameters:
        disposition += f'; filename="{parameters["filename"]}"'
    content_type = {"Content-Type": parameters["content_type"]} if "content_type" in parameters else {}
    return {"Content-Disposition": disposition, **content_type}


def multipart(parts: Parts, boundary: str = BOUNDARY) -> bytes:
    """A multipart body, byte by byte."""
    body = b""
    for headers, data in parts:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        body += f"--{boundary}\r\n{lines}\r\n".encode() + data + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()


def send_parts(http: httpx.Client, path: str, parts: Parts) -> httpx.Response:
    """A multipart request put together by hand."""
    return http.post(path, content=multipart(parts), headers={"Content-Type": MULTIPART})


def encoded(image: Image.Image, kind: str = "PNG", **settings: Any) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    image.save(file, kind, **settings)
    return file.getvalue()


def drawn(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """A picture of which every pixel differs from its neighbours."""
    across = Image.linear_gradient("L").rotate(90).resize(size)
    down = Image.linear_gradient("L").resize(size)
    return Image.merge("RGB", (across, down, across.point([255 - level for level in range(256)]))).convert(mode)


def ramp(size: tuple[int, int] = SIZE) -> Image.Image:
    """A mask, mode L, from black at the left to white at the right, holding both."""
    width, height = size
    picture = Image.new("L", size)
    picture.putdata([255 * x // (width - 1) for _ in range(height) for x in range(width)])
    return picture


def opened(answer: httpx.Response) -> Image.Image:
    """The picture of an `image/png` answer."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == PNG
    picture = Image.open(io.BytesIO(answer.content), formats=["PNG"])
    picture.load()
    return picture


def error_of(answer: httpx.Response, status: int = 400) -> dict[str, Any]:
    """The body of an error, held against the contract's schema of it."""
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    kinds = {"id": str, "name": str, "message": str, "fault": bool, "temporary": bool, "timeout": bool}
    assert {name: type(value) for name, value in body.items()} == kinds
    assert body["id"]
    assert body["message"]
    assert body["fault"] is (status >= 500)
    return body


def png_that_claims(width: int, height: int, pixels: bytes = b"\0" * 64) -> bytes:
    """A PNG file, grey of 8 bits, whose header tells a size and whose pixels are whatever is given."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
