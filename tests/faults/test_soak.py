"""Two thousand calls at once, against a server that fails a third of them: each one ends, and nothing is left."""

import asyncio
import gc
import json
import random
from collections import Counter, defaultdict

from attrs import define, field

from stability_client import AsyncStability, RetryPolicy, StabilityError, Timeout
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
from tests.support.faults.responses import refusal, respond_well
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
