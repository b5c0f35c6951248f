"""Responses that look the same in every edition."""

import json
from collections.abc import Mapping

from starlette.responses import Response

from stability_client.standin.errors import ApiError, ProxyError


def json_response(
    content: object, content_type: str = "application/json", headers: Mapping[str, str] | None = None, status: int = 200
) -> Response:
    """Render JSON."""
    return Response(json.dumps(content).encode(), status, {**(headers or {}), "Content-Type": content_type})


def proxy_page(error: ApiError) -> Response | None:
    """Render the page of a proxy; None for any other error."""
    return html_page(error.status, error.headers) if isinstance(error, ProxyError) else None


def html_page(status: int, headers: Mapping[str, str]) -> Response:
    """Render a page of HTML that says no more than the status."""
    page = f"<!doctype html><html><head><title>{status}</title></head><body><h1>Error {status}</h1></body></html>"
    return Response(page.encode(), status, {**headers, "Content-Type": "text/html; charset=utf-8"})
