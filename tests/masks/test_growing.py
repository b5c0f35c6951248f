"""Masks grow as the service grows them: wider by so many pixels, with a border that fades out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from stability_client import InvalidOptionError, masks
from stability_client._contract import facts
from stability_client.masks.growing import grow_border, growth_of_call
from tests.support.masks import have_same_pixels, random_masks

SIZE = (96, 64)
SPOT = masks.from_box(SIZE, (40, 20, 56, 36))
PHOTO = Image.linear_gradient("L").resize(SIZE).convert("RGB")
growths = st.integers(0, 12)


def sparse_masks() -> st.SearchStrategy[Image.Image]:
    """Draw masks that keep most pixels."""
    return random_masks().map(lambda mask: mask.point([0] * 248 + list(range(248, 256))))


@given(mask=sparse_masks(), pixels=growths)
def test_growing_reaches_so_many_pixels_and_no_farther(mask: Image.Image, pixels: int) -> None:
    grown = grow_border(mask, pixels)
    assert have_same_pixels(ImageChops.lighter(grown, mask), grown), "nothing is repainted less"
    reach = masks.grow(mask, pixels)
    assert have_same_pixels(ImageChops.lighter(grown, reach), reach), "nothing beyond the distance is repainted"


@given(mask=sparse_masks(), pixels=growths)
def test_growing_more_never_repaints_less(mask: Image.Image, pixels: int) -> None:
    box, wider = grow_border(mask, pixels).getbbox(), grow_border(mask, pixels + 1).getbbox()
    assert (box is None) == (wider is None)
    if box and wider:
        assert wider[0] <= box[0] <= box[2] <= wider[2]
        assert wider[1] <= box[1] <= box[3] <= wider[3]


@pytest.mark.parametrize("pixels", [1, 2, 5, 8])
def test_the_border_fades_out_over_the_growth(pixels: int) -> None:
    grown = grow_border(SPOT, pixels)
    assert grown.getbbox() == (40 - pixels, 20 - pixels, 56 + pixels, 36 + pixels)
    row = [grown.getpixel((x, 28)) for x in range(49)]
    assert row == sorted(row)  # type: ignore[type-var]
    assert row[40:] == [255] * 9
    assert row[: 40 - pixels] == [0] * (40 - pixels)
    assert len(set(row[40 - pixels : 40])) >= (pixels + 1) // 2
    assert pixels == 1 or row[40 - pixels] < 128  # type: ignore[operator]


def test_a_mask_at_the_edge_grows_within_the_image() -> None:
    mask = masks.from_box(SIZE, (0, 0, 10, 64))
    grown = grow_border(mask, 6)
    assert grown.getbbox() == (0, 0, 16, 64)
    assert {grown.getpixel((0, y)) for y in range(64)} == {255}


@pytest.mark.parametrize("pixels", [0, 7])
def test_a_mask_that_repaints_nothing_stays_one(pixels: int) -> None:
    assert grow_border(Image.new("L", SIZE), pixels).getbbox() is None


def test_growing_by_nothing_changes_nothing() -> None:
    assert grow_border(SPOT, 0) is SPOT


# --- the growth of a call


def test_without_a_growth_the_services_default_holds() -> None:
    defaults = {name for name, contract in facts.OPERATIONS.items() if "grow_mask" in contract.options}
    assert {"v2beta_inpaint", "v2beta_erase"} <= defaults
    assert (
        growth_of_call(None, "v2beta_inpaint") == facts.OPERATIONS["v2beta_inpaint"].options["grow_mask"].default == 5
    )
    assert growth_of_call(None, "masking") == growth_of_call(None, "v1_masking") == 0
    assert growth_of_call(0, "v2beta_inpaint") == 0


@pytest.mark.parametrize(
    ("growth", "operation", "message"),
    [
        (101, "v2beta_inpaint", "whole pixels from 0 to 100, got 101"),
        (21, "v2beta_erase", "whole pixels from 0 to 20, got 21"),
        (-1, "v2beta_inpaint", "got -1"),
        (2.5, "v2beta_inpaint", "got 2.5"),
        (True, "v2beta_inpaint", "got True"),
        (5, "masking", r"None, since only v2beta grows masks, got 5\. masks\.grow grows any mask"),
    ],
)
def test_a_growth_that_no_call_has_is_refused(growth: int, operation: str, message: str) -> None:
    with pytest.raises(InvalidOptionError, match=f"^grow_mask: must be .*{message}"):
        growth_of_call(growth, operation)


# --- previews


def test_a_preview_for_v2beta_shows_the_mask_as_the_service_grows_it() -> None:
    assert masks.preview(PHOTO, SPOT).box == (35, 15, 61, 41)
    assert masks.preview(PHOTO, SPOT, grow_mask=0).box == (40, 20, 56, 36)
    assert masks.preview(PHOTO, SPOT, grow_mask=12).box == (28, 8, 68, 48)
    assert masks.preview(PHOTO, SPOT, "MASK_IMAGE_WHITE").box == (40, 20, 56, 36)
    assert masks.preview(masks.for_source(SPOT, "INIT_IMAGE_ALPHA", PHOTO)).box == (35, 15, 61, 41)
    with pytest.raises(InvalidOptionError, match="only v2beta"):
        masks.preview(PHOTO, SPOT, "MASK_IMAGE_WHITE", grow_mask=5)


def test_a_preview_marks_the_grown_mask_and_nothing_else() -> None:
    preview = masks.preview(PHOTO, SPOT, grow_mask=9)
    changed = ImageChops.difference(preview.image, PHOTO).convert("L").point([0] + [255] * 255)
    assert have_same_pixels(changed, grow_border(SPOT, 9).point([0] + [255] * 255))
    assert preview.share == changed.histogram()[255] / (96 * 64)
    assert 0 < preview.share_in_part < preview.share


def test_a_preview_draws_the_edge_of_the_mask_itself_too() -> None:
    plain, grown = masks.preview(PHOTO, SPOT, grow_mask=0).image, masks.preview(PHOTO, SPOT, grow_mask=9).image
    assert plain.getpixel((40, 28)) == (173, 0, 70)
    assert grown.getpixel((40, 28)) == (255, 205, 220)
    assert grown.getpixel((31, 28)) == (173, 0, 70)
