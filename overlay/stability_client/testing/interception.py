"""The way around vcrpy for requests that belong to no cassette.

vcrpy reads every request and response that it intercepts to the end, also those that it then ignores. A stream that
does not end, such as events of the application under test, would never arrive.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeAlias
from unittest import mock

import httpx

from stability_client.testing.scope import Scope

Handler: TypeAlias = Callable[[Any, httpx.Request], Any]

INTERCEPTED: tuple[tuple[type, str], ...] = (
    (httpx.HTTPTransport, "handle_request"),
    (httpx.AsyncHTTPTransport, "handle_async_request"),
    (httpx.WSGITransport, "handle_request"),
    (httpx.ASGITransport, "handle_async_request"),
    (httpx.MockTransport, "handle_request"),
    (httpx.MockTransport, "handle_async_request"),
)
"""The methods of httpx that vcrpy replaces."""


@contextmanager
def pass_by(scope: Scope, handlers: tuple[Handler, ...]) -> Iterator[None]:
    """Send requests outside of a scope by the given handlers; leave the others to the current ones.

    Args:
        scope: The requests that belong to the cassette.
        handlers: The methods of `INTERCEPTED`, as they were before vcrpy replaced them.
    """
    with ExitStack() as patches:
        for (transport, name), handler in zip(INTERCEPTED, handlers, strict=True):
            patches.enter_context(mock.patch.object(transport, name, _choose(scope, handler, getattr(transport, name))))
        yield


def current_handlers() -> tuple[Handler, ...]:
    """Return the methods of `INTERCEPTED` as they are now."""
    return tuple(getattr(transport, name) for transport, name in INTERCEPTED)


def _choose(scope: Scope, passing: Handler, recording: Handler) -> Handler:
    def handle(self: Any, request: httpx.Request) -> Any:  # a response, or a coroutine of one
        return (recording if scope.includes(str(request.url)) else passing)(self, request)

    return handle
