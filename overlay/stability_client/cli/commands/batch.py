"""The command that runs a batch: progress on a terminal, a line now and then in a pipe, a summary at the end."""

import asyncio
import json
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

import rich_click as click
from attrs import Factory, define
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from stability_client import AsyncStability, RequestRate
from stability_client._version import __version__
from stability_client.batch import InvalidJobsError, JournalError, Outcome, PlaceError, State
from stability_client.batch.executors import Executor
from stability_client.batch.journal import Journal
from stability_client.batch.places import place_at
from stability_client.batch.runs import CONCURRENCY, Run, open_run
from stability_client.batch.sheet import write_sheet
from stability_client.cli.choices import Choices
from stability_client.cli.client import CLIENT_NAME, api_key
from stability_client.cli.failures import (
    INTERRUPTED,
    NO_NETWORK,
    NO_OUTPUT,
    PARTLY_FAILED,
    CommandError,
    tell,
    warnings_told,
)

SECONDS = 10.0
"""How long a scheduler may take to answer."""
LOG_SECONDS = 60.0
"""How often a pipe gets a line."""


class Rate(click.ParamType[RequestRate]):
    """So many requests in so many seconds, such as `150/10`."""

    name = "rate"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> RequestRate:
        """Return the rate."""
        requests, slash, seconds = str(value).partition("/")
        try:
            return RequestRate(int(requests), float(seconds if slash else 1))
        except ValueError:
            self.fail(f"must be such as 150/10, for 150 requests in 10 s, got {value!r}", param, ctx)


HELP = """\
Make the calls of a file, each once, and begin again where the last run ended.

\b
jobs.jsonl, a job a line; a CSV with such names works too:
{"id": "dawn", "operation": "v2beta.core", "prompt": "a lighthouse at dawn"}
{"id": "{seed}", "operation": "v2beta.core", "prompt": "a boat", "grid": {"seed": [1, 2, 3]}}

\b
stability batch jobs.jsonl -o out/ --budget 100

All jobs are checked before any is sent. Ctrl-C waits for the calls that were sent; twice, it does not.
"""


