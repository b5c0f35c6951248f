"""How fast clients send: `rate_limit` and `max_concurrency`. Calls wait their turn, within their timeout."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise

import anyio
import httpx
import pytest

from stability_client import (
    AsyncStability,
    InvalidOptionError,
    NotFoundError,
    RateLimitError,
    RequestRate,
    Stability,
    TimeoutError,  # noqa: A004 - ours
)
from stability_client._transport.gates import ARRIVAL_MARGIN, Turn, Turns
from stability_client.limits import HOSTED_RATE
from stability_client.retries import RetryPolicy
from stability_client.standin import RateLimit, StandIn

KEY = "sk-0123456789"
LOCAL = "http://127.0.0.1:9"
SLOW = RequestRate(1, 60)
BACKENDS = pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])


async def gather(client: AsyncStability, calls: int) -> None:
    """Get the balance so many times at once. The first exception ends all."""
    async with anyio.create_task_group() as tasks:
        for _ in range(calls):
            tasks.start_soon(client.balance)


class Server:
    """Responds with a balance after a while. Knows when requests arrived, and how many there were at once."""

    def __init__(self, seconds: float = 0.02) -> None:
        self.seconds = seconds
        self.arrivals: list[float] = []
        self.most = self._current = 0
        self._lock = threading.Lock()

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._lock:
            self.arrivals.append(time.monotonic())
            self._current += 1
            self.most = max(self.most, self._current)
        yield
        with self._lock:
            self._current -= 1

    @property
    def requests(self) -> int:
        return len(self.arrivals)

    def keeps(self, rate: RequestRate) -> bool:
        """Whether no period contained more requests than a rate allows."""
        return all(
            later - earlier >= rate.seconds
            for earlier, later in zip(self.arrivals, self.arrivals[rate.requests :], strict=False)
        )

    def respond(self, _: httpx.Request) -> httpx.Response:
        with self._counted():
            time.sleep(self.seconds)
            return httpx.Response(200, json={"credits": 1.0})

    async def respond_async(self, _: httpx.Request) -> httpx.Response:
        with self._counted():
            await anyio.sleep(self.seconds)
            return httpx.Response(200, json={"credits": 1.0})

    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self.respond))

    def async_client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self.respond_async))


# --- the rate limit of a server


@pytest.mark.anyio
async def test_300_calls_at_once_stay_within_the_documented_limit(stability_standin: StandIn) -> None:
    stability_standin.reset(rate_limit=RateLimit())
    async with AsyncStability(
        stability_standin.api_key, base_url=stability_standin.url, rate_limit=HOSTED_RATE, retry=1
    ) as client:
        await client.balance()  # what is loaded and opened for the first call delays it
        await gather(client, 299)
    assert len(stability_standin.history) == 200  # of the 300; it keeps no more
    assert {record.status for record in stability_standin.history} == {200}


@pytest.mark.anyio
async def test_without_a_limit_the_server_refuses_calls(stability_standin: StandIn) -> None:
    stability_standin.reset(rate_limit=RateLimit(requests=20))
    async with AsyncStability(stability_standin.api_key, base_url=stability_standin.url, retry=1) as client:
        with pytest.raises(ExceptionGroup) as caught:
            await gather(client, 30)
    assert caught.group_contains(RateLimitError)


@pytest.mark.anyio
@BACKENDS
async def test_tasks_wait_their_turn(anyio_backend: str) -> None:
    server, rate = Server(), RequestRate(10, 0.5)
    async with server.async_client() as http:
        await gather(AsyncStability(KEY, base_url=LOCAL, rate_limit=rate, http_client=http), 35)
    assert server.requests == 35
    assert server.keeps(rate)


def test_threads_wait_their_turn() -> None:
    server, rate = Server(), RequestRate(10, 0.5)
    with server.client() as http, ThreadPoolExecutor(35) as pool:
        client = Stability(KEY, base_url=LOCAL, rate_limit=rate, http_client=http)
        for future in [pool.submit(client.balance) for _ in range(35)]:
            future.result()
    assert server.requests == 35
    assert server.keeps(rate)


@pytest.mark.anyio
@BACKENDS
async def test_a_turn_ends_when_the_request_was_sent(anyio_backend: str, stability_standin: StandIn) -> None:
    stability_standin.reset(latency=1.5)
    rate = RequestRate(1, 0.2)
    started = time.monotonic()
    async with AsyncStability(stability_standin.api_key, base_url=stability_standin.url, rate_limit=rate) as client:
        await gather(client, 3)
    assert 1.5 + 2 * rate.seconds < time.monotonic() - started < 3


def test_a_turn_of_a_thread_ends_when_the_request_was_sent(stability_standin: StandIn) -> None:
    stability_standin.reset(latency=1.5)
    rate = RequestRate(1, 0.2)
    started = time.monotonic()
    with (
        Stability(stability_standin.api_key, base_url=stability_standin.url, rate_limit=rate) as client,
        ThreadPoolExecutor() as pool,
    ):
        for future in [pool.submit(client.balance) for _ in range(3)]:
            future.result()
    assert 1.5 + 2 * rate.seconds < time.monotonic() - started < 3


def test_each_attempt_takes_a_turn() -> None:
    attempts: list[float] = []

    def fail(_: httpx.Request) -> httpx.Response:
        attempts.append(time.monotonic())
        return httpx.Response(503)

    with httpx.Client(transport=httpx.MockTransport(fail)) as http:
        client = Stability(
            KEY,
            base_url=LOCAL,
            rate_limit=RequestRate(1, 0.2),
            retry=RetryPolicy(initial_backoff=0.0),
            http_client=http,
        )
        with pytest.raises(Exception, match="503"):
            client.balance()
    assert [later - before >= 0.2 for before, later in pairwise(attempts)] == [True, True]


# --- what waiting costs


def test_a_turn_after_the_deadline_fails_at_once_and_sends_nothing() -> None:
    server = Server()
    with server.client() as http:
        client = Stability(KEY, base_url=LOCAL, rate_limit=SLOW, timeout=5, http_client=http)
        client.balance()
        started = time.monotonic()
        with pytest.raises(TimeoutError, match=r"rate_limit \(1 request in 60 s\).*5 s \(total\)") as caught:
            client.balance()
    assert time.monotonic() - started < 2
    assert (caught.value.limit, caught.value.seconds) == ("total", 5)
    assert (caught.value.sent, caught.value.maybe_billed) == (False, False)
    assert (caught.value.operation, caught.value.url) == ("balance", f"{LOCAL}/v1alpha/user/balance")
    assert server.requests == 1


@pytest.mark.anyio
@BACKENDS
async def test_a_task_whose_turn_is_too_late_sends_nothing(anyio_backend: str) -> None:
    server = Server()
    async with server.async_client() as http:
        client = AsyncStability(KEY, base_url=LOCAL, rate_limit=SLOW, timeout=5, http_client=http)
        await client.balance()
        with pytest.raises(TimeoutError, match="rate_limit") as caught:
            await client.balance()
    assert (caught.value.limit, caught.value.sent, server.requests) == ("total", False, 1)


@pytest.mark.anyio
@BACKENDS
async def test_the_wait_for_a_place_counts_into_the_timeout(anyio_backend: str) -> None:
    server = Server(seconds=1)
    async with server.async_client() as http:
        client = AsyncStability(KEY, base_url=LOCAL, max_concurrency=1, http_client=http)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.balance)
            await anyio.sleep(0.1)
            with pytest.raises(TimeoutError, match=r"max_concurrency \(1\).*0.2 s \(total\)") as caught:
                await client.balance(timeout=0.2)
    assert (caught.value.limit, caught.value.sent, server.requests) == ("total", False, 1)


def test_a_thread_waits_for_a_place_no_longer_than_its_timeout() -> None:
    server = Server(seconds=1)
    with server.client() as http, ThreadPoolExecutor() as pool:
        client = Stability(KEY, base_url=LOCAL, max_concurrency=1, http_client=http)
        first = pool.submit(client.balance)
        time.sleep(0.1)
        with pytest.raises(TimeoutError, match=r"max_concurrency \(1\)") as caught:
            client.balance(timeout=0.2)
        assert first.result().credits == 1.0
    assert (caught.value.limit, caught.value.sent, server.requests) == ("total", False, 1)


@pytest.mark.anyio
@BACKENDS
async def test_a_cancelled_task_gives_its_place_to_the_next(anyio_backend: str) -> None:
    server = Server()
    async with server.async_client() as http:
        client = AsyncStability(
            KEY, base_url=LOCAL, rate_limit=RequestRate(1, 0.3), max_concurrency=2, http_client=http
        )
        await client.balance()
        with anyio.move_on_after(0.05) as scope:
            await gather(client, 4)
        assert scope.cancelled_caught
        with anyio.fail_after(5):
            await client.balance()
            await client.balance()
    assert server.requests == 3


# --- how many at once


def test_no_more_threads_send_than_max_concurrency() -> None:
    server = Server()
    with server.client() as http, ThreadPoolExecutor(12) as pool:
        client = Stability(KEY, base_url=LOCAL, max_concurrency=3, http_client=http)
        for future in [pool.submit(client.balance) for _ in range(12)]:
            future.result()
    assert (server.requests, server.most) == (12, 3)


@pytest.mark.anyio
@BACKENDS
async def test_no_more_tasks_send_than_max_concurrency(anyio_backend: str) -> None:
    server = Server()
    async with server.async_client() as http:
        await gather(AsyncStability(KEY, base_url=LOCAL, max_concurrency=3, http_client=http), 12)
    assert (server.requests, server.most) == (12, 3)


def test_a_failed_call_frees_its_place() -> None:
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(404))) as http:
        client = Stability(KEY, base_url=LOCAL, max_concurrency=1, timeout=2, http_client=http)
        for _ in range(3):
            with pytest.raises(NotFoundError):
                client.text_to_image("a ship", engine="e")  # with a second request, for the engines that there are


# --- who shares what


def test_a_client_of_with_options_shares_the_limit() -> None:
    server = Server()
    with server.client() as http:
        client = Stability(KEY, base_url=LOCAL, rate_limit=SLOW, timeout=1, http_client=http)
        client.balance()
        for derived in (
            client.with_options(api_key="sk-another-key"),
            client.with_options(max_concurrency=5),
            client.with_options(rate_limit=False).with_options(rate_limit=SLOW),
        ):
            with pytest.raises(TimeoutError):
                derived.balance()
        client.with_options(rate_limit=False).balance()
        client.with_options(rate_limit=RequestRate(1, 50)).balance()
        client.with_options(base_url="http://127.0.0.1:8").balance()
    assert server.requests == 4


def test_event_loops_share_the_limit() -> None:
    server = Server()
    http = server.async_client()
    client = AsyncStability(KEY, base_url=LOCAL, rate_limit=SLOW, max_concurrency=1, timeout=1, http_client=http)
    anyio.run(client.balance)
    with pytest.raises(TimeoutError):
        anyio.run(client.balance)
    anyio.run(http.aclose)


# --- the setting


@pytest.mark.parametrize(
    ("base_url", "rate_limit", "expected"),
    [
        (None, None, HOSTED_RATE),
        ("https://API.stability.ai:443/", None, HOSTED_RATE),
        (LOCAL, None, None),
        ("https://api.stability.ai.example.com", None, None),
        (None, False, None),
        (None, SLOW, SLOW),
        (LOCAL, SLOW, SLOW),
    ],
)
def test_only_the_hosted_service_is_limited_by_default(
    base_url: str | None, rate_limit: RequestRate | None, expected: RequestRate | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STABILITY_BASE_URL", raising=False)
    with Stability(KEY, base_url=base_url, rate_limit=rate_limit) as client:
        assert client._settings.request_rate == expected


@pytest.mark.parametrize(
    "make",
    [
        lambda: RequestRate(0, 10),
        lambda: RequestRate(1.5, 10),  # type: ignore[arg-type]
        lambda: RequestRate(True, 10),
        lambda: RequestRate(1, 0),
        lambda: RequestRate(1, float("nan")),
        lambda: RequestRate(1, float("inf")),
        lambda: Stability(KEY, rate_limit=150),  # type: ignore[arg-type]
        lambda: Stability(KEY, rate_limit=True),  # type: ignore[arg-type]
        lambda: Stability(KEY, rate_limit=(150, 10)),  # type: ignore[arg-type]
        lambda: Stability(KEY, rate_limit=RateLimit()),  # type: ignore[arg-type]
        lambda: Stability(KEY, rate_limit=0),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_rate_limit_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidOptionError, match=r"^rate_limit: "):
        make()


@pytest.mark.parametrize("value", [0, -1, True, 2.0, "4"])
def test_a_wrong_max_concurrency_is_refused(value: object) -> None:
    with pytest.raises(InvalidOptionError, match=r"^max_concurrency: must be a whole number above 0"):
        Stability(KEY, max_concurrency=value)  # type: ignore[arg-type]


# --- the window


class Clock:
    """A clock that stands still until `now` is changed."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_window_slides_and_is_a_little_longer_than_the_limit() -> None:
    clock = Clock()
    turns = Turns(RequestRate(3, 10), clock)
    taken = []
    for _ in range(9):
        while delay := turns.take():
            clock.now += delay
        taken.append(clock.now - 1000)
        turns.finish()
        clock.now += 1
    assert taken == pytest.approx([0, 1, 2, *(10 * ARRIVAL_MARGIN + start for start in (0, 1, 2, 11, 12, 13))])


def test_a_request_counts_from_its_turn_until_a_period_after_it_was_sent() -> None:
    clock = Clock()
    turns = Turns(RequestRate(1, 10), clock)
    assert turns.take() == 0
    clock.now += 30
    assert turns.take() == pytest.approx(11)  # it is not sent yet
    turns.finish()
    clock.now += 10
    assert turns.take() == pytest.approx(1)
    clock.now += 1
    assert turns.take() == 0


def test_a_turn_that_is_finished_twice_counts_once() -> None:
    clock = Clock()
    turns = Turns(RequestRate(1, 10), clock)
    assert turns.take() == 0
    turn = Turn(turns)
    turn.finish()
    clock.now += 5
    turn.finish()
    clock.now += 6
    assert turns.take() == 0
    assert turns.take() > 0


def test_a_refused_turn_takes_nothing() -> None:
    clock = Clock()
    turns = Turns(RequestRate(1, 10), clock)
    assert turns.take() == 0
    turns.finish()
    for _ in range(10):
        clock.now += 1
        assert turns.take() > 0
    clock.now += 1
    assert turns.take() == 0
