"""Extend images beyond their edges with masking calls, for editions that have no outpainting of their own."""

import warnings
from typing import TYPE_CHECKING, TypeAlias

import attrs

from stability_client._images import pillow
from stability_client._images.inputs import check_pixel_count, open_image
from stability_client._images.pixels import encode_png
from stability_client._images.sources import ImageInput
from stability_client.errors import InvalidOptionError
from stability_client.masks.fitting import PixelBox, pad_edges, scale_to
from stability_client.masks.morphology import blur_edges
from stability_client.masks.polarity import WHITE, repaints_white, require_same_size
from stability_client.masks.previews import preview
from stability_client.masks.restoring import FEATHER, paste_repainted
from stability_client.masks.size_limits import Size, format_size, scale_into
from stability_client.masks.sizes import MASKING, check_engine, engine_problem, operation_id, smallest_enclosing_size

if TYPE_CHECKING:
    from PIL.Image import Image


Margins: TypeAlias = tuple[int, int, int, int]
"""Pixels at the left, top, right and bottom."""


@attrs.frozen(eq=False)
class Outpainting:
    """The images to send to extend an image: `canvas` as `init_image`, `mask` as `mask_image`, `MASK_IMAGE_WHITE`.

    The API accepts only certain sizes, so the canvas is often larger than what was asked for; `restore` makes exactly
    that of a result.
    """

    canvas: "Image"
    """Mode `RGB`, of a size that the API accepts: the image, with its edge pixels repeated in the new margins."""
    mask: "Image"
    """Mode `L`, the size of `canvas`: white in the margins."""
    box: PixelBox
    """The position of the image on the canvas: left, top, right, bottom in pixels."""
    scale: float
    """The scale of the image on the canvas; below 1 if the extended image would be too large for the API."""
    original: "Image"
    """The image before, at its full resolution, 8 bits per channel."""
    margins: Margins
    """By how many pixels of `original` to extend it: left, top, right, bottom, as they were asked for."""
    overlap: int = 0
    """How many pixels of the image's own edge are repainted too."""

    @property
    def size(self) -> Size:
        """Width and height in pixels of the extended image, as it was asked for: what `restore` returns."""
        left, top, right, bottom = self.margins
        return left + self.original.width + right, top + self.original.height + bottom

    @property
    def added(self) -> Margins:
        """How many pixels the canvas has beyond what was asked for: left, top, right, bottom."""
        left, top, right, bottom = (round(edge) for edge in self._asked_box())
        return left, top, self.canvas.width - right, self.canvas.height - bottom

    @property
    def summary(self) -> str:
        """One line that states what was asked for, and what the canvas has beyond it."""
        sides = zip(("left", "top", "right", "bottom"), self.added, strict=True)
        more = ", ".join(f"{pixels} at the {side}" for side, pixels in sides if pixels)
        scaled = f", scaled to {self.scale:.0%}" if self.scale < 1 else ""
        return (
            f"{format_size(self.original.size)} pixels extended to {format_size(self.size)}, on a canvas of "
            f"{format_size(self.canvas.size)}{scaled}"
            + (f". It has more pixels than asked for: {more}. restore removes them." if more else ".")
        )

    def restore(self, result: ImageInput, *, feather: float = FEATHER) -> "Image":
        """Return the extended image: exactly as many pixels as asked for, the original among them as it was.

        Args:
            result: An image of the size of the canvas.
            feather: Over how many pixels, outwards from the original (with an overlap, inwards from its end), the
                result blends in; 0 for a hard edge.

        Returns:
            The image of the size `size`. Of the original only the overlap, if there is one, differs.

        Raises:
            InvalidOptionError: The image cannot be read, or `feather` is out of range.
            InvalidImageDimensionsError: It does not have the size of the canvas.
        """
        opened = open_image(result, "result")
        require_same_size(opened.size, "result", self.canvas.size, "the canvas")
        if opened.mode == "L":
            opened = opened.convert("RGB")
        repainted = opened.resize(self.size, pillow.Image.Resampling.LANCZOS, box=self._asked_box())
        left, top, _, _ = self.margins
        box = (left, top, left + self.original.width, top + self.original.height)
        mask = _mask_around(box, self.size, round(self.overlap / self.scale))
        return paste_repainted(pad_edges(self.original, self.size, box), repainted, mask, feather)

    def _asked_box(self) -> tuple[float, float, float, float]:
        """Return the part of the canvas that was asked for: the image with its margins, at the scale of the canvas."""
        (x0, y0, x1, y1), (left, top, right, bottom) = self.box, self.margins
        across, down = (x1 - x0) / self.original.width, (y1 - y0) / self.original.height
        # A rounded scale can reach a fraction of a pixel beyond the canvas.
        return (
            max(0.0, x0 - left * across),
            max(0.0, y0 - top * down),
            min(float(self.canvas.width), x1 + right * across),
            min(float(self.canvas.height), y1 + bottom * down),
        )

    def __str__(self) -> str:
        return self.summary

    def _repr_png_(self) -> bytes:
        return encode_png(preview(self.canvas, self.mask, WHITE).image)