@click.command(help=HELP)
@click.argument("jobs", type=click.Path(exists=True, dir_okay=False))
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Where images and journal go.")
@click.option("--operation", metavar="NAME", help="The operation of jobs that name none, such as v2beta.core.")
@click.option("--concurrency", type=click.INT, default=CONCURRENCY, show_default=True, help="Calls at a time.")
@click.option(
    "--rate", type=Rate(), metavar="N/SECONDS", help="How fast calls are sent; by default as the service asks."
)
@click.option("--images-to", metavar="PLACE", help="Where images go instead: a folder, or an address such as s3://…")
@click.option("--scheduler", metavar="ADDRESS", help="Make the calls on the workers of this Dask cluster.")
@click.option("--budget", type=click.FLOAT, metavar="CREDITS", help="What all runs of the folder may spend together.")
@click.option("--retry-failed", is_flag=True, help="Send jobs that failed once more.")
@click.option(
    "--retry-unknown", is_flag=True, help="Send jobs that were never answered once more: they may be paid twice."
)
@click.option("--check", is_flag=True, help="Check and price all jobs, and send nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print each outcome as a line of JSON.")
@click.pass_obj
def batch(
    choices: Choices,
    /,
    jobs: str,
    output: str,
    rate: RequestRate | None,
    scheduler: str | None,
    check: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Make the calls of a file, each once, and begin again where the last run ended."""
    settings: dict[str, Any] = {name: choices.value(name) for name in ("base_url", "engine", "organization")}
    if rate is not None:
        settings["rate_limit"] = rate
    with warnings_told():
        client = AsyncStability(
            "none" if check else api_key(choices), client_info=f"{CLIENT_NAME}/{__version__}", **settings
        )
        return asyncio.run(
            _run(client, jobs, output, {**options, "scheduler": scheduler}, check=check, as_json=as_json)
        )


async def _run(
    client: AsyncStability, jobs: str, output: str, options: dict[str, Any], *, check: bool, as_json: bool
) -> int:
    scheduler = options.pop("scheduler")
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(client)
        try:
            if scheduler and not check:
                options["executor"] = await _cluster(stack, scheduler, client)
            async with open_run(jobs, output, client=client, **options) as run:
                if check:
                    return _told_check(run.journal)
                return await _made(run, as_json=as_json)
        except InvalidJobsError as error:
            raise CommandError(f"{len(error.problems):,} of the jobs are wrong:\n{error}\nNothing was sent.") from error
        except (JournalError, PlaceError) as error:
            raise CommandError(f"{error}.", NO_OUTPUT) from error


async def _cluster(stack: AsyncExitStack, address: str, client: AsyncStability) -> Executor:
    """What makes the calls on the workers of a cluster, with the settings of a client but its key."""
    try:
        import distributed  # noqa: PLC0415 - heavy, and an extra of its own
    except ImportError as error:
        raise CommandError(f"--scheduler needs Dask. Run: pip install 'stability-client[dask]' ({error})") from error
    from stability_client.batch.dask_executor import DaskExecutor  # noqa: PLC0415 - it needs Dask

    try:
        cluster = await stack.enter_async_context(distributed.Client(address, asynchronous=True, timeout=SECONDS))
    except (OSError, ValueError) as error:
        raise CommandError(f"There is no scheduler at {address}: {error}", NO_NETWORK) from error
    settings = client._settings
    known = {"base_url": settings.base_url, "engine": settings.engine, "organization": settings.organization}
    return DaskExecutor(cluster, known, settings.request_rate, settings.poll_seconds)


def _told_check(journal: Journal) -> int:
    credits_needed = sum(entry.credits or 0.0 for entry in journal.entries(State.QUEUED))
    count = journal.counts()[State.QUEUED]
    click.echo(f"{count:,} jobs wait; they cost {credits_needed:g} credits.")
    return 0


async def _made(run: Run, *, as_json: bool) -> int:
    """Make the calls, and tell what comes of them."""
    counts: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    with _stopping(run), _showing(run, quiet=as_json) as show:
        async for outcome in run.outcomes():
            counts[outcome.state] += 1
            if outcome.state is not State.DONE:
                failures[outcome.error.partition(":")[0]] += 1
            if as_json:
                click.echo(json.dumps(_as_json(outcome), ensure_ascii=False))
            show.update(outcome)
    sheet = write_sheet(run.journal, place_at(run.target))
    _summarize(run, counts, failures, str(sheet))
    if run.ended == STOPPED:
        return INTERRUPTED
    if run.ended and run.waiting:
        raise CommandError(f"{run.ended}. {run.waiting:,} jobs wait for the next run.", PARTLY_FAILED)
    return PARTLY_FAILED if failures else 0


STOPPED = "stopped by Ctrl-C"


@contextmanager
def _stopping(run: Run) -> Iterator[None]:
    """Let the first Ctrl-C end the run when what was sent is answered, and the second at once."""

    def stop(*_: object) -> None:
        signal.signal(signal.SIGINT, before)  # before it is told, for people may be quick
        run.stop(STOPPED)
        tell("waiting for the calls that were sent; press Ctrl-C again to leave them", "note", "bold")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@define
class _Lines:
    """Progress as lines of text, one a minute: for pipes and logs."""

    run: Run
    total: int
    ended: int = 0
    began: float = Factory(time.monotonic)
    told: float = Factory(time.monotonic)

    def update(self, outcome: Outcome) -> None:
        self.ended += 1
        now = time.monotonic()
        if now - self.told >= LOG_SECONDS:
            self.told = now
            rate = self.ended / (now - self.began)
            left = (self.total - self.ended) / rate
            click.echo(
                f"{self.ended:,} of {self.total:,} jobs, {rate:.1f} a second, {left:.0f} s left, "
                f"{self.run.spent:g} credits; last {outcome.id}: {outcome.state}",
                err=True,
            )


@define
class _Bar:
    """Progress as a bar on a terminal."""

    progress: Progress
    run: Run
    failed: int = 0

    def update(self, outcome: Outcome) -> None:
        self.failed += outcome.state is not State.DONE
        self.progress.update(
            self.progress.task_ids[0],
            advance=1,
            spent=f"{self.run.spent:g} credits",
            failed=f"{self.failed} failed" * bool(self.failed),
        )


@contextmanager
def _showing(run: Run, *, quiet: bool) -> Iterator["_Lines | _Bar"]:
    counts = run.journal.counts()
    total = counts[State.QUEUED] + counts[State.SENT]
    console = Console(stderr=True)
    if quiet or not console.is_terminal or console.is_dumb_terminal:
        yield _Lines(run, total)
        return
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[spent]}"),
        TextColumn("[red]{task.fields[failed]}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        progress.add_task("", total=total, spent="", failed="")
        yield _Bar(progress, run)


def _as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.id,
        "state": str(outcome.state),
        "files": list(outcome.files),
        "credits": outcome.credits,
        **outcome.facts,
        "error": outcome.error or None,
    }


def _summarize(run: Run, counts: Counter[str], failures: Counter[str], sheet: str) -> None:
    console = Console(stderr=True, highlight=False)
    told = ", ".join(f"{count:,} {state}" for state, count in sorted(counts.items())) or "nothing to do"
    console.print(f"[bold]{told}[/]; {run.spent:g} credits in all; {sheet}", soft_wrap=True)
    for kind, count in failures.most_common():
        console.print(f"  [red]{count:,}[/] {kind}", soft_wrap=True)
