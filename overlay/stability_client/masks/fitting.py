"""Bring images to a size that the API accepts and results back, and turn photos upright."""

import warnings
from typing import TYPE_CHECKING, TypeAlias

import attrs

from stability_client._images import pillow
from stability_client._images.headers import NORMAL_ORIENTATION, ORIENTATION_TAG
from stability_client._images.inputs import open_image, read_image
from stability_client._images.pixels import encode_png, is_pil_image
from stability_client._images.sources import ImageInput
from stability_client.masks.growing import grow_border, growth_of_call
from stability_client.masks.polarity import open_mask, repaints_white, require_same_size, scale_mask
from stability_client.masks.restoring import FEATHER, paste_repainted
from stability_client.masks.size_limits import Size, scale_into
from stability_client.masks.sizes import MASKING, check_engine, engine_problem, nearest_size, operation_id

if TYPE_CHECKING:
    from PIL.Image import Image

PixelBox: TypeAlias = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels; right and bottom are the first outside."""


@attrs.define(eq=False)
class Fitted:
    """An image in a frame of an allowed size, with the conversions for its mask and its result."""

    image: "Image"
    """The image to send. If its aspect ratio differs from the frame's, its edge pixels are repeated to fill it."""
    box: PixelBox
    """The position of the image in the frame: left, top, right, bottom."""
    original: "Image"
    """The image before, at its full resolution, 8 bits per channel."""
    mask: "Image | None" = None
    """What `restore` replaces, of the size of `original`: the mask that `fit_mask` was last called with, grown as the
    service grows it."""
    operation: str = MASKING
    """The id of the operation that the image is for."""

    @property
    def original_size(self) -> Size:
        """Width and height of the image before, in pixels."""
        return self.original.size

    @property
    def size(self) -> Size:
        """Width and height of the frame in pixels."""
        return self.image.size

    @repaints_white
    def fit_mask(self, mask: ImageInput, *, grow_mask: int | None = None) -> "Image":
        """Bring a mask of the original image into the frame, and keep it in `mask` for `restore`.

        Args:
            mask: White is repainted.
            grow_mask: As in the call; for v2beta only. None is the service's default. The mask to send is not grown,
                since the service does that, but `restore` replaces what the grown mask repaints.

        Returns:
            Mode `L`, the size of the frame. The padding is kept (black).

        Raises:
            InvalidOptionError: The mask cannot be read, or `grow_mask` is out of range.
            InvalidImageDimensionsError: The mask does not have the size of the original image.
        """
        growth = growth_of_call(grow_mask, self.operation)
        opened = open_mask(mask)
        require_same_size(opened.size, "mask", self.original_size, "the original image")
        return self.frame_mask(opened, growth)

    def frame_mask(self, mask: "Image", growth: int) -> "Image":
        """Do what `fit_mask` does, for an opened mask and any growth in pixels of the frame."""
        framed = pillow.Image.new("L", self.size, 0)
        left, top, right, bottom = self.box
        framed.paste(scale_mask(mask, (right - left, bottom - top)), self.box)
        self.mask = mask
        if growth:
            grown = grow_border(framed, growth).crop(self.box)
            self.mask = pillow.ImageChops.lighter(mask, scale_mask(grown, self.original_size))
        return framed

    def crop(self, result: ImageInput) -> "Image":
        """Cut the padding off a result of any size, such as an upscaled one, and keep its resolution.

        Args:
            result: An image of the aspect ratio of the frame.

        Raises:
            InvalidOptionError: The image cannot be read.
        """
        opened = open_image(result, "result")
        across, down = opened.width / self.image.width, opened.height / self.image.height
        left, top, right, bottom = self.box
        return opened.crop((round(left * across), round(top * down), round(right * across), round(bottom * down)))

    def restore(self, result: ImageInput, mask: ImageInput | None = None, *, feather: float = FEATHER) -> "Image":
        """Bring a result back to the original size: without the padding, and with a mask, only what was repainted.

        Args:
            result: An image of the size of the frame.
            mask: The mask of the original image, white is repainted; by default the one that `fit_mask` was last called
                with, grown as the service grows it. Pixels that it keeps (black) are exactly those of the original.
                With no mask at all the whole result is taken, as after `image_to_image`.
            feather: Over how many pixels, inwards from the edge of the mask, the result blends in; 0 for a hard edge.

        Returns:
            The image in the original size.

        Raises:
            InvalidOptionError: An image cannot be read, or `feather` is out of range.
            InvalidImageDimensionsError: The result does not have the size of the frame, or the mask not that of the
                original.
        """
        opened = open_image(result, "result")
        require_same_size(opened.size, "result", self.size, "the frame")
        scaled = scale_to(opened.crop(self.box), self.original_size)
        used = self.mask if mask is None else open_mask(mask)
        if used is None:
            return scaled
        require_same_size(used.size, "mask", self.original_size, "the original image")
        return paste_repainted(self.original, scaled, used, feather)

    def _repr_png_(self) -> bytes:
        return encode_png(self.image)


