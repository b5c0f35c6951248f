"""Check the images of a call with a mask before it costs money: presence first, then sizes, then pixels."""

import warnings
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from stability_client._contract import facts
from stability_client._images import pillow
from stability_client._images.headers import ImageHeader
from stability_client._images.inputs import InputImage, read_image
from stability_client._images.sources import ImageInput
from stability_client.errors import InvalidImageDimensionsError, InvalidMaskImageError, InvalidOptionError
from stability_client.masks.polarity import (
    ALPHA,
    BLACK,
    WHITE,
    get_polarity,
    have_same_shape,
    inverted_alpha,
    mask_source_name,
)
from stability_client.masks.previews import format_share
from stability_client.masks.size_limits import format_size
from stability_client.masks.sizes import INPAINT, MASKING, call_name, check_init_image_size, operation_id
from stability_client.masks.suspicious import MaskWarning, orientation_problem, share_problem, strength_problem

if TYPE_CHECKING:
    from PIL.Image import Image

OPPOSITE = {WHITE: BLACK, BLACK: WHITE}
REPAINTED_COLOR = {WHITE: "white", BLACK: "black"}
SHAPE_IN_ALPHA = "Its shape is in its alpha channel, which is ignored: masks.from_alpha makes a mask of that."
V2BETA = "v2beta"


def check_masking(
    init_image: ImageInput,
    mask_image: ImageInput | None = None,
    mask_source: str | Enum | None = None,
    *,
    operation: str | None = None,
    engine: str | None = None,
    width: int | None = None,
    height: int | None = None,
    fit: bool = False,
) -> None:
    """Check the images of a call with a mask as the client does, without making the call.

    Issues a `MaskWarning` for each thing that is valid but hardly meant, such as a mask that repaints the whole image.

    Args:
        init_image: The image to repaint a part of.
        mask_image: The mask; None with `INIT_IMAGE_ALPHA`. v2beta may do without.
        mask_source: `MASK_IMAGE_WHITE`, `MASK_IMAGE_BLACK` or `INIT_IMAGE_ALPHA`. None for v2beta, which has none.
        operation: The call, such as `v1.masking` or `v2beta.erase`. By default `masking` of v1alpha with a mask source,
            and `v2beta.inpaint` without.
        engine: The engine that will be called, since some have limits of their own.
        width: As in the call; it sets the width of the results in pixels.
        height: As `width`.
        fit: As in the call; with True, images of any size are accepted.

    Raises:
        InvalidOptionError: There is no such mask source or operation, or an image cannot be read.
        InvalidMimeTypeError: An image is damaged, or not a PNG, JPEG or WebP file.
        InvalidMaskImageError: The mask is missing, would be ignored, would repaint nothing, or was made by this package
            for the other mask source.
        InvalidImageDimensionsError: The mask does not have the size of `init_image` (for v2beta, its aspect ratio), or
            that is none that the API accepts.
        InvalidPixelCountError: `init_image` has too many pixels, or too few.
    """
    call = operation_id(operation) if operation else INPAINT if mask_source is None else MASKING
    arguments = list(facts.OPERATIONS[call].files)
    if len(arguments) != 2 or "mask" not in arguments[1]:  # noqa: PLR2004 - an image and its mask
        raise InvalidOptionError(f"operation: must be one with a mask, got {operation!r}. Leave it out.")
    image = read_image(init_image, arguments[0], max_bytes=None)
    mask = None if mask_image is None else read_image(mask_image, arguments[1], max_bytes=None)
    if image.size and not fit:
        check_init_image_size(image.size, call, engine=engine, width=width, height=height)
    if "mask_source" in facts.OPERATIONS[call].options:
        problems = find_mask_problems(image, mask, mask_source_name(mask_source), get_polarity(mask_image))
    elif mask_source is None:
        problems = find_v2beta_mask_problems(image, mask, get_polarity(mask_image))
    else:
        raise InvalidOptionError(f"mask_source: must be None for {call_name(call)}, got {mask_source!r}.")
    for problem in problems:
        warnings.warn(problem, stacklevel=2)


def _to_warnings(*messages: str | None) -> tuple[MaskWarning, ...]:
    return tuple(MaskWarning(message) for message in messages if message)


# --- v2beta


def find_v2beta_mask_problems(
    image: InputImage, mask: InputImage | None, polarity: str | None = None
) -> tuple[MaskWarning, ...]:
    """Check that a call of v2beta repaints something and that its mask fits, and return what is hardly meant.

    Args:
        image: The image to repaint a part of.
        mask: The mask, white is repainted; None takes the transparency of the image.
        polarity: The mask source that this package made the mask for; None if it was made elsewhere.

    Returns:
        The warnings to issue at the caller's line.

    Raises:
        InvalidMaskImageError: There is neither a mask nor transparency, or the mask would repaint nothing, or was made
            for `MASK_IMAGE_BLACK`.
        InvalidImageDimensionsError: The mask does not have the aspect ratio of the image, so it would be stretched.
        InvalidMimeTypeError: The image that holds the mask is damaged.
    """
    has_alpha = image.header().has_alpha
    if mask is None:
        transparency = inverted_alpha(image.pixels()) if has_alpha else None
        if transparency is None or not transparency.getbbox():
            raise InvalidMaskImageError(
                f"mask: must be given, or {image.argument} must be transparent in the part to repaint, got no mask and "
                f"{_describe_opaque(image)}. masks.from_box makes a mask."
            )
        return _to_warnings(_v2beta_strength_problem(transparency))
    if polarity == BLACK:
        raise InvalidMaskImageError(
            f"{mask.argument}: must be white in the part to repaint, got a mask of stability_client.masks for {BLACK}. "
            "Send masks.for_source(mask)."
        )
    _check_shapes(image, mask)
    transparent = _transparent_share(inverted_alpha(image.pixels())) if has_alpha else 0.0
    suspicious = _check_v2beta_mask(mask, polarity, transparent)
    ignored = (
        f"{image.argument} is transparent in part, {format_share(transparent)}, which is ignored with a mask. Leave "
        f"{mask.argument} out to repaint the transparent part instead."
    )
    return _to_warnings(suspicious, ignored if transparent else None, orientation_problem(image, mask))


