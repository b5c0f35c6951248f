"""One attempt of a call: what it may take, and what has been received so far."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, field

from stability_client._redaction import redact
from stability_client._settings import Settings
from stability_client._transport.body import Body, BodyError
from stability_client._transport.deadline import Deadline, DeadlineExceeded
from stability_client._wire.errors import UNBILLED_STATUSES, redacted_body
from stability_client._wire.messages import Request, Response
from stability_client.hooks import RequestEvent

MAX_KEPT_BYTES = 1024 * 1024
"""How much of a response that is too large an error keeps: a list of such errors must not fill the memory."""


@define
class Attempt:
    """One attempt of a call, and what is known of it so far.

    Attributes:
        request: What is sent.
        settings: The settings of the call.
        deadline: When the whole call must have ended.
        event: What the hooks were given for it.
        headers: All headers to send.
        started: When it began, in seconds of `time.monotonic()`.
        sent: Whether any of it left this machine; None if the connection did not report.
        status_code: The status of the response, once it was received.
        response_headers: Its headers, in lower case and without the key.
        body: Its body so far.
        secrets: What must not show in errors.
        on_sent: Called when the connection reports that the whole request was sent.
    """

    request: Request
    settings: Settings
    deadline: Deadline
    event: RequestEvent
    headers: Mapping[str, str] = field(repr=False)
    started: float = field(factory=time.monotonic)
    sent: bool | None = None
    status_code: int | None = None
    response_headers: Mapping[str, str] = field(factory=dict, repr=False)
    body: Body = field(init=False, repr=False)
    secrets: tuple[str, ...] = field(init=False, repr=False)
    on_sent: Callable[[], None] | None = field(default=None, repr=False)
    _is_late: bool = field(default=False, init=False)
    _is_overdue: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        self.body = Body(self.settings.max_response_bytes)
        self.secrets = self.settings.secrets

    @property
    def url(self) -> str:
        """The address that it is sent to."""
        return self.event.url

    def timeouts(self) -> dict[str, float | None]:
        """Return the seconds for each part of the attempt: as the settings say, but within the deadline.

        Raises:
            DeadlineExceeded: No time remains.
        """
        remaining = self.deadline.limit(None)
        if remaining == 0:
            raise DeadlineExceeded
        timeout = self.settings.timeout
        parts = {"connect": timeout.connect, "read": timeout.read, "write": timeout.write, "pool": timeout.pool}
        if remaining is None:
            return parts
        return {name: remaining if part is None else min(part, remaining) for name, part in parts.items()}

    def start_response(self, status_code: int, headers: Mapping[str, str]) -> None:
        """Record the status and the headers of the response."""
        self.sent, self.status_code, secrets = True, status_code, self.secrets
        self.response_headers = {name.lower(): redact(value, secrets) for name, value in headers.items()}

    def start_body(self, *, is_decoded: bool) -> None:
        """Prepare for the pieces of the body, which are either decoded already or as they were received."""
        coding = "" if is_decoded else self.response_headers.get("content-encoding", "")
        self.body = Body(self.settings.max_response_bytes, coding)

    def feed(self, piece: bytes) -> bool:
        """Add one more piece of the body.

        Returns:
            Whether to go on reading: not if the body is too large, nor if this piece follows one that came after the
            deadline. A single late piece is taken, as it may be the last of a response that was paid for.
        """
        if self._is_late:
            self._is_overdue = True
        else:
            self.body.add(piece)
            self._is_late = self.deadline.expired
        return not (self._is_overdue or self.body.is_full)

    def response(self) -> Response:
        """Return the complete response.

        Raises:
            BodyError: The body is too large, cut off, or not compressed as it claims to be.
            DeadlineExceeded: It took too long.
        """
        if self._is_overdue:
            raise DeadlineExceeded
        return self._response(self.body.read())

    def interruption(self) -> BodyError | DeadlineExceeded:
        """Return the reason why the response was not read to its end: its size, or else the deadline."""
        return BodyError(self.body.problem) if self.body.is_full else DeadlineExceeded()

    def partial_response(self) -> Response:
        """Return what was received so far; of a body that is too large its beginning."""
        return self._response(self.body.partial[: MAX_KEPT_BYTES if self.body.is_full else None])

    def _response(self, body: bytes) -> Response:
        return Response(self.status_code or 0, self.response_headers, body, self.secrets)

    def error_attributes(self, *, sent: bool) -> dict[str, Any]:
        """Return what an error carries of this attempt.

        Args:
            sent: Whether any of it left this machine, as far as the error itself shows.
        """
        sent = sent if self.sent is None else self.sent
        received = self.partial_response()
        is_unbilled = self.status_code is not None and self.status_code in UNBILLED_STATUSES
        return {
            "status_code": self.status_code,
            "request_id": received.request_id,
            "sent": sent,
            "maybe_billed": sent and self.request.billable and not is_unbilled,
            "body": redacted_body(received.body, self.secrets),
        }
