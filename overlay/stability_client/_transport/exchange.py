"""A call from its first attempt to its outcome: all that is decided on the way. Nothing here waits or sends."""

import platform
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar
from urllib.parse import urlsplit

from attrs import define, evolve

from stability_client._contract import facts
from stability_client._settings import Settings
from stability_client._transport.attempt import Attempt
from stability_client._transport.deadline import Deadline
from stability_client._version import __version__
from stability_client._wire.calls import Call, Later
from stability_client._wire.errors import (
    add_available_engines,
    add_location,
    add_pending,
    add_retirement,
    pending_advice,
)
from stability_client._wire.messages import Response
from stability_client.errors import (
    InvalidOptionError,
    NotFoundError,
    StabilityError,
    TimeoutError,  # noqa: A004 - this package's own
)
from stability_client.hooks import RequestEvent, ResponseEvent, RetryEvent
from stability_client.pending import Pending
from stability_client.results import Engines
from stability_client.timeouts import Timeout

T = TypeVar("T")

USER_AGENT: Final = f"stability-client/{__version__} python/{platform.python_version()}"

ENGINES_SECONDS = 5.0
"""How long an error about an engine may be delayed to look up which engines there are."""

AUTH_PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {operation.edition: operation.auth_prefix for operation in facts.OPERATIONS.values()}
)
"""What stands before the key in the header that carries it, by the edition of the API."""

_HEADER_VALUE = re.compile(r"[\x20-\x7e]*")


def common_headers(settings: Settings, authorization: str) -> dict[str, str]:
    """Return the headers of every request.

    Args:
        settings: The settings of the client.
        authorization: The value of the header that carries the key.
    """
    agent = f"{USER_AGENT} {settings.client_info.product}" if settings.client_info else USER_AGENT
    return {**settings.extra_headers, facts.AUTH_HEADER: authorization, "User-Agent": agent}


def authorization_for(settings: Settings, path: str) -> str:
    """Return the header that carries the key in a request of the generated client.

    Args:
        settings: The settings of the client.
        path: The path of the request with that of the base URL; below it, it begins with the edition.
    """
    edition = path.removeprefix(urlsplit(settings.base_url).path).strip("/").partition("/")[0]
    return AUTH_PREFIXES.get(edition, "") + settings.api_key


def _headers(call: Call[Any]) -> dict[str, str]:
    prefix = facts.OPERATIONS[call.request.operation].auth_prefix
    common = common_headers(call.settings, prefix + call.settings.api_key)
    # Images are compressed already, and a body that is not compressed cannot expand without limit.
    headers = {**call.request.headers, **common, "Accept-Encoding": "identity"}
    for name, value in headers.items():
        if not _HEADER_VALUE.fullmatch(value):  # a line break would start another header
            raise InvalidOptionError(f"header {name}: must be printable ASCII")
    return headers


