"""Runs the call of a sitting: one at a time, with what is to be said of money if it is cancelled."""

import asyncio
import time
from typing import Any

from anyio import to_thread
from attrs import Factory, define, field

from stability_client.client import AsyncStability
from stability_client.errors import InsufficientBalanceError, InvalidOptionError, StabilityError
from stability_client.hooks import RequestEvent, logger
from stability_client.pending import Pending
from stability_client.recipes import Recipe
from stability_client.results import Generation
from stability_client.studio.drafts import Draft
from stability_client.studio.sitting import Sitting, Work

CHARGED = "It had been sent: it may have been charged."
NOT_CHARGED = "Nothing was sent that costs."


@define
class Run:
    """A call that is being made, or was the last.

    Attributes:
        work: What the history will say of it.
        state: `running`, `done`, `failed` or `cancelled`.
        message: What is to be said of it.
        started: When it began, in seconds of a clock that only moves forwards.
        is_sent: Whether anything was sent that costs.
    """

    work: Work
    state: str = "running"
    message: str = ""
    started: float = Factory(time.monotonic)
    is_sent: bool = False
    task: "asyncio.Task[None] | None" = field(default=None, repr=False)

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self.started


@define
class Runner:
    """Makes the calls of a sitting.

    Attributes:
        client: The client; its key never leaves it.
        sitting: What the calls are made of.
        run: The last call; None before the first.
    """

    client: AsyncStability
    sitting: Sitting
    run: Run | None = None

    def start(self, draft: Draft, estimated_credits: float | None) -> Run:
        """Begin the call of a draft.

        Raises:
            InvalidOptionError: A call is being made, or it would exceed the budget.
        """
        self._require_idle()
        self._require_budget(estimated_credits)
        work = Work(self.sitting.next_id, draft.method.full_name, dict(draft.form), credits=estimated_credits)
        run = self.run = Run(work)
        run.task = asyncio.create_task(self._guarded(run, self._make(run, draft)))
        return run

    def fetch(self, work: Work) -> Run:
        """Fetch the result of long work once more.

        Raises:
            InvalidOptionError: A call is being made, or there is nothing to fetch.
        """
        self._require_idle()
        if not work.pending:
            raise InvalidOptionError(f"work: {work.id} has no result that could be fetched")
        run = self.run = Run(work)
        recipe = Recipe.of(work.operation, work.form)
        run.task = asyncio.create_task(self._guarded(run, self._fetch(run, recipe)))
        return run

    def cancel(self) -> None:
        """Stop waiting for the call."""
        if self.run is not None and self.run.task is not None:
            self.run.task.cancel()

    async def _guarded(self, run: Run, call: Any) -> None:
        """Make a call, and say what became of it, whatever that is."""
        work = run.work
        try:
            await call
            run.state, run.message = "done", ""
        except asyncio.CancelledError:
            waits = f" The service works on it: its id is {work.pending}." if work.pending else ""
            run.state, run.message = "cancelled", f"Cancelled. {CHARGED if run.is_sent else NOT_CHARGED}{waits}"
            self._note(run, maybe_billed=run.is_sent)
        except StabilityError as error:
            run.state, run.message = "failed", f"{type(error).__name__}: {error}{_billing(error)}"
            self._note(run, maybe_billed=error.maybe_billed)
        except OSError as error:
            run.state, run.message = "failed", f"{error.strerror or error}: {error.filename}. The call was paid for."
            self._note(run, maybe_billed=True)
        except Exception as error:  # noqa: BLE001 - whatever it is, the page must not wait for ever
            # A mistake of ours; what it may have cost is told.
            logger.exception("The studio failed in a call of %s", work.operation)
            charged = CHARGED if run.is_sent else NOT_CHARGED
            run.state, run.message = "failed", f"The studio failed: {type(error).__name__}: {error}. {charged}"
            self._note(run, maybe_billed=run.is_sent)

    def _note(self, run: Run, *, maybe_billed: bool) -> None:
        run.work.error = run.message
        if maybe_billed:
            self._count(run.work)
        if maybe_billed or run.work.pending:
            self.sitting.remember(run.work)

    async def _make(self, run: Run, draft: Draft) -> None:
        def note(event: RequestEvent) -> None:
            run.is_sent = run.is_sent or event.billable

        client = self.client.with_options(on_request=note)
        # The very call that was examined. What it warns of is on the page.
        made = await client._send(await to_thread.run_sync(draft.call, client._settings))
        recipe = Recipe.of(draft.method.full_name, draft.plain_arguments())
        if isinstance(made, Pending):
            run.work.pending = made.id
            self.sitting.remember(run.work)
            await self._fetch(run, recipe)
        else:
            self._keep(run, recipe, made)

    async def _fetch(self, run: Run, recipe: Recipe) -> None:
        generation = await self.client.v2beta.result(run.work.pending)
        run.work.pending = run.work.error = ""
        self._keep(run, recipe, generation)

    def _keep(self, run: Run, recipe: Recipe, generation: Generation) -> None:
        if generation.estimated_credits is not None:
            run.work.credits = generation.estimated_credits
        self._count(run.work)
        self.sitting.keep(run.work, recipe, generation)

    def _count(self, work: Work) -> None:
        """Count what a call cost, once: long work may be left and fetched later."""
        if not work.is_counted:
            work.is_counted = True
            self.sitting.spent += work.credits or 0.0

    def _require_idle(self) -> None:
        if self.run is not None and self.run.state == "running":
            raise InvalidOptionError("run: a call is being made. Wait for it, or cancel it")

    def _require_budget(self, cost: float | None) -> None:
        sitting = self.sitting
        if sitting.budget is not None and sitting.spent + (cost or 0.0) > sitting.budget:
            raise InsufficientBalanceError(
                f"budget: the call costs {cost or 0.0:g} credits, and {sitting.spent:g} of {sitting.budget:g} are spent"
            )


def _billing(error: StabilityError) -> str:
    if error.maybe_billed:
        return " The call may have been charged."
    return " Nothing was charged." if error.sent else " Nothing was sent."
