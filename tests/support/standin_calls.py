"""Calls of the stand-in over plain HTTP, and the images and bodies that tests send."""

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
"""The size of init images and masks: there is no lower limit, and small ones are fast."""

BOUNDARY = "a-boundary"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"

Parts = Sequence[tuple[Mapping[str, str], bytes]]


def options(prompt: str = "a lighthouse", **more: Any) -> dict[str, Any]:
    """Make the options of a request."""
    return {"text_prompts": [{"text": prompt}], **more}


def text_to_image(
    http: httpx.Client, prompt: str = "a lighthouse", *, accept: str = PNG, **more: Any
) -> httpx.Response:
    """Call text-to-image."""
    return http.post(TEXT_TO_IMAGE, json=options(prompt, **more), headers={"Accept": accept})


def image_to_image(http: httpx.Client, init_image: bytes, prompt: str = "a lighthouse", **more: Any) -> httpx.Response:
    """Call image-to-image."""
    return http.post(
        IMAGE_TO_IMAGE, files={"init_image": init_image}, data={"options": json.dumps(options(prompt, **more))}
    )


def masking(
    http: httpx.Client, init_image: bytes, mask_image: bytes | None, source: str, **more: Any
) -> httpx.Response:
    """Call masking, with or without a mask image."""
    files = {"init_image": init_image} | ({} if mask_image is None else {"mask_image": mask_image})
    return http.post(MASKING, files=files, data={"options": json.dumps(options(mask_source=source, **more))})


def part_headers(name: str, **parameters: str) -> dict[str, str]:
    """Make the headers of a part from its name and, if given, `filename` and `content_type`."""
    disposition = f'form-data; name="{name}"'
    if "filename" in parameters:
        disposition += f'; filename="{parameters["filename"]}"'
    content_type = {"Content-Type": parameters["content_type"]} if "content_type" in parameters else {}
    return {"Content-Disposition": disposition, **content_type}


def encode_multipart(parts: Parts, boundary: str = BOUNDARY) -> bytes:
    """Encode a multipart body, byte by byte."""
    body = b""
    for headers, data in parts:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        body += f"--{boundary}\r\n{lines}\r\n".encode() + data + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()


def send_parts(http: httpx.Client, path: str, parts: Parts) -> httpx.Response:
    """Send parts as a multipart request."""
    return http.post(path, content=encode_multipart(parts), headers={"Content-Type": MULTIPART})


def encode(image: Image.Image, kind: str = "PNG", **settings: Any) -> bytes:
    """Encode an image as a file."""
    file = io.BytesIO()
    image.save(file, kind, **settings)
    return file.getvalue()


def make_image(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """Make an image in which every pixel differs from its neighbors."""
    across = Image.linear_gradient("L").rotate(90).resize(size)
    down = Image.linear_gradient("L").resize(size)
    return Image.merge("RGB", (across, down, across.point([255 - level for level in range(256)]))).convert(mode)


def make_ramp(size: tuple[int, int] = SIZE) -> Image.Image:
    """Make a mask, mode L, from black at the left to white at the right."""
    width, height = size
    image = Image.new("L", size)
    image.putdata([255 * x // (width - 1) for _ in range(height) for x in range(width)])
    return image


def read_image(response: httpx.Response) -> Image.Image:
    """Decode the image of an `image/png` response."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == PNG
    image = Image.open(io.BytesIO(response.content), formats=["PNG"])
    image.load()
    return image


def read_error(response: httpx.Response, status: int = 400) -> dict[str, Any]:
    """Return the body of an error response after checking it against the contract's schema."""
    assert response.status_code == status, response.text
    body: dict[str, Any] = response.json()
    kinds = {"id": str, "name": str, "message": str, "fault": bool, "temporary": bool, "timeout": bool}
    assert {name: type(value) for name, value in body.items()} == kinds
    assert body["id"]
    assert body["message"]
    assert body["fault"] is (status >= 500)
    return body


def png_with_header(width: int, height: int, pixels: bytes = b"\0" * 64) -> bytes:
    """Make a PNG file, gray with 8 bits, whose header has the given size and whose pixel data is `pixels`."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
