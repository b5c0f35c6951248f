"""Errors that say where a call went and what to do about it."""

import asyncio
import builtins
import pickle
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from stability_client import (
    AsyncStability,
    ClientClosedError,
    ConnectionFailedError,
    InvalidOptionError,
    NotFoundError,
    RateLimitError,
    RetiredEditionWarning,
    RetryPolicy,
    Stability,
    StabilityError,
    Timeout,
    TimeoutError,  # noqa: A004 - this package's own
    UnreadableResponseError,
)
from stability_client._contract import facts
from stability_client.standin import StandIn
from tests.support.faults.keys import KEY
from tests.support.faults.server import FaultServer, IncomingRequest

ONCE = RetryPolicy(attempts=1)
ENGINE = "stable-diffusion-512-v2-1"


def fail_sync(**options: Any) -> StabilityError:
    with Stability(KEY, retry=ONCE, **options) as client, pytest.raises(StabilityError) as caught:
        client.balance()
    return caught.value


def fail_async(**options: Any) -> StabilityError:
    async def call() -> StabilityError:
        async with AsyncStability(KEY, retry=ONCE, **options) as client:
            with pytest.raises(StabilityError) as caught:
                await client.balance()
        return caught.value

    return asyncio.run(call())


BOTH = pytest.mark.parametrize("fail", [fail_sync, fail_async])


@BOTH
def test_an_error_of_the_connection_names_the_address(fail: Callable[..., StabilityError], closed_port: int) -> None:
    error = fail(base_url=f"http://127.0.0.1:{closed_port}")
    assert type(error) is ConnectionFailedError
    assert f"GET http://127.0.0.1:{closed_port}/v1alpha/user/balance" in error.message
    assert (error.operation, error.url) == ("balance", f"http://127.0.0.1:{closed_port}/v1alpha/user/balance")
    assert pickle.loads(pickle.dumps(error)).url == error.url  # noqa: S301 - made here


def test_an_error_of_the_server_has_the_address_too(stability_standin: StandIn) -> None:
    client = Stability(stability_standin.api_key, base_url=stability_standin.url)
    with client, pytest.raises(NotFoundError) as caught:
        client.text_to_image("a lighthouse", engine="none-such")
    assert f"at {stability_standin.url}/v1alpha/generation/none-such/text-to-image" in caught.value.message
    assert caught.value.operation == "text_to_image"


def test_a_not_found_of_the_hosted_service_says_that_it_has_retired_the_version() -> None:
    not_found = httpx.MockTransport(lambda _: httpx.Response(404, json={"name": "not_found", "message": "No."}))
    with httpx.Client(transport=not_found) as http:
        client = Stability(KEY, engine=ENGINE, http_client=http)
        retired = pytest.warns(RetiredEditionWarning, match=r"client\.v2beta and client\.v1")
        with retired, pytest.raises(NotFoundError, match="retired this version: set base_url") as caught:
            client.text_to_image("a lighthouse")
        assert facts.BASE_URL in caught.value.message
        elsewhere = client.with_options(base_url="https://self-hosted.example")
        with pytest.raises(NotFoundError) as other:
            elsewhere.text_to_image("a lighthouse")
    assert "retired" not in other.value.message


@BOTH
def test_https_to_a_plain_server_is_described(fail: Callable[..., StabilityError], stability_standin: StandIn) -> None:
    error = fail(base_url=stability_standin.url.replace("http:", "https:"))
    assert type(error) is ConnectionFailedError
    assert "does not speak TLS" in error.message
    assert "http://" in error.message
    assert not error.sent


@pytest.mark.parametrize(
    ("proxy", "advice"),
    [("socks5://user:secret@127.0.0.1:9", "socksio"), ("ftp://127.0.0.1:9", "Correct the variable")],
)
@BOTH
def test_a_proxy_that_cannot_be_used_is_a_setting_and_nothing_is_sent(
    fail: Callable[..., StabilityError], proxy: str, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    error = fail(base_url="https://stability.example")
    assert type(error) is InvalidOptionError
    assert advice in error.message
    assert "secret" not in error.message
    assert (error.sent, error.maybe_billed) == (False, False)


async def limited(request: IncomingRequest) -> None:
    await request.respond(
        429,
        b'{"name": "rate_limit_exceeded", "message": "Slow down"}',
        {"Retry-After": "7", "Content-Type": "application/json"},
    )


@BOTH
def test_a_rate_limit_says_how_long_to_wait(fail: Callable[..., StabilityError], faults: FaultServer) -> None:
    faults.add("limited", limited)
    error = fail(base_url=faults.url("limited"))
    assert type(error) is RateLimitError
    assert "Wait 7 s" in error.message


def test_a_closed_client_is_an_error_that_is_not_retried(stability_standin: StandIn) -> None:
    client = Stability(KEY, base_url=stability_standin.url)
    client.close()
    with pytest.raises(ClientClosedError, match="Make a new one") as caught:
        client.balance()
    assert not RetryPolicy().decide(caught.value, billable=False).retry


def test_a_timeout_is_the_builtin_one_too_and_survives_pickle(faults: FaultServer) -> None:
    client = Stability(KEY, base_url=faults.url("silence"), timeout=0.1)
    with client, pytest.raises(builtins.TimeoutError) as caught:
        client.balance()
    assert isinstance(caught.value, TimeoutError)
    assert isinstance(caught.value, StabilityError)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - made here
    assert (again.message, again.limit, again.sent, str(again)) == (
        caught.value.message,
        caught.value.limit,
        caught.value.sent,
        str(caught.value),
    )


def test_a_timeout_names_its_limits() -> None:
    with pytest.raises(TypeError):
        Timeout(5)  # type: ignore[call-arg]  # the first limit is not the total
    assert Timeout(total=5) == Timeout.of(5)


async def two_mebibytes_of_nothing(request: IncomingRequest) -> None:
    await request.respond(200, bytes(2 << 20), {"Content-Type": "application/json"})


@pytest.mark.parametrize(("limit", "kept"), [(1 << 20, 1 << 20), (1_500_000, 1 << 20), (3 << 20, 2 << 20)])
@BOTH
def test_an_error_keeps_the_beginning_of_what_is_too_large_and_all_of_what_is_not(
    fail: Callable[..., StabilityError], faults: FaultServer, limit: int, kept: int
) -> None:
    faults.add("two-mebibytes", two_mebibytes_of_nothing)
    error = fail(base_url=faults.url("two-mebibytes"), max_response_bytes=limit)
    assert type(error) is UnreadableResponseError
    assert error.body is not None
    assert len(error.body) == kept
