"""Waiting for what the server's side tells of by no event."""

import asyncio
import time
from collections.abc import Callable

PATIENCE_SECONDS = 5.0
PAUSE_SECONDS = 0.01


def until(is_so: Callable[[], bool]) -> None:
    """Waits until something is so; fails where it never is."""
    given_up = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < given_up, "waited in vain"
        time.sleep(PAUSE_SECONDS)


async def until_async(is_so: Callable[[], bool]) -> None:
    """As until, while the event loop goes on."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not is_so():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(PAUSE_SECONDS)
