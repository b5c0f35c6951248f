"""A client for the Stability image API: text-to-image, image-to-image and masking.

    from stability_client import Stability

    with Stability(base_url="http://127.0.0.1:8000", api_key="sk-standin") as client:
        client.text_to_image("a lighthouse", engine="stable-diffusion-512-v2-1").image.save("lighthouse.png")

`stability_client.masks` makes and shows masks; `stability_client.standin` is an offline server to try things on.

Each name is loaded when it is first asked for: pytest imports this package in every run, for its fixtures, and the
offline server needs nothing of the client.
"""

from typing import TYPE_CHECKING

from stability_client._lazy import lazy_attributes

if TYPE_CHECKING:
    from stability_client._public import *  # noqa: F403 - its `__all__` is the list
    from stability_client._public import __all__ as __all__
else:
    # The names of `_public`, by the modules to load them from: a test compares the two.
    _NAMES = {
        "._calls.prices": ("estimate_credits",),
        "._calls.prompts": ("TextPrompt",),
        "._enums": (
            "AspectRatio",
            "ClipGuidancePreset",
            "EngineType",
            "FinishReason",
            "InitImageMode",
            "LightDirection",
            "MaskSource",
            "OutputFormat",
            "Sampler",
            "Sd3Model",
            "StylePreset",
        ),
        "._images.sources": ("ImageInput",),
        "._version": ("__version__",),
        ".client": (
            "AsyncStability",
            "Stability",
        ),
        ".client_info": ("ClientInfo",),
        ".errors": (
            "AuthenticationError",
            "ClientClosedError",
            "ConnectionFailedError",
            "ContentFilteredError",
            "ContentModerationError",
            "GenerationFailedError",
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
            "NotFoundError",
            "PermissionDeniedError",
            "RateLimitError",
            "RequestError",
            "ResultNotFoundError",
            "ResultNotReadyError",
            "RetiredEditionWarning",
            "ServerError",
            "StabilityError",
            "TimeoutError",
            "UnreadableResponseError",
        ),
        ".hooks": (
            "RequestEvent",
            "ResponseEvent",
            "RetryEvent",
        ),
        ".limits": ("RequestRate",),
        ".masks.suspicious": ("MaskWarning",),
        ".pending": ("Pending",),
        ".results": (
            "Account",
            "Balance",
            "Engine",
            "Engines",
            "GeneratedImage",
            "Generation",
            "HttpInfo",
            "Organization",
        ),
        ".retries": ("RetryPolicy",),
        ".timeouts": ("Timeout",),
    }
    _MODULES = ("batch", "errors", "hooks", "masks", "results", "retries", "standin", "testing", "timeouts")
    __all__ = sorted(name for names in _NAMES.values() for name in names)  # noqa: PLE0605 - type checkers see the other
    __getattr__, __dir__ = lazy_attributes(__name__, {**_NAMES, ".": _MODULES})
