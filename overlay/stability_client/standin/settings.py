"""What can be chosen about a stand-in, in one place for the app, the context manager, the fixture and the command."""

import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Literal, TypedDict

import attrs
from attrs.validators import ge, in_, min_len

from stability_client.standin.account import ORGANIZATIONS, Organization, RateLimit

API_KEY = "sk-standin"
"""The key that a fresh stand-in knows."""

STARTING_CREDITS = 1000.0

Envelope = Literal["array", "artifacts"]
DialectName = Literal["v1alpha", "gyre"]


class SettingsArguments(TypedDict, total=False):
    """The keyword arguments that `Settings`, `create_app`, `StandIn` and `StandIn.reset` share."""

    keys: Sequence[str]
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


def _kept_keys(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(keys)


def _kept_organizations(organizations: Sequence[Organization]) -> tuple[Organization, ...]:
    return tuple(organizations)


def _has_one_default(settings: object, field: object, organizations: Sequence[Organization]) -> None:  # noqa: ARG001 - attrs' signature
    defaults = [each.id for each in organizations if each.is_default]
    if len(defaults) != 1:
        raise ValueError(f"Exactly one organisation must be the default, not {len(defaults)}: {', '.join(defaults)}")


@attrs.frozen(kw_only=True)
class Settings:
    """How a stand-in behaves; every field has a default that fits most tests."""

    keys: Sequence[str] = attrs.field(default=(API_KEY,), converter=_kept_keys, validator=min_len(1))
    """The API keys that are known. They all belong to one account."""
    balance: float = STARTING_CREDITS
    """Credits that each organisation starts with."""
    organizations: Sequence[Organization] = attrs.field(
        default=ORGANIZATIONS, converter=_kept_organizations, validator=_has_one_default
    )
    """The organisations of the account; exactly one is the default."""
    rate_limit: RateLimit | None = attrs.field(factory=RateLimit)
    """How many requests an organisation may send, or None for as many as it likes."""
    envelope: Envelope = attrs.field(default="array", validator=in_(("array", "artifacts")))
    """How JSON answers hold pictures: a bare `array` as published, or under `artifacts` as hosted."""
    error_media_type: str = "application/vnd.goa.error"
    """The media type of errors. Later versions of the API sent `application/json`."""
    dialect: DialectName = attrs.field(default="v1alpha", validator=in_(("v1alpha", "gyre")))
    """Which server to sound like: the published contract, or the self-hosted Gyre with its quirks."""
    latency: float = attrs.field(default=0.0, validator=ge(0))
    """Seconds that every answer takes longer."""
    max_body_bytes: int | None = None
    """The largest request in bytes; None is three times the largest file that the contract allows."""
    journal_size: int = attrs.field(default=200, validator=ge(0))
    """How many requests the journal remembers."""
    clock: Callable[[], float] = time.monotonic
    """Seconds, for the rate limit."""
    random: Random = attrs.field(factory=Random)
    """Where seeds that are not sent, and the ids of requests and errors, come from."""
