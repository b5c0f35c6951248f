"""Every documented error and finish reason can be forced, and has the documented form."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from PIL import Image, ImageChops, ImageStat

from stability_client.standin import StandIn
from stability_client.testing.files import load
from tests.support.standin_calls import (
    BALANCE,
    ENGINES,
    GOA_ERROR,
    IMAGE_TO_IMAGE,
    JSON,
    MASKING,
    TEXT_TO_IMAGE,
    encode,
    image_to_image,
    make_image,
    make_ramp,
    masking,
    options,
    read_error,
    read_image,
    send_parts,
    text_to_image,
)

CONTRACT = Path(__file__).parents[2] / "openapi.yaml"
INIT, MASK = encode(make_image()), encode(make_ramp())

FILTERED, FAILED = "CONTENT_FILTERED", "ERROR"


def documented_errors() -> Iterator[tuple[int, str]]:
    """Yield every status with each of its error names that the contract has for v1alpha."""
    contract = load(CONTRACT)
    shared_responses = contract["components"]["responses"]
    for path, operations in contract["paths"].items():
        if not path.startswith("/v1alpha/"):
            continue
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
def test_a_trigger_in_the_prompt_forces_each_error(http: httpx.Client, status: int, name: str) -> None:
    response = text_to_image(http, f"a boat, standin:{status}:{name}, at sea")
    assert read_error(response, status)["name"] == name
    assert response.headers["content-type"] == GOA_ERROR


@pytest.mark.parametrize("name", NAMES)
def test_without_a_status_the_first_documented_one_counts(http: httpx.Client, name: str) -> None:
    first = min(status for status, each in DOCUMENTED if each == name)
    assert read_error(text_to_image(http, f"standin:{name}"), first)["name"] == name


@pytest.mark.parametrize(("status", "name"), DOCUMENTED)
def test_a_key_forces_each_error_for_calls_without_a_prompt(anonymous: httpx.Client, status: int, name: str) -> None:
    response = anonymous.get(BALANCE, headers={"Authorization": f"sk-standin:{status}:{name}"})
    assert read_error(response, status)["name"] == name


@pytest.mark.parametrize(("status", "name"), DOCUMENTED)
def test_the_next_request_can_be_made_to_fail(
    stability_standin: StandIn, http: httpx.Client, status: int, name: str
) -> None:
    stability_standin.fail_next(name, status=status)
    assert read_error(http.get(ENGINES), status)["name"] == name
    assert http.get(ENGINES).status_code == 200


def test_only_the_rate_limit_error_is_temporary(http: httpx.Client) -> None:
    passing = {name for _, name in DOCUMENTED if text_to_image(http, f"standin:{name}").json()["temporary"]}
    assert passing == {"rate_limit_exceeded"}


def test_only_the_rate_limit_error_has_retry_after(stability_standin: StandIn, http: httpx.Client) -> None:
    waiting = {name for _, name in DOCUMENTED if "retry-after" in text_to_image(http, f"standin:{name}").headers}
    assert waiting == {"rate_limit_exceeded"}
    stability_standin.fail_next("rate_limit_exceeded", retry_after=17)
    assert http.get(BALANCE).headers["retry-after"] == "17"


def test_several_requests_in_a_row_can_be_made_to_fail(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.fail_next("server_error", times=2)
    stability_standin.fail_next(502)
    assert [http.get(BALANCE).status_code for _ in range(4)] == [500, 500, 502, 200]


def test_planned_faults_come_before_the_key_check(stability_standin: StandIn, anonymous: httpx.Client) -> None:
    stability_standin.fail_next("fault")
    assert [anonymous.get(BALANCE).status_code for _ in range(2)] == [500, 401]


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
def test_an_unknown_trigger_is_refused_with_the_known_ones(http: httpx.Client, word: str) -> None:
    error = read_error(text_to_image(http, f"standin:{word}"))
    assert error["name"] == "bad_request"
    assert "402 insufficient_balance" in error["message"]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 530, 599])
def test_a_proxy_error_is_a_page_of_html(stability_standin: StandIn, http: httpx.Client, status: int) -> None:
    for response in (
        text_to_image(http, f"standin:{status}"),
        http.get(BALANCE, headers={"Authorization": f"sk-standin:{status}"}),
    ):
        assert response.status_code == status
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.text.startswith("<!doctype html>")
    assert [each.error for each in stability_standin.history] == [None, None]


@pytest.mark.parametrize("operation", ["text_to_image", "image_to_image", "masking"])
def test_every_generation_operation_can_be_made_to_fail(http: httpx.Client, operation: str) -> None:
    prompt = "standin:invalid_prompts"
    response = {
        "text_to_image": lambda: text_to_image(http, prompt),
        "image_to_image": lambda: image_to_image(http, INIT, prompt),
        "masking": lambda: masking(http, INIT, MASK, "MASK_IMAGE_WHITE", text_prompts=[{"text": prompt}]),
    }[operation]()
    assert read_error(response)["name"] == "invalid_prompts"


def test_any_of_the_prompts_can_hold_the_trigger(http: httpx.Client) -> None:
    prompts = [{"text": "a boat"}, {"text": "standin:fault", "weight": -1}]
    response = http.post(TEXT_TO_IMAGE, json={"text_prompts": prompts})
    assert read_error(response, 500)["name"] == "fault"


@pytest.mark.parametrize("prompt", ["standin", "standin:", "outstandin:fault", "a standin : fault"])
def test_a_prompt_without_a_trigger_is_painted(http: httpx.Client, prompt: str) -> None:
    assert text_to_image(http, prompt).headers["finish-reason"] == "SUCCESS"


@pytest.mark.parametrize("reason", [FILTERED, FAILED])
def test_a_forced_finish_reason_blurs_the_image(http: httpx.Client, reason: str) -> None:
    assert text_to_image(http, f"standin:{reason}").headers["finish-reason"] == reason
    by_key = http.post(TEXT_TO_IMAGE, json=options(seed=1), headers={"Authorization": f"sk-standin:{reason}"})
    assert by_key.headers["finish-reason"] == reason
    sharp, blurred = read_image(text_to_image(http, seed=1)), read_image(by_key)
    assert blurred.size == sharp.size
    assert _roughness(blurred) < _roughness(sharp) / 3


def test_a_filtered_image_is_charged_and_a_failed_one_is_not(stability_standin: StandIn, http: httpx.Client) -> None:
    before = stability_standin.balance()
    text_to_image(http, f"standin:{FAILED}")
    assert stability_standin.balance() == before
    text_to_image(http, f"standin:{FILTERED}")
    assert stability_standin.balance() < before


def test_filtered_images_are_repeatable(http: httpx.Client) -> None:
    one, other = (text_to_image(http, f"standin:{FILTERED}", seed=3) for _ in range(2))
    assert one.content == other.content


ONE_PART = [({"Content-Disposition": 'form-data; name="options"'}, b"{}")]


class Mistake(NamedTuple):
    """Wrong options, and the error that they give."""

    options: dict[str, Any]
    error_name: str
    message: str


MISTAKES = [
    Mistake({"width": 520}, "invalid_height_or_width", "width is 520, but must be a multiple of 64"),
    Mistake({"width": 448}, "invalid_height_or_width", "width is 448, but must be at least 512"),
    Mistake({"height": 2112}, "invalid_height_or_width", "height is 2112, but must be at most 2048"),
    Mistake({"height": "512"}, "invalid_height_or_width", "height is '512', but must be of type integer"),
    Mistake({"height": 512.0}, "invalid_height_or_width", "of type integer"),
    Mistake({"width": None}, "invalid_height_or_width", "of type integer"),
    Mistake({"width": True}, "invalid_height_or_width", "of type integer"),
    Mistake({"width": 2048, "height": 1024}, "invalid_pixel_count", "2048 x 1024 pixels are more than 1048576"),
    Mistake({"width": 2048, "height": 1000}, "invalid_height_or_width", "height is 1000"),
    Mistake(
        {"width": 1088, "height": 1088, "steps": 9}, "bad_request", "steps is 9, but must be at least 10; 1088 x 1088"
    ),
    Mistake({"samples": 0}, "invalid_samples", "samples is 0, but must be at least 1"),
    Mistake({"samples": 11}, "invalid_samples", "samples is 11, but must be at most 10"),
    Mistake({"samples": 2}, "invalid_samples", "image/png holds one image; accept application/json"),
    Mistake({"text_prompts": []}, "invalid_prompts", "text_prompts has 0 items, but needs at least 1"),
    Mistake({"text_prompts": "a boat"}, "invalid_prompts", "of type array"),
    Mistake({"text_prompts": [{"text": ""}]}, "invalid_prompts", "text_prompts[0].text has 0 characters"),
    Mistake(
        {"text_prompts": [{"text": "x" * 2001}]}, "invalid_prompts", "has 2001 characters, but may have at most 2000"
    ),
    Mistake({"text_prompts": [{"text": "a"}, {"weight": 1}]}, "invalid_prompts", "text_prompts[1].text is missing"),
    Mistake({"text_prompts": [{"text": "a", "weight": "1"}]}, "invalid_prompts", "text_prompts[0].weight is '1'"),
    Mistake({"cfg_scale": 35.5}, "bad_request", "cfg_scale is 35.5, but must be at most 35"),
    Mistake({"cfg_scale": -1}, "bad_request", "cfg_scale is -1, but must be at least 0"),
    Mistake({"steps": 151}, "bad_request", "steps is 151, but must be at most 150"),
    Mistake({"seed": -1}, "bad_request", "seed is -1, but must be at least 0"),
    Mistake({"seed": 2**31}, "bad_request", "seed is 2147483648, but must be at most 2147483647"),
    Mistake({"sampler": "EULER"}, "bad_request", "must be one of DDIM, DDPM"),
    Mistake({"clip_guidance_preset": "none"}, "bad_request", "must be one of NONE"),
    Mistake({"sampler": "x" * 5000}, "bad_request", "..."),
]


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: f"{case.options}"[:48])
def test_a_mistake_is_named_and_explained(http: httpx.Client, case: Mistake) -> None:
    error = read_error(http.post(TEXT_TO_IMAGE, json=options() | case.options))
    assert error["name"] == case.error_name
    assert case.message in error["message"]
    assert len(error["message"]) < 500


def test_each_operation_has_its_own_options_schema(http: httpx.Client) -> None:
    assert "step_schedule_start is 1.5" in read_error(image_to_image(http, INIT, step_schedule_start=1.5))["message"]
    assert "mask_source is 'WHITE'" in read_error(masking(http, INIT, MASK, "WHITE"))["message"]
    nothing = read_error(
        send_parts(http, MASKING, [*ONE_PART, ({"Content-Disposition": 'form-data; name="init_image"'}, INIT)])
    )
    assert "text_prompts is missing" in nothing["message"]
    assert "mask_source is missing" in nothing["message"]


def test_many_mistakes_are_listed_up_to_a_limit(http: httpx.Client) -> None:
    error = read_error(http.post(TEXT_TO_IMAGE, json={"text_prompts": [{}] * 50, "steps": 1}))
    assert "and 43 more" in error["message"]


def test_unknown_options_are_ignored(http: httpx.Client) -> None:
    assert text_to_image(http, style_preset="enhance").status_code == 200


@pytest.mark.parametrize(
    ("message", "content_type", "settings"),
    [
        ("message", GOA_ERROR, {}),
        ("message", JSON, {"error_media_type": JSON}),
        ("messsage", f"{JSON}; charset=utf-8", {"dialect": "gyre"}),
    ],
)
def test_errors_have_the_configured_dialect(
    stability_standin: StandIn, http: httpx.Client, message: str, content_type: str, settings: Any
) -> None:
    stability_standin.reset(**settings)
    response = text_to_image(http, steps=1)
    assert response.headers["content-type"] == content_type
    assert response.json().keys() == {"id", "name", message, "fault", "temporary", "timeout"}
    assert "steps is 1" in response.json()[message]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("DELETE", ENGINES, 405)])
def test_gyre_sends_html_for_routing_errors(
    stability_standin: StandIn, http: httpx.Client, method: str, path: str, status: int
) -> None:
    stability_standin.reset(dialect="gyre")
    response = http.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert ("allow" in response.headers) is (status == 405)


def test_a_bug_in_the_stand_in_gives_a_documented_error(
    http: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("stability_client.standin.rendering.paint", fail)
    assert read_error(text_to_image(http), 500)["name"] == "fault"
    assert "The stand-in failed on POST" in caplog.text


def test_a_body_that_is_not_multipart_is_refused(http: httpx.Client) -> None:
    error = read_error(http.post(IMAGE_TO_IMAGE, json=options()))
    assert error["name"] == "bad_request"
    assert "multipart/form-data" in error["message"]


def _roughness(image: Image.Image) -> float:
    """Return the mean difference between neighboring rows."""
    width, height = image.size
    differences = ImageChops.difference(image.crop((0, 1, width, height)), image.crop((0, 0, width, height - 1)))
    return sum(ImageStat.Stat(differences).mean)
