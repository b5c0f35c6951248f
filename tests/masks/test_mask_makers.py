"""Masks are made, shaped and turned into what any mask source takes; white is repainted, always."""

import io
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from stability_client import (
    InvalidImageDimensionsError,
    InvalidMaskImageError,
    InvalidOptionError,
    InvalidPixelCountError,
    MaskSource,
    StabilityError,
    masks,
)

SIZE = (96, 64)
HOLE = masks.from_ellipse(SIZE, (20, 10, 60, 50))
MADE: dict[str, Callable[[Any], Image.Image]] = {
    "from_box": lambda image: masks.from_box(image, (10, 20, 50, 60)),
    "from_ellipse": lambda image: masks.from_ellipse(image, (10, 20, 50, 60)),
    "from_polygon": lambda image: masks.from_polygon(image, [(10, 10), (50, 20), (30, 60)]),
}


def share(mask: Image.Image) -> float:
    """How much of a mask is repainted, greys in part."""
    return sum(grey * count for grey, count in enumerate(mask.histogram())) / (255 * mask.width * mask.height)


def drawn_masks(size: tuple[int, int] = (23, 17)) -> st.SearchStrategy[Image.Image]:
    """Masks of any greys."""
    return st.binary(min_size=math.prod(size), max_size=math.prod(size)).map(
        lambda greys: Image.frombytes("L", size, greys)
    )


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("kind", ["size", "bytes", "file", "PIL"])
def test_every_shape_fits_the_image_that_it_was_made_for(name: str, kind: str, astronaut: bytes) -> None:
    image = {
        "size": (512, 512),
        "bytes": astronaut,
        "file": io.BytesIO(astronaut),
        "PIL": Image.open(io.BytesIO(astronaut)),
    }[kind]
    mask = MADE[name](image)
    assert (mask.mode, mask.size) == ("L", (512, 512))
    assert mask.getpixel((30, 35)) == 255
    assert mask.getpixel((100, 100)) == 0


def test_a_box_is_white_within_to_the_pixel() -> None:
    mask = masks.from_box(SIZE, (10, 20, 50, 60))
    assert mask.getbbox() == (10, 20, 50, 60)
    assert mask.histogram()[255] == 40 * 40
    assert masks.from_box(SIZE, (-5, -5, 1000, 10)).getbbox() == (0, 0, 96, 10), "what lies outside is cut off"
    assert masks.from_box(SIZE, (-1e300, 0, 1e300, 10)).getbbox() == (0, 0, 96, 10)


def test_an_ellipse_has_the_area_and_the_extent_of_an_ellipse_and_smooth_edges() -> None:
    assert HOLE.getbbox() == (20, 10, 60, 50)
    assert share(HOLE) * 96 * 64 == pytest.approx(math.pi * 20 * 20, rel=0.02)
    assert HOLE.transpose(Image.Transpose.ROTATE_180).crop((36, 14, 76, 54)) == HOLE.crop((20, 10, 60, 50))
    assert sum(HOLE.histogram()[1:255]) > 50


def test_a_polygon_has_its_area() -> None:
    triangle = masks.from_polygon(SIZE, [(10, 10), (50, 10), (10, 50)])
    assert share(triangle) * 96 * 64 == pytest.approx(800, rel=0.04)


