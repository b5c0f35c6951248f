"""JSON documents of responses. The base64 of images is decoded from where it stands: no string is made of it."""

from typing import Any

import msgspec
import pybase64

from stability_client._wire.errors import UnusableResponseError
from stability_client._wire.messages import Response

BASE64_MEMBERS = frozenset({"base64", "image", "result"})
"""The members of JSON objects that hold an image."""

IMAGE_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
"""One image: v2beta's response."""

IMAGE_LIST = msgspec.json.Decoder(list[dict[str, msgspec.Raw]] | dict[str, list[dict[str, msgspec.Raw]]])
"""Several images, bare or under a name: the responses of v1alpha and v1."""

_QUOTE = ord('"')
_BAD_JSON = (msgspec.DecodeError, ValueError, RecursionError)


def json_document(response: Response) -> Any:
    """Return the JSON document that the body is.

    Raises:
        UnusableResponseError: It is empty or no JSON.
    """
    if not response.body:
        raise UnusableResponseError("the response is empty")
    return _decode(response.body)


def _decode(text: bytes | msgspec.Raw) -> Any:
    try:
        return msgspec.json.decode(text)
    except _BAD_JSON:
        raise UnusableResponseError("the response is not JSON") from None


def image_document(response: Response, decoder: msgspec.json.Decoder[Any]) -> Any:
    """Return the JSON document that the body is, with the texts of its images as they stand in it, for `read_base64`.

    A document of another shape is returned whole. So is one that is not in ASCII: members that a later one of the same
    name replaces are not looked at here, so they could hold what is no UTF-8.

    Args:
        response: The response.
        decoder: The shape of the document: `IMAGE_OBJECT` or `IMAGE_LIST`.

    Raises:
        UnusableResponseError: It is empty or no JSON.
    """
    if response.body.isascii():
        try:
            return _decode_members(decoder.decode(response.body))
        except _BAD_JSON:
            pass  # the strict decoder finds out what it is
    return json_document(response)


def _decode_members(value: Any) -> Any:
    """Decode what is still JSON within a document, but for the texts of images."""
    if isinstance(value, msgspec.Raw):
        return msgspec.json.decode(value)
    if isinstance(value, list):
        return [_decode_members(item) for item in value]
    return {
        name: member if name in BASE64_MEMBERS and _is_text(member) else _decode_members(member)
        for name, member in value.items()
    }


def _is_text(value: Any) -> bool:
    """Whether a value is a text in JSON that is not empty."""
    return isinstance(value, msgspec.Raw) and len(memoryview(value)) > len('""') and memoryview(value)[0] == _QUOTE


def read_base64(value: object) -> bytes | None:
    """Return what a member of an `image_document` holds in base64, or None if it does not.

    Raises:
        UnusableResponseError: It is no JSON.
    """
    if isinstance(value, msgspec.Raw):
        data = _decode_base64(memoryview(value)[1:-1])
        if data is not None:
            return data
        value = _decode(value)  # escapes, such as `\/`, are legal in JSON
    return _decode_base64(value) if isinstance(value, str) else None


def _decode_base64(text: str | memoryview) -> bytes | None:
    try:
        return pybase64.b64decode(text, validate=True)
    except ValueError:
        return None
