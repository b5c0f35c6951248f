"""The operations of v1alpha: what the caller passed is checked and becomes a call."""

from collections.abc import Mapping
from typing import Any, Unpack

from attrs import evolve

from stability_client._calls.fitting import FittedImages, fit_images, is_fit_wanted
from stability_client._calls.namespaces import AsyncNamespace, Namespace
from stability_client._calls.operation import Operation
from stability_client._calls.overrides import (
    AccountOverrides,
    CallOverrides,
    FitOverrides,
    GenerationOverrides,
    choose_engine,
    make_context,
    media_type,
)
from stability_client._calls.prepare import collect_options
from stability_client._calls.prices import call_credits
from stability_client._calls.prompts import Prompts, text_prompts
from stability_client._calls.validate import option_problems, raise_for
from stability_client._contract import facts, options
from stability_client._images.inputs import InputImage, read_image
from stability_client._images.sources import ImageInput
from stability_client._settings import Settings
from stability_client._wire import v1alpha as wire
from stability_client._wire.calls import Call, CallContext
from stability_client.masks.checks import find_mask_problems
from stability_client.masks.polarity import get_polarity
from stability_client.masks.sizes import check_init_image_size
from stability_client.results import Account, Balance, Engines, Generation

# --- arguments


class ImageOverrides(GenerationOverrides, FitOverrides, total=False):
    """What one call that takes images may set differently from its client."""


class TextToImageArguments(options.TextToImageOptions, GenerationOverrides, total=False):
    """The keyword arguments of `text_to_image`."""


class ImageToImageArguments(options.ImageToImageOptions, ImageOverrides, total=False):
    """The keyword arguments of `image_to_image`."""


class MaskingArguments(options.MaskingOptions, ImageOverrides, total=False):
    """The keyword arguments of `masking`."""


# --- the way from arguments to a call


def _prepare(
    operation: str, settings: Settings, prompts: Prompts, arguments: Mapping[str, Any]
) -> tuple[CallContext, dict[str, Any]]:
    """The context and the options of a call, checked unless validation is off."""
    contract = facts.OPERATIONS[operation]
    payload = collect_options(contract, {**arguments, "text_prompts": text_prompts(prompts)})
    context = make_context(
        settings,
        arguments,
        engine=choose_engine(settings, arguments.get("engine"), contract),
        accept=media_type(arguments.get("accept"), payload.get("samples")),
    )
    if context.settings.validate:
        raise_for(option_problems(contract, payload, engine=context.engine, accept=context.accept))
    return context, payload


def _read_image(context: CallContext, operation: str, argument: str, source: ImageInput, *, is_fit: bool) -> InputImage:
    """The image, checked. One that will be fitted may have any number of bytes, since another file is sent."""
    max_bytes = context.settings.max_file_bytes or facts.OPERATIONS[operation].files[argument].max_bytes
    if is_fit:
        max_bytes = None
    return read_image(source, argument, max_bytes=max_bytes, validate=context.settings.validate)


def _fit_or_check(
    context: CallContext,
    operation: str,
    payload: Mapping[str, Any],
    image: InputImage,
    mask: InputImage | None = None,
    *,
    is_fit: bool,
) -> FittedImages:
    """The images in a size that the API accepts if the caller asks for it; else as they are, their size checked."""
    if is_fit:
        return fit_images(image, mask, mask_source=payload.get("mask_source"), engine=context.engine)
    if context.settings.validate and image.size:
        sides = {side: payload.get(side) for side in ("width", "height")}
        check_init_image_size(image.size, operation, engine=context.engine, **sides)
    return FittedImages(image, mask)


def _priced(
    operation: str, context: CallContext, payload: Mapping[str, Any], init_image: InputImage | None = None
) -> CallContext:
    """The context with what the call costs."""
    size = None if init_image is None else init_image.size
    return evolve(context, estimated_credits=call_credits(facts.OPERATIONS[operation], payload, size))


# --- operations


def text_to_image(settings: Settings, prompts: Prompts, **arguments: Unpack[TextToImageArguments]) -> Call[Generation]:
    """Generate images from text. What is None is not sent: the server's default holds.

    Args:
        prompts: A text, a TextPrompt, a (text, weight) pair, or several of these. A negative weight pushes away from
            its text.

    Returns:
        The images.

    Raises:
        RequestError: An argument is wrong; the subclass says which. Found before anything is sent.
        StabilityError: The call failed; the subclass says how.
    """
    context, payload = _prepare("text_to_image", settings, prompts, arguments)
    return wire.text_to_image(_priced("text_to_image", context, payload), payload)


