"""The account behind the keys: organisations, credits and the rate limit. Pure state; the clock is given."""

from collections import deque
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

import attrs

from stability_client.standin.checks import check_number, count, number

CREDITS_PER_PIXEL_STEP = 2.16e-6
PIXELS_FREE_OF_CHARGE = 169_527
STEPS_OF_THE_ESTIMATE = 30
"""The published estimate for the engines of 2023: credits = 2.16e-6 * (width * height - 169527) * steps / 30."""

KEY_CHARACTERS_SHOWN = 4
SHORTEST_KEY_SHOWN = 12


@attrs.frozen
class Organization:
    """An organisation that the account belongs to."""

    id: str
    name: str
    role: str = "MEMBER"
    is_default: bool = False


ORGANIZATIONS = (
    Organization("org-standin", "Stand-in Studio", "OWNER", is_default=True),
    Organization("org-standin-team", "Stand-in Team"),
)


@attrs.frozen
class RateLimit:
    """How many requests an organisation may send, and what happens when it sends more."""

    requests: int = attrs.field(default=150, validator=count)
    per_seconds: float = attrs.field(default=10.0, validator=number)
    lockout_seconds: float = attrs.field(default=60.0, validator=number)


def estimate_credits(width: int, height: int, steps: int, samples: int = 1) -> float:
    """Credits for `samples` pictures of `width` x `height` pixels; never less than nothing."""
    pixels = max(0, width * height - PIXELS_FREE_OF_CHARGE)
    return samples * CREDITS_PER_PIXEL_STEP * pixels * steps / STEPS_OF_THE_ESTIMATE


def half_masked(key: str) -> str:
    """A key as error messages show it: enough to recognise it by, not enough to use it.

    Of a short key nothing is shown: with a few characters the rest could be guessed.
    """
    if len(key) < SHORTEST_KEY_SHOWN:
        return "***"
    shown = min(KEY_CHARACTERS_SHOWN, len(key) // 4)
    start = len("sk-") + shown if key.startswith("sk-") and len(key) > len("sk-") + 2 * KEY_CHARACTERS_SHOWN else shown
    return f"{key[:start]}***{key[len(key) - shown :]}"


class Throttle:
    """A sliding window over the requests of one organisation, with a lockout once it overflows."""

    def __init__(self, limit: RateLimit, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._clock = clock
        self._times: deque[float] = deque()
        self._locked_until = float("-inf")

    def wait(self) -> float:
        """Count a request; the seconds to wait before the next attempt, 0 when this one may pass."""
        now = self._clock()
        if now < self._locked_until:
            return self._locked_until - now
        while self._times and self._times[0] <= now - self._limit.per_seconds:
            self._times.popleft()
        if len(self._times) >= self._limit.requests:
            self._times.clear()
            self._locked_until = now + self._limit.lockout_seconds
            return self._limit.lockout_seconds
        self._times.append(now)
        return 0.0


class Account:
    """Who the keys belong to, what is left to spend, and how fast it may be spent."""

    def __init__(
        self,
        *,
        keys: Iterable[str],
        organizations: Iterable[Organization],
        balance: float,
        rate_limit: RateLimit | None,
        clock: Callable[[], float],
    ) -> None:
        self.keys = frozenset(keys)
        self.organizations = {each.id: each for each in organizations}
        self.default_organization = next(each.id for each in self.organizations.values() if each.is_default)
        self._credits = dict.fromkeys(self.organizations, float(balance))
        self._throttles = {each: Throttle(rate_limit, clock) for each in self.organizations} if rate_limit else {}
        self._lock = Lock()

    def balance(self, organization: str | None = None) -> float:
        """The credits that are left to an organisation, by default to the default one."""
        return self._credits[self._known(organization)]

    def set_balance(self, credits_left: float, organization: str | None = None) -> None:
        """Put the credits of an organisation, by default the default one, to a figure; below 0 it is overdrawn."""
        check_number("credits_left", credits_left, least=None)
        self._credits[self._known(organization)] = float(credits_left)

    def charge(self, organization: str | None, price: float) -> bool:
        """Take the price off the balance; whether there was enough of it."""
        organization = self._known(organization)
        with self._lock:
            if self._credits[organization] <= 0 or self._credits[organization] < price:
                return False
            self._credits[organization] -= price
            return True

    def throttled_for(self, organization: str) -> float:
        """Count a request; how many seconds the organisation is locked out for, 0 when it is not."""
        throttle = self._throttles.get(organization)
        return throttle.wait() if throttle else 0.0

    def described(self) -> dict[str, Any]:
        """The account as the API tells it."""
        return {
            "id": "user-standin",
            "email": "painter@standin.example",
            "organizations": [attrs.asdict(each) for each in self.organizations.values()],
            "profile_picture": "https://standin.example/painter.png",
        }

    def _known(self, organization: str | None) -> str:
        wanted = self.default_organization if organization is None else organization
        if wanted not in self.organizations:
            raise ValueError(f"There is no organisation {wanted!r}; there are {', '.join(self.organizations)}.")
        return wanted
