"""Finds things in an image: the subject, and an object that a prompt names."""

from collections.abc import Iterator, Mapping
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from stability_client.standin.painter.filling import fill_holes
from stability_client.standin.painter.painting import seeded_rng
from stability_client.standin.painter.palettes import RGB, WORD, rgb

SEARCH_SIDE = 96
"""The longer side of the reduced image in which objects are looked for."""

COLORS_SEARCHED = 6
MIN_OBJECT, MAX_OBJECT = 0.015, 0.5
"""The share of an image that an object has."""

BORDER = 1 / 32
"""The border of an image that counts as background, as a share of its shorter side."""

FAINT, CLEAR = 24, 72
"""Differences from the background, of 255: below the first is background, above the second subject."""

MIN_SUBJECT = 0.01
"""Less than this share of an image is no subject."""

QUARTER_OR_MORE = [0] * 64 + [255] * 192
"""Turns levels into black and white: a pixel that is in part of an object is of it."""

COLORS: Mapping[str, RGB] = {
    name: rgb(code)
    for name, code in {
        "red": "d8322b",
        "orange": "f08a24",
        "yellow": "f5d033",
        "green": "3a9d4b",
        "teal": "1f8f8f",
        "blue": "2f6bd8",
        "purple": "7a3fb0",
        "violet": "7a3fb0",
        "pink": "f07aa8",
        "brown": "7a4a26",
        "gold": "d9a520",
        "golden": "d9a520",
        "black": "141414",
        "white": "f6f6f4",
        "gray": "8a8a8a",
        "grey": "8a8a8a",
        "silver": "c2c6ca",
    }.items()
}
"""The colors that prompts can name."""


def named_color(prompt: str) -> RGB | None:
    """Return the first color that a prompt names, if any."""
    return next((COLORS[word] for word in WORD.findall(prompt.lower()) if word in COLORS), None)


def find_object(image: Image.Image, prompt: str) -> Image.Image:
    """Choose a part of an image for a prompt: the same for the same image and prompt.

    If the prompt names a color, the part that is closest to it; else the prompt draws one.

    Args:
        image: RGB or RGBA.
        prompt: What to look for.

    Returns:
        A mask, mode L, of the size of the image; white is the object.
    """
    scale = min(1.0, SEARCH_SIDE / max(image.size))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    small = image.convert("RGB").resize(size, Image.Resampling.BOX)
    indexed = small.filter(ImageFilter.MedianFilter(3)).quantize(COLORS_SEARCHED)
    pixels = size[0] * size[1]
    parts = [part for part in _connected_parts(indexed) if MIN_OBJECT * pixels <= len(part) <= MAX_OBJECT * pixels]
    mask = Image.new("L", size)
    if parts:
        chosen = _choose(parts, small, prompt)
        mask.putdata([255 if index in chosen else 0 for index in range(pixels)])
    else:
        ImageDraw.Draw(mask).ellipse([side * share for share in (0.3, 0.7) for side in size], fill=255)
    return mask.resize(image.size, Image.Resampling.BILINEAR).point(QUARTER_OR_MORE)


def find_subject(image: Image.Image) -> Image.Image:
    """Return what stands out from the background: an alpha channel, mode L.

    The background is what the border of the image continues to. An image with transparency shows its subject itself.
    """
    if image.mode == "RGBA":
        return image.getchannel("A")
    scale = max(1, max(image.size) // 512)
    small = image.reduce(scale)
    edge = max(1, round(min(small.size) * BORDER))
    holes = Image.new("L", small.size)
    holes.paste(255, (edge, edge, max(edge, small.width - edge), max(edge, small.height - edge)))
    difference = ImageChops.difference(small, fill_holes(small, holes))
    red, green, blue = difference.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue).filter(ImageFilter.MedianFilter(3))
    ramp = [max(0, min(255, (level - FAINT) * 255 // (CLEAR - FAINT))) for level in range(256)]
    alpha = most.point(ramp)
    if sum(alpha.histogram()[128:]) < MIN_SUBJECT * small.width * small.height:
        ImageDraw.Draw(alpha).ellipse([side * share for share in (0.25, 0.75) for side in small.size], fill=255)
    return alpha.resize(image.size, Image.Resampling.BILINEAR)


def _connected_parts(indexed: Image.Image) -> Iterator[frozenset[int]]:
    """Yield the connected areas of one color, as positions in the image's data."""
    width, values = indexed.width, indexed.tobytes()
    unseen = set(range(len(values)))
    while unseen:
        start = min(unseen)
        part, waiting = {start}, [start]
        unseen.discard(start)
        while waiting:
            at = waiting.pop()
            column = at % width
            beside = [at - width, at + width]
            beside += [at - 1] if column else []
            beside += [at + 1] if column < width - 1 else []
            for near in beside:
                if near in unseen and values[near] == values[start]:
                    unseen.discard(near)
                    part.add(near)
                    waiting.append(near)
        yield frozenset(part)


def _choose(parts: list[frozenset[int]], small: Image.Image, prompt: str) -> frozenset[int]:
    color = named_color(prompt)
    if color is None:
        rng: Random = seeded_rng("object", prompt)
        return rng.choice(parts)
    data = small.tobytes()

    def distance(part: frozenset[int]) -> float:
        means = [sum(data[at * 3 + channel] for at in part) / len(part) for channel in range(3)]
        return sum((mean - wanted) ** 2 for mean, wanted in zip(means, color, strict=True))

    return min(parts, key=distance)
