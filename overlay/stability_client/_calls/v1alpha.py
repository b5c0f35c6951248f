"""The operations of v1alpha: what the caller passed is checked and becomes a call."""

from collections.abc import Mapping
from typing import Annotated, Any, TypedDict, Unpack

from attrs import evolve

from stability_client._calls.fitting import FittedImages, fit_images, is_fit_wanted
from stability_client._calls.operation import Operation
from stability_client._calls.prompts import Prompts, text_prompts
from stability_client._calls.validate import JSON, PNG, option_problems, raise_for
from stability_client._calls.values import to_json_value
from stability_client._contract import facts, options
from stability_client._headers import merge_headers
from stability_client._images.inputs import InputImage, read_image
from stability_client._images.sources import ImageInput
from stability_client._settings import Settings, organization_id, stripped
from stability_client._wire import v1alpha as wire
from stability_client._wire.calls import Call, CallContext
from stability_client.errors import InvalidOptionError
from stability_client.masks.checks import find_mask_problems
from stability_client.masks.polarity import get_polarity
from stability_client.masks.sizes import check_init_image_size
from stability_client.results import Account, Balance, Engines, Generation
from stability_client.timeouts import Timeout

# --- arguments


class CallOverrides(TypedDict, total=False):
    """What any call may set differently from its client."""

    timeout: Annotated[Timeout | float | None, "How long to wait: a Timeout, or seconds for the whole call."]
    extra_headers: Annotated[
        Mapping[str, str] | None, "Headers to send with this call besides those of its client, or instead of them."
    ]


class AccountOverrides(CallOverrides, total=False):
    """What a call for an organization may set differently from its client."""

    organization: Annotated[str | None, "The organization that pays for this call."]


class GenerationOverrides(AccountOverrides, total=False):
    """What one call that generates images may set differently from its client."""

    engine: Annotated[str | None, "The engine's id; `engines()` lists them."]
    accept: Annotated[
        options.ResponseMediaTypeValue | None,
        "The media type to ask for. By default `image/png` for one image, `application/json` for more.",
    ]
    validate: Annotated[bool | None, "False sends the arguments unchecked, for servers with limits of their own."]


class ImageOverrides(GenerationOverrides, total=False):
    """What one call that takes images may set differently from its client."""

    fit: Annotated[
        bool | None,
        "True accepts images of any size: they are sent in the nearest size that the API accepts, and the results come "
        "back in their own, as PNG. Of `masking` only the part that the mask repaints is replaced; every other pixel "
        "is the init image's own.",
    ]


class TextToImageArguments(options.TextToImageOptions, GenerationOverrides, total=False):
    """The keyword arguments of `text_to_image`."""


class ImageToImageArguments(options.ImageToImageOptions, ImageOverrides, total=False):
    """The keyword arguments of `image_to_image`."""


class MaskingArguments(options.MaskingOptions, ImageOverrides, total=False):
    """The keyword arguments of `masking`."""


# --- the way from arguments to a call


def _context(settings: Settings, overrides: Mapping[str, Any]) -> CallContext:
    """What a call is made with: its overrides, else the client's settings."""
    organization = organization_id(overrides.get("organization"))
    replaced = {name: overrides[name] for name in ("timeout", "validate") if overrides.get(name) is not None}
    if overrides.get("extra_headers") is not None:
        replaced["extra_headers"] = merge_headers(settings.extra_headers, overrides["extra_headers"])
    if replaced:
        settings = settings.replace(**replaced)
    return CallContext(settings=settings, organization=organization or settings.organization)


def _engine(settings: Settings, engine: object) -> str:
    chosen = stripped(engine, "engine")
    if engine is not None and chosen is None:
        raise InvalidOptionError("engine: is empty. Leave it out for the engine of the client, or name one")
    chosen = chosen or settings.engine
    if not chosen:
        known = ", ".join(facts.OPERATIONS["text_to_image"].known_engines)
        raise InvalidOptionError(
            "engine: none given. Pass engine=… or set STABILITY_ENGINE; client.engines() lists what the server has. "
            f"Known ones are {known}"
        )
    return chosen


def _media_type(accept: object, samples: object) -> str:
    """The caller's, else PNG for one image (no base64 to pay for) and JSON for more."""
    if accept is not None:
        return str(to_json_value(accept))
    return JSON if isinstance(samples, int) and samples > 1 else PNG


