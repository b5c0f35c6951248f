"""The base of the classes that hold the operations of one edition."""

from typing import TYPE_CHECKING, TypeVar

from stability_client._calls.operation import AsyncCaller, SyncCaller

if TYPE_CHECKING:
    from stability_client._wire.calls import Call

T = TypeVar("T")


class Namespace(SyncCaller):
    """The operations of one edition, on the connections and with the settings of a client."""

    def __init__(self, client: SyncCaller) -> None:
        """Take the client."""
        self._settings = client._settings
        self._client = client

    def _send(self, call: "Call[T]") -> T:
        return self._client._send(call)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._client!r})"


class AsyncNamespace(AsyncCaller):
    """The operations of one edition, on the connections and with the settings of a client."""

    def __init__(self, client: AsyncCaller) -> None:
        """Take the client."""
        self._settings = client._settings
        self._client = client

    async def _send(self, call: "Call[T]") -> T:
        return await self._client._send(call)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._client!r})"
