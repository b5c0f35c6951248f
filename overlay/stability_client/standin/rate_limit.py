"""How many requests an organization may send. Pure state; the clock is an argument."""

from collections import defaultdict, deque
from collections.abc import Callable

import attrs

from stability_client.standin.validators import count, number


@attrs.frozen
class RateLimit:
    """A rate limit, and the lockout of an organization that exceeds it."""

    requests: int = attrs.field(default=150, validator=count)
    """Requests in any period of `per_seconds`."""
    per_seconds: float = attrs.field(default=10.0, validator=number)
    lockout_seconds: float = attrs.field(default=60.0, validator=number)


class RateLimiter:
    """Counts the requests of each organization in a sliding window."""

    def __init__(self, limit: RateLimit | None, clock: Callable[[], float]) -> None:
        """Count nothing if `limit` is None; `clock` returns seconds."""
        self._limit = limit
        self._clock = clock
        self._times: defaultdict[str, deque[float]] = defaultdict(deque)
        self._locked_until: dict[str, float] = {}

    def count(self, organization: str) -> float:
        """Count a request, and return the seconds until requests are accepted again: 0 if this one is accepted."""
        if self._limit is None:
            return 0.0
        now, times = self._clock(), self._times[organization]
        locked_until = self._locked_until.get(organization, now)
        if now < locked_until:
            return locked_until - now
        while times and times[0] <= now - self._limit.per_seconds:
            times.popleft()
        if len(times) >= self._limit.requests:
            times.clear()
            self._locked_until[organization] = now + self._limit.lockout_seconds
            return self._limit.lockout_seconds
        times.append(now)
        return 0.0
