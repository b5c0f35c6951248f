"""Options and prompts are held against the contract before anything is sent."""

import math
import re
from collections.abc import Sequence
from typing import Any

import pytest

from stability_client import (
    InvalidHeightOrWidthError,
    InvalidOptionError,
    InvalidPixelCountError,
    InvalidPromptsError,
    InvalidSamplesError,
    RequestError,
    Sampler,
    Stability,
    TextPrompt,
)
from stability_client._calls.validate import option_problems, plain, text_prompts
from stability_client._contract import facts
from stability_client.standin import StandIn

PAINT = facts.OPERATIONS["text_to_image"]
PAINT_ENGINE = facts.KNOWN_VALUES["engine_id"][0]

WRONG: list[tuple[dict[str, Any], type[RequestError], str]] = [
    ({"width": 500}, InvalidHeightOrWidthError, "512 to 2048 in steps of 64"),
    ({"width": 520}, InvalidHeightOrWidthError, "nearest: 512 or 576"),
    ({"height": 2112}, InvalidHeightOrWidthError, "512 to 2048"),
    ({"height": 512.0}, InvalidHeightOrWidthError, "whole number"),
    ({"width": True}, InvalidHeightOrWidthError, "whole number"),
    ({"width": "512"}, InvalidHeightOrWidthError, "whole number"),
    ({"width": 10**5000}, InvalidHeightOrWidthError, "bits"),
    ({"width": 2048, "height": 1024}, InvalidPixelCountError, "1,048,576"),
    ({"samples": 0}, InvalidSamplesError, "1 to 10"),
    ({"samples": 11}, InvalidSamplesError, "1 to 10"),
    ({"samples": 2, "accept": "image/png"}, InvalidSamplesError, "application/json"),
    ({"cfg_scale": 35.1}, InvalidOptionError, "0 to 35"),
    ({"cfg_scale": -0.1}, InvalidOptionError, "0 to 35"),
    ({"cfg_scale": math.nan}, InvalidOptionError, "finite"),
    ({"cfg_scale": math.inf}, InvalidOptionError, "finite"),
    ({"cfg_scale": "7"}, InvalidOptionError, "number"),
    ({"cfg_scale": 10**400}, InvalidOptionError, "0 to 35"),
    ({"steps": 9}, InvalidOptionError, "10 to 150"),
    ({"steps": 151}, InvalidOptionError, "10 to 150"),
    ({"seed": -1}, InvalidOptionError, "0 to 2147483647"),
    ({"seed": 2**31}, InvalidOptionError, "0 to 2147483647"),
    ({"sampler": "EULER"}, InvalidOptionError, "K_EULER_ANCESTRAL"),
    ({"sampler": "k_euler"}, InvalidOptionError, "K_EULER"),
    ({"clip_guidance_preset": "FAST"}, InvalidOptionError, "FAST_BLUE"),
    ({"accept": "image/jpeg"}, InvalidOptionError, "image/png, application/json"),
    ({"prompts": ""}, InvalidPromptsError, "empty"),
    ({"prompts": "  \n"}, InvalidPromptsError, "empty"),
    ({"prompts": []}, InvalidPromptsError, "at least 1"),
    ({"prompts": "x" * 2001}, InvalidPromptsError, "2000 characters"),
    ({"prompts": ("a", math.nan)}, InvalidPromptsError, "finite"),
    ({"prompts": ["a", ("b", math.inf)]}, InvalidPromptsError, r"prompts\[1\]"),
    ({"prompts": None}, InvalidPromptsError, "NoneType"),
    ({"prompts": b"bytes"}, InvalidPromptsError, "bytes"),
    ({"prompts": {"text": "a"}}, InvalidPromptsError, "dict"),
    ({"prompts": ["a", 0.5]}, InvalidPromptsError, "float among them"),
    ({"prompts": "\ud83d"}, InvalidPromptsError, "surrogate"),
    ({"prompts": ("a", "1")}, InvalidPromptsError, "weight as a number"),
    ({"prompts": ("a", 10**400)}, InvalidPromptsError, "a finite number"),
    ({"engine": 5}, InvalidOptionError, "engine: must be a text"),
    ({"organization": 5}, InvalidOptionError, "organization: must be a text"),
]


def _names(cases: list[tuple[dict[str, Any], type[RequestError], str]]) -> list[str]:
    return [f"{'-'.join(said)}-{number}" for number, (said, _, _) in enumerate(cases)]


