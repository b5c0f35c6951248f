"""Runs: what is sent, in which order of events, and what is left if they end early."""

import asyncio
import multiprocessing
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from stability_client import AsyncStability
from stability_client.batch import InvalidJobsError, Job, State, run_batch
from stability_client.batch.journal import Journal
from stability_client.batch.runs import BatchStoppedError
from stability_client.standin import StandIn
from tests.batch.support import many_jobs, sent_seeds, wait_for

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(stability_standin: StandIn) -> AsyncIterator[AsyncStability]:
    """A client on a stand-in that paints small images."""
    stability_standin.reset(shrink=16, balance=1_000_000, rate_limit=None)
    async with AsyncStability(stability_standin.api_key, base_url=stability_standin.url) as client:
        yield client


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.png"))


async def run(todo: list[Job] | Path, folder: Path, client: AsyncStability, **options: Any) -> dict[str, State]:
    return {outcome.id: outcome.state async for outcome in run_batch(todo, folder, client=client, **options)}


async def test_every_job_is_done_once_and_its_image_is_there(
    client: AsyncStability, stability_standin: StandIn, tmp_path: Path
) -> None:
    done = await run(many_jobs(20), tmp_path, client, concurrency=8)
    assert set(done.values()) == {State.DONE}
    assert sent_seeds(stability_standin.history, paid=True) == Counter(range(1, 21))
    for number in range(20):
        with Image.open(tmp_path / f"job-{number}.png") as image:
            image.load()
    assert await run(many_jobs(20), tmp_path, client) == {}
    assert len(stability_standin.history) == 20


async def test_a_job_of_several_images_numbers_them(client: AsyncStability, tmp_path: Path) -> None:
    arguments = {"prompts": ["a boat"], "samples": 3, "engine": "stable-diffusion-xl-1024-v1-0"}
    [state] = (await run([Job("a", "v1.text_to_image", arguments)], tmp_path, client)).values()
    assert state is State.DONE
    assert names_in(tmp_path) == ["a-2.png", "a-3.png", "a.png"]


async def test_one_wrong_job_sends_nothing(client: AsyncStability, stability_standin: StandIn, tmp_path: Path) -> None:
    path = tmp_path / "jobs.jsonl"
    path.write_text(
        '{"id": "a", "operation": "v2beta.core", "prompt": "a boat"}\n'
        '{"id": "b", "operation": "v2beta.core", "prompt": "a boat", "seed": -1}\n'
        '{"id": "c", "operation": "v2beta.cor", "prompt": "a boat"}\n'
        '{"id": "d", "operation": "v2beta.core", "promt": "a boat"}\n'
        '{"id": "e", "operation": "v2beta.core"}\n'
        '{"id": "f", "operation": "v2beta.inpaint", "prompt": "x", "image": "nowhere.png"}\n'
    )
    with pytest.raises(InvalidJobsError) as caught:
        await run(path, tmp_path / "out", client)
    assert [problem.where for problem in caught.value.problems] == [f"jobs.jsonl:{line}" for line in (2, 3, 4, 5, 6)]
    told = [problem.message for problem in caught.value.problems]
    for message, word in zip(told, ("seed", "v2beta.core", "prompt", "prompt: is missing", "nowhere.png"), strict=True):
        assert word in message
    assert not stability_standin.history


async def test_failures_are_told_by_class_and_others_go_on(
    client: AsyncStability, stability_standin: StandIn, tmp_path: Path
) -> None:
    todo = [
        *many_jobs(2),
        Job("refused", "v2beta.core", {"prompt": "standin:content_moderation"}),
        Job("blurred", "v2beta.core", {"prompt": "standin:CONTENT_FILTERED"}),
        Job("broken", "v2beta.core", {"prompt": "standin:internal_error"}),
    ]
    found = {outcome.id: outcome async for outcome in run_batch(todo, tmp_path, client=client)}
    assert found["refused"].state is State.FAILED
    assert found["refused"].error.startswith("ContentModerationError: ")
    assert found["blurred"].state is State.FAILED
    assert found["blurred"].files == ("blurred.png",)  # it was paid for
    assert found["broken"].state in {State.FAILED, State.UNKNOWN}
    assert {found["job-0"].state, found["job-1"].state} == {State.DONE}
    again = await run(todo, tmp_path, client)
    assert again == {}
    retried = await run(todo, tmp_path, client, retry_failed=True)
    assert "refused" in retried
    assert "job-0" not in retried
    assert max(sent_seeds(stability_standin.history, paid=True).values()) == 1


async def test_a_budget_is_not_exceeded(client: AsyncStability, stability_standin: StandIn, tmp_path: Path) -> None:
    with pytest.raises(BatchStoppedError, match=r"of 10 are spent.*7 jobs wait"):
        await run(many_jobs(10), tmp_path, client, budget=10)
    assert len(stability_standin.history) == 3
    with pytest.raises(BatchStoppedError, match="jobs wait"):
        await run(many_jobs(10), tmp_path, client, budget=12)
    assert len(stability_standin.history) == 4
    assert len(await run(many_jobs(10), tmp_path, client)) == 6


async def test_no_credits_end_the_run_and_leave_the_rest(
    client: AsyncStability, stability_standin: StandIn, tmp_path: Path
) -> None:
    stability_standin.reset(balance=10, shrink=16)
    with pytest.raises(BatchStoppedError, match="InsufficientBalanceError"):
        await run(many_jobs(10), tmp_path, client, concurrency=1)
    stability_standin.reset(balance=100, shrink=16)
    assert len(await run(many_jobs(10), tmp_path, client)) == 7


