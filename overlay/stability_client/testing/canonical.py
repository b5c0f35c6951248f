"""The canonical form of a request, equal for two requests with the same content.

It does not depend on the client's machine, the server's host, the key, or the order of JSON keys and form parts.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from stability_client._contract import facts
from stability_client.testing.multipart import (
    BodyPart,
    MalformedMultipartError,
    is_guessable,
    parse_content_type,
    split_parts,
)
from stability_client.testing.scrubbing import scrub_authorization, scrub_id, scrub_json, scrub_text

KEY_HEADERS = frozenset({"authorization", facts.AUTH_HEADER.lower()})
"""Headers that hold keys. `Authorization` is always one of them, so that no key is stored by mistake."""

_CONTRACT_HEADERS = {name.lower() for operation in facts.OPERATIONS.values() for name in operation.headers}
COMPARED_HEADERS = tuple(sorted({"accept", "content-type", "organization"} | KEY_HEADERS | _CONTRACT_HEADERS))
"""The headers that change what a server does, including those that a later contract adds. All others describe the
client's machine."""

ID_HEADERS = {"organization": "org", "stability-client-user-id": "user"}
"""The headers that identify somebody, and the kind of their ids."""

HOST = "https://stability.example"
"""Replaces the scheme, host and port of every request."""

JSON = "application/json"


def canonicalize(method: str, url: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """Return the canonical form of a request as JSON values, without host, boundary or key.

    Args:
        method: The HTTP method.
        url: The whole URL; scheme, host and port are left out.
        headers: Those of `COMPARED_HEADERS` are included.
        body: JSON is included by value; multipart by its parts, sorted; files by their SHA-256 and length.
    """
    parts = urlsplit(url)
    lower = {name.lower(): value for name, value in headers.items()}
    content_type, boundary = _canonical_content_type(lower.get("content-type", ""))
    compared = {name: _canonical_header(name, lower[name]) for name in COMPARED_HEADERS if name in lower}
    if "content-type" in compared:
        compared["content-type"] = content_type
    canonical: dict[str, Any] = {"method": method.upper(), "path": parts.path or "/"}
    if parts.query:
        canonical["query"] = sorted(
            [name, scrub_text(value)] for name, value in parse_qsl(parts.query, keep_blank_values=True)
        )
    canonical["headers"] = compared
    if body:
        canonical["body"] = _canonical_body(body, content_type, boundary)
    return canonical


def fingerprint(canonical: Mapping[str, Any]) -> str:
    """Return a text that is equal for equal canonical forms; 7 and 7.0 are not equal."""
    return json.dumps(canonical, sort_keys=True)


def parse_json(data: bytes) -> Any:
    """Return the value of a JSON text.

    Raises:
        ValueError: It is not JSON, repeats a key, or holds text that cannot be encoded as UTF-8.
    """
    value = json.loads(data.decode("utf-8"), object_pairs_hook=_unique_keys)
    json.dumps(value, ensure_ascii=False).encode("utf-8")
    return value


def digest(data: bytes) -> dict[str, Any]:
    """Return the SHA-256 and the length of bytes."""
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key is repeated")
    return value


def _canonical_header(name: str, value: str) -> str:
    if name in KEY_HEADERS:
        return scrub_authorization(value)
    kind = ID_HEADERS.get(name)
    return scrub_id(value, kind) if kind else value


def _canonical_content_type(value: str) -> tuple[str, str]:
    """Return the content type to compare, and the boundary. A boundary that can be guessed is compared too."""
    if not value.lower().startswith("multipart/"):
        return value, ""
    media_type, parameters = parse_content_type(value)
    boundary = parameters.get("boundary", "")
    return (f"{media_type}; boundary={boundary}" if is_guessable(boundary) else media_type), boundary


def _canonical_body(data: bytes, content_type: str, boundary: str) -> dict[str, Any]:
    if not boundary:
        return _canonical_content(data, content_type)
    try:
        parts = [_canonical_part(part) for part in split_parts(data, boundary)]
    except MalformedMultipartError as error:
        return {"malformed": str(error), **digest(data)}
    return {"parts": sorted(parts, key=lambda part: (part["name"], fingerprint(part)))}


def _canonical_part(part: BodyPart) -> dict[str, Any]:
    canonical: dict[str, Any] = {"name": part.name}
    if part.filename is not None:
        canonical["filename"] = part.filename
    if part.content_type is not None:
        canonical["content-type"] = part.content_type
    if part.other_headers:
        canonical["headers"] = dict(sorted(part.other_headers.items()))
    is_file = part.filename is not None and not _is_json(part.content_type or "")
    return canonical | (digest(part.data) if is_file else _canonical_content(part.data, part.content_type or ""))


def _canonical_content(data: bytes, content_type: str) -> dict[str, Any]:
    if _is_json(content_type):
        try:
            return {"json": scrub_json(parse_json(data))}
        except ValueError:
            pass
    try:
        return {"text": scrub_text(data.decode("utf-8"))}
    except UnicodeDecodeError:
        return digest(data)


def _is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == JSON or media_type.endswith("+json")
