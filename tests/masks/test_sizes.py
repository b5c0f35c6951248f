"""The sizes that operations of all editions accept: what is wrong with others, and the nearest that is right."""

import math
import re
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from stability_client import (
    InvalidImageDimensionsError,
    InvalidOptionError,
    InvalidPixelCountError,
    RequestError,
    masks,
)
from stability_client._contract import FilePart, facts
from stability_client._images.inputs import MAX_PIXELS
from stability_client.masks.size_limits import Size, SizeList, SizeRange, scale_into
from stability_client.masks.sizes import (
    call_name,
    check_image_size,
    check_init_image_size,
    nearest_size,
    operation_id,
    size_limits,
)
from tests.support.masks import have_same_pixels, random_masks

SDXL = "stable-diffusion-xl-1024-v1-0"
OLD_ENGINE = "stable-diffusion-v1-6"

IMAGES = [(operation, argument) for operation, contract in facts.OPERATIONS.items() for argument in contract.files]
"""Every image of every operation."""
RANGES = [image for image in IMAGES if isinstance(size_limits(*image), SizeRange)]
image_sizes = st.tuples(st.integers(1, 20_000), st.integers(1, 20_000)).filter(
    lambda size: math.prod(size) <= MAX_PIXELS
)


def part_of(operation: str, argument: str) -> FilePart:
    return facts.OPERATIONS[operation].files[argument]


def size_problem(size: Size, part: FilePart, *, argument: str, engine: str = "", can_fit: bool = True) -> str | None:
    """What the check of a size says is wrong, if anything."""
    try:
        check_image_size(size, part, argument=argument, engine=engine, can_fit=can_fit)
    except RequestError as error:
        return error.message
    return None


# --- the nearest size


@given(image=st.sampled_from(IMAGES), size=image_sizes)
def test_the_nearest_size_is_allowed_and_its_own_nearest(image: tuple[str, str], size: tuple[int, int]) -> None:
    limits = size_limits(*image)
    nearest = limits.nearest(size)
    assert limits.allows(nearest)
    assert limits.nearest(nearest) == nearest
    assert limits.nearest(size[::-1]) == nearest[::-1]
    assert limits.allows(limits.enclosing(size))


@given(image=st.sampled_from(RANGES), size=image_sizes)
def test_within_limits_no_size_changes(image: tuple[str, str], size: tuple[int, int]) -> None:
    limits = size_limits(*image)
    assert limits.allows(size) == (limits.nearest(size) == size)
    assert limits.allows(size) == (size_problem(size, part_of(*image), argument="image") is None)


