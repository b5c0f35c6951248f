"""What is retried, how often, and after how long. No billed call is sent twice that may have been delivered."""

from datetime import UTC, datetime
from typing import Any

import pytest

from stability_client import (
    ConnectionFailedError,
    InsufficientBalanceError,
    InvalidOptionError,
    NotFoundError,
    RateLimitError,
    RetryPolicy,
    ServerError,
    Stability,
    StabilityError,
    TimeoutError,  # noqa: A004 - this package's own
)
from stability_client._wire.errors import retry_after
from stability_client.retries import RETRY_RULES, FailedAttempt, RetryDecision
from tests.support.faults.handlers import first_then_good, respond_with
from tests.support.faults.keys import KEY
from tests.support.faults.responses import refusal
from tests.support.faults.server import FaultServer, IncomingRequest


def total_timeout() -> TimeoutError:
    error = TimeoutError("slow", sent=True)
    error.limit = "total"
    return error


@pytest.mark.parametrize(
    ("error", "when_paid", "when_free"),
    [
        (ConnectionFailedError("refused", sent=False), True, True),
        (TimeoutError("not connected", sent=False), True, True),
        (RateLimitError("slow down", status_code=429, name="rate_limit_exceeded", sent=True), True, True),
        (RateLimitError("slow down", status_code=429, retry_after=1.0, sent=True), True, True),
        (RateLimitError("slow down", status_code=429, sent=True), False, False),
        (RateLimitError("no plan", status_code=429, name="no_plan", sent=True), False, False),
        (ConnectionFailedError("hung up", sent=True), False, True),
        (TimeoutError("silence", sent=True), False, True),
        (total_timeout(), False, False),
        (ServerError("gateway", status_code=502, sent=True), False, True),
        (ServerError("gateway", status_code=503, sent=True), False, True),
        (ServerError("gateway", status_code=504, sent=True), False, True),
        (ServerError("fault", status_code=500, sent=True), False, False),
        (ServerError("proxy", status_code=520, sent=True), False, False),
        (InsufficientBalanceError("empty", status_code=429, sent=True), False, False),
        (NotFoundError("no such engine", status_code=404, sent=True), False, False),
    ],
    ids=str,
)
def test_only_what_cannot_have_been_charged_is_retried(error: StabilityError, when_paid: bool, when_free: bool) -> None:
    policy = RetryPolicy()
    assert policy.decide(error, billable=True).retry == when_paid
    assert policy.decide(error, billable=False).retry == when_free
    on_the_callers_word = RetryPolicy(retry_billable=True)
    assert on_the_callers_word.decide(error, billable=True).retry == when_free
    assert policy.decide(error, billable=True).reason


def test_an_empty_balance_is_never_retried_whatever_its_status() -> None:
    for status in (402, 429):
        error = InsufficientBalanceError("empty", status_code=status, sent=True)
        for policy in (RetryPolicy(), RetryPolicy(retry_billable=True)):
            assert policy.decide(error, billable=True) == RetryDecision(retry=False, reason="waiting brings no credits")


def test_a_billed_call_is_retried_only_with_retry_billable(faults: FaultServer) -> None:
    base_url = faults.url("hang-up")
    with (
        Stability(KEY, base_url=base_url, retry=RetryPolicy(initial_backoff=0.01, retry_billable=True)) as client,
        pytest.raises(ConnectionFailedError) as caught,
    ):
        client.text_to_image("a lighthouse", engine="e")
    assert caught.value.maybe_billed
    assert len(faults.requests(base_url)) == 3


@pytest.mark.parametrize("attempts", [1, 2, 5])
def test_a_call_has_as_many_attempts_as_the_policy_says(attempts: int, faults: FaultServer) -> None:
    base_url = faults.url("hang-up")
    with (
        Stability(KEY, base_url=base_url, retry=RetryPolicy(attempts=attempts, initial_backoff=0.001)) as client,
        pytest.raises(ConnectionFailedError),
    ):
        client.balance()
    assert len(faults.requests(base_url)) == attempts


def test_an_image_is_sent_completely_in_each_attempt(faults: FaultServer, astronaut: bytes) -> None:
    limited = respond_with(
        429, refusal("rate_limit_exceeded"), {"Content-Type": "application/json", "Retry-After": "0"}
    )
    faults.add("limited-twice", first_then_good(2, limited))
    base_url = faults.url("limited-twice")
    with Stability(KEY, base_url=base_url, retry=RetryPolicy(initial_backoff=0.01)) as client:
        client.image_to_image(astronaut, "a lighthouse", engine="e")
    received = faults.requests(base_url)
    assert len(received) == 3
    assert all(request.is_complete and astronaut in request.body for request in received)


