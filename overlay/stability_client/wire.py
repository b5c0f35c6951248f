"""The seam to the generated code: builds requests with it and reads answers with it. Nothing here sends anything.

This is the only module that knows `stability_raw`. What the rest of the package needs of it, it takes from here.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Generic, TypeVar

import dateutil.parser
import msgspec
import pybase64
from attrs import field, frozen
from stability_raw import AuthenticatedClient as RawClient
from stability_raw import facts
from stability_raw import models as raw
from stability_raw.api.engines import engines as _engines
from stability_raw.api.generation import image_to_image as _image_to_image
from stability_raw.api.generation import masking as _masking
from stability_raw.api.generation import text_to_image as _text_to_image
from stability_raw.api.user import account as _account
from stability_raw.api.user import balance as _balance
from stability_raw.models import ClipGuidancePreset, EngineType, FinishReason, MaskSource, Sampler
from stability_raw.types import UNSET, File

from stability_client.errors import (
    InvalidOptionError,
    StabilityError,
    UnreadableResponseError,
    error_class,
)
from stability_client.images import InputImage
from stability_client.redaction import presentable
from stability_client.results import (
    Account,
    Balance,
    Engine,
    Engines,
    GeneratedImage,
    Generation,
    HttpInfo,
    Organization,
)

__all__ = [
    "Answer",
    "Call",
    "ClipGuidancePreset",
    "EngineType",
    "FinishReason",
    "MaskSource",
    "RawClient",
    "Request",
    "Sampler",
    "Scope",
    "account",
    "balance",
    "engines",
    "facts",
    "image_to_image",
    "masking",
    "text_to_image",
]

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
class Answer:
    """An answer as it came: its headers in lower case, its body whole and decoded."""

    status_code: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What must not show, should the server echo it."""

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case; empty where none came."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def request_id(self) -> str | None:
        """What the server's operator can find the call by."""
        for name in ("x-request-id", "request-id", "cf-ray"):
            if name in self.headers:
                return presentable(self.headers[name], self.secrets)[:100]
        return None

    @property
    def http(self) -> HttpInfo:
        """What results tell of the answer."""
        return HttpInfo(self.status_code, dict(self.headers), self.request_id)


@frozen
class Call(Generic[T]):
    """A request, and how to read its answer."""

    request: Request
    _read: Callable[[Answer], T] = field(repr=False)

    def read(self, answer: Answer) -> T:
        """What the answer says.

        Raises:
            StabilityError: It says that something went wrong, or it makes no sense.
        """
        if answer.status_code != 200:  # noqa: PLR2004 - the one success the contract knows
            raise _error(answer, self.request)
        try:
            return self._read(answer)
        except _UnreadableError as error:
            raise UnreadableResponseError(
                f"{error} ({answer.headers.get('content-type', 'no content type')!r:.80}, {len(answer.body)} bytes)",
                **_facts_of(answer, self.request),
            ) from None


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
    return Call(_request("text_to_image", kwargs), _generation_reader("text_to_image", scope))


def image_to_image(scope: Scope, options: Mapping[str, Any], init_image: InputImage) -> Call[Generation]:
    """Repaint a whole picture, led by text prompts."""
    kwargs = _image_to_image._get_kwargs(
        _engine_id(scope.engine),
        body=raw.ImageToImageBody(init_image=_file(init_image), options=_options(raw.ImageToImageOptions, options)),
        accept=_Word(scope.accept),  # type: ignore[arg-type]  # it is only ever turned into text
        organization=scope.organization or UNSET,
    )
    return Call(_request("image_to_image", kwargs), _generation_reader("image_to_image", scope))


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
    return Call(_request("masking", kwargs), _generation_reader("masking", scope))


def engines(organization: str | None) -> Call[Engines]:
    """List the engines the key may use."""
    return Call(_request("engines", _engines._get_kwargs(organization=organization or UNSET)), _read_engines)


def account() -> Call[Account]:
    """Tell who the key belongs to."""
    return Call(_request("account", _account._get_kwargs()), _read_account)


def balance(organization: str | None) -> Call[Balance]:
    """Tell how many credits are left."""
    return Call(_request("balance", _balance._get_kwargs(organization=organization or UNSET)), _read_balance)


# --- answers ---------------------------------------------------------------------------------------------------------

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_END = b"IEND\xaeB`\x82"

FINISH_REASONS_BY_NUMBER: Mapping[int, FinishReason] = {
    0: FinishReason.SUCCESS,
    4: FinishReason.CONTENT_FILTERED,
}
"""What Gyre, a self-hosted server, sends in place of words."""

MAX_SEED = 2**32 - 1


def _generation_reader(operation: str, scope: Scope) -> Callable[[Answer], Generation]:
    def read(answer: Answer) -> Generation:
        images = tuple(_json_images(answer) if answer.media_type == _JSON else [_png_image(answer)])
        return Generation(images, scope.engine, operation, answer.http, scope.estimated_credits)

    return read


