"""Pictures brought to a size that the API takes, and results brought back."""

from typing import TYPE_CHECKING

import attrs

from stability_client._images import pillow
from stability_client._images.headers import ORIENTATION_TAG, UPRIGHT
from stability_client._images.inputs import ImageInput, open_picture, read_image
from stability_client._images.pixels import is_pil_image
from stability_client.masks.polarity import open_mask, require_same_size
from stability_client.masks.sizes import Size, nearest_size, scale_into

if TYPE_CHECKING:
    from PIL.Image import Image

PixelBox = tuple[int, int, int, int]


@attrs.frozen(eq=False)
class Fitted:
    """A picture within a frame of an allowed size, and the way there and back."""

    image: "Image"
    """The picture to send. Where its shape is not the frame's, its edges run out to fill it."""
    box: PixelBox
    """Where in the frame the picture stands: left, top, right, bottom."""
    original_size: Size
    """Width and height of the picture before."""

    @property
    def size(self) -> Size:
        """Width and height of the frame in pixels."""
        return self.image.size

    def fit_mask(self, mask: ImageInput) -> "Image":
        """A mask of the original picture, brought into the frame. Mode `L`; the padding is kept (black).

        Raises InvalidImageDimensionsError where the mask is not the size of the original picture.
        """
        opened = open_mask(mask)
        require_same_size(opened.size, "mask", self.original_size, "the picture")
        framed = pillow.Image.new("L", self.size, 0)
        # Unlike what suits photos, this filter does not ring: black stays black beside white.
        framed.paste(opened.resize(_size_of_box(self.box), pillow.Image.Resampling.BILINEAR), self.box)
        return framed

    def back(self, result: ImageInput) -> "Image":
        """A result in the frame's size, without the padding and in the original size.

        Raises InvalidImageDimensionsError where it is not the size of the frame.
        """
        opened = open_picture(result, "result")
        require_same_size(opened.size, "result", self.size, "the frame")
        return scaled(opened.crop(self.box), self.original_size)


def fit(image: ImageInput, engine: str | None = None) -> Fitted:
    """Brings a picture to the nearest size that the API takes: scaled, never distorted, and padded where need be.

    Args:
        image: The picture. One that has an allowed size already stays as it is.
        engine: The engine that will paint; some have limits of their own. None goes by the general ones.

    Returns:
        The picture in its frame, with `fit_mask` for its mask and `back` for the result.

    Raises:
        InvalidOptionError, InvalidMimeTypeError: The image cannot be read.
    """
    picture = open_picture(image, "image")
    frame = nearest_size(picture.size, engine)
    scale = scale_into(picture.size, frame)
    size = (min(frame[0], max(1, round(picture.width * scale))), min(frame[1], max(1, round(picture.height * scale))))
    left, top = (frame[0] - size[0]) // 2, (frame[1] - size[1]) // 2
    box = (left, top, left + size[0], top + size[1])
    return Fitted(framed(scaled(picture, size), frame, box), box, picture.size)


def framed(picture: "Image", frame: Size, box: PixelBox) -> "Image":
    """A picture within a larger frame, its edges drawn out to fill what is left and right, above and below."""
    left, top, right, bottom = box
    width, height = picture.size
    columns = ((0, left, 0, 1), (left, right, 0, width), (right, frame[0], width - 1, width))
    rows = ((0, top, 0, 1), (top, bottom, 0, height), (bottom, frame[1], height - 1, height))
    canvas = pillow.Image.new(picture.mode, frame)
    for x0, x1, from_x0, from_x1 in columns:
        for y0, y1, from_y0, from_y1 in rows:
            if x0 < x1 and y0 < y1:
                piece = picture.crop((from_x0, from_y0, from_x1, from_y1))
                canvas.paste(piece.resize((x1 - x0, y1 - y0), pillow.Image.Resampling.NEAREST), (x0, y0))
    return canvas


def scaled(picture: "Image", size: Size) -> "Image":
    return picture.resize(size, pillow.Image.Resampling.LANCZOS) if picture.size != size else picture


def _size_of_box(box: PixelBox) -> Size:
    return box[2] - box[0], box[3] - box[1]


# --- which way up


def upright(image: ImageInput) -> "Image":
    """Turns a photo the way a viewer shows it, as its EXIF orientation says.

    Cameras store photos as the sensor lies and note how to turn them. The API counts stored pixels, so a mask that was
    drawn over the photo as shown does not fit; over the upright photo it does.

    Args:
        image: A file, or a PIL image that knows its EXIF.

    Returns:
        The turned picture in mode `L`, `LA`, `RGB` or `RGBA`, without EXIF.

    Raises:
        InvalidOptionError, InvalidMimeTypeError: The image cannot be read.
    """
    if is_pil_image(image):
        picture, orientation = open_picture(image, "image"), _orientation_of(image)
    else:
        file = read_image(image, "image", max_bytes=None)
        picture, orientation = file.pixels(), file.header().orientation
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
    return picture.transpose(turns[orientation]) if orientation in turns else picture


def _orientation_of(image: "Image") -> int:
    try:
        return int(image.getexif().get(ORIENTATION_TAG, UPRIGHT))
    except Exception:  # noqa: BLE001 - damaged EXIF makes Pillow raise this and that, and says nothing
        return UPRIGHT
