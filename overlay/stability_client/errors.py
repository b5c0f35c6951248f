"""One error for each thing that can go wrong, and the table that says which.

The same mistake raises the same class whether it is found before anything is sent (`sent=False`) or by the server
(`sent=True`), so one `except InvalidMaskImageError` covers both.
"""

import builtins
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stability_client.pending import Pending


class StabilityError(Exception):
    """The base of all errors of this package: something went wrong in a call.

    Attributes:
        message: What was wrong, what was expected, and what to do.
        status_code: The HTTP status, or None if no response was received.
        name: The server's name for the error, such as `invalid_samples`, or None.
        request_id: What the server's operator can find the call by, or None.
        sent: Whether the request left this machine.
        maybe_billed: Whether credits may have been spent on the call.
        retry_after: Seconds the server asks to wait, or None.
        operation: The operation's name in the contract, such as `text_to_image`; None before there is a request.
        url: The address that the request goes to; None before there is a request.
        body: What was received of the response, up to the client's `max_response_bytes`: it may have been paid for.
            Never part of `str()`. None if nothing was received.
        pending: The work that the call had started, if it failed while it waited: `client.v2beta.result` fetches the
            result later. None otherwise.
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int | None = None,
        name: str | None = None,
        request_id: str | None = None,
        sent: bool = False,
        maybe_billed: bool = False,
        retry_after: float | None = None,
        body: bytes | None = None,
    ) -> None:
        # Only the message goes into `args`: pickle calls the class with them, then restores the attributes.
        super().__init__(message)
        self.message = message
        self.status_code = status_code
        self.name = name
        self.request_id = request_id
        self.sent = sent
        self.maybe_billed = maybe_billed
        self.retry_after = retry_after
        self.body = body
        self.operation: str | None = None
        self.url: str | None = None
        self.pending: Pending | None = None

    def __str__(self) -> str:
        facts = [str(fact) for fact in (self.status_code, self.name) if fact is not None]
        if self.request_id:
            facts.append(f"request {self.request_id}")
        return f"{self.message} [{', '.join(facts)}]" if facts else self.message

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r}, sent={self.sent}, maybe_billed={self.maybe_billed})"


class RequestError(StabilityError):
    """The request is wrong: found before sending, or refused by the server."""


class InvalidSamplesError(RequestError):
    """`samples` is out of range, or more than one is requested as `image/png`."""


class InvalidHeightOrWidthError(RequestError):
    """`width` or `height` is out of range, or not a multiple of the step."""


class InvalidPixelCountError(RequestError):
    """`width` times `height` is out of range."""


class InvalidFileSizeError(RequestError):
    """An image file is larger than the server accepts."""


class InvalidMimeTypeError(RequestError):
    """An image file is of a format that the server does not read."""


class InvalidImageDimensionsError(RequestError):
    """An image has a size that the operation or the engine does not take, or its mask has another one."""


class InvalidMaskImageError(RequestError):
    """The mask is missing, would be ignored, or would regenerate nothing."""


class InvalidPromptsError(RequestError):
    """The prompts are empty or too long, or contain a word that a server of v1 or v1alpha filters."""


class InvalidOptionError(RequestError, ValueError):
    """Any other argument is wrong."""


class AuthenticationError(StabilityError):
    """The API key is missing or wrong."""


class PermissionDeniedError(StabilityError):
    """The API key has no permission for this."""


class NotFoundError(StabilityError):
    """There is no such engine, or no such path on this server.

    Attributes:
        engines: The ids of the engines that the server has, if an engine was not found and it listed them.
    """

    engines: tuple[str, ...] = ()


class ResultNotFoundError(NotFoundError):
    """There is no such result: it never was, has expired after 24 hours, or another key started the work."""


class ResultNotReadyError(StabilityError):
    """The server still works on the result; `pending` is the work. Ask again in ten seconds."""


class ContentModerationError(RequestError):
    """The request was refused by content moderation. Nothing was generated and nothing was charged."""


class InsufficientBalanceError(StabilityError):
    """The credits do not suffice for this call. Waiting does not help."""


class RateLimitError(StabilityError):
    """Too many requests; `retry_after` says how long to wait."""


class ServerError(StabilityError):
    """The server, or a proxy in front of it, failed."""


class ClientClosedError(StabilityError):
    """The client was closed before the call. Nothing was sent."""


class ConnectionFailedError(StabilityError):
    """No response was received: the server was not reached, or closed the connection (then `sent` is true)."""


class TimeoutError(StabilityError, builtins.TimeoutError):  # noqa: A001 - the standard library's concurrent.futures has its own, too
    """The response took too long. If `maybe_billed` is true, the image may have been generated and charged.

    Attributes:
        limit: Which of a `Timeout`'s limits ran out: `connect`, `read`, `write`, `pool` or `total`. None if it is
            the server that gave up waiting (408).
        seconds: How long that limit is.
    """

    limit: str | None = None
    seconds: float | None = None


class UnreadableResponseError(StabilityError):
    """The response cannot be read; `body` holds what was received of it."""


class RetiredEditionWarning(UserWarning):
    """The server that a call goes to has switched off the edition of the API that the call belongs to."""


class ContentFilteredError(StabilityError):
    """The content filter blurred the image, and does so again for the same prompts and seed."""


class GenerationFailedError(StabilityError):
    """The server reports that generating the image failed."""


ERRORS_BY_NAME: Mapping[str, type[StabilityError]] = MappingProxyType(
    {
        "invalid_samples": InvalidSamplesError,
        "invalid_height_or_width": InvalidHeightOrWidthError,
        "invalid_pixel_count": InvalidPixelCountError,
        "invalid_file_size": InvalidFileSizeError,
        "payload_too_large": InvalidFileSizeError,  # only files make a request large
        "invalid_mime_type": InvalidMimeTypeError,
        "invalid_image_dimensions": InvalidImageDimensionsError,
        "invalid_mask_image": InvalidMaskImageError,
        "invalid_prompts": InvalidPromptsError,
        "bad_request": InvalidOptionError,
        "missing_field": InvalidOptionError,
        "invalid_range": InvalidOptionError,
        "invalid_enum_value": InvalidOptionError,
        "invalid_length": InvalidOptionError,
        "decode_payload": RequestError,
        "missing_payload": RequestError,
        "unauthorized": AuthenticationError,
        "permission_denied": PermissionDeniedError,
        "not_found": NotFoundError,
        "insufficient_balance": InsufficientBalanceError,  # as 402 or 429: never a rate limit
        "payment_required": InsufficientBalanceError,
        "content_moderation": ContentModerationError,
        "invalid_language": ContentModerationError,
        "public_figure": ContentModerationError,
        "invalid_sdxl_v1_dimensions": InvalidImageDimensionsError,
        "generation_not_found": ResultNotFoundError,
        "internal_error": ServerError,
        "rate_limit_exceeded": RateLimitError,
        "fault": ServerError,
        "server_error": ServerError,
    }
)
"""From the server's name for an error to its class. The name is more specific than the status, so it decides first."""

ERRORS_BY_STATUS: Mapping[int, type[StabilityError]] = MappingProxyType(
    {
        401: AuthenticationError,
        402: InsufficientBalanceError,
        403: PermissionDeniedError,
        404: NotFoundError,
        408: TimeoutError,
        413: InvalidFileSizeError,
        429: RateLimitError,
    }
)


def error_class(name: str | None, status_code: int) -> type[StabilityError]:
    """Return the class of an error response, by the server's name for it, else by its status."""
    if name is not None and name in ERRORS_BY_NAME:
        return ERRORS_BY_NAME[name]
    if status_code in ERRORS_BY_STATUS:
        return ERRORS_BY_STATUS[status_code]
    if 400 <= status_code < 500:  # noqa: PLR2004 - HTTP's own classes
        return RequestError
    # Statuses past 599 are as little documented as those of proxies (520 to 530).
    return ServerError if status_code >= 500 else UnreadableResponseError  # noqa: PLR2004
