"""The forms that answers take on the wire."""

import io
import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import pybase64
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from starlette.responses import Response

from stability_client.standin.errors import ProxyPage, Refusal, Unrouted
from stability_client.standin.settings import Settings

PNG_COMPRESSION: Mapping[str, Any] = {"compress_level": 1, "compress_type": zlib.Z_RLE}
"""zlib's fastest level, and its strategy for filtered pictures: tighter packing would take half of a picture's time."""

SERVER_ERROR = 500

GYRE_FINISH_REASONS: Mapping[str, int] = {"SUCCESS": 0, "ERROR": 3, "CONTENT_FILTERED": 4}


@attrs.frozen
class Painted:
    """A finished picture with its facts."""

    png: bytes
    seed: int
    finish_reason: str


@attrs.frozen
class Dialect:
    """How a kind of server words its answers."""

    wrap: bool
    """Whether pictures come under `artifacts` rather than as a bare array."""
    error_media_type: str
    media_type_suffix: str = ""
    message_field: str = "message"
    finish_reasons: Mapping[str, int] | None = None
    routing_errors_are_html: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "Dialect":
        """The dialect that settings ask for."""
        if settings.dialect == "gyre":
            return cls(
                wrap=False,
                error_media_type="application/json",
                media_type_suffix="; charset=utf-8",
                message_field="messsage",
                finish_reasons=GYRE_FINISH_REASONS,
                routing_errors_are_html=True,
            )
        return cls(wrap=settings.envelope == "artifacts", error_media_type=settings.error_media_type)

    def json(self, content: object) -> Response:
        """A plain JSON answer."""
        return _typed(json.dumps(content).encode(), "application/json" + self.media_type_suffix)

    def images(self, pictures: Sequence[Painted]) -> Response:
        """Pictures as base64 in JSON."""
        artifacts = [
            {
                "base64": pybase64.b64encode_as_string(picture.png),
                "seed": picture.seed,
                "finishReason": self._finish_reason(picture),
            }
            for picture in pictures
        ]
        return self.json({"artifacts": artifacts} if self.wrap else artifacts)

    def image(self, picture: Painted) -> Response:
        """One picture as a PNG file, its facts in headers."""
        facts = {"Finish-Reason": str(self._finish_reason(picture)), "Seed": str(picture.seed)}
        return _typed(picture.png, "image/png", facts)

    def error(self, refusal: Refusal, occurrence: str) -> Response:
        """An error body; `occurrence` is its id."""
        if isinstance(refusal, ProxyPage) or (isinstance(refusal, Unrouted) and self.routing_errors_are_html):
            return _page(refusal.status, refusal.headers)
        body: dict[str, Any] = {
            "id": occurrence,
            "name": refusal.name,
            self.message_field: refusal.message,
            "fault": refusal.status >= SERVER_ERROR,
            "temporary": refusal.temporary,
            "timeout": False,
        }
        content_type = self.error_media_type + self.media_type_suffix
        return _typed(json.dumps(body).encode(), content_type, refusal.headers, refusal.status)

    def _finish_reason(self, picture: Painted) -> str | int:
        return self.finish_reasons[picture.finish_reason] if self.finish_reasons else picture.finish_reason


def png_file(picture: Image.Image) -> bytes:
    """A picture as a PNG file that tells where it is from."""
    note = PngInfo()
    note.add_text("Software", "stability-client stand-in")
    file = io.BytesIO()
    picture.save(file, "PNG", pnginfo=note, **PNG_COMPRESSION)
    return file.getvalue()


def _page(status: int, headers: Mapping[str, str]) -> Response:
    page = f"<!doctype html><html><head><title>{status}</title></head><body><h1>Error {status}</h1></body></html>"
    return _typed(page.encode(), "text/html; charset=utf-8", headers, status)


def _typed(body: bytes, content_type: str, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    return Response(body, status, {**(headers or {}), "Content-Type": content_type})