def fit(
    image: ImageInput, engine: str | None = None, *, operation: str = MASKING, argument: str | None = None
) -> Fitted:
    """Bring an image to the nearest size that the API accepts: scaled, never distorted, and padded if needed.

    Args:
        image: The image. One of an allowed size is not changed.
        engine: The engine that will be called, since some have limits of their own. None applies the general ones; of
            v1, whose engines take certain sizes only, those that any engine takes. One that the contract does not know
            gets a UserWarning and the general ones too.
        operation: The call that the image is for, such as `v1.masking` or `v2beta.inpaint`; by default `masking` of
            v1alpha, whose sizes hold for its `image_to_image` as well.
        argument: Which image of the call it is, such as `style_image`; by default the first.

    Returns:
        The image in its frame, with `fit_mask` for its mask and `restore` for the result.

    Raises:
        InvalidOptionError: The image cannot be read, `engine` is not text, or there is no such operation or argument.
        InvalidMimeTypeError: The image is damaged, or not a PNG, JPEG or WebP file.
    """
    name = operation_id(operation)
    problem = engine_problem(check_engine(engine), name)
    if problem:
        warnings.warn(problem, UserWarning, stacklevel=2)
    return fit_unwarned(open_image(image, argument or "image"), engine, name, argument)


def fit_unwarned(opened: "Image", engine: str | None, operation: str = MASKING, argument: str | None = None) -> Fitted:
    """Do what `fit` does, for an opened image, any engine and the id of an operation."""
    frame = nearest_size(opened.size, engine, operation, argument)
    scale = scale_into(opened.size, frame)
    size = (min(frame[0], max(1, round(opened.width * scale))), min(frame[1], max(1, round(opened.height * scale))))
    left, top = (frame[0] - size[0]) // 2, (frame[1] - size[1]) // 2
    box = (left, top, left + size[0], top + size[1])
    return Fitted(pad_edges(scale_to(opened, size), frame, box), box, opened, operation=operation)


def pad_edges(image: "Image", frame: Size, box: PixelBox) -> "Image":
    """Place an image in a larger frame, and fill the rest by repeating its edge pixels."""
    left, top, right, bottom = box
    width, height = image.size
    columns = ((0, left, 0, 1), (left, right, 0, width), (right, frame[0], width - 1, width))
    rows = ((0, top, 0, 1), (top, bottom, 0, height), (bottom, frame[1], height - 1, height))
    canvas = pillow.Image.new(image.mode, frame)
    for x0, x1, from_x0, from_x1 in columns:
        for y0, y1, from_y0, from_y1 in rows:
            if x0 < x1 and y0 < y1:
                piece = image.crop((from_x0, from_y0, from_x1, from_y1))
                canvas.paste(piece.resize((x1 - x0, y1 - y0), pillow.Image.Resampling.NEAREST), (x0, y0))
    return canvas


def scale_to(image: "Image", size: Size) -> "Image":
    """Scale an image to a width and height in pixels."""
    return image.resize(size, pillow.Image.Resampling.LANCZOS) if image.size != size else image


# --- orientation


def upright(image: ImageInput) -> "Image":
    """Turn a photo as viewers display it, by its EXIF orientation.

    Cameras often store photos on their side, with a note on how to turn them. The API reads the pixels as stored, so a
    mask that was drawn over the displayed photo does not fit them; it fits the upright photo.

    Args:
        image: A file, or a PIL image that has its EXIF.

    Returns:
        The turned image in mode `L`, `LA`, `RGB` or `RGBA`, without EXIF.

    Raises:
        InvalidOptionError: The image cannot be read.
        InvalidMimeTypeError: The image is damaged, or not a PNG, JPEG or WebP file.
    """
    if is_pil_image(image):
        opened, orientation = open_image(image, "image"), _orientation_of(image)
    else:
        file = read_image(image, "image", max_bytes=None)
        opened, orientation = file.pixels(), file.header().orientation
    turn = pillow.Image.Transpose
    turns = {
        2: turn.FLIP_LEFT_RIGHT,
        3: turn.ROTATE_180,
        4: turn.FLIP_TOP_BOTTOM,
        5: turn.TRANSPOSE,
        6: turn.ROTATE_270,
        7: turn.TRANSVERSE,
        8: turn.ROTATE_90,
    }
    return opened.transpose(turns[orientation]) if orientation in turns else opened


def _orientation_of(image: "Image") -> int:
    try:
        return int(image.getexif().get(ORIENTATION_TAG, NORMAL_ORIENTATION))
    except Exception:  # noqa: BLE001 - Pillow raises various errors on damaged EXIF, which has no orientation
        return NORMAL_ORIENTATION
