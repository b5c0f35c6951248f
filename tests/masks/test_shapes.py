"""Masks are made from shapes, alpha channels and colors; white is repainted."""

import io
import math
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from stability_client import InvalidMaskImageError, masks
from tests.support.masks import mean_strength

SIZE = (96, 64)
HOLE = masks.from_ellipse(SIZE, (20, 10, 60, 50))
SHAPES: dict[str, Callable[[Any], Image.Image]] = {
    "from_box": lambda image: masks.from_box(image, (10, 20, 50, 60)),
    "from_ellipse": lambda image: masks.from_ellipse(image, (10, 20, 50, 60)),
    "from_polygon": lambda image: masks.from_polygon(image, [(10, 10), (50, 20), (30, 60)]),
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("kind", ["size", "bytes", "file", "PIL"])
def test_every_shape_has_the_size_of_its_image(name: str, kind: str, astronaut: bytes) -> None:
    image = {
        "size": (512, 512),
        "bytes": astronaut,
        "file": io.BytesIO(astronaut),
        "PIL": Image.open(io.BytesIO(astronaut)),
    }[kind]
    mask = SHAPES[name](image)
    assert (mask.mode, mask.size) == ("L", (512, 512))
    assert mask.getpixel((30, 35)) == 255
    assert mask.getpixel((100, 100)) == 0


def test_a_box_is_exact_to_the_pixel() -> None:
    mask = masks.from_box(SIZE, (10, 20, 50, 60))
    assert mask.getbbox() == (10, 20, 50, 60)
    assert mask.histogram()[255] == 40 * 40
    assert masks.from_box(SIZE, (-5, -5, 1000, 10)).getbbox() == (0, 0, 96, 10), "parts outside the image are cut off"
    assert masks.from_box(SIZE, (-1e300, 0, 1e300, 10)).getbbox() == (0, 0, 96, 10)


def test_an_ellipse_has_its_area_its_extent_and_smooth_edges() -> None:
    assert HOLE.getbbox() == (20, 10, 60, 50)
    assert mean_strength(HOLE) * 96 * 64 == pytest.approx(math.pi * 20 * 20, rel=0.02)
    assert HOLE.transpose(Image.Transpose.ROTATE_180).crop((36, 14, 76, 54)) == HOLE.crop((20, 10, 60, 50))
    assert sum(HOLE.histogram()[1:255]) > 50


def test_a_polygon_has_its_area() -> None:
    triangle = masks.from_polygon(SIZE, [(10, 10), (50, 10), (10, 50)])
    assert mean_strength(triangle) * 96 * 64 == pytest.approx(800, rel=0.04)


def test_corners_can_come_from_any_iterable() -> None:
    corners = [(10, 10), (50, 20), (30, 60)]
    assert masks.from_polygon(SIZE, (corner for corner in corners)) == masks.from_polygon(SIZE, corners)


def test_from_alpha_repaints_the_transparent_or_the_opaque_part() -> None:
    image = Image.new("RGBA", SIZE, "teal")
    image.putalpha(HOLE)
    assert masks.from_alpha(image, repaint="opaque") == HOLE
    assert masks.from_alpha(image) == masks.invert(HOLE)
    with pytest.raises(InvalidMaskImageError, match="image: must have an alpha channel, got mode RGB"):
        masks.from_alpha(image.convert("RGB"))


def test_from_color_repaints_similar_colors() -> None:
    image = Image.new("RGB", (4, 1))
    for x, color in enumerate([(10, 200, 30), (20, 190, 40), (21, 200, 30), (200, 10, 30)]):
        image.putpixel((x, 0), color)
    mask = masks.from_color(image, (10, 200, 30), tolerance=10)
    assert list(mask.tobytes()) == [255, 255, 0, 0]
    assert masks.from_color(image, "#0ac81e", tolerance=0).histogram()[255] == 1
    assert masks.from_color(image, "black", tolerance=255).histogram()[255] == 4
