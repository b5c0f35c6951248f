"""Dilating with a disc is exact: it gives what taking the lightest of every pixel in the disc gives."""

from collections.abc import Iterator
from functools import reduce
from math import isqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter

from stability_client.masks import dilation
from stability_client.masks.dilation import lightest_beside, lightest_within
from tests.support.masks import have_same_pixels, random_masks

GRAY, FEW_GRAYS, BLACK_AND_WHITE = range(256), [gray // 64 * 80 for gray in range(256)], [0] * 250 + [255] * 6


@pytest.fixture(params=["few grays one by one", "all grays at once"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "all grays at once":
        monkeypatch.setattr(dilation, "MAX_GRAYS", 0)


def disc(radius: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the pixels within a radius."""
    for y in range(-radius, radius + 1):
        half = isqrt(radius**2 - y**2)
        yield from ((x, y) for x in range(-half, half + 1))


def plainly_dilated(mask: Image.Image, radius: int) -> Image.Image:
    """Lay a mask over itself for every pixel of the disc."""
    width, height = mask.size
    moved = (mask.crop((x, y, x + width, y + height)) for x, y in disc(radius))
    return reduce(ImageChops.lighter, moved)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(mask=random_masks(), grays=st.sampled_from([GRAY, FEW_GRAYS, BLACK_AND_WHITE]), radius=st.integers(0, 20))
def test_every_pixel_becomes_the_lightest_within_the_radius(mask: Image.Image, grays: list[int], radius: int) -> None:
    sparse = mask.point(list(grays))
    assert have_same_pixels(lightest_within(sparse, radius), plainly_dilated(sparse, radius))


@pytest.mark.usefixtures("way")
@pytest.mark.parametrize("radius", [*range(1, 50), 74, 99, 233, 500])
def test_a_dot_becomes_a_disc_of_any_radius(radius: int) -> None:
    side = 2 * radius + 3
    dot = Image.new("L", (side, side))
    dot.putpixel((radius + 1, radius + 1), 200)
    halves = [isqrt(radius**2 - y**2) for y in range(-radius, radius + 1)]
    rows = [bytes(side), *((b"\xc8" * (2 * half + 1)).center(side, b"\0") for half in halves), bytes(side)]
    assert lightest_within(dot, radius).tobytes() == b"".join(rows)


@pytest.mark.usefixtures("way")
def test_a_radius_larger_than_the_mask_reaches_all_of_it() -> None:
    mask = Image.new("L", (30, 7))
    mask.putpixel((29, 0), 9)
    assert have_same_pixels(lightest_within(mask, 100), Image.new("L", (30, 7), 9))


@pytest.mark.parametrize(("radius", "most"), [(0, 0), (8, 20), (100, 80), (1000, 350)])
def test_a_larger_radius_costs_fewer_steps_than_it_has_pixels(
    radius: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = 0
    lighter = ImageChops.lighter

    def count(image: Image.Image, other: Image.Image) -> Image.Image:
        nonlocal steps
        steps += 1
        return lighter(image, other)

    monkeypatch.setattr(ImageChops, "lighter", count)
    lightest_within(Image.linear_gradient("L").resize((20, 20)), radius)
    assert steps <= most


@settings(max_examples=30, deadline=None, derandomize=True)
@given(mask=random_masks(), pixels=st.integers(0, 4))
def test_the_lightest_beside_a_pixel_are_those_of_a_square(mask: Image.Image, pixels: int) -> None:
    assert have_same_pixels(lightest_beside(mask, pixels), mask.filter(ImageFilter.MaxFilter(2 * pixels + 1)))
