"""Work that was started and paid for, and whose result is fetched later."""

from datetime import UTC, datetime, timedelta

from attrs import field, frozen

KEPT = timedelta(hours=24)
"""How long the service keeps a result."""


def _now() -> datetime:
    return datetime.now(UTC)


@frozen
class Pending:
    """Work that was started and paid for. `client.v2beta.result` fetches its result, in another process too.

    It can be pickled, and its `id` alone suffices. Only the key that started the work can fetch the result.

    Attributes:
        id: What the service knows it by; 64 characters.
        operation: The operation that started it, such as `v2beta_upscale_creative`; empty if only the id is known.
        started: When it was started.
        estimated_credits: What it cost by the table of prices, if that is known.
        request_id: What the server's operator can find the start by, or None.
    """

    id: str
    operation: str = ""
    started: datetime = field(factory=_now, eq=False)
    estimated_credits: float | None = field(default=None, eq=False)
    request_id: str | None = field(default=None, repr=False, eq=False)

    @property
    def expires(self) -> datetime:
        """When the service deletes the result, 24 hours after the start."""
        return self.started + KEPT