@given(image=st.sampled_from(RANGES), size=image_sizes)
def test_only_images_that_are_too_long_or_narrow_are_padded(image: tuple[str, str], size: tuple[int, int]) -> None:
    limits = size_limits(*image)
    assert isinstance(limits, SizeRange)
    nearest = limits.nearest(size)
    scale = scale_into(size, nearest)
    ratio, longest = max(size) / min(size), min(limits.max_side, limits.max_pixels // limits.min_side)
    if ratio <= limits.max_aspect_ratio and ratio * limits.min_side <= longest:
        # Apart from rounding: of the longer side it is as many times more as that is longer.
        assert all(side - scale * before <= 1 + ratio for side, before in zip(nearest, size, strict=True))


@given(size=image_sizes)
def test_an_image_is_scaled_no_more_than_its_limits_need(size: tuple[int, int]) -> None:
    limits = size_limits("v2beta_inpaint")
    assert isinstance(limits, SizeRange)
    nearest = limits.nearest(size)
    if max(nearest) < max(size):
        ratio = max(nearest) / min(nearest)
        assert math.prod(nearest) > limits.max_pixels * (1 - 3 * ratio / max(nearest)), "one pixel more is too much"
    if max(nearest) > max(size):
        assert min(nearest) <= limits.min_side + 1


class Nearest(NamedTuple):
    """An image, and the size that it is sent in."""

    operation: str
    size: tuple[int, int]
    nearest: tuple[int, int]


NEAREST = {
    "a photo of a camera": Nearest("v2beta_inpaint", (6000, 4000), (3762, 2508)),
    "an icon": Nearest("v2beta_inpaint", (32, 16), (128, 64)),
    "any size within limits": Nearest("v2beta_inpaint", (641, 427), (641, 427)),
    "a panorama": Nearest("v2beta_structure", (3000, 500), (3000, 1200)),
    "a column": Nearest("v2beta_structure", (500, 3000), (1200, 3000)),
    "a panorama that may be one": Nearest("v2beta_erase", (3000, 500), (3000, 500)),
    "a large photo to upscale": Nearest("v2beta_upscale_fast", (3000, 2000), (1254, 836)),
    "a line to upscale": Nearest("v2beta_upscale_fast", (3000, 10), (1536, 32)),
    "a photo for SDXL": Nearest("v1_masking", (3000, 2000), (1216, 832)),
    "a square for SDXL": Nearest("v1_image_to_image", (512, 512), (1024, 1024)),
    "a photo for v1alpha": Nearest("masking", (4000, 3000), (1024, 768)),
}


@pytest.mark.parametrize("name", NEAREST)
def test_the_nearest_size_keeps_as_much_of_an_image_as_it_can(name: str) -> None:
    operation, size, nearest = NEAREST[name]
    assert nearest_size(size, None, operation) == nearest


def test_v1_has_the_pairs_of_the_engine_and_no_others() -> None:
    pairs = size_limits("v1_masking", None, SDXL)
    assert isinstance(pairs, SizeList)
    assert len(pairs.sizes) == 9
    assert {width * height for width, height in pairs.sizes} <= set(range(900_000, 1_100_000))
    assert size_limits("v1_masking", None, OLD_ENGINE).allows((500, 333))
    assert size_limits("v1_masking") == pairs, "without an engine, what any engine takes"


# --- problems


class WrongSize(NamedTuple):
    """A size that an operation refuses."""

    operation: str
    size: tuple[int, int]
    error: type[RequestError]
    message: str
    engine: str = ""


SIDES, COUNTS = InvalidImageDimensionsError, InvalidPixelCountError
WRONG_SIZES = {
    "a short side": WrongSize(
        "v2beta_inpaint", (63, 640), SIDES, r"^image: must have sides of at least 64 pixels, got 63x640 .*to 64x651\."
    ),
    "too many pixels": WrongSize(
        "v2beta_erase",
        (5000, 4000),
        COUNTS,
        r"^image: must have at most 9,437,184 pixels in all, got 5000x4000 \(20,000,000 pixels\)\. "
        r"fit=True on the call, or masks\.fit before it, brings it to 3434x2747\.$",
    ),
    "a long side": WrongSize("v2beta_upscale_fast", (1600, 64), SIDES, "sides of at most 1,536 pixels, got 1600x64"),
    "a panorama": WrongSize(
        "v2beta_structure", (2600, 1000), SIDES, r"an aspect ratio from 1:2\.5 to 2\.5:1, got 2600x1000 .* to 2600x1040"
    ),
    "all of it": WrongSize(
        "v2beta_structure", (10, 40), SIDES, "at least 64 pixels and an aspect ratio .* and at least 4,096 pixels"
    ),
    "a square for SDXL": WrongSize(
        "v1_masking",
        (512, 512),
        SIDES,
        rf"^init_image: .* {SDXL} takes, one of 1024x1024, .*, 640x1536, got 512x512\..* to 1024x1024\.$",
        SDXL,
    ),
}


@pytest.mark.parametrize("name", WRONG_SIZES)
def test_a_size_that_an_operation_refuses_is_an_error_that_names_the_limit(name: str) -> None:
    wrong = WRONG_SIZES[name]
    argument, part = next(iter(facts.OPERATIONS[wrong.operation].files.items()))
    problem = size_problem(wrong.size, part, argument=argument, engine=wrong.engine)
    assert problem is not None
    assert re.search(wrong.message, problem), problem
    with pytest.raises(wrong.error) as caught:
        check_image_size(wrong.size, part, argument=argument, engine=wrong.engine)
    assert caught.value.message == problem
    assert not caught.value.sent
    with pytest.raises(wrong.error, match=f"^{re.escape(problem)}$"):
        check_init_image_size(wrong.size, wrong.operation, engine=wrong.engine)


@given(image=st.sampled_from(RANGES), size=image_sizes)
def test_a_size_that_a_message_names_has_no_problem(image: tuple[str, str], size: tuple[int, int]) -> None:
    part = part_of(*image)
    problem = size_problem(size, part, argument="image", can_fit=False)
    if problem:
        width, height = re.findall(r"masks\.fit brings it to (\d+)x(\d+)\.$", problem)[0]
        assert size_problem((int(width), int(height)), part, argument="image") is None


# --- masks.fit


@given(
    operation=st.sampled_from(["v1.masking", "v2beta.upscale_fast", "v2beta.structure", "v2beta.sketch"]),
    size=st.tuples(st.integers(1, 400), st.integers(1, 400)),
)
def test_an_image_is_fitted_undistorted_and_restored(operation: str, size: tuple[int, int]) -> None:
    fitted = masks.fit(Image.new("L", size, 99), operation=operation)
    assert size_limits(operation_id(operation)).allows(fitted.size)
    left, top, right, bottom = fitted.box
    assert 0 <= left < right <= fitted.size[0]
    assert 0 <= top < bottom <= fitted.size[1]
    scale = scale_into(size, fitted.size)
    assert abs((right - left) - size[0] * scale) <= 1
    assert abs((bottom - top) - size[1] * scale) <= 1
    assert fitted.image.getcolors() == [(math.prod(fitted.size), 99)]
    assert fitted.restore(fitted.image).size == size


def test_padding_is_cut_off_a_result_of_any_size() -> None:
    panorama = Image.linear_gradient("L").resize((600, 100)).convert("RGB")
    fitted = masks.fit(panorama, operation="v2beta.upscale_conservative")
    assert fitted.size == (600, 240)
    upscaled = fitted.image.resize((2400, 960), Image.Resampling.NEAREST)
    cropped = fitted.crop(upscaled)
    assert cropped.size == (2400, 400)
    difference = ImageChops.difference(cropped, panorama.resize((2400, 400), Image.Resampling.NEAREST))
    assert difference.getbbox() is None


def test_padding_at_the_sides_is_cut_off_too() -> None:
    fitted = masks.fit(Image.new("RGB", (100, 600), "teal"), operation="v2beta.upscale_conservative")
    fitted.image.paste("orange", fitted.box)
    cropped = fitted.crop(fitted.image.resize((960, 2400), Image.Resampling.NEAREST))
    assert cropped.size == (400, 2400)
    assert cropped.getcolors() == [(400 * 2400, (255, 165, 0))]


@given(mask=random_masks((45, 33)), growth=st.integers(0, 9))
def test_a_grown_mask_replaces_at_least_what_the_mask_repaints(mask: Image.Image, growth: int) -> None:
    fitted = masks.fit(Image.new("L", mask.size), operation="v2beta.inpaint")
    sent = fitted.fit_mask(mask, grow_mask=growth)
    assert sent.size == fitted.size > mask.size
    assert fitted.mask is not None
    assert have_same_pixels(ImageChops.lighter(fitted.mask, mask), fitted.mask)


def test_each_image_of_a_call_is_fitted_by_its_own_limits() -> None:
    panorama = Image.new("RGB", (900, 100))
    assert masks.fit(panorama, operation="v2beta.style_transfer").size == (900, 360)
    assert masks.fit(panorama, operation="v2beta.style_transfer", argument="style_image").size == (900, 100)
    with pytest.raises(
        InvalidOptionError, match=r"^argument: .* v2beta\.style_transfer: init_image, style_image, got 'x'"
    ):
        masks.fit(panorama, operation="v2beta.style_transfer", argument="x")


# --- names of operations


def test_an_operation_is_named_as_it_is_called() -> None:
    for operation, _ in IMAGES:
        assert operation_id(call_name(operation)) == operation
        assert operation_id(operation) == operation
    assert operation_id("v1alpha.image_to_image") == "image_to_image"


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        ("v2beta.inpant", r"got 'v2beta\.inpant'\. Did you mean v2beta\.inpaint\?"),
        ("inpaint", r"got 'inpaint'\. Did you mean v2beta\.inpaint\?"),
        ("v2beta.core", "must be one that takes an image"),
        (5, "got 5. Such are image_to_image, masking, "),
    ],
)
def test_an_unknown_operation_is_refused_with_the_nearest(operation: str, message: str) -> None:
    with pytest.raises(InvalidOptionError, match=f"^operation: .*{message}"):
        masks.fit(Image.new("L", (9, 9)), operation=operation)


def test_an_engine_is_warned_of_by_edition() -> None:
    image = Image.new("RGB", (1024, 1024))
    masks.fit(image, SDXL, operation="v1.masking")
    masks.fit(image, "stable-diffusion-xl-1024-v0-9", operation="v1.masking")
    with pytest.warns(UserWarning, match="^engine: is not known.*Did you mean stable-diffusion-xl-1024-v1-0"):
        masks.fit(image, "stable-diffusion-xl-1025-v1-0", operation="v1.masking")
    with pytest.warns(UserWarning, match=r"^engine: is ignored, since v2beta\.erase has none, got 'stable"):
        masks.fit(image, SDXL, operation="v2beta.erase")
