"""What a client is set up with: arguments first, then the environment, then the contract."""

import inspect
import ipaddress
import os
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from attrs import asdict, field, frozen

from stability_client._contract import facts
from stability_client.callers import warn
from stability_client.errors import AuthenticationError, InvalidOptionError
from stability_client.hooks import Hooks
from stability_client.retries import RetryPolicy, Timeout

ENVIRONMENT = {
    "api_key": "STABILITY_API_KEY",
    "base_url": "STABILITY_BASE_URL",
    "engine": "STABILITY_ENGINE",
    "organization": "STABILITY_ORGANIZATION",
}

MAX_ANSWER_BYTES = 256 * 1024 * 1024
"""256 MiB: ten PNGs of the largest size that do not compress at all, in base64, are about 60 MB."""

_HEADER_SAFE = re.compile(r"[\x21-\x7e]+")
"""What a header's value may hold: visible ASCII, and no space. CR or LF would start a header of their own."""


@frozen(kw_only=True)
class Settings:
    """The settings of a client. They never change: `with_options` makes new ones."""

    api_key: str = field(repr=False)
    base_url: str
    engine: str | None = None
    organization: str | None = None
    timeout: Timeout = field(factory=Timeout)
    retry: RetryPolicy = field(factory=RetryPolicy)
    validate: bool = True
    max_file_bytes: int | None = None
    """None: the contract's limit."""
    max_answer_bytes: int = MAX_ANSWER_BYTES
    client_info: str | None = None
    hooks: Hooks = field(factory=Hooks, repr=False)


def text(value: object, what: str) -> str | None:
    """The value without the blanks around it; None where nothing is left, or nothing was given.

    Raises:
        InvalidOptionError: It is no text.
    """
    if value is not None and not isinstance(value, str):
        raise InvalidOptionError(f"{what}: must be a text, not {type(value).__name__}")
    return (value or "").strip() or None


def header_safe(value: str, what: str, *, secret: bool = False) -> str:
    """The value, stripped, if it can stand in a header.

    Raises:
        InvalidOptionError: It holds a space, a control character or a character outside ASCII.
    """
    value = value.strip()
    if not _HEADER_SAFE.fullmatch(value):
        shown = "it" if secret else repr(value[:80])
        raise InvalidOptionError(f"{what}: {shown} must be visible ASCII characters without spaces")
    return value


def _base_url(value: str) -> str:
    value = value.strip().rstrip("/")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidOptionError(f"base_url: {error}") from None
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[\s\x00-\x1f]", value):
        raise InvalidOptionError("base_url: must be an address such as https://host or http://127.0.0.1:8000")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InvalidOptionError("base_url: must hold no user, password, query or fragment")
    if parts.scheme == "http" and not is_loopback(host) and host not in _warned_hosts:
        _warned_hosts.add(host)
        warn(f"the API key goes to {host} unencrypted: use https://", UserWarning)
    return value


_warned_hosts: set[str] = set()
"""Hosts that this process was warned of. Once is enough: every client and every `with_options` comes by here."""


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name, and names such as 127.example.com are anybody's
        return False


def _client_info(value: str) -> str:
    """What goes into `User-Agent` after our own name.

    Raises:
        InvalidOptionError: It holds a control character or a character outside ASCII.
    """
    value = value.strip()
    if not (value.isascii() and value.isprintable()):
        raise InvalidOptionError(f"client_info: {value[:80]!r} must be printable ASCII, such as painter/1.2")
    return value


def _bytes(value: object, what: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise InvalidOptionError(f"{what}: must be a whole number of bytes above 0, not {value!r:.80}")
    return value


def _validate(value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidOptionError(f"validate: must be True or False, not {value!r:.80}")
    return value


def _retry(value: object) -> RetryPolicy:
    if value is None:
        return RetryPolicy()
    if not isinstance(value, RetryPolicy):
        raise InvalidOptionError(f"retry: must be a RetryPolicy, not {type(value).__name__}")
    return value


def _hooks(value: Hooks) -> Hooks:
    for name, hook in asdict(value, recurse=False).items():
        if hook is not None and (not callable(hook) or inspect.iscoroutinefunction(hook)):
            raise InvalidOptionError(f"{name}: must be a plain function of one argument")
    return value


def settings(
    *,
    api_key: str | None,
    base_url: str | None,
    engine: str | None,
    organization: str | None,
    timeout: Timeout | float | None,
    retry: RetryPolicy | None,
    validate: bool,
    max_file_bytes: int | None,
    max_answer_bytes: int,
    client_info: str | None,
    hooks: Hooks,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """Makes the settings of a new client. What is blank in the environment counts as unset.

    Raises:
        AuthenticationError: There is no API key.
        InvalidOptionError: A setting is wrong.
    """
    found = {name: text(environment.get(variable), variable) for name, variable in ENVIRONMENT.items()}
    api_key = text(api_key, "api_key") or found["api_key"]
    if not api_key:
        raise AuthenticationError(
            "no API key: pass api_key=… or set STABILITY_API_KEY. A server's operator hands keys out; "
            "the offline stand-in takes sk-standin"
        )
    organization = text(organization, "organization") or found["organization"]
    client_info = text(client_info, "client_info")
    return Settings(
        api_key=header_safe(api_key, "api_key", secret=True),
        base_url=_base_url(text(base_url, "base_url") or found["base_url"] or facts.BASE_URL),
        engine=text(engine, "engine") or found["engine"],
        organization=header_safe(organization, "organization") if organization else None,
        timeout=Timeout.of(timeout),
        retry=_retry(retry),
        validate=_validate(validate),
        max_file_bytes=None if max_file_bytes is None else _bytes(max_file_bytes, "max_file_bytes"),
        max_answer_bytes=_bytes(max_answer_bytes, "max_answer_bytes"),
        client_info=_client_info(client_info) if client_info else None,
        hooks=_hooks(hooks),
    )
