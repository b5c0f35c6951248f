"""Batches: thousands of calls from a file, of which nothing is lost and nothing is paid for twice.

    from stability_client.batch import run_batch

    async for outcome in run_batch("jobs.jsonl", "out/"):
        print(outcome.id, outcome.state, outcome.files)

Each line of the file is a job: a call of any operation, with an id that names its images. The journal in the output
folder says how far each has come, so a run that ended, however it ended, is begun again where it was.
"""

from typing import TYPE_CHECKING

from stability_client._lazy import lazy_attributes

if TYPE_CHECKING:
    from stability_client.batch.dask_executor import DaskExecutor
    from stability_client.batch.executors import Executor, LocalExecutor
    from stability_client.batch.jobs import BatchError, InvalidJobsError, Job, Problem, read_jobs
    from stability_client.batch.journal import BatchRunningError, JournalError, State
    from stability_client.batch.places import PlaceError
    from stability_client.batch.runs import BatchStoppedError, Outcome, run_batch
else:
    __getattr__, __dir__ = lazy_attributes(
        __name__,
        {
            ".dask_executor": ("DaskExecutor",),
            ".executors": ("Executor", "LocalExecutor"),
            ".jobs": ("BatchError", "InvalidJobsError", "Job", "Problem", "read_jobs"),
            ".journal": ("BatchRunningError", "JournalError", "State"),
            ".places": ("PlaceError",),
            ".runs": ("BatchStoppedError", "Outcome", "run_batch"),
        },
        extra="dask",
    )

__all__ = [
    "BatchError",
    "BatchRunningError",
    "BatchStoppedError",
    "DaskExecutor",
    "Executor",
    "InvalidJobsError",
    "Job",
    "JournalError",
    "LocalExecutor",
    "Outcome",
    "PlaceError",
    "Problem",
    "State",
    "read_jobs",
    "run_batch",
]
