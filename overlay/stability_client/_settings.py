"""What a client is set up with: arguments first, then the environment, then the contract."""

import difflib
import inspect
import ipaddress
import math
import os
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal, TypedDict, Unpack
from urllib.parse import urlsplit

import attrs
from attrs import field, frozen

from stability_client import _contract
from stability_client._headers import check_headers, secret_values
from stability_client.client_info import ClientInfo
from stability_client.errors import AuthenticationError, InvalidOptionError
from stability_client.hooks import Hooks, RequestEvent, ResponseEvent, RetryEvent
from stability_client.limits import HOSTED_RATE, RequestRate
from stability_client.retries import RetryPolicy
from stability_client.timeouts import Timeout

ENVIRONMENT = {
    "api_key": "STABILITY_API_KEY",
    "base_url": "STABILITY_BASE_URL",
    "engine": "STABILITY_ENGINE",
    "organization": "STABILITY_ORGANIZATION",
}

HOSTED_POLL_SECONDS = 10.0
"""The hosted service asks not to be asked for a result more often."""
POLL_SECONDS = 1.0

MAX_RESPONSE_BYTES = 256 * 1024 * 1024
"""256 MiB: ten PNGs of the largest size that do not compress at all, in base64, are about 60 MB."""

_HEADER_VALUE = re.compile(r"[\x21-\x7e]+")
"""What a header's value may hold: visible ASCII, and no space. CR or LF would start a header of their own."""


_VERSION_PATH = re.compile(r"/v\d+(alpha|beta)?$")
"""The end of an address that names an edition of the API, such as `/v1alpha`: the contract's paths hold it already."""


class ClientOptions(TypedDict, total=False):
    """What a client takes besides the key and its connections. None stands for the default."""

    base_url: Annotated[str | None, "The server's address; from `STABILITY_BASE_URL`, else the contract's own."]
    engine: Annotated[str | None, "The engine of calls that name none; from `STABILITY_ENGINE`."]
    organization: Annotated[
        str | None, "The organization that pays; from `STABILITY_ORGANIZATION`, else the account's default."
    ]
    timeout: Annotated[Timeout | float | None, "How long to wait: a Timeout, or seconds for a whole call."]
    retry: Annotated[
        RetryPolicy | int | None,
        "How many attempts a call has, or a RetryPolicy; by default 3, and none after one that may have been charged.",
    ]
    rate_limit: Annotated[
        RequestRate | Literal[False] | None,
        f"How fast requests are sent: the others wait their turn, within the timeout. By default {HOSTED_RATE} to the "
        "hosted service, and no limit to other servers; False for none. `with_options` shares it.",
    ]
    max_concurrency: Annotated[
        int | None,
        "How many requests may be in progress at once; the others wait, within the timeout. By default any number.",
    ]
    extra_headers: Annotated[
        Mapping[str, str] | None,
        "Headers to send besides those of this package, such as those that a gateway needs.",
    ]
    validate: Annotated[bool | None, "False sends arguments unchecked, for servers with limits of their own."]
    max_file_bytes: Annotated[int | None, "How large an image file may be; by default the contract's limit."]
    max_response_bytes: Annotated[
        int | None, f"How large a decoded response may be; by default {MAX_RESPONSE_BYTES:,} bytes."
    ]
    poll_interval: Annotated[
        float | None,
        "Seconds between two questions for the result of long work; by default 10 for the hosted service, which asks "
        "for it, and 1 for other servers.",
    ]
    client_info: Annotated[
        ClientInfo | str | None,
        "An application's name and version, such as `painter/1.2`, for the `User-Agent` header and those that an "
        "edition has for it; a ClientInfo tells its user too.",
    ]
    on_request: Annotated[
        Callable[[RequestEvent], object] | None, "Called with a RequestEvent before each attempt to send a request."
    ]
    on_response: Annotated[
        Callable[[ResponseEvent], object] | None, "Called with a ResponseEvent when an attempt has ended, well or not."
    ]
    on_retry: Annotated[
        Callable[[RetryEvent], object] | None, "Called with a RetryEvent before the wait for another attempt."
    ]


