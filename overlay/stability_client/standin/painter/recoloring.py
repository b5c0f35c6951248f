"""New colors for an image or a part of it, with its light and dark unchanged."""

from PIL import Image, ImageChops, ImageOps, ImageStat

from stability_client.standin.painter.objects import named_color
from stability_client.standin.painter.painting import seeded_rng
from stability_client.standin.painter.palettes import RGB, choose_palette, mix, split_words

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


def recolor(image: Image.Image, strength: Image.Image, prompt: str) -> Image.Image:
    """Give a part of an image the color that a prompt names, or one that the prompt draws.

    Args:
        image: RGB or RGBA.
        strength: Which pixels change, and how strongly: mode L, of the same size.
        prompt: The new color.

    Returns:
        In the mode of the image.
    """
    color = named_color(prompt) or choose_palette(split_words([prompt]), seeded_rng("color", prompt)).sky[0]
    box = strength.getbbox()
    if box is None:
        return image
    patch = colorize(image.crop(box), strength.crop(box), color).convert(image.mode)
    if image.mode == "RGBA":
        patch.putalpha(image.crop(box).getchannel("A"))
    changed = image.copy()
    changed.paste(patch, box, strength.crop(box))
    return changed


def colorize(image: Image.Image, part: Image.Image, color: RGB) -> Image.Image:
    """Return an image in shades of one color, which pixels as light as the median of a part get."""
    gray = image.convert("RGB").convert("L")
    median = ImageStat.Stat(gray, part).median[0]
    return ImageOps.colorize(gray, BLACK, WHITE, color, midpoint=max(1, min(254, median)))


def match_colors(image: Image.Image, model: Image.Image, share: float) -> Image.Image:
    """Give an RGB image the colors of another: the mean and the spread of each channel.

    Args:
        image: The image to change.
        model: The image whose colors it gets.
        share: How much, 0 to 1.
    """
    own, wanted = ImageStat.Stat(image), ImageStat.Stat(model.convert("RGB"))
    table: list[int] = []
    for channel in range(3):
        spread = wanted.stddev[channel] / max(1.0, own.stddev[channel])
        matched = ((level - own.mean[channel]) * spread + wanted.mean[channel] for level in range(256))
        table += [round(max(0.0, min(255.0, level))) for level in matched]
    return Image.blend(image, image.point(table), share)


def light_from(image: Image.Image, direction: str, strength: float, color: RGB = WHITE) -> Image.Image:
    """Light an RGB image from one side and darken the other.

    Args:
        image: The image.
        direction: `left`, `right`, `above` or `below`: where the light is.
        strength: 0 changes nothing, 1 lights it fully.
        color: Of the light.
    """
    downward = Image.linear_gradient("L")  # dark at the top
    turned = {"below": 0, "above": 180, "left": 270, "right": 90}[direction]
    ramp = downward.rotate(turned).resize(image.size, Image.Resampling.BILINEAR)
    lit = ImageChops.screen(image, Image.new("RGB", image.size, mix(BLACK, color, 0.5)))
    dark = image.point([level * 2 // 5 for level in range(256)] * 3)
    return Image.blend(image, Image.composite(lit, dark, ramp), strength)
