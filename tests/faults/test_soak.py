"""Two thousand calls at once, against a server that fails a third of them: each one ends, and nothing is left."""

import asyncio
import gc
import json
import random
import re
from collections import Counter, defaultdict

from attrs import define, field

from stability_client import AsyncStability, Pending, RetryPolicy, StabilityError, Timeout
from tests.support.faults.faults_of_work import RUNNING
from tests.support.faults.handlers import (
    HTML,
    PAGE,
    close_connection,
    cut_the_body,
    cut_the_chunks,
    reset,
    respond_with,
    send_no_http,
    send_nothing,
)
from tests.support.faults.keys import KEY
from tests.support.faults.memory import memory
from tests.support.faults.responses import PNG, RESULT_ID, refusal, respond_well
from tests.support.faults.server import FaultServer, Handler, IncomingRequest
from tests.support.faults.waiting import wait_until_async

CALLS = 2_000
TASKS = 50
FAILING = 0.3
HANGING_SECONDS = 300.0
"""It takes about 8 s. No machine is so slow that this is not a call that never ends."""
ROOM_MEBIBYTES = 40

limited = respond_with(429, refusal("rate_limit_exceeded"), {"Content-Type": "application/json", "Retry-After": "0"})
FAILURES: tuple[Handler, ...] = (
    reset, close_connection, cut_the_body, cut_the_chunks, send_no_http, send_nothing, limited, limited,
    respond_with(500, refusal("fault"), {"Content-Type": "application/json"}), respond_with(503, PAGE, HTML),
    respond_with(200, b"nonsense"), respond_with(302, b"", {"Location": "https://elsewhere.example"}),
)  # fmt: skip


@define
class Unreliable:
    """A server that fails at random, and what it did with each billed call."""

    rng: random.Random = field(factory=lambda: random.Random(4))  # noqa: S311 - only to fail at random
    delivered: dict[int, list[Handler]] = field(factory=lambda: defaultdict(list))

    async def handler(self, request: IncomingRequest) -> None:
        handler = self.rng.choice(FAILURES) if self.rng.random() < FAILING else respond_well
        if request.method == "POST":
            self.delivered[json.loads(request.body)["seed"]].append(handler)
        await handler(request)


async def soak(server: Unreliable) -> Counter[str]:
    outcomes: Counter[str] = Counter()
    numbers = iter(range(1, CALLS + 1))

    async def work(client: AsyncStability) -> None:
        for number in numbers:
            try:
                if number % 2:
                    await client.text_to_image("a lighthouse", engine="e", seed=number)
                else:
                    await client.balance()
                outcomes["result"] += 1
            except StabilityError as error:
                outcomes[type(error).__name__] += 1

    # One event loop for both sides: two threads would spend their time on handing Python's lock to each other.
    async with asyncio.timeout(HANGING_SECONDS), FaultServer({"soak": server.handler}) as faults:
        options = {"timeout": Timeout(connect=10, read=0.5, total=30), "retry": RetryPolicy(initial_backoff=0.01)}
        async with AsyncStability(KEY, base_url=faults.url("soak"), **options) as client:  # type: ignore[arg-type]
            async with asyncio.TaskGroup() as tasks:
                for _ in range(TASKS):
                    tasks.create_task(work(client))
            assert faults.open_connections <= TASKS
        await wait_until_async(lambda: not faults.open_connections)
        assert len(asyncio.all_tasks()) == 1
    return outcomes


def test_two_thousand_calls_leave_nothing_and_none_is_billed_twice() -> None:
    server = Unreliable()
    before = memory("VmRSS")
    outcomes = asyncio.run(soak(server))
    assert outcomes.total() == CALLS
    assert CALLS / 2 < outcomes["result"] < CALLS, outcomes
    assert len(outcomes) > 4

    assert len(server.delivered) == CALLS // 2
    for number, handlers in server.delivered.items():
        assert all(handler is limited for handler in handlers[:-1]), (
            f"call {number} was sent again after it was delivered"
        )

    gc.collect()  # what was not closed would warn now, and warnings are errors
    assert memory("VmRSS") - before < ROOM_MEBIBYTES


# --- long work of v2beta

WORKS = 200
SEED = re.compile(rb'name="seed".*?\r\n\r\n(\d+)', re.DOTALL)


@define
class UnreliableWork:
    """A server of long work that fails at random. Keeps what it did with each start, by its seed."""

    rng: random.Random = field(factory=lambda: random.Random(5))  # noqa: S311 - only to fail at random
    started: dict[int, list[Handler]] = field(factory=lambda: defaultdict(list))
    polls: int = 0

    async def handler(self, request: IncomingRequest) -> None:
        handler = self.rng.choice(FAILURES) if self.rng.random() < FAILING else respond_well
        if request.method == "POST":
            found = SEED.search(request.body)
            assert found
            self.started[int(found[1])].append(handler)
        else:
            self.polls += 1
            handler = RUNNING if self.rng.random() < FAILING else handler
        await handler(request)


async def soak_work(server: UnreliableWork) -> tuple[Counter[str], list[StabilityError]]:
    outcomes: Counter[str] = Counter()
    pending: list[StabilityError] = []
    numbers = iter(range(1, WORKS + 1))

    async def work(client: AsyncStability) -> None:
        for number in numbers:
            try:
                made = await client.v2beta.upscale_creative(PNG, "a lighthouse", seed=number)
                assert made.image.data == PNG
                outcomes["result"] += 1
            except StabilityError as error:
                outcomes[type(error).__name__] += 1
                if error.operation == "v2beta_result":
                    pending.append(error)

    async with asyncio.timeout(HANGING_SECONDS), FaultServer({"work": server.handler}) as faults:
        client = AsyncStability(
            KEY,
            base_url=faults.url("work"),
            timeout=Timeout(connect=10, read=0.5, total=30),
            retry=RetryPolicy(initial_backoff=0.01),
            poll_interval=0.01,
            max_concurrency=TASKS // 2,
        )
        async with client, asyncio.TaskGroup() as tasks:
            for _ in range(TASKS):
                tasks.create_task(work(client))
        await wait_until_async(lambda: not faults.open_connections)
        assert len(asyncio.all_tasks()) == 1
    return outcomes, pending


def test_long_work_is_started_once_and_never_lost() -> None:
    server = UnreliableWork()
    outcomes, pending = asyncio.run(soak_work(server))
    assert outcomes.total() == WORKS
    assert WORKS / 3 < outcomes["result"] < WORKS, outcomes
    assert server.polls > outcomes["result"]
    assert len(server.started) == WORKS
    for number, handlers in server.started.items():
        assert all(handler is limited for handler in handlers[:-1]), f"work {number} was started twice"
    assert pending
    assert all(error.pending == Pending(RESULT_ID, "v2beta_upscale_creative") for error in pending)
    gc.collect()
