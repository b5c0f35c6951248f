"""The operations of v1alpha."""

from starlette.responses import Response

from stability_client.standin.account import describe_account, describe_engines
from stability_client.standin.editions import AuthorizedRequest, Edition, largest_body
from stability_client.standin.errors import ApiError
from stability_client.standin.history import RecordedRequest
from stability_client.standin.negotiation import choose_media_type
from stability_client.standin.prices import estimate_credits
from stability_client.standin.rendering import render
from stability_client.standin.service import Service
from stability_client.standin.v1alpha.requests import PNG, parse_request
from stability_client.standin.v1alpha.responses import Dialect


class V1alpha(Edition):
    """The edition v1alpha, as the hosted service or as another server that offers it."""

    name = "v1alpha"
    failure_name = "fault"

    def __init__(self, service: Service) -> None:
        """Serve this edition from the state of `service`."""
        self._service = service
        self.max_body_bytes = largest_body(service.contract, self.name)
        self._dialect = Dialect.of(service.configuration)
        self.handlers = {
            "text_to_image": self.generate,
            "image_to_image": self.generate,
            "masking": self.generate,
            "engines": self.engines,
            "account": self.account,
            "balance": self.balance,
        }

    def generate(self, request: AuthorizedRequest) -> Response:
        """Generate images from prompts."""
        contract = self._service.contract
        engine = request.http.path_params["engine_id"]
        if engine not in contract.known_engines("EngineId"):
            raise ApiError("not_found", "There is no such engine", 404)
        media_type = choose_media_type(request.http.headers.get("accept"), contract.response_media_types)
        generation = parse_request(contract, request.operation, engine, media_type, request.record)
        price = estimate_credits(
            request.operation.prices,
            {"steps": generation.steps, "samples": generation.samples},
            generation.width * generation.height,
        )
        commission = self._service.accept(self, generation.order(price), request)
        images = render(generation, commission)
        return self._dialect.image(images[0]) if media_type == PNG else self._dialect.images(images)

    def engines(self, _: AuthorizedRequest) -> Response:
        """List the engines of the contract."""
        return self._dialect.json({"engines": describe_engines(self._service.contract.known_engines("EngineId"))})

    def account(self, _: AuthorizedRequest) -> Response:
        """Describe the account."""
        return self._dialect.json(describe_account(self._service.account))

    def balance(self, request: AuthorizedRequest) -> Response:
        """Return the balance of the organization."""
        return self._dialect.json({"credits": self._service.account.balance(request.record.organization)})

    def wrong_key(self, key: str, masked: str) -> ApiError:  # noqa: ARG002 - the signature of all editions
        """Make the error for an unknown key."""
        return ApiError("unauthorized", f"Incorrect API key provided: {masked}", 401)

    def out_of_credits(self) -> ApiError:
        """Make the error for a balance that does not cover a call."""
        return ApiError("insufficient_balance", "The balance does not cover this call", 402)

    def refused_prompt(self) -> ApiError:
        """Make the error for a prompt with a filtered word."""
        return ApiError("invalid_prompts", "A prompt has a word that is filtered")

    def error(self, error: ApiError, record: RecordedRequest) -> Response:  # noqa: ARG002
        """Render an error."""
        return self._dialect.error(error, self._service.new_error_id())
