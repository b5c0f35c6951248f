"""A run: the jobs that the journal says are to be done, so many at a time, within a budget."""

import asyncio
import json
import os
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from anyio import to_thread
from attrs import Factory, define, evolve, field, frozen

from stability_client._images.saving import expand_home
from stability_client._settings import Settings
from stability_client.batch.checking import CheckedJob, check_job, name_problems
from stability_client.batch.executors import Executor, LocalExecutor, Result, Task, any_file, found_files
from stability_client.batch.jobs import BatchError, InvalidJobsError, Job, Problem, read_jobs
from stability_client.batch.journal import Change, Entry, Journal, JournalError, State
from stability_client.batch.places import Place, place_at
from stability_client.client import AsyncStability
from stability_client.errors import InvalidOptionError
from stability_client.pending import Pending

CONCURRENCY = 16
UNREACHABLE_PAUSE = 5.0
"""Seconds after which a server that was not reached is tried again."""
UNREACHABLE_TRIES = 6
"""How often in a row no server may be reached before the run ends."""


@frozen
class Outcome:
    """What became of a job in this run.

    Attributes:
        id: The job's id.
        state: `done`, `failed` or `unknown`; `sent` and `queued` if the run ended before the job did.
        files: The names of its images in the folder.
        credits: What it cost, if that is known.
        facts: Engine, request id, and of each image its seed and finish reason.
        error: What went wrong; empty if nothing did.
    """

    id: str
    state: State
    files: tuple[str, ...] = ()
    credits: float | None = None
    facts: Mapping[str, Any] = field(factory=dict)
    error: str = ""


class BatchStoppedError(BatchError):
    """The run ended before its jobs did: nothing more could be sent. What waits, waits in the journal."""


@define
class Run:
    """One run of a batch. `outcomes` is iterated once.

    Attributes:
        journal: The journal.
        executor: Who makes the calls.
        target: Where images go, as a path or an address.
        images: The folder that paths of images in jobs are relative to.
        concurrency: How many at a time.
        budget: How many credits all runs of the folder may spend together; None for any number.
        ended: Why nothing more is sent although jobs wait; empty if that is not so.
        spent: The credits that were spent, or may have been, by all runs of the folder.
    """

    journal: Journal
    executor: Executor
    target: str
    images: str
    concurrency: int = CONCURRENCY
    budget: float | None = None
    ended: str = ""
    spent: float = 0.0
    _paused_until: float = 0.0
    _unreached: int = 0
    _waiting: deque[Entry] = Factory(deque)
    _running: dict[asyncio.Task[Result], Entry] = Factory(dict)

    def stop(self, reason: str = "stopped") -> None:
        """Send nothing more. What was sent is waited for."""
        self.ended = self.ended or reason

    @property
    def waiting(self) -> int:
        """How many jobs have not been sent."""
        return len(self._waiting)

    async def outcomes(self) -> AsyncGenerator[Outcome]:
        """Make the calls, and yield what becomes of each job, as it comes.

        If the iteration is left, what was sent is waited for; if its task is cancelled, it is not: such jobs are
        `unknown`.

        Raises:
            JournalError: The journal cannot be written.
        """
        self._waiting.extend(self.journal.entries(State.SENT))  # work that an earlier run began: it is paid for
        self._waiting.extend(self.journal.entries(State.QUEUED))
        self.spent = self.journal.spent()
        try:
            while (await self._send()) or self._running:
                for outcome in await self._receive():
                    yield outcome
        except asyncio.CancelledError:
            for task in self._running:
                task.cancel()
            raise
        finally:
            self.stop()
            while self._running:
                # If the journal cannot be written, what still comes back is on the disk all the same: the next run
                # finds the images of these jobs, and they are done.
                with suppress(JournalError):
                    await self._receive()

    # --- what is sent

    async def _send(self) -> bool:
        """Start as many jobs as there is room for; the journal knows of them before. Return whether more may follow."""
        if self._paused_until > time.monotonic() and not self._running:
            await asyncio.sleep(self._paused_until - time.monotonic())
        entries = list(self._next())
        new = [Change(entry.id, State.SENT) for entry in entries if not entry.pending]
        if new:
            await to_thread.run_sync(self.journal.apply, new)
        for entry in entries:
            self._running[asyncio.create_task(self.executor.run(self._task(entry)))] = entry
        return bool(self._waiting) and not self.ended

    def _task(self, entry: Entry) -> Task:
        pending = Pending(entry.pending, estimated_credits=entry.credits) if entry.pending else None
        return Task(job_of(entry.job), self.target, self.images, pending)

    def _next(self) -> Iterator[Entry]:
        room = self.concurrency - len(self._running)
        while room and self._waiting and not self.ended and self._paused_until <= time.monotonic():
            cost = 0.0 if self._waiting[0].pending else self._waiting[0].credits or 0.0
            if self.budget is not None and self.spent + cost > self.budget:
                self.stop(f"the next job costs {cost:g} credits, and {self.spent:g} of {self.budget:g} are spent")
                return
            self.spent += cost
            room -= 1
            yield self._waiting.popleft()

    # --- what comes back

    async def _receive(self) -> list[Outcome]:
        """Wait until a task ends, write into the journal what became of it, and only then tell it."""
        if not self._running:
            return []
        ended, _ = await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
        returned = [(self._running.pop(task), task) for task in ended]
        found = [(entry, result_of(entry, task)) for entry, task in returned]
        await to_thread.run_sync(self.journal.apply, [result.change for _, result in found])
        for entry, result in found:
            self._account(entry, result)
        return [outcome_of(entry, result.change) for entry, result in found if result.change.to in FINAL]

    def _account(self, entry: Entry, result: Result) -> None:
        """Take from a result what it means for the jobs that follow."""
        change, now = result.change, time.monotonic()
        if change.to is State.QUEUED or (change.to is State.FAILED and not change.billed):
            self.spent -= entry.credits or 0.0
        if change.to is State.QUEUED:
            self._waiting.append(entry)
        elif result.pending is not None:
            self._waiting.appendleft(evolve(entry, pending=result.pending.id))
        if result.ends:
            self.stop(result.ends)
        if result.retry_after is not None:
            self._paused_until = max(self._paused_until, now + result.retry_after)
        if not result.unreachable:
            self._unreached = 0
        elif self._paused_until <= now:  # the others that were on their way say the same
            self._unreached += 1
            self._paused_until = now + UNREACHABLE_PAUSE
            if self._unreached >= UNREACHABLE_TRIES:
                self.stop(change.error)


