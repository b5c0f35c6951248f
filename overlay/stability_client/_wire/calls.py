"""A call: a request, how to parse its responses, and the edition of the API that it belongs to."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from stability_client._settings import Settings
from stability_client._wire.errors import UnusableResponseError, error_from_response, unreadable_response
from stability_client._wire.messages import Request, Response
from stability_client.errors import RetiredEditionWarning, StabilityError
from stability_client.pending import Pending
from stability_client.results import Engines

T = TypeVar("T")

SUCCESSES = frozenset({200, 202})
"""The successes of the contract. 202 says that the work has not ended."""

RETIRED = (
    "{host} has switched v1alpha off, so this call will not be found there. client.v2beta and client.v1 are the "
    "editions that it speaks; self-hosted servers still speak v1alpha (base_url=…)"
)


@frozen(kw_only=True)
class CallContext:
    """What a call is made with, besides what the operation itself takes.

    Attributes:
        settings: The client's settings, with those that this call overrides.
        engine: The engine's id, or the model's; empty for operations without one.
        accept: The media type to ask for; empty for operations that have one alone.
        organization: The organization that pays, or None for the account's default.
        estimated_credits: What the call will cost, if that is known.
    """

    settings: Settings
    engine: str = ""
    accept: str = ""
    organization: str | None = None
    estimated_credits: float | None = None


@frozen(kw_only=True)
class Edition:
    """What differs between the editions of the API, besides the operations themselves.

    Each edition has a module of this package and one of `_calls`, named like it. Nothing else knows its name.

    Attributes:
        engines_lookup: Makes the call that lists the engines which another call could have named; None if an edition
            has no engines.
        retired_at: The address of a server that has switched this edition off; empty if there is none.
    """

    engines_lookup: Callable[["Call[Any]"], "Call[Engines]"] | None = None
    retired_at: str = ""


@frozen(kw_only=True)
class Later(Generic[T]):
    """What a call gives instead of its result while the server still works on it.

    Attributes:
        call: The call that may fetch the result.
        pending: The work.
    """

    call: "Call[T]"
    pending: Pending


@frozen(kw_only=True)
class Call(Generic[T]):
    """A request, and how to parse its response.

    Attributes:
        request: What to send.
        settings: What to send it with.
        edition: The edition of the API that it belongs to.
        engine: The engine that it names, if any.
        parse: Makes the result of a successful response, or says that it comes later or why there is none.
        estimated_credits: What it will cost, if that is known.
        warnings: What the caller should know before it is sent.
        finish: Makes of the result what the caller gets; it may take a while, as decoding images does.
    """

    request: Request
    settings: Settings
    edition: Edition
    parse: Callable[[Response], T | Later[T] | StabilityError] = field(repr=False)
    engine: str | None = None
    estimated_credits: float | None = None
    warnings: tuple[Warning, ...] = ()
    finish: Callable[[T], T] | None = field(default=None, repr=False)

    @property
    def all_warnings(self) -> tuple[Warning, ...]:
        """The warnings, and one if the server has switched off the edition: then the call is bound to fail."""
        if not self.edition.retired_at or self.settings.base_url != self.edition.retired_at:
            return self.warnings
        return (*self.warnings, RetiredEditionWarning(RETIRED.format(host=self.edition.retired_at)))

    def parse_response(self, response: Response) -> T | Later[T] | StabilityError:
        """Return the result that a response holds or announces, or the error that it is or that parsing it gave."""
        billable = self.request.billable
        if response.status_code not in SUCCESSES:
            return error_from_response(response, billable=billable)
        try:
            return self.parse(response)
        except UnusableResponseError as error:
            return unreadable_response(response, str(error), billable=billable)
