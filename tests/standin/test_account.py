"""The balance: what is charged, and what it does not cover."""

from typing import Any

import httpx
import pytest

from stability_client.standin import StandIn
from stability_client.standin.contract import load_contract
from stability_client.standin.prices import estimate_credits
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
    ("request_options", "price"),
    [
        ({}, A_PLAIN_PICTURE),
        ({"steps": 30}, 0.20005272),
        ({"steps": 150}, 3 * A_PLAIN_PICTURE),
        ({"width": 1024, "height": 1024, "steps": 10}, 0.632915208),
        ({"samples": 3, "accept": JSON}, 3 * A_PLAIN_PICTURE),
    ],
)
def test_the_balance_falls_by_the_published_estimate(
    stability_standin: StandIn, http: httpx.Client, request_options: dict[str, Any], price: float
) -> None:
    before = http.get(BALANCE).json()["credits"]
    assert before == 1000
    assert text_to_image(http, **request_options).status_code == 200
    assert before - http.get(BALANCE).json()["credits"] == pytest.approx(price)
    assert stability_standin.balance() == http.get(BALANCE).json()["credits"]


def test_repainting_is_priced_by_the_size_of_the_init_image(stability_standin: StandIn, http: httpx.Client) -> None:
    price = 2.16e-6 * (576 * 512 - 169_527) * 50 / 30
    assert image_to_image(http, INIT).status_code == 200
    assert stability_standin.balance() == pytest.approx(1000 - price)
    assert masking(http, INIT, MASK, "MASK_IMAGE_WHITE").status_code == 200
    assert stability_standin.balance() == pytest.approx(1000 - 2 * price)


def test_no_price_is_negative() -> None:
    prices = {operation.id: operation.prices for operation in load_contract().operations}
    assert estimate_credits(prices["text_to_image"], {"steps": 50, "samples": 1}, 64 * 64) == 0


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