FINAL = frozenset({State.DONE, State.FAILED, State.UNKNOWN})
CUT_OFF = "the run was interrupted before the answer"


def job_of(text: str) -> Job:
    """Return a job from what the journal has of it."""
    content = json.loads(text)
    return Job(content.pop("id"), content.pop("operation"), content)


def result_of(entry: Entry, task: asyncio.Task[Result]) -> Result:
    """Return what a task gave. One that was cut off, or failed in a way that nobody foresaw, may have been paid for."""
    error = CUT_OFF if task.cancelled() else task.exception()
    if error is None:
        return task.result()
    said = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    to = State.SENT if entry.pending else State.UNKNOWN
    return Result(Change(entry.id, to, pending=entry.pending, error=said), ends="" if task.cancelled() else said)


def outcome_of(entry: Entry, change: Change) -> Outcome:
    """Return what is told of a job."""
    return Outcome(change.id, change.to, change.files, entry.credits, change.facts, change.error)


# --- beginning a run


@asynccontextmanager
async def open_run(
    jobs: str | os.PathLike[str] | Iterable[Job],
    output: str | os.PathLike[str],
    *,
    client: AsyncStability,
    executor: Executor | None = None,
    images_to: str | None = None,
    operation: str | None = None,
    concurrency: int = CONCURRENCY,
    budget: float | None = None,
    retry_failed: bool = False,
    retry_unknown: bool = False,
) -> AsyncIterator[Run]:
    """Check all jobs, and yield the run that makes their calls. Arguments and errors are those of `run_batch`."""
    _require_positive(concurrency, budget)
    folder = expand_home(output)
    given, problems, images = _take(jobs, operation)
    with await to_thread.run_sync(Journal, folder) as journal:
        again = [*((State.FAILED,) if retry_failed else ()), *((State.UNKNOWN,) if retry_unknown else ())]
        target = images_to or str(folder)
        place = place_at(target)
        await to_thread.run_sync(_prepare, journal, given, problems, place, images, client._settings, again)
        del given, problems  # the journal has the jobs from here on
        yield Run(journal, executor or LocalExecutor(client), target, str(images), concurrency, budget)


def _require_positive(concurrency: object, budget: object) -> None:
    if not isinstance(concurrency, int) or isinstance(concurrency, bool) or concurrency < 1:
        raise InvalidOptionError(f"concurrency: must be a whole number above 0, got {concurrency!r:.80}")
    if budget is not None and (not isinstance(budget, int | float) or isinstance(budget, bool) or not budget >= 0):
        raise InvalidOptionError(f"budget: must be a number of credits, got {budget!r:.80}")