@pytest.mark.parametrize(("said", "error", "told"), WRONG, ids=_names(WRONG))
def test_a_wrong_option_is_refused_before_anything_is_sent(
    unsent: Stability, said: dict[str, Any], error: type[RequestError], told: str
) -> None:
    with pytest.raises(error, match=told) as caught:
        unsent.text_to_image(**{"prompts": "a lighthouse"} | said)
    assert not caught.value.sent
    assert not caught.value.maybe_billed


# JSON has no NaN, UTF-8 no half characters, and Python writes no number of 5,000 digits: these cannot be sent at all.
UNWRITABLE = {"finite", "bits", "surrogate", r"prompts\[1\]"}

# What is of no kind at all is refused with validation off too, and a blank prompt is a mistake that servers bill.
REFUSED_HERE_ALONE = {"bytes", "dict", "NoneType", "float among them", "empty", "weight as a number"}
REFUSED_HERE_ALONE |= {"a finite number"}  # that of a weight, which has no bounds
REFUSED_HERE_ALONE |= {"engine: must be a text", "organization: must be a text"}
SENDABLE = [case for case in WRONG if case[2] not in REFUSED_HERE_ALONE]


@pytest.mark.parametrize(("said", "error", "told"), SENDABLE, ids=_names(SENDABLE))
def test_the_server_refuses_it_as_the_same_error(
    client: Stability, said: dict[str, Any], error: type[RequestError], told: str
) -> None:
    with pytest.raises(RequestError) as caught:
        client.text_to_image(**{"prompts": "a lighthouse"} | said, validate=False)
    assert caught.value.sent == (told not in UNWRITABLE)
    assert type(caught.value) is (error if caught.value.sent else InvalidOptionError)


def test_several_wrong_options_are_told_together_in_the_order_of_the_signature(unsent: Stability) -> None:
    with pytest.raises(InvalidHeightOrWidthError) as caught:
        unsent.text_to_image("a lighthouse", steps=1, sampler="EULER", width=5, seed=-1)
    assert re.findall(r"(\w+): must", caught.value.message) == ["width", "sampler", "seed", "steps"]


def test_an_option_error_is_a_value_error_too(unsent: Stability) -> None:
    with pytest.raises(ValueError, match="steps"):
        unsent.text_to_image("a lighthouse", steps=1)


def test_an_engine_may_have_a_floor_of_its_own() -> None:
    operation = PAINT._replace(min_pixels=262_144, min_pixels_by_engine={"stable-diffusion-768-*": 589_824})
    options = {"width": 512, "height": 512}

    def problems(engine: str) -> list[str]:
        return [p.message for p in option_problems(operation, options, engine=engine, accept="image/png")]

    assert not problems("stable-diffusion-512-v2-1")
    assert "589,824" in problems("stable-diffusion-768-v2-1")[0]


def test_without_validation_a_sampler_that_the_contract_does_not_know_is_sent(stability_standin: StandIn) -> None:
    client = Stability("sk-standin", base_url=stability_standin.url, engine=PAINT_ENGINE, validate=False)
    with client, pytest.raises(RequestError):
        client.text_to_image("a lighthouse", sampler="K_NEW")
    assert stability_standin.history[-1].options["sampler"] == "K_NEW"


@pytest.mark.parametrize(
    ("prompts", "sent"),
    [
        ("a", [{"text": "a"}]),
        (("a", 0.5), [{"text": "a", "weight": 0.5}]),
        (("a", "b"), [{"text": "a"}, {"text": "b"}]),
        (TextPrompt("a"), [{"text": "a"}]),
        (TextPrompt("a", -1), [{"text": "a", "weight": -1}]),
        (
            ["a", ("b", -1.5), TextPrompt("c", 2)],
            [{"text": "a"}, {"text": "b", "weight": -1.5}, {"text": "c", "weight": 2}],
        ),
        ((text for text in "ab"), [{"text": "a"}, {"text": "b"}]),
        ("灯台 🗼", [{"text": "灯台 🗼"}]),
    ],
)
def test_prompts_may_be_said_in_many_ways(prompts: Any, sent: Sequence[dict[str, Any]]) -> None:
    assert text_prompts(prompts) == sent


class _Number32:
    """A number of another library."""

    def __float__(self) -> float:
        return 0.5


class _Integer32(_Number32):
    def __index__(self) -> int:
        return 512


@pytest.mark.parametrize(
    ("value", "expected"), [(_Integer32(), 512), (_Number32(), 0.5), (Sampler.DDIM, "DDIM"), (7, 7), ("x", "x")]
)
def test_values_of_other_libraries_become_plain(value: object, expected: object) -> None:
    made = plain(value)
    assert made == expected
    assert type(made) is type(expected)