def _prepare(
    operation: str, settings: Settings, prompts: Prompts, arguments: Mapping[str, Any]
) -> tuple[CallContext, dict[str, Any]]:
    """The context and the options of a call, checked unless validation is off."""
    contract = facts.OPERATIONS[operation]
    payload: dict[str, Any] = {"text_prompts": text_prompts(prompts)}
    for name, field in contract.options.items():
        value = to_json_value(arguments.get(name))
        if name not in payload and (value is not None or field.required):
            payload[name] = value
    context = _context(settings, arguments)
    context = evolve(
        context,
        engine=_engine(settings, arguments.get("engine")),
        accept=_media_type(arguments.get("accept"), payload.get("samples")),
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


# --- the price

CREDITS_PER_PIXEL = 2.16e-6
"""Credits for one pixel over the free ones, at 30 steps, by the vendor's estimate for its engines of 2023."""
FREE_PIXELS = 169_527
STEPS_OF_THE_ESTIMATE = 30


def estimate_credits(
    *, width: int | None = None, height: int | None = None, steps: int | None = None, samples: int | None = None
) -> float:
    """Estimate what a call costs, before it is made.

    Args:
        width: Pixels; None for the contract's default. With an init image and no `width=` in the call, its width.
        height: As `width`.
        steps: Diffusion steps; None for the contract's default.
        samples: How many images; None for the contract's default.

    Returns:
        Credits; one is 0.01 USD. By the vendor's estimate for its engines of 2023: 512x512 at 30 steps is about 0.20.
        The balance shows what was really taken; self-hosted servers take nothing.
    """
    given = {"width": width, "height": height, "steps": steps, "samples": samples}
    fields = facts.OPERATIONS["text_to_image"].options
    chosen = {name: fields[name].default if value is None else value for name, value in given.items()}
    pixels = max(0, chosen["width"] * chosen["height"] - FREE_PIXELS)
    return float(CREDITS_PER_PIXEL * pixels * chosen["steps"] / STEPS_OF_THE_ESTIMATE * chosen["samples"])


def _priced(context: CallContext, payload: Mapping[str, Any], init_image: InputImage | None = None) -> CallContext:
    """The context with the estimate, unless a figure that it needs is unknown or makes no sense."""
    figures = {name: payload.get(name) for name in ("width", "height", "steps", "samples")}
    if init_image is not None:
        if init_image.size is None:
            return context
        width, height = init_image.size
        figures |= {"width": figures["width"] or width, "height": figures["height"] or height}
    if not all(isinstance(figure, int | float | None) for figure in figures.values()):
        return context
    try:
        return evolve(context, estimated_credits=estimate_credits(**figures))
    except OverflowError:  # possible only unchecked
        return context


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
    return wire.text_to_image(_priced(context, payload), payload)


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
    call = wire.image_to_image(_priced(context, payload, images.init_image), payload, images.init_image)
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
    priced = _priced(context, payload, images.init_image)
    call = wire.masking(priced, payload, images.init_image, images.mask_image)
    return evolve(call, warnings=problems, finish=images.restore)


def engines(settings: Settings, **arguments: Unpack[AccountOverrides]) -> Call[Engines]:
    """List the engines that the key may use.

    Raises:
        StabilityError: The call failed; the subclass says how.
    """
    return wire.engines(_context(settings, arguments))


def account(settings: Settings, **arguments: Unpack[CallOverrides]) -> Call[Account]:
    """Get the account that the key belongs to.

    Raises:
        StabilityError: The call failed; the subclass says how.
    """
    return wire.account(_context(settings, arguments))


def balance(settings: Settings, **arguments: Unpack[AccountOverrides]) -> Call[Balance]:
    """Get the credits that are left.

    Raises:
        StabilityError: The call failed; the subclass says how.
    """
    return wire.balance(_context(settings, arguments))


class V1alphaOperations:
    """The operations of v1alpha, for both clients."""

    text_to_image = Operation(text_to_image)
    image_to_image = Operation(image_to_image)
    masking = Operation(masking)
    engines = Operation(engines)
    account = Operation(account)
    balance = Operation(balance)
