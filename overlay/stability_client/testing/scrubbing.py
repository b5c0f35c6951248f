"""Taking out what is nobody's business: API keys, e-mail addresses, ids of organisations and of users.

What is put there instead has the form of what it replaces, so that clients read it alike, and is left alone by a second
run. Organisation ids keep apart: each gets a placeholder of its own, which does not lead back to it.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

REDACTED = "<redacted>"
"""Stands in the `Authorization` header for the key."""

KEY = "sk-00000000"
EMAIL = "someone@example.com"
REQUEST_ID = "00000000-0000-4000-8000-000000000000"
OCCURRENCE = "00000000"

_KEY_LIKE = re.compile(r"\bsk-(?=[\w*.\-]{6})[A-Za-z0-9]+(?:[*]+[A-Za-z0-9]+)?")
_EMAIL_LIKE = re.compile(r"\b[\w.+\-]+@(?:[\w\-]+\.)+[A-Za-z]{2,}\b")
_ID_LIKE = re.compile(r"\b(?P<kind>org|user)-(?!0000[0-9a-f]{12}\b)[A-Za-z0-9][\w\-]*")
_DIGEST_LENGTH = 12

PRIVATE_FIELDS: Mapping[str, str] = MappingProxyType(
    {"email": EMAIL, "profile_picture": "https://example.com/picture.png"}
)
"""Fields of an answer that tell of a person, and what is put there."""


def scrub_text(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without the secrets and without anything that looks like a key, an e-mail address or an id."""
    for secret in secrets:
        text = text.replace(secret, KEY)
    text = _KEY_LIKE.sub(_shape_of_key, text)
    text = _EMAIL_LIKE.sub(EMAIL, text)
    return _ID_LIKE.sub(lambda found: scrub_id(found[0]), text)


def scrub_id(value: str) -> str:
    """A placeholder of the form `org-0000` and twelve digits, always the same for the same id."""
    kind, _, rest = value.partition("-")
    if kind not in {"org", "user"}:
        kind, rest = "org", value
    if re.fullmatch(r"0000[0-9a-f]{12}", rest):
        return value
    return f"{kind}-0000{hashlib.sha256(value.encode()).hexdigest()[:_DIGEST_LENGTH]}"


def scrub_authorization(value: str) -> str:
    """The header with the key taken out; a word before it, such as `Bearer`, stays."""
    prefix, space, _ = value.strip().rpartition(" ")
    return f"{prefix}{space}{REDACTED}"


def secret_of(authorization: str) -> str:
    """The key that an `Authorization` header holds."""
    return authorization.strip().rpartition(" ")[2]


def scrub_json(value: Any, secrets: Iterable[str] = ()) -> Any:
    """A JSON value, its keys sorted, each text in it scrubbed."""
    if isinstance(value, str):
        return scrub_text(value, secrets)
    if isinstance(value, list):
        return [scrub_json(item, secrets) for item in value]
    if isinstance(value, dict):
        return {key: scrub_json(item, secrets) for key, item in sorted(value.items())}
    return value


def scrub_answer(value: Any, secrets: Iterable[str] = ()) -> Any:
    """The JSON value of an answer: as `scrub_json`, and what tells of a person or of this one occurrence goes too."""
    value = scrub_json(value, secrets)
    if not isinstance(value, dict):
        return value
    if {"id", "name"} <= value.keys() and value.keys() & {"message", "messsage", "errors"}:
        return {**value, "id": OCCURRENCE}
    private: dict[str, Any] = {
        key: PRIVATE_FIELDS[key] for key in value.keys() & PRIVATE_FIELDS.keys() if value[key] is not None
    }
    organizations = value.get("organizations")
    if isinstance(organizations, list):
        private["organizations"] = [
            {**each, "name": f"Organization {number}"} if isinstance(each, dict) and "name" in each else each
            for number, each in enumerate(organizations, 1)
        ]
    return {**value, **private}


def _shape_of_key(found: re.Match[str]) -> str:
    return re.sub(r"[A-Za-z0-9]+", "00000000", found[0].removeprefix("sk-")).join(("sk-", ""))
