"""From any mask source to the one convention (white is repainted), and back."""

from enum import Enum
from typing import TYPE_CHECKING

from stability_client._contract import facts
from stability_client._images import pillow
from stability_client._images.inputs import ImageInput, open_picture
from stability_client.errors import InvalidImageDimensionsError, InvalidMaskImageError, InvalidOptionError

if TYPE_CHECKING:
    from PIL.Image import Image

WHITE, BLACK, ALPHA = "MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"


def open_mask(source: ImageInput, part: str = "mask") -> "Image":
    """A mask from whatever the caller has, in mode `L`: the luminance, as the API reads it; alpha does not count."""
    return open_picture(source, part).convert("L")


def hidden(picture: "Image") -> "Image":
    """Mode `L`, white where a decoded picture is transparent; black all over where it has no alpha."""
    if picture.mode.endswith("A"):
        return pillow.ImageChops.invert(picture.getchannel("A"))
    return pillow.Image.new("L", picture.size, 0)


def mask_source_name(mask_source: str | Enum) -> str:
    """The name of a mask source, given as text or as an enum member.

    Raises:
        InvalidOptionError: There is no such mask source.
    """
    name = mask_source.value if isinstance(mask_source, Enum) else mask_source
    known = facts.OPERATIONS["masking"].options["mask_source"].enum
    if name not in known:
        raise InvalidOptionError(f"mask_source must be one of {', '.join(known)}, not {name!r}.")
    return str(name)


def require_same_size(one: tuple[int, int], name: str, other: tuple[int, int], other_name: str) -> None:
    """Raises InvalidImageDimensionsError where two images that belong together differ in size."""
    if one != other:
        raise InvalidImageDimensionsError(
            f"{name} is {one[0]}x{one[1]} pixels and {other_name} is {other[0]}x{other[1]}; they must be of one size."
        )


def from_source(init_image: ImageInput, mask_image: ImageInput | None, mask_source: str | Enum) -> "Image":
    """The mask that a masking call means, whatever its mask source.

    Args:
        init_image: The picture to repaint a part of.
        mask_image: The mask; None with `INIT_IMAGE_ALPHA`, which does not look at it.
        mask_source: `MASK_IMAGE_WHITE`, `MASK_IMAGE_BLACK` or `INIT_IMAGE_ALPHA`.

    Returns:
        Mode `L`, the size of `init_image`, white is repainted.

    Raises:
        InvalidOptionError: There is no such mask source, or an image cannot be read.
        InvalidMaskImageError: The mask source needs a mask, and there is none.
        InvalidImageDimensionsError: The mask is not the size of the picture.
    """
    name = mask_source_name(mask_source)
    picture = open_picture(init_image, "init_image")
    if name == ALPHA:
        return hidden(picture)
    if mask_image is None:
        raise InvalidMaskImageError(f"{name} needs a mask_image.")
    mask = open_mask(mask_image, "mask_image")
    require_same_size(mask.size, "mask_image", picture.size, "init_image")
    return mask if name == WHITE else pillow.ImageChops.invert(mask)


def for_source(mask: ImageInput, mask_source: str | Enum, init_image: ImageInput | None = None) -> "Image":
    """What to send so that a mask source means this mask.

    Args:
        mask: White is repainted.
        mask_source: `MASK_IMAGE_WHITE`, `MASK_IMAGE_BLACK` or `INIT_IMAGE_ALPHA`.
        init_image: The picture, needed for `INIT_IMAGE_ALPHA` alone; the alpha it has already is replaced.

    Returns:
        For the `MASK_IMAGE_*` sources the `mask_image` to send, mode `L`. For `INIT_IMAGE_ALPHA` the `init_image` to
        send, mode `RGBA`, with its colours kept under the transparent parts.

    Raises:
        InvalidOptionError: There is no such mask source, an image cannot be read, or `init_image` is missing.
        InvalidImageDimensionsError: The mask is not the size of the picture.
    """
    name = mask_source_name(mask_source)
    white = open_mask(mask)
    if name == WHITE:
        return white
    black = pillow.ImageChops.invert(white)
    if name == BLACK:
        return black
    if init_image is None:
        raise InvalidOptionError(
            f"{name} puts the mask into the alpha of init_image, so for_source needs init_image too."
        )
    picture = open_picture(init_image, "init_image").convert("RGBA")
    require_same_size(white.size, "mask", picture.size, "init_image")
    picture.putalpha(black)
    return picture
