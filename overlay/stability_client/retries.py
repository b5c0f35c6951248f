"""What is retried, how often, and after how long.

There is no idempotency key in this API: a POST that was delivered may have been charged, whatever the response was,
and sending it again may be charged again. So each rule stands alone below, with its reason.
"""

import random
from collections.abc import Callable

from attrs import field, frozen
from attrs.validators import and_, ge

from stability_client._validators import IS_INTEGER, IS_NUMBER, checked
from stability_client.errors import (
    ConnectionFailedError,
    InsufficientBalanceError,
    RateLimitError,
    ServerError,
    StabilityError,
    TimeoutError,  # noqa: A004 - this package's own
)


@frozen
class RetryDecision:
    """Whether to retry, and why."""

    retry: bool
    reason: str


@frozen
class FailedAttempt:
    """What a rule looks at.

    Attributes:
        error: What the attempt ended in.
        billable: Whether another attempt may be charged.
    """

    error: StabilityError
    billable: bool


RetryRule = Callable[[FailedAttempt], RetryDecision | None]
"""Decides about a failed attempt, or returns None to leave it to the next rule."""

RATE_LIMIT_EXCEEDED = "rate_limit_exceeded"
"""The API's name for the error of too many requests."""

TRANSIENT_STATUSES = frozenset({502, 503, 504})
"""What gateways respond with while the server behind them is away."""


def insufficient_balance(failed: FailedAttempt) -> RetryDecision | None:
    """Never retry an empty balance, though it is sent as 429 too, like a rate limit."""
    if isinstance(failed.error, InsufficientBalanceError):
        return RetryDecision(retry=False, reason="waiting brings no credits")
    return None


def deadline_expired(failed: FailedAttempt) -> RetryDecision | None:
    """Never retry after the total timeout, which is for all attempts together."""
    if isinstance(failed.error, TimeoutError) and failed.error.limit == "total":
        return RetryDecision(retry=False, reason="the time for the whole call is over")
    return None


def rate_limited(failed: FailedAttempt) -> RetryDecision | None:
    """Retry what the server refused without processing it, as the name of the error or `Retry-After` says.

    The status alone says too little: 429 is sent for an empty balance too.
    """
    error = failed.error
    if not isinstance(error, RateLimitError):
        return None
    if error.name == RATE_LIMIT_EXCEEDED or error.retry_after is not None:
        return RetryDecision(retry=True, reason="refused by the rate limit: nothing was generated")
    return RetryDecision(retry=False, reason="429 alone does not say that waiting helps")


def never_delivered(failed: FailedAttempt) -> RetryDecision | None:
    """Retry after refused connections, and after timeouts while waiting for a connection."""
    if isinstance(failed.error, ConnectionFailedError | TimeoutError) and not failed.error.sent:
        return RetryDecision(retry=True, reason="never delivered: nothing was generated")
    return None


def transient_failure(failed: FailedAttempt) -> RetryDecision | None:
    """Retry broken connections, timeouts and absent servers, if another attempt costs nothing."""
    error = failed.error
    is_transient = isinstance(error, ConnectionFailedError | TimeoutError) or (
        isinstance(error, ServerError) and error.status_code in TRANSIENT_STATUSES
    )
    if not is_transient:
        return None
    if failed.billable:
        return RetryDecision(retry=False, reason="it may have been delivered and charged (retry_billable)")
    return RetryDecision(retry=True, reason="a transient failure, and another attempt costs nothing")


RETRY_RULES: tuple[RetryRule, ...] = (
    insufficient_balance,
    deadline_expired,
    rate_limited,
    never_delivered,
    transient_failure,
)
"""The default rules. The first that returns a decision decides; if none does, the error is raised."""

RATE_LIMIT_LOCKOUT_SECONDS = 60.0
"""How long the hosted service locks an organization out after 150 requests in 10 s. Used if it gives no time."""

_MAX_DOUBLINGS = 64
"""More would not fit into a float, and no backoff is that long."""

_SECONDS = checked("retry", "a number of seconds of at least 0", and_(IS_NUMBER, ge(0)))


@frozen(kw_only=True)
class RetryPolicy:
    """What is retried, how often, and after how long.

    By default a call is retried if nothing can have been charged: it never reached the server, or the rate limit
    refused it. A GET, which costs nothing, is retried also if the connection broke, the server was silent or a gateway
    responded with 502, 503 or 504. `RetryPolicy(attempts=1)` never retries.
    """

    attempts: int = field(
        default=3, validator=checked("retry", "a whole number of at least 1", and_(IS_INTEGER, ge(1)))
    )
    """How many attempts a call has in all."""
    initial_backoff: float = field(default=0.5, validator=_SECONDS)
    """Seconds before the second attempt, doubled for each further one. Jitter adds up to as much again, so that clients
    that failed together do not retry together."""
    max_backoff: float = field(default=8.0, validator=_SECONDS)
    """Seconds that this doubling stops at."""
    max_retry_after: float = field(default=60.0, validator=_SECONDS)
    """Seconds. If a server asks for a longer delay (`Retry-After`), the error is raised at once."""
    retry_billable: bool = False
    """True treats a POST like a GET: a call that was delivered and charged may be charged again."""
    rules: tuple[RetryRule, ...] = field(default=RETRY_RULES, repr=False)
    """What decides, in this order. `RetryPolicy(rules=(mine, *RETRY_RULES))` applies `mine` first."""

    def decide(self, error: StabilityError, *, billable: bool) -> RetryDecision:
        """Decide whether to retry after an error, whatever the number of attempts so far.

        Args:
            error: What the attempt ended in.
            billable: Whether the server charges for the call.
        """
        failed = FailedAttempt(error, billable=billable and not self.retry_billable)
        decisions = (rule(failed) for rule in self.rules)
        return next(filter(None, decisions), RetryDecision(retry=False, reason="another attempt would not help"))

    def requested_delay(self, error: StabilityError) -> float:
        """Return the seconds that the server asks to wait; 0 if it does not."""
        if error.retry_after is None and isinstance(error, RateLimitError):
            return RATE_LIMIT_LOCKOUT_SECONDS
        return error.retry_after or 0.0

    def backoff(self, attempts: int) -> float:
        """Return the seconds to wait after so many attempts, besides those that the server asks for."""
        doubled = self.initial_backoff * 2.0 ** min(attempts - 1, _MAX_DOUBLINGS)
        jitter = random.uniform(0, self.initial_backoff)  # noqa: S311 - only to spread retries
        return min(self.max_backoff, doubled) + jitter
