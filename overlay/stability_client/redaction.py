"""Making text from elsewhere fit to show: no keys, no control characters, no novels."""

import re
from collections.abc import Iterable

SHOWN_CHARACTERS = 500
"""How much of a foreign text an error shows. Enough for a sentence of any server; a proxy's HTML page is longer."""

REDACTED = "<redacted>"

# Servers echo a key they refuse, whole or with its middle starred out ("sk-abcd***wxyz"). Both show its ends.
_KEY_LIKE = re.compile(r"\b(?:sk|Bearer)[- ][\w*.\-]{6,}")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without the secrets and without anything that looks like an API key, whole or half masked."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, REDACTED)
            half_masked = re.escape(secret[:4]) + r"[\w.\-]*\*{2,}[\w.\-*]*"
            text = re.sub(half_masked, REDACTED, text)
    return _KEY_LIKE.sub(REDACTED, text)


def presentable(text: str, secrets: Iterable[str] = ()) -> str:
    """Foreign text as an error may show it: redacted, control characters escaped, at most 500 characters."""
    # Redaction sees the whole text: a cut through the middle of a key would leave half of it standing.
    text = _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), redact(text, secrets))
    if len(text) > SHOWN_CHARACTERS:
        text = text[: SHOWN_CHARACTERS - 1] + "…"
    return text
