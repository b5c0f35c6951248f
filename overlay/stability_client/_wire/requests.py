"""What building a request takes in any edition: values for the generated code, and the request that it describes."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO
from types import MappingProxyType
from typing import Any, TypeVar

from stability_client._contract import OperationFacts, facts
from stability_client._images.inputs import InputImage
from stability_client._wire.calls import CallContext
from stability_client._wire.messages import Request
from stability_client.errors import InvalidOptionError
from stability_raw import models
from stability_raw.types import UNSET, File

T = TypeVar("T")


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


@translate_build_errors()
def build_request(
    context: CallContext,
    operation: str,
    *segments: str,
    options: Mapping[str, Any] = MappingProxyType({}),
    files: Mapping[str, InputImage] = MappingProxyType({}),
) -> Request:
    """Return the request of an operation that is tagged with its edition and whose options are those of its body.

    Args:
        context: What the call is made with.
        operation: The operation's id.
        segments: What the path has places for, in their order.
        options: The options, as JSON knows them.
        files: The images, by the names of their parts.

    Raises:
        InvalidOptionError: No request can be built of them.
    """
    contract = facts.OPERATIONS[operation]
    # Looked up by name, so that a call loads its own operation alone.
    endpoint = import_module(f"stability_raw.api.{contract.edition}.{operation}")
    arguments = dict(_headers(context, contract))
    if contract.body:
        values = _words(options) if (contract.request_media_type or "").startswith("multipart/") else options
        parts = {name: file_part(image) for name, image in files.items()}
        arguments["body"] = build_model(getattr(models, contract.body), {**values, **parts})
    return describe_request(operation, endpoint._get_kwargs(*segments, **arguments))


def _words(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options as a form takes them: it has no booleans, so their words are sent."""
    return {name: str(value).lower() if isinstance(value, bool) else value for name, value in options.items()}


def _headers(context: CallContext, contract: OperationFacts) -> Iterator[tuple[str, Any]]:
    """The headers that the operation has, by the names of the generated code's arguments."""
    info = context.settings.client_info
    values = {
        "accept": accept_header(context),
        "organization": context.organization,
        "stability_client_id": info and info.name,
        "stability_client_version": info and info.version,
        "stability_client_user_id": info and info.user_id,
    }
    for header in contract.headers:
        name = header.lower().replace("-", "_")
        yield name, values[name] or UNSET


def describe_request(operation: str, kwargs: Mapping[str, Any]) -> Request:
    """Return the request that the generated code describes."""
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


def build_model(model: Callable[..., T], options: Mapping[str, Any]) -> T:
    """Return the generated model of the options."""
    arguments = {name: OpenEnumValue(value) if isinstance(value, str) else value for name, value in options.items()}
    if "text_prompts" in options:
        arguments["text_prompts"] = [models.TextPrompt(**prompt) for prompt in options["text_prompts"]]
    return model(**arguments)


def file_part(image: InputImage) -> File:
    """Return an image as the generated code takes files: with a name and a type.

    Raises:
        InvalidOptionError: Its name or its type cannot be written.
    """
    for text in (image.filename, image.media_type):
        # A line break here would begin a header of its own within the request.
        if not (text.isascii() and text.isprintable()):
            raise InvalidOptionError(f"a file's name and type must be printable ASCII, got {text!r:.100}")
    return File(payload=BytesIO(image.data), file_name=image.filename, mime_type=image.media_type)


def accept_header(context: CallContext) -> Any:
    """Return the media type to ask for. The generated code asks for its enum, but only ever reads the value."""
    return OpenEnumValue(context.accept)


def is_segment(text: str) -> bool:
    """Return whether a text is one segment of a path, such as an id."""
    # "." and ".." would walk up, and no id has a slash.
    return text not in {"", ".", ".."} and "/" not in text and "\\" not in text and text.isprintable()


def engine_segment(engine: str) -> str:
    """Return an engine's id as a segment of a path.

    Raises:
        InvalidOptionError: It cannot be an id.
    """
    if not is_segment(engine):
        raise InvalidOptionError(f"engine: must be an engine's id, got {engine!r:.100}. client.engines() lists them")
    return engine
