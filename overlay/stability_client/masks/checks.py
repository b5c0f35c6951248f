"""Check the images of a masking call before it costs money: presence first, then sizes, then pixels."""

import warnings
from enum import Enum
from typing import TYPE_CHECKING, cast

import attrs

from stability_client._images import pillow
from stability_client._images.headers import NORMAL_ORIENTATION, ImageHeader
from stability_client._images.inputs import ImageInput, InputImage, read_image
from stability_client.errors import InvalidImageDimensionsError, InvalidMaskImageError
from stability_client.masks.polarity import ALPHA, BLACK, WHITE, get_polarity, inverted_alpha, mask_source_name
from stability_client.masks.previews import format_share
from stability_client.masks.sizes import check_init_image_size

if TYPE_CHECKING:
    from PIL.Image import Image

FULL = 255
MIDPOINT = 128
"""The value from which a gray is more white than black."""
LARGEST_USUAL_SHARE = 0.75
"""From which share of repainted pixels on a mask that was made elsewhere is suspected to mean the reverse: inpainting
repaints a part, so the mask of a quarter of the image or less, inverted, is likelier than one of three quarters."""
OPPOSITE = {WHITE: BLACK, BLACK: WHITE}
REPAINTED_COLOR = {WHITE: "white", BLACK: "black"}
SHAPE_IN_ALPHA = "Its shape is in its alpha channel, which is ignored: masks.from_alpha makes a mask of that."


class MaskWarning(UserWarning):
    """A mask that is valid, but hardly does what was meant."""


def check_masking(
    init_image: ImageInput,
    mask_image: ImageInput | None,
    mask_source: str | Enum,
    *,
    engine: str | None = None,
    width: int | None = None,
    height: int | None = None,
    fit: bool = False,
) -> None:
    """Check the images of a masking call as the client does, without making the call.

    Issues a `MaskWarning` for each thing that is valid but hardly meant, such as a mask that repaints the whole image.

    Args:
        init_image: The image to repaint a part of.
        mask_image: The mask; None with `INIT_IMAGE_ALPHA`.
        mask_source: `MASK_IMAGE_WHITE`, `MASK_IMAGE_BLACK` or `INIT_IMAGE_ALPHA`.
        engine: The engine that will be called, since some have limits of their own.
        width: As in the call; it sets the width of the results in pixels.
        height: As `width`.
        fit: As in the call; with True, images of any size are accepted.

    Raises:
        InvalidOptionError: There is no such mask source, or an image cannot be read.
        InvalidMimeTypeError: An image is damaged, or not a PNG, JPEG or WebP file.
        InvalidMaskImageError: The mask is missing, would be ignored, would repaint nothing, or was made by this package
            for the other mask source.
        InvalidImageDimensionsError: The mask does not have the size of `init_image`, or that is none that the API
            accepts.
        InvalidPixelCountError: `init_image` has too many pixels, or too few.
    """
    name = mask_source_name(mask_source)
    image = read_image(init_image, "init_image", max_bytes=None)
    mask = None if mask_image is None else read_image(mask_image, "mask_image", max_bytes=None)
    problems = find_mask_problems(image, mask, name, get_polarity(mask_image))
    if image.size and not fit:
        check_init_image_size(image.size, engine=engine, width=width, height=height)
    for problem in problems:
        warnings.warn(problem, stacklevel=2)


def find_mask_problems(
    init_image: InputImage, mask_image: InputImage | None, mask_source: str, polarity: str | None = None
) -> tuple[MaskWarning, ...]:
    """Check that a masking call repaints something and that its mask fits, and return what is hardly meant.

    Args:
        init_image: The image to repaint a part of.
        mask_image: The mask, None if there is none.
        mask_source: `MASK_IMAGE_WHITE`, `MASK_IMAGE_BLACK` or `INIT_IMAGE_ALPHA`.
        polarity: The mask source that this package made the mask for; None if it was made elsewhere.

    Returns:
        The warnings to issue at the caller's line.

    Raises:
        InvalidMaskImageError: The mask is missing, would be ignored, would repaint nothing, or was made for the other
            mask source.
        InvalidImageDimensionsError: The mask does not have the size of `init_image`.
        InvalidMimeTypeError: The image that holds the mask is damaged.
    """
    if mask_source == ALPHA:
        messages = [_check_alpha(init_image, mask_image)]
    else:
        messages = [_check_mask_image(init_image, mask_image, mask_source, polarity)]
        messages.append(_orientation_problem(init_image, mask_image))
    return tuple(MaskWarning(message) for message in messages if message)


