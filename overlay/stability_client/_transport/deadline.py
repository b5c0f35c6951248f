"""The time by which a whole call must have ended."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from attrs import frozen


@frozen
class Deadline:
    """A moment, in seconds of `time.monotonic()`; infinity where there is none."""

    moment: float = math.inf

    @classmethod
    def after(cls, seconds: float | None) -> "Deadline":
        """The moment so many seconds from now; None is never."""
        return cls() if seconds is None else cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds to go, 0 where it has passed."""
        return max(0.0, self.moment - time.monotonic())

    @property
    def passed(self) -> bool:
        return self.left <= 0

    def cap(self, seconds: float | None) -> float | None:
        """The seconds, or what is left if that is less; None where there is no end to either."""
        left = self.left
        if math.isinf(left):
            return seconds
        return left if seconds is None else min(seconds, left)


NEVER = Deadline()

_current: ContextVar[Deadline] = ContextVar("stability_client_deadline", default=NEVER)


@contextmanager
def ending_at(deadline: Deadline) -> Iterator[None]:
    """Within it, connections of this thread wait no longer than to the deadline."""
    token = _current.set(deadline)
    try:
        yield
    finally:
        _current.reset(token)


def current_deadline() -> Deadline:
    """The deadline of the call that this thread is in."""
    return _current.get()