async def test_all_wait_together_when_the_server_says_so(
    client: AsyncStability, stability_standin: StandIn, tmp_path: Path
) -> None:
    patient = client.with_options(retry=1)
    stability_standin.fail_next("rate_limit_exceeded", retry_after=1)
    began = time.monotonic()
    found = await run(many_jobs(6), tmp_path, patient, concurrency=2)
    assert time.monotonic() - began >= 1
    assert set(found.values()) == {State.DONE}
    assert len(found) == 6
    assert max(sent_seeds(stability_standin.history, paid=True).values()) == 1


async def test_long_work_is_fetched_after_a_restart_and_started_once(
    client: AsyncStability, stability_standin: StandIn, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.png"
    Image.effect_noise((64, 64), 60).convert("RGB").save(photo)
    todo = [Job("up", "v2beta.upscale_creative", {"image": str(photo), "prompt": "a boat"})]
    stability_standin.reset(result_delay=1.0, shrink=4)
    quick = client.with_options(poll_interval=0.05)
    running = asyncio.create_task(run(todo, tmp_path / "out", quick))
    await wait_for(lambda: any(request.method == "GET" for request in stability_standin.history))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    with Journal(tmp_path / "out") as journal:
        [entry] = journal.entries()
    assert (entry.state, len(entry.pending)) == (State.SENT, 64)
    assert await run(todo, tmp_path / "out", quick) == {"up": State.DONE}
    assert sum(request.method == "POST" for request in stability_standin.history) == 1


async def test_what_is_cut_off_is_unknown_and_sent_again_only_if_that_is_wanted(
    client: AsyncStability, stability_standin: StandIn, tmp_path: Path
) -> None:
    stability_standin.set_latency(30)
    running = asyncio.create_task(run(many_jobs(2), tmp_path, client))
    await wait_for(lambda: len(stability_standin.history) == 2)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    stability_standin.set_latency(0)
    assert await run(many_jobs(2), tmp_path, client) == {}
    assert len(await run(many_jobs(2), tmp_path, client, retry_unknown=True)) == 2


async def test_leaving_the_iteration_waits_for_what_was_sent(
    client: AsyncStability, stability_standin: StandIn, tmp_path: Path
) -> None:
    outcomes = run_batch(many_jobs(20), tmp_path, client=client, concurrency=4)
    async for _ in outcomes:
        break
    await outcomes.aclose()  # type: ignore[attr-defined]  # it is a generator
    with Journal(tmp_path) as journal:
        counts = journal.counts()
    assert counts[State.SENT] == counts[State.UNKNOWN] == 0
    assert counts[State.DONE] == len(stability_standin.history)


async def test_a_folder_that_holds_such_a_file_already_is_refused(
    client: AsyncStability, stability_standin: StandIn, tmp_path: Path
) -> None:
    (tmp_path / "job-1.png").write_bytes(b"mine")
    with pytest.raises(InvalidJobsError, match=r"job-1\.png"):
        await run(many_jobs(3), tmp_path, client)
    assert (tmp_path / "job-1.png").read_bytes() == b"mine"
    assert not stability_standin.history


# --- kill -9


def run_in_child(url: str, folder: str) -> None:
    async def work() -> None:
        async with AsyncStability("sk-standin", base_url=url) as client:
            async for _ in run_batch(many_jobs(30), folder, client=client, concurrency=6):
                pass

    asyncio.run(work())


@pytest.fixture(scope="module")
def start() -> Callable[..., Any]:
    """Starts a function in a process that has loaded everything already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["stability_client.batch.runs", "PIL.Image", "httpx", __name__])

    def started(*arguments: object) -> Any:
        process = context.Process(target=run_in_child, args=arguments)
        process.start()
        return process

    return started


def test_a_batch_killed_at_50_moments_loses_nothing_and_pays_for_nothing_twice(
    start: Callable[..., Any], stability_standin: StandIn, tmp_path: Path
) -> None:
    moments = random.Random(15)  # noqa: S311 - the same moments in every run
    stability_standin.reset(shrink=16, balance=1_000_000, rate_limit=None, latency=0.02, history_size=10_000)
    kills = round_number = 0
    while kills < 50:
        round_number += 1
        folder, before = tmp_path / str(round_number), len(stability_standin.history)
        for _ in range(10):  # a run after each kill, and at last one that is left alone
            process = start(stability_standin.url, str(folder))
            received = len(stability_standin.history) + moments.randrange(7)
            while process.exitcode is None and len(stability_standin.history) < received:
                process.join(0.001)
            process.join(moments.uniform(0.0, 0.05))
            if process.exitcode is None:
                process.kill()
                kills += 1
            process.join()
        process = start(stability_standin.url, str(folder))
        process.join()
        assert process.exitcode == 0
        requests = stability_standin.history[before:]
        seeds = sent_seeds(requests)
        assert not seeds or max(seeds.values()) == 1, seeds  # nothing was sent twice
        with Journal(folder) as journal:
            entries = {entry.id: entry for entry in journal.entries()}
        assert len(entries) == 30
        for identity, entry in entries.items():
            was_sent = int(identity.removeprefix("job-")) + 1 in seeds
            assert entry.state in {State.DONE, State.UNKNOWN}
            assert was_sent or entry.state is State.UNKNOWN
            if entry.state is State.DONE:
                with Image.open(folder / f"{identity}.png") as image:
                    image.load()
