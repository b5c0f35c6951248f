"""Making text from elsewhere fit to show: no keys, no control characters, no novels."""

import html
import json
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

from attrs import frozen

SHOWN_CHARACTERS = 500
"""How much of a foreign text an error shows. Enough for a sentence of any server; a proxy's HTML page is longer."""

REDACTED = "<redacted>"

SHORTEST_SECRET = 6
"""Characters. What is shorter keeps nothing secret, and would be found by chance in words and in pictures."""

SHOWN_ENDS = 4
"""How many characters of a key's ends, at the least, servers leave standing when they star out the rest."""

SEARCHED_BYTES = 1_000_000
"""How long a body may be to be searched for half-masked keys. Those stand in messages; pictures are longer."""

_CACHED_KEYS = 64
"""For how many keys the patterns are kept ready: a process has one or a few."""

_STAR = "*•●…#"
_HAS_STARS = re.compile(rf"[{_STAR}]|\.{{3}}|x{{3}}|X{{3}}")

# Keys of others, or the own one in a form not thought of. A scheme's name alone ("Bearer realm=") is none.
_KEY_LIKE = re.compile(rf"\bsk-[\w.\-{_STAR}]{{6,}}|\bBearer +[\w.\-~+/]{{16,}}=*")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


@frozen
class _Finder:
    """What finds one secret: as it is, as JSON, HTML and URLs write it, and with its middle starred out.

    The patterns take whole words and never go back, so that hostile texts cost no more time than others.
    """

    secret: str
    spellings: tuple[str, ...]
    begun: re.Pattern[str]
    """A word that begins as the secret does: "sk-abcd***wxyz"."""
    ended: re.Pattern[str]
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
        text = self.begun.sub(lambda word: REDACTED if _HAS_STARS.search(word[0]) else word[0], text)
        tail = self.secret[-SHOWN_ENDS:]
        return self.ended.sub(lambda word: REDACTED if word[0].endswith(tail) else word[0], text)


_finder = lru_cache(maxsize=_CACHED_KEYS)(_Finder.of)


def _worth_hiding(secrets: Iterable[str]) -> list[str]:
    return [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without the secrets and without anything that looks like an API key, whole or half masked."""
    for secret in _worth_hiding(secrets):
        text = _finder(secret).remove_from(text)
    return _KEY_LIKE.sub(REDACTED, text)


def redact_bytes(body: bytes, secrets: Iterable[str] = ()) -> bytes:
    """A body without the secrets. In long bodies they are found whole only."""
    for secret in _worth_hiding(secrets):
        finder = _finder(secret)
        for spelling in finder.spellings:
            body = body.replace(spelling.encode(), REDACTED.encode())  # no copy where there is nothing to replace
        if len(body) <= SEARCHED_BYTES:
            text = finder.remove_from(body.decode("utf-8", "surrogateescape"))
            body = text.encode("utf-8", "surrogateescape")
    return body


def presentable(text: str, secrets: Iterable[str] = ()) -> str:
    """Foreign text as an error may show it: redacted, control characters escaped, at most 500 characters."""
    # Redaction sees the whole text: a cut through the middle of a key would leave half of it standing.
    text = _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), redact(text, secrets))
    if len(text) > SHOWN_CHARACTERS:
        text = text[: SHOWN_CHARACTERS - 1] + "…"
    return text
