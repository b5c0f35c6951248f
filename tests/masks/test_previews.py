"""A preview marks the part that is repainted, and states how much it is."""

import pytest
from PIL import Image, ImageChops

from stability_client import InvalidImageDimensionsError, InvalidMaskImageError, masks
from stability_client.masks.previews import format_share
from tests.support.masks import have_same_pixels

SIZE = (96, 64)
HOLE = masks.from_ellipse(SIZE, (20, 10, 60, 50))
PHOTO = Image.linear_gradient("L").resize(SIZE).convert("RGB")


def test_a_preview_marks_what_is_repainted_and_nothing_else() -> None:
    preview = masks.preview(PHOTO, HOLE, "MASK_IMAGE_WHITE")
    changed = ImageChops.difference(preview.image, PHOTO).convert("L").point([0] + [255] * 255)
    assert have_same_pixels(changed, HOLE.point([0] + [255] * 255))
    assert preview.share == changed.histogram()[255] / (96 * 64)
    assert preview.box == (20, 10, 60, 50)
    assert preview._repr_png_().startswith(b"\x89PNG")


def test_a_preview_has_a_summary_of_one_line() -> None:
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


def test_a_preview_of_images_that_do_not_fit_is_refused() -> None:
    with pytest.raises(InvalidImageDimensionsError):
        masks.preview(PHOTO, HOLE.resize((5, 5)), "MASK_IMAGE_WHITE")
    with pytest.raises(InvalidMaskImageError):
        masks.preview(PHOTO, None, "MASK_IMAGE_WHITE")


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0.0%"), (0.0004, "0.040%"), (0.122, "12.2%"), (0.9996, "99.960%"), (1, "100.0%")]
)
def test_a_share_is_never_rounded_to_nothing_or_everything(share: float, text: str) -> None:
    assert format_share(share) == text
