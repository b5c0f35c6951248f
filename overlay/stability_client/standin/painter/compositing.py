"""How a painted scene, its caption and an init image are combined."""

from PIL import Image, ImageFilter

from stability_client.standin.generation import GenerationRequest
from stability_client.standin.painter.captions import write_caption
from stability_client.standin.painter.painting import paint_scene
from stability_client.standin.painter.palettes import RGB
from stability_client.standin.painter.presets import apply_preset

FILTER_BLUR = 1 / 24
"""Radius of the blur over a filtered image, as a share of its longer side."""

MAX_BLURRED_PIXELS = 1 << 20
BLUR_REDUCTION = 4
"""Larger images are reduced by this factor, blurred and enlarged, which takes a tenth of the time."""

UNFINISHED_BLUR = 1 / 16
"""Radius of the blur at `step_schedule_end` 0, as a share of the longer side. At 1 there is none."""

OWN_SHARE = 0.25
"""The share of the height, at the lower edge, in which nothing of an init image shows: it may have a caption there."""

FADE = 0.5
"""Above that, the height over which the init image comes in, as a share of the part below."""


def paint(request: GenerationRequest, seed: int) -> Image.Image:
    """Paint one image of a request, RGB or RGBA, and write the prompts on it."""
    scene = paint_scene(
        (request.width, request.height),
        [(prompt.text, prompt.weight) for prompt in request.prompts],
        engine=request.engine,
        seed=seed,
        style=request.style,
    )
    scene = apply_preset(scene, request.style_preset)
    if request.init_image is not None and request.step_schedule_end < 1:
        scene = scene.filter(
            ImageFilter.GaussianBlur(max(scene.size) * UNFINISHED_BLUR * (1 - request.step_schedule_end))
        )
    caption_height = _write_prompts(scene, request, seed)
    if request.init_image is None:
        return scene
    repainted = _repaint(request.init_image, scene, request.step_schedule_start, caption_height)
    return repainted if request.strength is None else Image.composite(repainted, request.init_image, request.strength)


def _write_prompts(scene: Image.Image, request: GenerationRequest, seed: int) -> int:
    """Write the prompts along the lower edge; return how many pixels high the text is."""
    wanted = " · ".join(prompt.text for prompt in request.prompts if prompt.weight >= 0)
    unwanted = ", ".join(prompt.text for prompt in request.prompts if prompt.weight < 0)
    return write_caption(scene, wanted, unwanted, f"{request.engine} · seed {seed}")


def _repaint(init_image: Image.Image, scene: Image.Image, share: float, caption_height: int) -> Image.Image:
    """Blend a scene over an init image; at the lower edge the scene covers it, so that only one caption shows."""
    if share == 0:
        return init_image
    scene = scene.convert(init_image.mode)
    repainted = Image.blend(init_image, scene, share)
    own = max(caption_height, round(scene.height * OWN_SHARE))
    covered = Image.new("L", scene.size)
    covered.paste(255, (0, scene.height - own, *scene.size))
    fade = Image.linear_gradient("L").resize((scene.width, max(1, round(own * FADE))))
    covered.paste(fade, (0, scene.height - own - fade.height))
    repainted.paste(scene, mask=covered)
    return repainted


def blur(image: Image.Image) -> Image.Image:
    """Blur an image as the content filter does: colors remain, but nothing can be recognized."""
    if image.width * image.height <= MAX_BLURRED_PIXELS:
        return image.filter(ImageFilter.GaussianBlur(max(image.size) * FILTER_BLUR))
    return blur(image.reduce(BLUR_REDUCTION)).resize(image.size, Image.Resampling.NEAREST)


def opaque(image: Image.Image, background: RGB = (255, 255, 255)) -> Image.Image:
    """Return an image as RGB, with a color behind what is transparent."""
    if image.mode != "RGBA":
        return image.convert("RGB")
    below = Image.new("RGBA", image.size, (*background, 255))
    return Image.alpha_composite(below, image).convert("RGB")
