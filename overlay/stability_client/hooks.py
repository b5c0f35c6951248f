"""Events for the caller's functions, and lines in the log.

Events hold no key, no prompt and no image. If a hook raises, that is logged and the call goes on: a response that was
paid for must not be lost to it.
"""

import logging
from collections.abc import Callable
from typing import TypeVar

from attrs import frozen

PACKAGE_LOGGER = "stability_client"

logger = logging.getLogger(PACKAGE_LOGGER)
logger.addHandler(logging.NullHandler())


@frozen
class RequestEvent:
    """A request is about to be sent.

    Attributes:
        operation: The operation's name in the contract, such as `text_to_image`.
        method: The HTTP method, in capitals.
        url: The address that it is sent to.
        attempt: Which attempt of the call this is, from 1.
        billable: Whether the server charges for it.
    """

    operation: str
    method: str
    url: str
    attempt: int
    billable: bool


@frozen
class ResponseEvent:
    """A request has ended, well or not. There is one for each RequestEvent.

    Attributes:
        request: The event of the request: the very object that `on_request` was given.
        seconds: How long it took.
        status_code: The HTTP status, or None if no response was received.
        error: The name of the error's class, such as `RateLimitError`, or None if there is no error.
        body_bytes: How many decoded bytes of a body were received.
        request_id: What the server's operator can find the call by, or None.
    """

    request: RequestEvent
    seconds: float
    status_code: int | None = None
    error: str | None = None
    body_bytes: int = 0
    request_id: str | None = None


@frozen
class RetryEvent:
    """A call will be retried.

    Attributes:
        request: The event of the request that failed.
        error: The name of the error's class.
        reason: Why it is retried.
        delay: Seconds until then.
    """

    request: RequestEvent
    error: str
    reason: str
    delay: float


@frozen
class Hooks:
    """The caller's functions. They are called in the thread, or the event loop, of the call, which waits for them."""

    on_request: Callable[[RequestEvent], object] | None = None
    on_response: Callable[[ResponseEvent], object] | None = None
    on_retry: Callable[[RetryEvent], object] | None = None

    def emit_request(self, event: RequestEvent) -> None:
        """Log a request and call `on_request`."""
        logger.debug("%s %s attempt %d", event.method, event.url, event.attempt)
        _emit(self.on_request, event)

    def emit_response(self, event: ResponseEvent) -> None:
        """Log the end of a request and call `on_response`."""
        logger.debug(
            "%s %s %s in %.0f ms, %d bytes, attempt %d, request id %s",
            event.request.method,
            event.request.url,
            event.status_code if event.error is None else f"{event.status_code or 'no response'} {event.error}",
            event.seconds * 1000,
            event.body_bytes,
            event.request.attempt,
            event.request_id or "unknown",
        )
        _emit(self.on_response, event)

    def emit_retry(self, event: RetryEvent) -> None:
        """Log a retry and call `on_retry`."""
        logger.info(
            "%s %s is retried in %.1f s after %s: %s",
            event.request.method,
            event.request.url,
            event.delay,
            event.error,
            event.reason,
        )
        _emit(self.on_retry, event)


E = TypeVar("E", RequestEvent, ResponseEvent, RetryEvent)


def _emit(hook: Callable[[E], object] | None, event: E) -> None:
    if hook is None:
        return
    try:
        hook(event)
    except Exception:
        logger.exception("a hook raised on a %s; the call goes on", type(event).__name__)
