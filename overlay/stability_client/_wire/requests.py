"""What building a request takes in any edition: values for the generated code, and the request that it describes."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any, TypeVar

from stability_client._images.inputs import InputImage
from stability_client._wire.calls import CallContext
from stability_client._wire.messages import Request
from stability_client.errors import InvalidOptionError
from stability_raw import models
from stability_raw.types import File

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


def engine_segment(engine: str) -> str:
    """Return an engine's id as a segment of a path.

    Raises:
        InvalidOptionError: It cannot be an id.
    """
    # As a segment of the path "." and ".." would walk up, and no id has a slash.
    if engine in {".", ".."} or "/" in engine or "\\" in engine or not engine.isprintable():
        raise InvalidOptionError(f"engine: must be an engine's id, got {engine!r:.100}. client.engines() lists them")
    return engine
