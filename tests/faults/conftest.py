"""The fault server, and ports that refuse or ignore connections."""

import socket
from collections.abc import Iterator

import pytest

from tests.support.faults.server import FaultServer
from tests.support.faults.table import FAULTS

KEY = "sk-abcdSECRETsecret012wxyz"
HALF_MASKED = "sk-abcd***wxyz"
"""How the hosted service echoes such a key."""


@pytest.fixture(scope="session")
def faults() -> Iterator[FaultServer]:
    """The server that handlers the faults of the table."""
    handlers = {fault.name: fault.handler for fault in FAULTS.values()}
    with FaultServer(handlers, unread=frozenset(name for name, fault in FAULTS.items() if fault.unread)) as server:
        yield server


@pytest.fixture(scope="session")
def closed_port() -> int:
    """A port of this machine on which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


@pytest.fixture(scope="session")
def full_port() -> Iterator[int]:
    """A port on which connections are not accepted: its queue of one is taken."""
    with socket.socket() as listening, socket.socket() as first, socket.socket() as second:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        address = listening.getsockname()
        for taking in (first, second):
            taking.setblocking(False)
            taking.connect_ex(address)
        yield address[1]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxies of the machine's environment are no part of these tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
