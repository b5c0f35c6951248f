"""Put the repainted part of a result into the original image, and leave all other pixels as they are."""

from typing import TYPE_CHECKING

from stability_client._images import pillow
from stability_client.masks.morphology import blur_edges, check_radius

if TYPE_CHECKING:
    from PIL.Image import Image

FEATHER = 4
"""Over how many pixels results blend in by default: enough to hide a seam, too little to bring back what was there."""


def paste_repainted(original: "Image", repainted: "Image", mask: "Image", feather: float = FEATHER) -> "Image":
    """Return an image with the part that a mask repaints taken from another one.

    Args:
        original: The image, mode `L`, `LA`, `RGB` or `RGBA`. Pixels where the mask is black stay exactly the same.
        repainted: The image of the same size to take the part from. If it has colors, so has what is returned.
        mask: Mode `L`, the same size; grays blend.
        feather: Over how many pixels, inwards from the edge of the mask, the images blend.

    Raises:
        InvalidOptionError: `feather` is out of range.
    """
    check_radius(feather, "feather")
    has_alpha = original.mode.endswith("A")
    has_colors = "RGB" in original.mode + repainted.mode
    mode = ("RGB" if has_colors else "L") + ("A" if has_alpha else "")
    # Of equal modes and sizes, `composite` gives the second image exactly where the mask is 0.
    blended = pillow.Image.composite(repainted.convert(mode), original.convert(mode), _feather_inwards(mask, feather))
    blended.info = dict(original.info)
    return blended


def _feather_inwards(mask: "Image", pixels: float) -> "Image":
    """Soften the outer edge of what is repainted without reaching beyond it."""
    if not pixels:
        return mask
    touched = mask.point([0] + [255] * 255)
    # The blurred edge is half strong where the hard one was: of its two halves the inner one is taken.
    inner = blur_edges(touched, pixels).point([max(0, 2 * gray - 255) for gray in range(256)])
    return pillow.ImageChops.darker(mask, inner)
