"""Waiting for the result of long work: how often it is asked for, and what remains if the wait ends early."""

import asyncio
import copy
import pickle
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import anyio
import pytest

from stability_client import (
    AsyncStability,
    ClientClosedError,
    InvalidOptionError,
    Pending,
    RequestRate,
    ResultNotReadyError,
    RetryPolicy,
    Stability,
    StabilityError,
    Timeout,
    TimeoutError,  # noqa: A004 - this package's own
)
from stability_client.hooks import RequestEvent, ResponseEvent, RetryEvent
from stability_client.standin import StandIn
from tests.support.faults.faults_of_work import RUNNING, STARTS, first_polls
from tests.support.faults.handlers import respond_with
from tests.support.faults.keys import KEY
from tests.support.faults.leaks import assert_no_key
from tests.support.faults.model import Fault
from tests.support.faults.responses import PNG, RESULT_ID, errors_body, respond_well
from tests.support.faults.server import FaultServer, Handler, IncomingRequest
from tests.support.faults.waiting import wait_until

WORK = Pending(RESULT_ID, "v2beta_upscale_creative")
PROJECT = Path(__file__).parents[2]
ADVICE = f"client.v2beta.result('{RESULT_ID}') fetches its result, for 24 hours"
QUICK = RetryPolicy(initial_backoff=0.01)
BACKENDS = pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])


class Working:
    """A server that starts work at once, and handles requests for its result by a handler. Keeps when they arrive."""

    def __init__(self, faults: FaultServer, poll: Handler) -> None:
        self.starts = 0
        self.polls: list[float] = []
        self._poll = poll
        name = f"working-{id(self)}"
        faults.add(name, self._handle)
        self.url = faults.url(name)
        self._options: dict[str, Any] = {"base_url": self.url, "poll_interval": 0.02, "retry": QUICK}

    async def _handle(self, request: IncomingRequest) -> None:
        if request.method == "POST":
            self.starts += 1
            await respond_well(request)
        else:
            self.polls.append(time.monotonic())
            await self._poll(request)

    def client(self, **options: Any) -> Stability:
        return Stability(KEY, **self._options | options)

    def async_client(self, **options: Any) -> AsyncStability:
        return AsyncStability(KEY, **self._options | options)


@pytest.fixture
def endless(faults: FaultServer) -> Working:
    """Work that never ends."""
    return Working(faults, RUNNING)


@pytest.fixture
def brief(faults: FaultServer) -> Working:
    """Work that has ended when its result is asked for the third time."""
    return Working(faults, first_polls(2, RUNNING))


def upscale(client: Any, **options: Any) -> Any:
    return client.v2beta.upscale_creative(PNG, "a lighthouse", **options)


# --- how often


def test_the_interval_is_kept_before_each_question(brief: Working) -> None:
    began = time.monotonic()
    with brief.client(poll_interval=0.15) as client:
        upscale(client)
    assert len(brief.polls) == 3
    assert all(later - earlier >= 0.15 for earlier, later in pairwise([began, *brief.polls]))


def test_the_interval_is_kept_awaited(brief: Working) -> None:
    async def calling() -> None:
        async with brief.async_client(poll_interval=0.15) as client:
            await upscale(client)

    began = time.monotonic()
    asyncio.run(calling())
    assert len(brief.polls) == 3
    assert all(later - earlier >= 0.15 for earlier, later in pairwise([began, *brief.polls]))


def test_a_result_that_is_asked_for_directly_is_asked_for_at_once(brief: Working) -> None:
    with brief.client(poll_interval=0.15) as client:
        began = time.monotonic()
        client.v2beta.result(RESULT_ID)
    assert brief.polls[0] - began < 0.15
    assert all(later - earlier >= 0.15 for earlier, later in pairwise(brief.polls))


def test_with_options_sets_another_interval(brief: Working) -> None:
    with brief.client(poll_interval=60) as client:
        upscale(client.with_options(poll_interval=0.01))
        assert client._settings.poll_seconds == 60
    assert len(brief.polls) == 3


def test_the_hosted_service_is_asked_every_ten_seconds_and_others_each_second() -> None:
    assert Stability(KEY)._settings.poll_seconds == 10
    assert Stability(KEY, base_url="http://127.0.0.1:9")._settings.poll_seconds == 1
    assert Stability(KEY, poll_interval=3)._settings.poll_seconds == 3


