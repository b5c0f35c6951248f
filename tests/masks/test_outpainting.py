"""Images are extended beyond their edges, to sizes that the API accepts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from stability_client import masks
from stability_client.masks.sizes import allowed_sizes, smallest_enclosing_size


@pytest.mark.parametrize(
    ("margins", "frame", "box"),
    [
        ((64, 0, 0, 0), (576, 512), (64, 0, 576, 512)),
        ((0, 0, 100, 0), (640, 512), (0, 0, 512, 512)),
        ((100, 0, 100, 0), (768, 512), (128, 0, 640, 512)),
        ((0, 10, 0, 20), (512, 576), (0, 21, 512, 533)),
        ((128, 128, 128, 128), (768, 768), (128, 128, 640, 640)),
    ],
)
def test_an_image_is_extended_to_an_allowed_size(
    photo: Image.Image, margins: tuple[int, int, int, int], frame: tuple[int, int], box: tuple[int, int, int, int]
) -> None:
    grown = masks.outpaint(photo, *margins)
    assert grown.canvas.size == grown.mask.size == frame
    assert grown.box == box
    assert grown.scale == 1
    assert grown.canvas.crop(box) == photo, "the image itself is kept"
    assert masks.invert(grown.mask).getbbox() == box
    assert grown.mask.histogram()[0] == 512 * 512
    assert sum(grown.mask.histogram()[1:255]) == 0


def test_missing_pixels_are_added_to_both_sides_if_neither_is_extended(photo: Image.Image) -> None:
    grown = masks.outpaint(photo.resize((640, 427)), right=100)
    assert grown.canvas.size == (768, 512)
    assert grown.box == (0, 42, 640, 469)


def test_the_margins_repeat_the_edge_pixels() -> None:
    image = Image.new("RGB", (512, 512), "teal")
    image.paste("orange", (0, 0, 1, 512))
    grown = masks.outpaint(image, left=64, right=64)
    assert {grown.canvas.getpixel((x, 100)) for x in range(64)} == {(255, 165, 0)}
    assert {grown.canvas.getpixel((x, 100)) for x in range(600, 640)} == {(0, 128, 128)}


def test_an_image_that_would_be_too_large_is_scaled_down(photo: Image.Image) -> None:
    grown = masks.outpaint(photo.resize((1024, 1024)), 256, 256, 256, 256)
    assert grown.canvas.size == (1024, 1024)
    assert grown.scale == pytest.approx(2 / 3)
    assert grown.box == (171, 171, 854, 854)


def test_an_overlap_softens_only_edges_with_a_margin(photo: Image.Image) -> None:
    mask = masks.outpaint(photo, left=128, overlap=32).mask
    row = [mask.getpixel((x, 256)) for x in range(640)]
    assert row[:128] == [255] * 128
    assert row == sorted(row, reverse=True)  # type: ignore[type-var]
    assert row[128 + 16] == pytest.approx(127, abs=25)
    assert row[128 + 40 :] == [0] * (512 - 40)
    assert [mask.getpixel((400, y)) for y in range(512)] == [0] * 512


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    size=st.tuples(st.integers(1, 3000), st.integers(1, 3000)),
    margins=st.tuples(*[st.integers(0, 1500)] * 4).filter(any),
)
def test_the_canvas_always_has_an_allowed_size(size: tuple[int, int], margins: tuple[int, int, int, int]) -> None:
    grown = masks.outpaint(Image.new("RGB", size), *margins)
    left, top, right, bottom = grown.box
    assert grown.canvas.size in allowed_sizes()
    assert 0 <= left < right <= grown.canvas.width
    assert 0 <= top < bottom <= grown.canvas.height
    assert smallest_enclosing_size((10, 10)) == (512, 512)
