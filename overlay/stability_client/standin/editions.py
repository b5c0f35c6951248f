"""The seam for editions of the API: what each has of its own. Everything else knows no edition."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import attrs
from starlette.requests import Request
from starlette.responses import Response

from stability_client.standin.contract import Contract, ContractOperation
from stability_client.standin.errors import ApiError
from stability_client.standin.faults import ForcedFinishReason
from stability_client.standin.history import RecordedRequest

BODY_LIMIT_IN_FILES = 3
"""The default limit of a request, in files of the largest size: two images, and room for the rest."""


@attrs.frozen
class ReceivedRequest:
    """A request for an operation."""

    operation: ContractOperation
    http: Request
    record: RecordedRequest


@attrs.frozen
class AuthorizedRequest(ReceivedRequest):
    """A request for an operation that has passed the access check."""

    forced: ForcedFinishReason | None
    """The finish reason that the API key asks for."""
    validated: Any = None
    """What the edition's `validate` returned."""


Handler: TypeAlias = Callable[[AuthorizedRequest], Response]


class Edition(ABC):
    """One edition of the API: how it reads requests, and how its responses and errors look."""

    name: str
    """The first step of all its paths."""
    handlers: Mapping[str, Handler]
    """The handler of each operation, by operation id."""
    other_paths: Mapping[str, str] = {}
    """Paths that the contract does not have, with the operation that they lead to."""
    max_body_bytes: int
    """The largest request that is read."""
    validates_first: bool = False
    """Whether requests are validated before the key is checked."""
    failure_name: str
    """The error name of a failure of the server."""

    def validate(self, request: ReceivedRequest) -> Any:  # noqa: ARG002 - for editions that validate first
        """Validate a request before the key is checked. Returns what the handler gets as `validated`.

        Raises:
            ApiError: The request is wrong.
        """
        return None

    @abstractmethod
    def wrong_key(self, key: str, masked: str) -> ApiError:
        """Make the error for an unknown key, from the key as sent and as it may be shown."""

    @abstractmethod
    def out_of_credits(self) -> ApiError:
        """Make the error for a balance that does not cover a call."""

    @abstractmethod
    def refused_prompt(self) -> ApiError:
        """Make the error for a prompt with a filtered word."""

    @abstractmethod
    def error(self, error: ApiError, record: RecordedRequest) -> Response:
        """Render an error."""


def largest_body(contract: Contract, edition: str) -> int:
    """Return the default limit of a request of an edition, in bytes."""
    operations = (each for each in contract.operations if each.edition == edition)
    return BODY_LIMIT_IN_FILES * max(part.max_bytes for each in operations for part in each.image_parts)


def find_edition(editions: Sequence[Edition], path: str) -> Edition:
    """Return the edition that a path belongs to, or the first one for a path of none."""
    return next((each for each in editions if path.startswith(f"/{each.name}/")), editions[0])