def _take(jobs: str | os.PathLike[str] | Iterable[Job], operation: str | None) -> tuple[list[Job], list[Problem], Path]:
    """The jobs, what is wrong with those that are none, and the folder that paths in them are relative to."""
    if not isinstance(jobs, str | os.PathLike):
        return list(jobs), [], Path.cwd()
    found = list(read_jobs(jobs, operation=operation))
    problems = [each for each in found if isinstance(each, Problem)]
    return [each for each in found if isinstance(each, Job)], problems, expand_home(jobs).absolute().parent


def _prepare(
    journal: Journal,
    jobs: list[Job],
    problems: list[Problem],
    place: Place,
    images: Path,
    settings: Settings,
    again: list[State],
) -> None:
    """Bring the journal up to date: with what an earlier run left, and with the jobs that are new.

    Raises:
        PlaceError: Images cannot be written to the place.
        InvalidJobsError: Jobs are wrong.
    """
    place.check()
    journal.recover(lambda text: found_files(job_of(text), place))
    journal.requeue(*again)
    known = journal.ids()
    settled, changed = journal.settled(jobs)
    found = [check_job(job, images, settings) for job in jobs if job.id not in settled]
    all_problems = [
        *problems,
        *name_problems(jobs),
        *changed,
        *(_foreign_file(job, place) for job in jobs if job.id not in known),
        *(each for each in found if isinstance(each, Problem)),
    ]
    if wrong := [problem for problem in all_problems if problem is not None]:
        raise InvalidJobsError(sorted(wrong, key=_line))
    journal.queue(each for each in found if isinstance(each, CheckedJob))


def _line(problem: Problem) -> int:
    """The number of the line that a problem is in, to sort by."""
    number = problem.where.rpartition(":")[2]
    return int(number) if number.isdigit() else 0


def _foreign_file(job: Job, place: Place) -> Problem | None:
    """What is wrong if a file is there that an image of a new job would replace."""
    there = any_file(job, place)
    if there is None:
        return None
    return Problem(job.where, f"{job.id}: {there} is in {place} already. Use another id, or another folder")


async def run_batch(
    jobs: str | os.PathLike[str] | Iterable[Job],
    output: str | os.PathLike[str],
    *,
    client: AsyncStability | None = None,
    executor: Executor | None = None,
    images_to: str | None = None,
    operation: str | None = None,
    concurrency: int = CONCURRENCY,
    budget: float | None = None,
    retry_failed: bool = False,
    retry_unknown: bool = False,
) -> AsyncIterator[Outcome]:
    """Make the calls of all jobs that have not been made, and yield what becomes of each, as it comes.

    Args:
        jobs: A file of jobs, as JSON lines or CSV, or the jobs themselves.
        output: The folder of the images and of the journal. A run in the same folder goes on where the last one ended.
        client: What makes the calls, and whose settings hold for their checks; by default one with settings from the
            environment.
        executor: Who makes the calls instead, such as a `DaskExecutor`.
        images_to: Where images go, if not into `output`: a folder, or an address that fsspec knows.
        operation: The operation of jobs that name none.
        concurrency: How many calls are made at a time.
        budget: How many credits all runs of the folder may spend together; None for any number.
        retry_failed: Send jobs that failed in earlier runs once more.
        retry_unknown: Send jobs once more that were sent and never answered. They may be paid for twice.

    Yields:
        The outcomes of this run.

    Raises:
        InvalidJobsError: Jobs are wrong: the error lists them. Nothing was sent.
        BatchError: The file of jobs cannot be read. Nothing was sent.
        PlaceError: Images cannot be written to the place. Nothing was sent.
        BatchRunningError: Another process runs a batch in the folder.
        JournalError: The journal is damaged, or cannot be written. Images that came are on the disk, and the next run
            finds them.
        BatchStoppedError: The budget is reached, the credits are spent, the key is refused, the server is gone, or the
            disk is full. What was not sent waits for the next run.
    """
    async with AsyncExitStack() as stack:
        used = client if client is not None else await stack.enter_async_context(AsyncStability())
        run = await stack.enter_async_context(
            open_run(
                jobs,
                output,
                client=used,
                executor=executor,
                images_to=images_to,
                operation=operation,
                concurrency=concurrency,
                budget=budget,
                retry_failed=retry_failed,
                retry_unknown=retry_unknown,
            )
        )
        async with aclosing(run.outcomes()) as outcomes:
            async for outcome in outcomes:
                yield outcome
        if run.ended and run.waiting:
            raise BatchStoppedError(f"{run.ended}. {run.waiting:,} jobs wait for the next run")
