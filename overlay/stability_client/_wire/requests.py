"""The seam to the generated code: builds requests with it and reads answers with it. Nothing here sends anything.

This is the only module that knows `stability_raw`. What the rest of the package needs of it, it takes from here.
"""

import math
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, Generic, TypeVar

import msgspec
import pybase64
from attrs import field, frozen

from stability_client._contract import FinishReason
from stability_client._images.formats import PNG, ImageFormat, image_format
from stability_client._images.headers import NotAnImageError
from stability_client._images.inputs import InputImage
from stability_client._images.png import CHECKSUM_BYTES, png_chunks
from stability_client._redaction import presentable
from stability_client._wire.errors import Answer, error_of, unreadable
from stability_client.errors import InvalidOptionError, NotFoundError, StabilityError
from stability_client.results import (
    Account,
    Balance,
    Engine,
    Engines,
    GeneratedImage,
    Generation,
    Organization,
)
from stability_raw import models as raw
from stability_raw.api.engines import engines as _engines
from stability_raw.api.generation import image_to_image as _image_to_image
from stability_raw.api.generation import masking as _masking
from stability_raw.api.generation import text_to_image as _text_to_image
from stability_raw.api.user import account as _account
from stability_raw.api.user import balance as _balance
from stability_raw.types import UNSET, File

T = TypeVar("T")


@frozen
class Request:
    """A request, ready for the transport.

    Attributes:
        operation: The operation's name.
        method: The HTTP method, in capitals.
        path: The path below the base URL, quoted.
        headers: The headers of this call; those of every call are the transport's to add.
        body: The keyword arguments in which an HTTP client takes the body: `json` or `files`.
        billable: Whether the server charges for it.
    """

    operation: str
    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: Mapping[str, Any] = field(repr=False)

    @property
    def billable(self) -> bool:
        return self.method == "POST"


@frozen(kw_only=True)
class Scope:
    """What a generation call is about, besides its options.

    Attributes:
        engine: The engine's id.
        accept: The media type to ask for.
        organization: The organisation that pays, or None for the account's default.
        estimated_credits: What the call will cost, where that can be told.
    """

    engine: str
    accept: str
    organization: str | None = None
    estimated_credits: float | None = None


@frozen
class Call(Generic[T]):
    """A request, and how to read its answer."""

    request: Request
    _read: Callable[[Answer], T] = field(repr=False)
    engine: str | None = None
    """The engine that is asked for, if any."""
    warnings: tuple[Warning, ...] = ()
    """What checking the call found that is not an error, for the client to issue at the caller's line."""

    def outcome(self, answer: Answer) -> T | StabilityError:
        """What the answer says: a result, or the error that it is or that reading it gave."""
        billable = self.request.billable
        if answer.status_code != 200:  # noqa: PLR2004 - the one success the contract knows
            return error_of(answer, billable=billable)
        try:
            return self._read(answer)
        except _UnreadableError as error:
            return unreadable(answer, str(error), billable=billable)


class _UnreadableError(Exception):
    """The body is not what it should be; the message says in what."""


# --- requests --------------------------------------------------------------------------------------------------------


def _request(operation: str, kwargs: Mapping[str, Any]) -> Request:
    """The request that the generated code describes."""
    return Request(
        operation=operation,
        method=kwargs["method"].upper(),
        path=kwargs["url"],
        headers=kwargs.get("headers", {}),
        body={key: value for key, value in kwargs.items() if key not in {"method", "url", "headers"}},
    )


class _Word(str):
    """An option's word as the generated code sends it, known to the contract or not: it asks enum members for `value`.

    With validation off, servers that know more samplers than the contract can be asked for them.
    """

    __slots__ = ()

    @property
    def value(self) -> str:
        return str(self)


def _options(model: Callable[..., T], options: Mapping[str, Any]) -> T:
    """The generated model of the options."""
    made = {name: _Word(value) if isinstance(value, str) else value for name, value in options.items()}
    made["text_prompts"] = [raw.TextPrompt(**prompt) for prompt in options["text_prompts"]]
    return model(**made)


def _file(image: InputImage) -> File:
    for text in (image.filename, image.media_type):
        # A line break here would begin a header of its own within the request.
        if not (text.isascii() and text.isprintable()):
            raise InvalidOptionError(f"a file's name and type must be printable ASCII, not {text!r:.100}")
    return File(payload=BytesIO(image.data), file_name=image.filename, mime_type=image.media_type)


def _engine_id(engine: str) -> str:
    # "." and ".." would walk up the path; the generated code quotes all else.
    if engine in {".", ".."} or not engine.isprintable():
        raise InvalidOptionError(f"engine: {engine!r} is no engine's id")
    return engine


