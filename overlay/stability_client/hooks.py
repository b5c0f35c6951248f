"""What a client tells while it works: events for the caller's functions, and lines in the log.

Events hold no key, no prompt and no picture. A hook that raises is logged and otherwise passed over: an answer that was
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
        url: The address it goes to.
        attempt: Which try of the call this is, from 1.
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
        status_code: The HTTP status, or None where no answer came.
        error: The name of the error's class, such as `RateLimitError`, or None where all went well.
        body_bytes: How many decoded bytes of a body came.
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
    """A request will be tried again.

    Attributes:
        request: The event of the request that failed.
        error: The name of the error's class.
        reason: Why it is tried again.
        wait: Seconds until then.
    """

    request: RequestEvent
    error: str
    reason: str
    wait: float


@frozen
class Hooks:
    """The caller's functions. They are called in the thread, or the event loop, of the call, which waits for them."""

    on_request: Callable[[RequestEvent], object] | None = None
    on_response: Callable[[ResponseEvent], object] | None = None
    on_retry: Callable[[RetryEvent], object] | None = None

    def request(self, event: RequestEvent) -> None:
        logger.debug("%s %s attempt %d", event.method, event.url, event.attempt)
        _tell(self.on_request, event)

    def response(self, event: ResponseEvent) -> None:
        logger.debug(
            "%s %s %s in %.0f ms, %d bytes, attempt %d, request id %s",
            event.request.method,
            event.request.url,
            event.status_code if event.error is None else f"{event.status_code or 'no answer'} {event.error}",
            event.seconds * 1000,
            event.body_bytes,
            event.request.attempt,
            event.request_id or "unknown",
        )
        _tell(self.on_response, event)

    def retry(self, event: RetryEvent) -> None:
        logger.info(
            "%s %s is tried again in %.1f s after %s: %s",
            event.request.method,
            event.request.url,
            event.wait,
            event.error,
            event.reason,
        )
        _tell(self.on_retry, event)


E = TypeVar("E", RequestEvent, ResponseEvent, RetryEvent)


def _tell(hook: Callable[[E], object] | None, event: E) -> None:
    if hook is None:
        return
    try:
        hook(event)
    except Exception:
        logger.exception("a hook raised on a %s; the call goes on", type(event).__name__)
