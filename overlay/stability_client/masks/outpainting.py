"""Extend images beyond their edges."""

from typing import TYPE_CHECKING

import attrs

from stability_client._images import pillow
from stability_client._images.inputs import ImageInput, check_pixel_count, open_image
from stability_client.errors import InvalidOptionError
from stability_client.masks.fitting import PixelBox, pad_edges, scale_to
from stability_client.masks.morphology import blur_edges
from stability_client.masks.polarity import repaints_white
from stability_client.masks.sizes import Size, scale_into, smallest_enclosing_size

if TYPE_CHECKING:
    from PIL.Image import Image


@attrs.frozen(eq=False)
class Outpainting:
    """The images to send to extend an image: `canvas` as `init_image`, `mask` as `mask_image`, `MASK_IMAGE_WHITE`."""

    canvas: "Image"
    """Mode `RGB`, of a size that the API accepts: the image, with its edge pixels repeated in the new margins."""
    mask: "Image"
    """Mode `L`, the size of `canvas`: white in the margins."""
    box: PixelBox
    """The position of the image on the canvas: left, top, right, bottom in pixels."""
    scale: float
    """The scale of the image on the canvas; below 1 if the extended image would be too large for the API."""


def outpaint(
    image: ImageInput,
    left: int = 0,
    top: int = 0,
    right: int = 0,
    bottom: int = 0,
    *,
    overlap: int = 0,
    engine: str | None = None,
) -> Outpainting:
    """Extend an image on any side, and make the mask that repaints the new margins.

    Args:
        image: The image.
        left: By how many pixels to extend it on this side, 0 or more. Pixels that are missing to a size that the API
            accepts are added to the sides that are extended, or to both alike if neither of two is.
        top: As `left`.
        right: As `left`.
        bottom: As `left`.
        overlap: How many pixels of the image's own edge to repaint too, less and less inwards, so that no seam shows.
            0 keeps all of the image.
        engine: The engine that will be called, since some have limits of their own. None applies the general ones.

    Returns:
        Canvas and mask, and the position of the image on them.

    Raises:
        InvalidOptionError: A side is negative, no side is extended, or the image cannot be read.
        InvalidPixelCountError: The extended image would have more pixels than any image may.
    """
    margins = (left, top, right, bottom, overlap)
    if any(type(margin) is not int or margin < 0 for margin in margins):
        raise InvalidOptionError(f"left, top, right, bottom, overlap: must be whole pixels from 0, got {margins}.")
    if not any(margins[:4]):
        raise InvalidOptionError(f"left, top, right, bottom: at least one must be above 0, got {margins[:4]}.")
    opened = open_image(image, "image").convert("RGB")
    wanted = (left + opened.width + right, top + opened.height + bottom)
    check_pixel_count(wanted, "the extended image")
    frame = smallest_enclosing_size(wanted, engine)
    scale = min(1.0, scale_into(wanted, frame))
    x0, x1 = _extent(left, opened.width, right, frame[0], scale)
    y0, y1 = _extent(top, opened.height, bottom, frame[1], scale)
    box = (x0, y0, x1, y1)
    canvas = pad_edges(scale_to(opened, (x1 - x0, y1 - y0)), frame, box)
    return Outpainting(canvas, _mask_around(box, frame, overlap), box, scale)


def _extent(before: int, length: int, after: int, available: int, scale: float) -> tuple[int, int]:
    """Return the start and end of the image along one side of the canvas."""
    length = min(available, max(1, round(length * scale)))
    share = before / (before + after) if before + after else 0.5
    # The margins that the caller asked for come first; only what is left over is divided.
    spare = max(0.0, available - length - (before + after) * scale)
    start = min(round(before * scale + spare * share), available - length)
    return start, start + length


@repaints_white
def _mask_around(box: PixelBox, frame: Size, overlap: int) -> "Image":
    outside = pillow.Image.new("L", frame, 255)
    outside.paste(0, box)
    if not overlap:
        return outside
    # Only edges with a margin are softened; the middle of the transition is halfway into the overlap.
    half = (overlap + 1) // 2
    ends = (0, 0, *frame)
    inwards = (half, half, -half, -half)
    core = [edge if edge == end else edge + step for edge, end, step in zip(box, ends, inwards, strict=True)]
    hard = pillow.Image.new("L", frame, 255)
    if not (core[0] < core[2] and core[1] < core[3]):
        return hard  # the overlap covers the whole image
    hard.paste(0, (core[0], core[1], core[2], core[3]))
    return pillow.ImageChops.lighter(outside, blur_edges(hard, half))
