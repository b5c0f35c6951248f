"""What a request means: the same form for two requests that say the same, whatever machine or order they came from."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from stability_client._contract import facts
from stability_client.testing import multipart
from stability_client.testing.scrubbing import scrub_authorization, scrub_id, scrub_json, scrub_text

_FROM_THE_CONTRACT = {name.lower() for operation in facts.OPERATIONS.values() for name in operation.headers}
KEY_HEADERS = frozenset({"authorization", facts.AUTH_HEADER.lower()})
"""Where keys stand; `Authorization` counts whatever the contract says, so that none is kept by mistake."""

KEPT_HEADERS = tuple(sorted({"accept", "content-type", "organization"} | KEY_HEADERS | _FROM_THE_CONTRACT))
"""The headers that change what a server does, those that a later contract adds included. All others tell of the
client's machine."""

HOST = "https://stability.example"
"""What every request's scheme, host and port become."""

JSON = "application/json"


def canonical_request(method: str, url: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """The meaning of a request as JSON values: no host, boundary, key or machine in it.

    Args:
        method: The HTTP method.
        url: The whole address; scheme, host and port do not count.
        headers: Of these, `KEPT_HEADERS` count.
        body: JSON counts by value; multipart by its parts, sorted; files by their SHA-256 and length.
    """
    parts = urlsplit(url)
    lower = {name.lower(): value for name, value in headers.items()}
    content_type, boundary = _content_type(lower.get("content-type", ""))
    kept = {name: _header(name, lower[name]) for name in KEPT_HEADERS if name in lower}
    if "content-type" in kept:
        kept["content-type"] = content_type
    meaning: dict[str, Any] = {"method": method.upper(), "path": parts.path or "/"}
    if parts.query:
        meaning["query"] = sorted(
            [name, scrub_text(value)] for name, value in parse_qsl(parts.query, keep_blank_values=True)
        )
    meaning["headers"] = kept
    if body:
        meaning["body"] = _body(body, content_type, boundary)
    return meaning


def fingerprint(meaning: Mapping[str, Any]) -> str:
    """A text that is the same for two meanings that are; 7 and 7.0 are not."""
    return json.dumps(meaning, sort_keys=True)


def json_value(data: bytes) -> Any:
    """The value of a JSON text.

    Raises:
        ValueError: It is no JSON, says a key twice, or holds text that no file can hold.
    """
    value = json.loads(data.decode("utf-8"), object_pairs_hook=_object)
    json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def opaque(data: bytes) -> dict[str, Any]:
    """Bytes by their SHA-256 and length."""
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands twice")
    return made


def _header(name: str, value: str) -> str:
    if name in KEY_HEADERS:
        return scrub_authorization(value)
    return scrub_id(value) if name == "organization" else value


def _content_type(value: str) -> tuple[str, str]:
    """The content type as it counts, and the boundary. One that can be guessed stays in; a random one says nothing."""
    if not value.lower().startswith("multipart/"):
        return value, ""
    media_type, parameters = multipart.parameters(value)
    boundary = parameters.get("boundary", "")
    return (f"{media_type}; boundary={boundary}" if multipart.is_guessable(boundary) else media_type), boundary


def _body(data: bytes, content_type: str, boundary: str) -> dict[str, Any]:
    if boundary:
        try:
            parts = [_part(part) for part in multipart.split(data, boundary)]
        except multipart.MalformedMultipartError as problem:
            return {"malformed": str(problem), **opaque(data)}
        return {"parts": sorted(parts, key=lambda part: (part["name"], fingerprint(part)))}
    return _content(data, content_type)


def _part(part: multipart.Part) -> dict[str, Any]:
    made: dict[str, Any] = {"name": part.name}
    if part.filename is not None:
        made["filename"] = part.filename
    if part.content_type is not None:
        made["content-type"] = part.content_type
    if part.other_headers:
        made["headers"] = dict(sorted(part.other_headers.items()))
    is_file = part.filename is not None and not _is_json(part.content_type or "")
    return made | (opaque(part.data) if is_file else _content(part.data, part.content_type or ""))


def _content(data: bytes, content_type: str) -> dict[str, Any]:
    if _is_json(content_type):
        try:
            return {"json": scrub_json(json_value(data))}
        except ValueError:
            pass
    try:
        return {"text": scrub_text(data.decode("utf-8"))}
    except UnicodeDecodeError:
        return opaque(data)


def _is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == JSON or media_type.endswith("+json")
