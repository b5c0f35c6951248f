"""Image-to-image with a file of 9 MB, given by its path: time and memory of the upload.

The floor streams the same form from the opened file with httpx, unchecked. The answer is tiny. Every way's first upload
is of a larger file, so that the allocator keeps memory for all of them; else it is a matter of luck whose pages the
system has to clear anew in each call.
"""

import random
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import requests
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from benchmarks.timing import Measured, Row, peak_mib, race, setting
from stability_client import Stability

KEY, ENGINE = "sk-benchmark-0123456789", "stable-diffusion-512-v2-1"
ROUNDS = 100
FILE_BYTES = 9_000_000
HEADERS = {"Accept": "image/png", "Authorization": KEY}
OPTIONS = '{"text_prompts": [{"text": "tiny"}]}'

Upload = Callable[[Path], object]


def write_image(path: Path, size: int) -> None:
    """Write a PNG of 1024x1024 pixels and so many bytes; a chunk that nobody reads fills it up."""
    pixels = Image.frombytes("RGB", (1024, 1024), random.Random(1).randbytes(3 << 20))  # noqa: S311 - only to fill bytes
    pixels.save(path, "PNG", compress_level=1)
    filling = PngInfo()
    filling.add(b"fiLl", bytes(size - path.stat().st_size - 12))  # a chunk has 12 bytes besides its data
    pixels.save(path, "PNG", compress_level=1, pnginfo=filling)


def ours() -> Upload:
    """Return this project's way."""
    client = Stability(KEY, base_url=setting("URL"), engine=ENGINE)
    return lambda path: client.image_to_image(path, "tiny")


def url() -> str:
    """Return the address to send the form to."""
    return f"{setting('URL')}/v1alpha/generation/{ENGINE}/image-to-image"


def by_hand() -> Upload:
    """Return the floor: httpx, which reads the file while it sends it."""
    http = httpx.Client()

    def upload(path: Path) -> bytes:
        with path.open("rb") as file:
            form: Any = {"init_image": (path.name, file, "image/png"), "options": (None, OPTIONS, "application/json")}
            return http.post(url(), files=form, headers=HEADERS).content

    return upload


def requests_package() -> Upload:
    """Return the way that most programs go."""
    session = requests.Session()

    def upload(path: Path) -> bytes:
        with path.open("rb") as file:
            form: Any = {"init_image": (path.name, file, "image/png"), "options": (None, OPTIONS, "application/json")}
            return bytes(session.post(url(), files=form, headers=HEADERS).content)

    return upload


def peak(way: str, path: Path, small: Path) -> float:
    """Return how many MiB an upload takes. A small one goes first: what is loaded for it is no part of this one."""
    prepare = (
        "from pathlib import Path\n"
        "from benchmarks.scenarios import upload as ways\n"
        f"upload = ways.{way}()\nupload(Path({str(small)!r}))"
    )
    return peak_mib(prepare, f"upload(Path({str(path)!r}))")


def measure() -> Measured:
    """Measure time and memory."""
    ways = {"ours": ours, "floor": by_hand, "requests": requests_package}
    with tempfile.TemporaryDirectory() as name:
        path, larger, small = Path(name, "harbor.png"), Path(name, "larger.png"), Path(name, "small.png")
        write_image(path, FILE_BYTES)
        write_image(larger, FILE_BYTES + 500_000)
        Image.new("RGB", (512, 512)).save(small)
        uploads = {way: make() for way, make in ways.items()}
        for upload in uploads.values():
            upload(larger)
        run = {way: partial(upload, path) for way, upload in uploads.items()}
        found = {way: seconds * 1000 for way, seconds in race(run, ROUNDS).items()}
        peaks = {way: peak(make.__name__, path, small) for way, make in ways.items()}
    yield Row(
        what="image-to-image upload of a 9 MB file from a path",
        unit="ms",
        ours=found["ours"],
        floor=found["floor"],
        floor_name="httpx.Client streaming it",
        limit=1.2,
        peers={"requests": found["requests"]},
    )
    yield Row(
        what="the same: memory over idle",
        unit="MiB",
        ours=peaks["ours"],
        limit=12,
        peers={"httpx streaming it": peaks["floor"], "requests": peaks["requests"]},
    )
