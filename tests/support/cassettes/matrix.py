"""All cases, as data. Recording, replay and the coverage tests read this table."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from stability_client import TextPrompt
from stability_client.standin.configuration import ConfigurationArguments
from tests.support.cassettes.cases import (
    GENERATIONS,
    INPUTS,
    JSON,
    LOOKUPS,
    OPERATIONS,
    PROMPT,
    SCENE,
    SCENE_WITH_HOLE,
    V1ALPHA_OPERATIONS,
    Case,
    ClientCall,
    call_generations,
    call_operations,
    call_with_trigger,
    case,
    documented_errors,
    enum_values,
    image_to_image,
    masking,
    text_to_image,
)
from tests.support.cassettes.handmade import HANDMADE_CASES
from tests.support.cassettes.handmade_hosted import HOSTED_CASES
from tests.support.cassettes.matrix_v1 import V1_CASES
from tests.support.cassettes.matrix_v2beta import V2BETA_CASES

ARTIFACTS: ConfigurationArguments = {"envelope": "artifacts"}
GYRE: ConfigurationArguments = {"dialect": "gyre"}
NO_CREDITS: ConfigurationArguments = {"balance": 0.0}
"""For cases about requests: the refusals keep the cassettes small."""

TEAM: Mapping[str, Any] = MappingProxyType({"organization": "org-standin-team"})
UNVALIDATED: Mapping[str, Any] = MappingProxyType({"validate": False})

# --- successful calls ------------------------------------------------------------------------------------------------

EVERY_OPTION: Mapping[str, Any] = MappingProxyType(
    {
        "width": 576,
        "height": 640,
        "cfg_scale": 7.5,
        "clip_guidance_preset": "FAST_BLUE",
        "sampler": "K_DPMPP_2M",
        "samples": 1,
        "seed": 2147483647,
        "steps": 30,
    }
)
SCHEDULE: Mapping[str, Any] = MappingProxyType({"step_schedule_start": 0.25, "step_schedule_end": 0.75})

TEXT_TO_IMAGE = (
    case("text-to-image/png", text_to_image()),
    case("text-to-image/json", text_to_image(accept=JSON)),
    case("text-to-image/several-samples", text_to_image(samples=2)),
    case("text-to-image/artifacts-envelope", text_to_image(samples=2), standin=ARTIFACTS),
    case("text-to-image/every-option", text_to_image(**EVERY_OPTION)),
    case("text-to-image/as-little-as-can-be", ClientCall("text_to_image", (PROMPT,))),
    case("text-to-image/organization-of-the-call", text_to_image(**TEAM)),
    case("text-to-image/another-engine", text_to_image(engine="stable-diffusion-v1-5")),
)

IMAGE_TO_IMAGE = (
    case("image-to-image/png", image_to_image()),
    case("image-to-image/json", image_to_image(accept=JSON)),
    case("image-to-image/several-samples", image_to_image(samples=2, step_schedule_start=0)),
    case("image-to-image/artifacts-envelope", image_to_image(accept=JSON), standin=ARTIFACTS),
    case("image-to-image/every-option", image_to_image(**EVERY_OPTION, **SCHEDULE)),
    case("image-to-image/as-little-as-can-be", ClientCall("image_to_image", (SCENE, PROMPT))),
    case("image-to-image/whole-numbers-stay-whole", image_to_image(step_schedule_start=0, cfg_scale=7)),
    case("image-to-image/jpeg", image_to_image(init_image=INPUTS / "scene.jpg", step_schedule_start=0)),
    case("image-to-image/webp", image_to_image(init_image=INPUTS / "scene.webp", step_schedule_start=0)),
    case("image-to-image/organization-of-the-call", image_to_image(**TEAM)),
    case("image-to-image/another-engine", image_to_image(engine="stable-diffusion-v1-5"), standin=NO_CREDITS),
)

MASKING = (
    case("masking/white", masking()),
    case("masking/black", masking(mask_source="MASK_IMAGE_BLACK", mask_image=INPUTS / "mask-black.png")),
    case("masking/alpha", masking(init_image=SCENE_WITH_HOLE, mask_source="INIT_IMAGE_ALPHA")),
    case("masking/json", masking(accept=JSON)),
    case("masking/several-samples", masking(samples=2)),
    case("masking/artifacts-envelope", masking(accept=JSON), standin=ARTIFACTS),
    case("masking/every-option", masking(**EVERY_OPTION, **SCHEDULE)),
    case(
        "masking/as-little-as-can-be",
        ClientCall("masking", (SCENE_WITH_HOLE, PROMPT), {"mask_source": "INIT_IMAGE_ALPHA"}),
    ),
    case("masking/organization-of-the-call", masking(**TEAM)),
    case("masking/another-engine", masking(engine="stable-diffusion-v1-5"), standin=NO_CREDITS),
)

LOOKUP_CASES = (
    *(case(f"looking/{call.method}", call) for call in LOOKUPS),
    case(
        "looking/organization-of-the-call",
        ClientCall("engines", options=TEAM),
        ClientCall("balance", options=TEAM),
    ),
    case("looking/organization-of-the-client", *LOOKUPS, image_to_image(step_schedule_start=0), client=TEAM),
)

# --- prompts and enums, sent as they are -----------------------------------------------------------------------------

PROMPTS: Mapping[str, Any] = MappingProxyType(
    {
        "a-negative-weight": [PROMPT, ("fog", -0.5)],
        "weights-whole-and-broken": [("a cliff", 1), ("the sea", 0.25), TextPrompt("gulls", 1.0)],
        "not-ascii": "Ein Löwe 🦁 vor dem 東京タワー, naïveté, عَرَبِيّ",
        "quotes-and-line-breaks": 'She said "no\\yes",\nthen left\t-- twice',
    }
)
PROMPT_CASES = (
    *(case(f"prompts/{name}", *call_generations(prompts), standin=NO_CREDITS) for name, prompts in PROMPTS.items()),
    case("prompts/two-thousand-characters", text_to_image("sea " * 500), standin=NO_CREDITS),
)

CALLS_PER_ENUM_CASE = 5
"""A cassette with more would be too long to review."""


def _enum_cases() -> Iterator[Case]:
    """Yield cases in which every operation sends each sampler and each preset."""
    samplers, presets = enum_values("Sampler"), enum_values("ClipGuidancePreset")
    pairs = [(sampler, presets[number % len(presets)]) for number, sampler in enumerate(samplers)]
    for number in range(0, len(pairs), CALLS_PER_ENUM_CASE):
        rows = [
            {"sampler": sampler, "clip_guidance_preset": preset}
            for sampler, preset in pairs[number : number + CALLS_PER_ENUM_CASE]
        ]
        group = number // CALLS_PER_ENUM_CASE + 1
        for call in GENERATIONS:
            name = call.__name__.replace("_", "-")
            yield case(f"vocabulary/{name}-{group}", *(call(**options) for options in rows), standin=NO_CREDITS)


LARGEST: Mapping[str, Any] = MappingProxyType({"cfg_scale": 35, "samples": 10, "steps": 150, "seed": 2147483647})
SMALLEST: Mapping[str, Any] = MappingProxyType({"cfg_scale": 0, "samples": 1, "steps": 10, "seed": 0})


def _limit_cases() -> Iterator[Case]:
    """Yield cases in which every operation sends the smallest and the largest number of each option."""
    for call in GENERATIONS:
        has_schedule = call is not text_to_image
        smallest, largest = (
            {"step_schedule_start": limit, "step_schedule_end": limit} if has_schedule else {} for limit in (0, 1)
        )
        yield case(
            f"vocabulary/{call.__name__.replace('_', '-')}-limits",
            call(width=512, height=2048, **SMALLEST, **smallest),
            call(width=2048, height=512, **LARGEST, **largest),
            standin=NO_CREDITS,
        )


# --- finish reasons and errors ---------------------------------------------------------------------------------------


def _finish_reason_cases() -> Iterator[Case]:
    for reason in enum_values("FinishReason"):
        if reason == "SUCCESS":
            continue  # all other cases have it
        name, prompt = reason.lower().replace("_", "-"), f"{PROMPT} standin:{reason}"
        for call in GENERATIONS:
            operation = call.__name__.replace("_", "-")
            yield case(f"endings/{name}-{operation}", call(prompt), call(prompt, accept=JSON))
        yield case(f"endings/{name}-artifacts-envelope", *call_generations(prompt, accept=JSON), standin=ARTIFACTS)


def _documented_error_cases() -> Iterator[Case]:
    operations_by_error: dict[tuple[str, str], list[str]] = {}
    for operation in V1ALPHA_OPERATIONS:
        for error in documented_errors(OPERATIONS[operation]):
            operations_by_error.setdefault(error, []).append(operation)
    for (status, name), operations in operations_by_error.items():
        calls = [call_with_trigger(operation, f"standin:{status}:{name}") for operation in operations]
        title = f"errors/{status}-{name.replace('_', '-')}"
        if status == "404":  # each call looks up the engines too, so all in one would make a long cassette
            yield from (case(f"{title}-{call.method.replace('_', '-')}", call) for call in calls)
        else:
            yield case(title, *calls)


ERROR_CASES = (
    case("errors/page-of-a-proxy", *call_operations("standin:520")),
    case("errors/as-application-json", *call_operations("standin:fault"), standin={"error_media_type": JSON}),
    case("errors/unknown-key", *call_generations(), *LOOKUPS, client={"api_key": "sk-wrong-0123456789-wrong"}),
    case("errors/unknown-engine", text_to_image(engine="no-such-engine")),
    case(
        "errors/unknown-engine-of-the-calls-organization",
        text_to_image(engine="no-such-engine", **TEAM),
        masking(engine="no-such-engine", **TEAM),
    ),
    case("errors/unknown-engine-of-the-clients-organization", image_to_image(engine="no-such-engine"), client=TEAM),
    case("errors/of-another-organization", text_to_image(organization="org-elsewhere")),
    case(
        "errors/unchecked-options",
        text_to_image(samples=2, accept="image/png"),
        text_to_image(width=500),
        text_to_image(width=1024, height=1088),
        text_to_image(steps=0, cfg_scale=36),
        text_to_image(sampler="K_UNHEARD_OF"),
        text_to_image(seed=1.5),
        text_to_image([]),
        client=UNVALIDATED,
    ),
    case(
        "errors/unchecked-images",
        image_to_image(init_image=INPUTS / "not-an-image.txt"),
        masking(mask_source="MASK_IMAGE_WHITE"),
        masking(mask_source="MASK_IMAGE_WHITE", mask_image=INPUTS / "mask-of-another-size.png"),
        masking(mask_source="INIT_IMAGE_ALPHA"),
        client=UNVALIDATED,
    ),
)

# --- Gyre, a server with a dialect of its own ------------------------------------------------------------------------


def _gyre_finish_reason_cases() -> Iterator[Case]:
    """Yield cases of finish reasons as numbers: as text in a header, and as integers in JSON."""
    for name, reason in (("content-filtered", "CONTENT_FILTERED"), ("error", "ERROR")):
        prompt = f"{PROMPT} standin:{reason}"
        yield case(f"gyre/{name}", text_to_image(prompt), text_to_image(prompt, accept=JSON), standin=GYRE)


GYRE_CASES = (
    case("gyre/png", text_to_image(), standin=GYRE),
    case("gyre/json", text_to_image(samples=2), standin=GYRE),
    *_gyre_finish_reason_cases(),
    case("gyre/image-to-image", image_to_image(accept=JSON), standin=GYRE),
    case("gyre/masking", masking(accept=JSON), standin=GYRE),
    case("gyre/looking", *LOOKUPS, standin=GYRE),
    case("gyre/errors", *call_operations("standin:unauthorized"), text_to_image(engine="no-such-engine"), standin=GYRE),
)

CASES: tuple[Case, ...] = (
    *TEXT_TO_IMAGE,
    *IMAGE_TO_IMAGE,
    *MASKING,
    *LOOKUP_CASES,
    *PROMPT_CASES,
    *_enum_cases(),
    *_limit_cases(),
    *_finish_reason_cases(),
    *_documented_error_cases(),
    *ERROR_CASES,
    *GYRE_CASES,
    *HANDMADE_CASES,
    *V1_CASES,
    *V2BETA_CASES,
    *HOSTED_CASES,
)
BY_NAME = {each.name: each for each in CASES}
