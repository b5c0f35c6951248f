"""What is wrong with a mask, found before the call costs money: presence, then sizes, and pixels last."""

from typing import TYPE_CHECKING, cast

import attrs

from stability_client._images import pillow
from stability_client._images.headers import UPRIGHT, ImageHeader
from stability_client._images.inputs import InputImage
from stability_client.callers import warn
from stability_client.errors import InvalidImageDimensionsError, InvalidMaskImageError
from stability_client.masks.glances import HALF, holds_both
from stability_client.masks.polarity import ALPHA, BLACK, WHITE, hidden

if TYPE_CHECKING:
    from PIL.Image import Image

FULL = 255
SHAPE_IN_ALPHA = "Its shape is in its alpha channel, which is not looked at: masks.from_alpha makes a mask of that."
OPPOSITE = {WHITE: BLACK, BLACK: WHITE}
KEPT_COLOR = {WHITE: "black", BLACK: "white"}


class MaskWarning(UserWarning):
    """A mask that does something, but hardly what was meant."""


def check_masking(init_image: InputImage, mask_image: InputImage | None, mask_source: str) -> None:
    """Makes sure that a masking call repaints something, and that its mask fits.

    Where the mask does something odd, one `MaskWarning` is issued, which points at the first line outside this package.

    Args:
        init_image: The picture to repaint a part of.
        mask_image: The mask, None where there is none.
        mask_source: `MASK_IMAGE_WHITE`, `MASK_IMAGE_BLACK` or `INIT_IMAGE_ALPHA`.

    Raises:
        InvalidMaskImageError: The mask is missing, would not be looked at, or would repaint nothing.
        InvalidImageDimensionsError: The mask is not the size of the picture.
        InvalidMimeTypeError: The image that holds the mask is damaged.
    """
    if mask_source == ALPHA:
        oddity = _check_alpha(init_image, mask_image)
    else:
        oddity = _check_mask_image(init_image, mask_image, mask_source)
        oddity = " ".join(filter(None, (oddity, _turned(init_image.header(), mask_image)))) or None
    if oddity:
        warn(oddity, MaskWarning)


# --- INIT_IMAGE_ALPHA


def _check_alpha(init_image: InputImage, mask_image: InputImage | None) -> str | None:
    if mask_image is not None:
        raise InvalidMaskImageError(
            f"mask_image is given, but {ALPHA} takes the mask from the transparency of init_image and ignores it. "
            f"Leave mask_image out, or choose {WHITE} or {BLACK}."
        )
    if holds_both(init_image.data, in_alpha=True, kept=FULL):
        return None
    header = init_image.header()
    strength = hidden(init_image.pixels()) if header.can_be_transparent else None
    if strength is None or not strength.getbbox():
        found = "all of it is opaque" if strength is not None else f"this {header.media_type} file has no alpha channel"
        raise InvalidMaskImageError(
            f"{ALPHA} repaints what is transparent in init_image, but {found}: nothing would be repainted. "
            "masks.for_source(mask, mask_source, init_image) puts a mask into its alpha; "
            f"or send a mask_image with {WHITE} or {BLACK}."
        )
    return _oddity(strength, ALPHA)


# --- MASK_IMAGE_WHITE and MASK_IMAGE_BLACK


def _check_mask_image(init_image: InputImage, mask_image: InputImage | None, mask_source: str) -> str | None:
    if mask_image is None:
        raise InvalidMaskImageError(
            f"{mask_source} needs a mask_image, and none is given. masks.from_box makes one; "
            f"{ALPHA} takes the transparency of init_image instead."
        )
    _check_sizes(init_image.header(), mask_image.header())
    if holds_both(mask_image.data, in_alpha=False, kept=0 if mask_source == WHITE else FULL):
        return None
    picture = mask_image.pixels()
    luminance = picture.convert("L")
    strength = luminance if mask_source == WHITE else pillow.ImageChops.invert(luminance)
    shape_is_in_alpha = _holds_its_shape_in_alpha(picture, luminance)
    if not strength.getbbox():
        raise InvalidMaskImageError(
            f"mask_image is {KEPT_COLOR[mask_source]} all over, so {mask_source} keeps everything: nothing would be "
            f"repainted. {SHAPE_IN_ALPHA if shape_is_in_alpha else _other_sources(init_image, mask_source)}"
        )
    if shape_is_in_alpha:
        return f"mask_image has one colour all over, so {mask_source} repaints the whole image. {SHAPE_IN_ALPHA}"
    return _oddity(strength, mask_source)


