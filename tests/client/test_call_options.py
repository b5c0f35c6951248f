"""What a single call may set: its timeout and headers. And what cannot be done to a client."""

import copy
import inspect
import pickle
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any

import httpx
import pytest

from stability_client import (
    AsyncStability,
    InvalidOptionError,
    RetryPolicy,
    Stability,
    StabilityError,
    Timeout,
)
from stability_client._contract import facts
from tests.support.calls import arguments, edition_of, method, method_names

KEY = "sk-0123456789"
LOCAL = "http://127.0.0.1:9"
OPERATIONS = sorted(facts.OPERATIONS)
TOKEN = "t0ken-of-a-gateway"
CLIENTS = pytest.mark.parametrize("kind", [Stability, AsyncStability])


class Gateway:
    """Keeps what is sent; lists one engine, and finds nothing else."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if request.url.path.endswith("/engines/list"):
            return httpx.Response(200, json={"engines": []})
        if request.url.path.endswith("/user/balance"):
            return httpx.Response(200, json={"credits": 1.0})
        return httpx.Response(404, json={"name": "not_found", "message": f"not for {request.headers.get('X-Token')}"})

    def client(self, **options: Any) -> Stability:
        return Stability(KEY, base_url=LOCAL, http_client=httpx.Client(transport=httpx.MockTransport(self)), **options)


# --- on every operation


@CLIENTS
@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_takes_a_timeout_and_headers(operation: str, kind: type) -> None:
    for name in method_names(operation):
        method = getattr(edition_of(kind(KEY, base_url=LOCAL), operation), name)
        assert {"timeout", "extra_headers"} <= set(inspect.signature(method).parameters)
        assert "timeout: How long to wait" in method.__doc__
        assert "extra_headers: Headers to send" in method.__doc__


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_call_sends_its_headers_and_keeps_its_timeout(operation: str, astronaut: bytes) -> None:
    gateway = Gateway()
    client = gateway.client(
        engine="e", timeout=Timeout(connect=1, total=60), extra_headers={"X-Tenant": "a", "X-B": "b"}
    )
    call, given = method(client, operation), arguments(operation, astronaut)
    if facts.OPERATIONS[operation].files:
        given["validate"] = False  # the photograph has no alpha channel, and not the size that every engine takes
    with pytest.raises(StabilityError) if method_names(operation)[0] not in {"balance", "engines"} else nullcontext():
        call(**given, timeout=Timeout(connect=2, read=3, total=None), extra_headers={"x-tenant": "c", "X-Own": "d"})
    for request in gateway.requests:  # with the one that lists the engines after a 404
        assert [request.headers[name] for name in ("X-Tenant", "X-B", "X-Own")] == ["c", "b", "d"]
        assert request.headers["Authorization"] == facts.OPERATIONS[operation].auth_prefix + KEY
    assert gateway.requests
    timeout = gateway.requests[0].extensions["timeout"]
    assert (timeout["connect"], timeout["read"]) == (2, 3)


def test_the_next_call_has_the_settings_of_the_client_again() -> None:
    gateway = Gateway()
    client = gateway.client(timeout=Timeout(connect=1))
    client.balance(timeout=7, extra_headers={"X-Own": "d"})
    client.balance()
    assert "X-Own" not in gateway.requests[1].headers
    assert gateway.requests[1].extensions["timeout"]["connect"] == 1


def test_the_generated_client_sends_the_headers_of_the_client() -> None:
    gateway = Gateway()
    gateway.client(extra_headers={"X-Tenant": "a"}).raw.get_httpx_client().get("/anything")
    assert gateway.requests[0].headers["X-Tenant"] == "a"


@pytest.mark.parametrize("timeout", [0, -1, True, "60", float("nan")])
def test_a_wrong_timeout_of_a_call_is_refused(timeout: object, unsent: Stability) -> None:
    with pytest.raises(InvalidOptionError, match=r"^timeout: "):
        unsent.balance(timeout=timeout)  # type: ignore[arg-type]


# --- headers that are refused


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer hidden"},
        {"AUTHORIZATION": "Bearer hidden"},
        {"accept": "hidden/type"},
        {"Content-Type": "hidden/type"},
        {"content-length": "hidden"},
        {"Transfer-Encoding": "hidden"},
        {"Host": "hidden"},
        {"Accept-Encoding": "hidden"},
        {"Organization": "hidden"},
        {"User-Agent": "hidden"},
        {"X-A": "hidden\r\nX-Injected: 1"},
        {"X-A": "hidden\n"},
        {"X-A": "hidden\x00"},
        {"X-A": " hidden"},
        {"X-A": "hidden\N{SNOWMAN}"},
        {"X-A": ""},
        {"X-A": b"hidden"},
        {"X-A": None},
        {"X-A: hidden\r\nX-B": "hidden"},
        {"X A": "hidden"},
        {"": "hidden"},
        {5: "hidden"},
        {"X-A": "hidden", "x-a": "hidden"},
        [("X-A", "hidden")],
        "X-A: hidden",
    ],
    ids=repr,
)
@pytest.mark.parametrize("validate", [True, False])
def test_a_header_that_may_not_be_set_is_refused(headers: Any, validate: bool, unsent: Stability) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: unsent.with_options(validate=validate).balance(extra_headers=headers),
        lambda: unsent.text_to_image("a ship", validate=validate, extra_headers=headers),
        lambda: unsent.with_options(extra_headers=headers),
        lambda: Stability(KEY, base_url=LOCAL, extra_headers=headers),
    ]
    for attempt in attempts:
        with pytest.raises(InvalidOptionError, match=r"^extra_headers: ") as caught:
            attempt()
        assert "hidden" not in str(caught.value)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("header", "advice"),
    [
        ("Authorization", "api_key="),
        ("Accept", "accept="),
        ("Organization", "organization="),
        ("User-Agent", "client_info="),
    ],
)
def test_a_refused_header_names_the_argument_for_it(header: str, advice: str, unsent: Stability) -> None:
    with pytest.raises(InvalidOptionError, match=advice):
        unsent.balance(extra_headers={header: "x"})


@pytest.mark.parametrize(
    "headers",
    [{"X-Token": TOKEN}, {"X-Token": f"Bearer {TOKEN}"}, {"CF-Access-Client-Secret": TOKEN, "X-Token": TOKEN}],
    ids=repr,
)
def test_a_secret_in_a_header_is_shown_nowhere(headers: Mapping[str, str]) -> None:
    gateway = Gateway()
    client = gateway.client(extra_headers=headers)
    with pytest.raises(StabilityError) as caught:
        client.account()
    assert gateway.requests[0].headers["X-Token"].endswith(TOKEN)
    error = caught.value
    for shown in (repr(client), repr(client._settings), str(error), repr(error), repr(error.body), repr(vars(error))):
        assert TOKEN not in shown


# --- retry=3


def test_a_number_as_retry_means_the_attempts() -> None:
    with Stability(KEY, base_url=LOCAL, retry=5) as client:
        assert client._settings.retry == RetryPolicy(attempts=5)
        assert client.with_options(retry=1)._settings.retry == RetryPolicy(attempts=1)


@pytest.mark.parametrize("retry", [0, -1, True, False, 2.0, "3"])
def test_a_wrong_retry_is_refused(retry: object) -> None:
    with pytest.raises(InvalidOptionError, match=r"^retry: "):
        Stability(KEY, base_url=LOCAL, retry=retry)  # type: ignore[arg-type]


# --- copies


@CLIENTS
@pytest.mark.parametrize("duplicate", [pickle.dumps, copy.deepcopy])
def test_a_client_cannot_be_pickled_and_says_what_to_do(kind: type[Any], duplicate: Callable[[object], object]) -> None:
    client = kind(KEY, base_url=LOCAL)
    with pytest.raises(
        TypeError, match=rf"^{kind.__name__}: .*Make a {kind.__name__} in each process.*arguments"
    ) as caught:
        duplicate(client)
    assert KEY not in str(caught.value)


def test_a_copy_shares_the_connections_and_leaves_them_open() -> None:
    gateway = Gateway()
    with gateway.client(engine="e") as client:
        duplicate = copy.copy(client)
        duplicate.close()
        assert (duplicate.engine, duplicate.balance().credits, client.balance().credits) == ("e", 1.0, 1.0)
