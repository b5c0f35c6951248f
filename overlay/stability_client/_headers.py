"""Headers that callers add to requests: which names and values are possible, and which values are secret."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from stability_client import _contract
from stability_client.errors import InvalidOptionError

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A token of RFC 9110."""

_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")
"""Printable ASCII without blanks around it. CR or LF would start a header of their own."""

_SECRET_NAME = re.compile(r"auth|cookie|credential|key|pass|secret|session|signature|token", re.IGNORECASE)
_SECRET_VALUE = re.compile(r"(Basic|Bearer|Digest|Token) ", re.IGNORECASE)

_ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "authorization": "api_key= sets it",
        "proxy-authorization": "Put it into the address of the proxy",
        "accept": "accept= sets it",
        "organization": "organization= sets it",
        "user-agent": "client_info= adds to it",
        "content-type": "It describes the body, which is made here",
    }
)

_OF_CONNECTION = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "expect",
        "host",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""Headers that describe the body and the connection, and how much a response may expand."""


@cache
def _own_headers() -> frozenset[str]:
    """Headers that are set by this package alone, in lower case: the contract's, and those of the connection."""
    facts = _contract.facts
    of_contract = (name.lower() for operation in facts.OPERATIONS.values() for name in operation.headers)
    return _OF_CONNECTION | _ADVICE.keys() | {facts.AUTH_HEADER.lower(), *of_contract}


def check_headers(value: object) -> Mapping[str, str]:
    """Return headers that may be added to a request; none for None.

    Raises:
        InvalidOptionError: A name or a value cannot be sent, or the header is not the caller's. Values are not shown.
    """
    if value is None:
        return MappingProxyType({})
    if not isinstance(value, Mapping):
        raise InvalidOptionError(
            f"extra_headers: must be a mapping from names to values, got {type(value).__name__}. "
            "Pass such as {'X-Tenant': 'painters'}"
        )
    for name, text in value.items():
        _check_name(name)
        if not isinstance(text, str) or not _VALUE.fullmatch(text):
            raise InvalidOptionError(
                f"extra_headers: the value of {name} must be printable ASCII without blanks around it"
            )
    if len({name.lower() for name in value}) < len(value):
        raise InvalidOptionError("extra_headers: a name is there twice. Upper and lower case make no difference")
    return MappingProxyType(dict(value))


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        beginning = _NAME.match(name) if isinstance(name, str) else None  # the rest may be a value
        shown = f"one that begins with {beginning[0]:.80}" if beginning else type(name).__name__
        raise InvalidOptionError(f"extra_headers: must have names such as X-Tenant, got {shown}")
    if name.lower() in _own_headers():
        advice = _ADVICE.get(name.lower(), "It is set for each request")
        raise InvalidOptionError(f"extra_headers: must not hold {name}. {advice}")


def merge_headers(headers: Mapping[str, str], more: object) -> Mapping[str, str]:
    """Return a client's headers with those of a call, which replace the ones of the same name.

    Raises:
        InvalidOptionError: As for `check_headers`.
    """
    checked = check_headers(more)
    replaced = {name.lower() for name in checked}
    return {name: value for name, value in headers.items() if name.lower() not in replaced} | dict(checked)


def secret_values(headers: Mapping[str, str]) -> Iterator[str]:
    """Yield the values of headers that look like secrets, by their name or by a scheme such as `Bearer`."""
    for name, value in headers.items():
        if _SECRET_NAME.search(name) or _SECRET_VALUE.match(value):
            yield value
            yield value.rpartition(" ")[2]  # without the scheme, as servers echo it
