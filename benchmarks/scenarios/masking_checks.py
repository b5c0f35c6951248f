"""The checks of a call with a mask, beside Pillow decoding its two images; and the work on masks of a camera's size.

Files are read, checked by their headers and decoded as a call does it. The floor decodes both images as PNG, or as the
files that are checked, once each. The images of the checks have 1024x1024 pixels.
"""

import io
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Literal, NamedTuple

import numpy as np
from PIL import Image, ImageFilter

from benchmarks.timing import Curve, Measured, Row, race
from stability_client import RequestError, masks
from stability_client._calls.fitting import fit_images
from stability_client._images.inputs import read_image

ENVIRONMENT = "project"  # it needs numpy
SIZE, CAMERA = (1024, 1024), (4000, 3000)
WHITE: Literal["MASK_IMAGE_WHITE"] = "MASK_IMAGE_WHITE"
BLACK: Literal["MASK_IMAGE_BLACK"] = "MASK_IMAGE_BLACK"
ALPHA: Literal["INIT_IMAGE_ALPHA"] = "INIT_IMAGE_ALPHA"
LIMIT, HEADERS_LIMIT_MS = 1.3, 1.0
ROUNDS, CAMERA_ROUNDS = 15, 3
RADII = (5, 50, 100, 200, 500, 1000)

Way = Callable[[], object]


def photograph(size: tuple[int, int]) -> Image.Image:
    """Make an image with slopes, edges and grain, which compresses about as a photograph does."""
    shapes = Image.effect_mandelbrot(size, (-2, -1.5, 1, 1.5), 60)
    slopes = Image.radial_gradient("L").resize(size, Image.Resampling.BICUBIC)
    channels = [Image.blend(each, Image.effect_noise(size, 12), 0.1) for each in (shapes, slopes, slopes.rotate(180))]
    return Image.merge("RGB", channels)


