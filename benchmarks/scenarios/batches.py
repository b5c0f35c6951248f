"""Batches: how many jobs a second, beside bare httpx that makes the same requests and keeps nothing; memory and start.

The throughput is that of calls of v2beta, 64 at once: against a server that takes half a second for an image of
1.3 MB, which is quicker than any service, and against one that responds at once with a tiny image, where nothing is
left but the work of the batch itself. Each of our images is on the disk, durably, before its job is done, and each job
is written twice into the journal. Memory and start are measured in processes of their own.
"""

import asyncio
import json
import tempfile
from pathlib import Path

import httpx

from benchmarks.timing import Curve, Measured, Row, python, race_async, setting
from stability_client import AsyncStability
from stability_client.batch import Job, run_batch

KEY = "sk-benchmark-0123456789"
AT_ONCE, CALLS, ROUNDS = 64, 640, 3
SLOW, TINY = "a slow harbor", "tiny"
COUNTS = (100, 1_000, 5_000, 20_000)
FINISHED = 100_000

# What a child does: run so many jobs, and print the seconds to the first outcome, those of all, and the peak in MiB.
RUN = """
import asyncio, json, resource, sys, time
from pathlib import Path
began = time.perf_counter()
from stability_client import AsyncStability
from stability_client.batch import run_batch
async def main():
    first = None
    async with AsyncStability(sys.argv[3], base_url=sys.argv[4], rate_limit=False) as client:
        async for _ in run_batch(sys.argv[1], sys.argv[2], client=client, concurrency=64):
            first = first or time.perf_counter() - began
    status = Path("/proc/self/status")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if status.exists():
        peak = int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    print(json.dumps([first, time.perf_counter() - began, peak]))
asyncio.run(main())
"""
# What a child does that finds 100,000 jobs finished.
FINISH = """
import sys
from pathlib import Path
from stability_client.batch.checking import CheckedJob
from stability_client.batch.jobs import read_jobs
from stability_client.batch.journal import Change, Journal, State
with Journal(Path(sys.argv[2])) as journal:
    jobs = list(read_jobs(sys.argv[1]))
    journal.queue(CheckedJob(job, 3.0, (job.id,)) for job in jobs)
    journal.apply(Change(job.id, State.SENT) for job in jobs)
    journal.apply(Change(job.id, State.DONE, files=(f"{job.id}.png",)) for job in jobs)
"""


def write_jobs(folder: Path, count: int, prompt: str) -> Path:
    """Write a file of jobs."""
    path = folder / f"jobs-{count}.jsonl"
    lines = ({"id": f"job-{n}", "operation": "v2beta.core", "prompt": prompt, "seed": n + 1} for n in range(count))
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def in_child(folder: Path, count: int, prompt: str) -> tuple[float, float, float]:
    """Run a batch in a process of its own: seconds to the first outcome and of all, and the peak of memory in MiB."""
    printed = python(
        "-c", RUN, str(write_jobs(folder, count, prompt)), str(folder / f"out-{count}"), KEY, setting("URL")
    )
    first, seconds, peak = json.loads(printed.stdout)
    return first or 0.0, seconds, peak


async def throughput(folder: Path, prompt: str) -> dict[str, float]:
    """Return the jobs a second of both ways."""
    url, numbers = setting("URL"), iter(range(1_000_000))

    async def ours() -> None:
        jobs = [Job(f"job-{n}", "v2beta.core", {"prompt": prompt, "seed": n + 1}) for n in range(CALLS)]
        async with AsyncStability(KEY, base_url=url, rate_limit=False) as client:
            async for _ in run_batch(jobs, folder / f"{prompt}-{next(numbers)}", client=client, concurrency=AT_ONCE):
                pass

    async def floor() -> None:
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        left = iter(range(CALLS))

        async def worker(http: httpx.AsyncClient) -> None:
            for n in left:
                form = {"prompt": (None, prompt), "seed": (None, str(n + 1))}
                await http.post(f"{url}/v2beta/stable-image/generate/core", files=form, headers=headers)

        headers = {"Accept": "image/*", "Authorization": f"Bearer {KEY}"}
        async with httpx.AsyncClient(limits=limits, timeout=60) as http, asyncio.TaskGroup() as tasks:
            for _ in range(AT_ONCE):
                tasks.create_task(worker(http))

    found = await race_async({"ours": ours, "floor": floor}, ROUNDS)
    return {name: CALLS / seconds for name, seconds in found.items()}


def measure() -> Measured:
    """Time the batches."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for prompt, server, limit in ((SLOW, "0.5 s and 1.3 MB a call", 0.85), (TINY, "at once, tiny images", None)):
            found = asyncio.run(throughput(folder, prompt))
            yield Row(
                what=f"a batch of {CALLS} jobs, {AT_ONCE} at once; {server}",
                unit="jobs/s",
                ours=found["ours"],
                floor=found["floor"],
                floor_name="httpx.AsyncClient, nothing kept",
                limit=limit,
                at_least=True,
            )
        runs = {count: in_child(folder, count, TINY) for count in COUNTS}
        yield Row(what=f"peak memory of {COUNTS[-1]:,} jobs", unit="MiB", ours=runs[COUNTS[-1]][2], limit=200)
        units = {"s": ("a batch, from start to end", 1), "s to the first image": ("a batch, its start", 0)}
        for label, (name, position) in units.items():
            points = [(float(count), figures[position]) for count, figures in runs.items()]
            yield Curve(name=name, x_label="jobs", y_label=label, points={"stability-client": points})
        peaks = [(float(count), figures[2]) for count, figures in runs.items()]
        yield Curve(name="a batch, its peak memory", x_label="jobs", y_label="MiB", points={"stability-client": peaks})
        done = write_jobs(folder, FINISHED, TINY)
        python("-c", FINISH, str(done), str(folder / f"out-{FINISHED}"))
        _, seconds, _ = in_child(folder, FINISHED, TINY)
        yield Row(what=f"beginning again a batch of {FINISHED:,} finished jobs", unit="s", ours=seconds, limit=5)
