"""An offline stand-in for the Stability image API: a server for tests, for trying things out, and for other clients.

    with StandIn() as server:
        client = Stability(server.api_key, base_url=server.url)

`python -m stability_client.standin` runs it as a command, the pytest fixture `stability_standin` in tests, and
`create_app()` is it as an ASGI application.

It can be made to fail: by `standin:NAME` in a prompt, by the API key `sk-standin:NAME`, or by `StandIn.fail_next`.

    NAME                                                         comes as
    invalid_samples invalid_height_or_width invalid_pixel_count  400
    invalid_file_size invalid_mime_type invalid_image_dimensions
    invalid_mask_image invalid_prompts bad_request missing_field
    invalid_range invalid_enum_value invalid_length
    decode_payload missing_payload
    unauthorized                                                 401
    insufficient_balance                                         402, or with 429:insufficient_balance 429
    permission_denied                                            403
    not_found                                                    404
    payload_too_large                                            413
    rate_limit_exceeded                                          429, with Retry-After
    fault server_error                                           500
    CONTENT_FILTERED                                             200, the picture blurred, and charged
    ERROR                                                        200, the picture blurred, and not charged
    SUCCESS                                                      200, as without a trigger
    a number from 500 to 599                                     a proxy's page of HTML
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stability_client.standin.account import Organization, RateLimit
    from stability_client.standin.app import create_app
    from stability_client.standin.journal import Received
    from stability_client.standin.parts import Part
    from stability_client.standin.server import StandIn
    from stability_client.standin.settings import API_KEY, Settings

__all__ = ["API_KEY", "Organization", "Part", "RateLimit", "Received", "Settings", "StandIn", "create_app"]

_HOMES = {
    "API_KEY": "settings",
    "Organization": "account",
    "Part": "parts",
    "RateLimit": "account",
    "Received": "journal",
    "Settings": "settings",
    "StandIn": "server",
    "create_app": "app",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for: pytest imports this package in every run, so nothing heavy loads by itself."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("stability_client"):
            raise
        raise ImportError(
            f"The stand-in server needs {missing.name}, which is not installed: pip install 'stability-client[standin]'"
        ) from missing
