"""From successful responses to results, by the generated models. Errors are read in `errors` beside this file."""

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from stability_client._enums import FinishReason
from stability_client._images.formats import PNG, ImageFormat, image_format
from stability_client._images.headers import NotAnImageError
from stability_client._images.png import CHECKSUM_BYTES, png_chunks
from stability_client._wire.calls import CallContext
from stability_client._wire.documents import ImageDocument, image_document, json_document
from stability_client._wire.errors import UnusableResponseError
from stability_client._wire.messages import Response
from stability_client.results import Account, Balance, Engine, Engines, GeneratedImage, Generation, Organization
from stability_raw import models

T = TypeVar("T")

JSON_TYPE = "application/json"
UNSPECIFIC_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream"})
"""Content types that say nothing: the first bytes show what the body is."""

FINISH_REASONS_BY_NUMBER: Mapping[str, FinishReason] = {
    "0": FinishReason.SUCCESS,
    "3": FinishReason.ERROR,
    "4": FinishReason.CONTENT_FILTERED,
}
"""What Gyre, a self-hosted server, sends instead of words: numbers in JSON, digits in the header."""

MAX_SEED = 2**32 - 1


def is_json(response: Response) -> bool:
    """Whether the body is JSON, by its content type or, if that says nothing, by its first byte."""
    if response.media_type in UNSPECIFIC_TYPES:
        return response.body.lstrip()[:1] in {b"{", b"["}
    return response.media_type == JSON_TYPE


def image_from_body(response: Response) -> GeneratedImage:
    """Return the image that the body is. JPEG and WebP are taken too under their own types: they have been paid for."""
    if not response.body:
        raise UnusableResponseError("the response is empty")
    kind = _require_complete_image(response.body, "the response")
    if response.media_type not in {kind.media_type, *UNSPECIFIC_TYPES}:
        raise UnusableResponseError(f"the response is a {kind.name} file under another content type")
    return GeneratedImage(
        response.body,
        kind.media_type,
        _seed(response.headers.get("seed")),
        _finish_reason(response.headers.get("finish-reason"), response),
    )


def _require_complete_image(data: bytes, what: str) -> ImageFormat:
    """The format of an image file that is complete, from its first byte to its last."""
    kind = image_format(data)
    if kind is None:
        raise UnusableResponseError(f"{what} is no image")
    try:
        kind.read_header(data)
        end = max(end for _, _, end in png_chunks(data)) + CHECKSUM_BYTES if kind is PNG else len(data)
    except NotAnImageError as error:
        raise UnusableResponseError(f"{what} is broken: {error}") from None
    if end != len(data):
        raise UnusableResponseError(f"{what} is a PNG file with something after its end")
    return kind


def parse_generation(response: Response, context: CallContext, operation: str) -> Generation:
    """Return the images of a response of v1alpha or v1: one as the body, or several in JSON."""
    several = images_from_list(response) if is_json(response) else None
    images = several or (image_from_body(response),)
    return Generation(images, context.engine, operation, response.http, context.estimated_credits)


def images_from_list(response: Response) -> tuple[GeneratedImage, ...]:
    """Return the images of a JSON response: a list, bare or under `artifacts`."""
    document = image_document(response)
    items = document.value.get("artifacts") if isinstance(document.value, dict) else document.value
    if not isinstance(items, list) or not items:
        raise UnusableResponseError("the response holds no list of images")
    return tuple(_json_image(item, f"image {index}", document, response) for index, item in enumerate(items))


def _json_image(item: Any, what: str, document: ImageDocument, response: Response) -> GeneratedImage:
    if not isinstance(item, dict):
        raise UnusableResponseError(f"{what} is no object")
    image = models.Image.from_dict(item)
    data, kind = _decoded_image(image.base64, what, document)
    return GeneratedImage(data, kind.media_type, _seed(image.seed), _finish_reason(image.finish_reason, response))


def _decoded_image(text: object, what: str, document: ImageDocument) -> tuple[bytes, ImageFormat]:
    """An image file and its format, from base64."""
    if not isinstance(text, str):
        raise UnusableResponseError(f"{what} has no base64")
    data = document.read_base64(text)
    if data is None:
        raise UnusableResponseError(f"{what} is not base64")
    return data, _require_complete_image(data, what)


