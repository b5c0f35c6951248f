"""Who makes the calls of a batch: this process, or another. The run decides what is made, and when."""

import tempfile
from pathlib import Path
from typing import Any, Protocol, Self

from anyio import to_thread
from attrs import frozen

from stability_client._images.saving import SUFFIXES, write_atomically
from stability_client.batch.checking import call_arguments, file_names, find_operation
from stability_client.batch.jobs import Job
from stability_client.batch.journal import Change, State
from stability_client.client import AsyncStability
from stability_client.errors import (
    AuthenticationError,
    ClientClosedError,
    ContentFilteredError,
    GenerationFailedError,
    InsufficientBalanceError,
    PermissionDeniedError,
    RateLimitError,
    RequestError,
    ResultNotFoundError,
    ResultNotReadyError,
    StabilityError,
)
from stability_client.pending import Pending
from stability_client.results import Generation
from stability_client.retries import RATE_LIMIT_LOCKOUT_SECONDS as LOCKOUT

ENDING = (AuthenticationError, ClientClosedError, InsufficientBalanceError, PermissionDeniedError)
"""Errors that every further call would have too."""


@frozen
class Task:
    """What an executor is to do: to make a job's call, or to fetch the result of the work that it began.

    Attributes:
        job: The job.
        pending: The work, if it has begun.
    """

    job: Job
    pending: Pending | None = None


@frozen
class Result:
    """What became of a task.

    Attributes:
        change: The change of the job's state.
        retry_after: How long the server asks everybody to wait, in seconds; None if it does not.
        unreachable: Whether no server was reached.
        ends: Why nothing more can be sent; empty if it can.
        pending: The work that has begun; its result is to be fetched.
    """

    change: Change
    retry_after: float | None = None
    unreachable: bool = False
    ends: str = ""
    pending: Pending | None = None


class Executor(Protocol):
    """Makes the calls of a batch."""

    async def run(self, task: Task) -> Result:
        """Do a task. Whatever goes wrong is in the result.

        Its images are on the disk, whole, when it returns.
        """
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *_: object) -> None: ...


@frozen
class LocalExecutor:
    """Makes the calls in this process.

    Attributes:
        client: What makes them.
        folder: Where images go.
        images: What paths of images in jobs are relative to.
    """

    client: AsyncStability
    folder: Path
    images: Path

    async def run(self, task: Task) -> Result:
        """Do a task."""
        try:
            made = await self._call(task)
        except StabilityError as error:
            return await to_thread.run_sync(result_of_error, task, error, self.folder)
        if isinstance(made, Pending):
            return Result(Change(task.job.id, State.SENT, pending=made.id), pending=made)
        return await to_thread.run_sync(self._keep, task.job, made)

    async def _call(self, task: Task) -> Generation | Pending:
        if task.pending is not None:
            return await self.client.v2beta.result(task.pending)
        operation = find_operation(task.job.operation)
        method = getattr(getattr(self.client, operation.edition), operation.method)
        made: Generation | Pending = await method(**call_arguments(task.job, self.images))
        return made

    def _keep(self, job: Job, generation: Generation) -> Result:
        """Write the images, and only then say what became of the job."""
        try:
            files = save(job, generation, self.folder)
        except OSError as error:
            files, where = rescue(job, generation)
            reason = f"{error.strerror or error}: {error.filename}. {where}"
            failed = Change(job.id, State.FAILED, files=files, facts=facts_of(generation), error=reason, billed=True)
            return Result(failed, ends=f"images cannot be written: {reason}")
        facts = facts_of(generation)
        try:
            generation.raise_for_finish_reason()
        except (ContentFilteredError, GenerationFailedError) as error:
            return Result(Change(job.id, State.FAILED, files=files, facts=facts, error=describe(error), billed=True))
        return Result(Change(job.id, State.DONE, files=files, facts=facts))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave the client to its owner."""


def save(job: Job, generation: Generation, folder: Path) -> tuple[str, ...]:
    """Write the images of a job, durably, and return their names."""
    stems = names_of(job, generation)
    names = [f"{stem}{SUFFIXES.get(image.media_type, '')}" for stem, image in zip(stems, generation, strict=True)]
    for name, image in zip(names, generation, strict=True):
        write_atomically(folder / name, image.data, durably=True)
    return tuple(names)


def names_of(job: Job, generation: Generation) -> list[str]:
    """Return the names of the images without suffix; a server may send more of them than it was asked for."""
    planned = file_names(job)
    more = (f"{job.id}-{number}" for number in range(len(planned) + 1, len(generation) + 1))
    return [*planned, *more][: len(generation)]


def any_file(job: Job, folder: Path) -> Path | None:
    """Return a file that an image of a job would replace, if there is one."""
    paths = (folder / f"{stem}{suffix}" for stem in file_names(job) for suffix in SUFFIXES.values())
    return next((path for path in paths if path.exists()), None)


def found_files(job: Job, folder: Path) -> tuple[str, ...]:
    """Return the names of the images of a job that was sent; none unless all are there. One that is there is whole."""
    found = [
        next((f"{stem}{suffix}" for suffix in SUFFIXES.values() if (folder / f"{stem}{suffix}").exists()), "")
        for stem in file_names(job)
    ]
    return tuple(found) if all(found) else ()


def rescue(job: Job, generation: Generation) -> tuple[tuple[str, ...], str]:
    """Write images that could not be written where they should into the folder for temporary files."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="stability-"))
        files = tuple(str(folder / name) for name in save(job, generation, folder))
    except OSError as error:
        return (), f"They could not be kept in {tempfile.gettempdir()} either: {error.strerror or error}"
    return files, f"They are kept in {folder}"


