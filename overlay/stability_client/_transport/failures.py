"""Translate exceptions of the HTTP library, or of a transport of the caller's, to errors of this package."""

from collections.abc import Mapping
from types import MappingProxyType

import httpx

from stability_client._redaction import sanitize
from stability_client._transport.attempt import Attempt
from stability_client._transport.body import BodyError
from stability_client._transport.deadline import DeadlineExceeded
from stability_client._wire.calls import SUCCESSES
from stability_client._wire.errors import error_from_response
from stability_client.errors import (
    ConnectionFailedError,
    InvalidOptionError,
    StabilityError,
    TimeoutError,  # noqa: A004 - this package's own
    UnreadableResponseError,
)

MAX_REASON = 200
"""Characters of an exception's text, or of a request's path, that an error shows."""

TIMEOUT_LIMITS: Mapping[type[Exception], str] = MappingProxyType(
    {
        httpx.ConnectTimeout: "connect",
        httpx.PoolTimeout: "pool",
        httpx.ReadTimeout: "read",
        httpx.WriteTimeout: "write",
        DeadlineExceeded: "total",
    }
)

TIMEOUT_MESSAGES: Mapping[str, str] = MappingProxyType(
    {
        "connect": "not connected",
        "pool": "no free connection",
        "read": "nothing was received",
        "write": "nothing could be sent",
        "total": "not finished",
    }
)

NEVER_SENT = (
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ConnectError,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
"""What is raised before the first byte of a request is sent. The steps that a connection reports count more."""

NOT_TLS = ("WRONG_VERSION_NUMBER", "wrong version number", "record layer failure")
"""What OpenSSL says of a server that responds in plain text."""

DISCONNECTED = "Server disconnected"
"""How the HTTP library's message begins if a connection ended instead of a response."""


def error_from_exception(error: Exception, attempt: Attempt) -> StabilityError:
    """Return this package's error for what ended an attempt. It keeps nothing of the other, which knows the key."""
    if isinstance(error, StabilityError):
        return error
    request = f"{attempt.request.method} {attempt.url}"[:MAX_REASON]
    if isinstance(error, tuple(TIMEOUT_LIMITS)):
        return _timeout_error(error, attempt, request)
    if isinstance(error, BodyError):
        message = f"{request}: the response cannot be used: {error}"
        return UnreadableResponseError(message, **attempt.error_attributes(sent=True))
    if attempt.status_code is not None:
        return incomplete_response(error, attempt, request)
    if isinstance(error, httpx.RemoteProtocolError) and not str(error).startswith(DISCONNECTED):
        message = f"{request}: the response is not HTTP: {describe(error, attempt)}"
        return UnreadableResponseError(message, **attempt.error_attributes(sent=True))
    return _connection_error(error, attempt, request)


def invalid_request(error: Exception, attempt: Attempt) -> InvalidOptionError:
    """Return the error for a request that the HTTP library cannot encode, such as one with NaN in its JSON."""
    return InvalidOptionError(f"options: the request cannot be encoded: {describe(error, attempt)}")


def describe(error: Exception, attempt: Attempt) -> str:
    """Return the class of an exception and its message, as far as that may be shown."""
    message = sanitize(str(error), attempt.secrets)[:MAX_REASON]
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _connection_error(error: Exception, attempt: Attempt, request: str) -> ConnectionFailedError:
    attributes = attempt.error_attributes(sent=not isinstance(error, NEVER_SENT))
    if attempt.url.startswith("https:") and any(words in str(error) for words in NOT_TLS):
        message = f"{request}: the server does not speak TLS at this address. Is base_url http:// instead of https://?"
        return ConnectionFailedError(message, **attributes)
    problem = "the connection broke before a response" if attributes["sent"] else "the server was not reached"
    return ConnectionFailedError(f"{request}: {problem}: {describe(error, attempt)}", **attributes)


def _timeout_error(error: Exception, attempt: Attempt, request: str) -> TimeoutError:
    limit = next(name for kind, name in TIMEOUT_LIMITS.items() if isinstance(error, kind))
    if attempt.deadline.expired:  # what remained of the total was shorter
        limit = "total"
    seconds = getattr(attempt.settings.timeout, limit)
    attributes = attempt.error_attributes(sent=not isinstance(error, NEVER_SENT))
    message = f"{request}: {TIMEOUT_MESSAGES[limit]} after {seconds:g} s ({limit})"
    timeout = TimeoutError(message + ("; it may have been billed" if attributes["maybe_billed"] else ""), **attributes)
    timeout.limit, timeout.seconds = limit, seconds
    return timeout


def incomplete_response(error: Exception, attempt: Attempt, request: str) -> StabilityError:
    """Return the error for a response of which only the beginning was received."""
    if attempt.status_code not in SUCCESSES:  # then the status says more than how it ended
        return error_from_response(attempt.partial_response(), billable=attempt.request.billable)
    message = f"{request}: the response ended after {attempt.body.size:,} bytes: {describe(error, attempt)}"
    return UnreadableResponseError(message, **attempt.error_attributes(sent=True))
