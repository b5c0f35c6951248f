"""Seeing what a masking call would repaint, before it is paid for."""

from enum import Enum
from typing import TYPE_CHECKING

import attrs

from stability_client._images import pillow
from stability_client._images.inputs import ImageInput, open_picture
from stability_client._images.pixels import encode_png
from stability_client.masks.polarity import from_source

if TYPE_CHECKING:
    from PIL.Image import Image

TINT, STRIPES, OUTLINE = (255, 64, 129), (255, 205, 220), (173, 0, 70)
FAINTEST_TINT, STRONGEST_TINT = 70, 165
"""Opacity of the tint, of 255, where hardly anything is repainted and where all is; the picture stays to be seen."""
STRIPES_ACROSS = 40
"""How many stripes the longer side holds."""


@attrs.frozen(eq=False)
class Preview:
    """What a masking call would repaint. Shows itself in a notebook."""

    image: "Image"
    """Mode `RGB`: the init image, tinted, hatched and outlined where it is repainted, and untouched elsewhere."""
    share: float
    """The share of pixels that are repainted, however little, 0 to 1."""
    box: tuple[int, int, int, int] | None
    """What holds them all: left, top, right, bottom in pixels; None where nothing is repainted."""
    share_in_part: float
    """The share of pixels that are repainted in part: the greys of the mask."""

    @property
    def summary(self) -> str:
        """One line: how much is repainted, and where."""
        width, height = self.image.size
        if self.box is None:
            return f"Nothing of {width}x{height} pixels is repainted."
        left, top, right, bottom = self.box
        where = "everywhere" if self.box == (0, 0, width, height) else f"within ({left}, {top}, {right}, {bottom})"
        part = f", {_percent(self.share_in_part)} of all only in part" if self.share_in_part else ""
        return f"{_percent(self.share)} of {width}x{height} pixels is repainted, {where}{part}."

    def __str__(self) -> str:
        return self.summary

    def _repr_png_(self) -> bytes:
        return encode_png(self.image)


def preview(init_image: ImageInput, mask_image: ImageInput | None, mask_source: str | Enum) -> Preview:
    """Shows what a masking call with these arguments would repaint.

    Args:
        init_image: The picture to repaint a part of.
        mask_image: The mask; None with `INIT_IMAGE_ALPHA`, which does not look at it.
        mask_source: `MASK_IMAGE_WHITE`, `MASK_IMAGE_BLACK` or `INIT_IMAGE_ALPHA`.

    Returns:
        The picture with the part to be repainted marked, and the figures. A mask that repaints nothing, or all, is
        shown too: finding that out is what a preview is for.

    Raises:
        InvalidOptionError: There is no such mask source, or an image cannot be read.
        InvalidMaskImageError: The mask source needs a mask, and there is none.
        InvalidImageDimensionsError: The mask is not the size of the picture.
    """
    picture = open_picture(init_image, "init_image")
    mask = from_source(picture, mask_image, mask_source)
    counts = mask.histogram()
    pixels = mask.width * mask.height
    return Preview(
        image=_marked(picture.convert("RGB"), mask),
        share=sum(counts[1:]) / pixels,
        box=mask.getbbox(),
        share_in_part=sum(counts[1:255]) / pixels,
    )


def _marked(picture: "Image", mask: "Image") -> "Image":
    opacity = [0, *(FAINTEST_TINT + (STRONGEST_TINT - FAINTEST_TINT) * grey // 255 for grey in range(1, 256))]
    touched = mask.point([0] + [255] * 255)
    marked = pillow.Image.composite(_hatching(picture.size), picture, mask.point(opacity))
    inner = touched.filter(pillow.ImageFilter.MinFilter(_outline_width(picture.size) * 2 + 1))
    marked.paste(OUTLINE, mask=pillow.ImageChops.subtract(touched, inner))
    return marked


def _hatching(size: tuple[int, int]) -> "Image":
    hatching = pillow.Image.new("RGB", size, TINT)
    draw = pillow.ImageDraw.Draw(hatching)
    width, height = size
    period = max(6, max(size) // STRIPES_ACROSS)
    for start in range(0, width + height, period):
        draw.line([(start, 0), (start - height, height)], fill=STRIPES, width=max(1, period // 4))
    return hatching


def _outline_width(size: tuple[int, int]) -> int:
    return 1 if max(size) < 1024 else 2  # noqa: PLR2004 - two pixels where pictures are mostly seen scaled down


def _percent(share: float) -> str:
    return f"{share:.1%}" if 0.001 <= share <= 0.999 or share in (0, 1) else f"{share:.3%}"  # noqa: PLR2004
