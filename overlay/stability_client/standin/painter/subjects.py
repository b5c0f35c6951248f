"""A subject without its background, and before another one."""

import attrs
from PIL import Image, ImageOps, ImageStat

from stability_client.standin.painter.objects import find_subject
from stability_client.standin.painter.palettes import RGB
from stability_client.standin.painter.prompted import Motif
from stability_client.standin.painter.recoloring import WHITE, light_from, match_colors


def remove_background(image: Image.Image) -> Image.Image:
    """Make everything transparent but the subject. Returns RGBA."""
    cut_out = image.convert("RGB")
    cut_out.putalpha(find_subject(image))
    return cut_out


@attrs.frozen(eq=False)
class Relighting:
    """Where a subject is put, and how it is lit."""

    motif: Motif
    background: Image.Image | None = None
    """Shown behind the subject; else the motif is."""
    keep_background: bool = False
    """Whether the subject stays where it is, and only the light changes."""
    preserve_subject: float = 0.6
    """At 1 the light does not change the subject."""
    light_direction: str | None = None
    light_reference: Image.Image | None = None
    light_strength: float = 0.3


def relight(image: Image.Image, relighting: Relighting, seed: int) -> Image.Image:
    """Put a subject before a background and light it. Returns RGB, of the size of the image."""
    subject, alpha = image.convert("RGB"), find_subject(image)
    background = _background(subject, relighting, seed)
    lit = match_colors(subject, background, (1 - relighting.preserve_subject) / 2)
    result = Image.composite(lit, background, alpha)
    if relighting.light_direction is None and relighting.light_reference is None:
        return result
    direction = relighting.light_direction or _brightest_side(relighting.light_reference)
    return light_from(result, direction, relighting.light_strength, _light_color(relighting.light_reference))


def _background(subject: Image.Image, relighting: Relighting, seed: int) -> Image.Image:
    if relighting.keep_background:
        return subject
    if relighting.background is not None:
        return ImageOps.fit(relighting.background.convert("RGB"), subject.size, Image.Resampling.BILINEAR)
    return relighting.motif.paint(subject.size, seed)


def _light_color(reference: Image.Image | None) -> RGB:
    if reference is None:
        return WHITE
    red, green, blue = (round(mean) for mean in ImageStat.Stat(reference.convert("RGB")).mean)
    return red, green, blue


def _brightest_side(reference: Image.Image | None) -> str:
    """Return from where the light comes in an image."""
    if reference is None:
        return "above"
    gray = reference.convert("RGB").convert("L")
    small = gray.resize((3, 3), Image.Resampling.BOX).tobytes()
    sides = {"above": small[1], "below": small[7], "left": small[3], "right": small[5]}
    return max(sides, key=lambda side: sides[side])
