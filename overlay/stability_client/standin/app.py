"""The stand-in as an ASGI application: its routes are those of the contract."""

from collections.abc import Awaitable, Callable
from typing import Unpack

import anyio.to_thread
import attrs
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from stability_client.standin.access import AccessMiddleware, authorize, check_organization
from stability_client.standin.configuration import Configuration, ConfigurationArguments
from stability_client.standin.contract import ContractOperation
from stability_client.standin.editions import AuthorizedRequest, Edition, ReceivedRequest, find_edition
from stability_client.standin.errors import RoutingError
from stability_client.standin.history import RecordedRequest
from stability_client.standin.service import Service
from stability_client.standin.v1.edition import V1
from stability_client.standin.v1alpha.edition import V1alpha
from stability_client.standin.v2beta.edition import V2beta
from stability_client.standin.validators import check_names

ROUTING_ERRORS = {
    404: ("not_found", "There is nothing at this path"),
    405: ("bad_request", "This path takes other methods"),
}
"""The error name and message for each status that the router responds with."""


def create_app(**settings: Unpack[ConfigurationArguments]) -> Starlette:
    """Make the stand-in as an ASGI application, to be run by any server, or called without one.

    Its `state.service` holds what `StandIn` gives access to: the history, the account and the planned faults.

    Args:
        settings: The fields of `Configuration`.

    Raises:
        TypeError: There is no such setting, or a value has a wrong type.
        ValueError: A value is not allowed.
    """
    check_names((each.name for each in attrs.fields(Configuration)), settings)
    service = Service(Configuration(**settings))
    editions: list[Edition] = [V1alpha(service), V1(service), V2beta(service)]
    app = Starlette(
        routes=[route for operation in service.contract.operations for route in _routes(service, operation, editions)],
        middleware=[Middleware(AccessMiddleware, service=service, editions=editions)],
        exception_handlers={HTTPException: _raise_routing_error},
    )
    app.router.redirect_slashes = False
    app.state.service = service
    return app


def _routes(service: Service, operation: ContractOperation, editions: list[Edition]) -> list[Route]:
    edition = find_edition(editions, operation.path)
    endpoint = _make_endpoint(service, operation, edition)
    paths = [operation.path, *(path for path, led_to in edition.other_paths.items() if led_to == operation.id)]
    return [Route(path, endpoint, methods=[operation.method], name=operation.id) for path in paths]


def _make_endpoint(
    service: Service, operation: ContractOperation, edition: Edition
) -> Callable[[Request], Awaitable[Response]]:
    handler, in_thread = edition.handlers[operation.id], anyio.to_thread.run_sync

    async def endpoint(request: Request) -> Response:
        record: RecordedRequest = request.state.record
        record.operation = operation.id
        check_organization(service, operation, request)
        if not edition.validates_first:
            return await in_thread(handler, AuthorizedRequest(operation, request, record, request.state.forced))
        validated = await in_thread(edition.validate, ReceivedRequest(operation, request, record))
        forced = authorize(service, edition, request, record)
        return await in_thread(handler, AuthorizedRequest(operation, request, record, forced, validated))

    return endpoint


async def _raise_routing_error(request: Request, exception: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    if not isinstance(exception, HTTPException):
        raise exception
    name, message = ROUTING_ERRORS[exception.status_code]
    # Starlette lists methods in the order of a set, which changes from run to run.
    headers = {name: ", ".join(sorted(value.split(", "))) for name, value in (exception.headers or {}).items()}
    raise RoutingError(name, message, exception.status_code, headers)
