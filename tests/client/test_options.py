"""Options and prompts are held against the contract before anything is sent."""

import math
import re
from collections.abc import Sequence
from typing import Any

import pytest
from attrs import frozen

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
    estimate_credits,
)
from stability_client._calls.prompts import text_prompts
from stability_client._calls.validate import option_problems
from stability_client._calls.values import to_json_value
from stability_client._contract import Field, facts
from stability_client.standin import StandIn

PAINT = facts.OPERATIONS["text_to_image"]
PAINT_ENGINE = facts.OPERATIONS["text_to_image"].known_engines[0]

# What becomes of a wrong argument with validation off.
REFUSED = "refused by the server"
UNSENDABLE = "nothing can be sent"  # JSON has no NaN, UTF-8 no half characters, and Python writes no 5,000 digits
NEVER_SENT = "refused here too"  # of no kind at all, or a blank prompt: a mistake that servers bill


@frozen
class Wrong:
    """A call with a wrong argument.

    Attributes:
        arguments: The arguments of `text_to_image` that replace right ones.
        error: The class of the error.
        message: What the message must match.
        server: What becomes of it with validation off.
    """

    arguments: dict[str, Any]
    error: type[RequestError]
    message: str
    server: str = REFUSED

    def __str__(self) -> str:
        return f"{'-'.join(self.arguments)}: {self.message}"


