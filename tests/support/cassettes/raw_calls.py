"""The calls of cases, made by the generated client: `client.raw` sends what the methods of the client send."""

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, NamedTuple

from stability_raw.api.engines import engines
from stability_raw.api.generation import masking, text_to_image
from stability_raw.api.user import account, balance
from stability_raw.api.v1 import v1_account, v1_balance, v1_engines, v1_image_to_image
from stability_raw.api.v2beta import v2beta_core
from stability_raw.models import (
    MaskingBody,
    MaskingOptions,
    MaskSource,
    ResponseMediaType,
    TextPrompt,
    TextToImageOptions,
    V1ImageToImageBody,
    V2BetaCoreBody,
    V2BetaMediaType,
)
from stability_raw.types import File
from tests.support.cassettes.cases import ENGINE, INPUTS, NOTHING, PROMPT, SCENE, SEED
from tests.support.cassettes.matrix import TEAM
from tests.support.cassettes.matrix_v1 import ENGINE as V1_ENGINE


class RawCall(NamedTuple):
    """A module of the generated client, and the arguments of its functions."""

    api: ModuleType
    arguments: tuple[Any, ...] = ()
    options: Mapping[str, Any] = NOTHING


def _file(path: Path, name: str) -> File:
    return File(BytesIO(path.read_bytes()), name, "image/png")


def raw_calls(case: str) -> tuple[RawCall, ...]:
    """Return the calls of a case of `RAW_CASES`; new ones each time, since files are read once."""
    return RAW_CASES[case]()


def _text_to_image() -> tuple[RawCall, ...]:
    body = TextToImageOptions(text_prompts=[TextPrompt(PROMPT)], seed=SEED)
    return (RawCall(text_to_image, (ENGINE,), {"body": body, "accept": ResponseMediaType.APPLICATION_JSON}),)


def _masking() -> tuple[RawCall, ...]:
    body = MaskingBody(
        init_image=_file(SCENE, "init_image.png"),
        mask_image=_file(INPUTS / "mask-white.png", "mask_image.png"),
        options=MaskingOptions(text_prompts=[TextPrompt(PROMPT)], mask_source=MaskSource.MASK_IMAGE_WHITE, seed=SEED),
    )
    return (RawCall(masking, (ENGINE,), {"body": body, "accept": ResponseMediaType.APPLICATION_JSON}),)


def _v1_image_to_image() -> tuple[RawCall, ...]:
    body = V1ImageToImageBody(
        text_prompts=[TextPrompt(PROMPT), TextPrompt("fog", -0.5)],
        init_image=_file(INPUTS / "small.png", "init_image.png"),
        image_strength=0.5,
    )
    return (RawCall(v1_image_to_image, (V1_ENGINE,), {"body": body, "accept": ResponseMediaType.APPLICATION_JSON}),)


def _v2beta_core() -> tuple[RawCall, ...]:
    body = V2BetaCoreBody(prompt=PROMPT)
    return (RawCall(v2beta_core, (), {"body": body, "accept": V2BetaMediaType.APPLICATION_JSON}),)


RAW_CASES: Mapping[str, Callable[[], tuple[RawCall, ...]]] = MappingProxyType(
    {
        "looking/engines": lambda: (RawCall(engines),),
        "looking/account": lambda: (RawCall(account),),
        "looking/balance": lambda: (RawCall(balance),),
        "looking/organization-of-the-call": lambda: (RawCall(engines, (), TEAM), RawCall(balance, (), TEAM)),
        "text-to-image/json": _text_to_image,
        "masking/json": _masking,
        "v1/looking": lambda: (RawCall(v1_engines), RawCall(v1_account), RawCall(v1_balance)),
        "v1/image-to-image-json": _v1_image_to_image,
        "v2beta/core-json": _v2beta_core,
    }
)
