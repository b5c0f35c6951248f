"""Who makes the calls of a batch: this process, or another. The run decides what is made, and when."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from anyio import to_thread
from attrs import frozen

from stability_client._images.saving import SUFFIXES
from stability_client.batch.checking import call_arguments, file_names, find_operation
from stability_client.batch.jobs import Job
from stability_client.batch.journal import Change, State
from stability_client.batch.places import Folder, Place, place_at
from stability_client.client import AsyncStability, Stability
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
        target: Where images go, as a path or an address.
        images: The folder that paths of images in jobs are relative to.
        pending: The work, if it has begun.
    """

    job: Job
    target: str
    images: str
    pending: Pending | None = None

    @property
    def place(self) -> Place:
        """Where images go."""
        return place_at(self.target)


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


@frozen
class LocalExecutor:
    """Makes the calls in this process, with a client that stays its owner's."""

    client: AsyncStability

    async def run(self, task: Task) -> Result:
        """Do a task."""
        try:
            made = await bound_call(self.client, task)()
        except StabilityError as error:
            return await to_thread.run_sync(result_of_error, task, error)
        return await to_thread.run_sync(result_of_call, task, made)


def bound_call(client: Stability | AsyncStability, task: Task) -> Callable[[], Any]:
    """Return what does a task with a client, without arguments."""
    if task.pending is not None:
        return partial(client.v2beta.result, task.pending)
    method = find_operation(task.job.operation).of(client)
    return partial(method, **call_arguments(task.job, Path(task.images)))


def result_of_call(task: Task, made: Generation | Pending) -> Result:
    """Return what becomes of a task whose call went well. The images are written first."""
    job = task.job
    if isinstance(made, Pending):
        return Result(Change(job.id, State.SENT, pending=made.id), pending=made)
    facts = facts_of(made)
    try:
        files = save(job, made, task.place)
    except OSError as error:
        files, where = rescue(job, made)
        reason = f"{error.strerror or error}: {error.filename or task.target}. {where}"
        failed = Change(job.id, State.FAILED, files=files, facts=facts, error=reason, billed=True)
        return Result(failed, ends=f"images cannot be written: {reason}")
    try:
        made.raise_for_finish_reason()
    except (ContentFilteredError, GenerationFailedError) as error:
        return Result(Change(job.id, State.FAILED, files=files, facts=facts, error=describe(error), billed=True))
    return Result(Change(job.id, State.DONE, files=files, facts=facts))


def save(job: Job, generation: Generation, place: Place) -> tuple[str, ...]:
    """Write the images of a job, durably, and return their names."""
    stems = names_of(job, generation)
    names = [f"{stem}{SUFFIXES.get(image.media_type, '')}" for stem, image in zip(stems, generation, strict=True)]
    for name, image in zip(names, generation, strict=True):
        place.write(name, image.data)
    return tuple(names)


def names_of(job: Job, generation: Generation) -> list[str]:
    """Return the names of the images without suffix; a server may send more of them than it was asked for."""
    planned = file_names(job)
    more = (f"{job.id}-{number}" for number in range(len(planned) + 1, len(generation) + 1))
    return [*planned, *more][: len(generation)]


def any_file(job: Job, place: Place) -> str | None:
    """Return the name of a file that an image of a job would replace, if there is one."""
    names = (f"{stem}{suffix}" for stem in file_names(job) for suffix in SUFFIXES.values())
    return next((name for name in names if place.exists(name)), None)


def found_files(job: Job, place: Place) -> tuple[str, ...]:
    """Return the names of the images of a job that was sent; none unless all are there. One that is there is whole."""
    found = [
        next((name for suffix in SUFFIXES.values() if place.exists(name := f"{stem}{suffix}")), "")
        for stem in file_names(job)
    ]
    return tuple(found) if all(found) else ()


def rescue(job: Job, generation: Generation) -> tuple[tuple[str, ...], str]:
    """Write images that could not be written where they should into the folder for temporary files."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="stability-"))
        files = tuple(str(folder / name) for name in save(job, generation, Folder(folder)))
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


def result_of_error(task: Task, error: StabilityError) -> Result:
    """Return what becomes of a task that failed. What was received and may have been paid for is kept as a file."""
    identity, said = task.job.id, describe(error)
    ends = said if isinstance(error, ENDING) else ""
    if task.pending is not None:
        return _result_of_fetch(task.pending, identity, error, ends)
    if error.pending is not None:  # the work has begun, and was waited for
        return Result(Change(identity, State.SENT, pending=error.pending.id), pending=error.pending)
    if error.maybe_billed:
        kept = _keep_body(identity, error, task.place)
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


def _keep_body(identity: str, error: StabilityError, place: Place) -> tuple[str, ...]:
    """Write what was received of a response that could not be read."""
    if not error.body:
        return ()
    name = f"{identity}.response"
    try:
        place.write(name, error.body)
    except OSError:
        return ()
    return (name,)
