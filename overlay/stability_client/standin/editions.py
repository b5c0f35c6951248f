"""The seam for editions of the API: what each has of its own. Everything else knows no edition."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import attrs
from starlette.requests import Request
from starlette.responses import Response

from stability_client.standin.contract import ContractOperation
from stability_client.standin.errors import ApiError
from stability_client.standin.faults import ForcedFinishReason
from stability_client.standin.history import RecordedRequest


@attrs.frozen
class AuthorizedRequest:
    """A request for an operation that has passed the access check."""

    operation: ContractOperation
    http: Request
    record: RecordedRequest
    forced: ForcedFinishReason | None
    """The finish reason that the API key asks for."""


Handler: TypeAlias = Callable[[AuthorizedRequest], Response]


class Edition(ABC):
    """One edition of the API: how it reads requests, and how its responses and errors look."""

    path_prefix: str
    """What all its paths begin with."""
    handlers: Mapping[str, Handler]
    """The handler of each operation, by operation id."""

    @abstractmethod
    def error(self, error: ApiError, error_id: str) -> Response:
        """Render an error."""


def find_edition(editions: Sequence[Edition], path: str) -> Edition:
    """Return the edition that a path belongs to, or the first one for a path of none."""
    return next((each for each in editions if path.startswith(each.path_prefix)), editions[0])
