"""The state of one stand-in, and what all editions of the API do with it."""

import uuid
from collections import deque

from stability_client.standin.account import Account, estimate_credits
from stability_client.standin.configuration import Configuration
from stability_client.standin.contract import load_contract
from stability_client.standin.errors import ApiError
from stability_client.standin.faults import FaultTriggers, ForcedFinishReason
from stability_client.standin.generation import GenerationRequest, RenderedImage
from stability_client.standin.history import RecordedRequest
from stability_client.standin.rate_limit import RateLimiter
from stability_client.standin.rendering import render

BODY_LIMIT_IN_FILES = 3
"""The default limit of a request, in files of the largest size: two images, and room for the rest."""

ERROR_ID_BITS = 48


class Service:
    """The account, the history and the planned faults of one stand-in."""

    def __init__(self, configuration: Configuration) -> None:
        """Start with a full balance, an empty history and no planned faults."""
        self.configuration = configuration
        self.contract = load_contract()
        self.fault_triggers = FaultTriggers(self.contract)
        self.planned_faults: deque[ApiError] = deque()
        self.latency = configuration.latency
        self.history: deque[RecordedRequest] = deque(maxlen=configuration.history_size)
        self.account = Account(configuration.organizations, configuration.balance)
        self.rate_limiter = RateLimiter(configuration.rate_limit, configuration.clock)

    @property
    def max_body_bytes(self) -> int:
        """The largest request that is read, in bytes."""
        if self.configuration.max_body_bytes is not None:
            return self.configuration.max_body_bytes
        files = (part.max_bytes for operation in self.contract.operations for part in operation.image_parts)
        return BODY_LIMIT_IN_FILES * max(files)

    def new_request_id(self) -> str:
        """Draw an id for a request."""
        return str(uuid.UUID(int=self.configuration.random.getrandbits(128), version=4))

    def new_error_id(self) -> str:
        """Draw an id for an error."""
        return f"{self.configuration.random.getrandbits(ERROR_ID_BITS):012x}"

    def generate(
        self, request: GenerationRequest, organization: str | None, forced: ForcedFinishReason | None
    ) -> list[RenderedImage]:
        """Charge for a request and render its images.

        Args:
            request: A valid request.
            organization: The organization that pays, by default the default one.
            forced: The finish reason that the API key asks for; a trigger in a prompt counts before it.

        Raises:
            ApiError: A prompt asks for an error, or the balance does not cover the price.
        """
        finish_reason = self._finish_reason(request, forced)
        # An image that ends in `ERROR` costs nothing.
        price = estimate_credits(request.width, request.height, request.steps, request.samples)
        if finish_reason != "ERROR" and not self.account.charge(organization, price):
            raise ApiError("insufficient_balance", "The balance does not cover this call", 402)
        seed = request.seed or self.configuration.random.randint(1, request.max_seed)
        return render(request, seed, finish_reason)

    def _finish_reason(self, request: GenerationRequest, forced: ForcedFinishReason | None) -> str:
        triggered: ApiError | ForcedFinishReason | None = forced
        for prompt in request.prompts:
            triggered = self.fault_triggers.find(prompt.text) or triggered
        if isinstance(triggered, ApiError):
            raise triggered
        return triggered.finish_reason if triggered else "SUCCESS"