def stripped(value: object, name: str) -> str | None:
    """Return a text without the blanks around it; None if nothing is left or it is None.

    Raises:
        InvalidOptionError: It is no text.
    """
    if value is not None and not isinstance(value, str):
        raise InvalidOptionError(f"{name}: must be a text, got {type(value).__name__}")
    return (value or "").strip() or None


def header_value(value: str, name: str, *, secret: bool = False) -> str:
    """Return a stripped text that can be a header's value.

    Raises:
        InvalidOptionError: It holds a space, a control character or a character outside ASCII.
    """
    value = value.strip()
    if not _HEADER_VALUE.fullmatch(value):
        shown = "" if secret else f", got {value[:80]!r}"
        raise InvalidOptionError(f"{name}: must be visible ASCII characters without spaces{shown}")
    return value


def organization_id(value: object) -> str | None:
    """Return an organization's id as a header takes it; None if there is none."""
    chosen = stripped(value, "organization")
    return header_value(chosen, "organization") if chosen else None


def require_bool(value: object, name: str) -> bool:
    """Return a value that is True or False.

    Raises:
        InvalidOptionError: It is neither.
    """
    if not isinstance(value, bool):
        raise InvalidOptionError(f"{name}: must be True or False, got {value!r:.80}")
    return value


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that a wrong one most likely means, if any is near."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1)), None)


def _api_key(value: object) -> str:
    key = stripped(value, "api_key")
    if not key:
        raise AuthenticationError(
            "no API key: pass api_key=… or set STABILITY_API_KEY. A server's operator hands keys out; "
            "the offline stand-in takes sk-standin"
        )
    if key.lower().startswith("bearer "):
        raise InvalidOptionError("api_key: must be the key alone. Leave 'Bearer' off")
    return header_value(key, "api_key", secret=True)


def _base_url(value: object) -> str:
    url = (stripped(value, "base_url") or _contract.facts.BASE_URL).rstrip("/")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise InvalidOptionError(f"base_url: {error}") from None
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[\s\x00-\x1f]", url):
        raise InvalidOptionError("base_url: must be an address such as https://host or http://127.0.0.1:8000")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise InvalidOptionError("base_url: must hold no user, password, query or fragment")
    if version := _VERSION_PATH.search(parts.path):
        raise InvalidOptionError(f"base_url: must be the server's address alone. Leave {version[0]} off")
    return url


