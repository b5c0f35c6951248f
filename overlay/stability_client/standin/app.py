"""The ASGI application: routes from the contract, and a gate in front of them."""

import logging
from collections.abc import Awaitable, Callable
from typing import Unpack

import anyio
import anyio.to_thread
import attrs
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stability_client.standin.account import half_masked
from stability_client.standin.checks import check_names
from stability_client.standin.contract import Operation
from stability_client.standin.errors import Refusal, Unrouted, payload_too_large
from stability_client.standin.history import Received
from stability_client.standin.service import Service, bare_key
from stability_client.standin.settings import Settings, SettingsArguments

REQUEST_ID_HEADER = "X-Request-Id"

UNROUTED = {404: ("not_found", "There is nothing at this path"), 405: ("bad_request", "This path takes other methods")}
"""Error names and messages for what the router finds no route for."""

logger = logging.getLogger(__name__)


def create_app(**settings: Unpack[SettingsArguments]) -> Starlette:
    """Make the stand-in as an ASGI application, to be run by any server or called without one.

    Its `state.service` is what `StandIn` steers: the journal, the account, the planned failures.

    Args:
        settings: the fields of `Settings`.

    """
    check_names((each.name for each in attrs.fields(Settings)), settings)
    service = Service(Settings(**settings))
    app = Starlette(
        routes=[
            Route(operation.path, _endpoint(service, operation), methods=[operation.method], name=operation.id)
            for operation in service.contract.operations
        ],
        middleware=[Middleware(Gate, service=service)],
        exception_handlers={HTTPException: _refuse_unrouted},
    )
    app.router.redirect_slashes = False
    app.state.service = service
    return app


class Gate:
    """Reads the whole request, lets it in or not, and sees that every answer is a documented one."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        received = _noted(request, self._service.new_request_id())

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                received.status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = received.request_id
            await send(message)

        try:
            await self._pass_on(request, received, send_marked)
        except ClientDisconnect:
            return
        except Refusal as refusal:
            await self._refuse(refusal, received)(scope, receive, send_marked)
        except Exception:
            if received.status is not None:
                raise
            logger.exception("The stand-in failed on %s %s", received.method, received.path)
            failure = Refusal("fault", "The stand-in failed; its log says why", 500)
            await self._refuse(failure, received)(scope, receive, send_marked)

    async def _pass_on(self, request: Request, received: Received, send: Send) -> None:
        body = await _read_body(request, self._service.max_body_bytes)
        received.body = body or b""
        self._service.journal.append(received)
        if self._service.latency:
            await anyio.sleep(self._service.latency)
        self._service.admit(request, received)
        if body is None:
            raise payload_too_large(self._service.max_body_bytes)
        request.state.received = received
        await self._app(request.scope, request.receive, send)

    def _refuse(self, refusal: Refusal, received: Received) -> Response:
        received.error = refusal.name or None
        return self._service.dialect.error(refusal, self._service.new_occurrence())


def _endpoint(service: Service, operation: Operation) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await anyio.to_thread.run_sync(service.answer, operation, request, request.state.received)

    return endpoint


async def _refuse_unrouted(request: Request, exception: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    if not isinstance(exception, HTTPException):
        raise exception
    name, message = UNROUTED[exception.status_code]
    # Starlette lists methods in the order of a set, another one in every run.
    headers = {name: ", ".join(sorted(value.split(", "))) for name, value in (exception.headers or {}).items()}
    raise Unrouted(name, message, exception.status_code, headers)


async def _read_body(request: Request, most: int) -> bytes | None:
    """The body, or None when it is larger than `most` bytes.

    It is read to its end all the same: a client that is cut off while it sends may never see the answer.
    """
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= most:
            body += chunk
    return bytes(body) if size <= most else None


def _noted(request: Request, request_id: str) -> Received:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        shown = half_masked(bare_key(value)) if name == "authorization" else value
        headers[name] = f"{headers[name]}, {shown}" if name in headers else shown
    return Received(
        method=request.method,
        path=request.url.path,
        query=request.url.query,
        headers=headers,
        request_id=request_id,
    )
