"""What openapi.yaml says and the code beside this file leaves out: limits, defaults, names and prices.

Made by `make generate`. Do not edit.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .fact_types import Credits, Field, FilePart, Operation

BASE_URL: Final = "https://api.stability.ai"
AUTH_HEADER: Final = "Authorization"
PRICES_AS_OF: Final = "2026-09-22"
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
        "StylePreset": (
            "3d-model",
            "analog-film",
            "anime",
            "cinematic",
            "comic-book",
            "digital-art",
            "enhance",
            "fantasy-art",
            "isometric",
            "line-art",
            "low-poly",
            "modeling-compound",
            "neon-punk",
            "origami",
            "photographic",
            "pixel-art",
            "tile-texture",
        ),
        "AspectRatio": ("21:9", "16:9", "3:2", "5:4", "1:1", "4:5", "2:3", "9:16", "9:21"),
        "OutputFormat": ("png", "jpeg", "webp"),
        "TransparentFormat": ("png", "webp"),
        "BooleanWord": ("true", "false"),
        "InitImageMode": ("IMAGE_STRENGTH", "STEP_SCHEDULE"),
        "Sd3Model": ("sd3.5-large", "sd3.5-large-turbo", "sd3.5-medium", "sd3.5-flash"),
        "Sd3Mode": ("text-to-image", "image-to-image"),
        "LightDirection": ("left", "right", "above", "below"),
        "V2BetaMediaType": ("image/*", "application/json"),
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
        "StylePreset": "A style that the image leans to.",
        "AspectRatio": "Width to height of the image.",
        "OutputFormat": "The format of the image.",
        "TransparentFormat": "The format of the image; both can be transparent.",
        "BooleanWord": "A form has no booleans, so the words are sent.",
        "InitImageMode": "Which options say how far the image goes from `init_image`: `image_strength`, or `step_schedule_start` and `step_schedule_end`.",
        "Sd3Model": "The model. The older names `sd3-large`, `sd3-large-turbo` and `sd3-medium` go to their successors.",
        "Sd3Mode": "What the image is made from. It follows from whether an image is sent.",
        "LightDirection": "Where the light comes from.",
        "V2BetaMediaType": "The form in which an image is returned.",
    }
)
_TEXT_PROMPTS = Field(
    type="array",
    description="The texts that guide the image.",
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
)
_CFG_SCALE = Field(
    type="number",
    description="How closely the image follows the prompts; higher is closer.",
    minimum=0,
    maximum=35,
    default=7,
)
_SAMPLES = Field(
    type="integer",
    description="How many images to generate. More than one only as `application/json`.",
    minimum=1,
    maximum=10,
    default=1,
)
_HEADERS_1 = MappingProxyType({"Accept": True, "Organization": False})
_RESPONSE_MEDIA_TYPES_1 = ("image/png", "application/json")
_RESPONSE_HEADERS_1 = ("Finish-Reason", "Seed", "Content-Length")
_ERROR_NAMES_1 = MappingProxyType(
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
)
_MASK_SOURCE = Field(
    type="string",
    description="Where the mask comes from and how it is read. `MASK_IMAGE_WHITE`: white pixels of `mask_image` are replaced, black ones kept. `MASK_IMAGE_BLACK`: the reverse. `INIT_IMAGE_ALPHA`: transparent pixels of `init_image` are replaced, opaque ones kept, and `mask_image` is ignored. Gray replaces in part, on a linear scale.",
    enum=("MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"),
)
_HEADERS_2 = MappingProxyType({"Organization": False})
_RESPONSE_MEDIA_TYPES_2 = ("application/json",)
_ERROR_NAMES_2 = MappingProxyType(
    {
        "401": ("unauthorized",),
        "429": ("rate_limit_exceeded", "insufficient_balance"),
        "500": ("fault", "server_error"),
        "default": (),
    }
)
_V1_SEED = Field(
    type="integer",
    description="The seed of the noise. 0, like no seed at all, draws a random one.",
    minimum=0,
    maximum=4294967295,
)
_V1_STEPS = Field(
    type="integer",
    description="Diffusion steps. From 30 on the price grows with them.",
    minimum=10,
    maximum=50,
    default=30,
)
_STYLE_PRESET = Field(
    type="string",
    description="A style that the image leans to.",
    enum=(
        "3d-model",
        "analog-film",
        "anime",
        "cinematic",
        "comic-book",
        "digital-art",
        "enhance",
        "fantasy-art",
        "isometric",
        "line-art",
        "low-poly",
        "modeling-compound",
        "neon-punk",
        "origami",
        "photographic",
        "pixel-art",
        "tile-texture",
    ),
)
_HEADERS_3 = MappingProxyType(
    {"Accept": True, "Organization": False, "Stability-Client-ID": False, "Stability-Client-Version": False}
)
_RESPONSE_HEADERS_2 = ("Finish-Reason", "Seed")
_ERROR_NAMES_3 = MappingProxyType(
    {
        "400": (
            "invalid_samples",
            "invalid_height_or_width",
            "invalid_sdxl_v1_dimensions",
            "invalid_pixel_count",
            "invalid_file_size",
            "invalid_mime_type",
            "invalid_image_dimensions",
            "invalid_mask_image",
            "invalid_prompts",
            "bad_request",
        ),
        "401": ("unauthorized",),
        "403": ("permission_denied",),
        "404": ("not_found",),
        "429": ("rate_limit_exceeded", "insufficient_balance"),
        "500": ("server_error",),
        "default": (),
    }
)
_SIZES_BY_ENGINE_1 = MappingProxyType(
    {
        "stable-diffusion-xl-1024-*": (
            (1024, 1024),
            (1152, 896),
            (896, 1152),
            (1216, 832),
            (832, 1216),
            (1344, 768),
            (768, 1344),
            (1536, 640),
            (640, 1536),
        )
    }
)
_INIT_IMAGE_MODE = Field(
    type="string",
    description="Which options say how far the image goes from `init_image`: `image_strength`, or `step_schedule_start` and `step_schedule_end`.",
    enum=("IMAGE_STRENGTH", "STEP_SCHEDULE"),
    default="IMAGE_STRENGTH",
)
_HEADERS_4 = MappingProxyType({"Organization": False, "Stability-Client-ID": False, "Stability-Client-Version": False})
_ERROR_NAMES_4 = MappingProxyType(
    {
        "401": ("unauthorized",),
        "429": ("rate_limit_exceeded", "insufficient_balance"),
        "500": ("server_error",),
        "default": (),
    }
)
_V2_BETA_PROMPT = Field(
    type="string",
    description="What the image shows. `(word:0.5)` weighs a word, from 0 to 1.",
    min_length=1,
    max_length=10000,
)
_ASPECT_RATIO = Field(
    type="string",
    description="Width to height of the image.",
    enum=("21:9", "16:9", "3:2", "5:4", "1:1", "4:5", "2:3", "9:16", "9:21"),
    default="1:1",
)
_V2_BETA_NEGATIVE_PROMPT = Field(
    type="string",
    description="What the image must not show.",
    max_length=10000,
)
_V2_BETA_SEED = Field(
    type="integer",
    description="The seed of the noise. 0, like no seed at all, draws a random one.",
    minimum=0,
    maximum=4294967294,
)
_OUTPUT_FORMAT = Field(
    type="string",
    description="The format of the image.",
    enum=("png", "jpeg", "webp"),
    default="png",
)
_HEADERS_5 = MappingProxyType(
    {"Accept": True, "stability-client-id": False, "stability-client-version": False, "stability-client-user-id": False}
)
_RESPONSE_MEDIA_TYPES_3 = (
    "image/png",
    "image/jpeg",
    "image/webp",
    "application/json; type=image/png",
    "application/json; type=image/jpeg",
    "application/json; type=image/webp",
)
_RESPONSE_HEADERS_3 = ("x-request-id", "finish-reason", "seed")
_ERROR_NAMES_5 = MappingProxyType(
    {
        "400": ("bad_request",),
        "401": ("unauthorized",),
        "402": ("payment_required",),
        "403": ("content_moderation",),
        "422": ("invalid_language", "public_figure"),
        "429": ("rate_limit_exceeded",),
        "500": ("internal_error",),
        "default": (),
    }
)
_V2_BETA_STRENGTH = Field(
    type="number",
    description="How far the result goes from the image. 0 returns it, 1 ignores it.",
    minimum=0,
    maximum=1,
)
_ERROR_NAMES_6 = MappingProxyType(
    {
        "400": ("bad_request",),
        "401": ("unauthorized",),
        "402": ("payment_required",),
        "403": ("content_moderation",),
        "413": ("payload_too_large",),
        "422": ("invalid_language", "public_figure"),
        "429": ("rate_limit_exceeded",),
        "500": ("internal_error",),
        "default": (),
    }
)
_SD3_MODE = Field(
    type="string",
    description="What the image is made from. It follows from whether an image is sent.",
    enum=("text-to-image", "image-to-image"),
    default="text-to-image",
)
_ERROR_NAMES_7 = MappingProxyType(
    {
        "400": ("bad_request",),
        "401": ("unauthorized",),
        "402": ("payment_required",),
        "403": ("content_moderation",),
        "413": ("payload_too_large",),
        "429": ("rate_limit_exceeded",),
        "500": ("internal_error",),
        "default": (),
    }
)
_TRANSPARENT_FORMAT = Field(
    type="string",
    description="The format of the image; both can be transparent.",
    enum=("png", "webp"),
    default="png",
)
_RESPONSE_MEDIA_TYPES_4 = (
    "image/png",
    "image/webp",
    "application/json; type=image/png",
    "application/json; type=image/webp",
)
_LIGHT_DIRECTION = Field(
    type="string",
    description="Where the light comes from.",
    enum=("left", "right", "above", "below"),
)
_HEADERS_6 = MappingProxyType(
    {"stability-client-id": False, "stability-client-version": False, "stability-client-user-id": False}
)
_V2_BETA_CONTROL_STRENGTH = Field(
    type="number",
    description="How strongly the image guides the result.",
    minimum=0,
    maximum=1,
    default=0.7,
)
_RESPONSE_MEDIA_TYPES_5 = (
    "image/png",
    "image/jpeg",
    "image/webp",
    "application/json; type=image/png",
    "application/json; type=image/jpeg",
    "application/json; type=image/webp",
    "application/json",
)
_ERROR_NAMES_8 = MappingProxyType(
    {
        "400": ("bad_request",),
        "401": ("unauthorized",),
        "403": ("content_moderation",),
        "404": ("generation_not_found",),
        "429": ("rate_limit_exceeded",),
        "500": ("internal_error",),
        "default": (),
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
                    "text_prompts": _TEXT_PROMPTS._replace(required=True),
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
                    "cfg_scale": _CFG_SCALE,
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
                    "samples": _SAMPLES,
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
            headers=_HEADERS_1,
            response_media_types=_RESPONSE_MEDIA_TYPES_1,
            response_headers=_RESPONSE_HEADERS_1,
            error_media_types=("application/vnd.goa.error", "application/json"),
            error_names=_ERROR_NAMES_1,
            max_pixels=1048576,
            edition="v1alpha",
            body="TextToImageOptions",
            accepts=("image/png", "application/json"),
            known_engines=(
                "stable-diffusion-v1",
                "stable-diffusion-v1-5",
                "stable-diffusion-512-v2-0",
                "stable-diffusion-768-v2-0",
                "stable-diffusion-512-v2-1",
                "stable-diffusion-768-v2-1",
                "stable-inpainting-v1-0",
                "stable-inpainting-512-v2-0",
            ),
            credits=Credits(
                per_pixel=2.16e-06,
                free_pixels=169527,
                steps=30,
            ),
        ),
        "image_to_image": Operation(
            method="POST",
            path="/v1alpha/generation/{engine_id}/image-to-image",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "text_prompts": _TEXT_PROMPTS._replace(required=True),
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
                    "cfg_scale": _CFG_SCALE,
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
                    "samples": _SAMPLES,
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
            headers=_HEADERS_1,
            response_media_types=_RESPONSE_MEDIA_TYPES_1,
            response_headers=_RESPONSE_HEADERS_1,
            error_media_types=("application/vnd.goa.error", "application/json"),
            error_names=_ERROR_NAMES_1,
            max_pixels=1048576,
            edition="v1alpha",
            body="ImageToImageBody",
            accepts=("image/png", "application/json"),
            known_engines=(
                "stable-diffusion-v1",
                "stable-diffusion-v1-5",
                "stable-diffusion-512-v2-0",
                "stable-diffusion-768-v2-0",
                "stable-diffusion-512-v2-1",
                "stable-diffusion-768-v2-1",
                "stable-inpainting-v1-0",
                "stable-inpainting-512-v2-0",
            ),
            credits=Credits(
                per_pixel=2.16e-06,
                free_pixels=169527,
                steps=30,
            ),
        ),
        "masking": Operation(
            method="POST",
            path="/v1alpha/generation/{engine_id}/image-to-image/masking",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "text_prompts": _TEXT_PROMPTS._replace(required=True),
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
                    "cfg_scale": _CFG_SCALE,
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
                    "samples": _SAMPLES,
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
                    "mask_source": _MASK_SOURCE._replace(required=True),
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
            headers=_HEADERS_1,
            response_media_types=_RESPONSE_MEDIA_TYPES_1,
            response_headers=_RESPONSE_HEADERS_1,
            error_media_types=("application/vnd.goa.error", "application/json"),
            error_names=_ERROR_NAMES_1,
            max_pixels=1048576,
            edition="v1alpha",
            body="MaskingBody",
            accepts=("image/png", "application/json"),
            known_engines=(
                "stable-diffusion-v1",
                "stable-diffusion-v1-5",
                "stable-diffusion-512-v2-0",
                "stable-diffusion-768-v2-0",
                "stable-diffusion-512-v2-1",
                "stable-diffusion-768-v2-1",
                "stable-inpainting-v1-0",
                "stable-inpainting-512-v2-0",
            ),
            credits=Credits(
                per_pixel=2.16e-06,
                free_pixels=169527,
                steps=30,
            ),
        ),
        "engines": Operation(
            method="GET",
            path="/v1alpha/engines/list",
            request_media_type=None,
            options=MappingProxyType({}),
            files=MappingProxyType({}),
            headers=_HEADERS_2,
            response_media_types=_RESPONSE_MEDIA_TYPES_2,
            response_headers=(),
            error_media_types=("application/vnd.goa.error", "application/json"),
            error_names=_ERROR_NAMES_2,
            edition="v1alpha",
        ),
        "account": Operation(
            method="GET",
            path="/v1alpha/user/account",
            request_media_type=None,
            options=MappingProxyType({}),
            files=MappingProxyType({}),
            headers=MappingProxyType({}),
            response_media_types=_RESPONSE_MEDIA_TYPES_2,
            response_headers=(),
            error_media_types=("application/vnd.goa.error", "application/json"),
            error_names=_ERROR_NAMES_2,
            edition="v1alpha",
        ),
        "balance": Operation(
            method="GET",
            path="/v1alpha/user/balance",
            request_media_type=None,
            options=MappingProxyType({}),
            files=MappingProxyType({}),
            headers=_HEADERS_2,
            response_media_types=_RESPONSE_MEDIA_TYPES_2,
            response_headers=(),
            error_media_types=("application/vnd.goa.error", "application/json"),
            error_names=_ERROR_NAMES_2,
            edition="v1alpha",
        ),
        "v1_text_to_image": Operation(
            method="POST",
            path="/v1/generation/{engine_id}/text-to-image",
            request_media_type="application/json",
            options=MappingProxyType(
                {
                    "text_prompts": _TEXT_PROMPTS._replace(required=True),
                    "width": Field(
                        type="integer",
                        description="Width in pixels.",
                        minimum=128,
                        multiple_of=64,
                    ),
                    "height": Field(
                        type="integer",
                        description="Height in pixels.",
                        minimum=128,
                        multiple_of=64,
                    ),
                    "cfg_scale": _CFG_SCALE,
                    "clip_guidance_preset": Field(
                        type="string",
                        description="How CLIP guides the generation.",
                        enum=("NONE", "FAST_BLUE", "FAST_GREEN", "SIMPLE", "SLOW", "SLOWER", "SLOWEST"),
                        default="NONE",
                    ),
                    "sampler": Field(
                        type="string",
                        description="The diffusion sampler. The service chooses if none is sent.",
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
                    "samples": _SAMPLES,
                    "seed": _V1_SEED,
                    "steps": _V1_STEPS,
                    "style_preset": _STYLE_PRESET,
                }
            ),
            files=MappingProxyType({}),
            headers=_HEADERS_3,
            response_media_types=_RESPONSE_MEDIA_TYPES_1,
            response_headers=_RESPONSE_HEADERS_2,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_3,
            edition="v1",
            auth_prefix="Bearer ",
            body="V1TextToImageOptions",
            accepts=("image/png", "application/json"),
            known_engines=("stable-diffusion-xl-1024-v1-0", "stable-diffusion-v1-6"),
            sizes_by_engine=_SIZES_BY_ENGINE_1,
            sides_by_engine=MappingProxyType({"stable-diffusion-v1-6": (320, 1536)}),
            credits=Credits(
                fixed=0.9,
                steps=30,
                min_steps=30,
            ),
        ),
        "v1_image_to_image": Operation(
            method="POST",
            path="/v1/generation/{engine_id}/image-to-image",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "text_prompts": _TEXT_PROMPTS._replace(required=True),
                    "init_image_mode": _INIT_IMAGE_MODE,
                    "image_strength": Field(
                        type="number",
                        description="How much of the image is kept. Near 1 the result is like it, near 0 it is ignored.",
                        minimum=0,
                        maximum=1,
                        default=0.35,
                    ),
                    "step_schedule_start": Field(
                        type="number",
                        description="The share of the schedule that is skipped. 0 returns the init image, 1 ignores it.",
                        minimum=0,
                        maximum=1,
                        default=0.65,
                    ),
                    "step_schedule_end": Field(
                        type="number",
                        description="Where in the schedule to stop.",
                        minimum=0,
                        maximum=1,
                    ),
                    "cfg_scale": _CFG_SCALE,
                    "clip_guidance_preset": Field(
                        type="string",
                        description="How CLIP guides the generation.",
                        enum=("NONE", "FAST_BLUE", "FAST_GREEN", "SIMPLE", "SLOW", "SLOWER", "SLOWEST"),
                        default="NONE",
                    ),
                    "sampler": Field(
                        type="string",
                        description="The diffusion sampler. The service chooses if none is sent.",
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
                    "samples": _SAMPLES,
                    "seed": _V1_SEED,
                    "steps": _V1_STEPS,
                    "style_preset": _STYLE_PRESET,
                }
            ),
            files=MappingProxyType(
                {
                    "init_image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image to start from. The result has its size.",
                        sizes_by_engine=_SIZES_BY_ENGINE_1,
                    )
                }
            ),
            headers=_HEADERS_3,
            response_media_types=_RESPONSE_MEDIA_TYPES_1,
            response_headers=_RESPONSE_HEADERS_2,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_3,
            edition="v1",
            auth_prefix="Bearer ",
            body="V1ImageToImageBody",
            accepts=("image/png", "application/json"),
            known_engines=("stable-diffusion-xl-1024-v1-0", "stable-diffusion-v1-6"),
            requires=MappingProxyType(
                {
                    "step_schedule_start": ("init_image_mode=STEP_SCHEDULE",),
                    "step_schedule_end": ("init_image_mode=STEP_SCHEDULE",),
                }
            ),
            excludes=MappingProxyType({"init_image_mode=STEP_SCHEDULE": ("image_strength",)}),
            credits=Credits(
                fixed=0.9,
                steps=30,
                min_steps=30,
            ),
        ),
        "v1_masking": Operation(
            method="POST",
            path="/v1/generation/{engine_id}/image-to-image/masking",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "text_prompts": _TEXT_PROMPTS._replace(required=True),
                    "mask_source": _MASK_SOURCE._replace(required=True),
                    "cfg_scale": _CFG_SCALE,
                    "clip_guidance_preset": Field(
                        type="string",
                        description="How CLIP guides the generation.",
                        enum=("NONE", "FAST_BLUE", "FAST_GREEN", "SIMPLE", "SLOW", "SLOWER", "SLOWEST"),
                        default="NONE",
                    ),
                    "sampler": Field(
                        type="string",
                        description="The diffusion sampler. The service chooses if none is sent.",
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
                    "samples": _SAMPLES,
                    "seed": _V1_SEED,
                    "steps": _V1_STEPS,
                    "style_preset": _STYLE_PRESET,
                }
            ),
            files=MappingProxyType(
                {
                    "init_image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image to start from. The result has its size.",
                        sizes_by_engine=_SIZES_BY_ENGINE_1,
                    ),
                    "mask_image": FilePart(
                        required=False,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The mask, exactly the size of `init_image`. Needed for `MASK_IMAGE_WHITE` and `MASK_IMAGE_BLACK`, ignored for `INIT_IMAGE_ALPHA`.",
                    ),
                }
            ),
            headers=_HEADERS_3,
            response_media_types=_RESPONSE_MEDIA_TYPES_1,
            response_headers=_RESPONSE_HEADERS_2,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_3,
            edition="v1",
            auth_prefix="Bearer ",
            body="V1MaskingBody",
            accepts=("image/png", "application/json"),
            known_engines=("stable-diffusion-xl-1024-v1-0", "stable-diffusion-v1-6"),
            credits=Credits(
                fixed=0.9,
                steps=30,
                min_steps=30,
            ),
        ),
        "v1_engines": Operation(
            method="GET",
            path="/v1/engines/list",
            request_media_type=None,
            options=MappingProxyType({}),
            files=MappingProxyType({}),
            headers=_HEADERS_4,
            response_media_types=_RESPONSE_MEDIA_TYPES_2,
            response_headers=(),
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_4,
            edition="v1",
            auth_prefix="Bearer ",
        ),
        "v1_account": Operation(
            method="GET",
            path="/v1/user/account",
            request_media_type=None,
            options=MappingProxyType({}),
            files=MappingProxyType({}),
            headers=MappingProxyType({}),
            response_media_types=_RESPONSE_MEDIA_TYPES_2,
            response_headers=(),
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_4,
            edition="v1",
            auth_prefix="Bearer ",
        ),
        "v1_balance": Operation(
            method="GET",
            path="/v1/user/balance",
            request_media_type=None,
            options=MappingProxyType({}),
            files=MappingProxyType({}),
            headers=_HEADERS_4,
            response_media_types=_RESPONSE_MEDIA_TYPES_2,
            response_headers=(),
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_4,
            edition="v1",
            auth_prefix="Bearer ",
        ),
        "v2beta_core": Operation(
            method="POST",
            path="/v2beta/stable-image/generate/core",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "prompt": _V2_BETA_PROMPT._replace(required=True),
                    "aspect_ratio": _ASPECT_RATIO,
                    "negative_prompt": _V2_BETA_NEGATIVE_PROMPT,
                    "seed": _V2_BETA_SEED,
                    "style_preset": _STYLE_PRESET,
                    "output_format": _OUTPUT_FORMAT,
                }
            ),
            files=MappingProxyType({}),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_3,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_5,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaCoreBody",
            accepts=("image/*", "application/json"),
            credits=Credits(
                fixed=3,
            ),
        ),
        "v2beta_ultra": Operation(
            method="POST",
            path="/v2beta/stable-image/generate/ultra",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "prompt": _V2_BETA_PROMPT._replace(required=True),
                    "negative_prompt": _V2_BETA_NEGATIVE_PROMPT,
                    "aspect_ratio": _ASPECT_RATIO,
                    "seed": _V2_BETA_SEED,
                    "output_format": _OUTPUT_FORMAT,
                    "style_preset": _STYLE_PRESET,
                    "strength": _V2_BETA_STRENGTH,
                }
            ),
            files=MappingProxyType(
                {
                    "image": FilePart(
                        required=False,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="An image to start from; `strength` says how far to go from it.",
                        min_side=64,
                        max_side=16384,
                        min_pixels=4096,
                    )
                }
            ),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_3,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_6,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaUltraBody",
            accepts=("image/*", "application/json"),
            requires=MappingProxyType({"image": ("strength",), "strength": ("image",)}),
            credits=Credits(
                fixed=8,
            ),
        ),
        "v2beta_sd3": Operation(
            method="POST",
            path="/v2beta/stable-image/generate/sd3",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "prompt": _V2_BETA_PROMPT._replace(required=True),
                    "model": Field(
                        type="string",
                        description="The model.",
                        known=("sd3.5-large", "sd3.5-large-turbo", "sd3.5-medium", "sd3.5-flash"),
                        default="sd3.5-large",
                    ),
                    "mode": _SD3_MODE,
                    "negative_prompt": _V2_BETA_NEGATIVE_PROMPT,
                    "aspect_ratio": _ASPECT_RATIO,
                    "seed": _V2_BETA_SEED,
                    "output_format": _OUTPUT_FORMAT,
                    "style_preset": _STYLE_PRESET,
                    "strength": _V2_BETA_STRENGTH,
                    "cfg_scale": Field(
                        type="number",
                        description="How closely the image follows the prompt; higher is closer. By default 4, and 1 for the turbo and flash models.",
                        minimum=1,
                        maximum=10,
                    ),
                }
            ),
            files=MappingProxyType(
                {
                    "image": FilePart(
                        required=False,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="An image to start from; `strength` says how far to go from it.",
                        min_side=64,
                    )
                }
            ),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_3,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_6,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaSd3Body",
            accepts=("image/*", "application/json"),
            requires=MappingProxyType(
                {"image": ("strength",), "strength": ("image",), "mode=image-to-image": ("image",)}
            ),
            excludes=MappingProxyType({"image": ("aspect_ratio", "mode=text-to-image")}),
            credits=Credits(
                option="model",
                by_value=MappingProxyType(
                    {
                        "sd3.5-large": 6.5,
                        "sd3.5-large-turbo": 4,
                        "sd3.5-medium": 3.5,
                        "sd3.5-flash": 2.5,
                        "sd3-large": 6.5,
                        "sd3-large-turbo": 4,
                        "sd3-medium": 3.5,
                    }
                ),
                default="sd3.5-large",
            ),
        ),
        "v2beta_erase": Operation(
            method="POST",
            path="/v2beta/stable-image/edit/erase",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "grow_mask": Field(
                        type="integer",
                        description="How many pixels the mask grows and is blurred by, so that no edge shows.",
                        minimum=0,
                        maximum=20,
                        default=5,
                    ),
                    "seed": _V2_BETA_SEED,
                    "output_format": _OUTPUT_FORMAT,
                }
            ),
            files=MappingProxyType(
                {
                    "image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image to erase a part of.",
                        min_side=64,
                        min_pixels=4096,
                        max_pixels=9437184,
                    ),
                    "mask": FilePart(
                        required=False,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The mask. White is repainted, black is kept, gray in part. The service stretches it to the size of `image`. Without it the transparent part of `image` is repainted.",
                    ),
                }
            ),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_3,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_7,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaEraseBody",
            accepts=("image/*", "application/json"),
            credits=Credits(
                fixed=5,
            ),
        ),
        "v2beta_inpaint": Operation(
            method="POST",
            path="/v2beta/stable-image/edit/inpaint",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "prompt": _V2_BETA_PROMPT._replace(required=True),
                    "negative_prompt": _V2_BETA_NEGATIVE_PROMPT,
                    "grow_mask": Field(
                        type="integer",
                        description="How many pixels the mask grows and is blurred by, so that no edge shows.",
                        minimum=0,
                        maximum=100,
                        default=5,
                    ),
                    "seed": _V2_BETA_SEED,
                    "output_format": _OUTPUT_FORMAT,
                    "style_preset": _STYLE_PRESET,
                }
            ),
            files=MappingProxyType(
                {
                    "image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image to repaint a part of.",
                        min_side=64,
                        min_pixels=4096,
                        max_pixels=9437184,
                    ),
                    "mask": FilePart(
                        required=False,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The mask. White is repainted, black is kept, gray in part. The service stretches it to the size of `image`. Without it the transparent part of `image` is repainted.",
                    ),
                }
            ),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_3,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_6,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaInpaintBody",
            accepts=("image/*", "application/json"),
            credits=Credits(
                fixed=5,
            ),
        ),
        "v2beta_outpaint": Operation(
            method="POST",
            path="/v2beta/stable-image/edit/outpaint",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "left": Field(
                        type="integer",
                        description="How many pixels to add on the left.",
                        minimum=0,
                        maximum=2000,
                        default=0,
                    ),
                    "right": Field(
                        type="integer",
                        description="How many pixels to add on the right.",
                        minimum=0,
                        maximum=2000,
                        default=0,
                    ),
                    "up": Field(
                        type="integer",
                        description="How many pixels to add above.",
                        minimum=0,
                        maximum=2000,
                        default=0,
                    ),
                    "down": Field(
                        type="integer",
                        description="How many pixels to add below.",
                        minimum=0,
                        maximum=2000,
                        default=0,
                    ),
                    "creativity": Field(
                        type="number",
                        description="How freely the added part is invented.",
                        minimum=0,
                        maximum=1,
                        default=0.5,
                    ),
                    "prompt": Field(
                        type="string",
                        description="What the added part shows.",
                        max_length=10000,
                    ),
                    "seed": _V2_BETA_SEED,
                    "output_format": _OUTPUT_FORMAT,
                    "style_preset": _STYLE_PRESET,
                }
            ),
            files=MappingProxyType(
                {
                    "image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image to continue.",
                        min_side=64,
                        min_pixels=4096,
                        max_pixels=9437184,
                        max_aspect_ratio=2.5,
                    )
                }
            ),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_3,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_6,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaOutpaintBody",
            accepts=("image/*", "application/json"),
            one_of=(("left", "right", "up", "down"),),
            credits=Credits(
                fixed=4,
            ),
        ),
        "v2beta_search_and_replace": Operation(
            method="POST",
            path="/v2beta/stable-image/edit/search-and-replace",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "prompt": _V2_BETA_PROMPT._replace(required=True),
                    "search_prompt": Field(
                        type="string",
                        description="What to look for in the image, in short.",
                        required=True,
                        min_length=1,
                        max_length=10000,
                    ),
                    "negative_prompt": _V2_BETA_NEGATIVE_PROMPT,
                    "grow_mask": Field(
                        type="integer",
                        description="How many pixels the region that is found grows and is blurred by.",
                        minimum=0,
                        maximum=20,
                        default=3,
                    ),
                    "seed": _V2_BETA_SEED,
                    "output_format": _OUTPUT_FORMAT,
                    "style_preset": _STYLE_PRESET,
                }
            ),
            files=MappingProxyType(
                {
                    "image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image with the object.",
                        min_side=64,
                        min_pixels=4096,
                        max_pixels=9437184,
                        max_aspect_ratio=2.5,
                    )
                }
            ),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_3,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_6,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaSearchAndReplaceBody",
            accepts=("image/*", "application/json"),
            credits=Credits(
                fixed=5,
            ),
        ),
        "v2beta_search_and_recolor": Operation(
            method="POST",
            path="/v2beta/stable-image/edit/search-and-recolor",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "prompt": _V2_BETA_PROMPT._replace(required=True),
                    "select_prompt": Field(
                        type="string",
                        description="What to look for in the image, in short.",
                        required=True,
                        min_length=1,
                        max_length=10000,
                    ),
                    "negative_prompt": _V2_BETA_NEGATIVE_PROMPT,
                    "grow_mask": Field(
                        type="integer",
                        description="How many pixels the region that is found grows and is blurred by.",
                        minimum=0,
                        maximum=20,
                        default=3,
                    ),
                    "seed": _V2_BETA_SEED,
                    "output_format": _OUTPUT_FORMAT,
                    "style_preset": _STYLE_PRESET,
                }
            ),
            files=MappingProxyType(
                {
                    "image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image with the object.",
                        min_side=64,
                        min_pixels=4096,
                        max_pixels=9437184,
                        max_aspect_ratio=2.5,
                    )
                }
            ),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_3,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_6,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaSearchAndRecolorBody",
            accepts=("image/*", "application/json"),
            credits=Credits(
                fixed=5,
            ),
        ),
        "v2beta_remove_background": Operation(
            method="POST",
            path="/v2beta/stable-image/edit/remove-background",
            request_media_type="multipart/form-data",
            options=MappingProxyType({"output_format": _TRANSPARENT_FORMAT}),
            files=MappingProxyType(
                {
                    "image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image to cut the foreground out of.",
                        min_side=64,
                        min_pixels=4096,
                        max_pixels=4194304,
                    )
                }
            ),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_4,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_7,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaRemoveBackgroundBody",
            accepts=("image/*", "application/json"),
            credits=Credits(
                fixed=5,
            ),
        ),
        "v2beta_replace_background_and_relight": Operation(
            method="POST",
            path="/v2beta/stable-image/edit/replace-background-and-relight",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "background_prompt": Field(
                        type="string",
                        description="What the background shows.",
                        max_length=10000,
                    ),
                    "foreground_prompt": Field(
                        type="string",
                        description="What the subject is, which keeps its parts from being taken for background.",
                        max_length=10000,
                    ),
                    "negative_prompt": _V2_BETA_NEGATIVE_PROMPT,
                    "preserve_original_subject": Field(
                        type="number",
                        description="How much of the subject is kept as it is. 1 keeps each pixel.",
                        minimum=0,
                        maximum=1,
                        default=0.6,
                    ),
                    "original_background_depth": Field(
                        type="number",
                        description="How far the new background follows the depth of the old one.",
                        minimum=0,
                        maximum=1,
                        default=0.5,
                    ),
                    "keep_original_background": Field(
                        type="boolean",
                        description="Whether to keep the background and change the light alone.",
                        default=False,
                    ),
                    "light_source_direction": _LIGHT_DIRECTION,
                    "light_source_strength": Field(
                        type="number",
                        description="How strong the light is.",
                        minimum=0,
                        maximum=1,
                        default=0.3,
                    ),
                    "seed": _V2_BETA_SEED,
                    "output_format": _OUTPUT_FORMAT,
                }
            ),
            files=MappingProxyType(
                {
                    "subject_image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image of the subject.",
                        min_side=64,
                        min_pixels=4096,
                        max_pixels=9437184,
                        max_aspect_ratio=2.5,
                    ),
                    "background_reference": FilePart(
                        required=False,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="An image that the background is made after.",
                        min_side=64,
                        min_pixels=4096,
                        max_pixels=9437184,
                    ),
                    "light_reference": FilePart(
                        required=False,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="An image whose light is taken over.",
                        min_side=64,
                        min_pixels=4096,
                        max_pixels=9437184,
                    ),
                }
            ),
            headers=_HEADERS_6,
            response_media_types=_RESPONSE_MEDIA_TYPES_2,
            response_headers=(),
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_6,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaReplaceBackgroundAndRelightBody",
            requires=MappingProxyType({"light_source_strength": ("light_source_direction", "light_reference")}),
            one_of=(("background_prompt", "background_reference"),),
            credits=Credits(
                fixed=8,
            ),
            result="v2beta_result",
        ),
        "v2beta_upscale_fast": Operation(
            method="POST",
            path="/v2beta/stable-image/upscale/fast",
            request_media_type="multipart/form-data",
            options=MappingProxyType({"output_format": _OUTPUT_FORMAT}),
            files=MappingProxyType(
                {
                    "image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image to enlarge.",
                        min_side=32,
                        max_side=1536,
                        min_pixels=1024,
                        max_pixels=1048576,
                    )
                }
            ),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_3,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_6,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaUpscaleFastBody",
            accepts=("image/*", "application/json"),
            credits=Credits(
                fixed=2,
            ),
        ),
        "v2beta_upscale_conservative": Operation(
            method="POST",
            path="/v2beta/stable-image/upscale/conservative",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "prompt": _V2_BETA_PROMPT._replace(required=True),
                    "negative_prompt": _V2_BETA_NEGATIVE_PROMPT,
                    "seed": _V2_BETA_SEED,
                    "output_format": _OUTPUT_FORMAT,
                    "creativity": Field(
                        type="number",
                        description="How freely details are invented.",
                        minimum=0.2,
                        maximum=0.5,
                        default=0.35,
                    ),
                }
            ),
            files=MappingProxyType(
                {
                    "image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image to enlarge.",
                        min_side=64,
                        min_pixels=4096,
                        max_pixels=9437184,
                        max_aspect_ratio=2.5,
                    )
                }
            ),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_3,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_6,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaUpscaleConservativeBody",
            accepts=("image/*", "application/json"),
            credits=Credits(
                fixed=40,
            ),
        ),
        "v2beta_upscale_creative": Operation(
            method="POST",
            path="/v2beta/stable-image/upscale/creative",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "prompt": _V2_BETA_PROMPT._replace(required=True),
                    "negative_prompt": _V2_BETA_NEGATIVE_PROMPT,
                    "output_format": _OUTPUT_FORMAT,
                    "seed": _V2_BETA_SEED,
                    "style_preset": _STYLE_PRESET,
                    "creativity": Field(
                        type="number",
                        description="How freely details are invented.",
                        minimum=0.1,
                        maximum=0.5,
                        default=0.3,
                    ),
                }
            ),
            files=MappingProxyType(
                {
                    "image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image to enlarge.",
                        min_side=64,
                        min_pixels=4096,
                        max_pixels=1048576,
                    )
                }
            ),
            headers=_HEADERS_6,
            response_media_types=_RESPONSE_MEDIA_TYPES_2,
            response_headers=(),
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_6,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaUpscaleCreativeBody",
            credits=Credits(
                fixed=60,
            ),
            result="v2beta_result",
        ),
        "v2beta_sketch": Operation(
            method="POST",
            path="/v2beta/stable-image/control/sketch",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "prompt": _V2_BETA_PROMPT._replace(required=True),
                    "control_strength": _V2_BETA_CONTROL_STRENGTH,
                    "negative_prompt": _V2_BETA_NEGATIVE_PROMPT,
                    "seed": _V2_BETA_SEED,
                    "output_format": _OUTPUT_FORMAT,
                    "style_preset": _STYLE_PRESET,
                }
            ),
            files=MappingProxyType(
                {
                    "image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The sketch, or an image whose edges are taken for one.",
                        min_side=64,
                        max_pixels=9437184,
                        max_aspect_ratio=2.5,
                    )
                }
            ),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_3,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_6,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaSketchBody",
            accepts=("image/*", "application/json"),
            credits=Credits(
                fixed=5,
            ),
        ),
        "v2beta_structure": Operation(
            method="POST",
            path="/v2beta/stable-image/control/structure",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "prompt": _V2_BETA_PROMPT._replace(required=True),
                    "control_strength": _V2_BETA_CONTROL_STRENGTH,
                    "negative_prompt": _V2_BETA_NEGATIVE_PROMPT,
                    "seed": _V2_BETA_SEED,
                    "output_format": _OUTPUT_FORMAT,
                    "style_preset": _STYLE_PRESET,
                }
            ),
            files=MappingProxyType(
                {
                    "image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image whose structure is kept.",
                        min_side=64,
                        min_pixels=4096,
                        max_pixels=9437184,
                        max_aspect_ratio=2.5,
                    )
                }
            ),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_3,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_6,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaStructureBody",
            accepts=("image/*", "application/json"),
            credits=Credits(
                fixed=5,
            ),
        ),
        "v2beta_style": Operation(
            method="POST",
            path="/v2beta/stable-image/control/style",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "prompt": _V2_BETA_PROMPT._replace(required=True),
                    "negative_prompt": _V2_BETA_NEGATIVE_PROMPT,
                    "aspect_ratio": _ASPECT_RATIO,
                    "seed": _V2_BETA_SEED,
                    "output_format": _OUTPUT_FORMAT,
                    "style_preset": _STYLE_PRESET,
                    "fidelity": Field(
                        type="number",
                        description="How closely the style is followed.",
                        minimum=0,
                        maximum=1,
                        default=0.5,
                    ),
                }
            ),
            files=MappingProxyType(
                {
                    "image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image whose style is taken over.",
                        min_side=64,
                        min_pixels=4096,
                        max_pixels=9437184,
                        max_aspect_ratio=2.5,
                    )
                }
            ),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_3,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_6,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaStyleBody",
            accepts=("image/*", "application/json"),
            credits=Credits(
                fixed=5,
            ),
        ),
        "v2beta_style_transfer": Operation(
            method="POST",
            path="/v2beta/stable-image/control/style-transfer",
            request_media_type="multipart/form-data",
            options=MappingProxyType(
                {
                    "prompt": Field(
                        type="string",
                        description="What the result shows.",
                        max_length=10000,
                    ),
                    "negative_prompt": _V2_BETA_NEGATIVE_PROMPT,
                    "seed": _V2_BETA_SEED,
                    "output_format": _OUTPUT_FORMAT,
                    "style_strength": Field(
                        type="number",
                        description="How strongly the style is applied.",
                        minimum=0,
                        maximum=1,
                        default=1,
                    ),
                    "composition_fidelity": Field(
                        type="number",
                        description="How closely the composition of `init_image` is kept.",
                        minimum=0,
                        maximum=1,
                        default=0.9,
                    ),
                    "change_strength": Field(
                        type="number",
                        description="How far the result goes from `init_image`.",
                        minimum=0.1,
                        maximum=1,
                        default=0.9,
                    ),
                }
            ),
            files=MappingProxyType(
                {
                    "init_image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image to restyle.",
                        min_side=64,
                        max_side=16383,
                        min_pixels=4096,
                        max_pixels=9437184,
                        max_aspect_ratio=2.5,
                    ),
                    "style_image": FilePart(
                        required=True,
                        media_types=("image/png", "image/jpeg", "image/webp"),
                        max_bytes=10485760,
                        description="The image whose style is taken over.",
                        min_side=64,
                        max_side=16383,
                        min_pixels=4096,
                        max_pixels=9437184,
                    ),
                }
            ),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_3,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_6,
            max_bytes=10485760,
            edition="v2beta",
            auth_prefix="Bearer ",
            body="V2BetaStyleTransferBody",
            accepts=("image/*", "application/json"),
            credits=Credits(
                fixed=8,
            ),
        ),
        "v2beta_result": Operation(
            method="GET",
            path="/v2beta/results/{id}",
            request_media_type=None,
            options=MappingProxyType({}),
            files=MappingProxyType({}),
            headers=_HEADERS_5,
            response_media_types=_RESPONSE_MEDIA_TYPES_5,
            response_headers=_RESPONSE_HEADERS_3,
            error_media_types=("application/json",),
            error_names=_ERROR_NAMES_8,
            edition="v2beta",
            auth_prefix="Bearer ",
            accepts=("image/*", "application/json"),
        ),
    }
)
