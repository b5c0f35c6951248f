"""What can be chosen about a stand-in, in one place for the app, the context manager, the fixture and the command."""

import re
import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Literal, TypedDict

import attrs
from attrs.validators import optional

from stability_client.standin.account import ORGANIZATIONS, Organization, RateLimit
from stability_client.standin.checks import Kind, OneOf, count, number, positive_count

API_KEY = "sk-standin"
"""The key that a fresh stand-in knows."""

STARTING_CREDITS = 1000.0

Envelope = Literal["array", "artifacts"]
DialectName = Literal["v1alpha", "gyre"]


class SettingsArguments(TypedDict, total=False):
    """The keyword arguments that `Settings`, `create_app`, `StandIn` and `StandIn.reset` share."""

    keys: Sequence[str] | str
    balance: float
    organizations: Sequence[Organization]
    rate_limit: RateLimit | None
    envelope: Envelope
    error_media_type: str
    dialect: DialectName
    latency: float
    max_body_bytes: int | None
    journal_size: int
    clock: Callable[[], float]
    random: Random


MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(;[ -~]*)?", re.ASCII)


def _kept_keys(keys: Sequence[str] | str) -> tuple[str, ...]:
    """The keys; one text is one key, not its letters."""
    given = (keys,) if isinstance(keys, str) else _kept(keys)
    if not given or not all(isinstance(each, str) and each.strip() for each in given):
        # What is given stays unsaid: it may be a real key.
        raise ValueError("keys: must be one API key or several, each a text that is not empty")
    return given


def _kept_organizations(organizations: Sequence[Organization]) -> tuple[Organization, ...]:
    return _kept(organizations)


def _kept(values: Any) -> tuple[Any, ...]:
    """Values as a tuple; what is no sequence is left to be refused as the one value that it is."""
    try:
        return tuple(values)
    except TypeError:
        return (values,)


def _has_one_default(_: object, field: "attrs.Attribute[Any]", organizations: Sequence[Organization]) -> None:
    for each in organizations:
        if not isinstance(each, Organization):
            raise TypeError(f"{field.name}: must be several Organization, not {each!r:.80}")
    defaults = [each.id for each in organizations if each.is_default]
    if len(defaults) != 1:
        raise ValueError(f"Exactly one organisation must be the default, not {len(defaults)}: {', '.join(defaults)}")


def _is_media_type(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
    if not isinstance(value, str) or not MEDIA_TYPE.fullmatch(value):
        raise ValueError(f"{field.name}: must be a media type such as 'application/json', not {value!r:.80}")


def _is_callable(_: object, field: "attrs.Attribute[Any]", value: object) -> None:
    if not callable(value):
        raise TypeError(f"{field.name}: must be a function that gives seconds, not {value!r:.80}")


@attrs.frozen(kw_only=True)
class Settings:
    """How a stand-in behaves; every field has a default that fits most tests."""

    keys: Sequence[str] = attrs.field(default=(API_KEY,), converter=_kept_keys)
    """The API keys that are known; a text alone is one key. They all belong to one account."""
    balance: float = attrs.field(default=STARTING_CREDITS, validator=number)
    """Credits that each organisation starts with."""
    organizations: Sequence[Organization] = attrs.field(
        default=ORGANIZATIONS, converter=_kept_organizations, validator=_has_one_default
    )
    """The organisations of the account; exactly one is the default."""
    rate_limit: RateLimit | None = attrs.field(factory=RateLimit, validator=Kind(RateLimit, or_none=True))
    """How many requests an organisation may send, or None for as many as it likes."""
    envelope: Envelope = attrs.field(default="array", validator=OneOf(("array", "artifacts")))
    """How JSON answers hold pictures: a bare `array` as published, or under `artifacts` as hosted."""
    error_media_type: str = attrs.field(default="application/vnd.goa.error", validator=_is_media_type)
    """The media type of errors. Later versions of the API sent `application/json`."""
    dialect: DialectName = attrs.field(default="v1alpha", validator=OneOf(("v1alpha", "gyre")))
    """Which server to sound like: the published contract, or the self-hosted Gyre with its quirks."""
    latency: float = attrs.field(default=0.0, validator=number)
    """Seconds that every answer takes longer."""
    max_body_bytes: int | None = attrs.field(default=None, validator=optional(positive_count))
    """The largest request in bytes; None is three times the largest file that the contract allows."""
    journal_size: int = attrs.field(default=200, validator=count)
    """How many requests the journal remembers."""
    clock: Callable[[], float] = attrs.field(default=time.monotonic, validator=_is_callable)
    """Seconds, for the rate limit."""
    random: Random = attrs.field(factory=Random, validator=Kind(Random))
    """Where seeds that are not sent, and the ids of requests and errors, come from."""
