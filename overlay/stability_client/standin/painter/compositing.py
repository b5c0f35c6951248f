"""How a painted scene and an init image come together. Pure."""

from PIL import Image, ImageFilter

from stability_client.standin.generation_requests import Order
from stability_client.standin.painter.painting import paint_scene

FILTER_BLUR_RADIUS_SHARE = 1 / 24
"""Radius of the blur over a filtered picture, as a share of its longer side."""

UNFINISHED_BLUR = 1 / 16
"""A schedule that ends early leaves the scene unsharp: radius of the blur, as a share of the longer side, at end 0."""


def paint(order: Order, seed: int) -> Image.Image:
    """One picture of an order, RGB or RGBA."""
    scene = paint_scene(
        (order.width, order.height),
        [(prompt.text, prompt.weight) for prompt in order.prompts],
        engine=order.engine,
        seed=seed,
        brushwork=order.brushwork,
    )
    if order.init_image is None:
        return scene
    if order.step_schedule_end < 1:
        scene = scene.filter(
            ImageFilter.GaussianBlur(max(scene.size) * UNFINISHED_BLUR * (1 - order.step_schedule_end))
        )
    repainted = Image.blend(order.init_image, scene.convert(order.init_image.mode), order.step_schedule_start)
    return repainted if order.strength is None else Image.composite(repainted, order.init_image, order.strength)


def blurred(picture: Image.Image) -> Image.Image:
    """A picture as the content filter lets it out: colours, but nothing to recognise."""
    return picture.filter(ImageFilter.GaussianBlur(max(picture.size) * FILTER_BLUR_RADIUS_SHARE))
