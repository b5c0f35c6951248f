"""Convert masks between the mask sources and the one convention, white is repainted, and know which a mask follows."""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

from stability_client._contract import facts
from stability_client._images import pillow
from stability_client._images.inputs import open_image
from stability_client._images.pixels import is_pil_image
from stability_client._images.sources import ImageInput
from stability_client.errors import InvalidImageDimensionsError, InvalidMaskImageError, InvalidOptionError

if TYPE_CHECKING:
    from PIL.Image import Image

P = ParamSpec("P")

WHITE, BLACK, ALPHA = "MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"

POLARITY_KEY = "stability_client.polarity"
"""The key of a PIL image's `info` that holds a mask's polarity and its thumbnail. Pillow copies `info` to images that
it derives from one and into pickles, but not into files."""
THUMBNAIL_SIZE = (8, 8)
CLEARLY_NEARER = 4
"""A mask counts as itself if its thumbnail is this many times nearer to the recorded one than to that one inverted."""


# --- the polarity of masks made here


def set_polarity(mask: "Image", mask_source: str) -> "Image":
    """Record in a new mask for which mask source it is, `MASK_IMAGE_WHITE` or `MASK_IMAGE_BLACK`, and return it."""
    mask.info[POLARITY_KEY] = (mask_source, _thumbnail(mask))
    return mask


def get_polarity(source: object) -> str | None:
    """Return the mask source that a mask was made for, or None if it is not known.

    Only PIL images know it. Pillow keeps `info` when it inverts a mask too, so the mask must still resemble the one
    that was made: resized, converted or drawn on a little it does, inverted it does not.
    """
    if not is_pil_image(source) or POLARITY_KEY not in source.info:
        return None
    mask_source, recorded = source.info[POLARITY_KEY]
    current = _thumbnail(open_image(source, "mask_image"))
    kept = sum(abs(gray - before) for gray, before in zip(current, recorded, strict=True))
    inverted = sum(abs(255 - gray - before) for gray, before in zip(current, recorded, strict=True))
    return str(mask_source) if CLEARLY_NEARER * kept < inverted else None


def _thumbnail(mask: "Image") -> bytes:
    return mask.convert("L").resize(THUMBNAIL_SIZE, pillow.Image.Resampling.BOX).tobytes()


def repaints_white(make: "Callable[P, Image]") -> "Callable[P, Image]":
    """Decorate a function that makes a mask: the mask knows that white is repainted."""

    @wraps(make)
    def make_with_polarity(*args: P.args, **kwargs: P.kwargs) -> "Image":
        return set_polarity(make(*args, **kwargs), WHITE)

    return make_with_polarity


# --- reading masks


def open_mask(source: ImageInput, argument: str = "mask") -> "Image":
    """Open a mask in mode `L`, white is repainted. Alpha is ignored.

    A mask that `for_source` made for `MASK_IMAGE_BLACK` is converted back.
    """
    luminance = _open_luminance(source, argument)
    return pillow.ImageChops.invert(luminance) if get_polarity(source) == BLACK else luminance


def _open_luminance(source: ImageInput, argument: str) -> "Image":
    return open_image(source, argument).convert("L")


def inverted_alpha(image: "Image") -> "Image":
    """Return mode `L`, white where a decoded image is transparent; all black if it has no alpha."""
    if image.mode.endswith("A"):
        return pillow.ImageChops.invert(image.getchannel("A"))
    return pillow.Image.new("L", image.size, 0)


def mask_source_name(mask_source: str | Enum | None) -> str:
    """Return the name of a mask source, given as text or as an enum member.

    Raises:
        InvalidOptionError: There is no such mask source.
    """
    name = mask_source.value if isinstance(mask_source, Enum) else mask_source
    known = facts.OPERATIONS["masking"].options["mask_source"].enum
    if name not in known:
        raise InvalidOptionError(f"mask_source: must be one of {', '.join(known)}, got {name!r}.")
    return str(name)


# --- the sizes of masks


def require_same_size(size: tuple[int, int], argument: str, other_size: tuple[int, int], other: str) -> None:
    """Check that two images have the same width and height.

    Raises:
        InvalidImageDimensionsError: They differ in size.
    """
    if size != other_size:
        raise InvalidImageDimensionsError(
            f"{argument}: must have the size of {other}, {other_size[0]}x{other_size[1]} pixels, "
            f"got {size[0]}x{size[1]}."
        )


