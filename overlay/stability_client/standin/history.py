"""What the server received and answered, for tests to look at."""

from typing import Any

import attrs

from stability_client.standin.multipart import Part


@attrs.define
class Received:
    """One request as it reached the server."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    """By lower-case name; the API key is half masked."""
    body: bytes = attrs.field(default=b"", repr=lambda body: f"<{len(body)} bytes>")
    request_id: str = ""
    operation: str | None = None
    """The contract's operation id, None when the request did not get that far."""
    organization: str | None = None
    """Whom the request counts for."""
    parts: tuple[Part, ...] = ()
    """The parts of a multipart body, in their order, duplicates included."""
    options: Any = None
    """The options that a generation request carries, as decoded JSON."""
    status: int | None = None
    """What it was answered with, None while it is being worked on."""
    error: str | None = None
    """The name of the error it was answered with, if any."""
