"""The names of arguments: unknown ones get an error that tells what was probably meant."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from stability_client._settings import nearest_name
from stability_client.errors import InvalidOptionError

NAMES_ELSEWHERE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "n": ("samples",),
        "num_images": ("samples",),
        "num_images_per_prompt": ("samples",),
        "prompt": ("prompts", "background_prompt"),
        "prompts": ("prompt", "background_prompt"),
        "text_prompts": ("prompts", "prompt"),
        "guidance_scale": ("cfg_scale",),
        "num_inference_steps": ("steps",),
        "scheduler": ("sampler",),
        "model": ("engine",),
        "engine": ("model",),
        "engine_id": ("engine", "model"),
        "image": ("init_image", "subject_image"),
        "init_image": ("image", "subject_image"),
        "mask": ("mask_image",),
        "mask_image": ("mask",),
        "strength": ("step_schedule_start", "control_strength", "style_strength"),
        "step_schedule_start": ("strength",),
        "headers": ("extra_headers",),
        "top": ("up",),
        "bottom": ("down",),
        "search": ("search_prompt", "select_prompt"),
    }
)
"""What users of other libraries and of other editions write, and what it may be called here."""

SEVERAL_IMAGES = (
    "One call makes one image here. Make several calls, each with a seed of its own; with AsyncStability, "
    "asyncio.gather runs them at once"
)

ADVICE_ELSEWHERE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "strength": {"image_strength": "Its scale runs the other way here: pass image_strength=1 - strength"},
        "image_strength": {
            "strength": "Its scale runs the other way here: pass strength=1 - image_strength",
            "step_schedule_start": "Its scale runs the other way here: pass step_schedule_start=1 - image_strength",
        },
        "negative_prompt": {
            "prompts": 'Pass it among the prompts with a negative weight: prompts=["a harbor", ("fog", -1)]'
        },
        "size": {"aspect_ratio": "Pass aspect_ratio, such as '16:9'", "width": "Pass width and height in pixels"},
        "width": {"aspect_ratio": "Pass aspect_ratio, such as '16:9'", "": "The result has the size of the image"},
        "height": {"aspect_ratio": "Pass aspect_ratio, such as '16:9'", "": "The result has the size of the image"},
        "aspect_ratio": {"width": "Pass width and height in pixels", "": "The result has the shape of the image"},
        "output_format": {"samples": "Images come as PNG; accept= chooses how they are sent"},
        "response_format": {"": "Images come as bytes; accept= chooses how they are sent"},
        "api_key": {"": "Make a client of its own for another key"},
        "samples": {"": SEVERAL_IMAGES},
        "n": {"": SEVERAL_IMAGES},
        "num_images": {"": SEVERAL_IMAGES},
        "mask_source": {"mask": "White is repainted; masks.for_source makes such a mask of any other"},
        "organization": {"": "v2beta has none: the key decides who pays"},
    }
)
"""What has no counterpart of one name here, and what to do instead: the advice of the first argument that there is."""


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
    advices = ADVICE_ELSEWHERE.get(name, {})
    fitting = next((advice for argument, advice in advices.items() if argument in known), None)
    if fitting:
        return fitting
    meant = next((each for each in NAMES_ELSEWHERE.get(name, ()) if each in known), None)
    if meant:
        return f"It is called {meant} here"
    if "" in advices:
        return advices[""]
    nearest = nearest_name(name, known)
    return f"Did you mean {nearest}?" if nearest else f"There are {', '.join(each for each in known if each != 'self')}"