@pytest.mark.parametrize(
    "make",
    [
        lambda: masks.from_box(SIZE, (10, 10, 10, 20)),
        lambda: masks.from_box(SIZE, (50, 10, 10, 20)),
        lambda: masks.from_box(SIZE, (100, 10, 120, 20)),
        lambda: masks.from_box(SIZE, (0, 0, math.nan, 20)),
        lambda: masks.from_box(SIZE, (0, 0, math.inf, 20)),
        lambda: masks.from_box(SIZE, ("a", 0, 1, 1)),  # type: ignore[arg-type]
        lambda: masks.from_box(SIZE, (0, 0, 5)),  # type: ignore[arg-type]
        lambda: masks.from_ellipse(SIZE, (-30, -30, 0, 0)),
        lambda: masks.from_polygon(SIZE, [(0, 0), (9, 9)]),
        lambda: masks.from_polygon(SIZE, [(0, 0), (0, 9), (0, 20)]),
        lambda: masks.from_polygon(SIZE, [(0, 0), (0, 9), (0, math.nan)]),
        lambda: masks.from_polygon(SIZE, [(0, 0), (0, 9), 5]),  # type: ignore[list-item]
        lambda: masks.from_box((0, 5), (0, 0, 5, 5)),
        lambda: masks.from_box((5, 5, 5), (0, 0, 5, 5)),  # type: ignore[arg-type]
        lambda: masks.from_color(HOLE, "no such colour"),
        lambda: masks.from_color(HOLE, (1, 2, 300)),
        lambda: masks.from_color(HOLE, (1, 2)),  # type: ignore[arg-type]
        lambda: masks.from_color(HOLE, "red", tolerance=256),
        lambda: masks.from_alpha(HOLE.convert("RGBA"), repaint="everything"),  # type: ignore[arg-type]
        lambda: masks.feather(HOLE, -1),
        lambda: masks.feather(HOLE, math.nan),
        lambda: masks.grow(HOLE, True),
        lambda: masks.shrink(HOLE, "5"),  # type: ignore[arg-type]
        lambda: masks.for_source(HOLE, "ALPHA"),
        lambda: masks.for_source(HOLE, "INIT_IMAGE_ALPHA"),
        lambda: masks.outpaint(HOLE),
        lambda: masks.outpaint(HOLE, left=-1),
        lambda: masks.outpaint(HOLE, left=10, overlap=1.5),  # type: ignore[arg-type]
        lambda: masks.invert("no such file.png"),
    ],
)
def test_what_makes_no_mask_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidOptionError) as caught:
        make()
    assert not caught.value.sent


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: masks.from_box((10**6, 10**6), (0, 0, 1, 1)),
            InvalidPixelCountError,
            "image is 1000000x1000000.*at most 67,108,864",
        ),
        (lambda: masks.grow(HOLE, 1e6), InvalidOptionError, "from 0 to 1024, not 1000000.0"),  # type: ignore[arg-type]
        (lambda: masks.shrink(HOLE, 1025), InvalidOptionError, "from 0 to 1024, not 1025"),
        (lambda: masks.feather(HOLE, 10**400), InvalidOptionError, "from 0 to 1024"),
        (lambda: masks.from_polygon(SIZE, 5), InvalidOptionError, "points must be corners.*not 5"),  # type: ignore[arg-type]
        (
            lambda: masks.from_polygon(SIZE, [(0, 0), (0, math.nan), (9, 9)]),
            InvalidOptionError,
            r"points\[1\]: a corner.*finite.*\(0, nan\)",
        ),
        (
            lambda: masks.from_polygon(SIZE, [(0, 0), (0, 9), (math.inf, 9)]),
            InvalidOptionError,
            r"points\[2\].*\(inf, 9\)",
        ),
        (
            lambda: masks.from_polygon(SIZE, [(0, 0), (0, 9), (0, 20)]),
            InvalidOptionError,
            "points make no area within an image of 96x64",
        ),
        (
            lambda: masks.from_color(HOLE, "red", tolerance="x"),  # type: ignore[arg-type]
            InvalidOptionError,
            "tolerance must be a number from 0 to 255, not 'x'",
        ),
        (lambda: masks.from_color(HOLE, {}), InvalidOptionError, "color must be"),  # type: ignore[arg-type]
        (
            lambda: masks.from_alpha(HOLE, repaint="foo"),  # type: ignore[arg-type]
            InvalidOptionError,
            "repaint must be transparent or opaque, not 'foo'",
        ),
        (lambda: masks.fit(HOLE, 5), InvalidOptionError, "engine must be.*not 5"),  # type: ignore[arg-type]
        (lambda: masks.fit(HOLE, []), InvalidOptionError, "engine must be"),  # type: ignore[arg-type]
        (lambda: masks.outpaint(HOLE, 10**9), InvalidPixelCountError, "the grown picture is 1000000096x64"),
        (lambda: masks.outpaint(HOLE, 5, engine=5), InvalidOptionError, "engine must be"),  # type: ignore[arg-type]
    ],
)
def test_a_refusal_tells_what_is_wrong(make: Callable[[], object], error: type[StabilityError], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_corners_come_from_whatever_gives_them_one_by_one() -> None:
    corners = [(10, 10), (50, 20), (30, 60)]
    assert masks.from_polygon(SIZE, (corner for corner in corners)) == masks.from_polygon(SIZE, corners)


def test_from_alpha_repaints_what_is_transparent_or_what_is_opaque() -> None:
    image = Image.new("RGBA", SIZE, "teal")
    image.putalpha(HOLE)
    assert masks.from_alpha(image, repaint="opaque") == HOLE
    assert masks.from_alpha(image) == masks.invert(HOLE)
    with pytest.raises(InvalidMaskImageError, match="no alpha"):
        masks.from_alpha(image.convert("RGB"))


def test_from_color_repaints_what_is_near_a_colour() -> None:
    image = Image.new("RGB", (4, 1))
    for x, color in enumerate([(10, 200, 30), (20, 190, 40), (21, 200, 30), (200, 10, 30)]):
        image.putpixel((x, 0), color)
    mask = masks.from_color(image, (10, 200, 30), tolerance=10)
    assert list(mask.tobytes()) == [255, 255, 0, 0]
    assert masks.from_color(image, "#0ac81e", tolerance=0).histogram()[255] == 1
    assert masks.from_color(image, "black", tolerance=255).histogram()[255] == 4


@settings(max_examples=50, deadline=None, derandomize=True)
@given(mask=drawn_masks())
def test_to_invert_twice_changes_nothing(mask: Image.Image) -> None:
    assert masks.invert(masks.invert(mask)) == mask
    assert share(masks.invert(mask)) == pytest.approx(1 - share(mask))


@settings(max_examples=50, deadline=None, derandomize=True)
@given(one=drawn_masks(), other=drawn_masks())
def test_union_and_intersection_are_each_others_reverse(one: Image.Image, other: Image.Image) -> None:
    union = masks.union(one, other)
    assert union == masks.union(other, one)
    assert union == masks.invert(masks.intersect(masks.invert(one), masks.invert(other)))
    assert ImageChops.lighter(union, one) == union
    assert masks.union(one, one) == masks.intersect(one, one) == one


def test_masks_of_different_sizes_cannot_be_put_together() -> None:
    with pytest.raises(InvalidImageDimensionsError, match="96x64"):
        masks.union(HOLE, HOLE.resize((10, 10)))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(mask=drawn_masks(), pixels=st.integers(0, 9))
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


def test_grow_and_shrink_move_an_edge_by_so_many_pixels() -> None:
    box = masks.from_box(SIZE, (30, 20, 60, 40))
    assert masks.grow(box, 7).getbbox() == (23, 13, 67, 47)
    assert masks.shrink(box, 7).getbbox() == (37, 27, 53, 33)
    assert masks.shrink(masks.from_box(SIZE, (0, 0, 60, 40)), 7).getbbox() == (0, 0, 53, 33), "the border is no edge"
    assert masks.grow(box, 0) == masks.shrink(box, 0) == box


def test_feather_softens_an_edge_about_where_it_was() -> None:
    soft = masks.feather(masks.from_box(SIZE, (48, 0, 96, 64)), 8)
    greys = [soft.getpixel((x, 32)) for x in range(96)]
    assert greys == sorted(greys)  # type: ignore[type-var]
    assert greys[48 - 12] == 0
    assert greys[48 + 12] == 255
    assert greys[47] == pytest.approx(119, abs=12)
    assert 0 < greys[48 - 5] < greys[48 + 4] < 255  # type: ignore[operator]
    assert masks.feather(HOLE, 0) == HOLE


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_mask_of_any_mode_is_read_by_its_luminance(mode: str) -> None:
    mask = Image.linear_gradient("L")
    given = mask.convert("I").point(lambda grey: grey * 257 + 0).convert(mode) if mode == "I;16" else mask.convert(mode)
    assert masks.invert(masks.invert(given)) == (given.convert("L") if mode == "1" else mask)


def test_a_maker_never_gives_back_or_changes_the_image_it_was_given() -> None:
    image = HOLE.copy()
    for make in (masks.invert, masks.union, masks.upright, lambda mask: masks.grow(mask, 0)):
        made = make(image)
        made.paste(128, (0, 0, 96, 64))
        assert image == HOLE


# --- mask sources

PHOTO = Image.linear_gradient("L").resize(SIZE).convert("RGB")


@settings(max_examples=30, deadline=None, derandomize=True)
@given(mask=drawn_masks(), source=st.sampled_from(MaskSource))
def test_a_mask_means_the_same_under_every_source(mask: Image.Image, source: MaskSource) -> None:
    photo = PHOTO.resize(mask.size)
    sent = masks.for_source(mask, source, photo)
    if source is MaskSource.INIT_IMAGE_ALPHA:
        assert sent.mode == "RGBA"
        assert sent.convert("RGB") == photo, "the colours are kept beneath"
        assert masks.from_source(sent, None, source) == mask
    else:
        assert sent.mode == "L"
        assert masks.from_source(photo, sent, source.value) == mask


def test_only_the_alpha_source_needs_the_picture() -> None:
    assert masks.for_source(HOLE, "MASK_IMAGE_BLACK") == masks.invert(HOLE)
    with pytest.raises(InvalidOptionError, match="needs init_image"):
        masks.for_source(HOLE, "INIT_IMAGE_ALPHA")
    with pytest.raises(InvalidImageDimensionsError):
        masks.for_source(HOLE, "INIT_IMAGE_ALPHA", PHOTO.resize((5, 5)))
    with pytest.raises(InvalidMaskImageError, match="needs a mask_image"):
        masks.from_source(PHOTO, None, "MASK_IMAGE_WHITE")


# --- previews


def test_a_preview_marks_what_is_repainted_and_nothing_else() -> None:
    preview = masks.preview(PHOTO, HOLE, "MASK_IMAGE_WHITE")
    changed = ImageChops.difference(preview.image, PHOTO).convert("L").point([0] + [255] * 255)
    assert changed == HOLE.point([0] + [255] * 255)
    assert preview.share == changed.histogram()[255] / (96 * 64)
    assert preview.box == (20, 10, 60, 50)
    assert preview._repr_png_().startswith(b"\x89PNG")


def test_a_preview_sums_up_in_one_line() -> None:
    box = masks.from_box(SIZE, (0, 0, 48, 64))
    assert str(masks.preview(PHOTO, box, "MASK_IMAGE_WHITE")) == (
        "50.0% of 96x64 pixels is repainted, within (0, 0, 48, 64)."
    )
    assert masks.preview(PHOTO, HOLE, "MASK_IMAGE_WHITE").summary.endswith("only in part.")
    white = Image.new("L", SIZE, 255)
    assert masks.preview(PHOTO, white, "MASK_IMAGE_WHITE").summary == "100.0% of 96x64 pixels is repainted, everywhere."


def test_a_preview_shows_a_mask_that_repaints_nothing() -> None:
    preview = masks.preview(PHOTO, Image.new("L", SIZE), "MASK_IMAGE_WHITE")
    assert (preview.share, preview.box, preview.image) == (0, None, PHOTO)
    assert preview.summary == "Nothing of 96x64 pixels is repainted."


def test_a_preview_is_not_made_of_images_that_do_not_fit() -> None:
    with pytest.raises(InvalidImageDimensionsError):
        masks.preview(PHOTO, HOLE.resize((5, 5)), "MASK_IMAGE_WHITE")
    with pytest.raises(StabilityError):
        masks.preview(PHOTO, None, "MASK_IMAGE_WHITE")
