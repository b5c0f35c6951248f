"""A client for the Stability image API: text-to-image, image-to-image and masking.

    from stability_client import Stability

    with Stability(base_url="http://127.0.0.1:8000", api_key="sk-standin") as client:
        client.text_to_image("a lighthouse", engine="stable-diffusion-512-v2-1").image.save("lighthouse.png")

`stability_client.masks` makes and shows masks; `stability_client.standin` is an offline server to try things on.
"""

from stability_client.client import AsyncStability, Stability
from stability_client.errors import (
    AuthenticationError,
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
    TimeoutError,  # noqa: A004 - ours, as concurrent.futures has its own
    UnreadableResponseError,
)
from stability_client.images import ImageInput
from stability_client.masks.checks import MaskWarning
from stability_client.options import TextPrompt
from stability_client.policy import RetryPolicy, Timeout
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
from stability_client.wire import ClipGuidancePreset, EngineType, FinishReason, MaskSource, Sampler

__all__ = [
    "Account",
    "AsyncStability",
    "AuthenticationError",
    "Balance",
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
    "RetryPolicy",
    "Sampler",
    "ServerError",
    "Stability",
    "StabilityError",
    "TextPrompt",
    "Timeout",
    "TimeoutError",
    "UnreadableResponseError",
]
