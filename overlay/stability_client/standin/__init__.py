"""An offline stand-in for the Stability image API: a server for tests, experiments and other clients.

    with StandIn() as server:
        client = Stability(server.api_key, base_url=server.url)

`python -m stability_client.standin` runs it as a command, the pytest fixture `stability_standin` runs it in tests, and
`create_app()` makes it as an ASGI application.

It can be made to fail: by `standin:NAME` in a prompt, by the API key `sk-standin:NAME`, or by `StandIn.fail_next`.

    NAME                                                         response
    invalid_samples invalid_height_or_width invalid_pixel_count  400
    invalid_file_size invalid_mime_type invalid_image_dimensions
    invalid_mask_image invalid_prompts bad_request missing_field
    invalid_range invalid_enum_value invalid_length
    decode_payload missing_payload invalid_sdxl_v1_dimensions
    unauthorized                                                 401
    payment_required                                             402
    insufficient_balance                                         402, or with 429:insufficient_balance 429
    permission_denied content_moderation                         403
    not_found generation_not_found                               404
    payload_too_large                                            413
    invalid_language public_figure                               422
    rate_limit_exceeded                                          429, with Retry-After
    fault server_error internal_error                            500
    CONTENT_FILTERED                                             200, the image blurred, and charged
    ERROR                                                        200, the image blurred, and not charged
    SUCCESS                                                      200, as without a trigger
    a number from 500 to 599                                     a proxy's page of HTML

Each edition knows the names that it documents; docs/standin.md lists them.
"""

from typing import TYPE_CHECKING

from stability_client._lazy import lazy_attributes

if TYPE_CHECKING:
    from stability_client.standin.account import Organization
    from stability_client.standin.app import create_app
    from stability_client.standin.configuration import API_KEY, Configuration
    from stability_client.standin.history import RecordedRequest
    from stability_client.standin.multipart import FormPart
    from stability_client.standin.rate_limit import RateLimit
    from stability_client.standin.server import StandIn

__all__ = [
    "API_KEY",
    "Configuration",
    "FormPart",
    "Organization",
    "RateLimit",
    "RecordedRequest",
    "StandIn",
    "create_app",
]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        ".account": ("Organization",),
        ".app": ("create_app",),
        ".configuration": ("API_KEY", "Configuration"),
        ".history": ("RecordedRequest",),
        ".multipart": ("FormPart",),
        ".rate_limit": ("RateLimit",),
        ".server": ("StandIn",),
    },
    extra="standin",
)
