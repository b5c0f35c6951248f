"""What each operation of v2beta paints."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from PIL import Image, ImageOps

from stability_client.standin.painter import editing, guiding, masking, objects, recoloring, subjects, upscaling
from stability_client.standin.painter.prompted import PLAIN_STYLE
from stability_client.standin.v2beta import sizes
from stability_client.standin.v2beta.form import Form

Painting: TypeAlias = Callable[[Form, int], Image.Image]
"""Paints the image of a form with a seed, RGB or RGBA."""

CFG_SCALE, FAST_CFG_SCALE = 4, 1
"""The `cfg_scale` of sd3's models by default, and that of the fast ones."""

FAST_MODELS = ("turbo", "flash")
"""What the names of fast models end with."""


def core(form: Form, seed: int) -> Image.Image:
    """Paint the prompt."""
    return form.motif().paint(sizes.shrunk(sizes.core_size(form.values["aspect_ratio"]), form.shrink), seed)


def ultra(form: Form, seed: int) -> Image.Image:
    """Paint the prompt, over an image if there is one: at `strength` 0 only the image shows, at 1 only the prompt.

    The image has the aspect ratio that was asked for, or else that of the image.
    """
    wanted = form.values["aspect_ratio"]
    size = sizes.SIZES[wanted] if form.is_sent("aspect_ratio") or not form.images else sizes.size_like(form.image.size)
    scene = form.motif(style={**PLAIN_STYLE, "cfg_scale": _cfg_scale(form)}).paint(
        sizes.shrunk(size, form.shrink), seed
    )
    if not form.images:
        return scene
    fitted = ImageOps.fit(form.image.convert("RGB"), scene.size, Image.Resampling.BICUBIC)
    return Image.blend(fitted, scene, form.values["strength"])


def erase(form: Form, seed: int) -> Image.Image:  # noqa: ARG001 - the signature of all paintings
    """Fill what the mask covers."""
    return editing.erase(*_masked(form))


def inpaint(form: Form, seed: int) -> Image.Image:
    """Paint the prompt where the mask is."""
    return editing.inpaint(*_masked(form), form.motif(), seed)


def outpaint(form: Form, seed: int) -> Image.Image:
    """Continue the image by so many pixels a side."""
    left, up, right, down = (form.values[side] for side in ("left", "up", "right", "down"))
    return editing.outpaint(form.image, (left, up, right, down), form.motif(), form.values["creativity"], seed)


def search_and_replace(form: Form, seed: int) -> Image.Image:
    """Paint the prompt where the object is."""
    return editing.inpaint(form.image, _found(form, "search_prompt"), form.motif(), seed)


def search_and_recolor(form: Form, seed: int) -> Image.Image:  # noqa: ARG001
    """Give the object another color."""
    return recoloring.recolor(form.image, _found(form, "select_prompt"), form.values["prompt"])


def remove_background(form: Form, seed: int) -> Image.Image:  # noqa: ARG001
    """Make all but the subject transparent."""
    return subjects.remove_background(form.image)


def replace_background_and_relight(form: Form, seed: int) -> Image.Image:
    """Put the subject before another background, in its light."""
    relighting = subjects.Relighting(
        form.motif("background_prompt"),
        background=form.images.get("background_reference"),
        keep_background=form.values["keep_original_background"] == "true",
        preserve_subject=form.values["preserve_original_subject"],
        light_direction=form.values["light_source_direction"],
        light_reference=form.images.get("light_reference"),
        light_strength=form.values["light_source_strength"],
    )
    return subjects.relight(form.image, relighting, seed)


def upscale_fast(form: Form, seed: int) -> Image.Image:  # noqa: ARG001
    """Enlarge the image four times."""
    width, height = form.image.size
    return upscaling.enlarge(form.image, (width * sizes.FAST_FACTOR, height * sizes.FAST_FACTOR))


def upscale_conservative(form: Form, seed: int) -> Image.Image:
    """Enlarge the image to one size, whatever it had."""
    return _upscale(form, sizes.CONSERVATIVE_SIDE, seed)


def upscale_creative(form: Form, seed: int) -> Image.Image:
    """Enlarge the image to one size, whatever it had."""
    return _upscale(form, sizes.CREATIVE_SIDE, seed)


def sketch(form: Form, seed: int) -> Image.Image:
    """Paint the prompt with the lines of the image."""
    return guiding.follow_sketch(form.image, form.motif(), form.values["control_strength"], seed)


def structure(form: Form, seed: int) -> Image.Image:
    """Paint the prompt with the light and dark of the image."""
    return guiding.follow_structure(form.image, form.motif(), form.values["control_strength"], seed)


def style(form: Form, seed: int) -> Image.Image:
    """Paint the prompt in the colors of the image."""
    size = sizes.shrunk(sizes.style_size(form.values["aspect_ratio"]), form.shrink)
    return guiding.follow_style(form.image, form.motif(), size, form.values["fidelity"], seed)


def style_transfer(form: Form, seed: int) -> Image.Image:  # noqa: ARG001
    """Give the image the colors of the other."""
    size = sizes.shrunk(sizes.size_like(form.image.size), form.shrink)
    strength, fidelity, change = (
        form.values[name] for name in ("style_strength", "composition_fidelity", "change_strength")
    )
    return guiding.transfer_style(form.image, form.images["style_image"], size, (strength, fidelity, change))


PAINTINGS: Mapping[str, Painting] = {
    f"v2beta_{painting.__name__}": painting
    for painting in (
        core,
        erase,
        inpaint,
        outpaint,
        remove_background,
        replace_background_and_relight,
        search_and_recolor,
        search_and_replace,
        sketch,
        structure,
        style,
        style_transfer,
        ultra,
        upscale_conservative,
        upscale_creative,
        upscale_fast,
    )
} | {"v2beta_sd3": ultra}
"""From each operation to what it paints."""


def _masked(form: Form) -> tuple[Image.Image, Image.Image]:
    """Return the image, and how strongly each of its pixels is repainted. Without a mask the result is opaque."""
    mask = form.images.get("mask")
    strength = masking.grow(masking.edit_mask(form.image, mask), form.values["grow_mask"])
    return form.image.convert("RGB") if mask is None else form.image, strength


def _found(form: Form, prompt: str) -> Image.Image:
    return masking.grow(objects.find_object(form.image, form.values[prompt]), form.values["grow_mask"])


def _upscale(form: Form, side: int, seed: int) -> Image.Image:
    size = sizes.shrunk(sizes.size_like(form.image.size, side * side), form.shrink)
    return upscaling.enlarge_by_prompt(form.image, size, form.motif(), form.values["creativity"], seed)


def _cfg_scale(form: Form) -> float:
    """Return the guidance scale in the painter's terms, of which the service's default is the neutral one."""
    is_fast = (form.values.get("model") or "").endswith(FAST_MODELS)
    scale = form.values.get("cfg_scale") or (FAST_CFG_SCALE if is_fast else CFG_SCALE)
    return float(PLAIN_STYLE["cfg_scale"]) * scale / CFG_SCALE
