"""The forms of answers: which one is chosen, what is in it, how many pictures, and from which seeds."""

import base64
import io
import json
from random import Random
from typing import Any

import httpx
import pytest
from PIL import Image

from stability_client.standin import StandIn
from tests.standin.calls import (
    IMAGE_TO_IMAGE,
    JSON,
    PNG,
    TEXT_TO_IMAGE,
    drawn,
    encoded,
    error_of,
    opened,
    options,
    paint,
)

LARGEST_SENT = 2**31 - 1


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (PNG, PNG),
        (JSON, JSON),
        ("image/*", PNG),
        ("*/*", JSON),
        ("", JSON),
        ("IMAGE/PNG", PNG),
        ("image/png, application/json", PNG),
        ("application/json, image/png", JSON),
        ("application/json;q=0.5, image/png", PNG),
        ("application/json;q=oddly, image/png;q=0.1", PNG),
        ("text/html, image/png;q=0.9, */*;q=0.1", PNG),
        ("image/webp, */*", JSON),
        ("application/json; charset=utf-8", JSON),
    ],
)
def test_accept_chooses_the_form(http: httpx.Client, accept: str, form: str) -> None:
    parts = {"init_image": encoded(drawn())}
    answer = http.post(IMAGE_TO_IMAGE, files=parts, data={"options": json.dumps(options())}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == form


def test_without_accept_the_answer_is_json(stranger: httpx.Client, stability_standin: StandIn) -> None:
    request = stranger.build_request(
        "POST", TEXT_TO_IMAGE, json=options(), headers={"Authorization": stability_standin.api_key}
    )
    del request.headers["Accept"]
    assert stranger.send(request).headers["content-type"] == JSON
    assert "accept" not in stability_standin.requests[-1].headers


@pytest.mark.parametrize("accept", ["image/jpeg", "text/html", "image/png;q=0", "nonsense"])
def test_a_form_that_is_not_offered_is_refused(http: httpx.Client, accept: str) -> None:
    error = error_of(paint(http, accept=accept))
    assert error["name"] == "bad_request"
    assert "image/png, application/json" in error["message"]


def test_a_png_answer_is_one_file_with_its_facts_in_headers(http: httpx.Client) -> None:
    answer = paint(http, seed=77)
    assert answer.headers["finish-reason"] == "SUCCESS"
    assert answer.headers["seed"] == "77"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert opened(answer).mode == "RGB"
    assert opened(answer).size == (512, 512)


@pytest.mark.parametrize(("settings", "wrapped"), [({}, False), ({"envelope": "artifacts"}, True)])
def test_a_json_answer_holds_pictures_in_the_envelope_that_is_set(
    stability_standin: StandIn, http: httpx.Client, settings: Any, wrapped: bool
) -> None:
    stability_standin.reset(**settings)
    answer = paint(http, accept=JSON, seed=7)
    body = answer.json()
    pictures = body["artifacts"] if wrapped else body
    assert isinstance(body, dict) is wrapped
    assert [each.keys() for each in pictures] == [{"base64", "seed", "finishReason"}]
    assert pictures[0]["seed"] == 7
    assert pictures[0]["finishReason"] == "SUCCESS"
    assert base64.b64decode(pictures[0]["base64"], validate=True) == paint(http, seed=7).content


@pytest.mark.parametrize(("prompt", "code"), [("a boat", 0), ("standin:ERROR", 3), ("standin:CONTENT_FILTERED", 4)])
def test_gyre_answers_a_bare_array_with_numbers(
    stability_standin: StandIn, http: httpx.Client, prompt: str, code: int
) -> None:
    stability_standin.reset(dialect="gyre", envelope="artifacts")
    answer = paint(http, prompt, accept=JSON)
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert [each["finishReason"] for each in answer.json()] == [code]
    assert paint(http, prompt).headers["finish-reason"] == str(code)


def test_an_unknown_envelope_or_dialect_is_refused(stability_standin: StandIn) -> None:
    wrong: Any
    for wrong in ({"envelope": "paper"}, {"dialect": "welsh"}, {"latency": -1}):
        with pytest.raises(ValueError, match=r"envelope|dialect|latency"):
            stability_standin.reset(**wrong)


def test_samples_differ_and_carry_seeds_in_a_row(http: httpx.Client) -> None:
    pictures = paint(http, accept=JSON, samples=3, seed=100).json()
    assert [each["seed"] for each in pictures] == [100, 101, 102]
    assert len({each["base64"] for each in pictures}) == 3


def test_each_sample_can_be_painted_again_by_its_seed(http: httpx.Client) -> None:
    third = paint(http, accept=JSON, samples=3, seed=100).json()[2]
    assert base64.b64decode(third["base64"]) == paint(http, seed=102).content


def test_seeds_go_on_beyond_the_largest_that_can_be_sent(http: httpx.Client) -> None:
    pictures = paint(http, accept=JSON, samples=2, seed=LARGEST_SENT).json()
    assert [each["seed"] for each in pictures] == [LARGEST_SENT, LARGEST_SENT + 1]


@pytest.mark.parametrize("seed", [{}, {"seed": 0}])
def test_without_a_seed_one_is_drawn_and_reported(http: httpx.Client, seed: dict[str, Any]) -> None:
    answers = [paint(http, **seed) for _ in range(2)]
    seeds = [int(each.headers["seed"]) for each in answers]
    assert seeds[0] != seeds[1]
    assert all(0 < each < 2**32 for each in seeds)
    assert answers[0].content != answers[1].content


def test_a_seed_that_was_drawn_gives_the_same_picture_again(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.reset(random=_Fixed(123456789))
    first = paint(http)
    assert first.headers["seed"] == "123456789"
    assert paint(http, seed=123456789).content == first.content


def test_random_seeds_can_be_made_to_repeat(stability_standin: StandIn, http: httpx.Client) -> None:
    seen = []
    for _ in range(2):
        stability_standin.reset(random=Random(42))  # noqa: S311 - to be the same each time
        seen.append([paint(http).headers["seed"] for _ in range(2)])
    assert seen[0] == seen[1]


def test_the_most_samples_and_the_most_pixels_can_be_had(http: httpx.Client) -> None:
    # The largest in number and the largest in pixels, apart: together they take the machine a while.
    assert len(paint(http, accept=JSON, samples=10).json()) == 10
    assert opened(paint(http, width=2048, height=512)).size == (2048, 512)


def test_a_picture_tells_that_it_is_the_stand_ins(http: httpx.Client) -> None:
    with Image.open(io.BytesIO(paint(http).content)) as picture:
        assert picture.info["Software"] == "stability-client stand-in"


class _Fixed(Random):
    """Draws a seed that is given."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._seed = seed

    def randint(self, a: int, b: int) -> int:
        assert a <= self._seed <= b
        return self._seed
