"""A mask means the same under every mask source."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from stability_client import (
    InvalidImageDimensionsError,
    InvalidMaskImageError,
    InvalidOptionError,
    MaskSource,
    masks,
)
from stability_client.masks.polarity import have_same_shape
from tests.support.masks import have_same_pixels, random_masks

SIZE = (96, 64)
HOLE = masks.from_ellipse(SIZE, (20, 10, 60, 50))
PHOTO = Image.linear_gradient("L").resize(SIZE).convert("RGB")


@settings(max_examples=30, deadline=None, derandomize=True)
@given(mask=random_masks(), source=st.sampled_from(MaskSource))
def test_a_mask_means_the_same_under_every_source(mask: Image.Image, source: MaskSource) -> None:
    photo = PHOTO.resize(mask.size)
    sent = masks.for_source(mask, source, photo)
    if source is MaskSource.INIT_IMAGE_ALPHA:
        assert sent.mode == "RGBA"
        assert sent.convert("RGB") == photo, "transparent parts keep their colors"
        assert have_same_pixels(masks.from_source(sent, None, source), mask)
    else:
        assert sent.mode == "L"
        assert have_same_pixels(masks.from_source(photo, sent, source.value), mask)


def test_only_the_alpha_source_needs_the_init_image() -> None:
    assert have_same_pixels(masks.for_source(HOLE, "MASK_IMAGE_BLACK"), masks.invert(HOLE))
    with pytest.raises(InvalidOptionError, match="init_image: must be given with INIT_IMAGE_ALPHA"):
        masks.for_source(HOLE, "INIT_IMAGE_ALPHA")
    with pytest.raises(InvalidImageDimensionsError):
        masks.for_source(HOLE, "INIT_IMAGE_ALPHA", PHOTO.resize((5, 5)))
    with pytest.raises(InvalidMaskImageError, match="mask_image: must be given with MASK_IMAGE_WHITE, got None"):
        masks.from_source(PHOTO, None, "MASK_IMAGE_WHITE")


# --- v2beta, which has no mask source


@given(mask=random_masks())
def test_a_mask_means_the_same_to_v2beta_as_a_mask_and_as_alpha(mask: Image.Image) -> None:
    photo = PHOTO.resize(mask.size)
    assert have_same_pixels(masks.for_source(mask), mask)
    assert have_same_pixels(masks.from_source(photo, masks.for_source(mask)), mask)
    assert have_same_pixels(masks.from_source(masks.for_source(mask, "INIT_IMAGE_ALPHA", photo), None), mask)


def test_a_mask_for_black_becomes_one_for_v2beta() -> None:
    assert have_same_pixels(masks.for_source(masks.for_source(HOLE, "MASK_IMAGE_BLACK")), HOLE)


def test_v2beta_scales_a_mask_of_the_same_aspect_ratio_and_takes_no_other() -> None:
    large = PHOTO.resize((960, 640))
    scaled = masks.from_source(large, masks.from_box(SIZE, (48, 0, 96, 64)))
    assert scaled.size == large.size
    assert scaled.crop((0, 0, 470, 640)).getextrema() == (0, 0)
    assert scaled.crop((490, 0, 960, 640)).getextrema() == (255, 255)
    message = r"^mask_image: must have the aspect ratio of init_image, 960x640 pixels, got 64x64\."
    with pytest.raises(InvalidImageDimensionsError, match=message):
        masks.from_source(large, Image.new("L", (64, 64)))


def test_without_mask_and_transparency_v2beta_repaints_nothing() -> None:
    assert masks.from_source(PHOTO, None).getbbox() is None


@given(
    size=st.tuples(st.integers(1, 4000), st.integers(1, 4000)),
    scale=st.floats(0.02, 50),
)
def test_a_scaled_mask_has_the_aspect_ratio_of_its_image(size: tuple[int, int], scale: float) -> None:
    scaled = (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
    assert have_same_shape(size, scaled)
    assert have_same_shape(scaled, size)


@pytest.mark.parametrize(
    ("size", "other"),
    [
        ((512, 512), (512, 510)),
        ((512, 512), (256, 259)),
        ((640, 480), (480, 640)),
        ((1000, 10), (100, 3)),
        ((4, 3), (400, 150)),
    ],
)
def test_another_aspect_ratio_is_told_apart(size: tuple[int, int], other: tuple[int, int]) -> None:
    assert not have_same_shape(size, other)
    assert not have_same_shape(other, size)
