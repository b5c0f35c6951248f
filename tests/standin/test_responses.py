"""Responses: the media type, the envelope, the number of images and their seeds."""

import base64
import io
import json
from random import Random
from typing import Any

import httpx
import pytest
from PIL import Image

from stability_client.standin import StandIn
from stability_client.standin.contract import load_contract
from tests.support.standin_calls import (
    IMAGE_TO_IMAGE,
    JSON,
    PNG,
    TEXT_TO_IMAGE,
    encode,
    make_image,
    options,
    read_error,
    read_image,
    text_to_image,
)

CONTRACT = load_contract()
MAX_SEED = CONTRACT.max_seed("#/components/schemas/TextToImageOptions")


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
        ("application/json;q=0.5, image/png", JSON),
        ("text/html, image/png;q=0.9, */*;q=0.1", PNG),
        ("image/webp, */*", JSON),
        ("application/json; charset=utf-8", JSON),
    ],
)
def test_accept_chooses_the_media_type(http: httpx.Client, accept: str, form: str) -> None:
    parts = {"init_image": encode(make_image())}
    response = http.post(
        IMAGE_TO_IMAGE, files=parts, data={"options": json.dumps(options())}, headers={"Accept": accept}
    )
    assert response.status_code == 200
    assert response.headers["content-type"] == form


def test_without_accept_the_response_is_json(anonymous: httpx.Client, stability_standin: StandIn) -> None:
    request = anonymous.build_request(
        "POST", TEXT_TO_IMAGE, json=options(), headers={"Authorization": stability_standin.api_key}
    )
    del request.headers["Accept"]
    assert anonymous.send(request).headers["content-type"] == JSON
    assert "accept" not in stability_standin.history[-1].headers


@pytest.mark.parametrize("accept", ["image/jpeg", "text/html", "nonsense"])
def test_a_media_type_that_is_not_offered_is_refused(http: httpx.Client, accept: str) -> None:
    error = read_error(text_to_image(http, accept=accept))
    assert error["name"] == "bad_request"
    assert "image/png, application/json" in error["message"]


def test_a_png_response_has_seed_and_finish_reason_in_headers(http: httpx.Client) -> None:
    response = text_to_image(http, seed=77)
    assert response.headers["finish-reason"] == "SUCCESS"
    assert response.headers["seed"] == "77"
    assert int(response.headers["content-length"]) == len(response.content)
    assert read_image(response).mode == "RGB"
    assert read_image(response).size == (512, 512)


@pytest.mark.parametrize(("settings", "wrapped"), [({}, False), ({"envelope": "artifacts"}, True)])
def test_a_json_response_has_the_configured_envelope(
    stability_standin: StandIn, http: httpx.Client, settings: Any, wrapped: bool
) -> None:
    stability_standin.reset(**settings)
    response = text_to_image(http, accept=JSON, seed=7)
    body = response.json()
    images = body["artifacts"] if wrapped else body
    assert isinstance(body, dict) is wrapped
    assert [each.keys() for each in images] == [{"base64", "seed", "finishReason"}]
    assert images[0]["seed"] == 7
    assert images[0]["finishReason"] == "SUCCESS"
    assert base64.b64decode(images[0]["base64"], validate=True) == text_to_image(http, seed=7).content


@pytest.mark.parametrize(("prompt", "code"), [("a boat", 0), ("standin:ERROR", 3), ("standin:CONTENT_FILTERED", 4)])
def test_gyre_sends_a_bare_array_with_numeric_finish_reasons(
    stability_standin: StandIn, http: httpx.Client, prompt: str, code: int
) -> None:
    stability_standin.reset(dialect="gyre", envelope="artifacts")
    response = text_to_image(http, prompt, accept=JSON)
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert [each["finishReason"] for each in response.json()] == [code]
    assert text_to_image(http, prompt).headers["finish-reason"] == str(code)


def test_samples_differ_and_their_seeds_count_up(http: httpx.Client) -> None:
    images = text_to_image(http, accept=JSON, samples=3, seed=100).json()
    assert [each["seed"] for each in images] == [100, 101, 102]
    assert len({each["base64"] for each in images}) == 3


def test_each_sample_can_be_painted_again_by_its_seed(http: httpx.Client) -> None:
    third = text_to_image(http, accept=JSON, samples=3, seed=100).json()[2]
    assert base64.b64decode(third["base64"]) == text_to_image(http, seed=102).content


def test_seeds_count_from_the_largest_that_can_be_sent_on_to_1(http: httpx.Client) -> None:
    images = text_to_image(http, accept=JSON, samples=3, seed=MAX_SEED).json()
    assert [each["seed"] for each in images] == [MAX_SEED, 1, 2]
    assert base64.b64decode(images[1]["base64"]) == text_to_image(http, seed=1).content


@pytest.mark.parametrize("seed", [{}, {"seed": 0}])
def test_without_a_seed_one_is_drawn_and_reported(http: httpx.Client, seed: dict[str, Any]) -> None:
    responses = [text_to_image(http, **seed) for _ in range(2)]
    seeds = [int(each.headers["seed"]) for each in responses]
    assert seeds[0] != seeds[1]
    assert all(0 < each <= MAX_SEED for each in seeds)
    assert responses[0].content != responses[1].content


def test_a_drawn_seed_gives_the_same_image_again(stability_standin: StandIn, http: httpx.Client) -> None:
    stability_standin.reset(random=_Fixed(123456789))
    first = text_to_image(http)
    assert first.headers["seed"] == "123456789"
    assert text_to_image(http, seed=123456789).content == first.content


@pytest.mark.parametrize("extreme", ["smallest", "largest"])
def test_every_seed_that_is_drawn_can_be_sent_again(
    stability_standin: StandIn, http: httpx.Client, extreme: str
) -> None:
    stability_standin.reset(random=_Extreme(extreme))
    drawn = text_to_image(http, accept=JSON, samples=2).json()
    assert drawn[0]["seed"] == {"smallest": 1, "largest": MAX_SEED}[extreme]
    for image in drawn:
        assert base64.b64decode(image["base64"]) == text_to_image(http, seed=image["seed"]).content


def test_drawn_seeds_are_repeatable(stability_standin: StandIn, http: httpx.Client) -> None:
    seen = []
    for _ in range(2):
        stability_standin.reset(random=Random(42))  # noqa: S311 - to be the same each time
        seen.append([text_to_image(http).headers["seed"] for _ in range(2)])
    assert seen[0] == seen[1]


def test_the_maximum_of_samples_and_of_pixels_is_accepted(http: httpx.Client) -> None:
    # The largest in number and the largest in pixels, apart: together they take the machine a while.
    assert len(text_to_image(http, accept=JSON, samples=10).json()) == 10
    assert read_image(text_to_image(http, width=2048, height=512)).size == (2048, 512)


def test_an_image_names_the_stand_in_in_its_metadata(http: httpx.Client) -> None:
    with Image.open(io.BytesIO(text_to_image(http).content)) as image:
        assert image.info["Software"] == "stability-client stand-in"


class _Fixed(Random):
    """Draws one given seed."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._seed = seed

    def randint(self, a: int, b: int) -> int:
        assert a <= self._seed <= b
        return self._seed


class _Extreme(Random):
    """Draws the smallest or the largest number of a range."""

    def __init__(self, extreme: str) -> None:
        super().__init__(0)
        self._extreme = extreme

    def randint(self, a: int, b: int) -> int:
        return a if self._extreme == "smallest" else b
