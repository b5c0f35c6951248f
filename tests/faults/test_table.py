"""Every fault of the table, for both clients and for a billed and a free call."""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from stability_client import AsyncStability, Balance, Generation, RetryPolicy, Stability, StabilityError
from tests.support.faults.handlers import CAP
from tests.support.faults.keys import KEY
from tests.support.faults.leaks import assert_keeps_no_secret, assert_no_key
from tests.support.faults.model import Fault, Outcome
from tests.support.faults.responses import PNG, RESULT_ID
from tests.support.faults.server import FaultServer, RecordedRequest
from tests.support.faults.table import FAULTS

QUICK = RetryPolicy(initial_backoff=0.01)

IDLE_SECONDS = 0.05
"""How long the connection of an earlier call is idle: long enough that the server's end of it arrives."""

V2BETA_ACCEPTS: Mapping[str, str] = {"image/png": "image/*", "application/json": "application/json"}

CALLS: Mapping[str, tuple[Callable[[Any, Fault], Any], Callable[[Any, Fault], Any]]] = {
    "v1alpha": (
        lambda client, fault: client.text_to_image("a lighthouse", engine="e", accept=fault.accept),
        lambda client, _: client.balance(),
    ),
    "v1": (
        lambda client, fault: client.v1.text_to_image("a lighthouse", engine="e", accept=fault.accept),
        lambda client, _: client.v1.balance(),
    ),
    "v2beta": (
        lambda client, fault: client.v2beta.core("a lighthouse", accept=V2BETA_ACCEPTS[fault.accept]),
        lambda client, fault: client.v2beta.result(RESULT_ID, accept=V2BETA_ACCEPTS[fault.accept]),
    ),
    "work": (
        lambda client, _: client.v2beta.upscale_creative(PNG, "a lighthouse"),
        lambda client, _: client.v2beta.result(RESULT_ID),
    ),
}
"""The billed call and the free one, as the model names them."""


def ask(client: Stability | AsyncStability, method: str, fault: Fault) -> Any:
    """Make a billed call or a free one; return a coroutine if the client is asynchronous."""
    post, get = CALLS[fault.calls]
    return (get if method == "GET" else post)(client, fault)


def call(fault: Fault, method: str, base_url: str) -> Any:
    options: dict[str, Any] = {
        "base_url": base_url,
        "timeout": fault.timeout,
        "retry": QUICK,
        "max_response_bytes": CAP,
        "poll_interval": 0.01,
    }
    with Stability(KEY, **options) as client:
        if fault.is_reused:
            ask(client, "GET", fault)
            time.sleep(IDLE_SECONDS)
        return ask(client, method, fault)


def call_async(fault: Fault, method: str, base_url: str) -> Any:
    options: dict[str, Any] = {
        "base_url": base_url,
        "timeout": fault.timeout,
        "retry": QUICK,
        "max_response_bytes": CAP,
        "poll_interval": 0.01,
    }

    async def calling() -> Any:
        async with AsyncStability(KEY, **options) as client:
            if fault.is_reused:
                await ask(client, "GET", fault)
                await asyncio.sleep(IDLE_SECONDS)
            return await ask(client, method, fault)

    return asyncio.run(calling())


@pytest.fixture
def address(faults: FaultServer, closed_port: int, full_port: int) -> Callable[[Fault], str]:
    def of(fault: Fault) -> str:
        ports = {"closed": closed_port, "full": full_port}
        if fault.address in ports:
            return f"http://127.0.0.1:{ports[fault.address]}/{fault.name}/0"
        return faults.url(fault.name, fault.address.removesuffix("://"))

    return of


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("make_call", [call, call_async], ids=["sync", "async"])
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_each_fault_has_the_outcome_that_is_promised(
    fault: Fault,
    make_call: Callable[[Fault, str, str], Any],
    method: str,
    faults: FaultServer,
    address: Callable[[Fault], str],
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG, "stability_client")
    expected = fault.outcomes.post if method == "POST" else fault.outcomes.get
    base_url, started = address(fault), time.monotonic()
    try:
        result, error = make_call(fault, method, base_url), None
    except StabilityError as raised:
        result, error = None, raised
    seconds = time.monotonic() - started

    if error is None:
        assert expected.error is None, f"a silent success: {result!r}"
        check_result(result, expected)
    else:
        check_error(error, expected)
    received = faults.requests(base_url)[int(fault.is_reused) :]
    assert expected.requests is None or len(received) == expected.requests
    check_nothing_was_paid_twice(received)
    assert seconds < fault.max_seconds
    assert list(tmp_path.iterdir()) == []
    assert_no_key(log=caplog.text)


def check_nothing_was_paid_twice(received: Sequence[RecordedRequest]) -> None:
    """No POST follows a GET: what was started is never started again."""
    methods = [request.method for request in received if "engines" not in request.path]
    assert methods == sorted(methods, reverse=True)


def check_result(result: Balance | Generation, expected: Outcome) -> None:
    found = result.image if isinstance(result, Generation) else result
    assert {name: getattr(found, name) for name in expected.result} == expected.result


def check_error(error: StabilityError, expected: Outcome) -> None:
    assert type(error) is expected.error, error
    assert (error.sent, error.maybe_billed) == (expected.sent, expected.billed), error
    assert re.search(expected.message, str(error), re.DOTALL)
    assert {name: getattr(error, name) for name in expected.attributes} == expected.attributes
    assert bool(error.body) == expected.keeps_body
    assert len(error.body or b"") <= CAP
    assert len(str(error)) < 1000
    assert str(error).isprintable()
    assert_keeps_no_secret(error)
