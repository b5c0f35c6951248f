"""The names of arguments: unknown ones get an error that tells what was probably meant."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from stability_client._settings import nearest_name
from stability_client.errors import InvalidOptionError

NAMES_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "n": "samples",
        "num_images": "samples",
        "num_images_per_prompt": "samples",
        "prompt": "prompts",
        "text_prompts": "prompts",
        "guidance_scale": "cfg_scale",
        "num_inference_steps": "steps",
        "scheduler": "sampler",
        "model": "engine",
        "engine_id": "engine",
        "image": "init_image",
        "mask": "mask_image",
        "strength": "step_schedule_start",
        "headers": "extra_headers",
        "image_strength": "step_schedule_start",
    }
)
"""What users of other libraries and of other editions write, and what it is called here."""

ADVICE_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "negative_prompt": 'Pass it among the prompts with a negative weight: prompts=["a harbor", ("fog", -1)]',
        "size": "Pass width and height in pixels",
        "aspect_ratio": "Pass width and height in pixels",
        "output_format": "Images come as PNG; accept= chooses how they are sent",
        "response_format": "Images come as bytes; accept= chooses how they are sent",
        "api_key": "Make a client of its own for another key",
    }
)
"""What has no counterpart of one name here, and what to do instead."""


def check_argument_names(known: Iterable[str], given: Iterable[str]) -> None:
    """Check that an operation has the arguments that it is called with.

    Raises:
        InvalidOptionError: It does not have one; the message tells the nearest that it has.
    """
    names = dict.fromkeys(known)
    for name in given:
        if name not in names:
            raise InvalidOptionError(f"{name}: there is no such argument. {_advice(name, names)}")


def _advice(name: str, known: Mapping[str, object]) -> str:
    meant = NAMES_ELSEWHERE.get(name, "")
    if meant in known:
        return f"It is called {meant} here"
    if name in ADVICE_ELSEWHERE:
        return ADVICE_ELSEWHERE[name]
    nearest = nearest_name(name, known)
    return f"Did you mean {nearest}?" if nearest else f"There are {', '.join(each for each in known if each != 'self')}"
