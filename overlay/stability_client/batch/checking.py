"""All jobs are checked before any is sent, as the client checks its calls."""

import warnings
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from attrs import frozen

from stability_client._calls.arguments import check_argument_names
from stability_client._calls.catalog import CLASSES, Method, find_method, methods
from stability_client._calls.prompts import TextPrompt
from stability_client._settings import Settings, nearest_name
from stability_client._wire.calls import Call
from stability_client.batch.jobs import Job, Problem
from stability_client.errors import InvalidOptionError, InvalidPromptsError, StabilityError

NOT_OFFERED: Mapping[str, str] = {
    "accept": "How an image travels, the batch decides",
    "extra_headers": "They may hold secrets, which do not belong in a file: give them to the client",
}
"""The arguments of methods that jobs do not have, each with the reason."""


@frozen
class CheckedJob:
    """A job that may be sent.

    Attributes:
        job: The job.
        credits: What it will cost, if that is known.
        names: The names that its images will have, without suffix.
        warnings: What one should know before it is sent.
    """

    job: Job
    credits: float | None
    names: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def find_operation(name: str) -> Method:
    """Return the method of an operation that jobs may call, by its full name.

    Raises:
        InvalidOptionError: There is none.
    """
    found = find_method(name)
    if found is None or not found.makes_images:
        nearest = nearest_name(name, operation_names())
        advice = f"Did you mean {nearest}?" if nearest else f"There are {', '.join(operation_names())}"
        raise InvalidOptionError(f"operation: there is no {name!r:.80}. {advice}")
    return found


@cache
def operation_names() -> tuple[str, ...]:
    """Return the full names of all operations that jobs may call."""
    return tuple(each.full_name for edition in CLASSES for each in methods(edition).values() if each.makes_images)


def call_arguments(job: Job, folder: Path) -> dict[str, Any]:
    """Return the arguments of a job as its method takes them: images by path, prompts with their weights.

    Args:
        job: The job.
        folder: What paths of images are relative to.

    Raises:
        InvalidOptionError: There is no such operation, or an image is no path.
        InvalidPromptsError: A prompt is in no known form.
    """
    contract = find_operation(job.operation).contract
    return {
        name: _path(value, folder, name) if name in contract.files else _prompts(value) if name == "prompts" else value
        for name, value in job.arguments.items()
    }


def _path(value: object, folder: Path, name: str) -> Path:
    if not isinstance(value, str) or not value:
        raise InvalidOptionError(f"{name}: must be the path of an image, got {value!r:.80}")
    return folder / Path(value).expanduser()


def _prompts(value: object) -> Any:
    """JSON has no tuples and no classes: `["fog", -1]` among prompts, or `{"text": "fog", "weight": -1}`."""
    if not isinstance(value, list):
        return value
    return [_prompt(each) for each in value]


def _prompt(value: object) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if not isinstance(value, dict):
        return value
    if not value.keys() <= {"text", "weight"} or "text" not in value:
        raise InvalidPromptsError(f'prompts: must be such as {{"text": "fog", "weight": -1}}, got {value!r:.80}')
    return TextPrompt(value["text"], value.get("weight"))


def build_call(job: Job, folder: Path, settings: Settings) -> Call[Any]:
    """Return the call of a job, checked.

    Raises:
        StabilityError: It is wrong; the subclass says how.
    """
    operation = find_operation(job.operation)
    arguments = call_arguments(job, folder)
    for name in arguments:
        if name in NOT_OFFERED:
            raise InvalidOptionError(f"{name}: is no field of a job. {NOT_OFFERED[name]}")
    check_argument_names(operation.parameters, arguments)
    for name, parameter in operation.parameters.items():
        if parameter.default is parameter.empty and name not in arguments:
            raise InvalidOptionError(f"{name}: is missing")
    return operation.prepare(settings, **arguments)


def check_job(job: Job, folder: Path, settings: Settings) -> CheckedJob | Problem:
    """Check a job as its call is checked, and price it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            call = build_call(job, folder, settings)
        except StabilityError as error:
            return Problem(job.where, f"{job.id}: {error}")
    told = (*(str(each.message) for each in caught), *(str(each) for each in call.all_warnings))
    return CheckedJob(job, call.estimated_credits, file_names(job), told)


def file_names(job: Job) -> tuple[str, ...]:
    """Return the names of a job's images, without suffix: `a`, `a-2` and so on."""
    samples = job.arguments.get("samples")
    count = samples if isinstance(samples, int) else 1
    return (job.id, *(f"{job.id}-{number}" for number in range(2, count + 1)))


def name_problems(jobs: Iterable[Job]) -> Iterator[Problem]:
    """Yield what is wrong with the ids of jobs: that two have the same, or would write the same file.

    Upper and lower case are the same name on some systems.
    """
    owners: dict[str, Job] = {}
    for job in jobs:
        for name in file_names(job):
            owner = owners.setdefault(name.casefold(), job)
            if owner is not job:
                what = f"id {job.id!r} is" if name == job.id == owner.id else f"the image {name!r} would be"
                yield Problem(job.where, f"{what} that of {owner.where} too. Give each job an id of its own")
                break
