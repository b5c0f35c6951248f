"""What a preview marks is what a server repaints."""

import io
import math

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from stability_client import MaskSource, Stability, masks
from stability_client.standin import StandIn

SIZE = (48, 32)
PROMPT, SEED, ENGINE = "a quiet harbour", 7, "stable-diffusion-512-v2-1"


def masks_of_any_greys() -> st.SearchStrategy[Image.Image]:
    """Random blots: black and white with all greys between, most of it black."""
    return st.binary(min_size=24, max_size=24).map(
        lambda greys: (
            Image.frombytes("L", (6, 4), greys)
            .resize(SIZE, Image.Resampling.BICUBIC)
            .point(lambda grey: max(0, grey * 2 - 256))
        )
    )


def painted(client: Stability, init_image: Image.Image, mask: Image.Image, source: MaskSource) -> Image.Image:
    """The stand-in's result for a mask."""
    sent = masks.for_source(mask, source, init_image)
    in_alpha = source is MaskSource.INIT_IMAGE_ALPHA
    generation = client.masking(
        sent if in_alpha else init_image,
        PROMPT,
        mask_source=source,
        mask_image=None if in_alpha else sent,
        seed=SEED,
        validate=False,  # so that masks of nothing but faint greys pass too
    )
    with Image.open(io.BytesIO(generation.image.data)) as result:
        return result.convert("RGB")


@settings(max_examples=25, deadline=None, derandomize=True)
@given(mask=masks_of_any_greys().filter(lambda mask: mask.getbbox() is not None), source=st.sampled_from(MaskSource))
def test_the_share_that_a_preview_marks_is_the_share_that_the_standin_changes(
    stability_standin_server: StandIn, mask: Image.Image, source: MaskSource
) -> None:
    stability_standin_server.reset()
    with Stability("sk-standin", base_url=stability_standin_server.url, engine=ENGINE) as client:
        scene = painted(client, Image.new("RGB", SIZE), Image.new("L", SIZE, 255), MaskSource.MASK_IMAGE_WHITE)
        # As far from the scene as can be, everywhere, so that the faintest repainting shows.
        init_image = scene.point(lambda value: value ^ 128)
        result = painted(client, init_image, mask, source)
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
