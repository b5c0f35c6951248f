"""A batch on two worker processes, one of which is killed: the server's own count shows that nothing was sent twice."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import distributed
import pytest
from PIL import Image

from stability_client import AsyncStability, RequestRate
from stability_client.batch import DaskExecutor, State, run_batch
from stability_client.standin import RateLimit, StandIn
from tests.batch.support import many_jobs, sent_seeds, wait_for

pytestmark = pytest.mark.anyio


@pytest.fixture
async def cluster(monkeypatch: pytest.MonkeyPatch, stability_standin: StandIn) -> AsyncIterator[distributed.Client]:
    """A client of a cluster of two worker processes on this machine, which are not started again."""
    monkeypatch.setenv("STABILITY_API_KEY", stability_standin.api_key)
    async with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=4, processes=True, asynchronous=True, dashboard_address=None
        ) as local,
        distributed.Client(local, asynchronous=True) as client,
    ):
        yield client


async def test_two_workers_share_a_batch(
    cluster: distributed.Client, stability_standin: StandIn, tmp_path: Path
) -> None:
    # The server refuses whoever is faster, so its count of refusals shows whether all workers together keep the rate.
    stability_standin.reset(shrink=16, balance=1_000_000, rate_limit=RateLimit(10, 1.0))
    executor = DaskExecutor(cluster, {"base_url": stability_standin.url}, RequestRate(10, 1))
    async with AsyncStability(stability_standin.api_key, base_url=stability_standin.url) as client:
        found = {
            outcome.id: outcome.state
            async for outcome in run_batch(many_jobs(30), tmp_path, client=client, executor=executor, concurrency=8)
        }
    assert set(found.values()) == {State.DONE}
    assert len(found) == 30
    assert max(sent_seeds(stability_standin.history).values()) == 1
    assert {request.status for request in stability_standin.history} == {200}
    for identity in found:
        with Image.open(tmp_path / f"{identity}.png") as image:
            image.load()


async def test_a_worker_that_dies_leaves_unknown_jobs_that_are_not_sent_again(
    cluster: distributed.Client, stability_standin: StandIn, tmp_path: Path
) -> None:
    stability_standin.reset(shrink=16, balance=1_000_000, rate_limit=None, latency=0.3)
    victims = await cluster.run(os.getpid)
    assert len(victims) == 2
    executor = DaskExecutor(cluster, {"base_url": stability_standin.url})
    states: dict[str, State] = {}

    async def kill_amid_calls() -> None:
        await wait_for(lambda: len(stability_standin.history) >= 16)  # those of all threads are on their way
        os.kill(next(iter(victims.values())), signal.SIGKILL)

    killing = asyncio.create_task(kill_amid_calls())
    async with AsyncStability(stability_standin.api_key, base_url=stability_standin.url) as client:
        async for outcome in run_batch(many_jobs(30), tmp_path, client=client, executor=executor, concurrency=8):
            states[outcome.id] = outcome.state
    await killing
    assert max(sent_seeds(stability_standin.history).values()) == 1
    assert len(states) == 30
    counts = Counter(states.values())
    assert counts[State.UNKNOWN] >= 1
    assert counts[State.DONE] + counts[State.UNKNOWN] == 30
    assert sum(1 for state in states.values() if state is State.UNKNOWN) <= 8
