"""Plain HTTP on a stand-in. Clients live as long as the run: each takes longer to make than it takes to response."""

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
    """Sends what it is told to a fresh stand-in, with a good key and for PNG."""
    return connected


@pytest.fixture
def anonymous(stability_standin: StandIn, connected_anonymous: httpx.Client) -> httpx.Client:
    """The same without any header of its own, save those that httpx sends by itself."""
    return connected_anonymous


@pytest.fixture(scope="session")
def unlimited() -> Iterator[httpx.Client]:
    """For tests of many requests: a stand-in without a rate limit, and never as new."""
    with (
        StandIn(rate_limit=None, balance=1e9, history_size=0) as standin,
        httpx.Client(base_url=standin.url, headers=CREDENTIALS, trust_env=False) as http,
    ):
        yield http
