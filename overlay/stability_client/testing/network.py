"""A block on connections to other machines during a replay."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from stability_client._settings import is_loopback
from stability_client.testing.errors import CassetteError


@contextmanager
def block_network() -> Iterator[None]:
    """Refuse connections to other machines, whichever library opens them. Loopback stays open, for test servers.

    Raises:
        CassetteError: A connection is opened.
    """
    with ExitStack() as patches:
        for name in ("connect", "connect_ex"):
            patches.enter_context(mock.patch.object(socket.socket, name, _guard(getattr(socket.socket, name))))
        yield


def _guard(connect: Callable[[socket.socket, Any], Any]) -> Callable[[socket.socket, Any], Any]:
    def guarded_connect(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not is_loopback(str(address[0])):
            self.close()
            raise CassetteError(
                f"{address[0]}: connection refused while a cassette is replayed. The call bypassed the cassette: it "
                "does not end in one of httpx's own transports, or it is no call of the API. Give http_client= such a "
                "transport, or base_urls= the address of your server of the API."
            )
        return connect(self, address)

    return guarded_connect
