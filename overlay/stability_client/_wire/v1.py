"""The requests and responses of v1. Those of one body are alike; the contract tells their names."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from stability_client._images.inputs import InputImage
from stability_client._wire.calls import Call, CallContext, Edition
from stability_client._wire.messages import Request, Response
from stability_client._wire.requests import build_request, engine_segment
from stability_client._wire.responses import (
    parse_account,
    parse_balance,
    parse_engines,
    parse_generation,
)
from stability_client.results import Account, Balance, Engines, Generation

T = TypeVar("T")


def generation(
    context: CallContext, operation: str, options: Mapping[str, Any], files: Mapping[str, InputImage]
) -> Call[Generation]:
    """Make a call that generates images."""
    request = build_request(context, operation, engine_segment(context.engine), options=options, files=files)
    return Call(
        request=request,
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
    return _lookup(context, build_request(context, "v1_engines"), parse_engines)


def account(context: CallContext) -> Call[Account]:
    """Get the account that the key belongs to."""
    return _lookup(context, build_request(context, "v1_account"), parse_account)


def balance(context: CallContext) -> Call[Balance]:
    """Get the credits that are left."""
    return _lookup(context, build_request(context, "v1_balance"), parse_balance)


def _engines_lookup(call: Call[Any]) -> Call[Engines]:
    """Return the call that lists the engines which another call could have named."""
    organization = call.request.headers.get("Organization")
    return engines(CallContext(settings=call.settings, organization=organization))


EDITION = Edition(engines_lookup=_engines_lookup)
