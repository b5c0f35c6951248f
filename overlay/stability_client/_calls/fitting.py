"""Calls with `fit=True`: the images are brought to a size that the API accepts, and the results back to their own."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from stability_client._contract import OperationFacts, facts
from stability_client._images.inputs import InputImage, open_image, read_image
from stability_client._images.pixels import encode_png
from stability_client.errors import InvalidMimeTypeError, InvalidOptionError
from stability_client.masks.fitting import Fitted, fit_unwarned, scale_to
from stability_client.masks.growing import growth_of_call
from stability_client.masks.morphology import MAX_RADIUS
from stability_client.masks.polarity import ALPHA, for_source, from_source
from stability_client.masks.sizes import MASKING, call_name
from stability_client.results import GeneratedImage, Generation

if TYPE_CHECKING:
    from PIL.Image import Image


@frozen
class FittedImages:
    """The images of a call in a size that the API accepts.

    Attributes:
        init_image: The image to send.
        mask_image: The mask to send, if there is one.
        restore: Brings the images of the result back to the original size; None if there is nothing to do.
    """

    init_image: InputImage
    mask_image: InputImage | None
    restore: Callable[[Generation], Generation] | None = None


def fit_images(
    init_image: InputImage,
    mask_image: InputImage | None = None,
    *,
    operation: str = MASKING,
    mask_source: str | None = None,
    engine: str = "",
    grow_mask: object = None,
) -> FittedImages:
    """Bring the images of a call to a size that the API accepts. Images of one are sent as they are.

    Args:
        init_image: The image, whatever the call names it.
        mask_image: The mask, or None.
        operation: The id of the operation; the default has the sizes of all of v1alpha.
        mask_source: The mask source of a masking call, None for any other.
        engine: The engine's id; some have limits of their own.
        grow_mask: By how many pixels the service grows the mask; None for its default.

    Raises:
        InvalidOptionError: The results of the operation cannot be brought back.
        InvalidMimeTypeError: An image is damaged.
        InvalidMaskImageError: The mask source needs a mask, and there is none.
        InvalidImageDimensionsError: The mask does not have the size of `init_image`.
    """
    _check_operation(operation)
    fitted = fit_unwarned(init_image.pixels(), engine, operation, init_image.argument)
    is_fitting = fitted.size == fitted.original_size
    sent = init_image if is_fitting else _encode(fitted.image, init_image.argument)
    if mask_source is not None or MASK in facts.OPERATIONS[operation].files:
        framed = _fit_mask(fitted, mask_image, mask_source, _growth(grow_mask, operation))
        if mask_image is not None and framed is not None and not is_fitting:
            mask_image = _encode(for_source(framed, mask_source), mask_image.argument)
        return FittedImages(sent, mask_image, partial(_restore_all, fitted))
    return FittedImages(sent, None, None if is_fitting else _restore_for(operation, fitted))


MASK = "mask"
"""The name of the mask in operations that have no mask source: v2beta's."""


def can_fit(contract: OperationFacts) -> bool:
    """Return whether the results of an operation are shaped like its image, so that they can be brought back."""
    return bool(contract.files) and not {"left", "aspect_ratio"} & contract.options.keys()


def _check_operation(operation: str) -> None:
    if "left" in facts.OPERATIONS[operation].options:
        raise InvalidOptionError(
            f"fit: is not available for {call_name(operation)}, whose margins are in pixels of the image that is sent, "
            "got True. Send a smaller image; masks.fit makes one."
        )


def _growth(grow_mask: object, operation: str) -> int:
    """Return the pixels that a mask grows by. Values that only an unchecked call can have count as the default."""
    if isinstance(grow_mask, int) and 0 <= grow_mask <= MAX_RADIUS:
        return grow_mask
    return growth_of_call(None, operation)


def _fit_mask(fitted: Fitted, mask_image: InputImage | None, mask_source: str | None, growth: int) -> "Image | None":
    """Set what is to be replaced in the result, and return the mask in the frame; None if it is the image's alpha."""
    mask = from_source(fitted.original, None if mask_image is None else mask_image.pixels(), mask_source)
    framed = fitted.frame_mask(mask, growth)
    if mask_image is not None and mask_source != ALPHA:
        return framed
    fitted.original = fitted.original.convert("RGB")  # what was transparent has been filled
    return None


def _encode(image: "Image", argument: str) -> InputImage:
    return read_image(image, argument, max_bytes=None)


# --- results

RESCALED_RESULTS = frozenset(
    {"v2beta_upscale_fast", "v2beta_upscale_conservative", "v2beta_upscale_creative", "v2beta_style_transfer"}
)
"""Operations whose results have the aspect ratio of the image, but not its size."""


def _restore_for(operation: str, fitted: Fitted) -> Callable[[Generation], Generation] | None:
    """Return what brings results of an operation without a mask back to the original size, or as near as it gets."""
    if "aspect_ratio" in facts.OPERATIONS[operation].options:
        return None  # its results are not shaped like the image
    if operation in RESCALED_RESULTS:
        is_padded = fitted.box != (0, 0, *fitted.size)
        return partial(_crop_all, fitted) if is_padded else None
    return partial(_restore_all, fitted)


def _restore_all(fitted: Fitted, generation: Generation) -> Generation:
    return _change_all(generation, lambda image: fitted.restore(scale_to(image, fitted.size)))


def _crop_all(fitted: Fitted, generation: Generation) -> Generation:
    return _change_all(generation, fitted.crop)


def _change_all(generation: Generation, change: "Callable[[Image], Image]") -> Generation:
    return evolve(generation, images=tuple(_change(image, change) for image in generation.images))


def _change(image: GeneratedImage, change: "Callable[[Image], Image]") -> GeneratedImage:
    try:
        opened = open_image(image.data, "result")
    except InvalidMimeTypeError:
        return image  # it was paid for, so it is handed over as it came
    return evolve(image, data=encode_png(change(opened)), media_type="image/png")
