"""How v2beta grows a mask before it repaints: the option `grow_mask`."""

from typing import TYPE_CHECKING

from stability_client._contract import facts
from stability_client._images import pillow
from stability_client.errors import InvalidOptionError
from stability_client.masks.dilation import lightest_within, surroundings

if TYPE_CHECKING:
    from PIL.Image import Image


def grow_border(mask: "Image", pixels: int) -> "Image":
    """Widen a mask and blur its border, about as the service does for `grow_mask`.

    The service says only that it widens and blurs the border by that many pixels. Here the mask is dilated with a disc
    of half of them, and blurred with a box of the other half as its radius, which does not reach farther than all of
    them. No pixel is repainted less than before.

    Args:
        mask: Mode `L`, white is repainted.
        pixels: The value of `grow_mask`, 0 or more.
    """
    box = mask.getbbox()
    if not pixels or box is None:
        return mask
    # All that changes is near to what is repainted.
    near = surroundings(box, 2 * pixels, mask.size)
    part = mask.crop(near)
    core = lightest_within(part, (pixels + 1) // 2)
    blurred = core.filter(pillow.ImageFilter.BoxBlur(pixels // 2))
    within_reach = pillow.ImageChops.darker(blurred, lightest_within(part, pixels))
    grown = mask.copy()
    grown.paste(pillow.ImageChops.lighter(part, within_reach), near)
    return grown


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
