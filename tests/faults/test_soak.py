"""Two thousand calls at once, against a server that fails a third of them: each one ends, and nothing is left."""

import asyncio
import gc
import json
import random
from collections import Counter, defaultdict

from attrs import define, field

from stability_client import AsyncStability, RetryPolicy, StabilityError, Timeout
from tests.faults.answers import answer_well, refusal
from tests.faults.conftest import KEY
from tests.faults.measure import memory
from tests.faults.plays import (
    HTML,
    PAGE,
    answers,
    cut_the_body,
    cut_the_chunks,
    hang_up,
    reset,
    say_nothing,
    speak_no_http,
)
from tests.faults.server import Exchange, FaultServer, Play
from tests.faults.waiting import until_async

CALLS = 2_000
TASKS = 50
FAILING = 0.3
HANGING_SECONDS = 300.0
"""It takes about 8 s. No machine is so slow that this is not a call that never ends."""
ROOM_MEBIBYTES = 40

limited = answers(429, refusal("rate_limit_exceeded"), {"Content-Type": "application/json", "Retry-After": "0"})
FAILURES: tuple[Play, ...] = (
    reset, hang_up, cut_the_body, cut_the_chunks, speak_no_http, say_nothing, limited, limited,
    answers(500, refusal("fault"), {"Content-Type": "application/json"}), answers(503, PAGE, HTML),
    answers(200, b"nonsense"), answers(302, b"", {"Location": "https://elsewhere.example"}),
)  # fmt: skip


@define
class Unreliable:
    """A server's mood, and what it did with each paid call."""

    chance: random.Random = field(factory=lambda: random.Random(4))  # noqa: S311 - it is a server's mood
    delivered: dict[int, list[Play]] = field(factory=lambda: defaultdict(list))

    async def play(self, exchange: Exchange) -> None:
        play = self.chance.choice(FAILURES) if self.chance.random() < FAILING else answer_well
        if exchange.method == "POST":
            self.delivered[json.loads(exchange.body)["seed"]].append(play)
        await play(exchange)


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
    async with asyncio.timeout(HANGING_SECONDS), FaultServer({"soak": server.play}) as faults:
        options = {"timeout": Timeout(connect=10, read=0.5, total=30), "retry": RetryPolicy(first_wait=0.01)}
        async with AsyncStability(KEY, base_url=faults.url("soak"), **options) as client:  # type: ignore[arg-type]
            async with asyncio.TaskGroup() as tasks:
                for _ in range(TASKS):
                    tasks.create_task(work(client))
            assert faults.open_connections <= TASKS
        await until_async(lambda: not faults.open_connections)
        assert len(asyncio.all_tasks()) == 1
    return outcomes


def test_two_thousand_calls_end_and_leave_nothing_behind_and_none_is_paid_twice() -> None:
    server = Unreliable()
    before = memory("VmRSS")
    outcomes = asyncio.run(soak(server))
    assert outcomes.total() == CALLS
    assert CALLS / 2 < outcomes["result"] < CALLS, outcomes
    assert len(outcomes) > 4

    assert len(server.delivered) == CALLS // 2
    for number, plays in server.delivered.items():
        assert all(play is limited for play in plays[:-1]), f"call {number} was sent again after it was delivered"

    gc.collect()  # what was not closed would warn now, and warnings are errors
    assert memory("VmRSS") - before < ROOM_MEBIBYTES
