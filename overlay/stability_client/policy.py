"""How long to wait, and what to try again."""

from typing import Self

from attrs import frozen

from stability_client.errors import InvalidOptionError


@frozen
class Timeout:
    """How long each part of a call may take, in seconds. None means for ever.

    The defaults leave a generation its time: it takes 2 to 40 s, and giving up early loses paid work.
    """

    connect: float | None = 5.0
    """Reaching the server."""
    read: float | None = 180.0
    """Between two pieces of the answer; so also from the end of the request to the start of the answer."""
    write: float | None = 60.0
    """Between two pieces of the request."""
    pool: float | None = 60.0
    """Waiting for one of the connections this client may open."""
    total: float | None = 300.0
    """The whole call, retries apart."""

    def __attrs_post_init__(self) -> None:
        for name in ("connect", "read", "write", "pool", "total"):
            value = getattr(self, name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or not value > 0):
                raise InvalidOptionError(f"timeout: {name} must be a number of seconds above 0, or None, not {value!r}")

    @classmethod
    def of(cls, value: "Timeout | float | None") -> Self:
        """A timeout as callers may say it: itself, a number meaning the total, or None for the defaults."""
        if isinstance(value, cls):
            return value
        if value is None:
            return cls()
        return cls(total=value)  # type: ignore[arg-type]  # a plain Timeout where a subclass was asked is checked above


@frozen
class RetryPolicy:
    """What is tried again, and how often."""

    attempts: int = 3
    """How often a call is tried in all."""
