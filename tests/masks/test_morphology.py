"""Masks are inverted, feathered, grown, shrunk and combined."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from stability_client import InvalidImageDimensionsError, masks
from tests.support.masks import have_same_pixels, mean_strength, random_masks

SIZE = (96, 64)
HOLE = masks.from_ellipse(SIZE, (20, 10, 60, 50))


@settings(max_examples=50, deadline=None, derandomize=True)
@given(mask=random_masks())
def test_inverting_twice_changes_nothing(mask: Image.Image) -> None:
    assert have_same_pixels(masks.invert(masks.invert(mask)), mask)
    assert mean_strength(masks.invert(mask)) == pytest.approx(1 - mean_strength(mask))


@settings(max_examples=50, deadline=None, derandomize=True)
@given(one=random_masks(), other=random_masks())
def test_union_and_intersection_are_dual(one: Image.Image, other: Image.Image) -> None:
    union = masks.union(one, other)
    assert union == masks.union(other, one)
    assert union == masks.invert(masks.intersect(masks.invert(one), masks.invert(other)))
    assert ImageChops.lighter(union, one) == union
    assert masks.union(one, one) == masks.intersect(one, one)
    assert have_same_pixels(masks.union(one, one), one)


def test_masks_of_different_sizes_cannot_be_combined() -> None:
    with pytest.raises(InvalidImageDimensionsError, match=r"^others\[0\]: .* mask, 96x64 pixels, got 10x10"):
        masks.union(HOLE, HOLE.resize((10, 10)))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(mask=random_masks(), pixels=st.integers(0, 9))
def test_grow_takes_the_lightest_within_a_disc(mask: Image.Image, pixels: int) -> None:
    grown = masks.grow(mask, pixels)
    width, height = mask.size
    for x, y in [(0, 0), (11, 8), (22, 16), (3, 14)]:
        reach = [
            mask.getpixel((x + dx, y + dy))
            for dx in range(-pixels, pixels + 1)
            for dy in range(-pixels, pixels + 1)
            if dx * dx + dy * dy <= pixels * pixels and 0 <= x + dx < width and 0 <= y + dy < height
        ]
        assert grown.getpixel((x, y)) == max(reach)  # type: ignore[type-var]
    assert masks.shrink(mask, pixels) == masks.invert(masks.grow(masks.invert(mask), pixels))


def test_grow_and_shrink_move_edges_by_the_radius() -> None:
    box = masks.from_box(SIZE, (30, 20, 60, 40))
    assert masks.grow(box, 7).getbbox() == (23, 13, 67, 47)
    assert masks.shrink(box, 7).getbbox() == (37, 27, 53, 33)
    assert masks.shrink(masks.from_box(SIZE, (0, 0, 60, 40)), 7).getbbox() == (0, 0, 53, 33), (
        "the border is not an edge"
    )
    assert masks.grow(box, 0) == masks.shrink(box, 0) == box


def test_feather_softens_an_edge_where_it_was() -> None:
    soft = masks.feather(masks.from_box(SIZE, (48, 0, 96, 64)), 8)
    grays = [soft.getpixel((x, 32)) for x in range(96)]
    assert grays == sorted(grays)  # type: ignore[type-var]
    assert grays[48 - 12] == 0
    assert grays[48 + 12] == 255
    assert grays[47] == pytest.approx(119, abs=12)
    assert 0 < grays[48 - 5] < grays[48 + 4] < 255  # type: ignore[operator]
    assert masks.feather(HOLE, 0) == HOLE


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_mask_of_any_mode_is_read_by_its_luminance(mode: str) -> None:
    mask = Image.linear_gradient("L")
    given = mask.convert("I").point(lambda gray: gray * 257 + 0).convert(mode) if mode == "I;16" else mask.convert(mode)
    assert have_same_pixels(masks.invert(masks.invert(given)), given.convert("L") if mode == "1" else mask)


def test_the_image_that_is_passed_is_neither_returned_nor_changed() -> None:
    image = HOLE.copy()
    for make in (masks.invert, masks.union, masks.upright, lambda mask: masks.grow(mask, 0)):
        made = make(image)
        made.paste(128, (0, 0, 96, 64))
        assert image == HOLE
