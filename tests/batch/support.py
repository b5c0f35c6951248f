"""What the tests of batches share."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from stability_client import AsyncStability
from stability_client.batch import Job, Outcome, run_batch
from stability_client.standin import RecordedRequest, StandIn


async def run_jobs(jobs: Iterable[Job] | Path, folder: Path, server: StandIn, **options: Any) -> dict[str, Outcome]:
    """Run a batch against a stand-in to its end, and return what became of each job."""
    async with AsyncStability(server.api_key, base_url=server.url) as client:
        return {outcome.id: outcome async for outcome in run_batch(jobs, folder, client=client, **options)}


def many_jobs(count: int, **arguments: Any) -> list[Job]:
    """Jobs whose seeds tell them apart."""
    return [
        Job(f"job-{number}", "v2beta.core", {"prompt": "a boat", "seed": number + 1, **arguments}, f"jobs:{number}")
        for number in range(count)
    ]


SEED = re.compile(rb'name="seed"\r\n(?:[^\r]+\r\n)*\r\n(\d+)\r\n')


def sent_seeds(requests: Iterable[RecordedRequest], *, paid: bool = False) -> Counter[int]:
    """How often each seed was sent, or was sent and paid for. Requests that nobody waited for count too."""
    return Counter(
        int(found[1])
        for request in requests
        if (request.status == 200 or not paid) and (found := SEED.search(request.body))
    )


async def wait_for(is_so: Callable[[], bool]) -> None:
    """Wait for what happens in the server's thread."""
    while not is_so():  # noqa: ASYNC110 - it sets no event
        await asyncio.sleep(0.01)
