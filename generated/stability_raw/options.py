"""The options of each operation, as keyword arguments. None means that an option is not sent.

Made by `make generate`. Do not edit.
"""

from typing import Literal, Required, TypeAlias, TypedDict

from .models import ClipGuidancePreset, EngineType, FinishReason, MaskSource, ResponseMediaType, Sampler

ResponseMediaTypeValue: TypeAlias = ResponseMediaType | Literal["image/png", "application/json"]
ClipGuidancePresetValue: TypeAlias = (
    ClipGuidancePreset | Literal["NONE", "FAST_BLUE", "FAST_GREEN", "SIMPLE", "SLOW", "SLOWER", "SLOWEST"]
)
SamplerValue: TypeAlias = (
    Sampler
    | Literal[
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
    ]
)
MaskSourceValue: TypeAlias = MaskSource | Literal["MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"]
FinishReasonValue: TypeAlias = FinishReason | Literal["SUCCESS", "ERROR", "CONTENT_FILTERED"]
EngineTypeValue: TypeAlias = EngineType | Literal["AUDIO", "CLASSIFICATION", "PICTURE", "STORAGE", "TEXT", "VIDEO"]


class TextToImageOptions(TypedDict, total=False):
    """The options of `text_to_image`."""

    width: int | None
    """Width in pixels. 512 to 2048 in steps of 64; default `512`."""
    height: int | None
    """Height in pixels. 512 to 2048 in steps of 64; default `512`."""
    cfg_scale: float | None
    """How closely the image follows the prompts; higher is closer. 0 to 35; default `7`."""
    clip_guidance_preset: ClipGuidancePresetValue | None
    """How CLIP guides the generation. `NONE`, `FAST_BLUE`, `FAST_GREEN`, `SIMPLE`, `SLOW`, `SLOWER`, `SLOWEST`;
    default `NONE`."""
    sampler: SamplerValue | None
    """The diffusion sampler. The server chooses if none is sent. `DDIM`, `DDPM`, `K_DPMPP_2M`,
    `K_DPMPP_2S_ANCESTRAL`, `K_DPM_2`, `K_DPM_2_ANCESTRAL`, `K_EULER`, `K_EULER_ANCESTRAL`, `K_HEUN`, `K_LMS`."""
    samples: int | None
    """How many images to generate. More than one only as `application/json`. 1 to 10; default `1`."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 2147483647."""
    steps: int | None
    """Diffusion steps. The price grows with them. 10 to 150; default `50`."""


class ImageToImageOptions(TypedDict, total=False):
    """The options of `image_to_image`."""

    width: int | None
    """Width in pixels. 512 to 2048 in steps of 64; default `512`."""
    height: int | None
    """Height in pixels. 512 to 2048 in steps of 64; default `512`."""
    cfg_scale: float | None
    """How closely the image follows the prompts; higher is closer. 0 to 35; default `7`."""
    clip_guidance_preset: ClipGuidancePresetValue | None
    """How CLIP guides the generation. `NONE`, `FAST_BLUE`, `FAST_GREEN`, `SIMPLE`, `SLOW`, `SLOWER`, `SLOWEST`;
    default `NONE`."""
    sampler: SamplerValue | None
    """The diffusion sampler. The server chooses if none is sent. `DDIM`, `DDPM`, `K_DPMPP_2M`,
    `K_DPMPP_2S_ANCESTRAL`, `K_DPM_2`, `K_DPM_2_ANCESTRAL`, `K_EULER`, `K_EULER_ANCESTRAL`, `K_HEUN`, `K_LMS`."""
    samples: int | None
    """How many images to generate. More than one only as `application/json`. 1 to 10; default `1`."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 2147483647."""
    steps: int | None
    """Diffusion steps. The price grows with them. 10 to 150; default `50`."""
    step_schedule_start: float | None
    """The share of the schedule that is skipped. 0 returns the init image, 1 ignores it. 0 to 1."""
    step_schedule_end: float | None
    """Where in the schedule to stop. 0 to 1."""


class MaskingOptions(TypedDict, total=False):
    """The options of `masking`."""

    width: int | None
    """Width in pixels. 512 to 2048 in steps of 64; default `512`."""
    height: int | None
    """Height in pixels. 512 to 2048 in steps of 64; default `512`."""
    cfg_scale: float | None
    """How closely the image follows the prompts; higher is closer. 0 to 35; default `7`."""
    clip_guidance_preset: ClipGuidancePresetValue | None
    """How CLIP guides the generation. `NONE`, `FAST_BLUE`, `FAST_GREEN`, `SIMPLE`, `SLOW`, `SLOWER`, `SLOWEST`;
    default `NONE`."""
    sampler: SamplerValue | None
    """The diffusion sampler. The server chooses if none is sent. `DDIM`, `DDPM`, `K_DPMPP_2M`,
    `K_DPMPP_2S_ANCESTRAL`, `K_DPM_2`, `K_DPM_2_ANCESTRAL`, `K_EULER`, `K_EULER_ANCESTRAL`, `K_HEUN`, `K_LMS`."""
    samples: int | None
    """How many images to generate. More than one only as `application/json`. 1 to 10; default `1`."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 2147483647."""
    steps: int | None
    """Diffusion steps. The price grows with them. 10 to 150; default `50`."""
    step_schedule_start: float | None
    """The share of the schedule that is skipped. 0 returns the init image, 1 ignores it. 0 to 1."""
    step_schedule_end: float | None
    """Where in the schedule to stop. 0 to 1."""
    mask_source: Required[MaskSourceValue]
    """Where the mask comes from and how it is read. `MASK_IMAGE_WHITE`: white pixels of `mask_image` are replaced,
    black ones kept. `MASK_IMAGE_BLACK`: the reverse. `INIT_IMAGE_ALPHA`: transparent pixels of `init_image` are
    replaced, opaque ones kept, and `mask_image` is ignored. Gray replaces in part, on a linear scale.
    `MASK_IMAGE_WHITE`, `MASK_IMAGE_BLACK`, `INIT_IMAGE_ALPHA`."""