@define
class Exchange(Generic[T]):
    """One call, with as many attempts as its policy allows.

    Attributes:
        call: The call.
        deadline: When it must have ended.
        attempts: How many attempts were started.
        pending: The work that was started, if the call waits for its result.
    """

    call: Call[T]
    deadline: Deadline
    attempts: int = 0
    pending: Pending | None = None
    _last_event: RequestEvent | None = None

    @classmethod
    def start(cls, call: Call[T]) -> "Exchange[T]":
        """Return an exchange whose time begins now."""
        return cls(call, Deadline.after(call.settings.timeout.total))

    def follow(self, later: Later[T]) -> "Exchange[T]":
        """Return the exchange that fetches the result, within the time of this one."""
        return Exchange(later.call, self.deadline, pending=later.pending)

    def late_result(self) -> TimeoutError | None:
        """Return the error if no time is left to ask for the result once more; None if there is."""
        settings = self.call.settings
        if self.deadline.remaining > settings.poll_seconds:
            return None
        total = settings.timeout.total
        error = TimeoutError(f"the result was not ready after {total:g} s (total)", sent=True)
        error.limit, error.seconds = "total", total
        add_location(error, self.call.request.operation, settings.base_url + self.call.request.path)
        return error

    def add_pending(self, outcome: object) -> None:
        """Add to an error the work whose result it kept from being fetched."""
        if self.pending is not None and isinstance(outcome, StabilityError):
            add_pending(outcome, self.pending)

    @contextmanager
    def noting_pending(self) -> Iterator[None]:
        """Add the work to what interrupts the wait for its result: Ctrl-C, or the cancellation of a task."""
        try:
            yield
        except BaseException as interruption:
            if self.pending is not None:
                interruption.add_note(pending_advice(self.pending))
            raise

    def start_attempt(self) -> Attempt:
        """Return a new attempt, and emit its event.

        Raises:
            InvalidOptionError: A header cannot be sent.
        """
        request, settings = self.call.request, self.call.settings
        self.attempts += 1
        headers = _headers(self.call)
        url = settings.base_url + request.path
        event = RequestEvent(request.operation, request.method, url, self.attempts, request.billable)
        self._last_event = event
        settings.hooks.emit_request(event)
        return Attempt(request, settings, self.deadline, event, headers)

    def finish_attempt(self, attempt: Attempt, received: Response | StabilityError) -> T | Later[T] | StabilityError:
        """Return the outcome of an attempt, and emit its event.

        Args:
            attempt: The attempt.
            received: Its response, or the error instead of one.
        """
        outcome = self.call.parse_response(received) if isinstance(received, Response) else received
        if isinstance(outcome, StabilityError):
            add_location(outcome, attempt.request.operation, attempt.url)
            if isinstance(outcome, NotFoundError) and self.call.engine is None:
                add_retirement(outcome, self.call.edition.retired_at)
        self._emit_end(attempt, type(outcome).__name__ if isinstance(outcome, StabilityError) else None)
        return outcome

    def cancel_attempt(self, attempt: Attempt, error: BaseException) -> None:
        """Emit the event of an attempt that the caller gave up: by cancelling the task, or with Ctrl-C."""
        self._emit_end(attempt, type(error).__name__)

    def _emit_end(self, attempt: Attempt, error: str | None) -> None:
        event = ResponseEvent(
            attempt.event,
            seconds=time.monotonic() - attempt.started,
            status_code=attempt.status_code,
            error=error,
            body_bytes=attempt.body.size,
            request_id=attempt.partial_response().request_id,
        )
        self.call.settings.hooks.emit_response(event)

    def next_delay(self, outcome: object) -> float | None:
        """Return the seconds to wait before another attempt, and emit the retry; None if the outcome is final."""
        policy = self.call.settings.retry
        if not isinstance(outcome, StabilityError) or self._last_event is None:
            return None
        decision = policy.decide(outcome, billable=self.call.request.billable)
        requested = policy.requested_delay(outcome)
        delay = requested + policy.backoff(self.attempts)
        is_in_time = requested <= policy.max_retry_after and delay < self.deadline.remaining
        if not (decision.retry and self.attempts < policy.attempts and is_in_time):
            return None
        event = RetryEvent(self._last_event, type(outcome).__name__, decision.reason, delay)
        self.call.settings.hooks.emit_retry(event)
        return delay

    def engines_lookup(self, outcome: object) -> "Exchange[Engines] | None":
        """Return the exchange, for one attempt of a few seconds, that lists the engines if one was not found."""
        find_engines = self.call.edition.engines_lookup
        if self.call.engine is None or find_engines is None or not isinstance(outcome, NotFoundError):
            return None
        seconds = self.deadline.limit(ENGINES_SECONDS)
        if not seconds:
            return None
        lookup = find_engines(self.call)
        return Exchange.start(evolve(lookup, settings=evolve(lookup.settings, timeout=Timeout(total=seconds))))

    def add_available_engines(self, outcome: object, available: object) -> None:
        """Add to the error which engines there are, or, if the lookup failed too, that the server has none at all."""
        if self.call.engine is None or not isinstance(outcome, NotFoundError):
            return
        if isinstance(available, Engines):
            add_available_engines(outcome, self.call.engine, available)
        else:
            add_retirement(outcome, self.call.edition.retired_at)


def unwrap(outcome: T | StabilityError) -> T:
    """Return the result.

    Raises:
        StabilityError: The outcome is an error.
    """
    if isinstance(outcome, StabilityError):
        raise outcome
    return outcome