def unencrypted_host(base_url: str) -> str | None:
    """Return the host that the API key would reach unencrypted, unless it is this machine."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    return host if parts.scheme == "http" and not is_loopback(host) else None


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # names such as 127.example.com can be anybody's
        return False


def _client_info(value: object) -> ClientInfo | None:
    if value is None or isinstance(value, ClientInfo):
        return value
    text = stripped(value, "client_info")
    return ClientInfo.of(text) if text else None


def _poll_interval(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        raise InvalidOptionError(f"poll_interval: must be a number of seconds above 0, got {value!r:.80}")
    return float(value)


def _byte_count(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise InvalidOptionError(f"{name}: must be a whole number of bytes above 0, got {value!r:.80}")
    return value


def _max_file_bytes(value: object) -> int | None:
    return None if value is None else _byte_count(value, "max_file_bytes")


def _max_response_bytes(value: object) -> int:
    return MAX_RESPONSE_BYTES if value is None else _byte_count(value, "max_response_bytes")


def _timeout(value: "Timeout | float | None") -> Timeout:
    return Timeout.of(value)


def _retry(value: object) -> RetryPolicy:
    if value is None:
        return RetryPolicy()
    if isinstance(value, int) and not isinstance(value, bool):
        return RetryPolicy(attempts=value)
    if not isinstance(value, RetryPolicy):
        raise InvalidOptionError(f"retry: must be a number of attempts or a RetryPolicy, got {value!r:.80}")
    return value


def _rate_limit(value: object) -> RequestRate | Literal[False] | None:
    if value is None or value is False or isinstance(value, RequestRate):
        return value
    raise InvalidOptionError(
        f"rate_limit: must be a RequestRate, False for no limit or None for the default, got {value!r:.80}. "
        "RequestRate(150, 10) is 150 requests in 10 s"
    )


def _max_concurrency(value: object) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise InvalidOptionError(f"max_concurrency: must be a whole number above 0, or None for any, got {value!r:.80}")
    return value


def _engine(value: object) -> str | None:
    return stripped(value, "engine")


def _validate(value: object) -> bool:
    return True if value is None else require_bool(value, "validate")


def _is_hook(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if value is not None and (not callable(value) or inspect.iscoroutinefunction(value)):
        raise InvalidOptionError(f"{attribute.name}: must be a plain function of one argument")


@frozen(kw_only=True)
class Settings:
    """The settings of a client, checked. They never change: `with_options` makes new ones."""

    api_key: str = field(converter=_api_key, repr=False)
    base_url: str = field(default=None, converter=_base_url)
    engine: str | None = field(default=None, converter=_engine)
    organization: str | None = field(default=None, converter=organization_id)
    timeout: Timeout = field(default=None, converter=_timeout)
    retry: RetryPolicy = field(default=None, converter=_retry)
    rate_limit: RequestRate | Literal[False] | None = field(default=None, converter=_rate_limit)
    max_concurrency: int | None = field(default=None, converter=_max_concurrency)
    extra_headers: Mapping[str, str] = field(default=None, converter=check_headers, repr=False)
    validate: bool = field(default=None, converter=_validate)
    max_file_bytes: int | None = field(default=None, converter=_max_file_bytes)
    max_response_bytes: int = field(default=None, converter=_max_response_bytes)
    poll_interval: float | None = field(default=None, converter=_poll_interval)
    client_info: ClientInfo | None = field(default=None, converter=_client_info)
    on_request: Callable[[RequestEvent], object] | None = field(default=None, validator=_is_hook, repr=False)
    on_response: Callable[[ResponseEvent], object] | None = field(default=None, validator=_is_hook, repr=False)
    on_retry: Callable[[RetryEvent], object] | None = field(default=None, validator=_is_hook, repr=False)

    @property
    def hooks(self) -> Hooks:
        """The caller's functions together."""
        return Hooks(self.on_request, self.on_response, self.on_retry)

    @property
    def request_rate(self) -> RequestRate | None:
        """How fast requests are sent; None for no limit."""
        if self.rate_limit is None:
            return HOSTED_RATE if self.is_hosted else None
        return self.rate_limit or None

    @property
    def poll_seconds(self) -> float:
        """How long to wait before asking for the result of long work once more."""
        return self.poll_interval or (HOSTED_POLL_SECONDS if self.is_hosted else POLL_SECONDS)

    @property
    def is_hosted(self) -> bool:
        """Whether calls go to the hosted service."""
        return _host(self.base_url) == _host(_contract.facts.BASE_URL)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not show in errors: the key, and the values of extra headers that look like secrets."""
        return (self.api_key, *secret_values(self.extra_headers))

    def replace(self, **overrides: Any) -> "Settings":
        """Return these settings with some replaced.

        Raises:
            InvalidOptionError: There is no such setting, or its value is wrong.
        """
        _check_names(overrides)
        return attrs.evolve(self, **overrides)


@lru_cache
def _host(url: str) -> str | None:
    """The host of an address. Every call asks for it, and the addresses are few."""
    return urlsplit(url).hostname


def _check_names(options: Iterable[str]) -> None:
    known = attrs.fields_dict(Settings)
    for name in options:
        if name not in known:
            nearest = nearest_name(name, known)
            advice = f"Did you mean {nearest}?" if nearest else f"There are {', '.join(known)}."
            raise InvalidOptionError(f"{name}: is no setting of a client. {advice}")


def make_settings(
    api_key: str | None, environment: Mapping[str, str] = os.environ, **options: Unpack[ClientOptions]
) -> Settings:
    """Make the settings of a new client. What is blank, here or in the environment, counts as unset.

    Raises:
        AuthenticationError: There is no API key.
        InvalidOptionError: There is no such setting, or its value is wrong.
    """
    _check_names(options)
    chosen: dict[str, Any] = {"api_key": api_key, **options}
    for name, variable in ENVIRONMENT.items():
        chosen[name] = stripped(chosen.get(name), name) or stripped(environment.get(variable), variable)
    return Settings(**chosen)
