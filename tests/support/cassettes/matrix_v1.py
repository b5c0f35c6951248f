"""The cases of v1: each operation with its responses in every form, every option, and every documented error."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from attrs import evolve

from stability_client import TextPrompt
from stability_client.client_info import ClientInfo
from stability_client.standin.configuration import ConfigurationArguments
from tests.support.cassettes.cases import (
    INPUTS,
    JSON,
    LOOKUPS,
    OPERATIONS,
    PROMPT,
    Case,
    ClientCall,
    case,
    documented_errors,
    enum_values,
)
from tests.support.cassettes.variations import PROXY_PAGE, in_small_cases, refused_calls, vary

ENGINE, SDXL = "stable-diffusion-v1-6", "stable-diffusion-xl-1024-v1-0"
CLIENT = {"engine": ENGINE}
PAINTER = {**CLIENT, "organization": "org-standin-team", "client_info": ClientInfo("painter", "1.2", "ada")}
"""Headers of the application, and of the organization that pays."""

NO_CREDITS: ConfigurationArguments = {"balance": 0.0}
SMALL, SMALL_WITH_HOLE, SMALL_MASK = (INPUTS / f"small{kind}.png" for kind in ("", "-with-hole", "-mask"))
SIZE = {"width": 320, "height": 384}
MASK = {"mask_source": "MASK_IMAGE_WHITE", "mask_image": SMALL_MASK}
ALPHA = {"mask_source": "INIT_IMAGE_ALPHA"}
SCHEDULE = {"init_image_mode": "STEP_SCHEDULE", "step_schedule_start": 0.25, "step_schedule_end": 0.75}

CALLS: Mapping[str, ClientCall] = MappingProxyType(
    {
        "v1_text_to_image": ClientCall("v1.text_to_image", (PROMPT,)),
        "v1_image_to_image": ClientCall("v1.image_to_image", (SMALL, PROMPT)),
        "v1_masking": ClientCall("v1.masking", (SMALL_WITH_HOLE, PROMPT), ALPHA),
    }
)
"""Each operation that generates images, with as little as it needs."""

SIZED: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {"v1_text_to_image": SIZE, "v1_image_to_image": {}, "v1_masking": {}}
)
"""What keeps the images of an operation small."""

OPTIONS: Mapping[str, Any] = MappingProxyType({"cfg_scale": 7.5, "samples": 1, "seed": 4294967295, "steps": 31})
"""A value of each option that takes no words and that all three operations have."""

V1_LOOKUPS = tuple(evolve(call, method=f"v1.{call.method}") for call in LOOKUPS)


def _title(operation: str) -> str:
    return operation.replace("_", "/", 1).replace("_", "-")


def _with(call: ClientCall, **options: Any) -> ClientCall:
    return evolve(call, options={**call.options, **options})


def _ending(call: ClientCall, reason: str) -> ClientCall:
    return evolve(call, key=f"sk-standin:{reason}")


def _operation_cases(operation: str) -> Iterator[Case]:
    title, call = _title(operation), _with(CALLS[operation], **SIZED[operation])
    every_option = _with(vary(operation, call, 0), **OPTIONS)
    yield case(f"{title}-every-option", every_option, client=PAINTER)
    yield case(
        f"{title}-responses",
        _with(call, seed=7),
        _with(call, accept=JSON),
        _with(vary(operation, call, 1), samples=2),
        client=CLIENT,
    )
    for reason in enum_values("FinishReason"):
        if reason != "SUCCESS":
            name = reason.lower().replace("_", "-")
            calls = (_ending(_with(call, **accept), reason) for accept in ({}, {"accept": JSON}))
            yield case(f"{title}-{name}", *calls, client=CLIENT)
    refused = refused_calls(operation, CALLS[operation], 2)
    yield from in_small_cases(f"{title}-errors", refused, client=CLIENT)


def _lookup_cases() -> Iterator[Case]:
    yield case("v1/looking", *V1_LOOKUPS)
    yield case("v1/looking-of-an-application", *V1_LOOKUPS, client=PAINTER)
    yield case(
        "v1/looking-of-the-calls-organization", V1_LOOKUPS[0], _with(V1_LOOKUPS[2], organization="org-elsewhere")
    )
    for call in V1_LOOKUPS:
        operation = call.method.replace(".", "_")
        errors = [f"{status}:{name}" for status, name in documented_errors(OPERATIONS[operation])]
        refused = (evolve(call, key=f"sk-standin:{error}") for error in (*errors, PROXY_PAGE))
        yield case(f"{_title(operation)}-errors", *refused)


OPTION_CASES = (
    case("v1/another-engine", _with(CALLS["v1_text_to_image"], width=1536, height=640, engine=SDXL)),
    case(
        "v1/image-to-image-schedule",
        _with(CALLS["v1_image_to_image"], **SCHEDULE),
        _with(CALLS["v1_image_to_image"], init_image_mode="IMAGE_STRENGTH", image_strength=0.75),
        ClientCall("v1.image_to_image", (INPUTS / "small.jpg", PROMPT), {"image_strength": 0.5}),
        client=CLIENT,
    ),
    case(
        "v1/image-to-image-json",
        ClientCall("v1.image_to_image", (SMALL, [PROMPT, ("fog", -0.5)]), {"image_strength": 0.5, "accept": JSON}),
        client=CLIENT,
    ),
    case(
        "v1/image-to-image-limits",
        *(
            _with(CALLS["v1_image_to_image"], init_image_mode="IMAGE_STRENGTH", image_strength=limit)
            for limit in (0, 1)
        ),
        *(
            _with(CALLS["v1_image_to_image"], **{**SCHEDULE, "step_schedule_start": limit, "step_schedule_end": limit})
            for limit in (0, 1)
        ),
        client=CLIENT,
        standin=NO_CREDITS,
    ),
    case(
        "v1/masking-sources",
        ClientCall("v1.masking", (SMALL, PROMPT), MASK),
        ClientCall(
            "v1.masking",
            (SMALL, PROMPT),
            {"mask_source": "MASK_IMAGE_BLACK", "mask_image": INPUTS / "small-mask-black.png"},
        ),
        client=CLIENT,
    ),
)

PROMPTS = (
    [PROMPT, ("fog", -0.5)],
    [("a cliff", 1), ("the sea", 0.25), TextPrompt("gulls", 1.0), ("sand", 1e-05)],
    "Ein Löwe 🦁 vor dem 東京タワー, naïveté, عَرَبِيّ",
    'She said "no\\yes",\nthen left\t-- twice',
)
PROMPT_CASES = (
    case(
        "v1/prompts",
        *(ClientCall("v1.text_to_image", (prompts,)) for prompts in PROMPTS),
        client=CLIENT,
        standin=NO_CREDITS,
    ),
    case(
        "v1/prompts-in-forms",
        *(ClientCall("v1.image_to_image", (SMALL, prompts)) for prompts in PROMPTS),
        ClientCall("v1.masking", (SMALL_WITH_HOLE, PROMPTS[0]), ALPHA),
        client=CLIENT,
        standin=NO_CREDITS,
    ),
)

REFUSED = (
    case("v1/unknown-key", CALLS["v1_text_to_image"], *V1_LOOKUPS, client={**CLIENT, "api_key": "sk-wrong-0123456789"}),
    case("v1/unknown-engine", _with(CALLS["v1_text_to_image"], engine="stable-diffusion-9"), client=CLIENT),
    case(
        "v1/unchecked",
        _with(CALLS["v1_text_to_image"], width=640, height=640, engine=SDXL),
        _with(CALLS["v1_text_to_image"], width=128, height=128),
        _with(CALLS["v1_text_to_image"], samples=2, accept="image/png"),
        _with(CALLS["v1_text_to_image"], sampler="K_UNHEARD_OF", steps=60),
        ClientCall("v1.text_to_image", ([],)),
        client={**CLIENT, "validate": False},
    ),
    case(
        "v1/unchecked-images",
        _with(CALLS["v1_image_to_image"], engine=SDXL),
        ClientCall("v1.image_to_image", (INPUTS / "not-an-image.txt", PROMPT)),
        ClientCall("v1.masking", (SMALL, PROMPT), {**MASK, "mask_image": INPUTS / "mask-of-another-size.png"}),
        ClientCall("v1.masking", (SMALL, PROMPT), {"mask_source": "MASK_IMAGE_WHITE"}),
        client={**CLIENT, "validate": False},
    ),
)

V1_CASES = (
    *(each for operation in CALLS for each in _operation_cases(operation)),
    *_lookup_cases(),
    *OPTION_CASES,
    *PROMPT_CASES,
    *REFUSED,
)
