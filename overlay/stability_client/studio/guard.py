"""Who may speak to the studio: pages that it has served itself, with the token of its address. It can spend money."""

import secrets
from http import HTTPStatus
from typing import Any

from attrs import field, frozen
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_BYTES = 32
HOSTS = ("127.0.0.1", "localhost", "[::1]")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
)
NOTEBOOKS = "http://127.0.0.1:* http://localhost:* https://127.0.0.1:* https://localhost:*"
"""Where pages of notebooks on this machine are, which may show the studio in a cell."""
SAFE_METHODS = frozenset({"GET", "HEAD"})


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


@frozen
class Guard:
    """Lets through what a page of this server asks for, and refuses everything else.

    Attributes:
        app: The application behind it.
        token: The first part of every path.
        port: The port that the server listens on.
        in_notebook: Whether pages of this machine may show it in a frame.
    """

    app: ASGIApp
    token: str = field(repr=False)
    port: int
    in_notebook: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        reason = self._refusal(scope, headers)
        app = self.app
        if reason:
            app = PlainTextResponse(reason, HTTPStatus.FORBIDDEN)
        else:
            prefix = f"/{self.token}"
            scope = {**scope, "path": scope["path"][len(prefix) :], "root_path": prefix}
        await app(scope, receive, self._with_headers(send))

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> str:
        """Why a request is refused; empty if it is not."""
        host = headers.get("host", "")
        # A name that leads to this machine by another's DNS (rebinding) is not among these.
        if host not in {f"{name}:{self.port}" for name in HOSTS}:
            return "This server answers to its own address alone."
        first, slash, _ = scope["path"].removeprefix("/").partition("/")
        if not slash or not secrets.compare_digest(first.encode(), self.token.encode()):
            return "The address lacks the token. Open the one that the studio printed."
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return "Another site may not use the studio."
        if scope["method"] not in SAFE_METHODS and origin is None:
            return "Only the studio's own page may change something."
        if headers.get("sec-fetch-site", "same-origin") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            return "Another site may not use the studio."
        return ""

    def _with_headers(self, send: Send) -> Send:
        ancestors = NOTEBOOKS if self.in_notebook else "'none'"
        added = {
            "content-security-policy": POLICY.format(ancestors=ancestors),
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "cross-origin-resource-policy": "same-origin",
            "cache-control": "no-store",
        }

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept: list[Any] = [pair for pair in message["headers"] if pair[0].decode().lower() not in added]
                own = [(name.encode(), value.encode()) for name, value in added.items()]
                message = {**message, "headers": [*kept, *own]}
            await send(message)

        return sending
