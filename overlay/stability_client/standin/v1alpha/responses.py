"""How v1alpha's responses look, and how the servers that offer it deviate."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import pybase64
from starlette.responses import Response

from stability_client.standin.configuration import Configuration
from stability_client.standin.errors import ApiError, ProxyError, RoutingError
from stability_client.standin.generation import RenderedImage
from stability_client.standin.responses import html_page

SERVER_ERROR = 500

GYRE_FINISH_REASONS: Mapping[str, int] = {"SUCCESS": 0, "ERROR": 3, "CONTENT_FILTERED": 4}


@attrs.frozen
class Dialect:
    """The form of a server's responses."""

    wrap: bool
    """Whether images are listed under `artifacts` instead of in a bare array."""
    error_media_type: str
    media_type_suffix: str = ""
    message_field: str = "message"
    finish_reasons: Mapping[str, int] | None = None
    routing_errors_are_html: bool = False

    @classmethod
    def of(cls, configuration: Configuration) -> "Dialect":
        """Return the dialect that is configured."""
        if configuration.dialect == "gyre":
            return cls(
                wrap=False,
                error_media_type="application/json",
                media_type_suffix="; charset=utf-8",
                message_field="messsage",
                finish_reasons=GYRE_FINISH_REASONS,
                routing_errors_are_html=True,
            )
        return cls(wrap=configuration.envelope == "artifacts", error_media_type=configuration.error_media_type)

    def json(self, content: object) -> Response:
        """Render JSON."""
        return _response(json.dumps(content).encode(), "application/json" + self.media_type_suffix)

    def images(self, images: Sequence[RenderedImage]) -> Response:
        """Render images as base64 in JSON."""
        artifacts = [
            {
                "base64": pybase64.b64encode_as_string(image.data),
                "seed": image.seed,
                "finishReason": self._finish_reason(image),
            }
            for image in images
        ]
        return self.json({"artifacts": artifacts} if self.wrap else artifacts)

    def image(self, image: RenderedImage) -> Response:
        """Render one image as a PNG file, with seed and finish reason in headers."""
        headers = {"Finish-Reason": str(self._finish_reason(image)), "Seed": str(image.seed)}
        return _response(image.data, "image/png", headers)

    def error(self, error: ApiError, error_id: str) -> Response:
        """Render an error."""
        if isinstance(error, ProxyError) or (isinstance(error, RoutingError) and self.routing_errors_are_html):
            return html_page(error.status, error.headers)
        body: dict[str, Any] = {
            "id": error_id,
            "name": error.name,
            self.message_field: error.message,
            "fault": error.status >= SERVER_ERROR,
            "temporary": error.temporary,
            "timeout": False,
        }
        content_type = self.error_media_type + self.media_type_suffix
        return _response(json.dumps(body).encode(), content_type, error.headers, error.status)

    def _finish_reason(self, image: RenderedImage) -> str | int:
        return self.finish_reasons[image.finish_reason] if self.finish_reasons else image.finish_reason


def _response(body: bytes, content_type: str, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    return Response(body, status, {**(headers or {}), "Content-Type": content_type})
