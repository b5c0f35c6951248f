"""The pytest fixtures `stability_standin` and `stability_standin_server`.

pytest loads this module in every run, wherever the package is installed: so it imports nothing of the server until a
test asks for it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from stability_client.standin import StandIn


@pytest.fixture(scope="session")
def stability_standin_server() -> "Iterator[StandIn]":
    """One stand-in for the whole run. Tests ask for `stability_standin`, which is this one as new."""
    from stability_client.standin import StandIn  # noqa: PLC0415 - see the top of this file

    with StandIn() as server:
        yield server


@pytest.fixture
def stability_standin(stability_standin_server: "StandIn") -> "StandIn":
    """A running stand-in server that is as new: full balance, empty journal, no failures planned."""
    stability_standin_server.reset()
    return stability_standin_server
