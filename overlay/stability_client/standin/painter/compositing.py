"""How a painted scene and an init image are combined."""

from PIL import Image, ImageFilter

from stability_client.standin.generation import GenerationRequest
from stability_client.standin.painter.painting import paint_scene

FILTER_BLUR = 1 / 24
"""Radius of the blur over a filtered image, as a share of its longer side."""

UNFINISHED_BLUR = 1 / 16
"""Radius of the blur at `step_schedule_end` 0, as a share of the longer side. At 1 there is none."""


def paint(request: GenerationRequest, seed: int) -> Image.Image:
    """Paint one image of a request, RGB or RGBA."""
    scene = paint_scene(
        (request.width, request.height),
        [(prompt.text, prompt.weight) for prompt in request.prompts],
        engine=request.engine,
        seed=seed,
        style=request.style,
    )
    if request.init_image is None:
        return scene
    if request.step_schedule_end < 1:
        scene = scene.filter(
            ImageFilter.GaussianBlur(max(scene.size) * UNFINISHED_BLUR * (1 - request.step_schedule_end))
        )
    repainted = Image.blend(request.init_image, scene.convert(request.init_image.mode), request.step_schedule_start)
    return repainted if request.strength is None else Image.composite(repainted, request.init_image, request.strength)


def blur(image: Image.Image) -> Image.Image:
    """Blur an image as the content filter does: colors remain, but nothing can be recognized."""
    return image.filter(ImageFilter.GaussianBlur(max(image.size) * FILTER_BLUR))
