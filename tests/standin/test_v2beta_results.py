"""Work that is only started: its id, its result when it is ready, and for whom and how long it is kept."""

import base64
import io

import httpx
import pytest
from PIL import Image

from stability_client.standin import StandIn
from stability_client.standin.v2beta.results import Results
from tests.support.hosted_calls import BALANCE, JSON, STARTS, call, read_errors, read_image

RESULT, OLD_RESULT = "/v2beta/results/", "/v2beta/stable-image/upscale/creative/result/"


class Clock:
    """A clock that stands still."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(stability_standin: StandIn, hosted: httpx.Client) -> Clock:
    """Return the clock of the stand-in, whose work takes ten seconds and is kept for a minute."""
    stopped = Clock()
    stability_standin.reset(
        clock=stopped, result_delay=10, result_lifetime=60, keys=["sk-standin", "sk-another"], shrink=16
    )
    return stopped


def start(http: httpx.Client, operation: str = STARTS[0], **headers: str) -> str:
    response = call(http, operation, {"seed": "7"}, None, **headers)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == JSON
    body = response.json()
    assert body.keys() == {"id"}
    return str(body["id"])


@pytest.mark.parametrize("operation", STARTS)
@pytest.mark.parametrize("accept", [None, "image/*", JSON, "text/html"])
def test_starting_returns_an_id_whatever_is_accepted(hosted: httpx.Client, operation: str, accept: str | None) -> None:
    result_id = start(hosted, operation, **({} if accept is None else {"accept": accept}))
    assert len(result_id) == 64
    assert set(result_id) <= set("0123456789abcdef")


@pytest.mark.parametrize("operation", STARTS)
@pytest.mark.parametrize("path", [RESULT, OLD_RESULT])
def test_a_result_is_in_progress_until_its_time(hosted: httpx.Client, clock: Clock, operation: str, path: str) -> None:
    result_id = start(hosted, operation)
    for waited in (0, 9.9):
        clock.seconds = 1000 + waited
        response = hosted.get(path + result_id)
        assert (response.status_code, response.headers["content-type"]) == (202, JSON)
        assert response.json() == {"id": result_id, "status": "in-progress"}
    clock.seconds = 1010
    response = hosted.get(path + result_id)
    assert read_image(response).size
    assert (response.headers["seed"], response.headers["finish-reason"]) == ("7", "SUCCESS")
    assert hosted.get(path + result_id).content == response.content


def test_json_holds_the_image_under_both_names(hosted: httpx.Client) -> None:
    response = hosted.get(RESULT + start(hosted), headers={"accept": JSON})
    assert response.headers["content-type"] == "application/json; type=image/png"
    body = response.json()
    assert body.keys() == {"image", "result", "seed", "finish_reason"}
    assert body["image"] == body["result"]
    assert Image.open(io.BytesIO(base64.b64decode(body["image"]))).format == "PNG"


def test_a_result_expires(hosted: httpx.Client, clock: Clock) -> None:
    result_id = start(hosted)
    clock.seconds += 59.9
    assert hosted.get(RESULT + result_id).status_code == 200
    clock.seconds += 0.1
    assert read_errors(hosted.get(RESULT + result_id), 404)[0] == "generation_not_found"


def test_a_result_is_kept_for_a_day_by_default(stability_standin: StandIn, hosted: httpx.Client) -> None:
    assert stability_standin.service.configuration.result_lifetime == 24 * 60 * 60


def test_a_result_is_only_for_the_key_that_started_it(hosted: httpx.Client, clock: Clock) -> None:
    result_id = start(hosted)
    clock.seconds += 10
    other = hosted.get(RESULT + result_id, headers={"authorization": "Bearer sk-another"})
    assert read_errors(other, 404)[0] == "generation_not_found"
    assert hosted.get(RESULT + result_id, headers={"authorization": "sk-standin"}).status_code == 200


@pytest.mark.parametrize(
    ("result_id", "status", "name"), [("a" * 64, 404, "generation_not_found"), ("a" * 63, 400, "bad_request")]
)
def test_an_unknown_id_is_not_found(hosted: httpx.Client, result_id: str, status: int, name: str) -> None:
    assert read_errors(hosted.get(RESULT + result_id), status)[0] == name


def test_a_result_needs_a_key(anonymous: httpx.Client) -> None:
    assert read_errors(anonymous.get(RESULT + "a" * 64), 401)[0] == "unauthorized"


def test_starting_is_charged_and_fetching_is_free(hosted: httpx.Client) -> None:
    result_id = start(hosted)
    assert hosted.get(BALANCE).json() == {"credits": 940.0}
    hosted.get(RESULT + result_id)
    assert hosted.get(BALANCE).json() == {"credits": 940.0}


def test_a_wrong_start_starts_nothing(hosted: httpx.Client) -> None:
    assert read_errors(call(hosted, STARTS[0], {"creativity": "0.9"}))[0] == "bad_request"
    assert hosted.get(BALANCE).json() == {"credits": 1000.0}


def test_a_filtered_result_says_so(hosted: httpx.Client) -> None:
    response = call(hosted, STARTS[0], {"prompt": "standin:CONTENT_FILTERED"})
    assert hosted.get(RESULT + response.json()["id"]).headers["finish-reason"] == "CONTENT_FILTERED"


@pytest.mark.parametrize(
    ("status", "name"), [(403, "content_moderation"), (404, "generation_not_found"), (500, "internal_error")]
)
def test_fetching_can_be_made_to_fail(stability_standin: StandIn, hosted: httpx.Client, status: int, name: str) -> None:
    result_id = start(hosted)
    by_key = hosted.get(RESULT + result_id, headers={"authorization": f"sk-standin:{name}"})
    assert read_errors(by_key, status)[0] == name
    stability_standin.fail_next(name)
    assert read_errors(hosted.get(RESULT + result_id), status)[0] == name
    assert hosted.get(RESULT + result_id).status_code == 200


def test_expired_results_are_forgotten(stability_standin: StandIn, hosted: httpx.Client, clock: Clock) -> None:
    results = Results(0, 60, clock, stability_standin.service.configuration.random)
    for _ in range(3):
        results.start("sk", lambda: None)  # type: ignore[arg-type, return-value]
    clock.seconds += 60
    results.start("sk", lambda: None)  # type: ignore[arg-type, return-value]
    assert len(results._started) == 1
