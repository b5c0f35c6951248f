"""The service itself: who may call, what each operation answers, what is remembered of it."""

import uuid
from collections import deque
from collections.abc import Callable, Mapping

import attrs
from starlette.requests import Request
from starlette.responses import Response

from stability_client.standin.account import Account, estimate_credits, half_masked
from stability_client.standin.contract import Operation, load_contract
from stability_client.standin.errors import Refusal, not_found
from stability_client.standin.faults import KEY_PREFIX, TRIGGER, Ending, Provocations
from stability_client.standin.generation_requests import PNG, Order, read_order
from stability_client.standin.history import Received
from stability_client.standin.negotiation import choose_media_type
from stability_client.standin.painter.compositing import blurred, paint
from stability_client.standin.responses import Dialect, Painted, png_file
from stability_client.standin.settings import Settings

LARGEST_SEED = 2**32 - 1
BODY_LIMIT_IN_FILES = 3
"""A request may be this many times the largest file: two images, and room for the rest."""

OCCURRENCE_BITS = 48
BEARER = "bearer "


class Service:
    """One stand-in with its account, its journal and its planned failures."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.contract = load_contract()
        self.dialect = Dialect.of(settings)
        self.provocations = Provocations(self.contract)
        self.latency = settings.latency
        self.journal: deque[Received] = deque(maxlen=settings.journal_size)
        self.planned_faults: deque[Refusal] = deque()
        self.account = Account(
            keys=settings.keys,
            organizations=settings.organizations,
            balance=settings.balance,
            rate_limit=settings.rate_limit,
            clock=settings.clock,
        )
        self.handlers: Mapping[str, Callable[[Operation, Request, Received], Response]] = {
            "text_to_image": self.generate,
            "image_to_image": self.generate,
            "masking": self.generate,
            "engines": lambda *_: self.list_engines(),
            "account": lambda *_: self.dialect.json(self.account.described()),
            "balance": lambda *told: self.tell_balance(told[-1]),
        }

    @property
    def max_body_bytes(self) -> int:
        """The largest request that is read."""
        if self.settings.max_body_bytes is not None:
            return self.settings.max_body_bytes
        files = (part.max_bytes for operation in self.contract.operations for part in operation.image_parts)
        return BODY_LIMIT_IN_FILES * max(files)

    def new_request_id(self) -> str:
        """An id for a request."""
        return str(uuid.UUID(int=self.settings.random.getrandbits(128), version=4))

    def new_occurrence(self) -> str:
        """An id for an error."""
        return f"{self.settings.random.getrandbits(OCCURRENCE_BITS):012x}"

    def admit(self, request: Request, received: Received) -> None:
        """Let a request in: known key, not too many of them. Runs before anything is looked at.

        Raises:
            Refusal: what it is answered with instead.

        """
        if self.planned_faults:
            raise attrs.evolve(self.planned_faults.popleft())  # raising it again would pile up tracebacks in it
        key = bare_key(request.headers.get("authorization", ""))
        self.authenticate(key)
        wanted = request.headers.get("organization", "")
        received.organization = wanted if wanted in self.account.organizations else self.account.default_organization
        wait = self.account.throttled_for(received.organization)
        if wait:
            raise self.provocations.error("rate_limit_exceeded", retry_after=-int(-wait // 1))
        provoked = self.ending_of_key(key)
        if provoked and not isinstance(provoked, Ending):
            raise provoked

    def authenticate(self, key: str) -> None:
        """Raises: Refusal: no key, or one that is not known."""
        if not key:
            raise Refusal("unauthorized", "There is no API key in the Authorization header", 401)
        if key not in self.account.keys and self.ending_of_key(key) is None:
            raise Refusal("unauthorized", f"Incorrect API key provided: {half_masked(key)}", 401)

    def ending_of_key(self, key: str) -> Refusal | Ending | None:
        """What a key made of a trigger word asks for."""
        word = key.removeprefix(KEY_PREFIX)
        return self.provocations.find(word) if word != key and TRIGGER.fullmatch(word) else None

    def answer(self, operation: Operation, request: Request, received: Received) -> Response:
        """Carry out an operation."""
        received.operation = operation.id
        if "Organization" in operation.parameters:
            wanted = request.headers.get("organization")
            if wanted is not None and wanted not in self.account.organizations:
                raise Refusal("permission_denied", "The key does not belong to this organisation", 403)
        return self.handlers[operation.id](operation, request, received)

    def list_engines(self) -> Response:
        engines = [
            {
                "id": engine,
                "name": engine_name(engine),
                "description": f"{engine_name(engine)}, painted by the stand-in.",
                "type": "PICTURE",
            }
            for engine in self.contract.known_engines
        ]
        return self.dialect.json({"engines": engines})

    def tell_balance(self, received: Received) -> Response:
        return self.dialect.json({"credits": self.account.balance(received.organization)})

    def generate(self, operation: Operation, request: Request, received: Received) -> Response:
        """Check, charge, paint."""
        engine = request.path_params["engine_id"]
        if engine not in self.contract.known_engines:
            raise not_found("There is no such engine")
        media_type = choose_media_type(request.headers.get("accept"), self.contract.answer_media_types)
        order = read_order(self.contract, operation, engine, media_type, received)
        finish_reason = self.finish_reason(order, bare_key(request.headers.get("authorization", "")))
        self.charge(order, finish_reason, received)
        first_seed = order.seed or self.settings.random.randint(1, LARGEST_SEED)
        pictures = [
            self.painted(order, (first_seed + offset) % (LARGEST_SEED + 1), finish_reason)
            for offset in range(order.samples)
        ]
        return self.dialect.image(pictures[0]) if media_type == PNG else self.dialect.images(pictures)

    def finish_reason(self, order: Order, key: str) -> str:
        provoked: Refusal | Ending | None = self.ending_of_key(key)
        for prompt in order.prompts:
            provoked = self.provocations.find(prompt.text) or provoked
        if provoked is None:
            return "SUCCESS"
        if isinstance(provoked, Ending):
            return provoked.finish_reason
        raise provoked

    def charge(self, order: Order, finish_reason: str, received: Received) -> None:
        """Take the price; a picture that ends in `ERROR` costs nothing."""
        if finish_reason == "ERROR":
            return
        price = estimate_credits(order.width, order.height, order.steps, order.samples)
        if not self.account.charge(received.organization, price):
            raise Refusal("insufficient_balance", "The balance does not cover this call", 402)

    def painted(self, order: Order, seed: int, finish_reason: str) -> Painted:
        picture = paint(order, seed)
        if finish_reason != "SUCCESS":
            picture = blurred(picture)
        return Painted(png_file(picture), seed, finish_reason)


def bare_key(authorization: str) -> str:
    """The API key of an `Authorization` header, sent raw or as `Bearer`."""
    stripped = authorization.strip()
    return stripped[len(BEARER) :].strip() if stripped.lower().startswith(BEARER) else stripped


def engine_name(engine: str) -> str:
    """A readable name: `Stable Diffusion 512 v2.1` for `stable-diffusion-512-v2-1`."""
    name, _, version = engine.partition("-v")
    return f"{name.replace('-', ' ').title()} v{version.replace('-', '.')}"
