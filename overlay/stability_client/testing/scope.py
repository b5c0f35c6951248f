"""Which requests belong to a cassette: those to the API, and not those to the application under test."""

import os
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import attrs
from attrs import field, frozen

from stability_client._contract import facts
from stability_client._settings import ENVIRONMENT
from stability_client.testing.errors import CassetteError

_PARAMETER = re.compile(r"\\{\w+\\}")
_API_PATH = re.compile(
    ".*(?:"
    + "|".join(_PARAMETER.sub("[^/]+", re.escape(operation.path)) for operation in facts.OPERATIONS.values())
    + ")",
    re.DOTALL,
)
"""The path of one of the contract's operations, below any base URL."""

_DEFAULT_PORTS = {"http": 80, "https": 443}


class _Address(NamedTuple):
    """The parts of a URL that count here."""

    origin: tuple[str, str, int]
    """Scheme, host and port."""
    path: str
    """Without a slash at the end."""


def _to_urls(urls: str | Iterable[str]) -> tuple[str, ...]:
    return (urls,) if isinstance(urls, str) else tuple(urls)


def _are_urls(_: object, attribute: "attrs.Attribute[tuple[str, ...]]", urls: tuple[str, ...]) -> None:
    for url in urls:
        if _split(url) is None:
            raise CassetteError(
                f"{attribute.name}: must be URLs such as 'http://testserver', got {url!r:.100}. "
                "Give scheme and host, as in base_url."
            )


@frozen
class Scope:
    """The requests that a cassette records and replays. All others reach their server as without a cassette.

    Attributes:
        base_urls: The requests below these. If there are none: those to the API's default address, to the one in
            `STABILITY_BASE_URL`, and those for a path of the API on any host.
        ignore: None of the requests below these, whatever else applies.
    """

    base_urls: tuple[str, ...] = field(default=(), converter=_to_urls, validator=_are_urls)
    ignore: tuple[str, ...] = field(default=(), converter=_to_urls, validator=_are_urls)

    def includes(self, url: str) -> bool:
        """Return whether a request to this URL belongs to the cassette."""
        target = _split(url)
        if target is None or _is_below_any(target, self.ignore):
            return False
        if self.base_urls:
            return _is_below_any(target, self.base_urls)
        return _API_PATH.fullmatch(target.path) is not None or _is_below_any(target, _default_base_urls())


def _default_base_urls() -> Iterator[str]:
    yield facts.BASE_URL
    yield os.environ.get(ENVIRONMENT["base_url"], "").strip()


def _is_below_any(target: _Address, base_urls: Iterable[str]) -> bool:
    """Return whether an address has the origin of a URL, and its path or one below it."""
    return any(
        target.origin == base.origin and f"{target.path}/".startswith(f"{base.path}/")
        for base in map(_split, base_urls)
        if base is not None
    )


def _split(url: str) -> _Address | None:
    """Return the parts of a URL; None if it is no URL of HTTP."""
    try:
        parts = urlsplit(url)
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    return _Address((parts.scheme, parts.hostname, port), parts.path.rstrip("/")) if parts.hostname else None