def text_to_image(scope: Scope, options: Mapping[str, Any]) -> Call[Generation]:
    """Paint a picture from text prompts."""
    kwargs = _text_to_image._get_kwargs(
        _engine_id(scope.engine),
        body=_options(raw.TextToImageOptions, options),
        accept=_Word(scope.accept),  # type: ignore[arg-type]  # it is only ever turned into text
        organization=scope.organization or UNSET,
    )
    return Call(_request("text_to_image", kwargs), _generation_reader("text_to_image", scope), scope.engine)


def image_to_image(scope: Scope, options: Mapping[str, Any], init_image: InputImage) -> Call[Generation]:
    """Repaint a whole picture, led by text prompts."""
    kwargs = _image_to_image._get_kwargs(
        _engine_id(scope.engine),
        body=raw.ImageToImageBody(init_image=_file(init_image), options=_options(raw.ImageToImageOptions, options)),
        accept=_Word(scope.accept),  # type: ignore[arg-type]  # it is only ever turned into text
        organization=scope.organization or UNSET,
    )
    return Call(_request("image_to_image", kwargs), _generation_reader("image_to_image", scope), scope.engine)


def masking(
    scope: Scope, options: Mapping[str, Any], init_image: InputImage, mask_image: InputImage | None
) -> Call[Generation]:
    """Repaint the part of a picture that a mask selects."""
    kwargs = _masking._get_kwargs(
        _engine_id(scope.engine),
        body=raw.MaskingBody(
            init_image=_file(init_image),
            options=_options(raw.MaskingOptions, options),
            mask_image=UNSET if mask_image is None else _file(mask_image),
        ),
        accept=_Word(scope.accept),  # type: ignore[arg-type]  # it is only ever turned into text
        organization=scope.organization or UNSET,
    )
    return Call(_request("masking", kwargs), _generation_reader("masking", scope), scope.engine)


def engines(organization: str | None) -> Call[Engines]:
    """List the engines the key may use."""
    return Call(_request("engines", _engines._get_kwargs(organization=organization or UNSET)), _read_engines)


def account() -> Call[Account]:
    """Tell who the key belongs to."""
    return Call(_request("account", _account._get_kwargs()), _read_account)


def balance(organization: str | None) -> Call[Balance]:
    """Tell how many credits are left."""
    return Call(_request("balance", _balance._get_kwargs(organization=organization or UNSET)), _read_balance)


def engines_for(call: Call[Any]) -> Call[Engines]:
    """List the engines that another call could have named."""
    return engines(call.request.headers.get("Organization"))


LISTED_ENGINES = 20
"""How many engines a message names. Servers have a handful."""


def with_engines(error: NotFoundError, engine: str, listed: Engines) -> None:
    """Adds to an error what engines there are, if it is the engine that was not found."""
    ids = tuple(found.id for found in listed)
    if engine in ids:
        return
    error.engines = ids
    names = ", ".join(presentable(each)[:100] for each in ids[:LISTED_ENGINES])
    further = f" and {len(ids) - LISTED_ENGINES} more" if len(ids) > LISTED_ENGINES else ""
    error.message += f". This server has no engine {engine!r:.100}; it has {names or 'none'}{further}"


# --- answers ---------------------------------------------------------------------------------------------------------

JSON_TYPE = "application/json"
UNNAMED_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream"})
"""Content types that say nothing: what the body is, its first bytes tell."""

FINISH_REASONS_BY_NUMBER: Mapping[int, FinishReason] = {
    0: FinishReason.SUCCESS,
    4: FinishReason.CONTENT_FILTERED,
}
"""What Gyre, a self-hosted server, sends in place of words."""

MAX_SEED = 2**32 - 1


def _generation_reader(operation: str, scope: Scope) -> Callable[[Answer], Generation]:
    def read(answer: Answer) -> Generation:
        images = tuple(_json_images(answer) if _is_json(answer) else [_bare_image(answer)])
        return Generation(images, scope.engine, operation, answer.http, scope.estimated_credits)

    return read


def _is_json(answer: Answer) -> bool:
    if answer.media_type in UNNAMED_TYPES:
        return answer.body.lstrip()[:1] in {b"{", b"["}
    return answer.media_type == JSON_TYPE


def _bare_image(answer: Answer) -> GeneratedImage:
    """The picture that the body is. A JPEG or WebP file under its own type is taken too, as it has been paid for."""
    if not answer.body:
        raise _UnreadableError("the answer is empty")
    kind = _whole_picture(answer.body, "the answer")
    if answer.media_type not in {kind.media_type, *UNNAMED_TYPES}:
        raise _UnreadableError(f"the answer is a {kind.name} file under another content type")
    return GeneratedImage(
        answer.body,
        kind.media_type,
        _seed(answer.headers.get("seed")),
        _finish_reason(answer.headers.get("finish-reason"), answer),
    )