def outpaint(
    image: ImageInput,
    left: int = 0,
    top: int = 0,
    right: int = 0,
    bottom: int = 0,
    *,
    overlap: int = 0,
    engine: str | None = None,
    operation: str = MASKING,
) -> Outpainting:
    """Extend an image on any side, and make the mask that repaints the new margins.

    This is for the masking calls of v1alpha and v1. v2beta does all of it in one call, `v2beta.outpaint`.

    Args:
        image: The image.
        left: By how many pixels to extend it on this side, 0 or more. The canvas gets the pixels that are missing to a
            size that the API accepts as well, at the sides that are extended, or at both alike if neither of two is:
            `added` states them, and `restore` removes them.
        top: As `left`.
        right: As `left`.
        bottom: As `left`.
        overlap: How many pixels of the image's own edge to repaint too, less and less inwards, so that no seam shows.
            0 keeps all of the image.
        engine: The engine that will be called, since some have limits of their own. None applies the general ones. One
            that the contract does not know gets a UserWarning and the general ones too.
        operation: The call that the canvas is for: `masking` of v1alpha, or `v1.masking`.

    Returns:
        Canvas and mask, and the position of the image on them, with `restore` for the result.

    Raises:
        InvalidOptionError: A side is negative, no side is extended, there is no such operation, or the image cannot be
            read.
        InvalidPixelCountError: The extended image would have more pixels than any image may.
    """
    margins = (left, top, right, bottom, overlap)
    if any(type(margin) is not int or margin < 0 for margin in margins):
        raise InvalidOptionError(f"left, top, right, bottom, overlap: must be whole pixels from 0, got {margins}.")
    if not any(margins[:4]):
        raise InvalidOptionError(f"left, top, right, bottom: at least one must be above 0, got {margins[:4]}.")
    name = operation_id(operation)
    problem = engine_problem(check_engine(engine), name)
    if problem:
        warnings.warn(problem, UserWarning, stacklevel=2)
    opened = open_image(image, "image")
    wanted = (left + opened.width + right, top + opened.height + bottom)
    check_pixel_count(wanted, "the extended image")
    frame = smallest_enclosing_size(wanted, engine, name)
    scale = min(1.0, scale_into(wanted, frame))
    x0, x1 = _extent(left, opened.width, right, frame[0], scale)
    y0, y1 = _extent(top, opened.height, bottom, frame[1], scale)
    box = (x0, y0, x1, y1)
    canvas = pad_edges(scale_to(opened.convert("RGB"), (x1 - x0, y1 - y0)), frame, box)
    return Outpainting(
        canvas, _mask_around(box, frame, overlap), box, scale, opened, (left, top, right, bottom), overlap
    )


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
