"""The results of work that was only started. Pure state; the clock is an argument."""

from collections.abc import Callable
from random import Random

import attrs

from stability_client.standin.generation import RenderedImage

ID_BITS = 256
"""An id has 64 hexadecimal digits."""


@attrs.define
class StartedWork:
    """Work that was started, and its result once it was fetched."""

    key: str
    """The key that started it, which alone can fetch it."""
    ready_at: float
    expires_at: float
    render: Callable[[], RenderedImage]
    _image: RenderedImage | None = None

    def image(self) -> RenderedImage:
        """Return the result, which is rendered when it is first asked for."""
        if self._image is None:
            self._image = self.render()
        return self._image


class Results:
    """What was started and has not expired."""

    def __init__(self, delay: float, lifetime: float, clock: Callable[[], float], random: Random) -> None:
        """Keep nothing yet.

        Args:
            delay: Seconds that work takes.
            lifetime: Seconds for which a result is kept, from the start.
            clock: Returns seconds.
            random: Draws ids.
        """
        self._delay = delay
        self._lifetime = lifetime
        self._clock = clock
        self._random = random
        self._started: dict[str, StartedWork] = {}

    def start(self, key: str, render: Callable[[], RenderedImage]) -> str:
        """Start work. Returns the id of its result."""
        now = self._clock()
        self._started = {id_: work for id_, work in self._started.items() if now < work.expires_at}
        new_id = f"{self._random.getrandbits(ID_BITS):064x}"
        self._started[new_id] = StartedWork(key, now + self._delay, now + self._lifetime, render)
        return new_id

    def find(self, result_id: str, key: str) -> StartedWork | None:
        """Return work by the id of its result; None if there is none, if it has expired, or is another key's."""
        work = self._started.get(result_id)
        return work if work is not None and work.key == key and self._clock() < work.expires_at else None

    def is_ready(self, work: StartedWork) -> bool:
        """Return whether work has ended."""
        return self._clock() >= work.ready_at