def test_a_rule_of_the_caller_is_applied_first(faults: FaultServer) -> None:
    def not_on_mondays(failure: FailedAttempt) -> RetryDecision | None:
        return (
            RetryDecision(retry=False, reason="it is Monday")
            if isinstance(failure.error, ConnectionFailedError)
            else None
        )

    base_url = faults.url("hang-up")
    with (
        Stability(KEY, base_url=base_url, retry=RetryPolicy(rules=(not_on_mondays, *RETRY_RULES))) as client,
        pytest.raises(ConnectionFailedError),
    ):
        client.balance()
    assert len(faults.requests(base_url)) == 1


def test_the_delay_that_the_server_requests_is_waited(faults: FaultServer) -> None:
    busy = {"Content-Type": "application/json", "Retry-After": "0.3"}
    faults.add("busy", first_then_good(1, respond_with(429, refusal("rate_limit_exceeded"), busy)))
    waits = []
    with Stability(
        KEY,
        base_url=faults.url("busy"),
        retry=RetryPolicy(initial_backoff=0.01),
        on_retry=lambda event: waits.append(event.delay),
    ) as client:
        client.balance()
    assert 0.3 <= waits[0] <= 0.3 + 0.02


def test_a_delay_over_the_maximum_is_raised_with_the_requested_one(faults: FaultServer) -> None:
    base_url = faults.url("limited-for-long")
    with Stability(KEY, base_url=base_url) as client, pytest.raises(RateLimitError) as caught:
        client.text_to_image("a lighthouse", engine="e")
    assert caught.value.retry_after == 3600
    assert len(faults.requests(base_url)) == 1


def test_the_delay_is_the_lockout_if_the_rate_limit_gives_no_time() -> None:
    assert RetryPolicy().requested_delay(RateLimitError("slow down")) == 60
    assert RetryPolicy().requested_delay(ServerError("away", retry_after=2.0)) == 2
    assert RetryPolicy().requested_delay(ServerError("away")) == 0


def test_the_backoff_doubles_up_to_the_maximum_with_jitter(faults: FaultServer) -> None:
    waits: list[float] = []
    policy = RetryPolicy(attempts=6, initial_backoff=0.01, max_backoff=0.04)
    with (
        Stability(
            KEY, base_url=faults.url("hang-up"), retry=policy, on_retry=lambda event: waits.append(event.delay)
        ) as client,
        pytest.raises(ConnectionFailedError),
    ):
        client.balance()
    for wait, least in zip(waits, (0.01, 0.02, 0.04, 0.04, 0.04), strict=True):
        assert least <= wait <= least + 0.01


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0), ("7", 7), (" 7 ", 7), ("1.5", 1.5), ("999999999", 999999999),
        ("Sun, 22 Nov 2026 12:00:30 GMT", 30), ("Sunday, 22-Nov-26 12:00:30 GMT", 30), ("Sun Nov 22 12:00:30 2026", 30),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
        ("", None), ("-5", None), ("soon", None), ("9999999999", None), ("7 seconds", None),
        ("\u0667", None), ("1e3", None),
        ("nan", None), ("inf", None), ("Sun, 99 Nov 2026 12:00:30 GMT", None), ("Sun", None), ("Nov", None),
        ("x" * 500, None),
        (None, None),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date_or_ignored(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(
    "setting",
    [
        {"attempts": 0}, {"attempts": 1.5}, {"attempts": True}, {"initial_backoff": -1}, {"max_backoff": "8"},
        {"max_retry_after": float("nan")},
    ],
)  # fmt: skip
def test_an_invalid_policy_is_refused(setting: dict[str, Any]) -> None:
    with pytest.raises(InvalidOptionError, match="retry"):
        RetryPolicy(**setting)


def test_a_policy_never_changes() -> None:
    with pytest.raises(AttributeError):
        RetryPolicy().attempts = 9  # type: ignore[misc]  # that it cannot is the point


@pytest.mark.parametrize("retry", [3.0, True, "often"])
def test_a_value_that_is_no_policy_is_refused(retry: object) -> None:
    with pytest.raises(InvalidOptionError, match="RetryPolicy"):
        Stability(KEY, retry=retry)  # type: ignore[arg-type]  # what is wrong is the point


def test_engines_are_looked_up_once_and_not_retried(faults: FaultServer) -> None:
    async def refuse_all(request: IncomingRequest) -> None:
        if request.method == "POST":
            await request.respond(404, refusal("not_found"), {"Content-Type": "application/json"})
        else:
            request.close()

    faults.add("lost", refuse_all)
    base_url = faults.url("lost")
    with Stability(KEY, base_url=base_url, organization="org-1") as client, pytest.raises(NotFoundError):
        client.text_to_image("a lighthouse", engine="e")
    asked = faults.requests(base_url)
    assert [request.method for request in asked] == ["POST", "GET"]
    assert asked[1].headers["organization"] == "org-1"