def image_to_image(
    settings: Settings, init_image: ImageInput, prompts: Prompts, **arguments: Unpack[ImageToImageArguments]
) -> Call[Generation]:
    """Generate images from an image and text. What is None is not sent: the server's default holds.

    Args:
        init_image: The image to start from: bytes, a path, a binary file or a PIL image; PNG, JPEG or WebP. The results
            have its size, unless width and height set another, so it must be one that the API accepts; see fit.
        prompts: As in `text_to_image`.

    Returns:
        The images.

    Raises:
        RequestError: An argument is wrong; the subclass says which. Found before anything is sent.
        StabilityError: The call failed; the subclass says how.
    """
    context, payload = _prepare("image_to_image", settings, prompts, arguments)
    is_fit = is_fit_wanted(arguments)
    image = _read_image(context, "image_to_image", "init_image", init_image, is_fit=is_fit)
    images = _fit_or_check(context, "image_to_image", payload, image, is_fit=is_fit)
    call = wire.image_to_image(
        _priced("image_to_image", context, payload, images.init_image), payload, images.init_image
    )
    return evolve(call, finish=images.restore)


def masking(
    settings: Settings,
    init_image: ImageInput,
    prompts: Prompts,
    *,
    mask_image: ImageInput | None = None,
    **arguments: Unpack[MaskingArguments],
) -> Call[Generation]:
    """Inpaint: regenerate the masked part of an image. What is None is not sent: the server's default holds.

    Args:
        init_image: The image to regenerate a part of: bytes, a path, a binary file or a PIL image. The results have its
            size, unless width and height set another, so it must be one that the API accepts; see fit.
        prompts: As in `text_to_image`.
        mask_image: The mask, exactly the size of `init_image`; none with `INIT_IMAGE_ALPHA`.
            `stability_client.masks` makes and previews masks.

    Returns:
        The images.

    Raises:
        InvalidMaskImageError: The mask is missing, would be ignored, would regenerate nothing, or was made by
            `stability_client.masks` for the other mask source.
        InvalidImageDimensionsError: The mask is not the size of `init_image`, or that is none that the API accepts.
        RequestError: Another argument is wrong. All these are found before anything is sent.
        StabilityError: The call failed; the subclass says how.
    """
    context, payload = _prepare("masking", settings, prompts, arguments)
    is_fit = is_fit_wanted(arguments)
    image = _read_image(context, "masking", "init_image", init_image, is_fit=is_fit)
    mask = None if mask_image is None else _read_image(context, "masking", "mask_image", mask_image, is_fit=is_fit)
    problems: tuple[Warning, ...] = ()
    if context.settings.validate:
        problems = find_mask_problems(image, mask, payload["mask_source"], get_polarity(mask_image))
    images = _fit_or_check(context, "masking", payload, image, mask, is_fit=is_fit)
    priced = _priced("masking", context, payload, images.init_image)
    call = wire.masking(priced, payload, images.init_image, images.mask_image)
    return evolve(call, warnings=problems, finish=images.restore)


def engines(settings: Settings, **arguments: Unpack[AccountOverrides]) -> Call[Engines]:
    """List the engines that the key may use.

    Raises:
        StabilityError: The call failed; the subclass says how.
    """
    return wire.engines(make_context(settings, arguments))


def account(settings: Settings, **arguments: Unpack[CallOverrides]) -> Call[Account]:
    """Get the account that the key belongs to.

    Raises:
        StabilityError: The call failed; the subclass says how.
    """
    return wire.account(make_context(settings, arguments))


def balance(settings: Settings, **arguments: Unpack[AccountOverrides]) -> Call[Balance]:
    """Get the credits that are left.

    Raises:
        StabilityError: The call failed; the subclass says how.
    """
    return wire.balance(make_context(settings, arguments))


class V1alphaOperations:
    """The operations of v1alpha, for both clients."""

    text_to_image = Operation(text_to_image)
    image_to_image = Operation(image_to_image)
    masking = Operation(masking)
    engines = Operation(engines)
    account = Operation(account)
    balance = Operation(balance)


class V1alpha(V1alphaOperations, Namespace):
    """Calls of v1alpha, the edition of self-hosted servers."""


class AsyncV1alpha(V1alphaOperations, AsyncNamespace):
    """Calls of v1alpha, the edition of self-hosted servers."""
