"""The operations of v1alpha: what the caller passed is checked and becomes a call."""

from typing import Unpack

from stability_client._calls.namespaces import AsyncNamespace, Namespace
from stability_client._calls.operation import Operation
from stability_client._calls.overrides import (
    AccountOverrides,
    CallOverrides,
    FitOverrides,
    GenerationOverrides,
    make_context,
)
from stability_client._calls.prompts import Prompts
from stability_client._calls.weighted import generate
from stability_client._contract import options
from stability_client._images.sources import ImageInput
from stability_client._settings import Settings
from stability_client._wire import v1alpha as wire
from stability_client._wire.calls import Call
from stability_client.results import Account, Balance, Engines, Generation


class ImageOverrides(GenerationOverrides, FitOverrides, total=False):
    """What one call that takes images may set differently from its client."""


class TextToImageArguments(options.TextToImageOptions, GenerationOverrides, total=False):
    """The keyword arguments of `text_to_image`."""


class ImageToImageArguments(options.ImageToImageOptions, ImageOverrides, total=False):
    """The keyword arguments of `image_to_image`."""


class MaskingArguments(options.MaskingOptions, ImageOverrides, total=False):
    """The keyword arguments of `masking`."""


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
    return generate(wire.generation, "text_to_image", settings, prompts, arguments)


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
    return generate(wire.generation, "image_to_image", settings, prompts, arguments, init_image=init_image)


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
    return generate(
        wire.generation, "masking", settings, prompts, arguments, init_image=init_image, mask_image=mask_image
    )


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