def _whole_picture(data: bytes, what: str) -> ImageFormat:
    """The format of a picture file that is there from its first byte to its last."""
    kind = image_format(data)
    if kind is None:
        raise _UnreadableError(f"{what} is no picture")
    try:
        kind.read_header(data)
        end = max(end for _, _, end in png_chunks(data)) + CHECKSUM_BYTES if kind is PNG else len(data)
    except NotAnImageError as error:
        raise _UnreadableError(f"{what} is broken: {error}") from None
    if end != len(data):
        raise _UnreadableError(f"{what} is a PNG file with something after its end")
    return kind


def _json_images(answer: Answer) -> list[GeneratedImage]:
    document = _json(answer)
    items = document.get("artifacts") if isinstance(document, dict) else document
    if not isinstance(items, list) or not items:
        raise _UnreadableError("the answer holds no list of pictures")
    return [_json_image(item, f"picture {index}", answer) for index, item in enumerate(items)]


def _json_image(item: Any, what: str, answer: Answer) -> GeneratedImage:
    if not isinstance(item, dict):
        raise _UnreadableError(f"{what} is no object")
    image = raw.Image.from_dict(item)
    if not isinstance(image.base64, str):
        raise _UnreadableError(f"{what} has no base64")
    try:
        data = pybase64.b64decode(image.base64, validate=True)
    except ValueError:
        raise _UnreadableError(f"{what} is not base64") from None
    return GeneratedImage(
        data, _whole_picture(data, what).media_type, _seed(image.seed), _finish_reason(image.finish_reason, answer)
    )


def _seed(value: object) -> int | None:
    """A seed of 0 to 4294967295, as a number or as digits; None for anything else."""
    if isinstance(value, str):
        # The length is asked first: int() of 5,000 digits raises.
        value = int(value) if value.isascii() and value.isdigit() and len(value) <= len(str(MAX_SEED)) else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= MAX_SEED else None


def _finish_reason(value: object, answer: Answer) -> FinishReason | str | None:
    """The contract's word, or the server's own; None where it sent none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return FINISH_REASONS_BY_NUMBER.get(value, str(value))
    if not isinstance(value, str) or not value:
        return None
    return FinishReason(value) if value in FinishReason._value2member_map_ else answer.presentable(value)


def _json(answer: Answer) -> Any:
    if not answer.body:
        raise _UnreadableError("the answer is empty")
    try:
        return msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise _UnreadableError("the answer is not JSON") from None


def _object(answer: Answer, model: Callable[[Mapping[str, Any]], T]) -> T:
    """The generated model of a JSON answer."""
    document = _json(answer)
    if not isinstance(document, dict):
        raise _UnreadableError("the answer is no JSON object")
    try:
        return model(document)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _UnreadableError(
            f"the answer lacks what the contract promises ({type(error).__name__}: {error})"
        ) from None


def _typed(value: object, kind: type[T] | tuple[type[T], ...], what: str) -> T:
    """The value, if it is of the kind that the contract says: the generated models do not look."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _UnreadableError(f"{what} is {type(value).__name__}")
    return value


def _read_engines(answer: Answer) -> Engines:
    listed = _object(answer, raw.EngineList.from_dict).engines
    return Engines(
        [
            Engine(
                id=_typed(item.id, str, "an engine's id"),
                name=_typed(item.name, str, "an engine's name"),
                description=_typed(item.description, str, "an engine's description"),
                type=_typed(item.type_, str, "an engine's type"),
            )
            for item in listed
        ],
        answer.http,
    )


def _read_account(answer: Answer) -> Account:
    found = _object(answer, raw.Account.from_dict)
    return Account(
        id=_typed(found.id, str, "the account's id"),
        email=_typed(found.email, str, "the account's email"),
        organizations=tuple(
            Organization(
                id=_typed(item.id, str, "an organisation's id"),
                name=_typed(item.name, str, "an organisation's name"),
                role=_typed(item.role, str, "an organisation's role"),
                is_default=_typed(item.is_default, bool, "an organisation's is_default"),
            )
            for item in found.organizations
        ),
        profile_picture=found.profile_picture if isinstance(found.profile_picture, str) else None,
        http=answer.http,
    )


def _read_balance(answer: Answer) -> Balance:
    found = _object(answer, raw.Balance.from_dict)
    try:
        left = float(_typed(found.credits_, (int, float), "credits"))
    except OverflowError:  # an integer of over 300 digits
        left = math.inf
    if not math.isfinite(left):
        raise _UnreadableError("credits is no number that makes sense")
    return Balance(left, answer.http)