def file_of(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """Encode an image."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def decode(*files: bytes) -> None:
    """Decode files by Pillow alone."""
    for file in files:
        with Image.open(io.BytesIO(file)) as image:
            image.load()


class Case(NamedTuple):
    """The images of a check and, for the floor, their files."""

    images: tuple[Any, ...]
    sources: tuple[str | None, ...]
    """The mask sources that are checked; None is v2beta."""
    files: tuple[bytes, ...] = ()


def cases() -> Mapping[str, Case]:
    """Return the images that a call may take, in every form."""
    photo, soft = photograph(SIZE), masks.feather(masks.from_ellipse(SIZE, (200, 300, 800, 1000)), 24)
    hard = soft.point([0] * 128 + [255] * 128)
    cut_out = masks.for_source(soft, ALPHA, photo)
    file, mask_file, cut_out_file = map(file_of, (photo, soft, cut_out))
    found = {"a gray mask": Case((file, mask_file), (WHITE, BLACK, None))}
    for mode in ("RGB", "RGBA", "LA"):
        found[f"a mask in {mode}"] = Case((file, file_of(soft.convert(mode))), (WHITE, None))
    for mode in ("1", "P"):
        found[f"a mask in {mode}"] = Case((file, file_of(hard.convert(mode))), (WHITE, None))
    for kind in ("JPEG", "WebP"):
        found[f"both as {kind}"] = Case((file_of(photo, kind), file_of(soft, kind)), (WHITE, None))
    found["alpha of PNG"] = Case((cut_out_file,), (ALPHA, None))
    found["alpha of WebP"] = Case((file_of(cut_out, "WebP"),), (ALPHA, None))
    found["alpha beside a mask"] = Case((cut_out_file, mask_file), (WHITE, None))
    both, own = (file, mask_file), (cut_out_file,)
    found["arrays"] = Case((np.asarray(photo), np.asarray(soft)), (WHITE, None), both)
    found["an array with alpha"] = Case((np.asarray(cut_out),), (ALPHA, None), own)
    found["PIL images"] = Case((photo, soft), (WHITE, None), both)
    found["a PIL image with alpha"] = Case((cut_out,), (ALPHA, None), own)
    return found


def check(images: tuple[Any, ...], source: str | None) -> None:
    """Check the images of a masking call."""
    masks.check_masking(images[0], images[1] if len(images) > 1 else None, source)


def masking_rows() -> Measured:
    """Time the checks of every form of masks."""
    for name, case in cases().items():
        ways: dict[str, Way] = {source or "v2beta": partial(check, case.images, source) for source in case.sources}
        found = race({**ways, "Pillow": partial(decode, *case.files or case.images)}, ROUNDS, clock=time.process_time)
        for source in ways:
            yield Row(
                what=f"checking {name}, {source}",
                unit="ms",
                ours=found[source] * 1e3,
                floor=found["Pillow"] * 1e3,
                floor_name="Pillow's decode of the images",
                limit=LIMIT,
            )


def refused(check: Callable[[], object]) -> None:
    """Run a check that refuses the images."""
    with suppress(RequestError):
        check()
        raise AssertionError


def header_rows() -> Measured:
    """Time the checks that decode nothing."""
    photo = photograph(SIZE)
    files = {kind: file_of(photo, kind) for kind in ("PNG", "JPEG", "WebP")}
    ways: dict[str, Way] = {
        f"reading a {kind} for image-to-image": partial(read_image, file, "init_image", max_bytes=2**24)
        for kind, file in files.items()
    }
    odd = file_of(photo.crop((0, 0, 1000, 1000)))
    odd_mask = file_of(masks.from_box((1000, 1000), (1, 1, 9, 9)))
    ways["refusing a mask of another size"] = partial(refused, partial(check, (files["PNG"], odd_mask), WHITE))
    ways["refusing images of a wrong size"] = partial(refused, partial(check, (odd, odd_mask), WHITE))
    for what, seconds in race(ways, 10 * ROUNDS, clock=time.process_time).items():
        yield Row(what=what, unit="ms", ours=seconds * 1e3, limit=HEADERS_LIMIT_MS)


def camera_rows() -> Measured:
    """Time the work on images of 12 megapixels."""
    photo, mask = photograph(CAMERA), masks.from_ellipse(CAMERA, (500, 500, 3500, 2500))
    files = {"image": file_of(photo, "JPEG"), "mask": file_of(mask)}
    read = [read_image(file, argument, max_bytes=None) for argument, file in files.items()]

    def fit() -> None:
        fitted = fit_images(*read, operation="v2beta_inpaint")
        assert fitted.mask_image is not None
        assert len(fitted.init_image.data) > len(fitted.mask_image.data) > 0

    ways: dict[str, Way] = {
        f"masks.grow by {radius} of 12 megapixels": partial(masks.grow, mask, radius) for radius in RADII
    }
    ways["masks.preview of 12 megapixels"] = partial(masks.preview, files["image"], files["mask"])
    ways["fit=True with 12 megapixels"] = fit
    ways["Pillow"] = partial(decode, *files.values())
    found = race(ways, CAMERA_ROUNDS, clock=time.process_time)
    decoded = found.pop("Pillow")
    for what, seconds in found.items():
        yield Row(what=what, unit="ms", ours=seconds * 1e3, peers={"Pillow's decode": decoded * 1e3})


def radius_curve() -> Iterator[Curve]:
    """Show how growing masks of few and of many grays depends on the radius."""
    hard = masks.from_ellipse(CAMERA, (500, 500, 3500, 2500))
    soft = hard.filter(ImageFilter.BoxBlur(9))
    points: dict[str, list[tuple[float, float]]] = {}
    for name, mask in {"black and white": hard, "all grays": soft}.items():
        ways: dict[str, Way] = {str(radius): partial(masks.grow, mask, radius) for radius in RADII}
        found = race(ways, CAMERA_ROUNDS, clock=time.process_time)
        points[name] = [(radius, found[str(radius)]) for radius in RADII]
    yield Curve(name="masks.grow of 12 megapixels", x_label="pixels", y_label="s", points=points)


def measure() -> Measured:
    """Measure everything."""
    warnings.simplefilter("ignore")
    yield from masking_rows()
    yield from header_rows()
    yield from camera_rows()
    yield from radius_curve()
