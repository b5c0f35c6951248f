"""Make text from elsewhere fit to show: without keys and control characters, and short."""

import html
import json
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

from attrs import frozen

MAX_SHOWN = 500
"""Characters of a foreign text that an error shows. A server's sentence is shorter, a proxy's HTML page longer."""

REDACTED = "<redacted>"

MIN_SECRET = 6
"""Characters. A shorter text keeps nothing secret, and occurs by chance in words and in images."""

SHOWN_ENDS = 4
"""How many characters at a key's ends servers leave, at least, when they mask the rest."""

SEARCHED_BYTES = 1_000_000
"""How long a body may be to be searched for half-masked keys. They occur in messages; images are longer."""

_CACHED_KEYS = 64
"""For how many keys the patterns are cached: a process has one or a few."""

_STAR = "*•●…#"
_HAS_STARS = re.compile(rf"[{_STAR}]|\.{{3}}|x{{3}}|X{{3}}")

# Keys of others, or this one in an unforeseen form. A scheme's name alone ("Bearer realm=") is none.
_KEY_LIKE = re.compile(rf"\bsk-[\w.\-{_STAR}]{{6,}}|\bBearer +[\w.\-~+/]{{16,}}=*")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


@frozen
class _Finder:
    """Finds one secret: as it is, as JSON, HTML and URLs write it, and with its middle masked.

    The patterns match whole words and never backtrack, so that hostile texts take no more time than others.
    """

    secret: str
    spellings: tuple[str, ...]
    head: re.Pattern[str]
    """A word that begins as the secret does: "sk-abcd***wxyz"."""
    tail: re.Pattern[str]
    """A word that begins with stars: "****wxyz"."""

    @classmethod
    def of(cls, secret: str) -> "_Finder":
        in_json = json.dumps(secret)[1:-1]
        found = {secret, in_json, in_json.replace("/", r"\/"), html.escape(secret), quote(secret, safe="")}
        return cls(
            secret,
            tuple(sorted(found, key=len, reverse=True)),
            re.compile(rf"{re.escape(secret[:SHOWN_ENDS])}[\w.\-{_STAR}]+"),
            re.compile(rf"(?<![{_STAR}.])[{_STAR}.]{{2,}}[\w\-]+"),
        )

    def remove_from(self, text: str) -> str:
        for spelling in self.spellings:
            text = text.replace(spelling, REDACTED)
        text = self.head.sub(lambda word: REDACTED if _HAS_STARS.search(word[0]) else word[0], text)
        end = self.secret[-SHOWN_ENDS:]
        return self.tail.sub(lambda word: REDACTED if word[0].endswith(end) else word[0], text)


_finder = lru_cache(maxsize=_CACHED_KEYS)(_Finder.of)


def long_enough(secrets: Iterable[str]) -> list[str]:
    return [secret for secret in secrets if len(secret) >= MIN_SECRET]


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text without the secrets and without anything that looks like an API key, whole or half masked."""
    for secret in long_enough(secrets):
        text = _finder(secret).remove_from(text)
    return _KEY_LIKE.sub(REDACTED, text)


def redact_bytes(body: bytes, secrets: Iterable[str] = ()) -> bytes:
    """Return a body without the secrets. In long bodies only unmasked ones are found."""
    for secret in long_enough(secrets):
        finder = _finder(secret)
        for spelling in finder.spellings:
            body = body.replace(spelling.encode(), REDACTED.encode())  # no copy if there is nothing to replace
        if len(body) <= SEARCHED_BYTES:
            text = finder.remove_from(body.decode("utf-8", "surrogateescape"))
            body = text.encode("utf-8", "surrogateescape")
    return body


def sanitize(text: str, secrets: Iterable[str] = ()) -> str:
    """Return foreign text as an error may show it: redacted, control characters escaped, at most 500 characters."""
    # Redaction comes first: a cut through the middle of a key would leave half of it.
    text = _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), redact(text, secrets))
    if len(text) > MAX_SHOWN:
        text = text[: MAX_SHOWN - 1] + "…"
    return text
