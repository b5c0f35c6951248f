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