def _check_v2beta_mask(mask: InputImage, polarity: str | None, transparent: float) -> str | None:
    """Raise if a mask keeps everything, and return what is hardly meant by it."""
    pixels = mask.pixels()
    strength = pixels.convert("L")
    is_shape_in_alpha = _has_shape_in_alpha(pixels, strength)
    if not strength.getbbox():
        instead = f"Without a mask, {format_share(transparent)} would be repainted: the transparent part."
        advice = SHAPE_IN_ALPHA if is_shape_in_alpha else instead if transparent else "masks.invert(mask) swaps both."
        raise InvalidMaskImageError(
            f"{mask.argument}: must be white in the part to repaint, got an all black image. {advice}"
        )
    if is_shape_in_alpha:
        return f"{V2BETA} repaints the whole image: {mask.argument} has a single color. {SHAPE_IN_ALPHA}"
    advice = (
        "If it means the reverse, send masks.invert(mask). If it is right, masks.for_source(mask) makes a mask of it "
        "that is sent without this warning."
    )
    return _v2beta_strength_problem(strength) or (None if polarity else share_problem(strength, V2BETA, advice))


def _v2beta_strength_problem(strength: "Image") -> str | None:
    return strength_problem(strength, V2BETA, "v2beta.sd3 with image and strength")


def _check_shapes(image: InputImage, mask: InputImage) -> None:
    headers = {image.argument: image.header(), mask.argument: mask.header()}
    size, mask_size = (header.size for header in headers.values())
    if not have_same_shape(size, mask_size):
        raise InvalidImageDimensionsError(
            f"{mask.argument}: must have the aspect ratio of {image.argument}, {format_size(size)} pixels, got "
            f"{format_size(mask_size)}, which the server would stretch. "
            f"{_orientation_advice(headers) or 'Make the mask from the image that is sent.'}"
        )


# --- v1alpha and v1


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
        return _to_warnings(_check_alpha(init_image, mask_image))
    suspicious = _check_mask_image(init_image, mask_image, mask_source, polarity)
    return _to_warnings(suspicious, orientation_problem(init_image, mask_image))


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
        raise InvalidMaskImageError(
            f"init_image: must be transparent where {ALPHA} is to repaint, got {_describe_opaque(init_image)}. "
            "masks.for_source(mask, mask_source, init_image) puts a mask into its alpha; "
            f"or send a mask_image with {WHITE} or {BLACK}."
        )
    return strength_problem(strength, ALPHA)


def _describe_opaque(image: InputImage) -> str:
    header = image.header()
    return "an opaque image" if header.has_alpha else f"a {header.media_type} file without an alpha channel"


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
    advice = (
        f"If it means the reverse, choose {OPPOSITE[mask_source]}. If it is right, masks.from_source(init_image, "
        f"mask_image, mask_source) makes a mask of it that is sent with {WHITE} and without this warning."
    )
    return strength_problem(strength, mask_source) or (
        None if polarity else share_problem(strength, mask_source, advice)
    )


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
    advice = _orientation_advice({"init_image": init_image, "mask_image": mask_image}) or (
        "Make the mask from the image that is sent; masks.fit brings both to one size that the API accepts."
    )
    raise InvalidImageDimensionsError(
        f"mask_image: must have the size of init_image, {format_size(init_image.size)} pixels, "
        f"got {format_size(mask_image.size)}. {advice}"
    )


def _orientation_advice(headers: Mapping[str, ImageHeader]) -> str:
    """Return what to do about images that are displayed in another size than they are stored in; empty if none is."""
    return " ".join(
        f"{argument} has EXIF orientation {header.orientation}, so it is displayed as "
        f"{format_size(header.display_size)}: masks.upright turns it, send its result."
        for argument, header in headers.items()
        if header.display_size != header.size
    )


def _has_shape_in_alpha(pixels: "Image", luminance: "Image") -> bool:
    if not pixels.mode.endswith("A"):
        return False
    darkest, lightest = luminance.getextrema()
    lowest, highest = pixels.getchannel("A").getextrema()
    return darkest == lightest and lowest != highest


def _effect_of_other_sources(init_image: InputImage, mask_source: str) -> str:
    effect = f"{OPPOSITE[mask_source]} would repaint all of it."
    if init_image.header().has_alpha:
        share = _transparent_share(inverted_alpha(init_image.pixels()))
        if share:
            effect += f" {ALPHA} without a mask_image would repaint {format_share(share)}: the transparent part."
    return effect


def _transparent_share(transparency: "Image") -> float:
    return 1 - transparency.tobytes().count(0) / (transparency.width * transparency.height)
