"""v2beta's responses: in every form that clients ask for, and errors in their own form and order."""

import base64
import io
from typing import Any

import httpx
import pytest
from PIL import Image

from stability_client.standin import RateLimit, StandIn
from stability_client.standin.contract import load_contract
from tests.support.hosted_calls import (
    BALANCE,
    JSON,
    STABLE_IMAGE,
    STARTS,
    V2BETA,
    call,
    read_errors,
    read_image,
)

CONTRACT = load_contract()
SYNCHRONOUS = [operation for operation in V2BETA if operation not in STARTS]
CORE = STABLE_IMAGE + "generate/core"
WRONG_KEY = "Bearer sk-0123456789abcdefghij"


def test_these_tests_know_every_operation() -> None:
    documented = {each.id for each in CONTRACT.operations if each.edition == "v2beta"}
    assert documented == V2BETA.keys() | {"v2beta_result"}
    assert {each.path for each in CONTRACT.operations if each.id in V2BETA} == {each.path for each in V2BETA.values()}


# --- forms of a response


@pytest.mark.parametrize("operation", SYNCHRONOUS)
@pytest.mark.parametrize("output_format", ["png", "webp", "jpeg"])
def test_bytes_come_with_headers(hosted: httpx.Client, operation: str, output_format: str) -> None:
    if output_format == "jpeg" and operation == "v2beta_remove_background":
        assert read_errors(call(hosted, operation, {"output_format": "jpeg"}))[0] == "bad_request"
        return
    response = call(hosted, operation, {"output_format": output_format})
    image = read_image(response)
    assert image.format == output_format.upper()
    assert response.headers["finish-reason"] == "SUCCESS"
    assert 0 < int(response.headers["seed"]) <= 4294967294
    assert response.headers["x-request-id"]


