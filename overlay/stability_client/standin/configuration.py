"""The settings of a stand-in, shared by the context manager, the application, the fixture and the command."""

import re
import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Literal, TypedDict

import attrs
from attrs.validators import optional

from stability_client.standin.account import ORGANIZATIONS, Organization
from stability_client.standin.rate_limit import RateLimit
from stability_client.standin.validators import count, instance_of, invalid, number, one_of, positive_count

API_KEY = "sk-standin"
"""The API key that a stand-in accepts by default."""

DEFAULT_BALANCE = 1000.0

Envelope = Literal["array", "artifacts"]
DialectName = Literal["v1alpha", "gyre"]


class ConfigurationArguments(TypedDict, total=False):
    """The keyword arguments that `Configuration`, `create_app`, `StandIn` and `StandIn.reset` share."""

    keys: Sequence[str] | str
    balance: float
    organizations: Sequence[Organization]
    rate_limit: RateLimit | None
    envelope: Envelope
    error_media_type: str
    dialect: DialectName
    latency: float
    max_body_bytes: int | None
    history_size: int
    filtered_words: Sequence[str] | str
    result_delay: float
    result_lifetime: float
    shrink: int
    clock: Callable[[], float]
    random: Random


DEFAULT_RESULT_LIFETIME = 24 * 60 * 60.0
"""For so long the service keeps results, in seconds."""

WORD = re.compile(r"\w+")
MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(;[ -~]*)?", re.ASCII)


def _to_keys(keys: Sequence[str] | str) -> tuple[str, ...]:
    """Return the keys as a tuple; a single text is one key."""
    as_tuple = (keys,) if isinstance(keys, str) else _to_tuple(keys)
    if not as_tuple or not all(isinstance(each, str) and each.strip() for each in as_tuple):
        # The value is not shown: it may be a real key.
        raise ValueError("keys: must be one API key or several, each a text that is not empty.")
    return as_tuple


def _to_words(words: Sequence[str] | str) -> tuple[str, ...]:
    """Return words as a tuple; a single text is one word."""
    return (words,) if isinstance(words, str) else _to_tuple(words)


def _are_words(_: object, field: "attrs.Attribute[Any]", words: Sequence[Any]) -> None:
    if not all(isinstance(each, str) and WORD.fullmatch(each) for each in words):
        raise invalid(ValueError, field.name, "single words", words)


def _to_organizations(organizations: Sequence[Organization]) -> tuple[Organization, ...]:
    return _to_tuple(organizations)


def _to_tuple(values: Any) -> tuple[Any, ...]:
    """Return values as a tuple. A value that is no sequence becomes its only item, which validation refuses."""
    try:
        return tuple(values)
    except TypeError:
        return (values,)


def _has_one_default(_: object, field: "attrs.Attribute[Any]", organizations: Sequence[Organization]) -> None:
    for each in organizations:
        if not isinstance(each, Organization):
            raise invalid(TypeError, field.name, "a sequence of Organization", each)
    defaults = [each.id for each in organizations if each.is_default]
    if len(defaults) != 1:
        raise invalid(ValueError, field.name, "a sequence with exactly one default", defaults)


def _is_media_type(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
    if not isinstance(value, str) or not MEDIA_TYPE.fullmatch(value):
        raise invalid(ValueError, field.name, "a media type such as 'application/json'", value)


@attrs.frozen(kw_only=True)
class Configuration:
    """How a stand-in behaves. The defaults fit most tests."""

    keys: Sequence[str] = attrs.field(default=(API_KEY,), converter=_to_keys)
    """The API keys that are accepted, one or several. All belong to one account."""
    balance: float = attrs.field(default=DEFAULT_BALANCE, validator=number)
    """The initial balance of each organization, in credits."""
    organizations: Sequence[Organization] = attrs.field(
        default=ORGANIZATIONS, converter=_to_organizations, validator=_has_one_default
    )
    """The organizations of the account; exactly one is the default."""
    rate_limit: RateLimit | None = attrs.field(
        factory=RateLimit, validator=optional(instance_of(RateLimit, "a RateLimit or None"))
    )
    """How many requests an organization may send; None for no limit."""
    envelope: Envelope = attrs.field(default="array", validator=one_of("array", "artifacts"))
    """How JSON responses hold images: in a bare `array` as published, or under `artifacts` as hosted."""
    error_media_type: str = attrs.field(default="application/vnd.goa.error", validator=_is_media_type)
    """The media type of error responses. Later versions of the API sent `application/json`."""
    dialect: DialectName = attrs.field(default="v1alpha", validator=one_of("v1alpha", "gyre"))
    """Which server to imitate: the published contract, or the self-hosted Gyre with its deviations."""
    latency: float = attrs.field(default=0.0, validator=number)
    """Seconds by which every response is delayed."""
    max_body_bytes: int | None = attrs.field(default=None, validator=optional(positive_count))
    """The largest request in bytes; None is three times the largest file that the contract allows."""
    history_size: int = attrs.field(default=200, validator=count)
    """How many requests `history` keeps."""
    filtered_words: Sequence[str] = attrs.field(default=(), converter=_to_words, validator=_are_words)
    """Words for which a prompt is refused, in any case of letters."""
    result_delay: float = attrs.field(default=0.0, validator=number)
    """Seconds that work which is only started takes until its result can be fetched."""
    result_lifetime: float = attrs.field(default=DEFAULT_RESULT_LIFETIME, validator=number)
    """Seconds for which a result is kept, from the start of the work."""
    shrink: int = attrs.field(default=1, validator=positive_count)
    """Divides the sides of images whose size v2beta chooses: small ones are painted faster."""
    clock: Callable[[], float] = attrs.field(
        default=time.monotonic, validator=instance_of(Callable, "a function that returns seconds")
    )
    """The time in seconds, for the rate limit and for results."""
    random: Random = attrs.field(factory=Random, validator=instance_of(Random, "a random.Random"))
    """The source of seeds that are not sent, and of the ids of requests and errors."""
