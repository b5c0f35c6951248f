"""The operations of v1."""

import pybase64
from starlette.responses import Response

from stability_client.standin.account import describe_account, describe_engines
from stability_client.standin.contract import JSON
from stability_client.standin.editions import AuthorizedRequest, Edition, largest_body
from stability_client.standin.errors import ApiError
from stability_client.standin.generation import RenderedImage
from stability_client.standin.history import RecordedRequest
from stability_client.standin.negotiation import negotiate
from stability_client.standin.prices import estimate_credits
from stability_client.standin.rendering import render
from stability_client.standin.responses import json_response, proxy_page
from stability_client.standin.service import Service
from stability_client.standin.v1.requests import PNG, parse_request

MEDIA_TYPES = {JSON: [JSON], PNG: [PNG]}


class V1(Edition):
    """The edition v1, as the hosted service."""

    name = "v1"
    failure_name = "server_error"

    def __init__(self, service: Service) -> None:
        """Serve this edition from the state of `service`."""
        self._service = service
        self.max_body_bytes = largest_body(service.contract, self.name)
        self.handlers = {
            "v1_text_to_image": self.generate,
            "v1_image_to_image": self.generate,
            "v1_masking": self.generate,
            "v1_engines": self.engines,
            "v1_account": self.account,
            "v1_balance": self.balance,
        }

    def generate(self, request: AuthorizedRequest) -> Response:
        """Generate images from prompts."""
        contract = self._service.contract
        engine = request.http.path_params["engine_id"]
        if engine not in contract.known_engines("V1EngineId"):
            raise ApiError("not_found", "There is no such engine", 404)
        media_type = negotiate(request.http.headers.get("accept"), MEDIA_TYPES, JSON)
        generation = parse_request(contract, request.operation, engine, media_type, request.record)
        price = estimate_credits(request.operation.prices, {"steps": generation.steps, "samples": generation.samples})
        images = render(generation, self._service.accept(self, generation.order(price), request))
        return _png_response(images[0]) if media_type == PNG else _json_response(images)

    def engines(self, _: AuthorizedRequest) -> Response:
        """List the engines of the contract."""
        return json_response(describe_engines(self._service.contract.known_engines("V1EngineId")))

    def account(self, _: AuthorizedRequest) -> Response:
        """Describe the account."""
        return json_response(describe_account(self._service.account))

    def balance(self, request: AuthorizedRequest) -> Response:
        """Return the balance of the organization."""
        return json_response({"credits": self._service.account.balance(request.record.organization)})

    def wrong_key(self, key: str, masked: str) -> ApiError:  # noqa: ARG002 - the signature of all editions
        """Make the error for an unknown key, which it repeats in full, as the service was seen to do."""
        return ApiError("unauthorized", f"Incorrect API key provided: {key}", 401)

    def out_of_credits(self) -> ApiError:
        """Make the error for a balance that does not cover a call."""
        return ApiError("insufficient_balance", "The balance does not cover this call", 429)

    def refused_prompt(self) -> ApiError:
        """Make the error for a prompt with a filtered word."""
        return ApiError("invalid_prompts", "A prompt has a word that is filtered")

    def error(self, error: ApiError, record: RecordedRequest) -> Response:  # noqa: ARG002
        """Render an error."""
        body = {"id": self._service.new_error_id(), "name": error.name, "message": error.message}
        return proxy_page(error) or json_response(body, headers=error.headers, status=error.status)


def _json_response(images: list[RenderedImage]) -> Response:
    artifacts = [
        {
            "base64": pybase64.b64encode_as_string(image.data),
            "seed": image.seed,
            "finishReason": image.finish_reason,
        }
        for image in images
    ]
    return json_response({"artifacts": artifacts})


def _png_response(image: RenderedImage) -> Response:
    headers = {"Finish-Reason": image.finish_reason, "Seed": str(image.seed), "Content-Type": PNG}
    return Response(image.data, 200, headers)
