"""Fills holes in an image with the colors around them."""

from PIL import Image

NEUTRAL = (128, 128, 128)
"""The color of an image that is all hole."""


PIXELS_MERGED = [min(255, level * 4) for level in range(256)]
"""One known pixel of four is enough to know the pixel that they become."""


def fill_holes(image: Image.Image, holes: Image.Image) -> Image.Image:
    """Continue the image smoothly into its holes.

    The image is halved again and again, each time without its holes, until none is left; then every hole is filled
    from the next smaller image.

    Args:
        image: RGB.
        holes: Mode L, of the same size; 255 is a hole.

    Returns:
        RGB. Pixels outside the holes are the same as before.
    """
    known = image.convert("RGB")
    known.putalpha(holes.point([255 - level for level in range(256)]))
    levels = [known]
    while max(known.size) > 1:
        size = (known.width + 1) // 2, (known.height + 1) // 2
        known = known.resize(size, Image.Resampling.BOX)
        known.putalpha(known.getchannel("A").point(PIXELS_MERGED))
        levels.append(known)
    filled = Image.new("RGBA", (1, 1), (*NEUTRAL, 255))
    for level in reversed(levels):
        filled = Image.alpha_composite(filled.resize(level.size, Image.Resampling.BILINEAR), level)
    return Image.composite(filled.convert("RGB"), image.convert("RGB"), holes)
