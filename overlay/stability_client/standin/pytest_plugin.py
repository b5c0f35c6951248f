"""The pytest fixtures `stability_standin` and `stability_standin_server`.

pytest loads this module in every run if the package is installed, so the server is imported only when a test asks for
it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from stability_client._lazy import MissingExtraError

if TYPE_CHECKING:
    from stability_client.standin import StandIn


@pytest.fixture(scope="session")
def stability_standin_server() -> "Iterator[StandIn]":
    """Run one stand-in for the whole session. Tests use `stability_standin`, which resets it."""
    try:
        from stability_client.standin import StandIn  # noqa: PLC0415 - see the top of this file
    except MissingExtraError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None

    with StandIn() as server:
        yield server


@pytest.fixture
def stability_standin(stability_standin_server: "StandIn") -> "StandIn":
    """Return a running stand-in after a reset: full balance, empty history, no planned faults."""
    stability_standin_server.reset()
    return stability_standin_server
