"""How long to wait, and what to try again.

There is no idempotency key in this API: a POST that was delivered may have been charged, whatever came back, and
trying it again may be charged again. So each decision to retry stands alone below, with its reason.
"""

from collections.abc import Callable
from typing import Self

from attrs import Attribute, field, frozen

from stability_client.errors import (
    ConnectionFailedError,
    InsufficientBalanceError,
    InvalidOptionError,
    RateLimitError,
    ServerError,
    StabilityError,
    TimeoutError,  # noqa: A004 - ours
)


@frozen
class Timeout:
    """How long each part of a call may take, in seconds. None means for ever.

    The defaults leave a generation its time: it takes 2 to 40 s, and giving up early loses paid work.
    """

    connect: float | None = 5.0
    """Reaching the server."""
    read: float | None = 180.0
    """Between two pieces of the answer; so also from the end of the request to the start of the answer."""
    write: float | None = 60.0
    """Between two pieces of the request."""
    pool: float | None = 60.0
    """Waiting for one of the connections this client may open."""
    total: float | None = 300.0
    """The whole call, with everything that is tried again and the waits in between."""

    def __attrs_post_init__(self) -> None:
        for name in ("connect", "read", "write", "pool", "total"):
            value = getattr(self, name)
            if value is not None and not (_is_number(value) and value > 0):  # NaN is above nothing
                raise InvalidOptionError(f"timeout: {name} must be a number of seconds above 0, or None, not {value!r}")

    @classmethod
    def of(cls, value: "Timeout | float | None") -> Self:
        """A timeout as callers may say it: itself, a number meaning the total, or None for the defaults."""
        if isinstance(value, cls):
            return value
        if value is None:
            return cls()
        return cls(total=value)  # type: ignore[arg-type]  # a plain Timeout where a subclass was asked is checked above


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


# --- what to try again -----------------------------------------------------------------------------------------------


@frozen
class Verdict:
    """Whether to try again, and why."""

    again: bool
    reason: str


@frozen
class Failure:
    """What a decision looks at: the error, and whether a repetition of the call may be charged."""

    error: StabilityError
    billable: bool


Decision = Callable[[Failure], Verdict | None]
"""Something to say about a failure, or None where it has no opinion."""

PASSING_STATUSES = frozenset({502, 503, 504})
"""What gateways answer while the server behind them is away."""


def no_credits(failure: Failure) -> Verdict | None:
    """An empty balance stays empty, though it comes as 429 too, like a rate limit."""
    if isinstance(failure.error, InsufficientBalanceError):
        return Verdict(again=False, reason="waiting brings no credits")
    return None


def time_is_over(failure: Failure) -> Verdict | None:
    """The total is for all tries together."""
    if isinstance(failure.error, TimeoutError) and failure.error.limit == "total":
        return Verdict(again=False, reason="the time for the whole call is over")
    return None


def rate_limited(failure: Failure) -> Verdict | None:
    """The server turned the call away unread."""
    if isinstance(failure.error, RateLimitError):
        return Verdict(again=True, reason="refused by the rate limit: nothing was painted")
    return None


def never_delivered(failure: Failure) -> Verdict | None:
    """Refused connections, and waits for a connection that ran out of time."""
    if isinstance(failure.error, ConnectionFailedError | TimeoutError) and not failure.error.sent:
        return Verdict(again=True, reason="never delivered: nothing was painted")
    return None


def passing_trouble(failure: Failure) -> Verdict | None:
    """Broken connections, silence, absent servers: where a repetition costs nothing, they are tried again."""
    error = failure.error
    passing = isinstance(error, ConnectionFailedError | TimeoutError) or (
        isinstance(error, ServerError) and error.status_code in PASSING_STATUSES
    )
    if not passing:
        return None
    if failure.billable:
        return Verdict(again=False, reason="it may have been delivered and charged (retry_billable)")
    return Verdict(again=True, reason="passing trouble, and asking again costs nothing")


DECISIONS: tuple[Decision, ...] = (no_credits, time_is_over, rate_limited, never_delivered, passing_trouble)
"""Asked in this order; the first that has something to say is heard. Where none has, the error stands."""

RATE_LIMIT_LOCKOUT_SECONDS = 60.0
"""How long the hosted service locks an organisation out after 150 requests in 10 s. Waited where it does not say."""


def _whole_number_above_zero(_: object, __: object, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise InvalidOptionError(f"retry: attempts must be a whole number of at least 1, not {value!r}")


def _seconds(_: object, attribute: "Attribute[float]", value: float) -> None:
    if not (_is_number(value) and value >= 0):
        raise InvalidOptionError(f"retry: {attribute.name} must be a number of seconds of at least 0, not {value!r}")


@frozen(kw_only=True)
class RetryPolicy:
    """What is tried again, how often, and after how long.

    By default a call is tried again where nothing can have been charged: it never reached the server, or the rate
    limit refused it; and a GET, which costs nothing, also where the connection broke, the server was silent or a
    gateway answered 502, 503 or 504. `RetryPolicy(attempts=1)` tries nothing again.
    """

    attempts: int = field(default=3, validator=_whole_number_above_zero)
    """How often a call is tried in all."""
    first_wait: float = field(default=0.5, validator=_seconds)
    """Seconds before the second try, doubled for each further one; chance adds up to as much again, so that clients
    that failed together do not come back together."""
    longest_backoff: float = field(default=8.0, validator=_seconds)
    """Seconds that this doubling stops at."""
    max_wait: float = field(default=60.0, validator=_seconds)
    """Seconds. Where a server asks for a longer wait (`Retry-After`), the error is raised at once instead."""
    retry_billable: bool = False
    """True treats a POST like a GET: a call that was delivered and charged may be charged again."""
    decisions: tuple[Decision, ...] = field(default=DECISIONS, repr=False)
    """What decides. `RetryPolicy(decisions=(mine, *DECISIONS))` asks `mine` first."""

    def verdict(self, error: StabilityError, *, billable: bool) -> Verdict:
        """Whether to try again after an error, whatever the number of tries so far."""
        failure = Failure(error, billable=billable and not self.retry_billable)
        heard = (decision(failure) for decision in self.decisions)
        return next(filter(None, heard), Verdict(again=False, reason="trying again would not help"))

    def asked_wait(self, error: StabilityError) -> float:
        """Seconds to wait on the server's word, 0 where it says nothing."""
        if error.retry_after is None and isinstance(error, RateLimitError):
            return RATE_LIMIT_LOCKOUT_SECONDS
        return error.retry_after or 0.0
