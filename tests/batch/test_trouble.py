"""What goes wrong around a batch: disks, folders, servers, clocks. A clear error, and nothing lost."""

import asyncio
import random
import resource
import signal
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread
from PIL import Image

from stability_client import AsyncStability
from stability_client.batch import (
    BatchStoppedError,
    Job,
    JournalError,
    LocalExecutor,
    Outcome,
    PlaceError,
    State,
    run_batch,
)
from stability_client.batch.executors import Result, Task
from stability_client.batch.journal import Change, Journal
from stability_client.standin import API_KEY, StandIn
from tests.batch.support import many_jobs, run_jobs, sent_seeds, wait_for
from tests.support.command_line import run_process

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(stability_standin: StandIn) -> AsyncIterator[AsyncStability]:
    """A client on a stand-in that paints small images."""
    stability_standin.reset(shrink=16, balance=1_000_000, rate_limit=None)
    async with AsyncStability(stability_standin.api_key, base_url=stability_standin.url) as client:
        yield client


def counts_in(folder: Path) -> Mapping[State, int]:
    with Journal(folder) as journal:
        return journal.counts()


def require_whole_images(folder: Path) -> int:
    """How many images there are, all of them whole."""
    paths = list(folder.glob("*.png"))
    for path in paths:
        with Image.open(path) as image:
            image.load()
    return len(paths)


async def collect(outcomes: AsyncIterator[Outcome], states: dict[str, State]) -> None:
    """Take outcomes as they come."""
    async for outcome in outcomes:
        states[outcome.id] = outcome.state


# --- disks and folders


