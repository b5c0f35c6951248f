"""Clients for plain HTTP on a stand-in. They last for the session: making one takes longer than a request."""

from collections.abc import Iterator

import httpx
import pytest

from stability_client.standin import API_KEY, StandIn
from tests.support.standin_calls import PNG

CREDENTIALS = {"Authorization": API_KEY, "Accept": PNG}


@pytest.fixture(scope="session")
def connected(stability_standin_server: StandIn) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stability_standin_server.url, headers=CREDENTIALS, trust_env=False) as http:
        yield http


@pytest.fixture(scope="session")
def connected_anonymous(stability_standin_server: StandIn) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stability_standin_server.url, trust_env=False) as http:
        yield http


@pytest.fixture
def http(stability_standin: StandIn, connected: httpx.Client) -> httpx.Client:
    """Return a client on a fresh stand-in that sends a valid key and accepts PNG."""
    return connected


@pytest.fixture
def anonymous(stability_standin: StandIn, connected_anonymous: httpx.Client) -> httpx.Client:
    """Return a client on a fresh stand-in that sends no headers except those of httpx itself."""
    return connected_anonymous


@pytest.fixture(scope="session")
def unlimited() -> Iterator[httpx.Client]:
    """Return a client on a stand-in without a rate limit, for tests of many requests; it is never reset."""
    with (
        StandIn(rate_limit=None, balance=1e9, history_size=0) as standin,
        httpx.Client(base_url=standin.url, headers=CREDENTIALS, trust_env=False) as http,
    ):
        yield http


@pytest.fixture(scope="session")
def connected_bearer(stability_standin_server: StandIn) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {API_KEY}"}
    with httpx.Client(base_url=stability_standin_server.url, headers=headers, trust_env=False) as http:
        del http.headers["Accept"]
        yield http


@pytest.fixture
def hosted(stability_standin: StandIn, connected_bearer: httpx.Client) -> httpx.Client:
    """Return a client for v1 and v2beta on a fresh stand-in, whose images are small. It sends no `Accept`."""
    stability_standin.reset(shrink=16)
    return connected_bearer