def facts_of(generation: Generation) -> dict[str, Any]:
    """Return what the journal keeps of a generation."""
    return {
        "engine": generation.engine,
        "request_id": generation.http.request_id,
        "images": [
            {"seed": image.seed, "finish_reason": None if image.finish_reason is None else str(image.finish_reason)}
            for image in generation
        ],
    }


def describe(error: StabilityError) -> str:
    """Return an error as the journal keeps it: its class, and what it says."""
    return f"{type(error).__name__}: {error}"


def result_of_error(task: Task, error: StabilityError, folder: Path) -> Result:
    """Return what becomes of a task that failed. What was received and may have been paid for is kept as a file."""
    identity, said = task.job.id, describe(error)
    ends = said if isinstance(error, ENDING) else ""
    if task.pending is not None:
        return _result_of_fetch(task.pending, identity, error, ends)
    if error.pending is not None:  # the work has begun, and was waited for
        return Result(Change(identity, State.SENT, pending=error.pending.id), pending=error.pending)
    if error.maybe_billed:
        kept = _keep_body(identity, error, folder)
        return Result(Change(identity, State.UNKNOWN, files=kept, error=said), ends=ends)
    if isinstance(error, RateLimitError):
        return Result(Change(identity, State.QUEUED, error=said), retry_after=error.retry_after or LOCKOUT)
    if isinstance(error, RequestError) and not ends:
        return Result(Change(identity, State.FAILED, error=said))
    # Nothing of it was generated, and nothing is wrong with the job: it may be sent again.
    unreachable = not ends
    return Result(Change(identity, State.QUEUED, error=said), unreachable=unreachable, ends=ends)


def _result_of_fetch(pending: Pending, identity: str, error: StabilityError, ends: str) -> Result:
    """Asking for a result costs nothing, so it is asked for again, unless it never comes."""
    if isinstance(error, ResultNotFoundError | RequestError):
        return Result(Change(identity, State.FAILED, error=describe(error), billed=True))
    waits = Change(identity, State.SENT, pending=pending.id, error=describe(error))
    if isinstance(error, RateLimitError):
        return Result(waits, retry_after=error.retry_after or LOCKOUT, pending=pending)
    return Result(waits, unreachable=not isinstance(error, ResultNotReadyError), ends=ends, pending=pending)


def _keep_body(identity: str, error: StabilityError, folder: Path) -> tuple[str, ...]:
    """Write what was received of a response that could not be read."""
    if not error.body:
        return ()
    name = f"{identity}.response"
    try:
        write_atomically(folder / name, error.body, durably=True)
    except OSError:
        return ()
    return (name,)
