"""From checked arguments to requests, built by the generated code: one function an operation."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any, TypeVar

from stability_client._images.inputs import InputImage
from stability_client._redaction import presentable
from stability_client._wire.calls import Call, CallContext
from stability_client._wire.editions import V1ALPHA, Edition
from stability_client._wire.messages import Request, Response
from stability_client._wire.responses import (
    image_from_body,
    is_json,
    json_document,
    parse_account,
    parse_balance,
    parse_engines,
)
from stability_client.errors import InvalidOptionError, NotFoundError
from stability_client.results import Account, Balance, Engines, Generation
from stability_raw import models
from stability_raw.api.engines import engines as _engines
from stability_raw.api.generation import image_to_image as _image_to_image
from stability_raw.api.generation import masking as _masking
from stability_raw.api.generation import text_to_image as _text_to_image
from stability_raw.api.user import account as _account
from stability_raw.api.user import balance as _balance
from stability_raw.types import UNSET, File

T = TypeVar("T")

MAX_LISTED_ENGINES = 20
"""How many engines a message names. Servers have a handful."""


@contextmanager
def translate_build_errors() -> Iterator[None]:
    """Turn what the generated code raises on values that fit no request into an error of this package.

    Only unchecked calls have such values.

    Raises:
        InvalidOptionError: No request can be built of the values.
    """
    try:
        yield
    except (TypeError, ValueError, AttributeError) as error:
        raise InvalidOptionError(f"options: no request can be built of them: {error}") from None


def _request(operation: str, kwargs: Mapping[str, Any]) -> Request:
    """The request that the generated code describes."""
    return Request(
        operation=operation,
        method=kwargs["method"].upper(),
        path=kwargs["url"],
        headers=kwargs.get("headers", {}),
        body={key: value for key, value in kwargs.items() if key not in {"method", "url", "headers"}},
    )


class OpenEnumValue(str):
    """A word of an option, in the contract's enum or not: the generated code asks enum members for their `value`.

    With validation off, servers that know more samplers than the contract can be asked for them.
    """

    __slots__ = ()

    @property
    def value(self) -> str:
        """The word itself."""
        return str(self)


def _model(model: Callable[..., T], options: Mapping[str, Any]) -> T:
    """The generated model of the options."""
    arguments = {name: OpenEnumValue(value) if isinstance(value, str) else value for name, value in options.items()}
    arguments["text_prompts"] = [models.TextPrompt(**prompt) for prompt in options["text_prompts"]]
    return model(**arguments)


def _file(image: InputImage) -> File:
    for text in (image.filename, image.media_type):
        # A line break here would begin a header of its own within the request.
        if not (text.isascii() and text.isprintable()):
            raise InvalidOptionError(f"a file's name and type must be printable ASCII, got {text!r:.100}")
    return File(payload=BytesIO(image.data), file_name=image.filename, mime_type=image.media_type)


def _accept(context: CallContext) -> Any:
    """The media type to ask for, typed as anything: the generated code asks for its enum, and only reads the value."""
    return OpenEnumValue(context.accept)


def _engine_id(engine: str) -> str:
    # As a segment of the path "." and ".." would walk up, and no id has a slash.
    if engine in {".", ".."} or "/" in engine or "\\" in engine or not engine.isprintable():
        raise InvalidOptionError(f"engine: must be an engine's id, got {engine!r:.100}. client.engines() lists them")
    return engine


def _generation(context: CallContext, request: Request, edition: Edition) -> Call[Generation]:
    """A call that gives images."""

    def parse(response: Response) -> Generation:
        if is_json(response):
            images = edition.images_from_json(json_document(response), response)
        else:
            images = (image_from_body(response),)
        return Generation(images, context.engine, request.operation, response.http, context.estimated_credits)

    return Call(request=request, settings=context.settings, edition=edition, parse=parse, engine=context.engine)


@translate_build_errors()
def text_to_image(context: CallContext, options: Mapping[str, Any]) -> Call[Generation]:
    """Generate images from text prompts."""
    kwargs = _text_to_image._get_kwargs(
        _engine_id(context.engine),
        body=_model(models.TextToImageOptions, options),
        accept=_accept(context),
        organization=context.organization or UNSET,
    )
    return _generation(context, _request("text_to_image", kwargs), V1ALPHA)


@translate_build_errors()
def image_to_image(context: CallContext, options: Mapping[str, Any], init_image: InputImage) -> Call[Generation]:
    """Generate images from an image and text prompts."""
    body = models.ImageToImageBody(init_image=_file(init_image), options=_model(models.ImageToImageOptions, options))
    kwargs = _image_to_image._get_kwargs(
        _engine_id(context.engine),
        body=body,
        accept=_accept(context),
        organization=context.organization or UNSET,
    )
    return _generation(context, _request("image_to_image", kwargs), V1ALPHA)


@translate_build_errors()
def masking(
    context: CallContext, options: Mapping[str, Any], init_image: InputImage, mask_image: InputImage | None
) -> Call[Generation]:
    """Regenerate the masked part of an image."""
    body = models.MaskingBody(
        init_image=_file(init_image),
        options=_model(models.MaskingOptions, options),
        mask_image=UNSET if mask_image is None else _file(mask_image),
    )
    kwargs = _masking._get_kwargs(
        _engine_id(context.engine),
        body=body,
        accept=_accept(context),
        organization=context.organization or UNSET,
    )
    return _generation(context, _request("masking", kwargs), V1ALPHA)


def _query(context: CallContext, request: Request, parse: Callable[[Response], T]) -> Call[T]:
    """A call that costs nothing."""
    return Call(request=request, settings=context.settings, edition=V1ALPHA, parse=parse)


def engines(context: CallContext) -> Call[Engines]:
    """List the engines that the key may use."""
    kwargs = _engines._get_kwargs(organization=context.organization or UNSET)
    return _query(context, _request("engines", kwargs), parse_engines)


def account(context: CallContext) -> Call[Account]:
    """Get the account that the key belongs to."""
    return _query(context, _request("account", _account._get_kwargs()), parse_account)


def balance(context: CallContext) -> Call[Balance]:
    """Get the credits that are left."""
    kwargs = _balance._get_kwargs(organization=context.organization or UNSET)
    return _query(context, _request("balance", kwargs), parse_balance)


def engines_lookup(call: Call[Any]) -> Call[Engines]:
    """Return the call that lists the engines which another call could have named."""
    organization = call.request.headers.get("Organization")
    return engines(CallContext(settings=call.settings, organization=organization))


def add_available_engines(error: NotFoundError, engine: str, available: Engines) -> None:
    """Add to an error which engines there are, if it is the engine that was not found."""
    ids = tuple(found.id for found in available)
    if engine in ids:
        return
    error.engines = ids
    names = ", ".join(presentable(each)[:100] for each in ids[:MAX_LISTED_ENGINES])
    more = f" and {len(ids) - MAX_LISTED_ENGINES} more" if len(ids) > MAX_LISTED_ENGINES else ""
    error.message += f". This server has no engine {engine!r:.100}; it has {names or 'none'}{more}"
