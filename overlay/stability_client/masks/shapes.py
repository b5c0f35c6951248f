"""Masks from shapes, from alpha channels and from colours."""

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal, TypeAlias

from stability_client._images import pillow
from stability_client._images.inputs import ImageInput, check_pixel_count, open_picture, read_image
from stability_client._images.pixels import is_pil_image
from stability_client.errors import InvalidMaskImageError, InvalidOptionError
from stability_client.masks.polarity import hidden

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

Size: TypeAlias = tuple[int, int]
"""Width and height in pixels."""
Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels from the upper left corner; right and bottom are the first not to belong."""
Point: TypeAlias = tuple[float, float]

SMOOTHING = 4
"""Round and slanted edges are drawn this many times larger and scaled down, which makes them smooth."""
MAX_SMOOTHED_PIXELS = 2048 * 2048
"""Larger masks, twice the largest picture the API makes, keep hard edges: nobody sees the difference there."""


def from_box(image: ImageInput | Size, box: Box) -> "Image":
    """Repaints a rectangle.

    Args:
        image: The image that the mask is for, or its width and height.
        box: The rectangle; what lies outside the image is cut off.

    Returns:
        Mode `L`, white within the rectangle, black elsewhere.

    Raises:
        InvalidOptionError: The box is empty or outside the image, or the image cannot be read.
    """
    size = size_of(image)
    left, top, right, bottom = (round(edge) for edge in _cut_off(_checked_box(box, size), size))
    mask = pillow.Image.new("L", size, 0)
    mask.paste(255, (left, top, right, bottom))
    return mask


def from_ellipse(image: ImageInput | Size, box: Box) -> "Image":
    """Repaints the ellipse that fills a rectangle. Arguments, result and errors are those of `from_box`."""
    size = size_of(image)
    left, top, right, bottom = _checked_box(box, size)

    def draw_ellipse(draw: "ImageDraw", scale: int) -> None:
        # Pillow counts the last row and column in.
        draw.ellipse((left * scale, top * scale, right * scale - 1, bottom * scale - 1), fill=255)

    return _drawn(size, draw_ellipse)


def from_polygon(image: ImageInput | Size, points: Iterable[Point]) -> "Image":
    """Repaints the area within a closed line.

    Args:
        image: The image that the mask is for, or its width and height.
        points: The corners, three or more, as pixels from the left and from the top.

    Returns:
        Mode `L`, white within the line, black elsewhere.

    Raises:
        InvalidOptionError: There are too few corners, or they make no area within the image.
    """
    size = size_of(image)
    corners = _corners(points)
    columns, rows = zip(*corners, strict=True)
    extent = (min(columns), min(rows), max(columns), max(rows))
    if not _holds_a_pixel(extent, size):
        raise InvalidOptionError(
            f"points make no area within an image of {size[0]}x{size[1]}: the corners span {extent}, "
            "as left, top, right and bottom. At least one whole pixel must lie within."
        )

    def draw_polygon(draw: "ImageDraw", scale: int) -> None:
        draw.polygon([(x * scale, y * scale) for x, y in corners], fill=255)

    return _drawn(size, draw_polygon)


def from_alpha(image: ImageInput, *, repaint: Literal["transparent", "opaque"] = "transparent") -> "Image":
    """Repaints what is transparent in an image, or what is opaque.

    Args:
        image: An image with an alpha channel or a transparent colour.
        repaint: `transparent` for a picture with a hole cut out; `opaque` for a mask painted onto an empty layer.

    Returns:
        Mode `L`, the size of `image`, white is repainted.

    Raises:
        InvalidMaskImageError: The image has no transparency at all.
    """
    if repaint not in ("transparent", "opaque"):
        raise InvalidOptionError(f"repaint must be transparent or opaque, not {repaint!r}.")
    picture = open_picture(image, "image")
    if not picture.mode.endswith("A"):
        raise InvalidMaskImageError("image has no alpha channel, so there is nothing to make a mask of.")
    mask = hidden(picture)
    return mask if repaint == "transparent" else pillow.ImageChops.invert(mask)


def from_color(image: ImageInput, color: str | tuple[int, int, int], *, tolerance: int = 16) -> "Image":
    """Repaints all that has about a certain colour.

    Args:
        image: The image that the mask is for.
        color: A colour picked from it, as red, green and blue of 0 to 255 or as text such as `#1e90ff` or `white`.
        tolerance: How far red, green and blue may each be off, 0 to 255.

    Returns:
        Mode `L`, the size of `image`, white where the colour is, black elsewhere; black all over where it is nowhere.

    Raises:
        InvalidOptionError: There is no such colour or tolerance, or the image cannot be read.
    """
    _check_tolerance(tolerance)
    picture = open_picture(image, "image").convert("RGB")
    wanted = pillow.Image.new("RGB", picture.size, _rgb(color))
    red, green, blue = pillow.ImageChops.difference(picture, wanted).split()
    furthest = pillow.ImageChops.lighter(pillow.ImageChops.lighter(red, green), blue)
    return furthest.point([255 if distance <= tolerance else 0 for distance in range(256)])


def _check_tolerance(tolerance: int) -> None:
    try:
        if 0 <= tolerance <= 255:  # noqa: PLR2004 - the range of a channel
            return
    except (ValueError, TypeError):
        pass  # told below
    raise InvalidOptionError(f"tolerance must be a number from 0 to 255, not {tolerance!r}.")


def _rgb(color: str | tuple[int, int, int]) -> tuple[int, int, int]:
    try:
        red, green, blue = (pillow.ImageColor.getrgb(color) if isinstance(color, str) else color)[:3]
        if all(0 <= channel <= 255 for channel in (red, green, blue)):  # noqa: PLR2004 - the range of a channel
            return int(red), int(green), int(blue)
    except (ValueError, TypeError, LookupError):
        pass  # told below
    raise InvalidOptionError(
        f"color must be red, green and blue of 0 to 255, or text such as '#1e90ff', not {color!r}."
    )


def size_of(image: ImageInput | Size) -> Size:
    """Width and height of an image, or those that were given in its place."""
    if isinstance(image, tuple):
        sides: tuple[object, ...] = image
        if [type(side) for side in sides] != [int, int] or min(image) < 1:
            raise InvalidOptionError(f"image: a size is width and height in whole pixels, not {image!r}.")
        check_pixel_count(image, "image")
        return image
    if is_pil_image(image):
        check_pixel_count(image.size, "image")
        return image.size
    size = read_image(image, "image", max_bytes=None).size
    assert size is not None  # noqa: S101 - always known of an image that was checked
    return size


def _checked_box(box: Box, size: Size) -> Box:
    edges = _numbers(box)
    if not _holds_a_pixel(edges, size):
        raise InvalidOptionError(
            f"{box} holds no pixel of an image of {size[0]}x{size[1]}: left < right, top < bottom."
        )
    return edges


def _holds_a_pixel(box: Box, size: Size) -> bool:
    left, top, right, bottom = (round(edge) for edge in _cut_off(box, size))
    return left < right and top < bottom


def _cut_off(box: Box, size: Size) -> Box:
    """What of a box lies within an image; larger numbers than an image has pixels are too much for Pillow."""
    left, top, right, bottom = box
    return max(left, 0), max(top, 0), min(right, size[0]), min(bottom, size[1])


def _corners(points: Iterable[Point]) -> list[Point]:
    try:
        corners = list(points)
    except TypeError:
        raise InvalidOptionError(
            f"points must be corners, pairs of pixels from the left and from the top, not {points!r}."
        ) from None
    if len(corners) < 3:  # noqa: PLR2004 - a triangle
        raise InvalidOptionError(f"points: an area needs at least 3 corners, not {len(corners)}.")
    return [_corner(corner, index) for index, corner in enumerate(corners)]


def _corner(corner: Point, index: int) -> Point:
    try:
        x, y = (float(coordinate) for coordinate in corner)
        if math.isfinite(x) and math.isfinite(y):
            return x, y
    except (ValueError, TypeError, OverflowError):
        pass  # told below
    raise InvalidOptionError(
        f"points[{index}]: a corner is pixels from the left and from the top, two finite numbers, not {corner!r}."
    )


def _numbers(box: Box) -> Box:
    try:
        left, top, right, bottom = edges = tuple(float(edge) for edge in box)
        if all(map(math.isfinite, edges)):
            return left, top, right, bottom
    except (ValueError, TypeError, OverflowError):
        pass  # told below
    raise InvalidOptionError(f"A box is left, top, right and bottom in pixels, not {box!r}.")


def _drawn(size: Size, draw_shape: "Callable[[ImageDraw, int], None]") -> "Image":
    scale = SMOOTHING if size[0] * size[1] <= MAX_SMOOTHED_PIXELS else 1
    large = pillow.Image.new("L", (size[0] * scale, size[1] * scale), 0)
    draw_shape(pillow.ImageDraw.Draw(large), scale)
    return large.reduce(scale)
