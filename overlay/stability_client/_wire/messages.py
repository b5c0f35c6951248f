"""An HTTP request and an HTTP response, as the rest of the package passes them on."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from stability_client._redaction import sanitize
from stability_client.results import HttpInfo

REQUEST_ID_HEADERS = ("x-request-id", "request-id", "cf-ray")
"""Where servers and the proxies before them put what they can find a call by."""

MAX_REQUEST_ID = 100
"""Characters of a request's id that are shown."""


@frozen
class Request:
    """A request, ready for the transport.

    Attributes:
        operation: The operation's name in the contract.
        method: The HTTP method, in capitals.
        path: The path below the base URL, quoted.
        headers: The headers of this call; the transport adds those of every call.
        body: The keyword arguments in which an HTTP client takes the body: `json` or `files`.
    """

    operation: str
    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: Mapping[str, Any] = field(repr=False)

    @property
    def billable(self) -> bool:
        """Whether the server charges for it."""
        return self.method == "POST"


@frozen
class Response:
    """A response as it was received: headers in lower case and without the key, the body whole and decoded."""

    status_code: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What must not show if the server echoes it."""

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case; empty if there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def request_id(self) -> str | None:
        """What the server's operator can find the call by."""
        found = next(filter(None, (self.headers.get(name) for name in REQUEST_ID_HEADERS)), None)
        return None if found is None else self.sanitize(found)[:MAX_REQUEST_ID]

    @property
    def http(self) -> HttpInfo:
        """What results carry of the response."""
        return HttpInfo(self.status_code, dict(self.headers), self.request_id)

    def sanitize(self, text: str) -> str:
        """Return text of this response as an error may show it."""
        return sanitize(text, self.secrets)
