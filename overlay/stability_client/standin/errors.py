"""The errors that end a request."""

from collections.abc import Mapping

import attrs


@attrs.frozen
class ApiError(Exception):
    """An error response of the service."""

    name: str
    message: str
    status: int = 400
    headers: Mapping[str, str] = attrs.field(factory=dict)
    temporary: bool = False
    details: tuple[str, ...] = ()
    """The message in parts, one for each mistake, for editions that list them; empty if it is one."""


class RoutingError(ApiError):
    """An unknown path or method, to which some servers respond with a page of their framework."""


class ProxyError(ApiError):
    """A page of HTML from a proxy in front of the service."""


def bad_request(message: str, *more: str) -> ApiError:
    """Make the error for whatever has no name of its own, from a message for each mistake."""
    return ApiError("bad_request", "; ".join((message, *more)), details=(message, *more))