WRONG = [
    Wrong({"width": 500}, InvalidHeightOrWidthError, "512 to 2048 in steps of 64"),
    Wrong({"width": 520}, InvalidHeightOrWidthError, "nearest: 512 or 576"),
    Wrong({"height": 2112}, InvalidHeightOrWidthError, "512 to 2048"),
    Wrong({"height": 512.0}, InvalidHeightOrWidthError, "whole number"),
    Wrong({"width": True}, InvalidHeightOrWidthError, "whole number"),
    Wrong({"width": "512"}, InvalidHeightOrWidthError, "whole number"),
    Wrong({"width": 10**5000}, InvalidHeightOrWidthError, "bits", server=UNSENDABLE),
    Wrong({"width": 2048, "height": 1024}, InvalidPixelCountError, "1,048,576"),
    Wrong({"samples": 0}, InvalidSamplesError, "1 to 10"),
    Wrong({"samples": 11}, InvalidSamplesError, "1 to 10"),
    Wrong({"samples": 2, "accept": "image/png"}, InvalidSamplesError, "application/json"),
    Wrong({"cfg_scale": 35.1}, InvalidOptionError, "0 to 35"),
    Wrong({"cfg_scale": -0.1}, InvalidOptionError, "0 to 35"),
    Wrong({"cfg_scale": math.nan}, InvalidOptionError, "finite", server=UNSENDABLE),
    Wrong({"cfg_scale": math.inf}, InvalidOptionError, "finite", server=UNSENDABLE),
    Wrong({"cfg_scale": "7"}, InvalidOptionError, "number"),
    Wrong({"cfg_scale": 10**400}, InvalidOptionError, "0 to 35"),
    Wrong({"steps": 9}, InvalidOptionError, "10 to 150"),
    Wrong({"steps": 151}, InvalidOptionError, "10 to 150"),
    Wrong({"seed": -1}, InvalidOptionError, "0 to 2147483647"),
    Wrong({"seed": 2**31}, InvalidOptionError, "0 to 2147483647"),
    Wrong({"sampler": "EULER"}, InvalidOptionError, "K_EULER_ANCESTRAL"),
    Wrong({"sampler": "k_euler"}, InvalidOptionError, "K_EULER"),
    Wrong({"clip_guidance_preset": "FAST"}, InvalidOptionError, "FAST_BLUE"),
    Wrong({"accept": "image/jpeg"}, InvalidOptionError, "image/png, application/json"),
    Wrong({"prompts": ""}, InvalidPromptsError, "empty", server=NEVER_SENT),
    Wrong({"prompts": "  \n"}, InvalidPromptsError, "empty", server=NEVER_SENT),
    Wrong({"prompts": []}, InvalidPromptsError, "at least 1"),
    Wrong({"prompts": "x" * 2001}, InvalidPromptsError, "2000 characters"),
    Wrong({"prompts": ("a", math.nan)}, InvalidPromptsError, "finite", server=UNSENDABLE),
    Wrong({"prompts": ["a", ("b", math.inf)]}, InvalidPromptsError, r"prompts\[1\]", server=UNSENDABLE),
    Wrong({"prompts": None}, InvalidPromptsError, "NoneType", server=NEVER_SENT),
    Wrong({"prompts": b"bytes"}, InvalidPromptsError, "bytes", server=NEVER_SENT),
    Wrong({"prompts": {"text": "a"}}, InvalidPromptsError, "dict", server=NEVER_SENT),
    Wrong({"prompts": ["a", 0.5]}, InvalidPromptsError, "float among them", server=NEVER_SENT),
    Wrong({"prompts": "\ud83d"}, InvalidPromptsError, "surrogate", server=UNSENDABLE),
    Wrong({"prompts": ("a", "1")}, InvalidPromptsError, "weight as a number", server=NEVER_SENT),
    Wrong({"prompts": ("a", 10**400)}, InvalidPromptsError, "a finite number", server=NEVER_SENT),
    Wrong({"engine": 5}, InvalidOptionError, "engine: must be a text", server=NEVER_SENT),
    Wrong({"organization": 5}, InvalidOptionError, "organization: must be a text", server=NEVER_SENT),
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_wrong_option_is_refused_before_anything_is_sent(unsent: Stability, wrong: Wrong) -> None:
    with pytest.raises(wrong.error, match=wrong.message) as caught:
        unsent.text_to_image(**{"prompts": "a lighthouse"} | wrong.arguments)
    assert not caught.value.sent
    assert not caught.value.maybe_billed


@pytest.mark.parametrize("wrong", [wrong for wrong in WRONG if wrong.server != NEVER_SENT], ids=str)
def test_the_server_refuses_it_as_the_same_error(client: Stability, wrong: Wrong) -> None:
    with pytest.raises(RequestError) as caught:
        client.text_to_image(**{"prompts": "a lighthouse"} | wrong.arguments, validate=False)
    assert caught.value.sent == (wrong.server == REFUSED)
    assert type(caught.value) is (wrong.error if caught.value.sent else InvalidOptionError)


@frozen
class Misnamed:
    """An argument under a name that it does not have, and the advice."""

    name: str
    advice: str


MISNAMED = [
    Misnamed("n", "samples"),
    Misnamed("negative_prompt", "negative weight"),
    Misnamed("size", "width and height"),
    Misnamed("guidance_scale", "cfg_scale"),
    Misnamed("num_inference_steps", "steps"),
    Misnamed("model", "engine"),
    Misnamed("widht", "width"),
    Misnamed("sede", "seed"),
    Misnamed("stepss", "steps"),
    Misnamed("mask_image", "There are prompts, width"),
    Misnamed("xyzzy", "There are prompts, width"),
]


@pytest.mark.parametrize("misnamed", MISNAMED, ids=lambda misnamed: misnamed.name)
def test_an_unknown_argument_is_refused_with_what_was_meant(unsent: Stability, misnamed: Misnamed) -> None:
    with pytest.raises(InvalidOptionError, match=f"{misnamed.name}: .*{misnamed.advice}") as caught:
        unsent.text_to_image("a lighthouse", **{misnamed.name: 1})  # type: ignore[arg-type]  # a wrong name is the point
    assert not caught.value.sent


def test_a_prompt_under_a_wrong_name_is_refused_too(unsent: Stability) -> None:
    with pytest.raises(InvalidOptionError, match="prompts"):
        unsent.text_to_image(prompt="a lighthouse")  # type: ignore[call-arg]  # a wrong name is the point


@pytest.mark.parametrize("value", ["yes", "True", 1, 0, 1.0])
def test_a_boolean_must_be_true_or_false(value: object) -> None:
    operation = PAINT._replace(options={"tiling": Field("boolean")})
    [problem] = option_problems(operation, {"tiling": value}, engine="e", accept="image/png")
    assert problem.error is InvalidOptionError
    assert "tiling: must be True or False" in problem.message


@pytest.mark.parametrize("value", ["no", 0, 1, "False"])
def test_validate_must_be_true_or_false(unsent: Stability, value: Any) -> None:
    with pytest.raises(InvalidOptionError, match="validate: must be True or False"):
        unsent.text_to_image("a lighthouse", validate=value)


def test_several_wrong_options_are_listed_in_the_order_of_the_signature(unsent: Stability) -> None:
    with pytest.raises(InvalidHeightOrWidthError) as caught:
        unsent.text_to_image("a lighthouse", steps=1, sampler="EULER", width=5, seed=-1)  # type: ignore[arg-type]
    assert re.findall(r"(\w+): must", caught.value.message) == ["width", "sampler", "seed", "steps"]


def test_a_seed_that_servers_report_but_do_not_accept_gets_advice(unsent: Stability) -> None:
    with pytest.raises(InvalidOptionError, match=r"got 3000000000. Servers report such seeds"):
        unsent.text_to_image("a lighthouse", seed=3_000_000_000)
    with pytest.raises(InvalidOptionError) as caught:
        unsent.text_to_image("a lighthouse", seed=2**32)
    assert "Servers report" not in caught.value.message


def test_a_schedule_that_starts_after_its_end_is_refused(unsent: Stability, astronaut: bytes) -> None:
    with pytest.raises(InvalidOptionError, match=r"step_schedule_start: must not be above step_schedule_end \(0.2\)"):
        unsent.image_to_image(astronaut, "a storm", step_schedule_start=0.5, step_schedule_end=0.2)


def test_the_estimate_before_a_call_is_that_of_its_result(client: Stability) -> None:
    generation = client.text_to_image("a lighthouse", width=768, steps=30, samples=2)
    assert generation.estimated_credits == estimate_credits(width=768, steps=30, samples=2)
    assert estimate_credits(width=512, height=512, steps=30) == pytest.approx(0.20, abs=0.005)  # the vendor's figure


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
        client.text_to_image("a lighthouse", sampler="K_NEW")  # type: ignore[arg-type]  # unknown to the contract
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
def test_prompts_may_have_many_forms(prompts: Any, sent: Sequence[dict[str, Any]]) -> None:
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
    made = to_json_value(value)
    assert made == expected
    assert type(made) is type(expected)
