"""The operations of v2beta: what the caller passed is checked and becomes a call."""

from collections.abc import Mapping
from typing import Annotated, Any, Unpack

from attrs import evolve

from stability_client._calls.namespaces import AsyncNamespace, Namespace
from stability_client._calls.operation import Operation
from stability_client._calls.overrides import CheckedOverrides, FitOverrides, make_context
from stability_client._calls.prepare import prepare
from stability_client._calls.validate import option_problems, raise_for
from stability_client._calls.values import to_json_value
from stability_client._contract import facts, options
from stability_client._images.sources import ImageInput
from stability_client._settings import Settings, require_bool
from stability_client._wire import v2beta as wire
from stability_client._wire.calls import Call, CallContext
from stability_client.errors import InvalidOptionError
from stability_client.pending import Pending
from stability_client.results import Generation

# --- arguments


class ImageOverrides(CheckedOverrides, total=False):
    """What one call that returns an image may set differently from its client."""

    accept: Annotated[options.V2BetaMediaTypeValue | None, "The media type to ask for; by default `image/*`, bytes."]


class ResultOverrides(ImageOverrides, total=False):
    """What one call that fetches a result may set differently from its client."""

    wait: Annotated[bool | None, "False raises ResultNotReadyError if the server still works; by default it waits."]


class CoreArguments(options.V2betaCoreOptions, ImageOverrides, total=False):
    """The keyword arguments of `core`."""


class UltraArguments(options.V2betaUltraOptions, ImageOverrides, total=False):
    """The keyword arguments of `ultra`."""


class Sd3Arguments(options.V2betaSd3Options, ImageOverrides, total=False):
    """The keyword arguments of `sd3`."""


class EraseArguments(options.V2betaEraseOptions, ImageOverrides, FitOverrides, total=False):
    """The keyword arguments of `erase`."""


class InpaintArguments(options.V2betaInpaintOptions, ImageOverrides, FitOverrides, total=False):
    """The keyword arguments of `inpaint`."""


class OutpaintArguments(options.V2betaOutpaintOptions, ImageOverrides, total=False):
    """The keyword arguments of `outpaint`."""


class SearchAndReplaceArguments(options.V2betaSearchAndReplaceOptions, ImageOverrides, FitOverrides, total=False):
    """The keyword arguments of `search_and_replace`."""


class SearchAndRecolorArguments(options.V2betaSearchAndRecolorOptions, ImageOverrides, FitOverrides, total=False):
    """The keyword arguments of `search_and_recolor`."""


class RemoveBackgroundArguments(options.V2betaRemoveBackgroundOptions, ImageOverrides, FitOverrides, total=False):
    """The keyword arguments of `remove_background`."""


class StartReplaceBackgroundAndRelightArguments(
    options.V2betaReplaceBackgroundAndRelightOptions, CheckedOverrides, total=False
):
    """The keyword arguments of `start_replace_background_and_relight`."""


class ReplaceBackgroundAndRelightArguments(
    StartReplaceBackgroundAndRelightArguments, ImageOverrides, FitOverrides, total=False
):
    """The keyword arguments of `replace_background_and_relight`."""


class UpscaleFastArguments(options.V2betaUpscaleFastOptions, ImageOverrides, FitOverrides, total=False):
    """The keyword arguments of `upscale_fast`."""


class UpscaleConservativeArguments(options.V2betaUpscaleConservativeOptions, ImageOverrides, FitOverrides, total=False):
    """The keyword arguments of `upscale_conservative`."""


class StartUpscaleCreativeArguments(options.V2betaUpscaleCreativeOptions, CheckedOverrides, total=False):
    """The keyword arguments of `start_upscale_creative`."""


class UpscaleCreativeArguments(StartUpscaleCreativeArguments, ImageOverrides, FitOverrides, total=False):
    """The keyword arguments of `upscale_creative`."""


class SketchArguments(options.V2betaSketchOptions, ImageOverrides, FitOverrides, total=False):
    """The keyword arguments of `sketch`."""


class StructureArguments(options.V2betaStructureOptions, ImageOverrides, FitOverrides, total=False):
    """The keyword arguments of `structure`."""


class StyleArguments(options.V2betaStyleOptions, ImageOverrides, total=False):
    """The keyword arguments of `style`."""


class StyleTransferArguments(options.V2betaStyleTransferOptions, ImageOverrides, FitOverrides, total=False):
    """The keyword arguments of `style_transfer`."""


# --- the way from arguments to a call

BYTES = "image/*"
IMAGE_TO_IMAGE = "image-to-image"
"""The mode of `sd3` for calls with an image."""


def _context(operation: str, settings: Settings, arguments: Mapping[str, Any]) -> CallContext:
    contract = facts.OPERATIONS[operation]
    accept = str(to_json_value(arguments.get("accept") or BYTES))
    model = to_json_value(arguments.get("model")) or (contract.credits.default if contract.credits else "")
    return make_context(settings, arguments, accept=accept, engine=model)