# --- INIT_IMAGE_ALPHA


def _check_alpha(init_image: InputImage, mask_image: InputImage | None) -> str | None:
    if mask_image is not None:
        raise InvalidMaskImageError(
            f"mask_image: must be None with {ALPHA}, which ignores it and takes the mask from the transparency of "
            f"init_image, got an image. Leave mask_image out, or choose {WHITE} or {BLACK}."
        )
    header = init_image.header()
    strength = inverted_alpha(init_image.pixels()) if header.has_alpha else None
    if strength is None or not strength.getbbox():
        got = f"a {header.media_type} file without an alpha channel" if strength is None else "an opaque image"
        raise InvalidMaskImageError(
            f"init_image: must be transparent where {ALPHA} is to repaint, got {got}. "
            "masks.for_source(mask, mask_source, init_image) puts a mask into its alpha; "
            f"or send a mask_image with {WHITE} or {BLACK}."
        )
    return _strength_problem(strength, ALPHA)


# --- MASK_IMAGE_WHITE and MASK_IMAGE_BLACK


def _check_mask_image(
    init_image: InputImage, mask_image: InputImage | None, mask_source: str, polarity: str | None
) -> str | None:
    if mask_image is None:
        raise InvalidMaskImageError(
            f"mask_image: must be given with {mask_source}, got None. masks.from_box makes one; "
            f"{ALPHA} takes the transparency of init_image instead."
        )
    _check_polarity(polarity, mask_source)
    _check_sizes(init_image.header(), mask_image.header())
    pixels = mask_image.pixels()
    luminance = pixels.convert("L")
    strength = luminance if mask_source == WHITE else pillow.ImageChops.invert(luminance)
    is_shape_in_alpha = _has_shape_in_alpha(pixels, luminance)
    if not strength.getbbox():
        kept = REPAINTED_COLOR[OPPOSITE[mask_source]]
        raise InvalidMaskImageError(
            f"mask_image: must be {REPAINTED_COLOR[mask_source]} where {mask_source} is to repaint, got an all {kept} "
            f"image. {SHAPE_IN_ALPHA if is_shape_in_alpha else _effect_of_other_sources(init_image, mask_source)}"
        )
    if is_shape_in_alpha:
        return f"{mask_source} repaints the whole image: mask_image has a single color. {SHAPE_IN_ALPHA}"
    return _strength_problem(strength, mask_source) or (None if polarity else _share_problem(strength, mask_source))


def _check_polarity(polarity: str | None, mask_source: str) -> None:
    if polarity is not None and polarity != mask_source:
        made, wanted = REPAINTED_COLOR[polarity], REPAINTED_COLOR[mask_source]
        raise InvalidMaskImageError(
            f"mask_image: must be {wanted} where {mask_source} is to repaint, got a mask of stability_client.masks in "
            f'which {made} is repainted. Send masks.for_source(mask, "{mask_source}"), or choose {polarity}.'
        )


def _check_sizes(init_image: ImageHeader, mask_image: ImageHeader) -> None:
    if init_image.size == mask_image.size:
        return
    advice = [
        f"{argument} has EXIF orientation {header.orientation}, so it is displayed as "
        f"{_format_size(header.display_size)}: masks.upright turns it, send its result."
        for argument, header in {"init_image": init_image, "mask_image": mask_image}.items()
        if header.display_size != header.size
    ] or ["Make the mask from the image that is sent; masks.fit brings both to one size that the API accepts."]
    raise InvalidImageDimensionsError(
        f"mask_image: must have the size of init_image, {_format_size(init_image.size)} pixels, "
        f"got {_format_size(mask_image.size)}. {' '.join(advice)}"
    )


