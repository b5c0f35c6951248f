"""What a fault is, and what calls end in."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from attrs import evolve, field, frozen

from stability_client import (
    ConnectionFailedError,
    StabilityError,
    Timeout,
    TimeoutError,  # noqa: A004 - this package's own
    UnreadableResponseError,
)
from tests.support.faults.responses import PNG
from tests.support.faults.server import Handler

ATTEMPTS = 3
"""How many attempts RetryPolicy makes by default."""

ROOMY = Timeout(connect=5, read=5, total=20)
"""For faults that are over at once, however slow the machine."""

UNCONNECTED = Timeout(connect=0.1)
SILENT = Timeout(read=0.3)
"""For faults that one of the limits ends. A busy machine must get as far as the silence before it does."""

DRIPPED = Timeout(connect=5, read=5, total=0.8)
"""For faults that only the total ends. They drip for 10 s."""

JSON_FORM: Final = "application/json"


@frozen
class Outcome:
    """What a call ends in.

    Attributes:
        error: The class of the error, or None for a result.
        sent: The error's `sent`.
        billed: The error's `maybe_billed`.
        requests: How many requests reach the server; None for any number.
        message: What the error's text contains, as a regular expression.
        attributes: Further attributes of the error.
        result: Attributes of the result, or of its first image.
        keeps_body: Whether the error keeps what was received.
    """

    error: type[StabilityError] | None = None
    sent: bool = True
    billed: bool = False
    requests: int | None = 1
    message: str = ""
    attributes: Mapping[str, Any] = field(factory=dict)
    result: Mapping[str, Any] = field(factory=dict)
    keeps_body: bool = False


CallsName = Literal["v1alpha", "v1", "v2beta", "work"]
CALLS: Mapping[CallsName, tuple[str, str]] = MappingProxyType(
    {
        "v1alpha": ("a billed call", "a free call"),
        "v1": ("`v1.text_to_image`", "`v1.balance`"),
        "v2beta": ("`v2beta.core`", "`v2beta.result`"),
        "work": ("`v2beta.upscale_creative`", "`v2beta.result`"),
    }
)
"""The two calls that faults are tested with: a billed POST, and a GET that costs nothing."""


@frozen(kw_only=True)
class Outcomes:
    """What the two calls end in.

    Attributes:
        post: The outcome of the billed POST. `upscale_creative` waits for its result, with GETs.
        get: The outcome of the GET that costs nothing.
    """

    post: Outcome
    get: Outcome


@frozen(kw_only=True)
class Fault:
    """Something that goes wrong, and what a billed POST and a free GET make of it.

    Attributes:
        name: Its name in addresses.
        when: What happens, as the rest of a sentence that begins with "when".
        handler: What the server does.
        outcomes: What the two calls end in.
        note: What a reader should know besides.
        timeout: The client's timeouts.
        accept: The form that the POST asks for.
        unread: Whether the server leaves the request's body unread.
        max_seconds: How long a call may take, on a machine that is busy.
        address: A scheme, or the name of a port that is not the server's.
        is_reused: Whether the connection has served a free call before, and was idle for a moment.
        calls: Which two calls.
    """

    name: str
    when: str
    handler: Handler
    outcomes: Outcomes
    note: str = ""
    timeout: Timeout = ROOMY
    accept: Literal["image/png", "application/json"] = "image/png"
    unread: bool = False
    max_seconds: float = 5.0
    address: str = "http://"
    is_reused: bool = False
    calls: CallsName = "v1alpha"


def raised(error: type[StabilityError], message: str = "", **changes: Any) -> Outcome:
    return evolve(Outcome(error, message=message), **changes)


UNREADABLE = raised(UnreadableResponseError, keeps_body=True, billed=True)
UNREADABLE_FREE = raised(UnreadableResponseError, keeps_body=True)
NOT_HTTP = raised(UnreadableResponseError, "not HTTP", billed=True)
NOT_HTTP_FREE = raised(UnreadableResponseError, "not HTTP")
UNREACHED = raised(ConnectionFailedError, "not reached", sent=False, requests=0)
DISCONNECTED = raised(ConnectionFailedError, "broke before a response", billed=True)
DISCONNECTED_FREE = raised(ConnectionFailedError, "broke before a response", requests=ATTEMPTS)


def timed_out(limit: str, **changes: Any) -> Outcome:
    return raised(TimeoutError, rf"\({limit}\)", attributes={"limit": limit}, **changes)


def unreadable(message: str) -> Outcomes:
    """A response that cannot be read, though the call may have been billed."""
    return Outcomes(post=evolve(UNREADABLE, message=message), get=evolve(UNREADABLE_FREE, message=message))


def refused(error: type[StabilityError], message: str = "") -> Outcomes:
    """An error of a server that generated nothing: the same for a POST and a GET."""
    outcome = raised(error, message, keeps_body=True)
    return Outcomes(post=outcome, get=outcome)


SUCCESS = Outcome()
IMAGE = Outcome(result={"media_type": "image/png", "seed": 7})


NO_SEED = Outcome(result={"seed": None, "data": PNG})