def _generation(
    operation: str, settings: Settings, arguments: Mapping[str, Any], **images: ImageInput | None
) -> Call[Generation]:
    """A call that generates an image and returns it, or waits for it."""
    sent = prepare(_context(operation, settings, arguments), operation, arguments, images)
    is_started = facts.OPERATIONS[operation].result
    make = wire.start_and_wait if is_started else wire.generation
    call = make(sent.context, operation, sent.options, sent.files)
    return sent.add_to(call)


def _start(
    operation: str, settings: Settings, arguments: Mapping[str, Any], **images: ImageInput | None
) -> Call[Pending]:
    """A call that starts work."""
    sent = prepare(_context(operation, settings, arguments), operation, arguments, images)
    return wire.start(sent.context, operation, sent.options, sent.files)


# --- operations


def core(settings: Settings, prompt: str, **arguments: Unpack[CoreArguments]) -> Call[Generation]:
    """Generate an image from text, fast and at a low price."""
    return _generation("v2beta_core", settings, {**arguments, "prompt": prompt})


def ultra(
    settings: Settings, prompt: str, *, image: ImageInput | None = None, **arguments: Unpack[UltraArguments]
) -> Call[Generation]:
    """Generate an image from text, and from an image if one is given, with the most detail."""
    return _generation("v2beta_ultra", settings, {**arguments, "prompt": prompt}, image=image)


def sd3(
    settings: Settings, prompt: str, *, image: ImageInput | None = None, **arguments: Unpack[Sd3Arguments]
) -> Call[Generation]:
    """Generate an image with a Stable Diffusion 3.5 model, from text, or from an image and text."""
    # Without the word for it the service takes every call for one from text alone.
    mode = arguments.get("mode") or (None if image is None else IMAGE_TO_IMAGE)
    return _generation("v2beta_sd3", settings, {**arguments, "prompt": prompt, "mode": mode}, image=image)


def erase(
    settings: Settings, image: ImageInput, *, mask: ImageInput | None = None, **arguments: Unpack[EraseArguments]
) -> Call[Generation]:
    """Remove what the mask covers, and fill the place from its surroundings."""
    return _generation("v2beta_erase", settings, arguments, image=image, mask=mask)


def inpaint(
    settings: Settings,
    image: ImageInput,
    prompt: str,
    *,
    mask: ImageInput | None = None,
    **arguments: Unpack[InpaintArguments],
) -> Call[Generation]:
    """Repaint what the mask covers, after a prompt."""
    return _generation("v2beta_inpaint", settings, {**arguments, "prompt": prompt}, image=image, mask=mask)


def outpaint(settings: Settings, image: ImageInput, **arguments: Unpack[OutpaintArguments]) -> Call[Generation]:
    """Continue an image past its edges."""
    return _generation("v2beta_outpaint", settings, arguments, image=image)


def search_and_replace(
    settings: Settings, image: ImageInput, prompt: str, **arguments: Unpack[SearchAndReplaceArguments]
) -> Call[Generation]:
    """Replace an object that `search_prompt` names instead of a mask."""
    return _generation("v2beta_search_and_replace", settings, {**arguments, "prompt": prompt}, image=image)


def search_and_recolor(
    settings: Settings, image: ImageInput, prompt: str, **arguments: Unpack[SearchAndRecolorArguments]
) -> Call[Generation]:
    """Recolor an object that `select_prompt` names instead of a mask; the prompt says how."""
    return _generation("v2beta_search_and_recolor", settings, {**arguments, "prompt": prompt}, image=image)


def remove_background(
    settings: Settings, image: ImageInput, **arguments: Unpack[RemoveBackgroundArguments]
) -> Call[Generation]:
    """Cut out the foreground; the rest becomes transparent."""
    return _generation("v2beta_remove_background", settings, arguments, image=image)


def replace_background_and_relight(
    settings: Settings,
    subject_image: ImageInput,
    *,
    background_reference: ImageInput | None = None,
    light_reference: ImageInput | None = None,
    **arguments: Unpack[ReplaceBackgroundAndRelightArguments],
) -> Call[Generation]:
    """Put a subject before another background, in its light. Waits for the result; see `start_…`."""
    return _generation(
        "v2beta_replace_background_and_relight",
        settings,
        arguments,
        subject_image=subject_image,
        background_reference=background_reference,
        light_reference=light_reference,
    )


def start_replace_background_and_relight(
    settings: Settings,
    subject_image: ImageInput,
    *,
    background_reference: ImageInput | None = None,
    light_reference: ImageInput | None = None,
    **arguments: Unpack[StartReplaceBackgroundAndRelightArguments],
) -> Call[Pending]:
    """Start to put a subject before another background, in its light. The call returns at once."""
    return _start(
        "v2beta_replace_background_and_relight",
        settings,
        arguments,
        subject_image=subject_image,
        background_reference=background_reference,
        light_reference=light_reference,
    )


def upscale_fast(settings: Settings, image: ImageInput, **arguments: Unpack[UpscaleFastArguments]) -> Call[Generation]:
    """Enlarge an image to four times its width and height."""
    return _generation("v2beta_upscale_fast", settings, arguments, image=image)


