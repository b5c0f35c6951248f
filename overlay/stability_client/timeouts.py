"""How long to wait."""

from attrs import field, frozen
from attrs.validators import and_, gt, optional

from stability_client._validators import IS_NUMBER, checked

_SECONDS = checked("timeout", "a number of seconds above 0, or None", optional(and_(IS_NUMBER, gt(0))))


@frozen(kw_only=True)
class Timeout:
    """How long each part of a call may take, in seconds. None means no limit.

    A generation takes 2 to 40 s. The defaults are much longer, since a call that is given up may be charged all the
    same.
    """

    connect: float | None = field(default=5.0, validator=_SECONDS)
    """Connecting to the server."""
    read: float | None = field(default=180.0, validator=_SECONDS)
    """Between two pieces of the response; so also from the end of the request to the start of the response."""
    write: float | None = field(default=60.0, validator=_SECONDS)
    """Between two pieces of the request."""
    pool: float | None = field(default=60.0, validator=_SECONDS)
    """Waiting for one of the connections that this client may open."""
    total: float | None = field(default=300.0, validator=_SECONDS)
    """The whole call, with all its attempts and the delays between them. Not counted is what is done before and after
    with the images, which nothing can interrupt: reading and checking them and, with `fit=True`, scaling them."""

    @staticmethod
    def of(value: "Timeout | float | None") -> "Timeout":
        """Return a timeout as callers may give it: itself, a number for the total, or None for the defaults.

        Raises:
            InvalidOptionError: The value is none of these.
        """
        if isinstance(value, Timeout):
            return value
        return Timeout() if value is None else Timeout(total=value)
