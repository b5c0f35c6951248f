"""Error responses, and what becomes of them. Nothing here knows the generated code or the network."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from stability_client._redaction import redact_bytes, sanitize
from stability_client._wire.messages import Response
from stability_client.errors import (
    ContentModerationError,
    InvalidFileSizeError,
    InvalidImageDimensionsError,
    InvalidMaskImageError,
    InvalidMimeTypeError,
    InvalidOptionError,
    InvalidPixelCountError,
    InvalidPromptsError,
    NotFoundError,
    RateLimitError,
    RequestError,
    ResultNotReadyError,
    StabilityError,
    UnreadableResponseError,
    error_class,
)
from stability_client.pending import Pending
from stability_client.results import Engines
from stability_client.retries import RATE_LIMIT_LOCKOUT_SECONDS

MAX_NAME = 100
"""Characters of a server's name for an error, or of a content type, that are shown."""

SEARCHED_PAGE_BYTES = 100_000
"""How far into an HTML page its title is looked for."""

MAX_DATE = 40
"""Characters; the longest form of a date in HTTP has 33."""

_HTTP_DATE = re.compile(r"[A-Za-z]{3,9},? [\w :-]+")
_SECONDS = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)  # nine digits are over 30 years


class UnusableResponseError(Exception):
    """A successful response does not hold what it should; the message says how. Only seen inside the package."""


_IMAGE = r"(\w+_)?(image|mask|reference): "

ERRORS_BY_COMPLAINT: tuple[tuple[re.Pattern[str], type[RequestError]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), error)
    for pattern, error in (
        (r"(\w+_)?prompt: ", InvalidPromptsError),
        (rf"{_IMAGE}.*\b(sides?|width|height|dimensions?|aspect ratio)\b", InvalidImageDimensionsError),
        (rf"{_IMAGE}.*\bpixels?\b", InvalidPixelCountError),
        (rf"{_IMAGE}.*\b(bytes|[km]i?b)\b", InvalidFileSizeError),
        (rf"{_IMAGE}.*\b(png|jpeg|webp|format|broken|corrupt|truncated)\b", InvalidMimeTypeError),
        (r"mask: ", InvalidMaskImageError),
    )
)
"""What v2beta's "bad request" is, by its first entry, `<field>: <complaint>`: it has no names for single mistakes."""


def _complaint_class(fields: Mapping[str, Any]) -> type[RequestError]:
    """Return the class of a "bad request" by what is complained about."""
    entries = fields.get("errors")
    first = str(entries[0]) if isinstance(entries, list) and entries else ""
    return next((error for pattern, error in ERRORS_BY_COMPLAINT if pattern.match(first)), InvalidOptionError)


REDIRECTS = range(300, 400)
UNBILLED_STATUSES = range(300, 500)
"""Redirected or refused: the server generated nothing."""


def redacted_body(body: bytes, secrets: tuple[str, ...]) -> bytes | None:
    """Return a body as errors keep it; None if it is empty."""
    return redact_bytes(body, secrets) or None


def _facts(response: Response, *, billable: bool) -> dict[str, Any]:
    """What every error of a response carries."""
    return {
        "status_code": response.status_code,
        "request_id": response.request_id,
        "sent": True,
        "maybe_billed": billable and response.status_code not in UNBILLED_STATUSES,
        "body": redacted_body(response.body, response.secrets),
    }


def unreadable_response(response: Response, problem: str, *, billable: bool) -> UnreadableResponseError:
    """Return the error for a response that should be a result and is none."""
    content_type = response.sanitize(response.headers.get("content-type", ""))[:MAX_NAME] or "no content type"
    message = f"{response.sanitize(problem)} ({content_type}, {len(response.body):,} bytes)"
    return UnreadableResponseError(message, **_facts(response, billable=billable))


def error_from_response(response: Response, *, billable: bool) -> StabilityError:
    """Return the error that a response is."""
    facts = _facts(response, billable=billable)
    if response.status_code in REDIRECTS:
        return UnreadableResponseError(_redirect_message(response), **facts)
    fields = error_fields(response)
    name = fields.get("name") if isinstance(fields.get("name"), str) else None
    message = _message(fields) or _page_title(response)
    kind = error_class(name, response.status_code)
    if kind is InvalidOptionError:
        kind = _complaint_class(fields)
    seconds = retry_after(response.headers.get("retry-after"))
    text = response.sanitize(message or f"the server responded with {response.status_code} and no message")
    if issubclass(kind, ContentModerationError):
        text = f"{text.rstrip('.')}. Nothing was charged"
    if issubclass(kind, RateLimitError):
        text = f"{text.rstrip('.')}. Wait {RATE_LIMIT_LOCKOUT_SECONDS if seconds is None else seconds:g} s"
    return kind(
        text,
        name=None if name is None else response.sanitize(name)[:MAX_NAME],
        retry_after=seconds,
        **facts,
    )