@pytest.mark.parametrize("wrong", [0, -1, True, "5", float("inf"), float("nan")])
def test_a_wrong_interval_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidOptionError, match=r"^poll_interval: must be a number of seconds above 0"):
        Stability(KEY, poll_interval=wrong)


def test_every_question_waits_for_its_turn(brief: Working) -> None:
    with brief.client(rate_limit=RequestRate(1, 0.1)) as client:
        upscale(client)
    assert len(brief.polls) == 3
    assert all(later - earlier >= 0.1 for earlier, later in pairwise(brief.polls))


def test_while_it_waits_a_call_takes_no_place_of_others(endless: Working) -> None:
    with endless.client(max_concurrency=1, poll_interval=0.3, timeout=1.0) as client:
        waiting = ThreadPoolExecutor().submit(upscale, client)
        wait_until(lambda: endless.starts == 1)
        began = time.monotonic()
        client.v2beta.start_upscale_creative(PNG, "a lighthouse")
        assert time.monotonic() - began < 0.25
        assert isinstance(waiting.exception(), TimeoutError)


# --- the total timeout


def test_a_wait_that_ends_by_the_total_says_how_to_fetch_the_result(endless: Working) -> None:
    with endless.client(timeout=0.3) as client, pytest.raises(TimeoutError) as caught:
        upscale(client)
    error = caught.value
    assert (error.pending, error.maybe_billed, error.sent, error.limit) == (WORK, True, True, "total")
    assert ADVICE in error.message
    assert "0.3 s (total)" in error.message
    assert (error.operation, error.url) == ("v2beta_result", f"{endless.url}/v2beta/results/{RESULT_ID}")
    assert endless.starts == 1
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
    assert (again.pending, again.message) == (WORK, error.message)


def test_no_question_is_asked_that_would_come_after_the_total(endless: Working) -> None:
    with endless.client(timeout=1.0, poll_interval=5) as client:
        began = time.monotonic()
        with pytest.raises(TimeoutError) as caught:
            upscale(client)
    assert time.monotonic() - began < 1.0
    assert endless.polls == []
    assert caught.value.pending == WORK


def test_the_total_is_for_the_start_and_the_wait_together(endless: Working) -> None:
    with endless.client() as client:
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            upscale(client, timeout=Timeout(total=0.4))
    assert 0.3 < time.monotonic() - began < 2


def test_the_result_of_a_wait_that_failed_can_be_fetched_later(faults: FaultServer) -> None:
    server = Working(faults, first_polls(1, respond_with(500, errors_body("internal_error"), {})))
    with server.client() as client:
        with pytest.raises(StabilityError) as caught:
            upscale(client)
        assert caught.value.pending
        fetched = client.v2beta.result(caught.value.pending)
    assert fetched.image.data == PNG
    assert fetched.operation == "v2beta_upscale_creative"
    assert server.starts == 1


# --- without waiting


def test_without_waiting_work_that_still_runs_is_an_error_of_its_own(endless: Working) -> None:
    with endless.client() as client:
        pending = client.v2beta.start_upscale_creative(PNG, "a lighthouse")
        with pytest.raises(ResultNotReadyError, match="still works") as caught:
            client.v2beta.result(pending, wait=False)
    assert (caught.value.pending, caught.value.sent, caught.value.maybe_billed) == (WORK, True, False)
    assert len(endless.polls) == 1


def test_without_waiting_a_result_that_is_there_is_returned(faults: FaultServer) -> None:
    with Working(faults, respond_well).client() as client:
        assert client.v2beta.result(WORK, wait=False).image.data == PNG


@pytest.mark.parametrize("fault", STARTS, ids=lambda fault: fault.name)
def test_a_start_alone_fails_as_one_that_waits_does(fault: Fault, faults: FaultServer) -> None:
    base_url, expected = faults.url(fault.name), fault.outcomes.post
    with Stability(KEY, base_url=base_url, retry=QUICK, timeout=fault.timeout) as client:
        if expected.error is None:
            assert client.v2beta.start_upscale_creative(PNG, "a lighthouse") == WORK
            return
        with pytest.raises(expected.error) as caught:
            client.v2beta.start_upscale_creative(PNG, "a lighthouse")
    assert caught.value.maybe_billed == expected.billed
    assert len(faults.requests(base_url)) == 1


