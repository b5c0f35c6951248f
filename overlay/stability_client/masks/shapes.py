"""Make masks from shapes, alpha channels and colors."""

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal, TypeAlias

from stability_client._images import pillow
from stability_client._images.inputs import check_pixel_count, open_image, read_image
from stability_client._images.pixels import is_pil_image
from stability_client._images.sources import ImageInput
from stability_client.errors import InvalidMaskImageError, InvalidOptionError
from stability_client.masks.polarity import inverted_alpha, repaints_white
from stability_client.masks.size_limits import Size

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels from the upper left corner; right and bottom are the first outside."""
Point: TypeAlias = tuple[float, float]
"""Pixels from the left and from the top."""

SUPERSAMPLING = 4
"""Round and slanted edges are drawn this many times larger and scaled down, which makes them smooth."""
MAX_SMOOTH_PIXELS = 2048 * 2048
"""Larger masks (four times what the API makes) keep hard edges, where no difference is visible."""


@repaints_white
def from_box(image: ImageInput | Size, box: Box) -> "Image":
    """Repaint a rectangle.

    Args:
        image: The image that the mask is for, or its width and height in pixels.
        box: The rectangle; parts outside the image are cut off.

    Returns:
        Mode `L`, the size of `image`, white within the rectangle, black elsewhere.

    Raises:
        InvalidOptionError: The box is empty or outside the image, or the image cannot be read.
    """
    size = size_of(image)
    left, top, right, bottom = _pixel_edges(_check_box(box, size), size)
    mask = pillow.Image.new("L", size, 0)
    mask.paste(255, (left, top, right, bottom))
    return mask


@repaints_white
def from_ellipse(image: ImageInput | Size, box: Box) -> "Image":
    """Repaint the ellipse that fills a rectangle.

    Args:
        image: The image that the mask is for, or its width and height in pixels.
        box: The rectangle; parts outside the image are cut off.

    Returns:
        Mode `L`, the size of `image`, white within the ellipse, black elsewhere.

    Raises:
        InvalidOptionError: The box is empty or outside the image, or the image cannot be read.
    """
    size = size_of(image)
    left, top, right, bottom = _check_box(box, size)

    def draw_ellipse(draw: "ImageDraw", scale: int) -> None:
        # Pillow includes the last row and column.
        draw.ellipse((left * scale, top * scale, right * scale - 1, bottom * scale - 1), fill=255)

    return _draw(size, draw_ellipse)


@repaints_white
def from_polygon(image: ImageInput | Size, points: Iterable[Point]) -> "Image":
    """Repaint a polygon.

    Args:
        image: The image that the mask is for, or its width and height in pixels.
        points: The corners, three or more, as pixels from the left and from the top.

    Returns:
        Mode `L`, the size of `image`, white within the polygon, black elsewhere.

    Raises:
        InvalidOptionError: There are too few corners, they span no pixel of the image, or the image cannot be read.
    """
    size = size_of(image)
    corners = _check_points(points)
    columns, rows = zip(*corners, strict=True)
    extent = (min(columns), min(rows), max(columns), max(rows))
    if not _has_pixels(extent, size):
        raise InvalidOptionError(
            f"points: must span at least one pixel of the image of {size[0]}x{size[1]}, got corners within {extent}, "
            "as left, top, right, bottom."
        )

    def draw_polygon(draw: "ImageDraw", scale: int) -> None:
        draw.polygon([(x * scale, y * scale) for x, y in corners], fill=255)

    return _draw(size, draw_polygon)


@repaints_white
def from_alpha(image: ImageInput, *, repaint: Literal["transparent", "opaque"] = "transparent") -> "Image":
    """Repaint the transparent or the opaque part of an image.

    Args:
        image: An image with an alpha channel or a transparent color.
        repaint: `transparent` for an image with a part cut out; `opaque` for a mask drawn on an empty layer.

    Returns:
        Mode `L`, the size of `image`, white is repainted.

    Raises:
        InvalidOptionError: `repaint` is neither, or the image cannot be read.
        InvalidMaskImageError: The image has no alpha channel.
    """
    if repaint not in ("transparent", "opaque"):
        raise InvalidOptionError(f"repaint: must be transparent or opaque, got {repaint!r}.")
    opened = open_image(image, "image")
    if not opened.mode.endswith("A"):
        raise InvalidMaskImageError(f"image: must have an alpha channel, got mode {opened.mode}.")
    mask = inverted_alpha(opened)
    return mask if repaint == "transparent" else pillow.ImageChops.invert(mask)


@repaints_white
def from_color(image: ImageInput, color: str | tuple[int, int, int], *, tolerance: int = 16) -> "Image":
    """Repaint every pixel of about a certain color.

    Args:
        image: The image that the mask is for.
        color: Red, green and blue of 0 to 255, or text such as `#1e90ff` or `white`.
        tolerance: How much red, green and blue may each differ, 0 to 255.

    Returns:
        Mode `L`, the size of `image`, white where the color is, black elsewhere; all black if it is nowhere.

    Raises:
        InvalidOptionError: There is no such color or tolerance, or the image cannot be read.
    """
    _check_tolerance(tolerance)
    opened = open_image(image, "image").convert("RGB")
    wanted = pillow.Image.new("RGB", opened.size, _check_color(color))
    red, green, blue = pillow.ImageChops.difference(opened, wanted).split()
    largest = pillow.ImageChops.lighter(pillow.ImageChops.lighter(red, green), blue)
    return largest.point([255 if difference <= tolerance else 0 for difference in range(256)])


# --- checks of arguments


def _check_tolerance(tolerance: int) -> None:
    try:
        if 0 <= tolerance <= 255:  # noqa: PLR2004 - the range of a channel
            return
    except (ValueError, TypeError):
        pass  # raised below
    raise InvalidOptionError(f"tolerance: must be a number from 0 to 255, got {tolerance!r}.")


def _check_color(color: str | tuple[int, int, int]) -> tuple[int, int, int]:
    try:
        red, green, blue = (pillow.ImageColor.getrgb(color) if isinstance(color, str) else color)[:3]
        if all(0 <= channel <= 255 for channel in (red, green, blue)):  # noqa: PLR2004 - the range of a channel
            return int(red), int(green), int(blue)
    except (ValueError, TypeError, LookupError):
        pass  # raised below
    raise InvalidOptionError(
        f"color: must be red, green and blue of 0 to 255, or text such as '#1e90ff', got {color!r}."
    )


def size_of(image: ImageInput | Size) -> Size:
    """Return width and height of an image in pixels, or check those that were passed in its place."""
    if isinstance(image, tuple):
        sides: tuple[object, ...] = image
        if [type(side) for side in sides] != [int, int] or min(image) < 1:
            raise InvalidOptionError(f"image: must be an image, or width and height in whole pixels, got {image!r}.")
        check_pixel_count(image, "image")
        return image
    if is_pil_image(image):
        check_pixel_count(image.size, "image")
        return image.size
    size = read_image(image, "image", max_bytes=None).size
    assert size is not None  # noqa: S101 - always known of an image that was checked
    return size


def _check_box(box: Box, size: Size) -> Box:
    edges = _check_edges(box)
    if not _has_pixels(edges, size):
        raise InvalidOptionError(
            f"box: must contain a pixel of the image of {size[0]}x{size[1]}, with left < right and top < bottom, "
            f"got {box!r}."
        )
    return edges


def _check_edges(box: Box) -> Box:
    try:
        left, top, right, bottom = edges = tuple(float(edge) for edge in box)
        if all(map(math.isfinite, edges)):
            return left, top, right, bottom
    except (ValueError, TypeError, OverflowError):
        pass  # raised below
    raise InvalidOptionError(f"box: must be left, top, right and bottom in pixels, four finite numbers, got {box!r}.")


def _check_points(points: Iterable[Point]) -> list[Point]:
    try:
        corners = list(points)
    except TypeError:
        raise InvalidOptionError(
            f"points: must be corners, pairs of pixels from the left and from the top, got {points!r}."
        ) from None
    if len(corners) < 3:  # noqa: PLR2004 - a triangle
        raise InvalidOptionError(f"points: must be at least 3 corners, got {len(corners)}.")
    return [_check_point(corner, index) for index, corner in enumerate(corners)]


def _check_point(corner: Point, index: int) -> Point:
    try:
        x, y = (float(coordinate) for coordinate in corner)
        if math.isfinite(x) and math.isfinite(y):
            return x, y
    except (ValueError, TypeError, OverflowError):
        pass  # raised below
    raise InvalidOptionError(
        f"points[{index}]: must be pixels from the left and from the top, two finite numbers, got {corner!r}."
    )


# --- drawing


def _has_pixels(box: Box, size: Size) -> bool:
    left, top, right, bottom = _pixel_edges(box, size)
    return left < right and top < bottom


def _pixel_edges(box: Box, size: Size) -> tuple[int, int, int, int]:
    """Cut a box off at the edges of an image, since Pillow cannot handle much larger numbers, and round it."""
    left, top, right, bottom = box
    return round(max(left, 0)), round(max(top, 0)), round(min(right, size[0])), round(min(bottom, size[1]))


def _draw(size: Size, draw_shape: "Callable[[ImageDraw, int], None]") -> "Image":
    scale = SUPERSAMPLING if size[0] * size[1] <= MAX_SMOOTH_PIXELS else 1
    large = pillow.Image.new("L", (size[0] * scale, size[1] * scale), 0)
    draw_shape(pillow.ImageDraw.Draw(large), scale)
    return large.reduce(scale)
