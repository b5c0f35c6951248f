"""Calls with `fit=True`: the images are brought to a size that the API accepts, and the results back to their own."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from attrs import evolve, frozen

from stability_client._images.inputs import InputImage, open_image, read_image
from stability_client._images.pixels import encode_png
from stability_client.errors import InvalidMimeTypeError, InvalidOptionError
from stability_client.masks.fitting import Fitted, fit_unwarned, scale_to
from stability_client.masks.polarity import ALPHA, for_source, from_source
from stability_client.results import GeneratedImage, Generation


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


def is_fit_wanted(arguments: Mapping[str, Any]) -> bool:
    """Return whether a call asks for `fit=True`.

    Raises:
        InvalidOptionError: `fit` is neither True nor False, or width or height are given besides.
    """
    wanted = arguments.get("fit")
    if wanted is not None and not isinstance(wanted, bool):
        raise InvalidOptionError(f"fit: must be True or False, got {wanted!r:.80}.")
    sides = {side: arguments.get(side) for side in ("width", "height") if arguments.get(side) is not None}
    if wanted and sides:
        got = ", ".join(f"{side}={value!r:.20}" for side, value in sides.items())
        raise InvalidOptionError(f"fit: sets width and height itself, got {got} too. Leave either out.")
    return bool(wanted)


def fit_images(
    init_image: InputImage, mask_image: InputImage | None = None, *, mask_source: str | None = None, engine: str
) -> FittedImages:
    """Bring the images of a call to a size that the API accepts. Images of one are sent as they are.

    Args:
        init_image: The image.
        mask_image: The mask of a masking call, of the same size, or None.
        mask_source: The mask source of a masking call, None for `image_to_image`.
        engine: The engine's id; some have limits of their own.

    Raises:
        InvalidMimeTypeError: An image is damaged.
        InvalidMaskImageError: The mask source needs a mask, and there is none.
        InvalidImageDimensionsError: The mask does not have the size of `init_image`.
    """
    fitted = fit_unwarned(init_image.data, engine, "init_image")
    is_fitting = fitted.size == fitted.original_size
    sent, sent_mask = init_image if is_fitting else _encode(fitted, "init_image"), mask_image
    if mask_source is not None:
        mask = from_source(init_image.data, None if mask_image is None else mask_image.data, mask_source)
        framed = fitted.fit_mask(mask)
        if mask_source == ALPHA:
            fitted.original = fitted.original.convert("RGB")  # what was transparent has been filled
        elif not is_fitting:
            sent_mask = read_image(for_source(framed, mask_source), "mask_image", max_bytes=None)
    elif is_fitting:
        return FittedImages(init_image, None)
    return FittedImages(sent, sent_mask, partial(_restore_all, fitted))


def _encode(fitted: Fitted, argument: str) -> InputImage:
    return read_image(fitted.image, argument, max_bytes=None)


def _restore_all(fitted: Fitted, generation: Generation) -> Generation:
    return evolve(generation, images=tuple(_restore(fitted, image) for image in generation.images))


def _restore(fitted: Fitted, image: GeneratedImage) -> GeneratedImage:
    try:
        # A server with sizes of its own may have sent another one than it was sent.
        result = scale_to(open_image(image.data, "result"), fitted.size)
    except InvalidMimeTypeError:
        return image  # it was paid for, so it is handed over as it came
    return evolve(image, data=encode_png(fitted.restore(result)), media_type="image/png")
