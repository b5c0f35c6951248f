"""The requests and responses of v1alpha: one function an operation."""

from collections.abc import Callable, Mapping
from functools import partial
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
    parse_account,
    parse_balance,
    parse_engines,
    parse_generation,
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


def _text_to_image_body(options: Mapping[str, Any], _: Mapping[str, InputImage]) -> models.TextToImageOptions:
    return build_model(models.TextToImageOptions, options)


def _image_to_image_body(options: Mapping[str, Any], files: Mapping[str, InputImage]) -> models.ImageToImageBody:
    return models.ImageToImageBody(
        init_image=file_part(files["init_image"]), options=build_model(models.ImageToImageOptions, options)
    )


def _masking_body(options: Mapping[str, Any], files: Mapping[str, InputImage]) -> models.MaskingBody:
    return models.MaskingBody(
        init_image=file_part(files["init_image"]),
        options=build_model(models.MaskingOptions, options),
        mask_image=file_part(files["mask_image"]) if "mask_image" in files else UNSET,
    )


GENERATIONS: Mapping[str, tuple[Any, Callable[[Mapping[str, Any], Mapping[str, InputImage]], Any]]] = {
    "text_to_image": (_text_to_image, _text_to_image_body),
    "image_to_image": (_image_to_image, _image_to_image_body),
    "masking": (_masking, _masking_body),
}
"""From the operation to its generated code, and what makes its body: the options are one part of a form."""


@translate_build_errors()
def generation(
    context: CallContext, operation: str, options: Mapping[str, Any], files: Mapping[str, InputImage]
) -> Call[Generation]:
    """Make a call that generates images."""
    endpoint, make_body = GENERATIONS[operation]
    kwargs = endpoint._get_kwargs(
        engine_segment(context.engine),
        body=make_body(options, files),
        accept=accept_header(context),
        organization=context.organization or UNSET,
    )
    return Call(
        request=describe_request(operation, kwargs),
        settings=context.settings,
        edition=EDITION,
        parse=partial(parse_generation, context=context, operation=operation),
        engine=context.engine,
        estimated_credits=context.estimated_credits,
    )


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
