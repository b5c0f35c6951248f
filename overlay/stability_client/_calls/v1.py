"""The operations of v1: what the caller passed is checked and becomes a call."""

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
from stability_client._wire import v1 as wire
from stability_client._wire.calls import Call
from stability_client.results import Account, Balance, Engines, Generation


class TextToImageArguments(options.V1TextToImageOptions, GenerationOverrides, total=False):
    """The keyword arguments of `text_to_image`."""


class ImageToImageArguments(options.V1ImageToImageOptions, GenerationOverrides, FitOverrides, total=False):
    """The keyword arguments of `image_to_image`."""


class MaskingArguments(options.V1MaskingOptions, GenerationOverrides, FitOverrides, total=False):
    """The keyword arguments of `masking`."""


def text_to_image(settings: Settings, prompts: Prompts, **arguments: Unpack[TextToImageArguments]) -> Call[Generation]:
    """Generate images from text.

    Args:
        prompts: A text, a TextPrompt, a (text, weight) pair, or several of these. A negative weight pushes away from
            its text.
    """
    return generate(wire.generation, "v1_text_to_image", settings, prompts, arguments)


def image_to_image(
    settings: Settings, init_image: ImageInput, prompts: Prompts, **arguments: Unpack[ImageToImageArguments]
) -> Call[Generation]:
    """Generate images from an image and text.

    Args:
        prompts: As in `text_to_image`.
    """
    return generate(wire.generation, "v1_image_to_image", settings, prompts, arguments, init_image=init_image)


def masking(
    settings: Settings,
    init_image: ImageInput,
    prompts: Prompts,
    *,
    mask_image: ImageInput | None = None,
    **arguments: Unpack[MaskingArguments],
) -> Call[Generation]:
    """Inpaint: regenerate the masked part of an image.

    Args:
        prompts: As in `text_to_image`.
    """
    return generate(
        wire.generation, "v1_masking", settings, prompts, arguments, init_image=init_image, mask_image=mask_image
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
    """Get the credits that are left, for calls of v2beta too. The service's figure may be hours old.

    Raises:
        StabilityError: The call failed; the subclass says how.
    """
    return wire.balance(make_context(settings, arguments))


class V1Operations:
    """The operations of v1, for both clients."""

    text_to_image = Operation(text_to_image, "v1_text_to_image")
    image_to_image = Operation(image_to_image, "v1_image_to_image")
    masking = Operation(masking, "v1_masking")
    engines = Operation(engines, "v1_engines")
    account = Operation(account, "v1_account")
    balance = Operation(balance, "v1_balance")


class V1(V1Operations, Namespace):
    """Calls of v1, the hosted service's older edition: Stable Diffusion XL and 1.6, with weighted prompts."""


class AsyncV1(V1Operations, AsyncNamespace):
    """Calls of v1, the hosted service's older edition: Stable Diffusion XL and 1.6, with weighted prompts."""
