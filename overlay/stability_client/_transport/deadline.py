"""The time by which a whole call must have ended."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from attrs import frozen


class DeadlineExceeded(Exception):  # noqa: N818 - named like the errors of other libraries; users get a TimeoutError
    """The time for the whole call is over. Only seen inside the package."""


@frozen
class Deadline:
    """A moment, in seconds of `time.monotonic()`; infinity for none."""

    moment: float = math.inf

    @classmethod
    def after(cls, seconds: float | None) -> "Deadline":
        """Return the moment so many seconds from now; None means never."""
        return cls() if seconds is None else cls(time.monotonic() + seconds)

    @property
    def remaining(self) -> float:
        """Seconds until the deadline, 0 if it has passed."""
        return max(0.0, self.moment - time.monotonic())

    @property
    def expired(self) -> bool:
        """Whether the deadline has passed."""
        return self.remaining <= 0

    def limit(self, seconds: float | None) -> float | None:
        """Return the seconds, or what remains if that is less; None if neither has an end."""
        remaining = self.remaining
        if math.isinf(remaining):
            return seconds
        return remaining if seconds is None else min(seconds, remaining)


NEVER = Deadline()

_current: ContextVar[Deadline] = ContextVar("stability_client_deadline", default=NEVER)


@contextmanager
def deadline_scope(deadline: Deadline) -> Iterator[None]:
    """Let the connections of this thread wait no longer than to the deadline."""
    token = _current.set(deadline)
    try:
        yield
    finally:
        _current.reset(token)


def current_deadline() -> Deadline:
    """Return the deadline of the call that this thread is in."""
    return _current.get()
