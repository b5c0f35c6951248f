"""Removal of private data: API keys, e-mail addresses, ids of organizations and users.

Each replacement has the form of what it replaces, so that clients parse it alike, and is not changed by a second run.
Organization ids stay distinct: each gets its own placeholder, from which the id cannot be derived.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

REDACTED = "<redacted>"
"""Replaces the key in the `Authorization` header."""

KEY = "sk-00000000"
EMAIL = "someone@example.com"
REQUEST_ID = "00000000-0000-4000-8000-000000000000"
ERROR_ID = "00000000"

_KEY_PATTERN = re.compile(r"\bsk-(?=[\w*.\-]{6})[A-Za-z0-9]+(?:[*]+[A-Za-z0-9]+)?")
_EMAIL_PATTERN = re.compile(r"\b[\w.+\-]+@(?:[\w\-]+\.)+[A-Za-z]{2,}\b")
_ID_PATTERN = re.compile(r"\b(?P<kind>org|user)-(?!0000[0-9a-f]{12}\b)[A-Za-z0-9][\w\-]*")
_DIGEST_LENGTH = 12

PRIVATE_FIELDS: Mapping[str, str] = MappingProxyType(
    {"email": EMAIL, "profile_picture": "https://example.com/picture.png"}
)
"""Response fields with personal data, and their replacements."""


def scrub_text(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text without the secrets, and without anything that looks like a key, an e-mail address or an id."""
    for secret in secrets:
        text = text.replace(secret, KEY)
    text = _KEY_PATTERN.sub(_mask_key, text)
    text = _EMAIL_PATTERN.sub(EMAIL, text)
    return _ID_PATTERN.sub(lambda match: scrub_id(match[0]), text)


def scrub_id(value: str, default_kind: str = "org") -> str:
    """Return a placeholder of the form `org-0000` and twelve digits, always the same for the same id.

    Args:
        value: The id.
        default_kind: What it is the id of, `org` or `user`, if it does not begin with that.
    """
    kind, _, rest = value.partition("-")
    if kind not in {"org", "user"}:
        kind, rest = default_kind, value
    if re.fullmatch(r"0000[0-9a-f]{12}", rest):
        return value
    return f"{kind}-0000{hashlib.sha256(value.encode()).hexdigest()[:_DIGEST_LENGTH]}"


def scrub_authorization(value: str) -> str:
    """Return the header without the key; a prefix such as `Bearer` is kept."""
    prefix, space, _ = value.strip().rpartition(" ")
    return f"{prefix}{space}{REDACTED}"


def key_in_authorization(value: str) -> str:
    """Return the key in an `Authorization` header."""
    return value.strip().rpartition(" ")[2]


def scrub_json(value: Any, secrets: Iterable[str] = ()) -> Any:
    """Return a JSON value with its keys sorted and each text in it scrubbed."""
    if isinstance(value, str):
        return scrub_text(value, secrets)
    if isinstance(value, list):
        return [scrub_json(item, secrets) for item in value]
    if isinstance(value, dict):
        return {key: scrub_json(item, secrets) for key, item in sorted(value.items())}
    return value


def scrub_response(value: Any, secrets: Iterable[str] = ()) -> Any:
    """Return the JSON value of a response, scrubbed as by `scrub_json`, and without personal data and error ids."""
    value = scrub_json(value, secrets)
    if not isinstance(value, dict):
        return value
    if {"id", "name"} <= value.keys() and value.keys() & {"message", "messsage", "errors"}:
        return {**value, "id": ERROR_ID}
    replaced: dict[str, Any] = {
        key: PRIVATE_FIELDS[key] for key in value.keys() & PRIVATE_FIELDS.keys() if value[key] is not None
    }
    organizations = value.get("organizations")
    if isinstance(organizations, list):
        replaced["organizations"] = [
            {**each, "name": f"Organization {number}"} if isinstance(each, dict) and "name" in each else each
            for number, each in enumerate(organizations, 1)
        ]
    return {**value, **replaced}


def _mask_key(match: re.Match[str]) -> str:
    """Keep the form of a key: whole, or half-masked by asterisks."""
    return "sk-" + re.sub(r"[A-Za-z0-9]+", "00000000", match[0].removeprefix("sk-"))
