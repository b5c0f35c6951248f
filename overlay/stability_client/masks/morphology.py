"""Change masks: invert, feather, grow, shrink and combine them."""

from functools import reduce
from typing import TYPE_CHECKING

from stability_client._images import pillow
from stability_client._images.sources import ImageInput
from stability_client.errors import InvalidOptionError
from stability_client.masks.dilation import lightest_within
from stability_client.masks.polarity import open_mask, repaints_white, require_same_size

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_RADIUS = 1024
"""The most pixels to move or soften an edge by. Larger values are hardly ever meant."""
SIGMAS_PER_FEATHER = 2
"""95 % of a Gaussian edge lie within two standard deviations to either side."""


@repaints_white
def invert(mask: ImageInput) -> "Image":
    """Swap the repainted and the kept parts.

    Args:
        mask: White is repainted.

    Returns:
        Mode `L`, the size of `mask`.

    Raises:
        InvalidOptionError: The mask cannot be read.
    """
    return pillow.ImageChops.invert(open_mask(mask))


@repaints_white
def feather(mask: ImageInput, pixels: float) -> "Image":
    """Soften the edges, so that old and new parts blend.

    Args:
        mask: White is repainted.
        pixels: The width of the transition to either side of the edge, 0 to 1024. It covers 95 % of the edge.

    Returns:
        Mode `L`, the size of `mask`.

    Raises:
        InvalidOptionError: `pixels` is out of range, or the mask cannot be read.
    """
    check_radius(pixels)
    return blur_edges(open_mask(mask), pixels)


def blur_edges(mask: "Image", pixels: float) -> "Image":
    """Feather an opened mask by any number of pixels."""
    return mask.filter(pillow.ImageFilter.GaussianBlur(pixels / SIGMAS_PER_FEATHER))


@repaints_white
def grow(mask: ImageInput, pixels: int) -> "Image":
    """Repaint more: every pixel within a distance of what is repainted.

    Args:
        mask: White is repainted. Grays grow too: each pixel becomes the lightest within the distance.
        pixels: The distance, 0 to 1024, the same in all directions.

    Returns:
        Mode `L`, the size of `mask`.

    Raises:
        InvalidOptionError: `pixels` is out of range, or the mask cannot be read.
    """
    check_radius(pixels)
    return lightest_within(open_mask(mask), int(pixels))


@repaints_white
def shrink(mask: ImageInput, pixels: int) -> "Image":
    """Repaint less: keep every pixel within a distance of what is kept.

    The border of the image is not an edge: a mask that reaches it is not shrunk away from it.

    Args:
        mask: White is repainted. Grays shrink too: each pixel becomes the darkest within the distance.
        pixels: The distance, 0 to 1024, the same in all directions.

    Returns:
        Mode `L`, the size of `mask`.

    Raises:
        InvalidOptionError: `pixels` is out of range, or the mask cannot be read.
    """
    check_radius(pixels)
    return pillow.ImageChops.invert(lightest_within(invert(mask), int(pixels)))


@repaints_white
def union(mask: ImageInput, *others: ImageInput) -> "Image":
    """Repaint what any of the masks repaints, as strongly as the strongest.

    Args:
        mask: White is repainted.
        others: Masks of the same size.

    Returns:
        Mode `L`, the size of the masks.

    Raises:
        InvalidOptionError: A mask cannot be read.
        InvalidImageDimensionsError: The masks differ in size.
    """
    return reduce(pillow.ImageChops.lighter, _open_masks(mask, *others))


@repaints_white
def intersect(mask: ImageInput, *others: ImageInput) -> "Image":
    """Repaint only what all of the masks repaint, as strongly as the weakest.

    Args:
        mask: White is repainted.
        others: Masks of the same size.

    Returns:
        Mode `L`, the size of the masks.

    Raises:
        InvalidOptionError: A mask cannot be read.
        InvalidImageDimensionsError: The masks differ in size.
    """
    return reduce(pillow.ImageChops.darker, _open_masks(mask, *others))


def _open_masks(*masks: ImageInput) -> "list[Image]":
    opened = [open_mask(mask) for mask in masks]
    for index, mask in enumerate(opened[1:]):
        require_same_size(mask.size, f"others[{index}]", opened[0].size, "mask")
    return opened


def check_radius(pixels: float, argument: str = "pixels") -> None:
    """Check that a distance is from 0 to `MAX_RADIUS` pixels.

    Raises:
        InvalidOptionError: It is not.
    """
    if type(pixels) not in (int, float) or not 0 <= pixels <= MAX_RADIUS:
        raise InvalidOptionError(f"{argument}: must be a number from 0 to {MAX_RADIUS}, got {pixels!r}.")