@pytest.mark.parametrize("operation", SYNCHRONOUS)
def test_json_names_the_type_of_the_image(hosted: httpx.Client, operation: str) -> None:
    response = call(hosted, operation, {"output_format": "webp"}, accept=JSON)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; type=image/webp"
    assert not {"seed", "finish-reason"} & set(response.headers)
    assert response.headers["x-request-id"]
    body = response.json()
    assert body.keys() == {"image", "seed", "finish_reason"}
    assert (type(body["seed"]), body["finish_reason"]) == (int, "SUCCESS")
    assert Image.open(io.BytesIO(base64.b64decode(body["image"]))).format == "WEBP"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "image/png"),
        ("*/*", "image/png"),
        ("image/*", "image/png"),
        ("image/png", "image/png"),
        ("image/webp,image/png;q=0.5", "image/png"),
        (JSON, "application/json; type=image/png"),
        ("application/json; type=image/png", "application/json; type=image/png"),
        ("application/json, text/plain, */*", "application/json; type=image/png"),
        ("application/json;q=1, image/*;q=0", "application/json; type=image/png"),
        ("application/json;q=0.1, image/*;q=0.2", "image/png"),
        ("image/*;q=0, */*", "application/json; type=image/png"),
    ],
)
def test_accept_is_read_with_its_weights(hosted: httpx.Client, accept: str | None, content_type: str) -> None:
    headers = {} if accept is None else {"accept": accept}
    assert call(hosted, "core", None, None, **headers).headers["content-type"] == content_type


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0, image/*;q=0"])
def test_an_accept_of_nothing_that_is_offered_is_refused(hosted: httpx.Client, accept: str) -> None:
    name, errors = read_errors(call(hosted, "core", accept=accept))
    assert name == "bad_request"
    assert errors[0].startswith("accept: ")


@pytest.mark.parametrize("seed", ["1", "4294967294"])
def test_a_seed_that_is_sent_comes_back(hosted: httpx.Client, seed: str) -> None:
    one, other = (call(hosted, "core", {"seed": seed}) for _ in range(2))
    assert one.headers["seed"] == seed
    assert one.content == other.content


def test_without_a_seed_each_image_is_another(hosted: httpx.Client) -> None:
    assert len({call(hosted, "core", {"seed": seed}).content for seed in (None, None, "0")}) == 3


# --- what is read of a request


def test_unknown_fields_and_parts_are_ignored(hosted: httpx.Client) -> None:
    fields = {"steps": "20", "bottom": "many", "seed": "4"}
    assert call(hosted, "core", fields).content == call(hosted, "core", {"seed": "4"}, {"none": b""}).content


def test_a_json_body_is_refused(hosted: httpx.Client) -> None:
    name, errors = read_errors(hosted.post(CORE, json={"prompt": "a lighthouse"}))
    assert (name, "multipart/form-data" in errors[0]) == ("bad_request", True)


@pytest.mark.parametrize("authorization", ["Bearer sk-standin", "sk-standin"])
def test_a_bare_key_is_accepted_too(hosted: httpx.Client, stability_standin: StandIn, authorization: str) -> None:
    assert call(hosted, "core", authorization=authorization).status_code == 200
    assert "sk-standin" not in stability_standin.history[-1].headers["authorization"]


def test_the_history_has_the_values_that_were_sent(stability_standin: StandIn, hosted: httpx.Client) -> None:
    call(hosted, "outpaint", {"left": "8", "creativity": "0.25"})
    record = stability_standin.history[-1]
    assert record.operation == "v2beta_outpaint"
    assert record.options == {"left": 8, "creativity": 0.25}
    assert [part.name for part in record.parts] == ["left", "creativity", "image"]


# --- the order of the checks


def test_a_wrong_field_counts_before_a_wrong_key(hosted: httpx.Client) -> None:
    assert read_errors(call(hosted, "core", {"seed": "-1"}, authorization=WRONG_KEY))[0] == "bad_request"
    name, errors = read_errors(call(hosted, "core", authorization=WRONG_KEY), 401)
    assert name == "unauthorized"
    assert WRONG_KEY[-8:] not in str(errors)


def test_a_wrong_image_counts_before_a_missing_key(anonymous: httpx.Client) -> None:
    assert read_errors(call(anonymous, "erase", files={"image": b"text"}))[0] == "bad_request"
    assert read_errors(call(anonymous, "erase"), 401)[0] == "unauthorized"


def test_a_refused_request_does_not_count_for_the_rate_limit(stability_standin: StandIn, hosted: httpx.Client) -> None:

    stability_standin.reset(rate_limit=RateLimit(1), shrink=16)
    statuses = [call(hosted, "core", {"prompt": prompt}).status_code for prompt in (None, None, "sea", "sea")]
    assert statuses == [400, 400, 200, 429]


def test_an_unknown_path_is_not_found(hosted: httpx.Client) -> None:
    assert read_errors(hosted.get(STABLE_IMAGE + "generate/core"), 405)[0] == "bad_request"
    assert read_errors(hosted.post(STABLE_IMAGE + "generate/ultimate"), 404)[0] == "not_found"


# --- errors

ERRORS = [
    (operation, status, name)
    for operation in V2BETA
    for status, name in CONTRACT.errors_by_edition["v2beta"]
    if name != "generation_not_found"
]


@pytest.mark.parametrize(("operation", "status", "name"), ERRORS)
def test_every_documented_error_can_be_forced(hosted: httpx.Client, operation: str, status: int, name: str) -> None:
    response = call(hosted, operation, authorization=f"Bearer sk-standin:{status}:{name}")
    assert read_errors(response, status)[0] == name
    if V2BETA[operation].fields.get("prompt"):
        assert read_errors(call(hosted, operation, {"prompt": f"standin:{name}"}), status)[0] == name
    assert hosted.get(BALANCE).json() == {"credits": 1000.0}


def test_the_next_request_can_be_made_to_fail(stability_standin: StandIn, hosted: httpx.Client) -> None:
    stability_standin.fail_next("internal_error")
    stability_standin.fail_next(503)
    assert read_errors(call(hosted, "core", {"prompt": None}), 500)[0] == "internal_error"
    assert call(hosted, "core").headers["content-type"].startswith("text/html")
    assert call(hosted, "core").status_code == 200


def test_the_id_of_an_error_is_that_of_its_request(hosted: httpx.Client) -> None:
    response = call(hosted, "core", authorization=WRONG_KEY)
    assert response.json()["id"] == response.headers["x-request-id"]


def test_the_id_of_the_rate_limit_is_its_name(hosted: httpx.Client) -> None:
    response = call(hosted, "core", {"prompt": "standin:rate_limit_exceeded"})
    assert response.json()["id"] == "rate_limit_exceeded"
    assert response.headers["retry-after"] == "1"


@pytest.mark.parametrize("name", ["fault", "server_error", "insufficient_balance", "429:insufficient_balance"])
def test_errors_of_other_editions_are_no_triggers(hosted: httpx.Client, name: str) -> None:
    _, errors = read_errors(call(hosted, "core", {"prompt": f"standin:{name}"}))
    assert "no trigger" in errors[0]


@pytest.mark.parametrize("field", ["prompt", "negative_prompt", "search_prompt"])
def test_a_filtered_word_is_refused_and_free(stability_standin: StandIn, hosted: httpx.Client, field: str) -> None:
    stability_standin.reset(filtered_words="violence")
    response = call(hosted, "search_and_replace", {field: "much VIOLENCE, please"})
    assert read_errors(response, 403)[0] == "content_moderation"
    assert stability_standin.balance() == 1000


@pytest.mark.parametrize("prompt", ["一座灯塔", "маяк на скале", "منارة"])
def test_a_prompt_in_another_script_is_refused(hosted: httpx.Client, prompt: str) -> None:
    assert read_errors(call(hosted, "core", {"prompt": prompt}), 422)[0] == "invalid_language"


@pytest.mark.parametrize("prompt", ["naïve café", "the word 灯 on a lighthouse", "🎨 1234"])
def test_a_prompt_with_a_few_other_letters_is_english(hosted: httpx.Client, prompt: str) -> None:
    assert call(hosted, "core", {"prompt": prompt}).status_code == 200


def test_a_large_request_is_refused_before_the_key_is_checked(anonymous: httpx.Client) -> None:
    response = call(anonymous, "erase", files={"image": b"\x89PNG\r\n\x1a\n" + bytes(10 * 1024 * 1024)})
    assert read_errors(response, 413)[0] == "payload_too_large"


def test_the_other_editions_read_larger_requests(anonymous: httpx.Client) -> None:
    response = anonymous.post("/v1/generation/stable-diffusion-v1-6/text-to-image", content=bytes(11 * 1024 * 1024))
    assert response.status_code == 401


def test_a_failure_of_the_standin_is_an_internal_error(
    hosted: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("stability_client.standin.v2beta.edition.encode", None)
    assert read_errors(call(hosted, "core"), 500)[0] == "internal_error"


# --- the content filter


@pytest.mark.parametrize("accept", ["image/*", JSON])
def test_a_filtered_image_is_blurred_and_charged(stability_standin: StandIn, hosted: httpx.Client, accept: str) -> None:
    response = call(hosted, "core", {"prompt": "standin:CONTENT_FILTERED"}, accept=accept)
    assert response.status_code == 200
    reason = response.json()["finish_reason"] if accept == JSON else response.headers["finish-reason"]
    assert reason == "CONTENT_FILTERED"
    assert stability_standin.balance() == 997


def test_a_failed_generation_is_an_error_and_free(stability_standin: StandIn, hosted: httpx.Client) -> None:
    assert read_errors(call(hosted, "core", {"prompt": "standin:ERROR"}), 500)[0] == "internal_error"
    assert stability_standin.balance() == 1000


# --- credits

PRICES: dict[str, float] = {
    "core": 3,
    "ultra": 8,
    "sd3": 6.5,
    "erase": 5,
    "inpaint": 5,
    "outpaint": 4,
    "search_and_replace": 5,
    "search_and_recolor": 5,
    "remove_background": 5,
    "replace_background_and_relight": 8,
    "upscale_fast": 2,
    "upscale_conservative": 40,
    "upscale_creative": 60,
    "sketch": 5,
    "structure": 5,
    "style": 5,
    "style_transfer": 8,
}


@pytest.mark.parametrize(("operation", "price"), PRICES.items())
def test_the_balance_falls_by_the_price(hosted: httpx.Client, operation: str, price: float) -> None:
    assert call(hosted, operation).status_code == 200
    assert hosted.get(BALANCE).json() == {"credits": 1000 - price}


@pytest.mark.parametrize(
    ("model", "price"),
    [("sd3.5-large", 6.5), ("sd3.5-large-turbo", 4), ("sd3.5-medium", 3.5), ("sd3.5-flash", 2.5), ("sd3-medium", 3.5)],
)
def test_the_price_of_sd3_is_that_of_its_model(hosted: httpx.Client, model: str, price: float) -> None:
    assert call(hosted, "sd3", {"model": model}).status_code == 200
    assert hosted.get(BALANCE).json() == {"credits": 1000 - price}


@pytest.mark.parametrize("operation", V2BETA)
def test_a_balance_below_the_price_is_not_touched(
    stability_standin: StandIn, hosted: httpx.Client, operation: str
) -> None:
    balance = PRICES[operation.removeprefix("v2beta_")] - 0.25
    stability_standin.set_balance(balance)
    assert read_errors(call(hosted, operation), 402)[0] == "payment_required"
    assert stability_standin.balance() == balance


def test_one_account_pays_for_all_editions(stability_standin: StandIn, hosted: httpx.Client) -> None:
    call(hosted, "core")
    options: dict[str, Any] = {"text_prompts": [{"text": "a boat"}], "width": 320, "height": 320}
    hosted.post("/v1/generation/stable-diffusion-v1-6/text-to-image", json=options)
    balances = {hosted.get(path).json()["credits"] for path in (BALANCE, "/v1alpha/user/balance")}
    assert balances == {stability_standin.balance()} == {1000 - 3 - 0.9}
