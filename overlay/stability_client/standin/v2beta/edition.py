"""The operations of v2beta."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

import attrs
from starlette.responses import Response

from stability_client.standin.access import parse_key
from stability_client.standin.contract import JSON
from stability_client.standin.editions import AuthorizedRequest, Edition, ReceivedRequest
from stability_client.standin.errors import ApiError, bad_request
from stability_client.standin.generation import Commission, Order, RenderedImage
from stability_client.standin.history import RecordedRequest
from stability_client.standin.negotiation import negotiate
from stability_client.standin.prices import estimate_credits
from stability_client.standin.rendering import encode, filtered
from stability_client.standin.responses import json_response, proxy_page
from stability_client.standin.service import Service
from stability_client.standin.v2beta.form import Form, read_form
from stability_client.standin.v2beta.languages import is_english
from stability_client.standin.v2beta.paintings import PAINTINGS
from stability_client.standin.v2beta.responses import MEDIA_TYPES, image_response, result_response
from stability_client.standin.v2beta.results import Results

MAX_BODY_BYTES = 10 * 1024 * 1024
RESULT_OPERATION = "v2beta_result"
OLD_RESULT_PATH = "/v2beta/stable-image/upscale/creative/result/{id}"
RESULT_ID_LENGTH = 64


@attrs.frozen(eq=False)
class ValidRequest:
    """What is known of a request before its key is checked."""

    form: Form | None
    """None for operations without a body."""
    as_json: bool


class V2beta(Edition):
    """The edition v2beta, as the hosted service."""

    name = "v2beta"
    failure_name = "internal_error"
    validates_first = True
    max_body_bytes = MAX_BODY_BYTES
    other_paths: Mapping[str, str] = MappingProxyType({OLD_RESULT_PATH: RESULT_OPERATION})

    def __init__(self, service: Service) -> None:
        """Serve this edition from the state of `service`."""
        self._service = service
        configuration = service.configuration
        self._results = Results(
            configuration.result_delay, configuration.result_lifetime, configuration.clock, configuration.random
        )
        operations = (each for each in service.contract.operations if each.id in PAINTINGS)
        self.handlers = {each.id: self.start if each.is_asynchronous else self.generate for each in operations}
        self.handlers[RESULT_OPERATION] = self.result

    def validate(self, request: ReceivedRequest) -> ValidRequest:
        """Validate a request before the key is checked."""
        operation, accept = request.operation, request.http.headers.get("accept")
        as_json = not operation.is_asynchronous and negotiate(accept, MEDIA_TYPES, "image") == JSON
        if operation.id == RESULT_OPERATION:
            if len(request.http.path_params["id"]) != RESULT_ID_LENGTH:
                raise bad_request(f"id: must have {RESULT_ID_LENGTH} characters")
            return ValidRequest(None, as_json)
        form = read_form(self._service.contract, operation, request.record, self._service.configuration.shrink)
        return ValidRequest(form, as_json)

    def generate(self, request: AuthorizedRequest) -> Response:
        """Generate an image."""
        form = request.validated.form
        image = _render(form, self._accept(form, request))
        return image_response(image, as_json=request.validated.as_json)

    def start(self, request: AuthorizedRequest) -> Response:
        """Start to generate an image."""
        form = request.validated.form
        render = partial(_render, form, self._accept(form, request))
        return json_response({"id": self._results.start(_key(request), render)})

    def result(self, request: AuthorizedRequest) -> Response:
        """Return the result of work that was started, or that it has not ended."""
        result_id = request.http.path_params["id"]
        work = self._results.find(result_id, _key(request))
        if work is None:
            raise ApiError("generation_not_found", "id: there is no such result, or it has expired", 404)
        if not self._results.is_ready(work):
            return json_response({"id": result_id, "status": "in-progress"}, status=202)
        return result_response(work.image(), as_json=request.validated.as_json)

    def wrong_key(self, key: str, masked: str) -> ApiError:  # noqa: ARG002 - the signature of all editions
        """Make the error for an unknown key."""
        return ApiError("unauthorized", "authorization: the API key is invalid or missing", 401)

    def out_of_credits(self) -> ApiError:
        """Make the error for a balance that does not cover a call."""
        return ApiError("payment_required", "The balance does not cover this call", 402)

    def refused_prompt(self) -> ApiError:
        """Make the error for a prompt with a filtered word."""
        return ApiError("content_moderation", "The request was flagged by the content filter", 403)

    def error(self, error: ApiError, record: RecordedRequest) -> Response:
        """Render an error. Its id is that of the request; for the rate limit it is the name."""
        error_id = error.name if error.name == "rate_limit_exceeded" else record.request_id
        body = {"id": error_id, "name": error.name, "errors": list(error.details or (error.message,))}
        return proxy_page(error) or json_response(body, headers=error.headers, status=error.status)

    def _accept(self, form: Form, request: AuthorizedRequest) -> Commission:
        """Charge for a form.

        Raises:
            ApiError: It is refused, or the balance does not cover its price.
        """
        if not all(map(is_english, form.texts)):
            raise ApiError("invalid_language", "English is the only language that prompts may have", 422)
        price = estimate_credits(request.operation.prices, form.values)
        commission = self._service.accept(self, Order(form.texts, price, form.seed, form.max_seed), request)
        if commission.finish_reason == "ERROR":  # this edition has no such reason: a failure is an error
            raise ApiError(self.failure_name, "The generation failed", 500)
        return commission


def _render(form: Form, commission: Commission) -> RenderedImage:
    image = filtered(PAINTINGS[form.operation](form, commission.seed), commission.finish_reason)
    data = encode(image, form.output_format)
    return RenderedImage(data, commission.seed, commission.finish_reason, f"image/{form.output_format}")


def _key(request: AuthorizedRequest) -> str:
    return parse_key(request.http.headers["authorization"])
