"""A call from its first try to its outcome: everything that is decided on the way, and nothing that waits or sends."""

import platform
import re
import time
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final, Generic, TypeVar

from attrs import define, evolve, field
from tenacity import RetryCallState, stop_after_attempt, wait_exponential, wait_random

from stability_client._contract import facts
from stability_client._redaction import redact
from stability_client._settings import Settings
from stability_client._transport.body import Body
from stability_client._transport.deadline import Deadline
from stability_client._wire.calls import Call
from stability_client._wire.errors import UNBILLED_STATUSES, redacted_body
from stability_client._wire.messages import Request, Response
from stability_client._wire.requests import add_available_engines, engines_lookup
from stability_client.errors import InvalidOptionError, NotFoundError, StabilityError
from stability_client.hooks import RequestEvent, ResponseEvent, RetryEvent
from stability_client.results import Engines
from stability_client.retries import RetryPolicy, Timeout

T = TypeVar("T")

USER_AGENT: Final = f"stability-client/{version('stability-client')} python/{platform.python_version()}"

ENGINES_SECONDS = 5.0
"""How long an error about an engine may be held up by asking which ones there are."""

_HEADER_VALUE = re.compile(r"[\x20-\x7e]*")


class OverdueError(Exception):
    """The time for the whole call is over. Only seen inside the package."""


def headers_of(settings: Settings) -> dict[str, str]:
    """The headers of every call."""
    agent = f"{USER_AGENT} {settings.client_info}" if settings.client_info else USER_AGENT
    return {facts.AUTH_HEADER: settings.api_key, "User-Agent": agent}


def _all_headers(request: Request, settings: Settings) -> dict[str, str]:
    """The headers of one call.

    Raises:
        InvalidOptionError: One holds what would end it and begin another, or what is not ASCII.
    """
    # Pictures are compressed already; and what is not compressed cannot burst.
    headers = {**request.headers, **headers_of(settings), "Accept-Encoding": "identity"}
    for name, value in headers.items():
        if not _HEADER_VALUE.fullmatch(value):
            raise InvalidOptionError(f"the header {name} cannot be written: it must be printable ASCII")
    return headers


@define
class Attempt:
    """One try of a call, and what is known of it so far."""

    request: Request
    settings: Settings
    deadline: Deadline
    event: RequestEvent
    headers: Mapping[str, str] = field(repr=False)
    started: float = field(factory=time.monotonic)
    sent: bool | None = None
    """Whether any of it left this machine; None where the connection does not tell."""
    status_code: int | None = None
    answer_headers: Mapping[str, str] = field(factory=dict, repr=False)
    body: Body = field(init=False, repr=False)
    _is_late: bool = False
    _is_overdue: bool = False

    def __attrs_post_init__(self) -> None:
        self.body = Body(self.settings.max_response_bytes)

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.settings.api_key,)

    @property
    def url(self) -> str:
        return self.event.url

    def waits(self) -> dict[str, float | None]:
        """Seconds for each part of the try: what the settings allow, but no longer than the call still has.

        Raises:
            OverdueError: It has no time left.
        """
        if self.deadline.passed:
            raise OverdueError
        timeout = self.settings.timeout
        return {name: self.deadline.cap(getattr(timeout, name)) for name in ("connect", "read", "write", "pool")}

    def answered(self, status_code: int, headers: Mapping[str, str]) -> None:
        """Notes the beginning of the answer."""
        self.sent, self.status_code = True, status_code
        self.answer_headers = {name.lower(): redact(value, self.secrets) for name, value in headers.items()}

    def begin_body(self, *, is_decoded: bool) -> None:
        """Makes ready for the pieces of the body, as they come or decoded already."""
        coding = "" if is_decoded else self.answer_headers.get("content-encoding", "")
        self.body = Body(self.settings.max_response_bytes, coding)

    def take(self, piece: bytes) -> bool:
        """Adds one more piece of the body.

        Returns:
            Whether more is wanted: not once it is too large, or a piece came after one that was late already. One that
            is late alone may be the last of an answer that was paid for.
        """
        if self._is_late:
            self._is_overdue = True
            return False
        self._is_late = self.deadline.passed
        return self.body.add(piece)

    def answer(self) -> Response:
        """The whole answer.

        Raises:
            BodyError: It is cut off, or makes no sense.
            OverdueError: It took too long.
        """
        if self._is_overdue:
            raise OverdueError
        return self._answer(self.body.whole())

    def cut_off(self) -> Response:
        """The outcome of an answer whose reading was ended: by the deadline, or because no more was wanted.

        Raises:
            BodyError: It is too large.
            OverdueError: It took too long.
        """
        if not self.body.is_full:
            raise OverdueError
        return self.answer()

    def partial_answer(self) -> Response:
        """What came of an answer that broke off."""
        return self._answer(self.body.received)

    def _answer(self, body: bytes) -> Response:
        return Response(self.status_code or 0, self.answer_headers, body, self.secrets)

    def facts(self, *, sent: bool) -> dict[str, Any]:
        """What an error tells of this try.

        Args:
            sent: Whether any of it left this machine, as far as the error itself tells.
        """
        sent = sent if self.sent is None else self.sent
        refused = self.status_code is not None and self.status_code in UNBILLED_STATUSES
        return {
            "status_code": self.status_code,
            "request_id": self.partial_answer().request_id,
            "sent": sent,
            "maybe_billed": sent and self.request.billable and not refused,
            "body": redacted_body(self.body.received, self.secrets),
        }


