"""Show what a call would repaint, before it is paid for."""

from enum import Enum
from typing import TYPE_CHECKING

import attrs

from stability_client._images import pillow
from stability_client._images.inputs import open_image
from stability_client._images.pixels import encode_png
from stability_client._images.sources import ImageInput
from stability_client.masks.dilation import lightest_beside
from stability_client.masks.growing import grow_border, growth_of_call
from stability_client.masks.polarity import from_source
from stability_client.masks.sizes import INPAINT, MASKING

if TYPE_CHECKING:
    from PIL.Image import Image

TINT, STRIPES, OUTLINE = (255, 64, 129), (255, 205, 220), (173, 0, 70)
MIN_TINT, MAX_TINT = 70, 165
"""Opacity of the tint, of 255, for the weakest and the full strength. The image stays visible below it."""
STRIPES_ACROSS = 40
"""The number of stripes along the longer side."""


@attrs.frozen(eq=False)
class Preview:
    """The part of an image that a call would repaint. Notebooks display it."""

    image: "Image"
    """Mode `RGB`: the init image, with the part to be repainted tinted, hatched and outlined."""
    share: float
    """The share of pixels that are repainted at any strength, 0 to 1."""
    box: tuple[int, int, int, int] | None
    """The bounding box of these pixels: left, top, right, bottom; None if nothing is repainted."""
    share_in_part: float
    """The share of pixels that are repainted in part, 0 to 1: the grays of the mask."""

    @property
    def summary(self) -> str:
        """One line that states how much is repainted, and in which box."""
        width, height = self.image.size
        if self.box is None:
            return f"Nothing of {width}x{height} pixels is repainted."
        left, top, right, bottom = self.box
        where = "everywhere" if self.box == (0, 0, width, height) else f"within ({left}, {top}, {right}, {bottom})"
        part = f", {format_share(self.share_in_part)} of all only in part" if self.share_in_part else ""
        return f"{format_share(self.share)} of {width}x{height} pixels is repainted, {where}{part}."

    def __str__(self) -> str:
        return self.summary

    def _repr_png_(self) -> bytes:
        return encode_png(self.image)


def preview(
    init_image: ImageInput,
    mask_image: ImageInput | None = None,
    mask_source: str | Enum | None = None,
    *,
    grow_mask: int | None = None,
) -> Preview:
    """Show what a call with these arguments would repaint, of any edition.

    A mask that repaints nothing, or everything, is shown too: a preview is for finding that out.

    Args:
        init_image: The image to repaint a part of.
        mask_image: The mask. It is ignored with `INIT_IMAGE_ALPHA`; v2beta may do without.
        mask_source: `MASK_IMAGE_WHITE`, `MASK_IMAGE_BLACK` or `INIT_IMAGE_ALPHA`. None for v2beta, which has none:
            white is repainted or, without a mask, what is transparent in `init_image`.
        grow_mask: As in the call; for v2beta only. None is the service's default, 5 pixels. The mask's own edge is
            drawn as a light line within the outline. How the service grows masks exactly is not published.

    Returns:
        The image with the part to be repainted marked, and the figures.

    Raises:
        InvalidOptionError: There is no such mask source, `grow_mask` is out of range, or an image cannot be read.
        InvalidMaskImageError: The mask source needs a mask, and there is none.
        InvalidImageDimensionsError: The mask does not have the size of `init_image`; for v2beta, its aspect ratio.
    """
    growth = growth_of_call(grow_mask, INPAINT if mask_source is None else MASKING)
    image = open_image(init_image, "init_image")
    mask = from_source(image, mask_image, mask_source)
    grown = grow_border(mask, growth)
    marked = _mark(image.convert("RGB"), grown)
    if growth:
        _outline(marked, mask, STRIPES)
    counts = grown.histogram()
    pixels = grown.width * grown.height
    return Preview(
        image=marked,
        share=sum(counts[1:]) / pixels,
        box=grown.getbbox(),
        share_in_part=sum(counts[1:255]) / pixels,
    )


def format_share(share: float) -> str:
    """Format a share of 0 to 1 as a percentage, with more digits if it would else be rounded to 0 % or 100 %."""
    return f"{share:.1%}" if 0.001 <= share <= 0.999 or share in (0, 1) else f"{share:.3%}"  # noqa: PLR2004


def _mark(image: "Image", mask: "Image") -> "Image":
    opacity = [0, *(MIN_TINT + (MAX_TINT - MIN_TINT) * gray // 255 for gray in range(1, 256))]
    marked = pillow.Image.composite(_hatching(image.size), image, mask.point(opacity))
    _outline(marked, mask, OUTLINE)
    return marked


def _outline(image: "Image", mask: "Image", color: tuple[int, int, int]) -> None:
    """Draw a line along the inner edge of what a mask touches."""
    touched = mask.point([0] + [255] * 255)
    beside_kept = lightest_beside(pillow.ImageChops.invert(touched), _outline_width(image.size))
    image.paste(color, mask=pillow.ImageChops.darker(touched, beside_kept))


def _hatching(size: tuple[int, int]) -> "Image":
    hatching = pillow.Image.new("RGB", size, TINT)
    draw = pillow.ImageDraw.Draw(hatching)
    width, height = size
    period = max(6, max(size) // STRIPES_ACROSS)
    for start in range(0, width + height, period):
        draw.line([(start, 0), (start - height, height)], fill=STRIPES, width=max(1, period // 4))
    return hatching


def _outline_width(size: tuple[int, int]) -> int:
    return 1 if max(size) < 1024 else 2  # noqa: PLR2004 - larger images are mostly displayed scaled down
