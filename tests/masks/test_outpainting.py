"""Images are extended beyond their edges, to sizes that the API accepts."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from stability_client import InvalidImageDimensionsError, masks
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


@pytest.mark.parametrize("size", [(512, 512), (640, 427), (1024, 1024), (1100, 660)])
@pytest.mark.parametrize("margins", [(100, 0, 0, 0), (0, 10, 0, 20), (256, 256, 256, 256), (33, 7, 0, 150)])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA"])
def test_restoring_gives_exactly_what_was_asked_for(
    photo: Image.Image, size: tuple[int, int], margins: tuple[int, int, int, int], mode: str
) -> None:
    image = photo.resize(size).convert(mode)
    grown = masks.outpaint(image, *margins)
    restored = grown.restore(Image.new("RGB", grown.canvas.size, "orange"))
    left, top, right, bottom = margins
    box = (left, top, left + size[0], top + size[1])
    assert restored.size == grown.size == (left + size[0] + right, top + size[1] + bottom)
    assert restored.crop(box).tobytes() == image.convert(restored.mode).tobytes(), "the original is unchanged"
    if left > 8:
        assert restored.convert("RGB").getpixel((0, top + 5)) == (255, 165, 0)


def test_an_extended_image_fits_the_original_to_the_pixel(photo: Image.Image) -> None:
    whole = photo.resize((1100, 900), Image.Resampling.LANCZOS)
    part = whole.crop((100, 60, 900, 800))
    grown = masks.outpaint(part, 100, 60, 200, 100)
    full = whole.resize((round(1100 * grown.scale), round(900 * grown.scale)), Image.Resampling.LANCZOS)
    result = grown.canvas.copy()
    corner = (grown.box[0] - round(100 * grown.scale), grown.box[1] - round(60 * grown.scale))
    result.paste(full, corner)
    difference = ImageChops.difference(grown.restore(result), whole)
    assert max(ImageStat.Stat(difference).mean) < 3


def test_what_the_canvas_has_beyond_what_was_asked_for_is_stated(photo: Image.Image) -> None:
    grown = masks.outpaint(photo.resize((640, 427)), right=100)
    assert grown.added == (0, 42, 28, 43)
    assert str(grown) == (
        "640x427 pixels extended to 740x427, on a canvas of 768x512. It has more pixels than asked for: 42 at the top, "
        "28 at the right, 43 at the bottom. restore removes them."
    )
    exact = masks.outpaint(photo, left=64)
    assert exact.added == (0, 0, 0, 0)
    assert exact.summary == "512x512 pixels extended to 576x512, on a canvas of 576x512."
    assert "scaled to 67%" in masks.outpaint(photo.resize((1024, 1024)), 256, 256, 256, 256).summary


def test_with_an_overlap_only_the_overlap_is_repainted(photo: Image.Image) -> None:
    grown = masks.outpaint(photo, left=128, overlap=32)
    restored = grown.restore(Image.new("RGB", grown.canvas.size, "orange"))
    assert restored.crop((128 + 48, 0, 640, 512)) == photo.crop((48, 0, 512, 512))
    assert restored.getpixel((129, 256)) != photo.getpixel((1, 256))


def test_a_result_of_another_size_is_not_restored(photo: Image.Image) -> None:
    with pytest.raises(InvalidImageDimensionsError, match=r"^result: must have the size of the canvas, 576x512"):
        masks.outpaint(photo, left=64).restore(photo)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    size=st.tuples(st.integers(1, 3000), st.integers(1, 3000)),
    margins=st.tuples(*[st.integers(0, 1500)] * 4).filter(any),
)
def test_the_canvas_always_has_an_allowed_size(size: tuple[int, int], margins: tuple[int, int, int, int]) -> None:
    grown = masks.outpaint(Image.new("L", size), *margins)
    left, top, right, bottom = grown.box
    assert grown.canvas.size in allowed_sizes()
    assert 0 <= left < right <= grown.canvas.width
    assert 0 <= top < bottom <= grown.canvas.height
    assert min(grown.added) >= 0
    assert smallest_enclosing_size((10, 10)) == (512, 512)


def test_notebooks_show_the_canvas_with_the_part_to_be_repainted(photo: Image.Image) -> None:
    grown = masks.outpaint(photo, left=64)
    with Image.open(io.BytesIO(grown._repr_png_())) as shown:
        assert shown.tobytes() == masks.preview(grown.canvas, grown.mask, "MASK_IMAGE_WHITE").image.tobytes()
