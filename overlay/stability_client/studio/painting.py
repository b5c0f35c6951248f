"""The mask that is painted: pixels from the page, and the library's own functions on it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from stability_client import masks
from stability_client._images import pillow
from stability_client.errors import InvalidImageDimensionsError, InvalidOptionError

if TYPE_CHECKING:
    from PIL.Image import Image

Size = tuple[int, int]


def empty(size: Size) -> "Image":
    """Return a mask that repaints nothing."""
    return pillow.Image.new("L", size, 0)


def paste(mask: "Image", box: tuple[int, int, int, int], pixels: bytes) -> "Image":
    """Return the mask with a part of it replaced.

    Args:
        mask: The mask; it is changed.
        box: Left, top, width and height of the part.
        pixels: A byte for each of its pixels, row by row.

    Raises:
        InvalidOptionError: The part is not within the mask, or has another number of pixels.
    """
    left, top, width, height = box
    if min(left, top) < 0 or min(width, height) < 1 or left + width > mask.width or top + height > mask.height:
        raise InvalidOptionError(f"box: must be within {mask.width}x{mask.height} pixels, got {box}")
    if len(pixels) != width * height:
        raise InvalidOptionError(f"pixels: must be {width * height:,} bytes for {width}x{height}, got {len(pixels):,}")
    mask.paste(pillow.Image.frombytes("L", (width, height), pixels), (left, top))
    return mask


def imported(source: bytes, size: Size) -> "Image":
    """Return the mask that a file holds: what is transparent in it if it is transparent, else what is white.

    Raises:
        StabilityError: It cannot be read, or has another size than the image.
    """
    opened = masks.upright(source)
    mask = masks.from_alpha(opened) if "A" in opened.getbands() else opened.convert("L")
    if mask.size != size:
        raise InvalidImageDimensionsError(
            f"mask: must have the size of the image, {size[0]}x{size[1]}, got {mask.width}x{mask.height}"
        )
    return mask


def initial(image: "Image") -> "Image":
    """Return the mask that an image begins with: what is transparent in it."""
    return masks.from_alpha(image) if "A" in image.getbands() else empty(image.size)


# --- what the library does with a mask


def _shape(make: Callable[..., "Image"], key: str) -> Callable[["Image", "Image", Mapping[str, Any]], "Image"]:
    def shaped(image: "Image", mask: "Image", edit: Mapping[str, Any]) -> "Image":
        shape = make(image.size, edit.get(key))
        strength = edit.get("strength", 255)
        if not isinstance(strength, int) or not 0 <= strength <= 255:  # noqa: PLR2004 - a byte
            raise InvalidOptionError(f"strength: must be 0 to 255, got {strength!r:.20}")
        if edit.get("erase"):
            return masks.intersect(mask, masks.invert(shape))
        return masks.union(mask, shape.point([gray * strength // 255 for gray in range(256)]))

    return shaped


def _pick(image: "Image", mask: "Image", edit: Mapping[str, Any]) -> "Image":
    x, y = edit.get("x"), edit.get("y")
    if not isinstance(x, int) or not isinstance(y, int) or not (0 <= x < image.width and 0 <= y < image.height):
        raise InvalidOptionError(f"x, y: must be a pixel of the image, got {x!r:.20}, {y!r:.20}")
    plain = image.convert("RGB")
    color: Any = plain.getpixel((x, y))  # three numbers, in RGB
    return masks.union(mask, masks.from_color(plain, color, tolerance=edit.get("tolerance", 16)))


def _pixels(edit: Mapping[str, Any]) -> Any:
    """How many pixels an edit reaches; the library checks that they are a number."""
    return edit.get("pixels")


EDITS: Mapping[str, Callable[["Image", "Image", Mapping[str, Any]], "Image"]] = {
    "rectangle": _shape(masks.from_box, "box"),
    "ellipse": _shape(masks.from_ellipse, "box"),
    "lasso": _shape(masks.from_polygon, "points"),
    "pick": _pick,
    "invert": lambda _, mask, __: masks.invert(mask),
    "feather": lambda _, mask, edit: masks.feather(mask, _pixels(edit)),
    "grow": lambda _, mask, edit: masks.grow(mask, _pixels(edit)),
    "shrink": lambda _, mask, edit: masks.shrink(mask, _pixels(edit)),
    "clear": lambda image, _, __: empty(image.size),
    "from_alpha": lambda image, _, __: masks.from_alpha(image),
}
"""What can be done with a mask, by name, from the image, the mask and what the page says of it."""


def edited(image: "Image", mask: "Image", edit: object) -> "Image":
    """Return the mask after an edit.

    Raises:
        StabilityError: There is no such edit, or it cannot be made so.
    """
    name = edit.get("edit") if isinstance(edit, dict) else None
    if not isinstance(edit, dict) or not isinstance(name, str) or name not in EDITS:
        raise InvalidOptionError(f"edit: must be one of {', '.join(EDITS)}, got {name!r:.40}")
    return EDITS[name](image, mask, edit)
