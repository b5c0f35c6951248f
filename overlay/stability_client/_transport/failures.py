"""What an exception of the HTTP library, or of a transport of the caller's, means for a call."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import httpx
from attrs import define

from stability_client._redaction import presentable
from stability_client._transport.body import BodyError
from stability_client._transport.exchange import Attempt, OverdueError
from stability_client._wire.errors import error_from_response
from stability_client.errors import (
    ConnectionFailedError,
    InvalidOptionError,
    StabilityError,
    TimeoutError,  # noqa: A004 - ours
    UnreadableResponseError,
)

SHOWN_REASON = 200
"""Characters of a library's own words that an error shows."""

OK = 200

TIMEOUT_LIMITS: Mapping[type[Exception], str] = MappingProxyType(
    {
        httpx.ConnectTimeout: "connect",
        httpx.PoolTimeout: "pool",
        httpx.ReadTimeout: "read",
        httpx.WriteTimeout: "write",
        OverdueError: "total",
    }
)

TIMEOUTS_IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "connect": "not connected",
        "pool": "no free connection",
        "read": "nothing came",
        "write": "nothing could be sent",
        "total": "not done",
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
"""What comes before the first byte of a request leaves. A connection that reports its steps is believed before this."""

HUNG_UP = "Server disconnected"
"""How the HTTP library begins when a connection ended in place of an answer."""


@define
class Probe:
    """Notes what a connection reports: whether the request left, and how the answer began.

    The HTTP library calls it at each step (its `trace` extension), through a caller's client too. So it is known what
    was delivered where the exception alone would leave it open.
    """

    attempt: Attempt
    _is_tunnelling: bool = False

    def trace(self, step: str, told: Mapping[str, Any]) -> None:
        self.attempt.sent = self.attempt.sent or False  # from here on it is known
        if step.endswith("send_request_headers.started"):
            # To a proxy, CONNECT goes first; it says nothing of the request itself.
            self._is_tunnelling = getattr(told.get("request"), "method", None) == b"CONNECT"
            if not self._is_tunnelling:
                self.attempt.sent = True
        elif step.endswith("receive_response_headers.complete") and not self._is_tunnelling:
            parts = told.get("return_value")
            if isinstance(parts, tuple):  # HTTP/1.1: version, status, reason, headers; HTTP/2: status, headers
                status = next(part for part in parts if isinstance(part, int))
                headers = next(part for part in parts if isinstance(part, list))
                self.attempt.answered(status, httpx.Headers(headers))

    async def async_trace(self, step: str, told: Mapping[str, Any]) -> None:
        self.trace(step, told)


def failure(error: Exception, attempt: Attempt) -> StabilityError:
    """The error of ours for whatever ended a try. It keeps nothing of the other, which knows the key."""
    if isinstance(error, StabilityError):
        return error
    told = f"{attempt.request.method} {attempt.request.path}"[:SHOWN_REASON]
    if isinstance(error, tuple(TIMEOUT_LIMITS)):
        return _timeout(error, attempt, told)
    if isinstance(error, BodyError):
        return UnreadableResponseError(f"{told}: the answer cannot be used: {error}", **attempt.facts(sent=True))
    if attempt.status_code is not None:
        return _broken_off(error, attempt, told)
    if isinstance(error, httpx.RemoteProtocolError) and not str(error).startswith(HUNG_UP):
        message = f"{told}: what came back is not HTTP: {_words(error, attempt)}"
        return UnreadableResponseError(message, **attempt.facts(sent=True))
    facts = attempt.facts(sent=not isinstance(error, NEVER_SENT))
    what = "the connection broke before an answer came" if facts["sent"] else "the server was not reached"
    return ConnectionFailedError(f"{told}: {what}: {_words(error, attempt)}", **facts)


def unwritable(error: Exception, attempt: Attempt) -> InvalidOptionError:
    """The error for a request that the HTTP library cannot put into bytes, such as one with NaN in its JSON."""
    return InvalidOptionError(f"the request cannot be written: {_words(error, attempt)}")


def _words(error: Exception, attempt: Attempt) -> str:
    """The class of an exception and what it says, as far as that may be shown."""
    words = presentable(str(error), attempt.secrets)[:SHOWN_REASON]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _timeout(error: Exception, attempt: Attempt, told: str) -> TimeoutError:
    limit = next(name for kind, name in TIMEOUT_LIMITS.items() if isinstance(error, kind))
    if attempt.deadline.passed:  # what was left of the total was the shorter
        limit = "total"
    seconds = getattr(attempt.settings.timeout, limit)
    facts = attempt.facts(sent=not isinstance(error, NEVER_SENT))
    message = f"{told}: {TIMEOUTS_IN_WORDS[limit]} after {seconds:g} s ({limit})"
    timeout = TimeoutError(message + ("; it may have been billed" if facts["maybe_billed"] else ""), **facts)
    timeout.limit, timeout.seconds = limit, seconds
    return timeout


def _broken_off(error: Exception, attempt: Attempt, told: str) -> StabilityError:
    """The error where an answer had begun."""
    if attempt.status_code != OK:  # then the status says more than how it ended
        return error_from_response(attempt.partial_answer(), billable=attempt.request.billable)
    message = f"{told}: the answer broke off after {attempt.body.size:,} bytes: {_words(error, attempt)}"
    return UnreadableResponseError(message, **attempt.facts(sent=True))
