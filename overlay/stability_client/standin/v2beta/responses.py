"""How v2beta's images are returned: as bytes, or as JSON whose content type names the type of the image."""

from collections.abc import Mapping, Sequence
from typing import Any

import pybase64
from starlette.responses import Response

from stability_client.standin.contract import JSON
from stability_client.standin.generation import RenderedImage
from stability_client.standin.responses import json_response

MEDIA_TYPES: Mapping[str, Sequence[str]] = {"image": ["image/png", "image/jpeg", "image/webp"], JSON: [JSON]}
"""From the forms of a response to what `Accept` calls them."""


def image_response(image: RenderedImage, *, as_json: bool) -> Response:
    """Return an image. Its seed and finish reason are in headers, or in the JSON."""
    return _json(image, {}) if as_json else _bytes(image)


def result_response(image: RenderedImage, *, as_json: bool) -> Response:
    """Return a result. In JSON it is under both names that clients read: `image` as documented, and `result`."""
    return _json(image, {"result": _base64(image)}) if as_json else _bytes(image)


def _bytes(image: RenderedImage) -> Response:
    headers = {"Content-Type": image.media_type, "finish-reason": image.finish_reason, "seed": str(image.seed)}
    return Response(image.data, 200, headers)


def _json(image: RenderedImage, more: Mapping[str, Any]) -> Response:
    body = {"image": _base64(image), "seed": image.seed, "finish_reason": image.finish_reason, **more}
    return json_response(body, f"{JSON}; type={image.media_type}")


def _base64(image: RenderedImage) -> str:
    return pybase64.b64encode_as_string(image.data)
