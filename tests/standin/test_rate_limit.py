"""The rate limit: a sliding window for each organization, and a lockout."""

import httpx
import pytest

from stability_client.standin import RateLimit, StandIn
from tests.support.standin_calls import BALANCE, read_error, text_to_image

TEAM = {"Organization": "org-standin-team"}


class Clock:
    """A clock that stands still until `now` is changed."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(stability_standin: StandIn) -> Clock:
    """Return the clock of a stand-in that accepts 3 requests in 10 s, and locks out for 60 s."""
    clock = Clock()
    stability_standin.reset(clock=clock, rate_limit=RateLimit(requests=3, per_seconds=10, lockout_seconds=60))
    return clock


def statuses(http: httpx.Client, number: int, **headers: str) -> list[int]:
    return [http.get(BALANCE, headers=headers).status_code for _ in range(number)]


def test_one_request_too_many_locks_out_for_the_full_time(clock: Clock, http: httpx.Client) -> None:
    assert statuses(http, 3) == [200] * 3
    response = http.get(BALANCE)
    error = read_error(response, 429)
    assert error["name"] == "rate_limit_exceeded"
    assert error["message"] == (
        "org-standin has sent more than 3 requests in 10 s. Requests are accepted again in 60 s"
    )
    assert error["temporary"] is True
    assert response.headers["retry-after"] == "60"
    clock.now += 20.5
    later = http.get(BALANCE)
    assert later.headers["retry-after"] == "40"
    assert read_error(later, 429)["message"].endswith("accepted again in 40 s")
    clock.now += 39.4
    assert http.get(BALANCE).headers["retry-after"] == "1"
    clock.now += 0.1
    assert statuses(http, 4) == [200, 200, 200, 429]


def test_the_window_slides(clock: Clock, http: httpx.Client) -> None:
    for _ in range(6):
        assert statuses(http, 1) == [200]
        clock.now += 3.5


def test_after_the_window_the_full_limit_is_available_again(clock: Clock, http: httpx.Client) -> None:
    assert statuses(http, 3) == [200] * 3
    clock.now += 10
    assert statuses(http, 3) == [200] * 3


def test_every_path_and_every_error_counts(clock: Clock, http: httpx.Client) -> None:
    assert [http.get("/nowhere").status_code, text_to_image(http, "").status_code, *statuses(http, 2)] == [
        404,
        400,
        200,
        429,
    ]


def test_each_organization_has_its_own_rate_limit(clock: Clock, http: httpx.Client) -> None:
    assert statuses(http, 4) == [200, 200, 200, 429]
    assert statuses(http, 4, **TEAM) == [200, 200, 200, 429]


def test_requests_without_a_key_do_not_count(clock: Clock, http: httpx.Client, anonymous: httpx.Client) -> None:
    assert statuses(anonymous, 10) == [401] * 10
    assert statuses(http, 1) == [200]


def test_the_default_limit_is_150_requests_in_10_seconds(stability_standin: StandIn, http: httpx.Client) -> None:
    clock = Clock()
    stability_standin.reset(clock=clock)
    assert statuses(http, 150) == [200] * 150
    assert http.get(BALANCE).headers["retry-after"] == "60"


def test_the_limit_can_be_switched_off(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.reset(clock=Clock(), rate_limit=None)
    assert statuses(http, 151) == [200] * 151
