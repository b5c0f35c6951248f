"""The names that `import stability_client` offers."""

from stability_client._calls.prompts import TextPrompt
from stability_client._calls.v1alpha import estimate_credits
from stability_client._contract import ClipGuidancePreset, EngineType, FinishReason, MaskSource, Sampler
from stability_client._images.sources import ImageInput
from stability_client._version import __version__
from stability_client.client import AsyncStability, Stability
from stability_client.errors import (
    AuthenticationError,
    ClientClosedError,
    ConnectionFailedError,
    ContentFilteredError,
    GenerationFailedError,
    InsufficientBalanceError,
    InvalidFileSizeError,
    InvalidHeightOrWidthError,
    InvalidImageDimensionsError,
    InvalidMaskImageError,
    InvalidMimeTypeError,
    InvalidOptionError,
    InvalidPixelCountError,
    InvalidPromptsError,
    InvalidSamplesError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    RequestError,
    ServerError,
    StabilityError,
    TimeoutError,  # noqa: A004 - this package's own, as concurrent.futures has one
    UnreadableResponseError,
)
from stability_client.hooks import RequestEvent, ResponseEvent, RetryEvent
from stability_client.limits import RequestRate
from stability_client.masks.suspicious import MaskWarning
from stability_client.results import (
    Account,
    Balance,
    Engine,
    Engines,
    GeneratedImage,
    Generation,
    HttpInfo,
    Organization,
)
from stability_client.retries import RetryPolicy
from stability_client.timeouts import Timeout

__all__ = [
    "Account",
    "AsyncStability",
    "AuthenticationError",
    "Balance",
    "ClientClosedError",
    "ClipGuidancePreset",
    "ConnectionFailedError",
    "ContentFilteredError",
    "Engine",
    "EngineType",
    "Engines",
    "FinishReason",
    "GeneratedImage",
    "Generation",
    "GenerationFailedError",
    "HttpInfo",
    "ImageInput",
    "InsufficientBalanceError",
    "InvalidFileSizeError",
    "InvalidHeightOrWidthError",
    "InvalidImageDimensionsError",
    "InvalidMaskImageError",
    "InvalidMimeTypeError",
    "InvalidOptionError",
    "InvalidPixelCountError",
    "InvalidPromptsError",
    "InvalidSamplesError",
    "MaskSource",
    "MaskWarning",
    "NotFoundError",
    "Organization",
    "PermissionDeniedError",
    "RateLimitError",
    "RequestError",
    "RequestEvent",
    "RequestRate",
    "ResponseEvent",
    "RetryEvent",
    "RetryPolicy",
    "Sampler",
    "ServerError",
    "Stability",
    "StabilityError",
    "TextPrompt",
    "Timeout",
    "TimeoutError",
    "UnreadableResponseError",
    "__version__",
    "estimate_credits",
]
