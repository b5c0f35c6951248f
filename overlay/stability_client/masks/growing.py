"""How v2beta grows a mask before it repaints: the option `grow_mask`."""

import math
from typing import TYPE_CHECKING

from stability_client._contract import facts
from stability_client._images import pillow
from stability_client.errors import InvalidOptionError
from stability_client.masks.morphology import blur_edges, lightest_within

if TYPE_CHECKING:
    from PIL.Image import Image


def grow_border(mask: "Image", pixels: float) -> "Image":
    """Widen a mask and blur its border, about as the service does for `grow_mask`.

    The service says only that it widens and blurs the border by that many pixels. Here the mask is dilated with a disc
    of that radius and blurred by a Gaussian of half that standard deviation, so that 95 % of the transition lie within
    `pixels` of the dilated edge. No pixel is repainted less than before.

    Args:
        mask: Mode `L`, white is repainted.
        pixels: The value of `grow_mask`, 0 or more. A fraction dilates by the next whole number.
    """
    if not pixels:
        return mask
    return pillow.ImageChops.lighter(mask, blur_edges(lightest_within(mask, math.ceil(pixels)), pixels))


def growth_of_call(grow_mask: int | None, operation: str) -> int:
    """Return by how many pixels a call grows its mask: as it says, else as much as the service does by default.

    Args:
        grow_mask: The option of that name, None if it is not sent.
        operation: The id of the operation.

    Raises:
        InvalidOptionError: `grow_mask` is out of range, or the operation does not grow masks.
    """
    field = facts.OPERATIONS[operation].options.get("grow_mask")
    if grow_mask is None:
        return int(field.default or 0) if field else 0
    low, high = (int(field.minimum or 0), int(field.maximum or 0)) if field else (0, 0)
    if type(grow_mask) is not int or not low <= grow_mask <= high:
        allowed = f"whole pixels from {low} to {high}" if field else "None, since only v2beta grows masks"
        raise InvalidOptionError(f"grow_mask: must be {allowed}, got {grow_mask!r:.80}. masks.grow grows any mask.")
    return grow_mask