@pytest.mark.parametrize("wrong", ["", ".", "..", "a/b", "a\\b", "a\nb", "x" * 201, None, 5])
def test_an_id_that_cannot_be_one_is_refused_unsent(wrong: Any, unsent: Stability) -> None:
    with pytest.raises(InvalidOptionError, match=r"^(id|pending): must be"):
        unsent.v2beta.result(wrong)
    with pytest.raises(InvalidOptionError, match=r"^wait: must be True or False"):
        unsent.v2beta.result(RESULT_ID, wait="no")  # type: ignore[arg-type]  # what is wrong is the point


@pytest.mark.parametrize("strange", ["a b", "a?b=c", "a#b", "a%2e%2e%2fb", "é"])
def test_an_id_of_strange_characters_stays_one_step_of_the_path(strange: str, faults: FaultServer) -> None:
    server = Working(faults, respond_well)
    with server.client() as client:
        client.v2beta.result(strange)
    [received] = faults.requests(server.url)
    assert received.path.startswith("v2beta/results/")
    assert received.path.count("/") == 2
    assert not set("?# ") & set(received.path)


# --- interruptions


INTERRUPTED = """
import signal, sys
from stability_client import Stability
from tests.support.faults.responses import PNG

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's jobs in the background inherit that it is ignored
client = Stability("sk-0123456789abcdef", base_url=sys.argv[1], poll_interval=float(sys.argv[2]))
try:
    client.v2beta.upscale_creative(PNG, "a lighthouse")
except KeyboardInterrupt as interruption:
    print("|".join(interruption.__notes__))
"""


