"""Answers as they came, and the errors that they are. Nothing here knows the generated code or the network."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import dateutil.parser
import msgspec
from attrs import field, frozen

from stability_client._redaction import presentable, redact_bytes
from stability_client.errors import StabilityError, UnreadableResponseError, error_class
from stability_client.results import HttpInfo

REQUEST_ID_HEADERS = ("x-request-id", "request-id", "cf-ray")
"""Where servers and the proxies before them put what they can find a call by."""

LONGEST_NAME = 100
"""Characters of a server's name for an error, or of a request's id, that are shown."""

SEARCHED_PAGE_BYTES = 100_000
"""How far into a page its title is looked for."""

LONGEST_DATE = 40
"""Characters; the longest form of a date in HTTP has 33."""

_HTTP_DATE = re.compile(r"[A-Za-z]{3,9},? [\w :-]+")
_SECONDS = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)  # nine digits are over 30 years

REDIRECTS = range(300, 400)
REFUSALS = range(300, 500)
"""Redirected or refused: the server did not paint."""


@frozen
class Answer:
    """An answer as it came: its headers in lower case and free of the key, its body whole and decoded."""

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
        found = next(filter(None, (self.headers.get(name) for name in REQUEST_ID_HEADERS)), None)
        return None if found is None else self.presentable(found)[:LONGEST_NAME]

    @property
    def http(self) -> HttpInfo:
        """What results tell of the answer."""
        return HttpInfo(self.status_code, dict(self.headers), self.request_id)

    def presentable(self, text: str) -> str:
        """Text of this answer as an error may show it."""
        return presentable(text, self.secrets)


def kept(body: bytes, secrets: tuple[str, ...]) -> bytes | None:
    """A body as errors keep it; None where nothing came."""
    return redact_bytes(body, secrets) or None


def _facts(answer: Answer, *, billable: bool) -> dict[str, Any]:
    """What every error of an answer carries."""
    return {
        "status_code": answer.status_code,
        "request_id": answer.request_id,
        "sent": True,
        "maybe_billed": billable and answer.status_code not in REFUSALS,
        "body": kept(answer.body, answer.secrets),
    }


def unreadable(answer: Answer, problem: str, *, billable: bool) -> UnreadableResponseError:
    """The error for an answer that should be a result and is none."""
    content_type = answer.presentable(answer.headers.get("content-type", ""))[:LONGEST_NAME] or "no content type"
    message = f"{answer.presentable(problem)} ({content_type}, {len(answer.body):,} bytes)"
    return UnreadableResponseError(message, **_facts(answer, billable=billable))


def error_of(answer: Answer, *, billable: bool) -> StabilityError:
    """The error that an answer is."""
    facts = _facts(answer, billable=billable)
    if answer.status_code in REDIRECTS:
        return UnreadableResponseError(_redirect(answer), **facts)
    told = _told(answer)
    name = told.get("name") if isinstance(told.get("name"), str) else None
    message = _message(told) or _page_title(answer) or f"the server answered {answer.status_code} and says no more"
    return error_class(name, answer.status_code)(
        answer.presentable(message),
        name=None if name is None else answer.presentable(name)[:LONGEST_NAME],
        retry_after=retry_after(answer.headers.get("retry-after")),
        **facts,
    )


def _redirect(answer: Answer) -> str:
    """Where a redirect points: no further than the host, as paths and queries may hold anything."""
    try:
        target = urlsplit(answer.headers.get("location", "").strip())
        host, port = target.hostname, target.port
    except ValueError:
        host, port, target = None, None, urlsplit("")
    if host:
        place = f"{target.scheme or 'the same scheme'}://{host}" + (f":{port}" if port else "")
    else:
        place = "another path of the same server" if target.path else "no place that can be read"
    return answer.presentable(
        f"the server redirects to {place}. That is not followed, so that the API key goes nowhere else: "
        "if the new place is right, set base_url to it"
    )


def _told(answer: Answer) -> Mapping[str, Any]:
    """The members of an error's body, under whatever content type; none where it is no JSON object."""
    try:
        document = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _message(told: Mapping[str, Any]) -> str | None:
    """What the body says, in any of the spellings that servers use."""
    for key in ("message", "messsage"):  # Gyre's spelling is the second
        if isinstance(told.get(key), str) and told[key]:
            return str(told[key])
    if isinstance(told.get("errors"), list):  # later versions of the API
        return "; ".join(str(error) for error in told["errors"]) or None
    return None


def _page_title(answer: Answer) -> str | None:
    """A proxy's or a framework's page in a few words; a text that is no page as it is."""
    text = answer.body[:SEARCHED_PAGE_BYTES].decode("utf-8", "replace").strip()
    if answer.media_type == "text/html" or text[:1] == "<":
        title = re.search(r"<title[^>]{0,200}>([^<]*)</title>", text, re.IGNORECASE)
        return f"the server answered with a page: {' '.join(title[1].split())}" if title and title[1].strip() else None
    return text or None


def retry_after(value: str | None, now: datetime | None = None) -> float | None:
    """Seconds that a `Retry-After` header asks to wait, given there in seconds or as a date; None for anything else.

    Args:
        value: The header.
        now: The time to count from; the present where none is given.
    """
    value = (value or "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    # The forms are few, and the parser of dates reads much that is none.
    if len(value) > LONGEST_DATE or not _HTTP_DATE.fullmatch(value):
        return None
    try:
        moment = dateutil.parser.parse(value, ignoretz=True).replace(tzinfo=UTC)  # dates in HTTP are in GMT
    except (ValueError, OverflowError):
        return None
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())