def _format_size(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def _has_shape_in_alpha(pixels: "Image", luminance: "Image") -> bool:
    if not pixels.mode.endswith("A"):
        return False
    darkest, lightest = luminance.getextrema()
    lowest, highest = pixels.getchannel("A").getextrema()
    return darkest == lightest and lowest != highest


def _effect_of_other_sources(init_image: InputImage, mask_source: str) -> str:
    effect = f"{OPPOSITE[mask_source]} would repaint all of it."
    if init_image.header().has_alpha:
        strength = inverted_alpha(init_image.pixels())
        share = 1 - strength.histogram()[0] / (strength.width * strength.height)
        if share:
            effect += f" {ALPHA} without a mask_image would repaint {format_share(share)}: the transparent part."
    return effect


# --- valid, but hardly meant


def _orientation_problem(init_image: InputImage, mask_image: InputImage | None) -> str | None:
    """Describe a photo that is displayed turned or mirrored, if the sizes do not show what the mask was drawn on."""
    header = init_image.header()
    if header.orientation == NORMAL_ORIENTATION or header.display_size != header.size:
        return None
    if mask_image is not None and mask_image.header().orientation == header.orientation:
        return None  # both are displayed alike, so both are stored alike
    return (
        f"init_image has EXIF orientation {header.orientation}: it is displayed turned or mirrored, but the API reads "
        "the pixels as stored, so a mask that was drawn over the displayed photo repaints another part. masks.upright "
        "turns the photo: send its result, with a mask made from it."
    )


@attrs.frozen
class SuspiciousMask:
    """A range of masks that are hardly ever meant."""

    message: str
    weakest: range = range(FULL + 1)
    """The strength of the least repainted pixel."""
    strongest: range = range(FULL + 1)
    """The strength of the most repainted pixel."""


SUSPICIOUS_MASKS = (
    SuspiciousMask(
        "{source} repaints nowhere more than {strongest} with this mask. Masks that never reach half strength have "
        "come back with nothing repainted: draw the part to repaint in full strength.",
        strongest=range(MIDPOINT),
    ),
    SuspiciousMask(
        "{source} repaints the whole image with this mask. image_to_image does that without one.",
        weakest=range(FULL, FULL + 1),
    ),
    SuspiciousMask(
        "{source} repaints the whole image with this mask, nowhere less than {weakest}. Masks that never fall "
        "below half strength have come back with all of it repainted: draw the part to keep in full strength.",
        weakest=range(MIDPOINT, FULL + 1),
    ),
    SuspiciousMask(
        "{source} repaints the whole image with this mask, nowhere less than {weakest}.",
        weakest=range(1, FULL + 1),
    ),
)
"""The first that applies is reported."""


def _strength_problem(strength: "Image", mask_source: str) -> str | None:
    weakest, strongest = cast("tuple[int, int]", strength.getextrema())
    for suspicious in SUSPICIOUS_MASKS:
        if weakest in suspicious.weakest and strongest in suspicious.strongest:
            return suspicious.message.format(
                source=mask_source, weakest=format_share(weakest / FULL), strongest=format_share(strongest / FULL)
            )
    return None


def _share_problem(strength: "Image", mask_source: str) -> str | None:
    """Describe a mask that repaints most of the image, counted from half strength, since JPEG makes black uneven."""
    share = sum(strength.histogram()[MIDPOINT:]) / (strength.width * strength.height)
    if share < LARGEST_USUAL_SHARE:
        return None
    other = OPPOSITE[mask_source]
    return (
        f"{mask_source} repaints {format_share(share)} of the image with this mask. If it means the reverse, "
        f"choose {other}. If it is right, masks.from_source(init_image, mask_image, mask_source) makes a mask of it "
        "that is sent with MASK_IMAGE_WHITE and without this warning."
    )