def have_same_shape(size: tuple[int, int], other: tuple[int, int]) -> bool:
    """Return whether two images have the same aspect ratio: scaled to the smaller one, they differ by a pixel at most.

    A pixel, since both sides of a scaled image are rounded.
    """
    small, large = sorted((size, other), key=max)
    axis = large.index(max(large))  # the one that is scaled exactly
    return abs(small[axis] * large[1 - axis] - small[1 - axis] * large[axis]) <= large[axis]


def _require_same_shape(size: tuple[int, int], image_size: tuple[int, int]) -> None:
    if not have_same_shape(size, image_size):
        raise InvalidImageDimensionsError(
            f"mask_image: must have the aspect ratio of init_image, {image_size[0]}x{image_size[1]} pixels, "
            f"got {size[0]}x{size[1]}."
        )


def scale_mask(mask: "Image", size: tuple[int, int]) -> "Image":
    """Scale a mask, without the ringing of filters for photos: black stays black beside white."""
    return mask.resize(size, pillow.Image.Resampling.BILINEAR) if mask.size != size else mask


# --- converting masks


@repaints_white
def from_source(
    init_image: ImageInput, mask_image: ImageInput | None, mask_source: str | Enum | None = None
) -> "Image":
    """Return the mask that a call with these arguments applies, for any mask source and any edition.

    Args:
        init_image: The image to repaint a part of.
        mask_image: The mask. It is ignored with `INIT_IMAGE_ALPHA`; v2beta may do without.
        mask_source: `MASK_IMAGE_WHITE`, `MASK_IMAGE_BLACK` or `INIT_IMAGE_ALPHA`. None for v2beta, which has none:
            white is repainted or, without a mask, what is transparent in `init_image`.

    Returns:
        Mode `L`, the size of `init_image`, white is repainted. A mask for v2beta is scaled to it, as the service does.

    Raises:
        InvalidOptionError: There is no such mask source, or an image cannot be read.
        InvalidMaskImageError: The mask source needs a mask, and there is none.
        InvalidImageDimensionsError: The mask does not have the size of `init_image`; for v2beta, its aspect ratio.
    """
    name = None if mask_source is None else mask_source_name(mask_source)
    image = open_image(init_image, "init_image")
    if name == ALPHA or (name is None and mask_image is None):
        return inverted_alpha(image)
    if mask_image is None:
        raise InvalidMaskImageError(f"mask_image: must be given with {name}, got None.")
    mask = _open_luminance(mask_image, "mask_image")  # as the API reads it, even if it was made for another source
    if name is None:
        _require_same_shape(mask.size, image.size)
        return scale_mask(mask, image.size)
    require_same_size(mask.size, "mask_image", image.size, "init_image")
    return mask if name == WHITE else pillow.ImageChops.invert(mask)


def for_source(
    mask: ImageInput, mask_source: str | Enum | None = None, init_image: ImageInput | None = None
) -> "Image":
    """Return the image to send so that a mask source applies this mask.

    Args:
        mask: White is repainted. A mask that this function made for `MASK_IMAGE_BLACK` is recognized.
        mask_source: `MASK_IMAGE_WHITE`, `MASK_IMAGE_BLACK` or `INIT_IMAGE_ALPHA`. None for the `mask` of v2beta, which
            has none. The image for `INIT_IMAGE_ALPHA` can be sent to v2beta too, without a mask.
        init_image: The image to repaint a part of, needed only for `INIT_IMAGE_ALPHA`. Its own alpha is replaced.

    Returns:
        For v2beta and the `MASK_IMAGE_*` sources the mask to send, mode `L`. For `INIT_IMAGE_ALPHA` the image to
        send, mode `RGBA`, whose transparent parts keep their colors.

    Raises:
        InvalidOptionError: There is no such mask source, an image cannot be read, or `init_image` is missing.
        InvalidImageDimensionsError: The mask does not have the size of `init_image`.
    """
    name = WHITE if mask_source is None else mask_source_name(mask_source)
    white = open_mask(mask)
    if name == WHITE:
        return set_polarity(white, WHITE)
    black = pillow.ImageChops.invert(white)
    if name == BLACK:
        return set_polarity(black, BLACK)
    if init_image is None:
        raise InvalidOptionError(
            f"init_image: must be given with {name}, which takes the mask from its alpha channel, got None."
        )
    image = open_image(init_image, "init_image").convert("RGBA")
    require_same_size(white.size, "mask", image.size, "init_image")
    image.putalpha(black)
    return image