def upscale_conservative(
    settings: Settings, image: ImageInput, prompt: str, **arguments: Unpack[UpscaleConservativeArguments]
) -> Call[Generation]:
    """Enlarge an image to about four million pixels, changing little."""
    return _generation("v2beta_upscale_conservative", settings, {**arguments, "prompt": prompt}, image=image)


def upscale_creative(
    settings: Settings, image: ImageInput, prompt: str, **arguments: Unpack[UpscaleCreativeArguments]
) -> Call[Generation]:
    """Enlarge a small or damaged image, inventing details. Waits for the result; see `start_…`."""
    return _generation("v2beta_upscale_creative", settings, {**arguments, "prompt": prompt}, image=image)


def start_upscale_creative(
    settings: Settings, image: ImageInput, prompt: str, **arguments: Unpack[StartUpscaleCreativeArguments]
) -> Call[Pending]:
    """Start to enlarge a small or damaged image, inventing details. The call returns at once."""
    return _start("v2beta_upscale_creative", settings, {**arguments, "prompt": prompt}, image=image)


def sketch(
    settings: Settings, image: ImageInput, prompt: str, **arguments: Unpack[SketchArguments]
) -> Call[Generation]:
    """Turn a sketch into an image."""
    return _generation("v2beta_sketch", settings, {**arguments, "prompt": prompt}, image=image)


def structure(
    settings: Settings, image: ImageInput, prompt: str, **arguments: Unpack[StructureArguments]
) -> Call[Generation]:
    """Generate an image that keeps the structure of another."""
    return _generation("v2beta_structure", settings, {**arguments, "prompt": prompt}, image=image)


def style(settings: Settings, image: ImageInput, prompt: str, **arguments: Unpack[StyleArguments]) -> Call[Generation]:
    """Generate an image in the style of another."""
    return _generation("v2beta_style", settings, {**arguments, "prompt": prompt}, image=image)


def style_transfer(
    settings: Settings, init_image: ImageInput, style_image: ImageInput, **arguments: Unpack[StyleTransferArguments]
) -> Call[Generation]:
    """Give an image the style of another."""
    return _generation("v2beta_style_transfer", settings, arguments, init_image=init_image, style_image=style_image)


def result(settings: Settings, pending: Pending | str, **arguments: Unpack[ResultOverrides]) -> Call[Generation]:
    """Fetch the result of work that was started, within 24 hours and with the key that started it.

    It comes as the service sends it: what `fit=True` of a call that stopped waiting would have brought back to the
    image's own size, `masks.fit` of the same image restores.

    Args:
        pending: What a `start_…` method returned, or its id.

    Returns:
        The image.

    Raises:
        ResultNotReadyError: The server still works, and `wait` is False.
        ResultNotFoundError: There is no such work, it has expired, or another key started it.
        StabilityError: The call failed; the subclass says how.
    """
    work = Pending(pending) if isinstance(pending, str) else pending
    if not isinstance(work, Pending):
        raise InvalidOptionError(f"pending: must be a Pending or its id, got {type(pending).__name__}")
    context = _context("v2beta_result", settings, arguments)
    if context.settings.validate:
        raise_for(option_problems(facts.OPERATIONS["v2beta_result"], {}, accept=context.accept))
    wait = arguments.get("wait")
    priced = evolve(context, estimated_credits=work.estimated_credits)
    return wire.result(priced, work, wait=wait is None or require_bool(wait, "wait"))


class V2betaOperations:
    """The operations of v2beta, for both clients."""

    core = Operation(core, "v2beta_core")
    ultra = Operation(ultra, "v2beta_ultra")
    sd3 = Operation(sd3, "v2beta_sd3")
    erase = Operation(erase, "v2beta_erase")
    inpaint = Operation(inpaint, "v2beta_inpaint")
    outpaint = Operation(outpaint, "v2beta_outpaint")
    search_and_replace = Operation(search_and_replace, "v2beta_search_and_replace")
    search_and_recolor = Operation(search_and_recolor, "v2beta_search_and_recolor")
    remove_background = Operation(remove_background, "v2beta_remove_background")
    replace_background_and_relight = Operation(replace_background_and_relight, "v2beta_replace_background_and_relight")
    start_replace_background_and_relight = Operation(
        start_replace_background_and_relight, "v2beta_replace_background_and_relight"
    )
    upscale_fast = Operation(upscale_fast, "v2beta_upscale_fast")
    upscale_conservative = Operation(upscale_conservative, "v2beta_upscale_conservative")
    upscale_creative = Operation(upscale_creative, "v2beta_upscale_creative")
    start_upscale_creative = Operation(start_upscale_creative, "v2beta_upscale_creative")
    sketch = Operation(sketch, "v2beta_sketch")
    structure = Operation(structure, "v2beta_structure")
    style = Operation(style, "v2beta_style")
    style_transfer = Operation(style_transfer, "v2beta_style_transfer")
    result = Operation(result, "v2beta_result")


class V2beta(V2betaOperations, Namespace):
    """Calls of v2beta, the hosted service's present edition."""


class AsyncV2beta(V2betaOperations, AsyncNamespace):
    """Calls of v2beta, the hosted service's present edition."""
