"""From the arguments of a call to what is sent: the way of every operation of v1 and v2beta.

Which options and images there are, and within which limits, the contract says.
"""

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, field, frozen

from stability_client._calls.fitting import MASK, can_fit, fit_images, is_fit_wanted
from stability_client._calls.prices import call_credits
from stability_client._calls.validate import option_problems, raise_for
from stability_client._calls.values import to_json_value
from stability_client._contract import OperationFacts, facts
from stability_client._images.inputs import InputImage, read_image
from stability_client._images.sources import ImageInput
from stability_client._wire.calls import CallContext
from stability_client.errors import InvalidFileSizeError
from stability_client.masks.checks import find_mask_problems, find_v2beta_mask_problems
from stability_client.masks.polarity import get_polarity
from stability_client.masks.sizes import check_image_size, check_init_image_size
from stability_client.results import Generation

MASK_NAMES = frozenset({MASK, "mask_image"})


@frozen
class Prepared:
    """What a call sends, checked unless validation is off.

    Attributes:
        context: What the call is made with.
        options: The options, as JSON knows them.
        files: The images by the names of their parts.
        warnings: What the caller should know before it is sent.
        restore: Brings the images of the result back to the original size; None if there is nothing to do.
    """

    context: CallContext
    options: Mapping[str, Any]
    files: Mapping[str, InputImage]
    warnings: tuple[Warning, ...] = ()
    restore: Callable[[Generation], Generation] | None = field(default=None, repr=False)


def collect_options(contract: OperationFacts, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of an operation that are given, as JSON knows them, and those that must be."""
    return {
        name: to_json_value(arguments.get(name))
        for name, limits in contract.options.items()
        if arguments.get(name) is not None or limits.required
    }


def prepare(
    context: CallContext, operation: str, arguments: Mapping[str, Any], images: Mapping[str, ImageInput | None]
) -> Prepared:
    """Return what a call sends.

    Args:
        context: What the call is made with.
        operation: The operation's id.
        arguments: The keyword arguments of the call, and its prompt.
        images: The images by the names of their parts; None for one that is not given.

    Raises:
        RequestError: An argument is wrong; the subclass says which.
    """
    contract = facts.OPERATIONS[operation]
    options = collect_options(contract, arguments)
    # An image that must be there is read even if it is None, which reading refuses.
    sources: dict[str, Any] = {
        name: image for name, image in images.items() if image is not None or contract.files[name].required
    }
    is_checked, is_fit = context.settings.validate, is_fit_wanted(arguments)
    if is_checked:
        raise_for(
            option_problems(contract, options, engine=context.engine, accept=context.accept, files=tuple(sources))
        )
    files = {name: _read(context, contract, name, source, is_fit=is_fit) for name, source in sources.items()}
    if is_checked and not is_fit:
        _check_sizes(context, operation, contract, options, files)  # by their headers: before pixels are decoded
    warnings = _find_mask_problems(contract, options, files, sources) if is_checked else ()
    restore = None
    if is_fit:
        files, restore = _fit(context, operation, options, files)
        if is_checked:
            _check_sizes(context, operation, contract, options, files)
    size = next(iter(files.values())).size if files else None
    priced = evolve(context, estimated_credits=call_credits(contract, options, size))
    return Prepared(priced, options, {name: image.encoded() for name, image in files.items()}, warnings, restore)


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
) -> tuple[dict[str, InputImage], Callable[[Generation], Generation] | None]:
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