def image_from_object(response: Response) -> GeneratedImage:
    """Return the image of a JSON response of v2beta: under `image`, or, as some results are sent, under `result`."""
    document = image_document(response)
    if not isinstance(document.value, dict):
        raise UnusableResponseError("the response is no JSON object")
    # The looser of the contract's two models: an image without its finish reason has been paid for all the same.
    found = models.V2BetaResultImage.from_dict(document.value)
    data, kind = _decoded_image(found.image or found.result, "the image", document)
    return GeneratedImage(data, kind.media_type, _seed(found.seed), _finish_reason(found.finish_reason, response))


def parse_started(response: Response) -> str:
    """Return the id of the work that a call has started."""
    return _typed(_object(response, models.V2BetaStarted.from_dict).id, str, "the id")


def _seed(value: object) -> int | None:
    """A seed of 0 to 4294967295, as a number or as digits; None for anything else."""
    if isinstance(value, str):
        # The length is asked first: int() of 5,000 digits raises.
        value = int(value) if value.isascii() and value.isdigit() and len(value) <= len(str(MAX_SEED)) else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= MAX_SEED else None


def _finish_reason(value: object, response: Response) -> FinishReason | str | None:
    """The contract's word, or the server's own; None if it sent none."""
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        return None
    word = str(value).strip()
    if word in FINISH_REASONS_BY_NUMBER:
        return FINISH_REASONS_BY_NUMBER[word]
    return FinishReason(word) if word in FinishReason._value2member_map_ else response.sanitize(word)


def _object(response: Response, parse: Callable[[Mapping[str, Any]], T]) -> T:
    """The generated model of a JSON response."""
    return _parsed(json_document(response), parse)


def _parsed(document: Any, parse: Callable[[Mapping[str, Any]], T]) -> T:
    """The generated model of a JSON document."""
    if not isinstance(document, dict):
        raise UnusableResponseError("the response is no JSON object")
    try:
        return parse(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnusableResponseError(
            f"the response lacks what the contract promises ({type(error).__name__}: {error})"
        ) from None


def _typed(value: object, kind: type[T] | tuple[type[T], ...], what: str) -> T:
    """The value, if it is of the kind that the contract says: the generated models do not look."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise UnusableResponseError(f"{what} is {type(value).__name__}")
    return value


def parse_engines(response: Response) -> Engines:
    """Return the engines that a response lists, bare or under `engines`."""
    document = json_document(response)
    listed = _parsed({"engines": document} if isinstance(document, list) else document, models.EngineList.from_dict)
    return Engines(
        [
            Engine(
                id=_typed(item.id, str, "an engine's id"),
                name=_typed(item.name, str, "an engine's name"),
                description=_typed(item.description, str, "an engine's description"),
                type=_typed(item.type_, str, "an engine's type"),
            )
            for item in listed.engines
        ],
        response.http,
    )


def parse_account(response: Response) -> Account:
    """Return the account that a response describes."""
    found = _object(response, models.Account.from_dict)
    return Account(
        id=_typed(found.id, str, "the account's id"),
        email=_typed(found.email, str, "the account's email"),
        organizations=tuple(
            Organization(
                id=_typed(item.id, str, "an organization's id"),
                name=_typed(item.name, str, "an organization's name"),
                role=_typed(item.role, str, "an organization's role"),
                is_default=_typed(item.is_default, bool, "an organization's is_default"),
            )
            for item in found.organizations
        ),
        profile_picture=found.profile_picture if isinstance(found.profile_picture, str) else None,
        http=response.http,
    )


def parse_balance(response: Response) -> Balance:
    """Return the balance that a response holds."""
    found = _object(response, models.Balance.from_dict)
    try:
        left = float(_typed(found.credits_, (int, float), "credits"))
    except OverflowError:  # an integer of over 300 digits
        left = math.inf
    if not math.isfinite(left):
        raise UnusableResponseError("credits is not a finite number")
    return Balance(left, response.http)
