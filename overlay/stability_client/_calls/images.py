"""The images of a call: read, checked and, with `fit=True`, brought to a size that the API accepts.

Apart from the rest, since a call without images needs nothing of this, nor the masks.
"""

from collections.abc import Callable, Mapping
from typing import Any

from stability_client._calls.fitting import MASK, can_fit, fit_images
from stability_client._contract import OperationFacts, facts
from stability_client._images.inputs import InputImage, read_image
from stability_client._images.sources import ImageInput
from stability_client._wire.calls import CallContext
from stability_client.errors import InvalidFileSizeError
from stability_client.masks.checks import find_mask_problems, find_v2beta_mask_problems
from stability_client.masks.polarity import get_polarity
from stability_client.masks.sizes import check_image_size, check_init_image_size
from stability_client.results import Generation

Restore = Callable[[Generation], Generation]
"""Brings the images of a result back to the size of the image that was fitted."""

MASK_NAMES = frozenset({MASK, "mask_image"})


def prepare_images(
    context: CallContext, operation: str, options: Mapping[str, Any], sources: Mapping[str, Any], *, is_fit: bool
) -> tuple[dict[str, InputImage], tuple[Warning, ...], Restore | None]:
    """Return the images to send, what the caller should know before, and what brings the results back, if anything.

    Args:
        context: What the call is made with.
        operation: The operation's id.
        options: The options, as JSON knows them.
        sources: The images by the names of their parts.
        is_fit: Whether to bring them to a size that the API accepts.

    Raises:
        RequestError: An image or a mask is wrong; the subclass says which.
    """
    contract, is_checked = facts.OPERATIONS[operation], context.settings.validate
    files = {name: _read(context, contract, name, source, is_fit=is_fit) for name, source in sources.items()}
    if is_checked and not is_fit:
        _check_sizes(context, operation, contract, options, files)  # by their headers: before pixels are decoded
    warnings = _find_mask_problems(contract, options, files, sources) if is_checked else ()
    restore = None
    if is_fit:
        files, restore = _fit(context, operation, options, files)
        if is_checked:
            _check_sizes(context, operation, contract, options, files)
    return {name: image.encoded() for name, image in files.items()}, warnings, restore


def _read(context: CallContext, contract: OperationFacts, name: str, source: ImageInput, *, is_fit: bool) -> InputImage:
    """The image, checked. One that will be fitted may have any number of bytes, since another file is sent."""
    max_bytes = None if is_fit else context.settings.max_file_bytes or contract.files[name].max_bytes
    return read_image(source, name, max_bytes=max_bytes, validate=context.settings.validate)


def _find_mask_problems(
    contract: OperationFacts,
    options: Mapping[str, Any],
    files: Mapping[str, InputImage],
    sources: Mapping[str, ImageInput],
) -> tuple[Warning, ...]:
    """Check the mask of an operation that has one, and return what is hardly meant by it."""
    if "mask_image" in contract.files:
        mask, polarity = files.get("mask_image"), get_polarity(sources.get("mask_image"))
        return find_mask_problems(files["init_image"], mask, options["mask_source"], polarity)
    if MASK in contract.files:
        return find_v2beta_mask_problems(files["image"], files.get(MASK), get_polarity(sources.get(MASK)))
    return ()


def _fit(
    context: CallContext, operation: str, options: Mapping[str, Any], files: Mapping[str, InputImage]
) -> tuple[dict[str, InputImage], Restore | None]:
    """The images, the first of them and its mask in a size that the API accepts, and what brings the results back."""
    first, *others = files
    mask = next((name for name in others if name in MASK_NAMES), None)
    fitted = fit_images(
        files[first],
        files[mask] if mask else None,
        operation=operation,
        mask_source=options.get("mask_source"),
        engine=context.engine,
        grow_mask=options.get("grow_mask"),
    )
    sent = {**files, first: fitted.init_image}
    if mask and fitted.mask_image is not None:
        sent[mask] = fitted.mask_image
    return sent, fitted.restore


def _check_sizes(
    context: CallContext,
    operation: str,
    contract: OperationFacts,
    options: Mapping[str, Any],
    files: Mapping[str, InputImage],
) -> None:
    """Check the pixels of each image, and the bytes of all together where the service limits the request."""
    for number, (name, image) in enumerate(files.items()):
        if image.size is None or name in MASK_NAMES:
            continue
        if {"width", "height"} <= contract.options.keys():
            sides = {side: options.get(side) for side in ("width", "height")}
            check_init_image_size(image.size, operation, engine=context.engine, **sides)
        else:
            fits = not number and can_fit(contract)
            check_image_size(image.size, contract.files[name], argument=name, engine=context.engine, can_fit=fits)
    total = sum(len(image.data) for image in files.values())
    most = context.settings.max_file_bytes or contract.max_bytes
    if contract.max_bytes and most and total > most:
        names = " and ".join(files)
        raise InvalidFileSizeError(f"{names}: must have at most {most:,} bytes together, got {total:,}")
