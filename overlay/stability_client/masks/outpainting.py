"""Growing a picture beyond its edges."""

from typing import TYPE_CHECKING

import attrs

from stability_client._images import pillow
from stability_client._images.inputs import ImageInput, check_pixel_count, open_picture
from stability_client.errors import InvalidOptionError
from stability_client.masks.fitting import PixelBox, framed, scaled
from stability_client.masks.morphology import softened
from stability_client.masks.sizes import scale_into, size_around

if TYPE_CHECKING:
    from PIL.Image import Image


@attrs.frozen(eq=False)
class Outpainting:
    """What to send to have a picture grown: `canvas` as `init_image` and `mask` as `mask_image`, `MASK_IMAGE_WHITE`."""

    canvas: "Image"
    """Mode `RGB`: the picture with room around it, into which its edges are drawn out. Of a size that the API takes."""
    mask: "Image"
    """Mode `L`, the size of `canvas`: white where there was no picture."""
    box: PixelBox
    """Where on the canvas the picture stands: left, top, right, bottom in pixels."""
    scale: float
    """How large the picture is on the canvas; below 1 where the grown picture would be larger than the API makes."""


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
    """Gives a picture more room on any side, and the mask that has the room painted.

    Args:
        image: The picture.
        left, top, right, bottom: By how many pixels to grow it. What is missing to a size that the API takes is added
            on the sides that grow, or, where neither of two does, to both alike.
        overlap: How many pixels of the picture's own edge to repaint along, ever less inwards, so that no seam shows.
            0 leaves all of the picture as it is.
        engine: The engine that will paint; some have limits of their own. None goes by the general ones.

    Returns:
        Canvas and mask, and where the picture stands on them.

    Raises:
        InvalidOptionError: A side is negative, no side grows, or the image cannot be read.
        InvalidPixelCountError: The picture would grow beyond what any image may hold.
    """
    margins = (left, top, right, bottom, overlap)
    if any(type(margin) is not int or margin < 0 for margin in margins):
        raise InvalidOptionError(
            f"left, top, right, bottom and overlap must be whole pixels of 0 or more, not {margins}."
        )
    if not any(margins[:4]):
        raise InvalidOptionError("left, top, right, bottom: at least one side must grow.")
    picture = open_picture(image, "image").convert("RGB")
    wanted = (left + picture.width + right, top + picture.height + bottom)
    check_pixel_count(wanted, "the grown picture")
    frame = size_around(wanted, engine)
    scale = min(1.0, scale_into(wanted, frame))
    x0, x1 = _placed(left, picture.width, right, frame[0], scale)
    y0, y1 = _placed(top, picture.height, bottom, frame[1], scale)
    box = (x0, y0, x1, y1)
    canvas = framed(scaled(picture, (x1 - x0, y1 - y0)), frame, box)
    return Outpainting(canvas, _mask_around(box, frame, overlap), box, scale)


def _placed(before: int, length: int, after: int, room: int, scale: float) -> tuple[int, int]:
    """Where the picture begins and ends along one side of the canvas."""
    length = min(room, max(1, round(length * scale)))
    share = before / (before + after) if before + after else 0.5
    # What the caller asked for comes first; only what rounding adds is shared out.
    spare = max(0.0, room - length - (before + after) * scale)
    start = min(round(before * scale + spare * share), room - length)
    return start, start + length


def _mask_around(box: PixelBox, frame: tuple[int, int], overlap: int) -> "Image":
    outside = pillow.Image.new("L", frame, 255)
    outside.paste(0, box)
    if not overlap:
        return outside
    # Only edges with new room beside them soften; the middle of the ramp lies halfway into the overlap.
    half = (overlap + 1) // 2
    ends = (0, 0, *frame)
    towards_inside = (half, half, -half, -half)
    core = [edge if edge == end else edge + step for edge, end, step in zip(box, ends, towards_inside, strict=True)]
    hard = pillow.Image.new("L", frame, 255)
    if not (core[0] < core[2] and core[1] < core[3]):
        return hard  # the overlap leaves nothing of the picture
    hard.paste(0, (core[0], core[1], core[2], core[3]))
    return pillow.ImageChops.lighter(outside, softened(hard, half))
