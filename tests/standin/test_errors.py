"""Every documented error and finish reason can be had, in the documented form."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from PIL import Image, ImageChops, ImageStat

from stability_client.standin import StandIn
from tests.standin.calls import (
    BALANCE,
    ENGINES,
    GOA_ERROR,
    IMAGE_TO_IMAGE,
    JSON,
    MASKING,
    TEXT_TO_IMAGE,
    drawn,
    encoded,
    error_of,
    mask,
    opened,
    options,
    paint,
    ramp,
    repaint,
    send_parts,
)

CONTRACT = Path(__file__).parents[2] / "openapi.yaml"
INIT, MASK = encoded(drawn()), encoded(ramp())

FILTERED, FAILED = "CONTENT_FILTERED", "ERROR"


def documented_errors() -> Iterator[tuple[int, str]]:
    """Every status with every error name that the contract knows for it."""
    contract = yaml.safe_load(CONTRACT.read_text("utf-8"))
    shared_responses = contract["components"]["responses"]
    for operations in contract["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                shared = shared_responses[response["$ref"].rpartition("/")[2]] if "$ref" in response else response
                yield from ((int(status), name) for name in shared.get("x-error-names", ()))


DOCUMENTED = sorted(set(documented_errors()))
NAMES = sorted({name for _, name in DOCUMENTED})


def test_the_contract_documents_what_these_tests_walk() -> None:
    assert len(DOCUMENTED) >= 20
    assert {(402, "insufficient_balance"), (429, "insufficient_balance"), (500, "fault")} <= set(DOCUMENTED)


@pytest.mark.parametrize(("status", "name"), DOCUMENTED)
def test_a_trigger_word_in_the_prompt_provokes_each_error(http: httpx.Client, status: int, name: str) -> None:
    answer = paint(http, f"a boat, standin:{status}:{name}, at sea")
    assert error_of(answer, status)["name"] == name
    assert answer.headers["content-type"] == GOA_ERROR


@pytest.mark.parametrize("name", NAMES)
def test_without_a_status_the_first_documented_one_is_taken(http: httpx.Client, name: str) -> None:
    first = min(status for status, each in DOCUMENTED if each == name)
    assert error_of(paint(http, f"standin:{name}"), first)["name"] == name


@pytest.mark.parametrize(("status", "name"), DOCUMENTED)
def test_a_key_provokes_each_error_for_calls_without_a_prompt(stranger: httpx.Client, status: int, name: str) -> None:
    answer = stranger.get(BALANCE, headers={"Authorization": f"sk-standin:{status}:{name}"})
    assert error_of(answer, status)["name"] == name


@pytest.mark.parametrize(("status", "name"), DOCUMENTED)
def test_the_next_request_can_be_made_to_fail(
    stability_standin: StandIn, http: httpx.Client, status: int, name: str
) -> None:
    stability_standin.fail_next(name, status=status)
    assert error_of(http.get(ENGINES), status)["name"] == name
    assert http.get(ENGINES).status_code == 200


def test_only_errors_that_may_pass_say_so(http: httpx.Client) -> None:
    passing = {name for _, name in DOCUMENTED if paint(http, f"standin:{name}").json()["temporary"]}
    assert passing == {"rate_limit_exceeded"}


def test_only_a_rate_limit_says_how_long_to_wait(stability_standin: StandIn, http: httpx.Client) -> None:
    waiting = {name for _, name in DOCUMENTED if "retry-after" in paint(http, f"standin:{name}").headers}
    assert waiting == {"rate_limit_exceeded"}
    stability_standin.fail_next("rate_limit_exceeded", retry_after=17)
    assert http.get(BALANCE).headers["retry-after"] == "17"


def test_several_requests_can_be_made_to_fail_in_turn(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.fail_next("server_error", times=2)
    stability_standin.fail_next(502)
    assert [http.get(BALANCE).status_code for _ in range(4)] == [500, 500, 502, 200]


def test_failures_that_are_planned_come_before_the_key_is_looked_at(
    stability_standin: StandIn, stranger: httpx.Client
) -> None:
    stability_standin.fail_next("fault")
    assert [stranger.get(BALANCE).status_code for _ in range(2)] == [500, 401]


@pytest.mark.parametrize(
    ("name", "status"), [("teapot", None), ("fault", 503), ("unauthorized", 400), (404, None), (600, None), (200, None)]
)
def test_only_documented_failures_can_be_planned(
    stability_standin: StandIn, http: httpx.Client, name: str | int, status: int | None
) -> None:
    with pytest.raises(ValueError, match=r"documented|from 500 to 599"):
        stability_standin.fail_next(name, status=status)
    assert http.get(BALANCE).status_code == 200


@pytest.mark.parametrize("word", ["teapot", "400:fault", "299", "429:CONTENT_FILTERED"])
def test_an_unknown_trigger_is_told_with_those_that_are_known(http: httpx.Client, word: str) -> None:
    error = error_of(paint(http, f"standin:{word}"))
    assert error["name"] == "bad_request"
    assert "402 insufficient_balance" in error["message"]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 530, 599])
def test_a_proxy_in_front_answers_in_html(stability_standin: StandIn, http: httpx.Client, status: int) -> None:
    for answer in (
        paint(http, f"standin:{status}"),
        http.get(BALANCE, headers={"Authorization": f"sk-standin:{status}"}),
    ):
        assert answer.status_code == status
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.text.startswith("<!doctype html>")
    assert [each.error for each in stability_standin.requests] == [None, None]


@pytest.mark.parametrize("operation", ["text_to_image", "image_to_image", "masking"])
def test_every_generation_can_be_provoked(http: httpx.Client, operation: str) -> None:
    prompt = "standin:invalid_prompts"
    answer = {
        "text_to_image": lambda: paint(http, prompt),
        "image_to_image": lambda: repaint(http, INIT, prompt),
        "masking": lambda: mask(http, INIT, MASK, "MASK_IMAGE_WHITE", text_prompts=[{"text": prompt}]),
    }[operation]()
    assert error_of(answer)["name"] == "invalid_prompts"


def test_any_of_the_prompts_can_hold_the_trigger(http: httpx.Client) -> None:
    prompts = [{"text": "a boat"}, {"text": "standin:fault", "weight": -1}]
    answer = http.post(TEXT_TO_IMAGE, json={"text_prompts": prompts})
    assert error_of(answer, 500)["name"] == "fault"


@pytest.mark.parametrize("prompt", ["standin", "standin:", "outstandin:fault", "a standin : fault"])
def test_what_is_no_trigger_is_painted(http: httpx.Client, prompt: str) -> None:
    assert paint(http, prompt).headers["finish-reason"] == "SUCCESS"


@pytest.mark.parametrize("reason", [FILTERED, FAILED])
def test_a_finish_reason_can_be_provoked_and_blurs_the_picture(http: httpx.Client, reason: str) -> None:
    assert paint(http, f"standin:{reason}").headers["finish-reason"] == reason
    by_key = http.post(TEXT_TO_IMAGE, json=options(seed=1), headers={"Authorization": f"sk-standin:{reason}"})
    assert by_key.headers["finish-reason"] == reason
    sharp, blurred = opened(paint(http, seed=1)), opened(by_key)
    assert blurred.size == sharp.size
    assert _roughness(blurred) < _roughness(sharp) / 3


def test_a_filtered_picture_is_paid_for_and_a_failed_one_is_not(stability_standin: StandIn, http: httpx.Client) -> None:
    before = stability_standin.balance()
    paint(http, f"standin:{FAILED}")
    assert stability_standin.balance() == before
    paint(http, f"standin:{FILTERED}")
    assert stability_standin.balance() < before


def test_filtering_is_the_same_every_time(http: httpx.Client) -> None:
    one, other = (paint(http, f"standin:{FILTERED}", seed=3) for _ in range(2))
    assert one.content == other.content


ONE_PART = [({"Content-Disposition": 'form-data; name="options"'}, b"{}")]

MISTAKES: list[tuple[dict[str, Any], str, str]] = [
    ({"width": 520}, "invalid_height_or_width", "width is 520, but must be a multiple of 64"),
    ({"width": 448}, "invalid_height_or_width", "width is 448, but must be at least 512"),
    ({"height": 2112}, "invalid_height_or_width", "height is 2112, but must be at most 2048"),
    ({"height": "512"}, "invalid_height_or_width", "height is '512', but must be of type integer"),
    ({"height": 512.0}, "invalid_height_or_width", "of type integer"),
    ({"width": None}, "invalid_height_or_width", "of type integer"),
    ({"width": True}, "invalid_height_or_width", "of type integer"),
    ({"width": 2048, "height": 1024}, "invalid_pixel_count", "2048 x 1024 pixels are more than 1048576"),
    ({"width": 2048, "height": 1000}, "invalid_height_or_width", "height is 1000"),
    ({"width": 1088, "height": 1088, "steps": 9}, "bad_request", "steps is 9, but must be at least 10; 1088 x 1088"),
    ({"samples": 0}, "invalid_samples", "samples is 0, but must be at least 1"),
    ({"samples": 11}, "invalid_samples", "samples is 11, but must be at most 10"),
    ({"samples": 2}, "invalid_samples", "image/png holds one picture; accept application/json"),
    ({"text_prompts": []}, "invalid_prompts", "text_prompts has 0 items, but needs at least 1"),
    ({"text_prompts": "a boat"}, "invalid_prompts", "of type array"),
    ({"text_prompts": [{"text": ""}]}, "invalid_prompts", "text_prompts[0].text has 0 characters"),
    ({"text_prompts": [{"text": "x" * 2001}]}, "invalid_prompts", "has 2001 characters, but may have at most 2000"),
    ({"text_prompts": [{"text": "a"}, {"weight": 1}]}, "invalid_prompts", "text_prompts[1].text is missing"),
    ({"text_prompts": [{"text": "a", "weight": "1"}]}, "invalid_prompts", "text_prompts[0].weight is '1'"),
    ({"cfg_scale": 35.5}, "bad_request", "cfg_scale is 35.5, but must be at most 35"),
    ({"cfg_scale": -1}, "bad_request", "cfg_scale is -1, but must be at least 0"),
    ({"steps": 151}, "bad_request", "steps is 151, but must be at most 150"),
    ({"seed": -1}, "bad_request", "seed is -1, but must be at least 0"),
    ({"seed": 2**31}, "bad_request", "seed is 2147483648, but must be at most 2147483647"),
    ({"sampler": "EULER"}, "bad_request", "must be one of DDIM, DDPM"),
    ({"clip_guidance_preset": "none"}, "bad_request", "must be one of NONE"),
    ({"sampler": "x" * 5000}, "bad_request", "..."),
]


@pytest.mark.parametrize(("wrong", "name", "said"), MISTAKES, ids=[f"{each[0]}"[:48] for each in MISTAKES])
def test_a_mistake_is_named_and_explained(http: httpx.Client, wrong: dict[str, Any], name: str, said: str) -> None:
    error = error_of(http.post(TEXT_TO_IMAGE, json=options() | wrong))
    assert error["name"] == name
    assert said in error["message"]
    assert len(error["message"]) < 500


def test_the_other_operations_hold_options_against_their_own_schema(http: httpx.Client) -> None:
    assert "step_schedule_start is 1.5" in error_of(repaint(http, INIT, step_schedule_start=1.5))["message"]
    assert "mask_source is 'WHITE'" in error_of(mask(http, INIT, MASK, "WHITE"))["message"]
    nothing = error_of(
        send_parts(http, MASKING, [*ONE_PART, ({"Content-Disposition": 'form-data; name="init_image"'}, INIT)])
    )
    assert "text_prompts is missing" in nothing["message"]
    assert "mask_source is missing" in nothing["message"]


def test_many_mistakes_are_told_at_once_but_not_endlessly(http: httpx.Client) -> None:
    error = error_of(http.post(TEXT_TO_IMAGE, json={"text_prompts": [{}] * 50, "steps": 1}))
    assert "and 43 more" in error["message"]


def test_unknown_options_are_passed_over_as_the_contract_does(http: httpx.Client) -> None:
    assert paint(http, style_preset="enhance").status_code == 200


@pytest.mark.parametrize(
    ("message", "content_type", "settings"),
    [
        ("message", GOA_ERROR, {}),
        ("message", JSON, {"error_media_type": JSON}),
        ("messsage", f"{JSON}; charset=utf-8", {"dialect": "gyre"}),
    ],
)
def test_errors_come_in_the_dialect_that_is_set(
    stability_standin: StandIn, http: httpx.Client, message: str, content_type: str, settings: Any
) -> None:
    stability_standin.reset(**settings)
    answer = paint(http, steps=1)
    assert answer.headers["content-type"] == content_type
    assert answer.json().keys() == {"id", "name", message, "fault", "temporary", "timeout"}
    assert "steps is 1" in answer.json()[message]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("DELETE", ENGINES, 405)])
def test_gyre_answers_in_html_where_its_framework_does(
    stability_standin: StandIn, http: httpx.Client, method: str, path: str, status: int
) -> None:
    stability_standin.reset(dialect="gyre")
    answer = http.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert ("allow" in answer.headers) is (status == 405)


def test_a_failure_of_the_stand_in_itself_is_a_documented_error_too(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("stability_client.standin.service.paint", fail)
    assert error_of(paint(http), 500)["name"] == "fault"
    assert "The stand-in failed on POST" in caplog.text


def test_multipart_is_asked_for_by_name(http: httpx.Client) -> None:
    error = error_of(http.post(IMAGE_TO_IMAGE, json=options()))
    assert error["name"] == "bad_request"
    assert "multipart/form-data" in error["message"]


def _roughness(picture: Image.Image) -> float:
    """How much neighbouring rows differ: the mean over the picture."""
    width, height = picture.size
    differences = ImageChops.difference(picture.crop((0, 1, width, height)), picture.crop((0, 0, width, height - 1)))
    return sum(ImageStat.Stat(differences).mean)
