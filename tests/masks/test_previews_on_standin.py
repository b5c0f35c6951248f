"""A preview marks exactly the pixels that a server repaints."""

import io
import math

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from stability_client import MaskSource, Stability, masks
from stability_client.standin import StandIn

SIZE = (48, 32)
PROMPT, SEED, ENGINE = "a quiet harbor", 7, "stable-diffusion-512-v2-1"


def blurred_masks() -> st.SearchStrategy[Image.Image]:
    """Draw random blots with all grays, mostly black."""
    return st.binary(min_size=24, max_size=24).map(
        lambda grays: (
            Image.frombytes("L", (6, 4), grays)
            .resize(SIZE, Image.Resampling.BICUBIC)
            .point(lambda gray: max(0, gray * 2 - 256))
        )
    )


def repaint(client: Stability, init_image: Image.Image, mask: Image.Image, source: MaskSource) -> Image.Image:
    """Send a masking call to the stand-in, and decode its result."""
    sent = masks.for_source(mask, source, init_image)
    in_alpha = source is MaskSource.INIT_IMAGE_ALPHA
    generation = client.masking(
        sent if in_alpha else init_image,
        PROMPT,
        mask_source=source,
        mask_image=None if in_alpha else sent,
        seed=SEED,
        validate=False,  # so that masks of nothing but faint grays pass too
    )
    with Image.open(io.BytesIO(generation.image.data)) as result:
        return result.convert("RGB")


@settings(max_examples=25, deadline=None, derandomize=True)
@given(mask=blurred_masks().filter(lambda mask: mask.getbbox() is not None), source=st.sampled_from(MaskSource))
def test_a_preview_marks_the_pixels_that_the_standin_changes(
    stability_standin_server: StandIn, mask: Image.Image, source: MaskSource
) -> None:
    stability_standin_server.reset()
    with Stability("sk-standin", base_url=stability_standin_server.url, engine=ENGINE) as client:
        scene = repaint(client, Image.new("RGB", SIZE), Image.new("L", SIZE, 255), MaskSource.MASK_IMAGE_WHITE)
        # Far from the scene everywhere, so that the weakest repainting is visible.
        init_image = scene.point(lambda value: value ^ 128)
        result = repaint(client, init_image, mask, source)
    red, green, blue = ImageChops.difference(result, init_image).split()
    changed = ImageChops.lighter(ImageChops.lighter(red, green), blue).point([0] + [255] * 255)

    sent = masks.for_source(mask, source, init_image)
    if source is MaskSource.INIT_IMAGE_ALPHA:
        preview = masks.preview(sent, None, source)
    else:
        preview = masks.preview(init_image, sent, source)
    assert preview.share == changed.histogram()[255] / math.prod(SIZE)
    assert preview.box == changed.getbbox()
    marked = ImageChops.difference(preview.image, init_image).convert("RGB").getbbox()
    assert marked == changed.getbbox()
