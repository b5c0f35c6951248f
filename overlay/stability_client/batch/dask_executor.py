"""Makes the calls of a batch on the workers of a Dask cluster.

Journal, budget and rate limit stay with the run. Each call needs a lease, which the run puts into a queue of the
scheduler before it submits the call, and which the worker takes from it before it sends anything. A lease can be taken
once: if a worker dies and the scheduler gives its task to another one, that finds no lease, and says that nobody knows
what became of the call. So nothing is ever sent twice.
"""

import asyncio
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import uuid4

import distributed
from attrs import Factory, define, evolve, field
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from stability_client._transport.deadline import NEVER
from stability_client._transport.gates import AsyncGate, Turns
from stability_client.batch.executors import Result, Task, bound_call, result_of_call, result_of_error
from stability_client.batch.journal import Change, State
from stability_client.client import Stability
from stability_client.errors import ResultNotReadyError, StabilityError
from stability_client.limits import RequestRate

SENDING_SECONDS = 2.0
"""How long after it was submitted a call is taken to be sent: until then it counts for the rate limit."""
DIED = "the worker that had the call died before it answered"
NO_LEASE = "another worker had the call before, and died"


@define
class DaskExecutor:
    """Makes the calls on the workers of a cluster.

    Workers take the API key from their own environment (`STABILITY_API_KEY`): it is never sent to them. Paths of
    images, and the place where images go, must be the same for all of them.

    Attributes:
        cluster: A client of the cluster that was made with `asynchronous=True`.
        settings: The settings of the workers' clients, such as `base_url`; not the key.
        rate: How fast all workers together may send; None for any speed.
        poll_seconds: How long to wait before asking for the result of long work once more.
    """

    cluster: distributed.Client
    settings: Mapping[str, Any] = field(factory=dict)
    rate: RequestRate | None = None
    poll_seconds: float = 10.0
    _gate: AsyncGate = field(init=False)
    _name: str = Factory(lambda: f"stability-{uuid4().hex}")
    _count: int = 0

    def __attrs_post_init__(self) -> None:
        self._gate = AsyncGate(Turns(self.rate) if self.rate else None, None)

    async def run(self, task: Task) -> Result:
        """Do a task on a worker."""
        while True:
            result = await self._submit(task)
            is_waiting = task.pending is not None and result.change.to is State.SENT and not result.unreachable
            if not is_waiting or result.retry_after is not None or result.ends:
                return result
            await asyncio.sleep(self.poll_seconds)

    async def _submit(self, task: Task) -> Result:
        self._count += 1
        name = f"{self._name}-{self._count}"
        async with self._gate.entered(NEVER) as turn:
            lease = distributed.Queue(name, client=self.cluster)
            await lease
            await lease.put("call")
            asyncio.get_running_loop().call_later(SENDING_SECONDS, turn.finish)
            future = self.cluster.submit(
                run_on_worker, task, dict(self.settings), name, key=name, pure=False, retries=0
            )
            try:
                result: Result = await future
            except (KilledWorker, FutureCancelledError) as error:
                return unknown(task, f"{DIED}: {type(error).__name__}")
            finally:
                lease.close()
        return result


def unknown(task: Task, reason: str) -> Result:
    """Return what becomes of a task that nobody knows the outcome of."""
    if task.pending is not None:  # asking for a result costs nothing
        change = Change(task.job.id, State.SENT, pending=task.pending.id, error=reason)
        return Result(change, unreachable=True, pending=task.pending)
    return Result(Change(task.job.id, State.UNKNOWN, error=reason))


def run_on_worker(task: Task, settings: dict[str, Any], lease: str) -> Result:
    """Do a task in a worker, if nobody has begun it."""
    try:
        distributed.Queue(lease, client=distributed.get_client()).get(timeout=0)
    except TimeoutError:
        return unknown(task, NO_LEASE)
    client = _worker_client(tuple(sorted(settings.items())))
    try:
        made = bound_call(client, task)()
    except ResultNotReadyError as error:
        return evolve(unknown(task, str(error)), unreachable=False)
    except StabilityError as error:
        return result_of_error(task, error)
    return result_of_call(task, made)


@lru_cache(maxsize=8)
def _worker_client(settings: tuple[tuple[str, Any], ...]) -> Stability:
    """The client of a worker's process: its threads share it. What is retried, and how fast, the run decides."""
    return Stability(retry=1, rate_limit=False, **dict(settings))
