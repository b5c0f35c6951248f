"""The requests and responses of v2beta. They are alike but for their parts, which the contract tells."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from attrs import evolve

from stability_client._images.inputs import InputImage
from stability_client._wire.calls import Call, CallContext, Edition, Later
from stability_client._wire.errors import UnusableResponseError
from stability_client._wire.messages import Request, Response
from stability_client._wire.requests import build_request, is_segment
from stability_client._wire.responses import (
    image_from_body,
    image_from_object,
    is_json,
    parse_started,
)
from stability_client.errors import InvalidOptionError, ResultNotReadyError, StabilityError
from stability_client.pending import Pending
from stability_client.results import Generation

T = TypeVar("T")

EDITION = Edition()

MAX_ID = 200
"""Characters of an id. The service's have 64."""

RESULT = "v2beta_result"
STILL_RUNNING = 202


def _call(
    context: CallContext, request: Request, parse: Callable[[Response], T | Later[T] | StabilityError]
) -> Call[T]:
    return Call(
        request=request,
        settings=context.settings,
        edition=EDITION,
        parse=parse,
        estimated_credits=context.estimated_credits,
    )


def _generation(response: Response, context: CallContext, operation: str) -> Generation:
    image = image_from_object(response) if is_json(response) else image_from_body(response)
    return Generation((image,), context.engine, operation, response.http, context.estimated_credits)


def generation(
    context: CallContext, operation: str, options: Mapping[str, Any], files: Mapping[str, InputImage]
) -> Call[Generation]:
    """Make a call that generates an image and returns it."""
    request = build_request(context, operation, options=options, files=files)
    return _call(context, request, lambda response: _generation(response, context, operation))


def start(
    context: CallContext, operation: str, options: Mapping[str, Any], files: Mapping[str, InputImage]
) -> Call[Pending]:
    """Make a call that starts work."""
    request = build_request(context, operation, options=options, files=files)
    return _call(context, request, lambda response: _pending(response, context, operation))


def start_and_wait(
    context: CallContext, operation: str, options: Mapping[str, Any], files: Mapping[str, InputImage]
) -> Call[Generation]:
    """Make a call that starts work, and waits for its result."""

    def parse(response: Response) -> Later[Generation]:
        pending = _pending(response, context, operation)
        return Later(call=result(context, pending), pending=pending)

    return _call(context, build_request(context, operation, options=options, files=files), parse)


def _is_id(text: str) -> bool:
    """Return whether a text can be the id of work."""
    return is_segment(text) and len(text) <= MAX_ID


def _pending(response: Response, context: CallContext, operation: str) -> Pending:
    found = parse_started(response)
    if not _is_id(found) or response.sanitize(found) != found:  # an id is shown in full, so it may hold no key
        raise UnusableResponseError(f"the id of the work cannot be one: {found!r:.100}")
    return Pending(
        found,
        operation,
        estimated_credits=context.estimated_credits,
        request_id=response.request_id,
    )


def _not_ready(pending: Pending) -> ResultNotReadyError:
    error = ResultNotReadyError("the server still works on the result. Ask again in ten seconds", sent=True)
    error.pending = pending
    return error


def result(context: CallContext, pending: Pending, *, wait: bool = True) -> Call[Generation]:
    """Make the call that fetches the result of work.

    Args:
        context: What the call is made with.
        pending: The work.
        wait: Whether to wait until it has ended; else the outcome is an error if it has not.

    Raises:
        InvalidOptionError: The id cannot be one.
    """
    if not _is_id(pending.id):
        raise InvalidOptionError(f"id: must be what a call that starts work returned, got {pending.id!r:.100}")

    def parse(response: Response) -> Generation | Later[Generation] | StabilityError:
        if response.status_code != STILL_RUNNING:
            return _generation(response, context, pending.operation or RESULT)
        return Later(call=call, pending=pending) if wait else _not_ready(pending)

    # The work is what cost something; asking for its result costs nothing.
    call = evolve(_call(context, build_request(context, RESULT, pending.id), parse), estimated_credits=0.0)
    return call
