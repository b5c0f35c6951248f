"""Edits of a part of an image. Every pixel outside the part stays the same."""

from PIL import Image, ImageFilter

from stability_client.standin.painter.filling import fill_holes
from stability_client.standin.painter.prompted import Motif

SEAM = 1 / 12
"""The width over which new margins fade into the image, as a share of the shorter side."""


def inpaint(image: Image.Image, strength: Image.Image, motif: Motif, seed: int) -> Image.Image:
    """Paint a motif where `strength` says.

    Args:
        image: RGB or RGBA.
        strength: How strongly each pixel is repainted: mode L, of the same size.
        motif: What to paint. It fills the bounding box of what is repainted.
        seed: Of the motif.

    Returns:
        In the mode of the image; what is repainted is opaque.
    """
    box = strength.getbbox()
    if box is None:
        return image
    painted = motif.paint((box[2] - box[0], box[3] - box[1]), seed)
    return paste_through(image, painted, box, strength)


def erase(image: Image.Image, strength: Image.Image) -> Image.Image:
    """Fill what `strength` repaints with the colors around it. See `inpaint` for the arguments."""
    box = strength.getbbox()
    if box is None:
        return image
    holes = strength.point([0] + [255] * 255)
    filled = fill_holes(image.convert("RGB"), holes)
    return paste_through(image, filled.crop(box), box, strength)


def paste_through(
    image: Image.Image, patch: Image.Image, box: tuple[int, int, int, int], strength: Image.Image
) -> Image.Image:
    """Return the image with a patch in the box, blended in by the strength of each pixel."""
    changed = image.copy()
    changed.paste(patch.convert(image.mode), box, strength.crop(box))
    return changed


def outpaint(
    image: Image.Image, margins: tuple[int, int, int, int], motif: Motif, creativity: float, seed: int
) -> Image.Image:
    """Continue an image beyond its edges.

    Args:
        image: RGB or RGBA; transparency is lost.
        margins: Pixels to add at the left, the top, the right and the bottom.
        motif: What the margins show.
        creativity: 0 continues the colors of the image, 1 shows the motif.
        seed: Of the motif.

    Returns:
        RGB, larger by the margins, with the image inside unchanged.
    """
    left, top, right, bottom = margins
    size = image.width + left + right, image.height + top + bottom
    inner = image.convert("RGB")
    canvas, outside = Image.new("RGB", size), Image.new("L", size, 255)
    canvas.paste(inner, (left, top))
    outside.paste(0, (left, top, left + image.width, top + image.height))
    continued = fill_holes(canvas, outside)
    seam = outside.filter(ImageFilter.BoxBlur(round(min(image.size) * SEAM)))
    share = seam.point([round(max(0, level - 128) * 2 * creativity) for level in range(256)])
    result = Image.composite(motif.paint(size, seed), continued, share)
    result.paste(inner, (left, top))
    return result
