"""How fast a client may send."""

from attrs import field, frozen
from attrs.validators import and_, ge, gt, lt

from stability_client._validators import IS_INTEGER, IS_NUMBER, checked

_MAX_SECONDS = 1_000_000
"""11 days; a longer period means a wrong unit."""


@frozen
class RequestRate:
    """So many requests in any period of so many seconds: `RequestRate(150, 10)`."""

    requests: int = field(
        validator=checked("rate_limit", "a whole number of at least 1", and_(IS_INTEGER, ge(1))),
    )
    """How many requests any period may contain."""
    seconds: float = field(
        validator=checked("rate_limit", "a number of seconds above 0", and_(IS_NUMBER, gt(0), lt(_MAX_SECONDS))),
    )
    """How long the period is."""

    def __str__(self) -> str:
        return f"{self.requests} request{'s' * (self.requests != 1)} in {self.seconds:g} s"


HOSTED_RATE = RequestRate(150, 10)
"""What the vendor documents for the hosted service. The contract does not say it, so it stands here."""
