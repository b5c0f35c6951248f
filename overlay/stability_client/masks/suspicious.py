"""Masks that are valid, but hardly do what was meant: each function returns what is suspicious, or None."""

from typing import TYPE_CHECKING, cast

import attrs

from stability_client._images.headers import NORMAL_ORIENTATION
from stability_client._images.inputs import InputImage
from stability_client.masks.previews import format_share

if TYPE_CHECKING:
    from PIL.Image import Image

FULL = 255
MIDPOINT = 128
"""The value from which a gray is more white than black."""
LARGEST_USUAL_SHARE = 0.75
"""From which share of repainted pixels on a mask that was made elsewhere is suspected to mean the reverse: inpainting
repaints a part, so the mask of a quarter of the image or less, inverted, is likelier than one of three quarters."""


class MaskWarning(UserWarning):
    """A mask that is valid, but hardly does what was meant."""


def orientation_problem(image: InputImage, mask: InputImage | None) -> str | None:
    """Describe a photo that is displayed turned or mirrored, if the sizes do not show what the mask was drawn on."""
    header = image.header()
    if header.orientation == NORMAL_ORIENTATION or header.display_size != header.size:
        return None
    if mask is not None and mask.header().orientation == header.orientation:
        return None  # both are displayed alike, so both are stored alike
    return (
        f"{image.argument} has EXIF orientation {header.orientation}: it is displayed turned or mirrored, but the API "
        "reads the pixels as stored, so a mask that was drawn over the displayed photo repaints another part. "
        "masks.upright turns the photo: send its result, with a mask made from it."
    )


@attrs.frozen
class SuspiciousMask:
    """A range of masks that are hardly ever meant."""

    message: str
    weakest: range = range(FULL + 1)
    """The strength of the least repainted pixel."""
    strongest: range = range(FULL + 1)
    """The strength of the most repainted pixel."""


SUSPICIOUS_MASKS = (
    SuspiciousMask(
        "{source} repaints nowhere more than {strongest} with this mask. Masks that never reach half strength have "
        "come back with nothing repainted: draw the part to repaint in full strength.",
        strongest=range(MIDPOINT),
    ),
    SuspiciousMask(
        "{source} repaints the whole image with this mask. {alternative} does that without one.",
        weakest=range(FULL, FULL + 1),
    ),
    SuspiciousMask(
        "{source} repaints the whole image with this mask, nowhere less than {weakest}. Masks that never fall "
        "below half strength have come back with all of it repainted: draw the part to keep in full strength.",
        weakest=range(MIDPOINT, FULL + 1),
    ),
    SuspiciousMask(
        "{source} repaints the whole image with this mask, nowhere less than {weakest}.",
        weakest=range(1, FULL + 1),
    ),
)
"""The first that applies is reported."""


def strength_problem(strength: "Image", source: str, alternative: str = "image_to_image") -> str | None:
    """Describe a mask that repaints too weakly, or everywhere.

    Args:
        strength: Mode `L`, white is repainted.
        source: The mask source, or the edition that has none.
        alternative: The call that repaints a whole image.
    """
    weakest, strongest = cast("tuple[int, int]", strength.getextrema())
    for suspicious in SUSPICIOUS_MASKS:
        if weakest in suspicious.weakest and strongest in suspicious.strongest:
            shares = {"weakest": format_share(weakest / FULL), "strongest": format_share(strongest / FULL)}
            return suspicious.message.format(source=source, alternative=alternative, **shares)
    return None


def share_problem(strength: "Image", source: str, advice: str) -> str | None:
    """Describe a mask that repaints most of the image, counted from half strength, since JPEG makes black uneven.

    Args:
        strength: Mode `L`, white is repainted.
        source: The mask source, or the edition that has none.
        advice: What to do, in whole sentences.
    """
    share = sum(strength.histogram()[MIDPOINT:]) / (strength.width * strength.height)
    if share < LARGEST_USUAL_SHARE:
        return None
    return f"{source} repaints {format_share(share)} of the image with this mask. {advice}"
