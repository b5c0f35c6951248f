"""How long checking images takes, before a call is sent: `python benchmarks/checks.py`. Exits with 1 over the limits.

Everything is 1024x1024, from files in memory, as a call does it: reading, headers, and pixels where a rule needs them.
Medians of processor time, which other work on the machine disturbs least; checks wait for nothing.
"""

import importlib.util
import io
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from stability_client import masks
from stability_client._images.inputs import read_image

SIZE = (1024, 1024)
REPEATS = 31
IMAGE_TO_IMAGE_MS, MASKING_MS = 2.0, 25.0
MAX_BYTES = 10 * 1024 * 1024


class Case(NamedTuple):
    """Something to time, and how long it may take."""

    name: str
    check: Callable[[], object]
    limit_ms: float


def photograph() -> Image.Image:
    """A photograph with grain, enlarged to the size."""
    found = importlib.util.find_spec("skimage")
    if found is None or not found.submodule_search_locations:
        sys.exit("scikit-image is not installed; its photographs are what is measured with")
    with Image.open(Path(found.submodule_search_locations[0]) / "data" / "astronaut.png") as image:
        enlarged = image.convert("RGB").resize(SIZE, Image.Resampling.BICUBIC)
    grain = Image.effect_noise(SIZE, 12).convert("RGB")
    return Image.blend(enlarged, grain, 0.1)


def encoded(image: Image.Image, kind: str) -> bytes:
    """An image as a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def check(init_image: bytes, mask_image: bytes | None, mask_source: str) -> None:
    """What a masking call does with its images."""
    init = read_image(init_image, "init_image", max_bytes=MAX_BYTES)
    mask = None if mask_image is None else read_image(mask_image, "mask_image", max_bytes=MAX_BYTES)
    masks.check_masking(init, mask, mask_source)


def cases() -> Iterator[Case]:
    """Every kind of file, as init image, as mask and as both in one."""
    photo = photograph()
    mask = masks.feather(masks.from_ellipse(SIZE, (200, 300, 800, 1000)), 24)
    photos = {kind: encoded(photo, kind) for kind in ("PNG", "JPEG", "WEBP")}
    for kind, data in photos.items():
        yield Case(
            f"image-to-image, {kind}",
            lambda data=data: read_image(data, "init_image", max_bytes=MAX_BYTES),  # type: ignore[misc]
            IMAGE_TO_IMAGE_MS,
        )
    mask_files = {
        "PNG L": encoded(mask, "PNG"),
        "PNG RGB": encoded(mask.convert("RGB"), "PNG"),
        "PNG RGBA": encoded(mask.convert("RGBA"), "PNG"),
        "JPEG": encoded(mask, "JPEG"),
        "WEBP": encoded(mask.convert("RGB"), "WEBP"),
    }
    for name, data in mask_files.items():
        yield Case(
            f"masking, mask {name}",
            lambda data=data: check(photos["PNG"], data, "MASK_IMAGE_WHITE"),  # type: ignore[misc]
            MASKING_MS,
        )
    cut_outs = {
        "feathered": masks.for_source(mask, "INIT_IMAGE_ALPHA", photo),
        "hard-edged": masks.for_source(mask.point([0] * 128 + [255] * 128), "INIT_IMAGE_ALPHA", photo),
    }
    for name, cut_out in cut_outs.items():
        for kind in ("PNG", "WEBP"):
            data = encoded(cut_out, kind)
            yield Case(
                f"masking, alpha {kind}, {name}",
                lambda data=data: check(data, None, "INIT_IMAGE_ALPHA"),  # type: ignore[misc]
                MASKING_MS,
            )


def median_ms(run: Callable[[], object]) -> float:
    """The median of many runs, in milliseconds, after one to warm up."""
    run()
    times = []
    for _ in range(REPEATS):
        started = time.thread_time()
        run()
        times.append((time.thread_time() - started) * 1000)
    return statistics.median(times)


def main() -> int:
    """Prints a table."""
    too_slow = 0
    for case in cases():
        taken = median_ms(case.check)
        verdict = "ok" if taken < case.limit_ms else "TOO SLOW"
        too_slow += taken >= case.limit_ms
        print(f"{case.name:36} {taken:7.2f} ms   of {case.limit_ms:g}   {verdict}")
    return 1 if too_slow else 0


if __name__ == "__main__":
    sys.exit(main())
