"""A preview marks exactly the pixels that a server repaints, in every edition."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from stability_client import MaskSource, Stability, masks
from stability_client.standin import StandIn

SIZE = (48, 32)
PROMPT, SEED = "a quiet harbor", 7
ENGINES = {"v1alpha": "stable-diffusion-512-v2-1", "v1": "stable-diffusion-v1-6"}


def blurred_masks() -> st.SearchStrategy[Image.Image]:
    """Draw random blots with all grays, mostly black."""
    return st.binary(min_size=24, max_size=24).map(
        lambda grays: (
            Image.frombytes("L", (6, 4), grays)
            .resize(SIZE, Image.Resampling.BICUBIC)
            .point(lambda gray: max(0, gray * 2 - 256))
        )
    )


def changes(image: Image.Image, other: Image.Image) -> Image.Image:
    """Return mode L, white where two images differ."""
    red, green, blue = ImageChops.difference(image.convert("RGB"), other.convert("RGB")).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue).point([0] + [255] * 255)


def repaint(
    client: Stability, edition: str, init_image: Image.Image, mask: Image.Image, source: MaskSource
) -> Image.Image:
    """Send a masking call to the stand-in, and decode its result."""
    sent = masks.for_source(mask, source, init_image)
    in_alpha = source is MaskSource.INIT_IMAGE_ALPHA
    call = client.v1.masking if edition == "v1" else client.masking
    generation = call(
        sent if in_alpha else init_image,
        PROMPT,
        mask_source=source,
        mask_image=None if in_alpha else sent,
        engine=ENGINES[edition],
        seed=SEED,
        validate=False,  # so that masks of nothing but faint grays pass too
    )
    return generation.image.to_pil().convert("RGB")


@pytest.mark.parametrize("edition", ENGINES)
@settings(max_examples=15)
@given(mask=blurred_masks().filter(lambda mask: mask.getbbox() is not None), source=st.sampled_from(MaskSource))
def test_a_preview_marks_the_pixels_that_masking_changes(
    stability_standin_server: StandIn, edition: str, mask: Image.Image, source: MaskSource
) -> None:
    stability_standin_server.reset()
    with Stability("sk-standin", base_url=stability_standin_server.url) as client:
        everything = Image.new("L", SIZE, 255)
        scene = repaint(client, edition, Image.new("RGB", SIZE), everything, MaskSource.MASK_IMAGE_WHITE)
        # Far from the scene everywhere, so that the weakest repainting is visible.
        init_image = scene.point(lambda value: value ^ 128)
        changed = changes(repaint(client, edition, init_image, mask, source), init_image)

    sent = masks.for_source(mask, source, init_image)
    if source is MaskSource.INIT_IMAGE_ALPHA:
        preview = masks.preview(sent, None, source)
    else:
        preview = masks.preview(init_image, sent, source)
    assert preview.share == changed.histogram()[255] / math.prod(SIZE)
    assert preview.box == changed.getbbox()
    assert changes(preview.image, init_image).getbbox() == changed.getbbox()


@settings(max_examples=25)
@given(
    mask=blurred_masks().map(lambda mask: mask.resize((96, 64))).filter(lambda mask: mask.getbbox() is not None),
    in_alpha=st.booleans(),
    growth=st.none() | st.integers(0, 12),
    operation=st.sampled_from(["inpaint", "erase"]),
)
def test_a_preview_for_v2beta_marks_the_pixels_that_may_change(
    stability_standin_server: StandIn, mask: Image.Image, in_alpha: bool, growth: int | None, operation: str
) -> None:
    stability_standin_server.reset()
    # Its halves differ from what is painted, and from what erasing brings in from the other half.
    photo = Image.new("RGB", mask.size, "black")
    photo.paste("white", (48, 0, 96, 64))
    image = masks.for_source(mask, MaskSource.INIT_IMAGE_ALPHA, photo) if in_alpha else photo
    sent = None if in_alpha else masks.for_source(mask)
    with Stability("sk-standin", base_url=stability_standin_server.url) as client:
        if operation == "inpaint":
            made = client.v2beta.inpaint(image, PROMPT, mask=sent, grow_mask=growth, seed=SEED, validate=False)
        else:
            made = client.v2beta.erase(image, mask=sent, grow_mask=growth, seed=SEED, validate=False)
    changed = changes(made.image.to_pil(), photo)
    preview = masks.preview(image, sent, grow_mask=growth)
    marked = changes(preview.image, photo)
    kept = masks.invert(marked)
    assert ImageChops.darker(changed, kept).getbbox() is None, "every pixel outside is bit-identical"
    assert preview.share == marked.histogram()[255] / math.prod(mask.size)
    if operation == "inpaint":
        strong = masks.from_source(image, sent).point([0] * 250 + [255] * 6)
        repainted = ImageChops.darker(changed, strong).histogram()[255]
        assert repainted >= 0.9 * strong.histogram()[255], "what the mask itself covers is repainted"