def _check_sizes(init_image: ImageHeader, mask_image: ImageHeader) -> None:
    if init_image.size == mask_image.size:
        return
    images = {"init_image": init_image, "mask_image": mask_image}
    found = " and ".join(f"{name} is {_times(header.size)} pixels" for name, header in images.items())
    fixes = [
        f"{name} is stored lying on its side (EXIF orientation {header.orientation}) and is only shown as "
        f"{_times(header.shown_size)}: masks.upright turns it, send what that gives."
        for name, header in images.items()
        if header.shown_size != header.size
    ] or ["Make the mask from the very image that is sent; masks.fit brings both to one size that the API takes."]
    raise InvalidImageDimensionsError(f"{found}, but they must be of one size. {' '.join(fixes)}")


def _turned(init_image: ImageHeader, mask_image: InputImage | None) -> str | None:
    """What to say of a photo that is shown turned or mirrored, where no size tells what the mask was drawn on."""
    if init_image.orientation == UPRIGHT or init_image.shown_size != init_image.size:
        return None
    if mask_image is not None and mask_image.header().orientation == init_image.orientation:
        return None  # shown as the photo is, so stored as the photo is
    return (
        f"init_image is only shown turned or mirrored (EXIF orientation {init_image.orientation}): the API goes by the "
        "pixels as stored, where a mask that was drawn over the photo as shown repaints another part. masks.upright "
        "turns the photo: send what that gives, with a mask made from it."
    )


def _times(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def _holds_its_shape_in_alpha(picture: "Image", luminance: "Image") -> bool:
    if not picture.mode.endswith("A"):
        return False
    darkest, lightest = luminance.getextrema()
    faintest, densest = picture.getchannel("A").getextrema()
    return darkest == lightest and faintest != densest


def _other_sources(init_image: InputImage, mask_source: str) -> str:
    """Which other source would repaint what."""
    others = f"{OPPOSITE[mask_source]} would repaint all of it."
    if init_image.header().can_be_transparent:
        picture = hidden(init_image.pixels())
        share = 1 - picture.histogram()[0] / (picture.width * picture.height)
        if share:
            others += f" {ALPHA}, without a mask_image, would repaint {share:.1%}: what is transparent in init_image."
    return others


# --- what is odd, but may be meant


@attrs.frozen
class Oddity:
    """Something a mask does that is hardly ever meant."""

    message: str
    weakest: range = range(FULL + 1)
    """How strongly the least repainted pixel is repainted."""
    strongest: range = range(FULL + 1)
    """How strongly the most repainted pixel is repainted."""


ODDITIES = (
    Oddity(
        "{source} repaints nowhere more than {strongest} with this mask. Masks that never reach half strength have "
        "come back with nothing repainted: draw what is to be repainted in full strength.",
        strongest=range(HALF),
    ),
    Oddity(
        "{source} repaints the whole image with this mask. image_to_image does that without one.",
        weakest=range(FULL, FULL + 1),
    ),
    Oddity(
        "{source} repaints the whole image with this mask, nowhere less than {weakest}. Masks that never fall "
        "below half strength have come back with all of it repainted: draw what is to be kept in full.",
        weakest=range(HALF, FULL + 1),
    ),
    Oddity(
        "{source} repaints the whole image with this mask, nowhere less than {weakest}.",
        weakest=range(1, FULL + 1),
    ),
)
"""The first that applies is told."""


def _percent(grey: int) -> str:
    share = grey / FULL
    return f"{share:.0%}" if 0.01 <= share <= 0.99 or grey in (0, FULL) else f"{share:.1%}"  # noqa: PLR2004


def _oddity(strength: "Image", mask_source: str) -> str | None:
    weakest, strongest = cast("tuple[int, int]", strength.getextrema())
    for oddity in ODDITIES:
        if weakest in oddity.weakest and strongest in oddity.strongest:
            return oddity.message.format(source=mask_source, weakest=_percent(weakest), strongest=_percent(strongest))
    return None
