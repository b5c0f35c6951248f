"""Keeping a replay at home: nothing may leave this machine while a cassette answers."""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from stability_client.testing.errors import CassetteError


@contextmanager
def no_network() -> Iterator[None]:
    """Refuses connections to other machines, whichever library opens them. Loopback stays open, for a test's servers.

    Raises:
        CassetteError: Where a connection is opened.
    """
    with ExitStack() as patches:
        for name in ("connect", "connect_ex"):
            patches.enter_context(mock.patch.object(socket.socket, name, _guarded(getattr(socket.socket, name))))
        yield


def _guarded(connect: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
    def guard(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not is_loopback(str(address[0])):
            self.close()
            raise CassetteError(
                f"a connection to {address[0]} was refused while a cassette answers. It came past the cassette: calls "
                "are answered when they end in one of httpx's own transports, so an http_client= with a transport of "
                "another making cannot be replayed"
            )
        return connect(self, address)

    return guard


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"
