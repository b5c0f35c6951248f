"""Responses in the form that cassettes store: readable, without what differs from run to run, images in files."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from stability_client._settings import is_loopback
from stability_client.testing.blobs import BlobStore
from stability_client.testing.canonical import HOST, parse_json
from stability_client.testing.scrubbing import REQUEST_ID, scrub_response, scrub_text

REQUEST_ID_HEADERS = ("x-request-id", "request-id", "cf-ray")
STORED_HEADERS = ("content-type", "finish-reason", "seed", "retry-after", "location", *REQUEST_ID_HEADERS)
"""The headers that clients read. The content length is computed from the restored body."""


def serialize_response(
    status: int, headers: Mapping[str, str], body: bytes, blobs: BlobStore, secrets: Iterable[str] = ()
) -> dict[str, Any]:
    """Return a response in the form that cassettes store.

    Args:
        status: The HTTP status.
        headers: Those of `STORED_HEADERS` are stored.
        body: The decoded body, no longer compressed.
        blobs: Receives the images.
        secrets: Texts to replace wherever they occur.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    response: dict[str, Any] = {"status": status}
    response["headers"] = {name: _serialize_header(name, lower, secrets) for name in STORED_HEADERS if name in lower}
    if body:
        response["body"] = _serialize_body(body, lower.get("content-type", ""), blobs, secrets)
    return response


def deserialize_response(response: Mapping[str, Any], blobs: BlobStore) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of a stored response."""
    body = _deserialize_body(response.get("body", {}), blobs)
    headers = {str(name): str(value) for name, value in response.get("headers", {}).items()}
    return int(response["status"]), headers | {"content-length": str(len(body))}, body


def _serialize_header(name: str, headers: Mapping[str, str], secrets: Iterable[str]) -> str:
    value = headers[name]
    if name in REQUEST_ID_HEADERS:
        return REQUEST_ID
    if name == "retry-after":
        return _to_seconds(value, headers.get("date"))
    return scrub_text(_replace_loopback(value) if name == "location" else value, secrets)


def _replace_loopback(url: str) -> str:
    """Return the URL, on the host that stands for every server if it is on this machine."""
    parts = urlsplit(url)
    return urlunsplit((*urlsplit(HOST)[:2], *parts[2:])) if is_loopback(parts.hostname or "") else url


def _to_seconds(retry_after: str, date: str | None) -> str:
    """Return a wait in seconds; one that is given as a date counts from the response's date."""
    try:
        end = parsedate_to_datetime(retry_after)
        start = parsedate_to_datetime(date) if date else datetime.now(UTC)
        return str(max(0, round((end - start).total_seconds())))
    except (ValueError, TypeError):  # not a date, or one without a time zone
        return retry_after


def _serialize_body(body: bytes, content_type: str, blobs: BlobStore, secrets: Iterable[str]) -> dict[str, Any]:
    media_type = content_type.partition(";")[0].strip().lower()
    if "json" in media_type or media_type.endswith("goa.error"):
        try:
            return {"json": _externalize(scrub_response(parse_json(body), secrets), blobs)}
        except ValueError:
            pass
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return {"file": blobs.add(body)}
    return {"text": scrub_text(text, secrets)}


def _deserialize_body(body: Mapping[str, Any], blobs: BlobStore) -> bytes:
    match body:
        case {"json": value}:
            return json.dumps(_inline(value, blobs), ensure_ascii=False, sort_keys=True).encode()
        case {"file": name}:
            return blobs.read(name)
        case {"text": text}:
            return str(text).encode()
        case _:
            return b""


def _externalize(value: Any, blobs: BlobStore) -> Any:
    """Return a JSON value with its base64 images replaced by references."""
    if isinstance(value, str):
        return blobs.add_base64(value) or value
    if isinstance(value, list):
        return [_externalize(item, blobs) for item in value]
    if isinstance(value, dict):
        return {key: _externalize(item, blobs) for key, item in sorted(value.items())}
    return value


def _inline(value: Any, blobs: BlobStore) -> Any:
    """Return a JSON value with its references replaced by base64 images."""
    if isinstance(value, str):
        return blobs.read_base64(value) or value
    if isinstance(value, list):
        return [_inline(item, blobs) for item in value]
    if isinstance(value, dict):
        return {key: _inline(item, blobs) for key, item in value.items()}
    return value
