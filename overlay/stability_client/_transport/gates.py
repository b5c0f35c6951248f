"""Where attempts wait before they are sent: for the rate limit, and for others that are still in progress.

One attempt at a time waits for the rate limit, and the others wait behind it. So they are sent in the order in which
they came, and one that is cancelled takes nothing from those behind it.
"""

import os
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Generic, TypeVar

import anyio
from attrs import define, field

from stability_client._settings import Settings
from stability_client._transport.deadline import Deadline, DeadlineExceeded
from stability_client._wire.calls import Call
from stability_client._wire.errors import add_location
from stability_client.errors import TimeoutError  # noqa: A004 - this package's own
from stability_client.limits import RequestRate

ARRIVAL_MARGIN = 1.1
"""How much longer than the limit's period the client's own is. A server counts requests when it reads them, and some
wait longer for that than others. The hosted service locks out whoever exceeds its limit, so a tenth of the speed is
well spent."""


class Turns:
    """The requests that a rate limit allows: a sliding window over those of the last seconds. It never waits.

    A request takes its turn before a connection is opened for it, which can take long if many are opened at once or
    none is free. So it counts from then on, and until a period after it was sent. Limiters that count the moment of
    the turn alone let the server see more requests in a period than it allows.
    """

    def __init__(self, rate: RequestRate, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with an empty window; `clock` returns seconds."""
        self._requests = rate.requests
        self._period = rate.seconds * ARRIVAL_MARGIN
        self._clock = clock
        self._unsent = 0
        self._ends: deque[float] = deque()  # when each request that was sent leaves the window
        self._lock = threading.Lock()  # event loops in several threads may share the window

    def take(self) -> float:
        """Take a turn if there is one.

        Returns:
            0 if it was taken, else the seconds until there may be one.
        """
        with self._lock:
            now = self._clock()
            while self._ends and self._ends[0] <= now:
                self._ends.popleft()
            if self._unsent + len(self._ends) < self._requests:
                self._unsent += 1
                return 0.0
            # If nothing was sent yet, nothing leaves the window for a period.
            return self._ends[0] - now if self._ends else self._period

    def next_delay(self, deadline: Deadline) -> float:
        """Take a turn if there is one; else return the seconds until there may be one.

        Raises:
            DeadlineExceeded: There is none before the deadline.
        """
        delay = self.take()
        if delay > deadline.remaining:
            raise DeadlineExceeded
        return delay

    def finish(self) -> None:
        """Count a request that took its turn as sent now."""
        with self._lock:
            self._unsent -= 1
            self._ends.append(self._clock() + self._period)


class Turn:
    """The turn of one attempt."""

    def __init__(self, turns: Turns | None) -> None:
        """Belong to a rate limit, or to none."""
        self._turns = turns

    def finish(self) -> None:
        """Report that the request was sent, or never will be. Further reports change nothing."""
        turns, self._turns = self._turns, None
        if turns is not None:
            turns.finish()


class Gate:
    """Lets the attempts of threads through."""

    def __init__(self, turns: Turns | None, max_concurrency: int | None) -> None:
        """Take the turns of a rate limit, and how many attempts may be in progress; None is no limit."""
        self._turns = turns
        self._places = threading.Semaphore(max_concurrency) if max_concurrency else None
        self._queue = threading.Semaphore()

    @contextmanager
    def entered(self, deadline: Deadline) -> Iterator[Turn]:
        """Hold a place for an attempt, from its turn on.

        Yields:
            The turn, to be finished when the request was sent; it is at the end, too.

        Raises:
            DeadlineExceeded: Its turn would be later.
        """
        with _acquired(self._places, deadline):
            if self._turns is not None:
                with _acquired(self._queue, deadline):
                    while delay := self._turns.next_delay(deadline):
                        time.sleep(delay)
            turn = Turn(self._turns)
            try:
                yield turn
            finally:
                turn.finish()


class AsyncGate:
    """Lets the attempts of the tasks of one event loop through."""

    def __init__(self, turns: Turns | None, max_concurrency: int | None) -> None:
        """Take the turns of a rate limit, and how many attempts may be in progress; None is no limit."""
        self._turns = turns
        self._places = anyio.Semaphore(max_concurrency) if max_concurrency else None
        self._queue = anyio.Semaphore(1)

    @asynccontextmanager
    async def entered(self, deadline: Deadline) -> AsyncIterator[Turn]:
        """Hold a place for an attempt, from its turn on.

        Yields:
            The turn, to be finished when the request was sent; it is at the end, too.

        Raises:
            DeadlineExceeded: Its turn would be later.
        """
        async with _acquired_async(self._places, deadline):
            if self._turns is not None:
                async with _acquired_async(self._queue, deadline):
                    while delay := self._turns.next_delay(deadline):  # noqa: ASYNC110 - the delay is known
                        await anyio.sleep(delay)
            turn = Turn(self._turns)
            try:
                yield turn
            finally:
                turn.finish()


@contextmanager
def _acquired(semaphore: threading.Semaphore | None, deadline: Deadline) -> Iterator[None]:
    if semaphore is None:
        yield
    elif semaphore.acquire(timeout=min(deadline.remaining, threading.TIMEOUT_MAX)):
        try:
            yield
        finally:
            semaphore.release()
    else:
        raise DeadlineExceeded


@asynccontextmanager
async def _acquired_async(semaphore: "anyio.Semaphore | None", deadline: Deadline) -> AsyncIterator[None]:
    if semaphore is None:
        yield
        return
    is_acquired = False
    with anyio.move_on_after(deadline.remaining):
        await semaphore.acquire()
        is_acquired = True
    if not is_acquired:
        raise DeadlineExceeded
    try:
        yield
    finally:
        semaphore.release()


G = TypeVar("G", Gate, AsyncGate)


@define
class Gates(Generic[G]):
    """The gates of one pool of connections. Clients that share the pool and the limits share a gate.

    Processes after a fork and further event loops have gates of their own; event loops of one process share its turns.
    """

    make: Callable[[Turns | None, int | None], G]
    _turns: dict[Hashable, Turns] = field(factory=dict)
    _gates: dict[Hashable, G] = field(factory=dict)

    def get(self, settings: Settings, context: object) -> G:
        """Return the gate of a client's calls in a context. Like the cache of connections, it takes no lock."""
        rate, max_concurrency, server = settings.request_rate, settings.max_concurrency, settings.base_url
        key = (context, server, rate, max_concurrency)
        if (gate := self._gates.get(key)) is not None:
            return gate
        turns = None
        if rate is not None:
            turns = self._turns.setdefault((os.getpid(), server, rate), Turns(rate))
        return self._gates.setdefault(key, self.make(turns, max_concurrency))


def late_turn(call: Call[Any]) -> TimeoutError:
    """Return the error for a call whose turn would have come after its deadline. Nothing was sent."""
    request, settings = call.request, call.settings
    limits = {"rate_limit": settings.request_rate, "max_concurrency": settings.max_concurrency}
    named = " and ".join(f"{name} ({limit})" for name, limit in limits.items() if limit is not None)
    seconds, url = settings.timeout.total, settings.base_url + request.path
    error = TimeoutError(
        f"{request.method} {url}: not sent, as its turn under {named} would come after {seconds:g} s (total). "
        "Allow more time, or start fewer calls at once"
    )
    error.limit, error.seconds = "total", seconds
    add_location(error, request.operation, url)
    return error
