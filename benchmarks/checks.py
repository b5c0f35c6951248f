"""Measure how long the checks of images take before a call is sent: `python benchmarks/checks.py`.

All images are 1024x1024, from files in memory, and are read, checked by their headers and decoded as a call does it.
The figures are medians of processor time, which other processes disturb least. Exits with 1 if a limit is exceeded.
"""

import importlib.util
import io
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from stability_client import RequestError, masks
from stability_client._contract import facts
from stability_client._images.inputs import read_image
from stability_client.masks.sizes import check_image_size

SIZE = (1024, 1024)
REPEATS = 31
IMAGE_TO_IMAGE_MS, SIZES_MS, MASKING_MS = 2.0, 1.0, 40.0
MAX_BYTES = 10 * 1024 * 1024


class Case(NamedTuple):
    """A check, and how long it may take."""

    name: str
    check: Callable[[], object]
    limit_ms: float


def photograph() -> Image.Image:
    """Make a photograph with grain, enlarged to `SIZE`."""
    found = importlib.util.find_spec("skimage")
    if found is None or not found.submodule_search_locations:
        sys.exit("scikit-image is not installed; this needs its photographs")
    with Image.open(Path(found.submodule_search_locations[0]) / "data" / "astronaut.png") as image:
        enlarged = image.convert("RGB").resize(SIZE, Image.Resampling.BICUBIC)
    grain = Image.effect_noise(SIZE, 12).convert("RGB")
    return Image.blend(enlarged, grain, 0.1)


def encode(image: Image.Image, kind: str) -> bytes:
    """Encode an image as a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def cases() -> Iterator[Case]:
    """Yield a case for every format, as init image, as mask and as an image with a mask in its alpha."""
    photo = photograph()
    mask = masks.feather(masks.from_ellipse(SIZE, (200, 300, 800, 1000)), 24)
    photos = {kind: encode(photo, kind) for kind in ("PNG", "JPEG", "WEBP")}
    for kind, data in photos.items():
        yield Case(
            f"image-to-image, {kind}",
            lambda data=data: read_image(data, "init_image", max_bytes=MAX_BYTES),  # type: ignore[misc]
            IMAGE_TO_IMAGE_MS,
        )
        yield Case(f"v2beta, sizes, {kind}", lambda data=data: check_sizes(data), SIZES_MS)  # type: ignore[misc]
    mask_files = {
        "PNG L": encode(mask, "PNG"),
        "PNG RGB": encode(mask.convert("RGB"), "PNG"),
        "PNG RGBA": encode(mask.convert("RGBA"), "PNG"),
        "JPEG": encode(mask, "JPEG"),
        "WEBP": encode(mask.convert("RGB"), "WEBP"),
    }
    for name, data in mask_files.items():
        yield Case(
            f"masking, mask {name}",
            lambda data=data: masks.check_masking(photos["PNG"], data, "MASK_IMAGE_WHITE"),  # type: ignore[misc]
            MASKING_MS,
        )
        yield Case(
            f"v2beta, mask {name}",
            lambda data=data: masks.check_masking(photos["PNG"], data),  # type: ignore[misc]
            MASKING_MS,
        )
    cut_outs = {
        "feathered": masks.for_source(mask, "INIT_IMAGE_ALPHA", photo),
        "hard-edged": masks.for_source(mask.point([0] * 128 + [255] * 128), "INIT_IMAGE_ALPHA", photo),
    }
    for name, cut_out in cut_outs.items():
        for kind in ("PNG", "WEBP"):
            data = encode(cut_out, kind)
            yield Case(
                f"masking, alpha {kind}, {name}",
                lambda data=data: masks.check_masking(data, None, "INIT_IMAGE_ALPHA"),  # type: ignore[misc]
                MASKING_MS,
            )
            yield Case(
                f"v2beta, alpha {kind}, {name}",
                lambda data=data: masks.check_masking(data),  # type: ignore[misc]
                MASKING_MS,
            )


def check_sizes(data: bytes) -> None:
    """Check an image by its header for every operation of v2beta that takes one."""
    image = read_image(data, "image", max_bytes=MAX_BYTES)
    for operation, contract in facts.OPERATIONS.items():
        for argument, part in contract.files.items():
            if operation.startswith("v2beta") and image.size is not None:
                with suppress(RequestError):  # not every operation takes every image
                    check_image_size(image.size, part, argument=argument)


def median_ms(run: Callable[[], object]) -> float:
    """Return the median of many runs in milliseconds, after one to warm up."""
    run()
    times = []
    for _ in range(REPEATS):
        started = time.thread_time()
        run()
        times.append((time.thread_time() - started) * 1000)
    return statistics.median(times)


def main() -> int:
    """Print a table."""
    is_too_slow = False
    for case in cases():
        milliseconds = median_ms(case.check)
        verdict = "ok" if milliseconds < case.limit_ms else "TOO SLOW"
        is_too_slow |= milliseconds >= case.limit_ms
        print(f"{case.name:36} {milliseconds:7.2f} ms   of {case.limit_ms:g}   {verdict}")
    return int(is_too_slow)


if __name__ == "__main__":
    sys.exit(main())