_JSON = "application/json"


def _png_image(answer: Answer) -> GeneratedImage:
    if answer.media_type not in {"image/png", ""}:
        raise _UnreadableError("the answer is of a type that was not asked for")
    return GeneratedImage(
        _png(answer.body, "the answer"),
        "image/png",
        _seed(answer.headers.get("seed")),
        _finish_reason(answer.headers.get("finish-reason")),
    )


def _png(data: bytes, what: str) -> bytes:
    if not data.startswith(PNG_SIGNATURE):
        raise _UnreadableError(f"{what} is no PNG file")
    if not data.endswith(PNG_END):
        raise _UnreadableError(f"{what} is a PNG file that was cut off")
    return data


def _json_images(answer: Answer) -> list[GeneratedImage]:
    document = _json(answer)
    items = document.get("artifacts") if isinstance(document, dict) else document
    if not isinstance(items, list) or not items:
        raise _UnreadableError("the answer holds no list of pictures")
    return [_json_image(item, index) for index, item in enumerate(items)]


def _json_image(item: Any, index: int) -> GeneratedImage:
    if not isinstance(item, dict):
        raise _UnreadableError(f"picture {index} is no object")
    image = raw.Image.from_dict(item)
    if not isinstance(image.base64, str):
        raise _UnreadableError(f"picture {index} has no base64")
    try:
        data = pybase64.b64decode(image.base64, validate=True)
    except ValueError:
        raise _UnreadableError(f"picture {index} is not base64") from None
    return GeneratedImage(
        _png(data, f"picture {index}"), "image/png", _seed(image.seed), _finish_reason(image.finish_reason)
    )


def _seed(value: object) -> int | None:
    """A seed of 0 to 4294967295, as a number or as digits; None for anything else."""
    if isinstance(value, str):
        # The length is asked first: int() of 5,000 digits raises.
        value = int(value) if value.isascii() and value.isdigit() and len(value) <= len(str(MAX_SEED)) else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= MAX_SEED else None


def _finish_reason(value: object) -> FinishReason | str | None:
    """The contract's word, or the server's own; None where it sent none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return FINISH_REASONS_BY_NUMBER.get(value, str(value))
    if not isinstance(value, str) or not value:
        return None
    return FinishReason(value) if value in FinishReason._value2member_map_ else presentable(value)


def _json(answer: Answer) -> Any:
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
    return Balance(float(_typed(found.credits_, (int, float), "credits")), answer.http)


# --- errors ----------------------------------------------------------------------------------------------------------


def _facts_of(answer: Answer, request: Request) -> dict[str, Any]:
    """What every error of an answer carries."""
    return {
        "status_code": answer.status_code,
        "request_id": answer.request_id,
        "sent": True,
        # A refusal costs nothing; of anything else the server may have painted first.
        "maybe_billed": request.billable and not 400 <= answer.status_code < 500,  # noqa: PLR2004 - HTTP's own class
        "body": answer.body,
    }


def _error(answer: Answer, request: Request) -> StabilityError:
    """The error that an answer is."""
    try:
        document = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        document = None
    told: Mapping[str, Any] = document if isinstance(document, dict) else {}
    name = told.get("name") if isinstance(told.get("name"), str) else None
    message = _message(told) or _page_title(answer) or f"the server answered {answer.status_code}"
    return error_class(name, answer.status_code)(
        presentable(message, answer.secrets),
        name=None if name is None else presentable(name, answer.secrets)[:100],
        retry_after=retry_after(answer.headers.get("retry-after")),
        **_facts_of(answer, request),
    )


def _message(told: Mapping[str, Any]) -> str | None:
    """What the body says, in any of the spellings that servers use."""
    for key in ("message", "messsage"):  # Gyre's spelling is the second
        if isinstance(told.get(key), str) and told[key]:
            return str(told[key])
    if isinstance(told.get("errors"), list):  # later versions of the API
        return "; ".join(str(error) for error in told["errors"]) or None
    return None


def _page_title(answer: Answer) -> str | None:
    """A proxy's or a framework's page in a few words."""
    text = answer.body[:100_000].decode("utf-8", "replace")
    if answer.media_type == "text/html" or text.lstrip()[:1] == "<":
        title = re.search(r"<title[^>]*>([^<]*)</title>", text, re.IGNORECASE)
        return f"the server answered with a page: {' '.join(title[1].split())}" if title and title[1].strip() else None
    return text.strip() or None


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds that a `Retry-After` header asks to wait, given there in seconds or as a date; None for anything else.

    Args:
        value: The header.
        now: The time to count from; the present where none is given.
    """
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit() and len(value) < 10:  # noqa: PLR2004 - over 30 years
        return float(value)
    try:
        moment = dateutil.parser.parse(value)
        wait = (moment - (now or datetime.now(UTC))).total_seconds()
    except (ValueError, OverflowError, TypeError):  # TypeError: a date without a time zone
        return None
    return max(0.0, wait)
