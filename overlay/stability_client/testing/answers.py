"""Answers as cassettes keep them: readable, free of what differs from run to run, pictures apart."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from stability_client.testing.blobs import Pictures
from stability_client.testing.canonical import HOST, json_value
from stability_client.testing.network import is_loopback
from stability_client.testing.scrubbing import REQUEST_ID, scrub_answer, scrub_text

KEPT_HEADERS = (
    *("content-type", "finish-reason", "seed", "retry-after", "location"),
    *("x-request-id", "request-id", "cf-ray"),
)
"""The headers that clients read. The length is told anew from the body."""

_REQUEST_IDS = {"x-request-id", "request-id", "cf-ray"}


def stored(
    status: int, headers: Mapping[str, str], body: bytes, pictures: Pictures, secrets: Iterable[str] = ()
) -> dict[str, Any]:
    """An answer in the form that cassettes keep.

    Args:
        status: The HTTP status.
        headers: Of these, `KEPT_HEADERS` are kept.
        body: As decoded, no longer compressed.
        pictures: Where pictures go.
        secrets: What must not show.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    made: dict[str, Any] = {"status": status}
    made["headers"] = {name: _header(name, lower, secrets) for name in KEPT_HEADERS if name in lower}
    if body:
        made["body"] = _stored_body(body, lower.get("content-type", ""), pictures, secrets)
    return made


def restored(answer: Mapping[str, Any], pictures: Pictures) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer that `stored` made."""
    body = _restored_body(answer.get("body", {}), pictures)
    headers = {str(name): str(value) for name, value in answer.get("headers", {}).items()}
    return int(answer["status"]), headers | {"content-length": str(len(body))}, body


def _header(name: str, headers: Mapping[str, str], secrets: Iterable[str]) -> str:
    if name in _REQUEST_IDS:
        return REQUEST_ID
    if name == "retry-after":
        return _seconds(headers[name], headers.get("date"))
    return scrub_text(_elsewhere(headers[name]) if name == "location" else headers[name], secrets)


def _elsewhere(address: str) -> str:
    """An address; where it is on this machine, on the host that stands for all of them."""
    parts = urlsplit(address)
    return urlunsplit((*urlsplit(HOST)[:2], *parts[2:])) if is_loopback(parts.hostname or "") else address


def _seconds(retry_after: str, date: str | None) -> str:
    """A wait in seconds; one that was told as a moment counts from the answer's date."""
    try:
        moment = parsedate_to_datetime(retry_after)
        start = parsedate_to_datetime(date) if date else datetime.now(UTC)
        return str(max(0, round((moment - start).total_seconds())))
    except (ValueError, TypeError):  # not a moment, or one without a time zone
        return retry_after


def _stored_body(body: bytes, content_type: str, pictures: Pictures, secrets: Iterable[str]) -> dict[str, Any]:
    media_type = content_type.partition(";")[0].strip().lower()
    if "json" in media_type or media_type.endswith("goa.error"):
        try:
            value = json_value(body)
            return {"json": _apart(scrub_answer(value, secrets), pictures)}
        except ValueError:
            pass
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return {"file": pictures.keep(body)}
    return {"text": scrub_text(text, secrets)}


def _restored_body(body: Mapping[str, Any], pictures: Pictures) -> bytes:
    match body:
        case {"json": value}:
            return json.dumps(_together(value, pictures), ensure_ascii=False, sort_keys=True).encode()
        case {"file": name}:
            return pictures.read(name)
        case {"text": text}:
            return str(text).encode()
        case _:
            return b""


def _apart(value: Any, pictures: Pictures) -> Any:
    """A JSON value with references in place of the pictures in it."""
    if isinstance(value, str):
        return pictures.keep_base64(value) or value
    if isinstance(value, list):
        return [_apart(item, pictures) for item in value]
    if isinstance(value, dict):
        return {key: _apart(item, pictures) for key, item in sorted(value.items())}
    return value


def _together(value: Any, pictures: Pictures) -> Any:
    """A JSON value with the pictures back in it."""
    if isinstance(value, str):
        return pictures.read_base64(value) or value
    if isinstance(value, list):
        return [_together(item, pictures) for item in value]
    if isinstance(value, dict):
        return {key: _together(item, pictures) for key, item in value.items()}
    return value
