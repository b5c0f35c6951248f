"""What openapi.yaml says and the code beside this file leaves out: limits, defaults, names, media types.

Made by `make generate`. Do not edit.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .fact_types import Field, FilePart, Operation

BASE_URL: Final = "https://api.stability.ai"
AUTH_HEADER: Final = "Authorization"
ENUMS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ResponseMediaType": ("image/png", "application/json"),
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
ENUM_DESCRIPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ResponseMediaType": "The form in which images are returned.",
        "ClipGuidancePreset": "How strongly, and in which manner, CLIP guides the generation.",
        "Sampler": "The diffusion sampler. The service chooses one if none is sent.",
        "MaskSource": "Where the mask comes from and how it is read. `MASK_IMAGE_WHITE`: white pixels of `mask_image` are replaced, black ones kept. `MASK_IMAGE_BLACK`: the reverse. `INIT_IMAGE_ALPHA`: transparent pixels of `init_image` are replaced, opaque ones kept, and `mask_image` is ignored. Gray replaces in part, on a linear scale.",
        "FinishReason": "How the generation ended. `CONTENT_FILTERED`: the image is blurred, and is again for the same prompts and seed.",
        "EngineType": "What an engine works on.",
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
                        description="The texts that guide the image.",
                        required=True,
                        min_items=1,
                        fields=MappingProxyType(
                            {
                                "text": Field(
                                    type="string",
                                    description="What the image shows.",
                                    required=True,
                                    min_length=1,
                                    max_length=2000,
                                ),
                                "weight": Field(
                                    type="number",
                                    description="How strongly the text counts. A negative weight pushes away from it (a negative prompt).",
                                ),
                            }
                        ),
                    ),
                    "width": Field(
                        type="integer",
                        description="Width in pixels.",
                        minimum=512,
                        maximum=2048,
                        multiple_of=64,
                        default=512,
                    ),
                    "height": Field(
                        type="integer",
                        description="Height in pixels.",
                        minimum=512,
                        maximum=2048,
                        multiple_of=64,
                        default=512,
                    ),
                    "cfg_scale": Field(
                        type="number",
                        description="How closely the image follows the prompts; higher is closer.",
                        minimum=0,
                        maximum=35,
                        default=7,
                    ),
                    "clip_guidance_preset": Field(
                        type="string",
                        description="How CLIP guides the generation.",
                        enum=("NONE", "FAST_BLUE", "FAST_GREEN", "SIMPLE", "SLOW", "SLOWER", "SLOWEST"),
                        default="NONE",
                    ),
                    "sampler": Field(
                        type="string",
                        description="The diffusion sampler. The server chooses if none is sent.",
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
                        description="How many images to generate. More than one only as `application/json`.",
                        minimum=1,
                        maximum=10,
                        default=1,
                    ),
                    "seed": Field(
                        type="integer",
                        description="The seed of the noise. 0, like no seed at all, draws a random one.",
                        minimum=0,
                        maximum=2147483647,
                    ),
                    "steps": Field(
                        type="integer",
                        description="Diffusion steps. The price grows with them.",
                        minimum=10,
                        maximum=150,
                        default=50,
                    ),
                }
            ),
            files=MappingProxyType({}),
            headers=MappingProxyType({"Accept": True, "Organization": False}),
            response_media_types=("image/png", "application/json"),
            response_headers=("Finish-Reason", "Seed", "Content-Length"),
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
        ),
        "image_to_image": Operation(
            method="POST",
            path="/v1alpha/generation/{engine_id}/image-to-image",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "text_prompts": Field(
                        type="array",
                        description="The texts that guide the image.",
                        required=True,
                        min_items=1,
                        fields=MappingProxyType(
                            {
                                "text": Field(
                                    type="string",
                                    description="What the image shows.",
                                    required=True,
                                    min_length=1,
                                    max_length=2000,
                                ),
                                "weight": Field(
                                    type="number",
                                    description="How strongly the text counts. A negative weight pushes away from it (a negative prompt).",
                                ),
                            }
                        ),
                    ),
                    "width": Field(
                        type="integer",
                        description="Width in pixels.",
                        minimum=512,
                        maximum=2048,
                        multiple_of=64,
                        default=512,
                    ),
                    "height": Field(
                        type="integer",
                        description="Height in pixels.",
                        minimum=512,
                        maximum=2048,
                        multiple_of=64,
                        default=512,
                    ),
                    "cfg_scale": Field(
                        type="number",
                        description="How closely the image follows the prompts; higher is closer.",
                        minimum=0,
                        maximum=35,
                        default=7,
                    ),
                    "clip_guidance_preset": Field(
                        type="string",
                        description="How CLIP guides the generation.",
                        enum=("NONE", "FAST_BLUE", "FAST_GREEN", "SIMPLE", "SLOW", "SLOWER", "SLOWEST"),
                        default="NONE",
                    ),
                    "sampler": Field(
                        type="string",
                        description="The diffusion sampler. The server chooses if none is sent.",
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
                        description="How many images to generate. More than one only as `application/json`.",
                        minimum=1,
                        maximum=10,
                        default=1,
                    ),
                    "seed": Field(
                        type="integer",
                        description="The seed of the noise. 0, like no seed at all, draws a random one.",
                        minimum=0,
                        maximum=2147483647,
                    ),
                    "steps": Field(
                        type="integer",
                        description="Diffusion steps. The price grows with them.",
                        minimum=10,
                        maximum=150,
                        default=50,
                    ),
                    "step_schedule_start": Field(
                        type="number",
                        description="The share of the schedule that is skipped. 0 returns the init image, 1 ignores it.",
                        minimum=0,
                        maximum=1,
                    ),
                    "step_schedule_end": Field(
                        type="number",
                        description="Where in the schedule to stop.",
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
                        description="The image to start from.",
                    )
                }
            ),
            headers=MappingProxyType({"Accept": True, "Organization": False}),
            response_media_types=("image/png", "application/json"),
            response_headers=("Finish-Reason", "Seed", "Content-Length"),
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
        ),
        "masking": Operation(
            method="POST",
            path="/v1alpha/generation/{engine_id}/image-to-image/masking",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "text_prompts": Field(
                        type="array",
                        description="The texts that guide the image.",
                        required=True,
                        min_items=1,
                        fields=MappingProxyType(
                            {
                                "text": Field(
                                    type="string",
                                    description="What the image shows.",
                                    required=True,
                                    min_length=1,
                                    max_length=2000,
                                ),
                                "weight": Field(
                                    type="number",
                                    description="How strongly the text counts. A negative weight pushes away from it (a negative prompt).",
                                ),
                            }
                        ),
                    ),
                    "width": Field(
                        type="integer",
                        description="Width in pixels.",
                        minimum=512,
                        maximum=2048,
                        multiple_of=64,
                        default=512,
                    ),
                    "height": Field(
                        type="integer",
                        description="Height in pixels.",
                        minimum=512,
                        maximum=2048,
                        multiple_of=64,
                        default=512,
                    ),
                    "cfg_scale": Field(
                        type="number",
                        description="How closely the image follows the prompts; higher is closer.",
                        minimum=0,
                        maximum=35,
                        default=7,
                    ),
                    "clip_guidance_preset": Field(
                        type="string",
                        description="How CLIP guides the generation.",
                        enum=("NONE", "FAST_BLUE", "FAST_GREEN", "SIMPLE", "SLOW", "SLOWER", "SLOWEST"),
                        default="NONE",
                    ),
                    "sampler": Field(
                        type="string",
                        description="The diffusion sampler. The server chooses if none is sent.",
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
                        description="How many images to generate. More than one only as `application/json`.",
                        minimum=1,
                        maximum=10,
                        default=1,
                    ),
                    "seed": Field(
                        type="integer",
                        description="The seed of the noise. 0, like no seed at all, draws a random one.",
                        minimum=0,
                        maximum=2147483647,
                    ),
                    "steps": Field(
                        type="integer",
                        description="Diffusion steps. The price grows with them.",
                        minimum=10,
                        maximum=150,
                        default=50,
                    ),
                    "step_schedule_start": Field(
                        type="number",
                        description="The share of the schedule that is skipped. 0 returns the init image, 1 ignores it.",
                        minimum=0,
                        maximum=1,
                    ),
                    "step_schedule_end": Field(
                        type="number",
                        description="Where in the schedule to stop.",
                        minimum=0,
                        maximum=1,
                    ),
                    "mask_source": Field(
                        type="string",
                        description="Where the mask comes from and how it is read. `MASK_IMAGE_WHITE`: white pixels of `mask_image` are replaced, black ones kept. `MASK_IMAGE_BLACK`: the reverse. `INIT_IMAGE_ALPHA`: transparent pixels of `init_image` are replaced, opaque ones kept, and `mask_image` is ignored. Gray replaces in part, on a linear scale.",
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
                        description="The image to inpaint.",
                    ),
                    "mask_image": FilePart(
                        required=False,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The mask, exactly the size of `init_image`. Needed for `MASK_IMAGE_WHITE` and `MASK_IMAGE_BLACK`, ignored for `INIT_IMAGE_ALPHA`.",
                    ),
                }
            ),
            headers=MappingProxyType({"Accept": True, "Organization": False}),
            response_media_types=("image/png", "application/json"),
            response_headers=("Finish-Reason", "Seed", "Content-Length"),
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
        ),
        "engines": Operation(
            method="GET",
            path="/v1alpha/engines/list",
            request_media_type=None,
            options=MappingProxyType({}),
            files=MappingProxyType({}),
            headers=MappingProxyType({"Organization": False}),
            response_media_types=("application/json",),
            response_headers=(),
            error_media_types=("application/vnd.goa.error", "application/json"),
            error_names=MappingProxyType(
                {
                    "401": ("unauthorized",),
                    "429": ("rate_limit_exceeded", "insufficient_balance"),
                    "500": ("fault", "server_error"),
                    "default": (),
                }
            ),
        ),
        "account": Operation(
            method="GET",
            path="/v1alpha/user/account",
            request_media_type=None,
            options=MappingProxyType({}),
            files=MappingProxyType({}),
            headers=MappingProxyType({}),
            response_media_types=("application/json",),
            response_headers=(),
            error_media_types=("application/vnd.goa.error", "application/json"),
            error_names=MappingProxyType(
                {
                    "401": ("unauthorized",),
                    "429": ("rate_limit_exceeded", "insufficient_balance"),
                    "500": ("fault", "server_error"),
                    "default": (),
                }
            ),
        ),
        "balance": Operation(
            method="GET",
            path="/v1alpha/user/balance",
            request_media_type=None,
            options=MappingProxyType({}),
            files=MappingProxyType({}),
            headers=MappingProxyType({"Organization": False}),
            response_media_types=("application/json",),
            response_headers=(),
            error_media_types=("application/vnd.goa.error", "application/json"),
            error_names=MappingProxyType(
                {
                    "401": ("unauthorized",),
                    "429": ("rate_limit_exceeded", "insufficient_balance"),
                    "500": ("fault", "server_error"),
                    "default": (),
                }
            ),
        ),
    }
)
