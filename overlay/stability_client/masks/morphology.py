"""Masks from masks: turned round, softened, grown, shrunk and put together."""

from functools import reduce
from typing import TYPE_CHECKING

from stability_client._images import pillow
from stability_client._images.inputs import ImageInput
from stability_client.errors import InvalidOptionError
from stability_client.masks.polarity import open_mask, require_same_size

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 1024
"""How far an edge may be moved or softened. Each pixel costs time, and further than that is hardly ever meant."""
SIGMAS_IN_FEATHER = 2
"""A Gaussian edge has run its course (95 % of it) within two standard deviations to either side."""


def invert(mask: ImageInput) -> "Image":
    """Repaints what was kept, and keeps what was repainted. Mode `L`."""
    return pillow.ImageChops.invert(open_mask(mask))


def feather(mask: ImageInput, pixels: float) -> "Image":
    """Softens the edges, so that new and old paint run into each other.

    Args:
        mask: White is repainted.
        pixels: How far the edge runs out to either side, 0 to 1024. Most of it: a hundredth part runs on a little.

    Returns:
        Mode `L`, the size of `mask`.
    """
    _check_pixels(pixels)
    return softened(open_mask(mask), pixels)


def softened(mask: "Image", pixels: float) -> "Image":
    """A mask with edges that run out over so many pixels, of which there may be any number."""
    return mask.filter(pillow.ImageFilter.GaussianBlur(pixels / SIGMAS_IN_FEATHER))


def grow(mask: ImageInput, pixels: int) -> "Image":
    """Repaints more: whatever is no further than so many pixels from what was repainted.

    Args:
        mask: White is repainted. Greys grow too, each pixel taking the lightest within reach.
        pixels: How far, 0 to 1024, alike in all directions.

    Returns:
        Mode `L`, the size of `mask`.
    """
    _check_pixels(pixels)
    return _lightest_within(open_mask(mask), int(pixels))


def shrink(mask: ImageInput, pixels: int) -> "Image":
    """Repaints less: keeps whatever is no further than so many pixels from what was kept.

    The border of the image is no edge: a mask that runs out of the image is not shrunk away from there.

    Args:
        mask: White is repainted. Greys shrink too, each pixel taking the darkest within reach.
        pixels: How far, 0 to 1024, alike in all directions.

    Returns:
        Mode `L`, the size of `mask`.
    """
    _check_pixels(pixels)
    return pillow.ImageChops.invert(_lightest_within(invert(mask), int(pixels)))


def union(mask: ImageInput, *others: ImageInput) -> "Image":
    """Repaints what any of the masks repaints, as strongly as the strongest.

    Returns mode `L`. Raises InvalidImageDimensionsError where the masks differ in size.
    """
    return reduce(pillow.ImageChops.lighter, _of_one_size(mask, *others))


def intersect(mask: ImageInput, *others: ImageInput) -> "Image":
    """Repaints only what all of the masks repaint, as strongly as the weakest.

    Returns mode `L`. Raises InvalidImageDimensionsError where the masks differ in size.
    """
    return reduce(pillow.ImageChops.darker, _of_one_size(mask, *others))


def _of_one_size(*masks: ImageInput) -> "list[Image]":
    opened = [open_mask(mask) for mask in masks]
    for mask in opened[1:]:
        require_same_size(mask.size, "a mask", opened[0].size, "the first one")
    return opened


def _check_pixels(pixels: float) -> None:
    if type(pixels) not in (int, float) or not 0 <= pixels <= MOST_PIXELS:
        raise InvalidOptionError(f"pixels must be a number from 0 to {MOST_PIXELS}, not {pixels!r}.")


def _lightest_within(mask: "Image", radius: int) -> "Image":
    """Each pixel becomes the lightest of those in a disc around it.

    The disc is taken row by row, from its poles to its equator: each row is the one before, widened. That makes a
    handful of whole-image operations per pixel of the radius; a filter would look at the whole disc for every pixel.
    """
    lighter = pillow.ImageChops.lighter
    width, height = mask.size
    padded = pillow.Image.new("L", (width + 2 * radius, height + 2 * radius), 0)
    padded.paste(mask, (radius, radius))
    row, reach, lightest = padded, 0, mask
    for rise in range(radius, -1, -1):
        while (reach + 1) ** 2 + rise**2 <= radius**2:
            reach += 1
            for shift in (-reach, reach):
                row = lighter(row, padded.crop((shift, 0, padded.width + shift, padded.height)))
        for shift in (-rise, rise):
            lightest = lighter(lightest, row.crop((radius, radius + shift, radius + width, radius + shift + height)))
    return lightest
