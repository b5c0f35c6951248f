"""One function an operation: what the caller said is checked and becomes a call. Nothing is sent here."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any

from attrs import evolve, frozen

from stability_client._calls.validate import Prompts, answer_form, option_problems, plain, raise_for, text_prompts
from stability_client._contract import facts
from stability_client._images.inputs import ImageInput, InputImage, read_image
from stability_client._settings import Settings, header_safe, text
from stability_client._wire import requests as wire
from stability_client._wire.requests import Call, Scope
from stability_client.errors import InvalidOptionError
from stability_client.masks.checks import find_mask_problems
from stability_client.pricing import estimated_credits
from stability_client.results import Account, Balance, Engines, Generation

Options = Mapping[str, Any]
"""Options by the contract's names, in the order of the signature; None means not sent."""


@frozen
class Place:
    """Where a call goes, as the caller said it: what is None comes from the client's settings."""

    engine: str | None
    accept: str | Enum | None
    organization: str | None


def _engine(settings: Settings, engine: str | None) -> str:
    chosen = text(engine, "engine") or settings.engine
    if not chosen:
        known = ", ".join(facts.KNOWN_VALUES["engine_id"])
        raise InvalidOptionError(
            "engine: none given: pass engine=… or set STABILITY_ENGINE. client.engines() lists what the server has; "
            f"known ones are {known}"
        )
    return chosen


def _organization(settings: Settings, organization: str | None) -> str | None:
    chosen = text(organization, "organization")
    return header_safe(chosen, "organization") if chosen else settings.organization


def _size(options: Options, init_image: InputImage | None) -> tuple[int, int] | None:
    """Width and height of the pictures to come."""
    fields = facts.OPERATIONS["text_to_image"].options
    default = (fields["width"].default, fields["height"].default) if init_image is None else init_image.size
    if default is None:
        return None
    return options.get("width") or default[0], options.get("height") or default[1]


def _estimate(options: Options, init_image: InputImage | None) -> float | None:
    """The published estimate, or None where a value that it needs is not known or makes no sense."""
    size = _size(options, init_image)
    steps = options.get("steps") or facts.OPERATIONS["text_to_image"].options["steps"].default
    figures = [*(size or [None]), steps, options.get("samples") or 1]
    if not all(isinstance(figure, int | float) for figure in figures):
        return None
    try:
        return estimated_credits(*figures)
    except OverflowError:  # possible only unchecked
        return None


def _prepared(
    name: str, settings: Settings, prompts: Prompts, options: Options, place: Place
) -> tuple[Scope, dict[str, Any]]:
    """The scope and the options of a call, checked unless validation is off."""
    said = {"text_prompts": text_prompts(prompts)}
    fields = facts.OPERATIONS[name].options
    said |= {key: plain(value) for key, value in options.items() if value is not None or fields[key].required}
    scope = Scope(
        engine=_engine(settings, place.engine),
        accept=answer_form(place.accept, said.get("samples")),
        organization=_organization(settings, place.organization),
    )
    if settings.validate:
        raise_for(option_problems(facts.OPERATIONS[name], said, engine=scope.engine, accept=scope.accept))
    return scope, said


def _image(settings: Settings, operation: str, part: str, source: ImageInput) -> InputImage:
    cap = settings.max_file_bytes or facts.OPERATIONS[operation].files[part].max_bytes
    return read_image(source, part, max_bytes=cap, validate=settings.validate)


@contextmanager
def _writable() -> Iterator[None]:
    """What no request can be made of, which only unchecked calls say, becomes an error of ours."""
    try:
        yield
    except (TypeError, ValueError, AttributeError) as error:
        raise InvalidOptionError(f"no request can be made of these options: {error}") from None


def text_to_image(settings: Settings, prompts: Prompts, options: Options, place: Place) -> Call[Generation]:
    """A text-to-image call."""
    scope, said = _prepared("text_to_image", settings, prompts, options, place)
    with _writable():
        return wire.text_to_image(evolve(scope, estimated_credits=_estimate(said, None)), said)


def image_to_image(
    settings: Settings, init_image: ImageInput, prompts: Prompts, options: Options, place: Place
) -> Call[Generation]:
    """An image-to-image call."""
    scope, said = _prepared("image_to_image", settings, prompts, options, place)
    image = _image(settings, "image_to_image", "init_image", init_image)
    with _writable():
        return wire.image_to_image(evolve(scope, estimated_credits=_estimate(said, image)), said, image)


def masking(
    settings: Settings,
    init_image: ImageInput,
    prompts: Prompts,
    mask_image: ImageInput | None,
    options: Options,
    place: Place,
) -> Call[Generation]:
    """A masking call; `mask_source` is among the options."""
    scope, said = _prepared("masking", settings, prompts, options, place)
    image = _image(settings, "masking", "init_image", init_image)
    mask = None if mask_image is None else _image(settings, "masking", "mask_image", mask_image)
    warnings = find_mask_problems(image, mask, said["mask_source"]) if settings.validate else ()
    with _writable():
        call = wire.masking(evolve(scope, estimated_credits=_estimate(said, image)), said, image, mask)
    return evolve(call, warnings=warnings)


def engines(settings: Settings, organization: str | None) -> Call[Engines]:
    """A call for the engines."""
    return wire.engines(_organization(settings, organization))


def account() -> Call[Account]:
    """A call for the account, which no organisation scopes."""
    return wire.account()


def balance(settings: Settings, organization: str | None) -> Call[Balance]:
    """A call for the balance."""
    return wire.balance(_organization(settings, organization))
