"""The cases of v2beta: each operation with its responses in every form, every option, and every documented error."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from attrs import evolve

from stability_client.client_info import ClientInfo
from stability_client.standin.configuration import ConfigurationArguments
from tests.support.cassettes.cases import (
    INPUTS,
    JSON,
    OPERATIONS,
    PROMPT,
    Case,
    ClientCall,
    StartedWork,
    case,
    documented_errors,
)
from tests.support.cassettes.variations import PROXY_PAGE, in_small_cases, properties, refused_calls, vary

SMALL, SMALL_WITH_HOLE, SMALL_MASK = (INPUTS / f"small{kind}.png" for kind in ("", "-with-hole", "-mask"))
STYLE = INPUTS / "small-style.webp"
RESULT_ID = "0123456789abcdef" * 4
RESULT = "v2beta_result"

SETTINGS: ConfigurationArguments = {"shrink": 32}
"""Small images keep the folder small."""

LATER: ConfigurationArguments = {**SETTINGS, "result_delay": 3}
"""In readings of the clock: the first question for a result comes too early."""

PAINTER = {"client_info": ClientInfo("painter", "1.2", "ada")}
"""Headers of the application, which all operations take."""

CALLS: Mapping[str, ClientCall] = MappingProxyType(
    {
        f"v2beta_{call.method}": evolve(call, method=f"v2beta.{call.method}")
        for call in (
            ClientCall("core", (PROMPT,)),
            ClientCall("ultra", (PROMPT,)),
            ClientCall("sd3", (PROMPT,)),
            ClientCall("erase", (SMALL_WITH_HOLE,)),
            ClientCall("inpaint", (SMALL_WITH_HOLE, "a ship")),
            ClientCall("outpaint", (SMALL,), {"left": 8}),
            ClientCall("search_and_replace", (SMALL, "a ship"), {"search_prompt": "the lighthouse"}),
            ClientCall("search_and_recolor", (SMALL, "red"), {"select_prompt": "the sky"}),
            ClientCall("remove_background", (SMALL,)),
            ClientCall("replace_background_and_relight", (SMALL,), {"background_prompt": "a beach"}),
            ClientCall("upscale_fast", (SMALL,)),
            ClientCall("upscale_conservative", (SMALL, PROMPT)),
            ClientCall("upscale_creative", (SMALL, PROMPT)),
            ClientCall("sketch", (SMALL, PROMPT)),
            ClientCall("structure", (SMALL, PROMPT)),
            ClientCall("style", (SMALL, PROMPT)),
            ClientCall("style_transfer", (SMALL, STYLE)),
        )
    }
)
"""Each operation that takes a body, with as little as it needs."""

STARTED = ("v2beta_replace_background_and_relight", "v2beta_upscale_creative")

OPTIONS: Mapping[str, Any] = MappingProxyType(
    {
        "negative_prompt": "fog, naïveté 🌫",
        "seed": 4294967293,
        "cfg_scale": 4.5,
        "grow_mask": 12,
        "mask": SMALL_MASK,
        "left": 0,
        "right": 16,
        "up": 24,
        "down": 1,
        "creativity": 0.25,
        "control_strength": 0.55,
        "fidelity": 1,
        "style_strength": 0.125,
        "composition_fidelity": 0.5,
        "change_strength": 0.3,
        "foreground_prompt": "a tower",
        "background_prompt": "a harbor, at night",
        "background_reference": STYLE,
        "light_reference": INPUTS / "small.jpg",
        "preserve_original_subject": 0.75,
        "original_background_depth": 0.2,
        "light_source_strength": 0.4,
        "mode": "text-to-image",
    }
)
"""A value of each option that takes no words, and each image that may be left out."""

EXTRA_OPTIONS: Mapping[str, Any] = MappingProxyType(
    {"v2beta_outpaint": {"prompt": "more sea"}, "v2beta_style_transfer": {"prompt": "a harbor"}}
)


def _title(operation: str) -> str:
    return "v2beta/" + operation.removeprefix("v2beta_").replace("_", "-")


def _filtered(call: ClientCall) -> ClientCall:
    return evolve(call, key="sk-standin:CONTENT_FILTERED")


def _with_every_option(operation: str, number: int) -> ClientCall:
    """Return a call with everything that an operation takes without an image that may be left out."""
    taken = {name: value for name, value in OPTIONS.items() if name in properties(operation)}
    call = vary(operation, CALLS[operation], number)
    options = {**call.options, **taken, **EXTRA_OPTIONS.get(operation, {})}
    # With a mask, an image has no use for a transparent part.
    arguments = (SMALL, *call.arguments[1:]) if "mask" in taken else call.arguments
    return evolve(call, arguments=arguments, options=options)


def _response_cases(operation: str) -> Iterator[Case]:
    """Yield cases of the responses in each format, as bytes and in JSON, some of them filtered."""
    call, standin = CALLS[operation], SETTINGS
    formats = documented_formats(operation)
    others = [
        vary(operation, call, number, output_format=output_format, **accept)
        for number, (output_format, accept) in enumerate(
            (output_format, accept) for output_format in formats for accept in ({}, {"accept": JSON})
        )
    ]
    calls = (call, evolve(call, options={**call.options, "accept": JSON}), *map(_filtered, others[:2]), *others[2:])
    yield from in_small_cases(f"{_title(operation)}-responses", iter(calls), standin=standin)


def documented_formats(operation: str) -> list[str]:
    """Return the values of `output_format`."""
    return list(properties(operation)["output_format"]["enum"])


def _operation_cases(operation: str) -> Iterator[Case]:
    every_option = _with_every_option(operation, 0)
    yield case(f"{_title(operation)}-every-option", every_option, client=PAINTER, standin=SETTINGS)
    yield from _response_cases(operation)
    yield from in_small_cases(f"{_title(operation)}-errors", refused_calls(operation, CALLS[operation], 6))


# --- from an image, with another meaning of some options -------------------------------------------------------------

FROM_IMAGE = {"image": SMALL, "strength": 0.75}


def _from_image_cases() -> Iterator[Case]:
    for operation, options in (("v2beta_ultra", {"aspect_ratio": "3:2"}), ("v2beta_sd3", {})):
        call = evolve(CALLS[operation], options={**FROM_IMAGE, **options, "seed": 7})
        limits = [evolve(call, options={**FROM_IMAGE, "strength": limit}, key="sk-standin:520") for limit in (0, 1)]
        yield case(f"{_title(operation)}-from-an-image", call, *limits, standin=SETTINGS)


FORMS = (
    case("v2beta/core-json", evolve(CALLS["v2beta_core"], options={"accept": JSON}), standin=SETTINGS),
    case(
        "v2beta/prompts",
        ClientCall("v2beta.core", ("(waves:0.5) Ein Löwe 🦁, naïveté",), {"seed": 0}),
        ClientCall("v2beta.core", ('She said "no\\yes",\nthen left\t-- twice',), {"negative_prompt": "\r\n--"}),
        ClientCall("v2beta.core", ("sea " * 500,)),
        standin={"balance": 0.0},
    ),
)

MASKS = (
    case(
        "v2beta/masks",
        ClientCall("v2beta.erase", (SMALL,), {"mask": SMALL_MASK, "grow_mask": 0}),
        ClientCall("v2beta.inpaint", (SMALL, "a ship"), {"mask": SMALL_MASK, "seed": 7}),
        ClientCall("v2beta.inpaint", (SMALL_WITH_HOLE, "a ship"), {"grow_mask": 0, "seed": 7}),
        standin=SETTINGS,
    ),
    case(
        "v2beta/masks-unchecked",
        ClientCall("v2beta.erase", (SMALL,)),
        ClientCall("v2beta.inpaint", (SMALL_WITH_HOLE, "a ship"), {"mask": SMALL_MASK, "seed": 7}),
        client={"validate": False},
        standin=SETTINGS,
    ),
)

# --- work that is started --------------------------------------------------------------------------------------------


def _start(operation: str, **options: Any) -> ClientCall:
    call = CALLS[operation]
    return evolve(
        call, method=f"v2beta.start_{call.method.removeprefix('v2beta.')}", options={**call.options, **options}
    )


def _result(work: Any = StartedWork.LAST, **options: Any) -> ClientCall:
    return ClientCall("v2beta.result", (work,), options)


def _started_cases() -> Iterator[Case]:
    for operation in STARTED:
        every_option, calls = _with_every_option(operation, 0), CALLS[operation]
        title = _title(operation)
        yield case(f"{title}-every-option", every_option, client=PAINTER, standin=SETTINGS)
        yield case(f"{title}-waits", calls, standin=LATER)
        yield case(
            f"{title}-responses",
            evolve(calls, options={**calls.options, "accept": JSON, "output_format": "jpeg"}),
            _filtered(calls),
            _start(operation, output_format="webp"),
            _result(),
            standin=SETTINGS,
        )
        yield from in_small_cases(f"{title}-errors", refused_calls(operation, calls, 1))


def _result_cases() -> Iterator[Case]:
    creative, accepted = "v2beta_upscale_creative", {"accept": JSON}
    for output_format in ("png", "jpeg", "webp"):
        start = _start(creative, output_format=output_format)
        filtered = (_filtered(start), _filtered(_result()), _filtered(_result(**accepted)))
        yield case(f"v2beta/result-{output_format}", start, _result(), _result(**accepted), *filtered, standin=SETTINGS)
    yield case(
        "v2beta/result-waits", _start(creative), _result(wait=False), _result(), _result(wait=False), standin=LATER
    )
    yield case("v2beta/result-of-an-application", _start(creative), _result(), client=PAINTER, standin=SETTINGS)
    yield case(
        "v2beta/result-expires",
        _start(creative),
        _result(),
        _result(),
        standin={**SETTINGS, "result_lifetime": 3},
    )
    yield case(
        "v2beta/result-of-another-key",
        _start(creative),
        evolve(_result(), key="sk-standin:CONTENT_FILTERED"),
        _result(RESULT_ID),
        standin=SETTINGS,
    )
    refusals = [f"{status}:{name}" for status, name in documented_errors(OPERATIONS[RESULT])]
    calls = (evolve(_result(RESULT_ID), key=f"sk-standin:{each}") for each in (*refusals, PROXY_PAGE))
    yield from in_small_cases("v2beta/result-errors", calls)


# --- requests that v2beta refuses ------------------------------------------------------------------------------------

REFUSED = (
    case(
        "v2beta/unchecked",
        ClientCall("v2beta.core", (PROMPT,), {"aspect_ratio": "7:5", "seed": -1}),
        ClientCall("v2beta.sd3", (PROMPT,), {"model": "sd9", "cfg_scale": 11}),
        ClientCall("v2beta.ultra", (PROMPT,), {"strength": 0.5}),
        ClientCall("v2beta.outpaint", (SMALL,)),
        ClientCall("v2beta.structure", (INPUTS / "not-an-image.txt", PROMPT)),
        ClientCall("v2beta.replace_background_and_relight", (SMALL,), {"light_source_strength": 1}),
        client={"validate": False},
        standin=SETTINGS,
    ),
    case(
        "v2beta/refused-prompts",
        ClientCall("v2beta.core", ("Маяк на скале",)),
        ClientCall("v2beta.core", ("a cliff",)),
        ClientCall("v2beta.search_and_replace", (SMALL, "a ship"), {"search_prompt": "the cliff"}),
        standin={"filtered_words": "cliff"},
    ),
    case("v2beta/no-credits", CALLS["v2beta_core"], CALLS["v2beta_upscale_creative"], standin={"balance": 1.0}),
    case("v2beta/outpaint-limits", ClientCall("v2beta.outpaint", (SMALL,), {"left": 2000}), standin={"balance": 1.0}),
    case("v2beta/unknown-key", CALLS["v2beta_core"], _result(RESULT_ID), client={"api_key": "sk-wrong-0123456789"}),
)

V2BETA_CASES = (
    *(each for operation in CALLS if operation not in STARTED for each in _operation_cases(operation)),
    *_from_image_cases(),
    *FORMS,
    *MASKS,
    *_started_cases(),
    *_result_cases(),
    *REFUSED,
)