@define
class Conversation(Generic[T]):
    """One call, tried as often as the policy says."""

    call: Call[T]
    settings: Settings
    deadline: Deadline
    attempts: int = 0
    _wait: float = 0.0
    _last: RequestEvent | None = None

    @classmethod
    def about(cls, call: Call[T], settings: Settings) -> "Conversation[T]":
        """A conversation whose time begins now."""
        return cls(call, settings, Deadline.after(settings.timeout.total))

    # --- one try

    def begin(self) -> Attempt:
        """A new try."""
        request, settings = self.call.request, self.settings
        self.attempts += 1
        headers = _all_headers(request, settings)
        url = settings.base_url + request.path
        self._last = RequestEvent(request.operation, request.method, url, self.attempts, request.billable)
        settings.hooks.request(self._last)
        return Attempt(request, settings, self.deadline, self._last, headers)

    def end(self, attempt: Attempt, came: Response | StabilityError) -> T | StabilityError:
        """The outcome of a try, from its answer or from the error in place of one."""
        outcome = self.call.parse_response(came) if isinstance(came, Response) else came
        self._tell_end(attempt, type(outcome).__name__ if isinstance(outcome, StabilityError) else None)
        return outcome

    def abandon(self, attempt: Attempt, error: BaseException) -> None:
        """Notes that the caller gave up: cancelled the task, pressed Ctrl-C."""
        self._tell_end(attempt, type(error).__name__)

    def _tell_end(self, attempt: Attempt, error: str | None) -> None:
        event = ResponseEvent(
            attempt.event,
            seconds=time.monotonic() - attempt.started,
            status_code=attempt.status_code,
            error=error,
            body_bytes=attempt.body.size,
            request_id=attempt.partial_answer().request_id,
        )
        self.settings.hooks.response(event)

    # --- from try to try

    @property
    def rules(self) -> dict[str, Any]:
        """What the loop goes by: the arguments of tenacity's `Retrying` but for how to sleep."""
        return {
            "retry": self._is_worth_another_try,
            "wait": lambda _: self._wait,
            "stop": stop_after_attempt(self.settings.retry.attempts),
            "before_sleep": self._tell_retry,
            "retry_error_callback": _outcome,
        }

    def _is_worth_another_try(self, state: RetryCallState) -> bool:
        error, policy = _outcome(state), self.settings.retry
        if not isinstance(error, StabilityError):
            return False
        if not policy.verdict(error, billable=self.call.request.billable).again:
            return False
        asked = policy.asked_wait(error)
        self._wait = asked + _backoff(policy, state)
        return asked <= policy.max_wait and self._wait < self.deadline.left

    def _tell_retry(self, state: RetryCallState) -> None:
        error = _outcome(state)
        if self._last is not None and isinstance(error, StabilityError):
            reason = self.settings.retry.verdict(error, billable=self.call.request.billable).reason
            self.settings.hooks.retry(RetryEvent(self._last, type(error).__name__, reason, self._wait))

    # --- an engine that is not there

    def question(self, outcome: object) -> "Conversation[Engines] | None":
        """What to ask once the engine was not found: which ones there are. None where there is nothing to ask.

        It is for one try, and given no more than a few seconds.
        """
        if self.call.engine is None or not isinstance(outcome, NotFoundError):
            return None
        seconds = self.deadline.cap(ENGINES_SECONDS)
        if not seconds:
            return None
        return Conversation.about(engines_lookup(self.call), evolve(self.settings, timeout=Timeout(total=seconds)))

    def explain(self, outcome: object, listed: Engines | StabilityError) -> None:
        """Adds to the error which engines there are, if the server told."""
        if self.call.engine is not None and isinstance(outcome, NotFoundError) and isinstance(listed, Engines):
            add_available_engines(outcome, self.call.engine, listed)


def _outcome(state: RetryCallState) -> Any:
    return None if state.outcome is None else state.outcome.result()


def _backoff(policy: RetryPolicy, state: RetryCallState) -> float:
    """Seconds to wait of our own accord: doubled from try to try, with some chance."""
    doubled = wait_exponential(multiplier=policy.first_wait, max=policy.longest_backoff)
    return doubled(state) + wait_random(0, policy.first_wait)(state)


def value(outcome: T | StabilityError) -> T:
    """The result.

    Raises:
        StabilityError: The outcome is an error.
    """
    if isinstance(outcome, StabilityError):
        raise outcome
    return outcome
