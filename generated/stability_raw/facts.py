"""What openapi.yaml says and the code beside this file leaves out: limits, defaults, names, media types.

Made by `make generate`. Do not edit.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple


class Field(NamedTuple):
    """A value in a request, and its limits. None means that the contract sets no such limit."""

    type: str
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    multiple_of: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_items: int | None = None
    max_items: int | None = None
    enum: tuple[str, ...] = ()
    default: Any = None
    fields: Mapping[str, "Field"] = MappingProxyType({})
    """The fields of an object, or of the objects in an array."""


class FilePart(NamedTuple):
    """A file in a multipart request."""

    required: bool
    media_types: tuple[str, ...]
    max_bytes: int | None


class Operation(NamedTuple):
    """One operation: how it is asked, and how it answers."""

    method: str
    path: str
    request_media_type: str | None
    options: Mapping[str, Field]
    files: Mapping[str, FilePart]
    headers: Mapping[str, bool]
    """The request headers besides the key, each with whether it is required."""
    answer_media_types: tuple[str, ...]
    answer_headers: tuple[str, ...]
    error_media_types: tuple[str, ...]
    error_names: Mapping[str, tuple[str, ...]]
    """From the status, or "default", to the names that errors may have."""
    max_pixels: int | None
    min_pixels: int | None
    min_pixels_by_engine: Mapping[str, int]
    """From a pattern of engine ids to what replaces `min_pixels` for them."""


API_VERSION: Final = "v1alpha"
BASE_URL: Final = "https://api.stability.ai"
AUTH_HEADER: Final = "Authorization"
ENUMS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "AnswerMediaType": ("image/png", "application/json"),
        "ClipGuidancePreset": ("NONE", "FAST_BLUE", "FAST_GREEN", "SIMPLE", "SLOW", "SLOWER", "SLOWEST"),
        "Sampler": (
            "DDIM",
            "DDPM",
            "K_DPMPP_2M",
            "K_DPMPP_2S_ANCESTRAL",
            "K_DPM_2",
            "K_DPM_2_ANCESTRAL",
            "K_EULER",
            "K_EULER_ANCESTRAL",
            "K_HEUN",
            "K_LMS",
        ),
        "MaskSource": ("MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"),
        "FinishReason": ("SUCCESS", "ERROR", "CONTENT_FILTERED"),
        "EngineType": ("AUDIO", "CLASSIFICATION", "PICTURE", "STORAGE", "TEXT", "VIDEO"),
    }
)
KNOWN_VALUES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "engine_id": (
            "stable-diffusion-v1",
            "stable-diffusion-v1-5",
            "stable-diffusion-512-v2-0",
            "stable-diffusion-768-v2-0",
            "stable-diffusion-512-v2-1",
            "stable-diffusion-768-v2-1",
            "stable-inpainting-v1-0",
            "stable-inpainting-512-v2-0",
        )
    }
)
OPERATIONS: Final[Mapping[str, Operation]] = MappingProxyType(
    {
        "text_to_image": Operation(
            method="POST",
            path="/v1alpha/generation/{engine_id}/text-to-image",
            request_media_type="application/json",
            options=MappingProxyType(
                {
                    "text_prompts": Field(
                        type="array",
                        required=True,
                        min_items=1,
                        fields=MappingProxyType(
                            {
                                "text": Field(
                                    type="string",
                                    required=True,
                                    min_length=1,
                                    max_length=2000,
                                ),
                                "weight": Field(
                                    type="number",
                                ),
                            }
                        ),
                    ),
                    "width": Field(
                        type="integer",
                        minimum=512,
                        maximum=2048,
                        multiple_of=64,
                        default=512,
                    ),
                    "height": Field(
                        type="integer",
                        minimum=512,
                        maximum=2048,
                        multiple_of=64,
                        default=512,
                    ),
                    "cfg_scale": Field(
                        type="number",
                        minimum=0,
                        maximum=35,
                        default=7,
                    ),
                    "clip_guidance_preset": Field(
                        type="string",
                        default="NONE",
                        enum=("NONE", "FAST_BLUE", "FAST_GREEN", "SIMPLE", "SLOW", "SLOWER", "SLOWEST"),
                    ),
                    "sampler": Field(
                        type="string",
                        enum=(
                            "DDIM",
                            "DDPM",
                            "K_DPMPP_2M",
                            "K_DPMPP_2S_ANCESTRAL",
                            "K_DPM_2",
                            "K_DPM_2_ANCESTRAL",
                            "K_EULER",
                            "K_EULER_ANCESTRAL",
                            "K_HEUN",
                            "K_LMS",
                        ),
                    ),
                    "samples": Field(
                        type="integer",
                        minimum=1,
                        maximum=10,
                        default=1,
                    ),
                    "seed": Field(
                        type="integer",
                        minimum=0,
                        maximum=2147483647,
                    ),
                    "steps": Field(
                        type="integer",
                        minimum=10,
                        maximum=150,
                        default=50,
                    ),
                }
            ),
            files=MappingProxyType({}),
            headers=MappingProxyType({"Accept": True, "Organization": False}),
            answer_media_types=("image/png", "application/json"),
            answer_headers=("Finish-Reason", "Seed", "Content-Length"),
            error_media_types=("application/vnd.goa.error", "application/json"),
            error_names=MappingProxyType(
                {
                    "400": (
                        "invalid_samples",
                        "invalid_height_or_width",
                        "invalid_pixel_count",
                        "invalid_file_size",
                        "invalid_mime_type",
                        "invalid_image_dimensions",
                        "invalid_mask_image",
                        "invalid_prompts",
                        "bad_request",
                        "missing_field",
                        "invalid_range",
                        "invalid_enum_value",
                        "invalid_length",
                        "decode_payload",
                        "missing_payload",
                    ),
                    "401": ("unauthorized",),
                    "402": ("insufficient_balance",),
                    "403": ("permission_denied",),
                    "404": ("not_found",),
                    "413": ("payload_too_large",),
                    "429": ("rate_limit_exceeded", "insufficient_balance"),
                    "500": ("fault", "server_error"),
                    "default": (),
                }
            ),
            max_pixels=1048576,
            min_pixels=None,
            min_pixels_by_engine=MappingProxyType({}),
        ),
        "image_to_image": Operation(
            method="POST",
            path="/v1alpha/generation/{engine_id}/image-to-image",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "text_prompts": Field(
                        type="array",
                        required=True,
                        min_items=1,
                        fields=MappingProxyType(
                            {
                                "text": Field(
                                    type="string",
                                    required=True,
                                    min_length=1,
                                    max_length=2000,
                                ),
                                "weight": Field(
                                    type="number",
                                ),
                            }
                        ),
                    ),
                    "width": Field(
                        type="integer",
                        minimum=512,
                        maximum=2048,
                        multiple_of=64,
                        default=512,
                    ),
                    "height": Field(
                        type="integer",
                        minimum=512,
                        maximum=2048,
                        multiple_of=64,
                        default=512,
                    ),
                    "cfg_scale": Field(
                        type="number",
                        minimum=0,
                        maximum=35,
                        default=7,
                    ),
                    "clip_guidance_preset": Field(
                        type="string",
                        default="NONE",
                        enum=("NONE", "FAST_BLUE", "FAST_GREEN", "SIMPLE", "SLOW", "SLOWER", "SLOWEST"),
                    ),
                    "sampler": Field(
                        type="string",
                        enum=(
                            "DDIM",
                            "DDPM",
                            "K_DPMPP_2M",
                            "K_DPMPP_2S_ANCESTRAL",
                            "K_DPM_2",
                            "K_DPM_2_ANCESTRAL",
                            "K_EULER",
                            "K_EULER_ANCESTRAL",
                            "K_HEUN",
                            "K_LMS",
                        ),
                    ),
                    "samples": Field(
                        type="integer",
                        minimum=1,
                        maximum=10,
                        default=1,
                    ),
                    "seed": Field(
                        type="integer",
                        minimum=0,
                        maximum=2147483647,
                    ),
                    "steps": Field(
                        type="integer",
                        minimum=10,
                        maximum=150,
                        default=50,
                    ),
                    "step_schedule_start": Field(
                        type="number",
                        minimum=0,
                        maximum=1,
                    ),
                    "step_schedule_end": Field(
                        type="number",
                        minimum=0,
                        maximum=1,
                    ),
                }
            ),
            files=MappingProxyType(
                {
                    "init_image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                    )
                }
            ),
            headers=MappingProxyType({"Accept": True, "Organization": False}),
            answer_media_types=("image/png", "application/json"),
            answer_headers=("Finish-Reason", "Seed", "Content-Length"),
            error_media_types=("application/vnd.goa.error", "application/json"),
            error_names=MappingProxyType(
                {
                    "400": (
                        "invalid_samples",
                        "invalid_height_or_width",
                        "invalid_pixel_count",
                        "invalid_file_size",
                        "invalid_mime_type",
                        "invalid_image_dimensions",
                        "invalid_mask_image",
                        "invalid_prompts",
                        "bad_request",
                        "missing_field",
                        "invalid_range",
                        "invalid_enum_value",
                        "invalid_length",
                        "decode_payload",
                        "missing_payload",
                    ),
                    "401": ("unauthorized",),
                    "402": ("insufficient_balance",),
                    "403": ("permission_denied",),
                    "404": ("not_found",),
                    "413": ("payload_too_large",),
                    "429": ("rate_limit_exceeded", "insufficient_balance"),
                    "500": ("fault", "server_error"),
                    "default": (),
                }
            ),
            max_pixels=1048576,
            min_pixels=None,
            min_pixels_by_engine=MappingProxyType({}),
        ),
        "masking": Operation(
            method="POST",
            path="/v1alpha/generation/{engine_id}/image-to-image/masking",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "text_prompts": Field(
                        type="array",
                        required=True,
                        min_items=1,
                        fields=MappingProxyType(
                            {
                                "text": Field(
                                    type="string",
                                    required=True,
                                    min_length=1,
                                    max_length=2000,
                                ),
                                "weight": Field(
                                    type="number",
                                ),
                            }
                        ),
                    ),
                    "width": Field(
                        type="integer",
                        minimum=512,
                        maximum=2048,
                        multiple_of=64,
                        default=512,
                    ),
                    "height": Field(
                        type="integer",
                        minimum=512,
                        maximum=2048,
                        multiple_of=64,
                        default=512,
                    ),
                    "cfg_scale": Field(
                        type="number",
                        minimum=0,
                        maximum=35,
                        default=7,
                    ),
                    "clip_guidance_preset": Field(
                        type="string",
                        default="NONE",
                        enum=("NONE", "FAST_BLUE", "FAST_GREEN", "SIMPLE", "SLOW", "SLOWER", "SLOWEST"),
                    ),
                    "sampler": Field(
                        type="string",
                        enum=(
                            "DDIM",
                            "DDPM",
                            "K_DPMPP_2M",
                            "K_DPMPP_2S_ANCESTRAL",
                            "K_DPM_2",
                            "K_DPM_2_ANCESTRAL",
                            "K_EULER",
                            "K_EULER_ANCESTRAL",
                            "K_HEUN",
                            "K_LMS",
                        ),
                    ),
                    "samples": Field(
                        type="integer",
                        minimum=1,
                        maximum=10,
                        default=1,
                    ),
                    "seed": Field(
                        type="integer",
                        minimum=0,
                        maximum=2147483647,
                    ),
                    "steps": Field(
                        type="integer",
                        minimum=10,
                        maximum=150,
                        default=50,
                    ),
                    "step_schedule_start": Field(
                        type="number",
                        minimum=0,
                        maximum=1,
                    ),
                    "step_schedule_end": Field(
                        type="number",
                        minimum=0,
                        maximum=1,
                    ),
                    "mask_source": Field(
                        type="string",
                        required=True,
                        enum=("MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"),
                    ),
                }
            ),
            files=MappingProxyType(
                {
                    "init_image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                    ),
                    "mask_image": FilePart(
                        required=False,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                    ),
                }
            ),
            headers=MappingProxyType({"Accept": True, "Organization": False}),
            answer_media_types=("image/png", "application/json"),
            answer_headers=("Finish-Reason", "Seed", "Content-Length"),
            error_media_types=("application/vnd.goa.error", "application/json"),
            error_names=MappingProxyType(
                {
                    "400": (
                        "invalid_samples",
                        "invalid_height_or_width",
                        "invalid_pixel_count",
                        "invalid_file_size",
                        "invalid_mime_type",
                        "invalid_image_dimensions",
                        "invalid_mask_image",
                        "invalid_prompts",
                        "bad_request",
                        "missing_field",
                        "invalid_range",
                        "invalid_enum_value",
                        "invalid_length",
                        "decode_payload",
                        "missing_payload",
                    ),
                    "401": ("unauthorized",),
                    "402": ("insufficient_balance",),
                    "403": ("permission_denied",),
                    "404": ("not_found",),
                    "413": ("payload_too_large",),
                    "429": ("rate_limit_exceeded", "insufficient_balance"),
                    "500": ("fault", "server_error"),
                    "default": (),
                }
            ),
            max_pixels=1048576,
            min_pixels=None,
            min_pixels_by_engine=MappingProxyType({}),
        ),
        "engines": Operation(
            method="GET",
            path="/v1alpha/engines/list",
            request_media_type=None,
            options=MappingProxyType({}),
            files=MappingProxyType({}),
            headers=MappingProxyType({"Organization": False}),
            answer_media_types=("application/json",),
            answer_headers=(),
            error_media_types=("application/vnd.goa.error", "application/json"),
            error_names=MappingProxyType(
                {
                    "401": ("unauthorized",),
                    "429": ("rate_limit_exceeded", "insufficient_balance"),
                    "500": ("fault", "server_error"),
                    "default": (),
                }
            ),
            max_pixels=None,
            min_pixels=None,
            min_pixels_by_engine=MappingProxyType({}),
        ),
        "account": Operation(
            method="GET",
            path="/v1alpha/user/account",
            request_media_type=None,
            options=MappingProxyType({}),
            files=MappingProxyType({}),
            headers=MappingProxyType({}),
            answer_media_types=("application/json",),
            answer_headers=(),
            error_media_types=("application/vnd.goa.error", "application/json"),
            error_names=MappingProxyType(
                {
                    "401": ("unauthorized",),
                    "429": ("rate_limit_exceeded", "insufficient_balance"),
                    "500": ("fault", "server_error"),
                    "default": (),
                }
            ),
            max_pixels=None,
            min_pixels=None,
            min_pixels_by_engine=MappingProxyType({}),
        ),
        "balance": Operation(
            method="GET",
            path="/v1alpha/user/balance",
            request_media_type=None,
            options=MappingProxyType({}),
            files=MappingProxyType({}),
            headers=MappingProxyType({"Organization": False}),
            answer_media_types=("application/json",),
            answer_headers=(),
            error_media_types=("application/vnd.goa.error", "application/json"),
            error_names=MappingProxyType(
                {
                    "401": ("unauthorized",),
                    "429": ("rate_limit_exceeded", "insufficient_balance"),
                    "500": ("fault", "server_error"),
                    "default": (),
                }
            ),
            max_pixels=None,
            min_pixels=None,
            min_pixels_by_engine=MappingProxyType({}),
        ),
    }
)
