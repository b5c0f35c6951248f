"""A call ends in time, whatever the server does, and a cancelled one leaves nothing behind."""

import asyncio
import gc
import socket
import threading
import time
import warnings

import httpx
import pytest

from stability_client import (
    AsyncStability,
    ClientClosedError,
    ConnectionFailedError,
    RetryPolicy,
    ServerError,
    Stability,
    Timeout,
    TimeoutError,  # noqa: A004 - this package's own
    UnreadableResponseError,
)
from tests.support.faults.keys import KEY
from tests.support.faults.server import FaultServer, IncomingRequest
from tests.support.faults.waiting import wait_until_async

TOTAL = 0.3


def test_the_total_ends_a_slow_body_through_a_prepared_client(faults: FaultServer) -> None:
    with httpx.Client() as http, pytest.raises(TimeoutError, match="total"):
        Stability(KEY, base_url=faults.url("dripping-body"), timeout=TOTAL, http_client=http).balance()


@pytest.mark.parametrize("fault", ["dripping-body", "dripping-head", "silence"])
def test_the_total_ends_asynchronous_calls_of_a_prepared_client(fault: str, faults: FaultServer) -> None:
    async def calling() -> None:
        async with httpx.AsyncClient() as http:
            client = AsyncStability(KEY, base_url=faults.url(fault), timeout=TOTAL, http_client=http)
            await client.balance()

    started = time.monotonic()
    with pytest.raises(TimeoutError, match=r"0\.3 s \(total\)"):
        asyncio.run(calling())
    assert time.monotonic() - started < 2


def test_the_total_ends_a_request_that_is_never_read() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1)
        base_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        large = b"\x89PNG" + bytes(9 << 20)
        with Stability(KEY, base_url=base_url, timeout=2 * TOTAL, validate=False) as client:
            started = time.monotonic()
            with pytest.raises(TimeoutError) as caught:
                client.image_to_image(large, "a lighthouse", engine="e")
    assert time.monotonic() - started < 5
    assert (caught.value.limit, caught.value.seconds, caught.value.maybe_billed) == ("total", 2 * TOTAL, True)


def test_a_timeout_names_its_limit_its_length_and_whether_it_may_be_billed(faults: FaultServer) -> None:
    with Stability(KEY, base_url=faults.url("silence"), timeout=Timeout(read=0.1)) as client:
        with pytest.raises(TimeoutError) as caught:
            client.text_to_image("a lighthouse", engine="e")
        assert str(caught.value).endswith("nothing was received after 0.1 s (read); it may have been billed")
        with pytest.raises(TimeoutError) as caught:
            client.with_options(retry=RetryPolicy(attempts=1)).balance()
        assert str(caught.value).endswith("nothing was received after 0.1 s (read)")


def test_the_total_is_for_all_attempts_together(faults: FaultServer) -> None:
    with Stability(KEY, base_url=faults.url("silence"), timeout=Timeout(read=0.2, total=0.3)) as client:
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            client.with_options(retry=RetryPolicy(attempts=9, initial_backoff=0.01)).balance()
    assert time.monotonic() - started < 1


def test_a_delay_that_exceeds_the_total_is_not_waited(faults: FaultServer) -> None:
    with Stability(
        KEY, base_url=faults.url("gateway-503"), timeout=2, retry=RetryPolicy(initial_backoff=5, max_backoff=5)
    ) as client:
        started = time.monotonic()
        with pytest.raises(ServerError):
            client.balance()
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("fault", ["silence", "half-a-head", "dripping-body"])
def test_a_cancelled_call_leaves_no_connection_and_no_warning(fault: str, faults: FaultServer) -> None:
    base_url = faults.url(fault)

    async def calling() -> None:
        async with AsyncStability(KEY, base_url=base_url) as client:
            task = asyncio.create_task(client.text_to_image("a lighthouse", engine="e"))
            await wait_until_async(lambda: bool(faults.requests(base_url)))
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await wait_until_async(lambda: not faults.open_connections)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        asyncio.run(calling())
        gc.collect()
    assert len(faults.requests(base_url)) == 1


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
@pytest.mark.parametrize("form", ["multipart", "json"])
async def test_an_upload_that_is_cut_short_leaves_no_generator(form: str) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1)
        base_url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with AsyncStability(KEY, base_url=base_url, timeout=TOTAL, validate=False) as client:
            call = (
                client.image_to_image(b"\x89PNG" + bytes(9 << 20), "a lighthouse", engine="e")
                if form == "multipart"
                else client.text_to_image("a lighthouse" * (1 << 20), engine="e")
            )
            with pytest.raises(TimeoutError, match="total"):
                await call
    gc.collect()  # what was not closed warns now, and warnings are errors


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
@pytest.mark.parametrize("fault", ["endless-body", "dripping-body", "gzip-bomb"])
async def test_a_response_that_is_cut_short_leaves_no_generator(fault: str, faults: FaultServer) -> None:
    url = faults.url(fault)
    async with AsyncStability(KEY, base_url=url, timeout=TOTAL * 10, max_response_bytes=30) as client:
        with pytest.raises(UnreadableResponseError, match="larger"):
            await client.text_to_image("a lighthouse", engine="e")
    gc.collect()


def test_a_callers_timeout_is_a_cancellation_and_no_stability_error(faults: FaultServer) -> None:
    async def calling() -> None:
        async with AsyncStability(KEY, base_url=faults.url("silence")) as client:
            async with asyncio.timeout(0.1):
                await client.text_to_image("a lighthouse", engine="e")

    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(calling())


def test_a_stale_connection_never_surfaces_on_the_next_call(faults: FaultServer) -> None:
    async def respond_and_close_later(request: IncomingRequest) -> None:
        """Keep the connection alive, and close it a moment later, as servers with a short idle timeout do."""
        await request.respond(200, b'{"credits": 1}', {"Content-Type": "application/json"})
        await asyncio.sleep(0.02 if request.number % 2 else 0)
        request.close()

    faults.add("impatient", respond_and_close_later)
    base_url = faults.url("impatient")
    with Stability(KEY, base_url=base_url, retry=RetryPolicy(initial_backoff=0.001)) as client:
        for pause in (0, 0.03, 0.02, 0.019, 0.021) * 6:
            assert client.balance().credits == 1
            time.sleep(pause)


def test_closing_the_client_during_a_call_raises_a_stability_error(faults: FaultServer) -> None:
    client = Stability(KEY, base_url=faults.url("silence"), timeout=Timeout(read=0.4), retry=RetryPolicy(attempts=1))
    threading.Timer(0.1, client.close).start()
    with pytest.raises((ConnectionFailedError, TimeoutError)):
        client.balance()
    with pytest.raises(ClientClosedError, match="closed"):
        client.balance()
