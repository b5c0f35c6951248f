"""Credits fall, run out and are put back; too many requests lock an organization out."""

from typing import Any

import httpx
import pytest

from stability_client.standin import RateLimit, StandIn
from stability_client.standin.account import estimate_credits
from tests.support.standin_calls import (
    BALANCE,
    ENGINES,
    JSON,
    encode,
    image_to_image,
    make_image,
    make_ramp,
    masking,
    read_error,
    text_to_image,
)

TEAM = {"Organization": "org-standin-team"}
INIT, MASK = encode(make_image(size=(576, 512))), encode(make_ramp((576, 512)))

# From the published estimate, worked out by hand: 2.16e-6 * (512 * 512 - 169527) * 50 / 30.
A_PLAIN_PICTURE = 0.3334212


@pytest.mark.parametrize(
    ("order", "price"),
    [
        ({}, A_PLAIN_PICTURE),
        ({"steps": 30}, 0.20005272),
        ({"steps": 150}, 3 * A_PLAIN_PICTURE),
        ({"width": 1024, "height": 1024, "steps": 10}, 0.632915208),
        ({"samples": 3, "accept": JSON}, 3 * A_PLAIN_PICTURE),
    ],
)
def test_the_balance_falls_by_the_published_estimate(
    stability_standin: StandIn, http: httpx.Client, order: dict[str, Any], price: float
) -> None:
    before = http.get(BALANCE).json()["credits"]
    assert before == 1000
    assert text_to_image(http, **order).status_code == 200
    assert before - http.get(BALANCE).json()["credits"] == pytest.approx(price)
    assert stability_standin.balance() == http.get(BALANCE).json()["credits"]


def test_repainting_is_priced_by_the_size_of_the_init_image(stability_standin: StandIn, http: httpx.Client) -> None:
    price = 2.16e-6 * (576 * 512 - 169_527) * 50 / 30
    assert image_to_image(http, INIT).status_code == 200
    assert stability_standin.balance() == pytest.approx(1000 - price)
    assert masking(http, INIT, MASK, "MASK_IMAGE_WHITE").status_code == 200
    assert stability_standin.balance() == pytest.approx(1000 - 2 * price)


def test_no_price_is_negative() -> None:
    assert estimate_credits(64, 64, 50) == 0


def test_reading_the_account_costs_nothing(stability_standin: StandIn, http: httpx.Client) -> None:
    for path in (BALANCE, ENGINES, "/v1alpha/user/account"):
        http.get(path)
    assert stability_standin.balance() == 1000


def test_each_organization_has_its_own_balance(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.set_balance(5, "org-standin-team")
    http.headers.update(TEAM)
    try:
        text_to_image(http)
        team = http.get(BALANCE).json()["credits"]
    finally:
        del http.headers["Organization"]
    assert team == pytest.approx(5 - A_PLAIN_PICTURE)
    assert http.get(BALANCE).json()["credits"] == 1000
    assert stability_standin.balance("org-standin-team") == team


def test_an_unknown_organization_has_no_balance(stability_standin: StandIn) -> None:
    with pytest.raises(ValueError, match="org-standin-team"):
        stability_standin.balance("org-strange")
    with pytest.raises(ValueError, match="org-strange"):
        stability_standin.set_balance(1, "org-strange")


@pytest.mark.parametrize("credits_left", [0, -1, A_PLAIN_PICTURE - 0.001])
def test_an_image_that_the_balance_does_not_cover_is_refused(
    stability_standin: StandIn, http: httpx.Client, credits_left: float
) -> None:
    stability_standin.set_balance(credits_left)
    error = read_error(text_to_image(http), 402)
    assert error["name"] == "insufficient_balance"
    assert error["temporary"] is False
    assert stability_standin.balance() == credits_left


def test_the_last_credit_can_be_spent(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.set_balance(A_PLAIN_PICTURE + 1e-9)
    assert [text_to_image(http).status_code for _ in range(2)] == [200, 402]


def test_an_insufficient_balance_can_have_status_429(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.fail_next("insufficient_balance", status=429)
    response = text_to_image(http)
    assert read_error(response, 429)["name"] == "insufficient_balance"
    assert "retry-after" not in response.headers


def test_all_samples_are_charged_or_none(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.set_balance(2 * A_PLAIN_PICTURE)
    assert text_to_image(http, accept=JSON, samples=3).status_code == 402
    assert stability_standin.balance() == 2 * A_PLAIN_PICTURE


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(stability_standin: StandIn) -> Clock:
    """The time of a stand-in that takes 3 requests in 10 s, and else locks out for 60 s."""
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
    assert error["temporary"] is True
    assert response.headers["retry-after"] == "60"
    clock.now += 20.5
    assert http.get(BALANCE).headers["retry-after"] == "40"
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