@pytest.mark.parametrize("interval", ["0.01", "60"], ids=["amid the questions", "between them"])
def test_ctrl_c_during_the_wait_leaves_a_note_with_the_id(interval: str, endless: Working) -> None:
    script = [sys.executable, "-c", INTERRUPTED, endless.url, interval]
    with subprocess.Popen(script, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as process:
        try:
            wait_until(lambda: endless.starts == 1 and (interval == "60" or len(endless.polls) > 2))
            time.sleep(0.1)
            process.send_signal(signal.SIGINT)
            printed, _ = process.communicate(timeout=20)
        finally:
            process.kill()  # if it has not ended, nobody may wait for it
    assert ADVICE in printed
    assert printed.count(RESULT_ID) == 1


@pytest.mark.anyio
@BACKENDS
@pytest.mark.parametrize("interval", [0.01, 60], ids=["amid the questions", "between them"])
async def test_a_cancelled_wait_leaves_a_note_with_the_id(interval: float, endless: Working) -> None:
    notes: list[str] = []

    async def wait(client: AsyncStability) -> None:
        try:
            await upscale(client)
        except BaseException as cancellation:
            notes.extend(cancellation.__notes__)
            raise

    async with endless.async_client(poll_interval=interval) as client, anyio.create_task_group() as tasks:
        tasks.start_soon(wait, client)
        with anyio.fail_after(5):
            while not endless.starts or (interval < 1 and len(endless.polls) < 2):  # noqa: ASYNC110 - a server's count
                await anyio.sleep(0.01)
            await anyio.sleep(0.05)
        tasks.cancel_scope.cancel()
    assert [ADVICE in note for note in notes] == [True]


def test_an_interruption_of_the_start_leaves_no_note(faults: FaultServer) -> None:
    async def calling() -> None:
        async with AsyncStability(KEY, base_url=faults.url("silence")) as client:
            task = asyncio.create_task(upscale(client))
            await asyncio.sleep(0.1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            assert not hasattr(caught.value, "__notes__")

    asyncio.run(calling())


def test_closing_the_client_ends_the_wait_with_the_work(endless: Working) -> None:
    client = endless.client()
    threading.Timer(0.2, client.close).start()
    with pytest.raises(ClientClosedError) as caught:
        upscale(client)
    assert caught.value.pending == WORK
    assert ADVICE in caught.value.message


def test_closing_the_asynchronous_client_does_so_too(endless: Working) -> None:
    async def calling() -> None:
        client = endless.async_client()
        task = asyncio.create_task(upscale(client))
        await asyncio.sleep(0.2)
        await client.aclose()
        with pytest.raises(StabilityError) as caught:
            await task
        assert caught.value.pending == WORK

    asyncio.run(calling())


# --- what is seen from outside


def test_hooks_see_the_start_each_question_and_each_retry(faults: FaultServer) -> None:
    events: list[Any] = []
    failing = first_polls(1, respond_with(503, b"", {}))
    hooks = {"on_request": events.append, "on_response": events.append, "on_retry": events.append}
    with Working(faults, failing).client(**hooks) as client:
        upscale(client)
    assert [type(event) for event in events] == [
        *(RequestEvent, ResponseEvent),
        *(RequestEvent, ResponseEvent, RetryEvent),
        *(RequestEvent, ResponseEvent),
    ]
    requests = [event for event in events if isinstance(event, RequestEvent)]
    assert [(each.operation, each.method, each.attempt, each.billable) for each in requests] == [
        ("v2beta_upscale_creative", "POST", 1, True),
        ("v2beta_result", "GET", 1, False),
        ("v2beta_result", "GET", 2, False),
    ]
    assert_no_key(events=repr(events))


def test_a_question_that_finds_work_still_running_is_no_error(brief: Working) -> None:
    ends: list[ResponseEvent] = []
    with brief.client(on_response=ends.append) as client:
        upscale(client)
    assert [(end.status_code, end.error) for end in ends] == [(200, None), (202, None), (202, None), (200, None)]


def test_every_question_has_the_key_and_the_headers_of_the_call(brief: Working, faults: FaultServer) -> None:
    with brief.client(client_info="painter/1.2") as client:
        upscale(client, accept="application/json", extra_headers={"X-Tenant": "a"})
    received = faults.requests(brief.url)
    assert [request.method for request in received] == ["POST", "GET", "GET", "GET"]
    for request in received:
        assert request.headers["authorization"] == f"Bearer {KEY}"
        assert request.headers["x-tenant"] == "a"
        assert request.headers["stability-client-id"] == "painter"
    assert {request.headers["accept"] for request in received[1:]} == {"application/json"}


# --- Pending


def test_pending_is_a_value() -> None:
    pending = Pending(RESULT_ID, "v2beta_upscale_creative", estimated_credits=60.0, request_id="r-7")
    duplicates = (
        pickle.loads(pickle.dumps(pending)),  # noqa: S301 - made here
        copy.copy(pending),
        copy.deepcopy(pending),
    )
    for duplicate in duplicates:
        assert duplicate == pending
        assert hash(duplicate) == hash(pending)
        assert (duplicate.started, duplicate.estimated_credits, duplicate.request_id) == (
            pending.started, 60.0, "r-7",
        )  # fmt: skip
    assert pending == WORK
    assert pending != Pending("f" * 64, "v2beta_upscale_creative")
    assert pending != Pending(RESULT_ID)
    assert (pending.expires - pending.started).total_seconds() == 24 * 60 * 60


def test_pending_knows_the_start_and_shows_no_key(faults: FaultServer) -> None:
    with Working(faults, respond_well).client() as client:
        pending = client.v2beta.start_upscale_creative(PNG, "a lighthouse")
    assert pending.estimated_credits == 60.0
    assert pending.started.tzinfo is not None
    assert_no_key(shown=repr(pending), pickled=pickle.dumps(pending).decode("latin-1"))


FETCH = """
import pickle, sys
from stability_client import Stability

pending = pickle.loads(bytes.fromhex(sys.argv[2]))
with Stability("sk-standin", base_url=sys.argv[1], poll_interval=0.05) as client:
    by_work = client.v2beta.result(pending)
    by_id = client.v2beta.result(pending.id)
assert by_work.image.data == by_id.image.data
print(by_work.operation, by_work.image.seed, by_work.estimated_credits, by_id.operation)
"""


def test_another_process_fetches_the_result(stability_standin: StandIn) -> None:
    stability_standin.reset(result_delay=0.5, shrink=16)
    with Stability(stability_standin.api_key, base_url=stability_standin.url) as client:
        pending = client.v2beta.start_upscale_creative(PNG, "a lighthouse", seed=7)
        with pytest.raises(ResultNotReadyError):
            client.v2beta.result(pending, wait=False)
    script = [sys.executable, "-c", FETCH, stability_standin.url, pickle.dumps(pending).hex()]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["v2beta_upscale_creative", "7", "60.0", "v2beta_result"]