def _redirect_message(response: Response) -> str:
    """Where a redirect points: only as far as the host, since paths and queries may hold anything."""
    try:
        target = urlsplit(response.headers.get("location", "").strip())
        host, port = target.hostname, target.port
    except ValueError:
        host, port, target = None, None, urlsplit("")
    if host:
        target_text = f"{target.scheme or 'the same scheme'}://{host}" + (f":{port}" if port else "")
    else:
        target_text = "another path of the same server" if target.path else "an address that cannot be read"
    return response.sanitize(
        f"the server redirects to {target_text}. That is not followed, so that the API key goes nowhere else: "
        "if the new address is right, set base_url to it"
    )


def error_fields(response: Response) -> Mapping[str, Any]:
    """Return the members of an error's body, under any content type; none if it is no JSON object."""
    try:
        document = msgspec.json.decode(response.body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _message(fields: Mapping[str, Any]) -> str | None:
    """The message of an error's body, in any of the spellings that servers use."""
    for key in ("message", "messsage"):  # Gyre's spelling is the second
        if isinstance(fields.get(key), str) and fields[key]:
            return str(fields[key])
    errors = fields.get("errors")  # v2beta's, and those of servers that come near it
    return "; ".join(map(str, errors)) or None if isinstance(errors, list) else str(errors or "") or None


def _page_title(response: Response) -> str | None:
    """The title of a proxy's or a framework's HTML page; text that is no page as it is."""
    text = response.body[:SEARCHED_PAGE_BYTES].decode("utf-8", "replace").strip()
    if response.media_type == "text/html" or text[:1] == "<":
        title = re.search(r"<title[^>]{0,200}>([^<]*)</title>", text, re.IGNORECASE)
        return f"the server responded with a page: {' '.join(title[1].split())}" if title and title[1].strip() else None
    return text or None


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Return the seconds that a `Retry-After` header asks to wait; None for what is neither seconds nor a date.

    Args:
        value: The header.
        now: The time to count from; by default the present.
    """
    value = (value or "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    # The forms are few, and the parser of dates reads much that is none.
    if len(value) > MAX_DATE or not _HTTP_DATE.fullmatch(value):
        return None
    try:
        from dateutil import parser  # noqa: PLC0415 - few responses hold a date

        moment = parser.parse(value, ignoretz=True).replace(tzinfo=UTC)  # dates in HTTP are in GMT
    except (ValueError, OverflowError):
        return None
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())


def add_location(error: StabilityError, operation: str, url: str) -> None:
    """Add to an error where the call went; a "not found" says so in its message too."""
    error.operation, error.url = operation, url
    if isinstance(error, NotFoundError):
        error.message = f"{error.message.rstrip('.')}, at {url}"


def add_retirement(error: NotFoundError, retired_at: str) -> None:
    """Add to a "not found" that its server has switched off the edition of the API, if it is that server.

    Args:
        error: The error, with its `url`.
        retired_at: The server's address; empty if there is none.
    """
    if retired_at and (error.url or "").startswith(f"{retired_at}/"):
        error.message += ". The hosted service has retired this version: set base_url to a server that speaks it"


def pending_advice(pending: Pending) -> str:
    """Return how the result of work that was paid for is fetched later."""
    return f"The work has been paid for: client.v2beta.result({pending.id!r}) fetches its result, for 24 hours"


def add_pending(error: StabilityError, pending: Pending) -> None:
    """Add to an error the work whose result it kept from being fetched, and how to fetch that later, if it can be."""
    error.pending = pending
    if not isinstance(error, ContentModerationError):
        error.maybe_billed = True
    if not isinstance(error, ContentModerationError | NotFoundError | ResultNotReadyError):
        error.message = f"{error.message.rstrip('.')}. {pending_advice(pending)}"


MAX_LISTED_ENGINES = 20
"""How many engines a message names. Servers have a handful."""


def add_available_engines(error: NotFoundError, engine: str, available: Engines) -> None:
    """Add to an error which engines there are, if it is the engine that was not found."""
    ids = tuple(found.id for found in available)
    if engine in ids:
        return
    error.engines = ids
    names = ", ".join(sanitize(each)[:100] for each in ids[:MAX_LISTED_ENGINES])
    more = f" and {len(ids) - MAX_LISTED_ENGINES} more" if len(ids) > MAX_LISTED_ENGINES else ""
    error.message += f". This server has no engine {engine!r:.100}; it has {names or 'none'}{more}"
