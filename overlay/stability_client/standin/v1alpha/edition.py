"""The operations of v1alpha."""

import attrs
from starlette.responses import Response

from stability_client.standin.editions import AuthorizedRequest, Edition
from stability_client.standin.errors import ApiError
from stability_client.standin.negotiation import choose_media_type
from stability_client.standin.service import Service
from stability_client.standin.v1alpha.requests import PNG, parse_request
from stability_client.standin.v1alpha.responses import Dialect


class V1alpha(Edition):
    """The edition v1alpha, as the hosted service or as another server that offers it."""

    path_prefix = "/v1alpha/"

    def __init__(self, service: Service) -> None:
        """Serve this edition from the state of `service`."""
        self._service = service
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
        if engine not in contract.known_engines:
            raise ApiError("not_found", "There is no such engine", 404)
        media_type = choose_media_type(request.http.headers.get("accept"), contract.response_media_types)
        generation = parse_request(contract, request.operation, engine, media_type, request.record)
        images = self._service.generate(generation, request.record.organization, request.forced)
        return self._dialect.image(images[0]) if media_type == PNG else self._dialect.images(images)

    def engines(self, _: AuthorizedRequest) -> Response:
        """List the engines of the contract."""
        engines = [
            {
                "id": engine,
                "name": engine_name(engine),
                "description": f"{engine_name(engine)}, painted by the stand-in.",
                "type": "PICTURE",
            }
            for engine in self._service.contract.known_engines
        ]
        return self._dialect.json({"engines": engines})

    def account(self, _: AuthorizedRequest) -> Response:
        """Describe the account."""
        return self._dialect.json(
            {
                "id": "user-standin",
                "email": "painter@standin.example",
                "organizations": [attrs.asdict(each) for each in self._service.account.organizations.values()],
                "profile_picture": "https://standin.example/painter.png",
            }
        )

    def balance(self, request: AuthorizedRequest) -> Response:
        """Return the balance of the organization."""
        return self._dialect.json({"credits": self._service.account.balance(request.record.organization)})

    def error(self, error: ApiError, error_id: str) -> Response:
        """Render an error."""
        return self._dialect.error(error, error_id)


def engine_name(engine: str) -> str:
    """Return a readable name: `Stable Diffusion 512 v2.1` for `stable-diffusion-512-v2-1`."""
    name, _, version = engine.partition("-v")
    return f"{name.replace('-', ' ').title()} v{version.replace('-', '.')}"
