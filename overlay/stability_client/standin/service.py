"""The state of one stand-in, and what all editions of the API do with it."""

import re
import uuid
from collections import deque
from collections.abc import Iterable

from stability_client.standin.account import Account
from stability_client.standin.configuration import Configuration
from stability_client.standin.contract import load_contract
from stability_client.standin.editions import AuthorizedRequest, Edition
from stability_client.standin.errors import ApiError
from stability_client.standin.faults import FaultTriggers, ForcedFinishReason, PlannedFault
from stability_client.standin.generation import Commission, Order
from stability_client.standin.history import RecordedRequest
from stability_client.standin.rate_limit import RateLimiter

ERROR_ID_BITS = 48

WORD = re.compile(r"\w+")


class Service:
    """The account, the history and the planned faults of one stand-in."""

    def __init__(self, configuration: Configuration) -> None:
        """Start with a full balance, an empty history and no planned faults."""
        self.configuration = configuration
        self.contract = load_contract()
        self.fault_triggers = FaultTriggers(self.contract)
        self.planned_faults: deque[PlannedFault] = deque()
        self.latency = configuration.latency
        self.history: deque[RecordedRequest] = deque(maxlen=configuration.history_size)
        self.account = Account(configuration.organizations, configuration.balance)
        self.rate_limiter = RateLimiter(configuration.rate_limit, configuration.clock)

    def max_body_bytes(self, edition: Edition) -> int:
        """Return the largest request that an edition reads, in bytes."""
        if self.configuration.max_body_bytes is not None:
            return self.configuration.max_body_bytes
        return edition.max_body_bytes

    def new_request_id(self) -> str:
        """Draw an id for a request."""
        return str(uuid.UUID(int=self.configuration.random.getrandbits(128), version=4))

    def new_error_id(self) -> str:
        """Draw an id for an error."""
        return f"{self.configuration.random.getrandbits(ERROR_ID_BITS):012x}"

    def accept(self, edition: Edition, order: Order, request: AuthorizedRequest) -> Commission:
        """Accept an order and charge for it.

        Args:
            edition: The edition that it came by.
            order: A valid order.
            request: The request, with the organization that pays, and the finish reason that its key asks for: a
                trigger in a text counts before it.

        Raises:
            ApiError: A text asks for an error, or is refused, or the balance does not cover the price.
        """
        finish_reason = self._finish_reason(edition, order, request.forced)
        # An image that ends in `ERROR` costs nothing.
        if finish_reason != "ERROR" and not self.account.charge(request.record.organization, order.price):
            raise edition.out_of_credits()
        return Commission(order.seed or self.configuration.random.randint(1, order.max_seed), finish_reason)

    def _finish_reason(self, edition: Edition, order: Order, forced: ForcedFinishReason | None) -> str:
        triggered: ApiError | ForcedFinishReason | None = forced
        for text in order.texts:
            triggered = self.fault_triggers.find(text, edition.name) or triggered
        if isinstance(triggered, ApiError):
            raise triggered
        if self._is_filtered(order.texts):
            raise edition.refused_prompt()
        return triggered.finish_reason if triggered else "SUCCESS"

    def _is_filtered(self, texts: Iterable[str]) -> bool:
        words = {word for text in texts for word in WORD.findall(text.lower())}
        return any(word.lower() in words for word in self.configuration.filtered_words)
