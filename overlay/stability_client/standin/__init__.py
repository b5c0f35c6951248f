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

from typing import TYPE_CHECKING

from stability_client._lazy import lazy_attributes

if TYPE_CHECKING:
    from stability_client.standin.account import Organization, RateLimit
    from stability_client.standin.app import create_app
    from stability_client.standin.history import Received
    from stability_client.standin.multipart import Part
    from stability_client.standin.server import StandIn
    from stability_client.standin.settings import API_KEY, Settings

__all__ = ["API_KEY", "Organization", "Part", "RateLimit", "Received", "Settings", "StandIn", "create_app"]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "API_KEY": f"{__name__}.settings",
        "Organization": f"{__name__}.account",
        "Part": f"{__name__}.multipart",
        "RateLimit": f"{__name__}.account",
        "Received": f"{__name__}.history",
        "Settings": f"{__name__}.settings",
        "StandIn": f"{__name__}.server",
        "create_app": f"{__name__}.app",
    },
    extra="standin",
)
