"""Calls that generate images from weighted prompts with an engine: those of v1alpha and v1."""

from collections.abc import Callable, Mapping
from typing import Any

from stability_client._calls.overrides import choose_engine, make_context, media_type
from stability_client._calls.prepare import prepare
from stability_client._calls.prompts import Prompts, text_prompts
from stability_client._contract import facts
from stability_client._images.inputs import InputImage
from stability_client._images.sources import ImageInput
from stability_client._settings import Settings
from stability_client._wire.calls import Call, CallContext
from stability_client.results import Generation

MakeCall = Callable[[CallContext, str, Mapping[str, Any], Mapping[str, InputImage]], Call[Generation]]
"""Makes the call of an operation with options and images, as an edition sends it."""


def generate(
    make_call: MakeCall,
    operation: str,
    settings: Settings,
    prompts: Prompts,
    arguments: Mapping[str, Any],
    **images: ImageInput | None,
) -> Call[Generation]:
    """Return the call of an operation.

    Raises:
        RequestError: An argument is wrong; the subclass says which.
    """
    context = make_context(
        settings,
        arguments,
        engine=choose_engine(settings, arguments.get("engine"), facts.OPERATIONS[operation]),
        accept=media_type(arguments.get("accept"), arguments.get("samples")),
    )
    sent = prepare(context, operation, {**arguments, "text_prompts": text_prompts(prompts)}, images)
    call = make_call(sent.context, operation, sent.options, sent.files)
    return sent.add_to(call)
