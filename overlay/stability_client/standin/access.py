"""Decides who may use the stand-in, and records every request."""

import logging
import math
from collections.abc import Sequence

import anyio
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stability_client.standin.contract import ContractOperation
from stability_client.standin.editions import Edition, find_edition
from stability_client.standin.errors import ApiError
from stability_client.standin.faults import ForcedFinishReason
from stability_client.standin.history import RecordedRequest
from stability_client.standin.service import Service

REQUEST_ID_HEADER = "X-Request-Id"
BEARER = "bearer "

KEY_CHARACTERS_SHOWN = 4
MIN_LENGTH_SHOWN = 12

logger = logging.getLogger(__name__)


class AccessMiddleware:
    """Reads and records each request, checks access, and turns every failure into an error of the contract.

    It leaves in the request's state `record`, the recorded request, and `forced`, the finish reason that the key asks
    for.
    """

    def __init__(self, app: ASGIApp, service: Service, editions: Sequence[Edition]) -> None:
        """Wrap `app`."""
        self._app = app
        self._service = service
        self._editions = editions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        record = _new_record(request, self._service.new_request_id())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                record.status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = record.request_id
            await send(message)

        try:
            await self._handle(request, record, send_with_id)
        except ClientDisconnect:
            return
        except ApiError as error:
            await self._send_error(error, request, record, send_with_id)
        except Exception:
            if record.status is not None:
                raise
            logger.exception("The stand-in failed on %s %s", record.method, record.path)
            name = find_edition(self._editions, record.path).failure_name
            failure = ApiError(name, "The stand-in failed; its log says why", 500)
            await self._send_error(failure, request, record, send_with_id)

    async def _handle(self, request: Request, record: RecordedRequest, send: Send) -> None:
        edition = find_edition(self._editions, record.path)
        limit = self._service.max_body_bytes(edition)
        body = await _read_body(request, limit)
        record.body = body or b""
        self._service.history.append(record)
        if self._service.latency:
            await anyio.sleep(self._service.latency)
        raise_planned_fault(self._service, edition)
        if not edition.validates_first:
            request.state.forced = authorize(self._service, edition, request, record)
        if body is None:
            raise ApiError("payload_too_large", f"The request has more than {limit} bytes", 413)
        request.state.record = record
        await self._app(request.scope, request.receive, send)

    async def _send_error(self, error: ApiError, request: Request, record: RecordedRequest, send: Send) -> None:
        record.error = error.name or None
        edition = find_edition(self._editions, record.path)
        await edition.error(error, record)(request.scope, request.receive, send)


def raise_planned_fault(service: Service, edition: Edition) -> None:
    """Take the next planned fault.

    Raises:
        ApiError: There is one.
    """
    if service.planned_faults:
        raise service.fault_triggers.planned(service.planned_faults.popleft(), edition.name)


def authorize(
    service: Service, edition: Edition, request: Request, record: RecordedRequest
) -> ForcedFinishReason | None:
    """Check the API key and the rate limit; fill in the record's organization.

    Returns:
        The finish reason that the key asks for, if any.

    Raises:
        ApiError: The key is unknown or asks for an error, or the organization is locked out.
    """
    key = parse_key(request.headers.get("authorization", ""))
    if not key:
        raise ApiError("unauthorized", "There is no API key in the Authorization header", 401)
    triggered = service.fault_triggers.find_in_key(key, edition.name)
    if key not in service.configuration.keys and triggered is None:
        raise edition.wrong_key(key, mask_key(key))
    wanted = request.headers.get("organization", "")
    account = service.account
    record.organization = wanted if wanted in account.organizations else account.default_organization
    check_rate_limit(service, record.organization)
    if isinstance(triggered, ApiError):
        raise triggered
    return triggered


def check_rate_limit(service: Service, organization: str) -> None:
    """Count a request of an organization.

    Raises:
        ApiError: The organization has sent too many, and must wait.
    """
    limit, seconds = service.configuration.rate_limit, service.rate_limiter.count(organization)
    if limit is None or not seconds:
        return
    wait = math.ceil(seconds)
    message = (
        f"{organization} has sent more than {limit.requests} requests in {limit.per_seconds:g} s. "
        f"Requests are accepted again in {wait} s"
    )
    raise service.fault_triggers.error("rate_limit_exceeded", retry_after=wait, message=message)


def check_organization(service: Service, operation: ContractOperation, request: Request) -> None:
    """Check the organization that a request names, if the operation takes one.

    Raises:
        ApiError: The account does not belong to it.
    """
    wanted = request.headers.get("organization")
    if "Organization" in operation.parameters and wanted is not None and wanted not in service.account.organizations:
        raise ApiError("permission_denied", "The key does not belong to this organization", 403)


def parse_key(authorization: str) -> str:
    """Return the API key of an `Authorization` header, which is sent raw or as `Bearer`."""
    stripped = authorization.strip()
    return stripped[len(BEARER) :].strip() if stripped.lower().startswith(BEARER) else stripped


def mask_key(key: str) -> str:
    """Mask a key so that it can be recognized but not used.

    A short key is masked completely: from a few of its characters the rest could be guessed.
    """
    if len(key) < MIN_LENGTH_SHOWN:
        return "***"
    shown = min(KEY_CHARACTERS_SHOWN, len(key) // 4)
    start = len("sk-") + shown if key.startswith("sk-") and len(key) > len("sk-") + 2 * KEY_CHARACTERS_SHOWN else shown
    return f"{key[:start]}***{key[len(key) - shown :]}"


async def _read_body(request: Request, limit: int) -> bytes | None:
    """Return the body, or None if it is larger than `limit` bytes.

    A body that is too large is read to its end too: a client that can't finish sending may never see the response.
    """
    body, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= limit:
            body += chunk
    return bytes(body) if size <= limit else None


def _new_record(request: Request, request_id: str) -> RecordedRequest:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        shown = mask_key(parse_key(value)) if name == "authorization" else value
        headers[name] = f"{headers[name]}, {shown}" if name in headers else shown
    return RecordedRequest(
        method=request.method,
        path=request.url.path,
        query=request.url.query,
        headers=headers,
        request_id=request_id,
    )
