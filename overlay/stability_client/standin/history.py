"""The requests that the server received, for tests to inspect."""

from typing import Any

import attrs

from stability_client.standin.multipart import FormPart


@attrs.define
class RecordedRequest:
    """One request, and the outcome of it."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    """By lower-case name; the API key is masked."""
    body: bytes = attrs.field(default=b"", repr=lambda body: f"<{len(body)} bytes>")
    """Empty if the request was too large."""
    request_id: str = ""
    """The `X-Request-Id` of the response."""
    operation: str | None = None
    """The contract's operation id; None if the request was refused before it was routed."""
    organization: str | None = None
    """The organization that pays and whose rate limit counts; None if the request was refused before."""
    parts: tuple[FormPart, ...] = ()
    """The parts of a multipart body, in their order, duplicates included."""
    options: Any = None
    """The options of a generation request, as decoded JSON."""
    status: int | None = None
    """The response's status; None while there is no response yet."""
    error: str | None = None
    """The error name of the response, if any."""
