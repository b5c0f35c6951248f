"""Wait for what the server's side gives no event of."""

import asyncio
import time
from collections.abc import Callable

PATIENCE_SECONDS = 5.0
PAUSE_SECONDS = 0.01


def wait_until(condition: Callable[[], bool]) -> None:
    """Waits until a condition holds; fails if it never does."""
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < give_up, "the condition never held"
        time.sleep(PAUSE_SECONDS)


async def wait_until_async(condition: Callable[[], bool]) -> None:
    """Waits until a condition holds, while the event loop runs."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(PAUSE_SECONDS)
