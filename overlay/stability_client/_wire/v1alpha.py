"""The requests and responses of v1alpha: one function an operation."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from stability_client._contract import facts
from stability_client._images.inputs import InputImage
from stability_client._wire.calls import Call, CallContext, Edition
from stability_client._wire.messages import Request, Response
from stability_client._wire.requests import (
    accept_header,
    build_model,
    describe_request,
    engine_segment,
    file_part,
    translate_build_errors,
)
from stability_client._wire.responses import (
    image_from_body,
    images_from_list,
    is_json,
    json_document,
    parse_account,
    parse_balance,
    parse_engines,
)
from stability_client.results import Account, Balance, Engines, Generation
from stability_raw import models
from stability_raw.api.engines import engines as _engines
from stability_raw.api.generation import image_to_image as _image_to_image
from stability_raw.api.generation import masking as _masking
from stability_raw.api.generation import text_to_image as _text_to_image
from stability_raw.api.user import account as _account
from stability_raw.api.user import balance as _balance
from stability_raw.types import UNSET

T = TypeVar("T")


def _generation(context: CallContext, request: Request) -> Call[Generation]:
    """A call that gives images."""

    def parse(response: Response) -> Generation:
        if is_json(response):
            images = images_from_list(json_document(response), response)
        else:
            images = (image_from_body(response),)
        return Generation(images, context.engine, request.operation, response.http, context.estimated_credits)

    return Call(
        request=request,
        settings=context.settings,
        edition=EDITION,
        parse=parse,
        engine=context.engine,
        estimated_credits=context.estimated_credits,
    )


@translate_build_errors()
def text_to_image(context: CallContext, options: Mapping[str, Any]) -> Call[Generation]:
    """Generate images from text prompts."""
    kwargs = _text_to_image._get_kwargs(
        engine_segment(context.engine),
        body=build_model(models.TextToImageOptions, options),
        accept=accept_header(context),
        organization=context.organization or UNSET,
    )
    return _generation(context, describe_request("text_to_image", kwargs))


@translate_build_errors()
def image_to_image(context: CallContext, options: Mapping[str, Any], init_image: InputImage) -> Call[Generation]:
    """Generate images from an image and text prompts."""
    body = models.ImageToImageBody(
        init_image=file_part(init_image), options=build_model(models.ImageToImageOptions, options)
    )
    kwargs = _image_to_image._get_kwargs(
        engine_segment(context.engine),
        body=body,
        accept=accept_header(context),
        organization=context.organization or UNSET,
    )
    return _generation(context, describe_request("image_to_image", kwargs))


@translate_build_errors()
def masking(
    context: CallContext, options: Mapping[str, Any], init_image: InputImage, mask_image: InputImage | None
) -> Call[Generation]:
    """Regenerate the masked part of an image."""
    body = models.MaskingBody(
        init_image=file_part(init_image),
        options=build_model(models.MaskingOptions, options),
        mask_image=UNSET if mask_image is None else file_part(mask_image),
    )
    kwargs = _masking._get_kwargs(
        engine_segment(context.engine),
        body=body,
        accept=accept_header(context),
        organization=context.organization or UNSET,
    )
    return _generation(context, describe_request("masking", kwargs))


def _lookup(context: CallContext, request: Request, parse: Callable[[Response], T]) -> Call[T]:
    """A call that costs nothing."""
    return Call(request=request, settings=context.settings, edition=EDITION, parse=parse, estimated_credits=0.0)


def engines(context: CallContext) -> Call[Engines]:
    """List the engines that the key may use."""
    kwargs = _engines._get_kwargs(organization=context.organization or UNSET)
    return _lookup(context, describe_request("engines", kwargs), parse_engines)


def account(context: CallContext) -> Call[Account]:
    """Get the account that the key belongs to."""
    return _lookup(context, describe_request("account", _account._get_kwargs()), parse_account)


def balance(context: CallContext) -> Call[Balance]:
    """Get the credits that are left."""
    kwargs = _balance._get_kwargs(organization=context.organization or UNSET)
    return _lookup(context, describe_request("balance", kwargs), parse_balance)


def _engines_lookup(call: Call[Any]) -> Call[Engines]:
    """Return the call that lists the engines which another call could have named."""
    organization = call.request.headers.get("Organization")
    return engines(CallContext(settings=call.settings, organization=organization))


EDITION = Edition(engines_lookup=_engines_lookup, retired_at=facts.BASE_URL)
