"""Two thousand calls at once against a server that fails nearly a third of them: every one ends, and nothing is left."""

import asyncio
import gc
import json
import random
import time
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

CALLS = 2_000
TASKS = 50
FAILING = 0.3
LONGEST_SECONDS = 40.0
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

    chance: random.Random = field(factory=lambda: random.Random(4))
    delivered: dict[int, list[Play]] = field(factory=lambda: defaultdict(list))

    async def play(self, exchange: Exchange) -> None:
        play = self.chance.choice(FAILURES) if self.chance.random() < FAILING else answer_well
        if exchange.method == "POST":
            self.delivered[json.loads(exchange.body)["seed"]].append(play)
        await play(exchange)


async def soak(base_url: str, faults: FaultServer) -> Counter[str]:
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

    timeout = Timeout(connect=10, read=0.5, total=30)
    async with AsyncStability(KEY, base_url=base_url, timeout=timeout, retry=RetryPolicy(first_wait=0.01)) as client:
        async with asyncio.TaskGroup() as tasks:
            for _ in range(TASKS):
                tasks.create_task(work(client))
        assert faults.open_connections <= TASKS
    assert len(asyncio.all_tasks()) == 1
    return outcomes


def test_two_thousand_calls_end_and_leave_nothing_behind_and_none_is_paid_twice(faults: FaultServer) -> None:
    server = Unreliable()
    faults.add("soak", server.play)
    before, started = memory("VmRSS"), time.monotonic()
    outcomes = asyncio.run(soak(faults.url("soak"), faults))
    assert time.monotonic() - started < LONGEST_SECONDS
    assert outcomes.total() == CALLS
    assert CALLS / 2 < outcomes["result"] < CALLS, outcomes
    assert len(outcomes) > 4

    assert len(server.delivered) == CALLS // 2
    for number, plays in server.delivered.items():
        assert all(play is limited for play in plays[:-1]), f"call {number} was sent again after it was delivered"

    closed_by = time.monotonic() + 5
    while faults.open_connections and time.monotonic() < closed_by:
        time.sleep(0.01)
    assert faults.open_connections == 0
    gc.collect()  # what was not closed would warn now, and warnings are errors
    assert memory("VmRSS") - before < ROOM_MEBIBYTES