def limit_files(size: int) -> None:
    """Let no file grow beyond a size: as on a full disk, a write fails halfway."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize(("shrink", "size"), [(1, 400_000), (16, 90_000)], ids=["images", "the journal"])
def test_a_full_disk_ends_the_run_and_the_next_one_pays_for_nothing_twice(
    shrink: int, size: int, stability_standin: StandIn, tmp_path: Path
) -> None:
    """A file that may not grow stands for the disk: images are larger than it, or the journal soon is."""
    stability_standin.reset(shrink=shrink, balance=1_000_000, rate_limit=None)
    lines = (
        f'{{"id": "job-{n}", "operation": "v2beta.core", "prompt": "a boat", "seed": {n}}}\n' for n in range(1, 31)
    )
    (tmp_path / "jobs.jsonl").write_text("".join(lines))
    words = ("batch", tmp_path / "jobs.jsonl", "-o", tmp_path / "out", "--concurrency", 3)
    environment = {"STABILITY_API_KEY": API_KEY, "STABILITY_BASE_URL": stability_standin.url, "TMPDIR": str(tmp_path)}
    done = run_process(*words, environment=environment, preexec_fn=lambda: limit_files(size))
    assert done.code in {10, 12}, done.err
    assert "cannot be written" in done.err
    assert "Traceback" not in done.err
    assert "Nothing was sent" not in done.err
    sent = len(stability_standin.history)
    assert 0 < sent < 30
    again = run_process(*words, environment=environment)
    assert again.code in {0, 12}, again.err
    assert max(sent_seeds(stability_standin.history).values()) == 1
    assert len(stability_standin.history) == 30
    counts = counts_in(tmp_path / "out")
    assert counts[State.DONE] + counts[State.FAILED] == 30  # those whose image did not fit are failed, and paid for
    assert counts[State.DONE] == require_whole_images(tmp_path / "out")


@pytest.mark.parametrize("place", ["/proc/nowhere", "memory-that-is-full://bucket"])
async def test_a_place_that_cannot_be_written_is_told_before_anything_is_sent(
    place: str, client: AsyncStability, stability_standin: StandIn, tmp_path: Path, full_store: None
) -> None:
    with pytest.raises(PlaceError, match=r"No images can be written to .*Nothing was sent"):
        await run_jobs(many_jobs(3), tmp_path, stability_standin, images_to=place)
    assert not stability_standin.history
    assert counts_in(tmp_path)[State.SENT] == 0


@pytest.fixture
def full_store() -> None:
    """A store of fsspec that takes nothing."""
    import fsspec
    from fsspec.implementations.memory import MemoryFileSystem

    class Full(MemoryFileSystem):  # type: ignore[misc]  # it carries no types
        protocol = "memory-that-is-full"

        def pipe_file(self, *_: Any, **__: Any) -> None:
            raise RuntimeError("the bucket is full")

    fsspec.register_implementation("memory-that-is-full", Full, clobber=True)


async def test_images_that_cannot_be_written_are_kept_elsewhere_and_end_the_run(
    client: AsyncStability, stability_standin: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(kept))
    out = tmp_path / "out"
    (out / "job-0.png").mkdir(parents=True)
    (out / "job-0.png" / "file").write_bytes(b"")
    monkeypatch.setattr("stability_client.batch.runs.any_file", lambda *_: None)
    with pytest.raises(BatchStoppedError, match="cannot be written"):
        await run_jobs(many_jobs(3), out, stability_standin, concurrency=1)
    [saved] = kept.rglob("job-0.png")
    with Image.open(saved) as image:
        image.load()


# --- servers


async def test_a_server_that_is_gone_ends_the_run_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stability_client.batch.runs.UNREACHABLE_PAUSE", 0.01)
    async with AsyncStability("sk-made-up", base_url="http://127.0.0.1:9", retry=1) as nobody:
        with pytest.raises(BatchStoppedError, match="not reached"):
            async for _ in run_batch(many_jobs(5), tmp_path, client=nobody):
                pass
    with Journal(tmp_path) as journal:
        assert journal.counts()[State.QUEUED] == 5
        assert journal.spent() == 0


async def test_a_server_that_vanishes_amid_a_batch_leaves_what_was_sent_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stability_client.batch.runs.UNREACHABLE_PAUSE", 0.01)
    states: dict[str, State] = {}
    with StandIn(shrink=16, balance=1_000_000, rate_limit=None) as server:
        port = int(server.url.rpartition(":")[2])

        async def vanish() -> None:
            await wait_for(lambda: len(server.history) >= 8)
            server.set_latency(60)
            quick = len(server.history)  # those that are responded to at once, and perhaps one or two of the others
            await wait_for(lambda: len(server.history) >= quick + 1)
            await wait_for(lambda: len(server.history) == len(states) + 4)  # the slow ones: all that are on their way
            await to_thread.run_sync(server.__exit__, None, None, None)

        vanishing = asyncio.create_task(vanish())
        async with AsyncStability(API_KEY, base_url=server.url, retry=1) as client:
            outcomes = run_batch(many_jobs(30), tmp_path, client=client, concurrency=4)
            with pytest.raises(BatchStoppedError, match="jobs wait for the next run"):
                await collect(outcomes, states)
        await vanishing
        before = sent_seeds(server.history)
    counts = counts_in(tmp_path)
    assert counts[State.UNKNOWN] == 4
    assert counts[State.DONE] == sum(state is State.DONE for state in states.values()) == sum(before.values()) - 4
    with StandIn(port=port, shrink=16, balance=1_000_000, rate_limit=None) as server:
        await run_jobs(many_jobs(30), tmp_path, server)
        assert max((before + sent_seeds(server.history)).values()) == 1
    counts = counts_in(tmp_path)
    assert (counts[State.DONE], counts[State.UNKNOWN]) == (26, 4)


# --- clocks


async def test_a_clock_that_jumps_changes_nothing(
    client: AsyncStability, stability_standin: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jumps = random.Random(15)  # noqa: S311 - the same jumps in every run
    monkeypatch.setattr("time.time", lambda: jumps.uniform(-1e9, 4e9))
    photo = tmp_path / "photo.png"
    Image.effect_noise((64, 64), 60).convert("RGB").save(photo)
    stability_standin.reset(shrink=16, balance=1_000_000, rate_limit=None, result_delay=0.2)
    long_work = Job("up", "v2beta.upscale_creative", {"image": str(photo), "prompt": "a boat"})
    async with client.with_options(poll_interval=0.05) as quick:
        found = {
            outcome.id: outcome.state
            async for outcome in run_batch([*many_jobs(10), long_work], tmp_path / "out", client=quick)
        }
    assert set(found.values()) == {State.DONE}
    assert len(found) == 11
    assert max(sent_seeds(stability_standin.history).values()) == 1


# --- what nobody foresaw


async def test_an_error_that_nobody_foresaw_ends_the_run_and_is_told(
    client: AsyncStability, stability_standin: StandIn, tmp_path: Path
) -> None:
    class Broken(LocalExecutor):
        async def run(self, task: Task) -> Result:
            if task.job.id == "job-3":
                raise ZeroDivisionError("a mistake of ours")
            return await super().run(task)

    found: dict[str, State] = {}
    outcomes = run_batch(many_jobs(20), tmp_path, client=client, executor=Broken(client), concurrency=2)
    with pytest.raises(BatchStoppedError, match="ZeroDivisionError: a mistake of ours"):
        await collect(outcomes, found)
    assert found["job-3"] is State.UNKNOWN
    counts = counts_in(tmp_path)
    assert counts[State.SENT] == 0
    assert counts[State.DONE] == len(stability_standin.history)


async def test_a_journal_that_breaks_amid_a_run_waits_for_what_was_sent(
    client: AsyncStability, stability_standin: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply, broken = Journal.apply, False

    def apply_or_fail(self: Journal, changes: Any) -> None:
        nonlocal broken
        known: list[Change] = list(changes)
        broken = broken or any(change.to is State.DONE for change in known)
        if broken:
            raise JournalError("the disk is gone")
        apply(self, known)

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "apply", apply_or_fail)
        with pytest.raises(JournalError, match="the disk is gone"):
            await run_jobs(many_jobs(6), tmp_path, stability_standin, concurrency=4)
    assert require_whole_images(tmp_path) == len(stability_standin.history) == 4
    await run_jobs(many_jobs(6), tmp_path, stability_standin)
    assert counts_in(tmp_path)[State.DONE] == 6
    assert max(sent_seeds(stability_standin.history).values()) == 1
