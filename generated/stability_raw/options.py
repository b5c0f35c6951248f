"""The options of each operation, as keyword arguments. None means that an option is not sent.

Made by `make generate`. Do not edit.
"""

from typing import Literal, Required, TypeAlias, TypedDict

from .models import (
    AspectRatio,
    BooleanWord,
    ClipGuidancePreset,
    EngineType,
    FinishReason,
    InitImageMode,
    LightDirection,
    MaskSource,
    OutputFormat,
    ResponseMediaType,
    Sampler,
    Sd3Mode,
    Sd3Model,
    StylePreset,
    TransparentFormat,
    V2BetaMediaType,
)

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
StylePresetValue: TypeAlias = (
    StylePreset
    | Literal[
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
    ]
)
AspectRatioValue: TypeAlias = AspectRatio | Literal["21:9", "16:9", "3:2", "5:4", "1:1", "4:5", "2:3", "9:16", "9:21"]
OutputFormatValue: TypeAlias = OutputFormat | Literal["png", "jpeg", "webp"]
TransparentFormatValue: TypeAlias = TransparentFormat | Literal["png", "webp"]
BooleanWordValue: TypeAlias = BooleanWord | Literal["true", "false"]
InitImageModeValue: TypeAlias = InitImageMode | Literal["IMAGE_STRENGTH", "STEP_SCHEDULE"]
Sd3ModelValue: TypeAlias = Sd3Model | Literal["sd3.5-large", "sd3.5-large-turbo", "sd3.5-medium", "sd3.5-flash"]
Sd3ModeValue: TypeAlias = Sd3Mode | Literal["text-to-image", "image-to-image"]
LightDirectionValue: TypeAlias = LightDirection | Literal["left", "right", "above", "below"]
V2BetaMediaTypeValue: TypeAlias = V2BetaMediaType | Literal["image/*", "application/json"]


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


class V1TextToImageOptions(TypedDict, total=False):
    """The options of `v1_text_to_image`."""

    width: int | None
    """Width in pixels. 128 or more in steps of 64."""
    height: int | None
    """Height in pixels. 128 or more in steps of 64."""
    cfg_scale: float | None
    """How closely the image follows the prompts; higher is closer. 0 to 35; default `7`."""
    clip_guidance_preset: ClipGuidancePresetValue | None
    """How CLIP guides the generation. `NONE`, `FAST_BLUE`, `FAST_GREEN`, `SIMPLE`, `SLOW`, `SLOWER`, `SLOWEST`;
    default `NONE`."""
    sampler: SamplerValue | None
    """The diffusion sampler. The service chooses if none is sent. `DDIM`, `DDPM`, `K_DPMPP_2M`,
    `K_DPMPP_2S_ANCESTRAL`, `K_DPM_2`, `K_DPM_2_ANCESTRAL`, `K_EULER`, `K_EULER_ANCESTRAL`, `K_HEUN`, `K_LMS`."""
    samples: int | None
    """How many images to generate. More than one only as `application/json`. 1 to 10; default `1`."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967295."""
    steps: int | None
    """Diffusion steps. From 30 on the price grows with them. 10 to 50; default `30`."""
    style_preset: StylePresetValue | None
    """A style that the image leans to. `3d-model`, `analog-film`, `anime`, `cinematic`, `comic-book`, `digital-art`,
    `enhance`, `fantasy-art`, `isometric`, `line-art`, `low-poly`, `modeling-compound`, `neon-punk`, `origami`,
    `photographic`, `pixel-art`, `tile-texture`."""


class V1ImageToImageOptions(TypedDict, total=False):
    """The options of `v1_image_to_image`."""

    init_image_mode: InitImageModeValue | None
    """Which options say how far the image goes from `init_image`: `image_strength`, or `step_schedule_start` and
    `step_schedule_end`. `IMAGE_STRENGTH`, `STEP_SCHEDULE`; default `IMAGE_STRENGTH`."""
    image_strength: float | None
    """How much of the image is kept. Near 1 the result is like it, near 0 it is ignored. 0 to 1; default `0.35`."""
    step_schedule_start: float | None
    """The share of the schedule that is skipped. 0 returns the init image, 1 ignores it. 0 to 1; default `0.65`."""
    step_schedule_end: float | None
    """Where in the schedule to stop. 0 to 1."""
    cfg_scale: float | None
    """How closely the image follows the prompts; higher is closer. 0 to 35; default `7`."""
    clip_guidance_preset: ClipGuidancePresetValue | None
    """How CLIP guides the generation. `NONE`, `FAST_BLUE`, `FAST_GREEN`, `SIMPLE`, `SLOW`, `SLOWER`, `SLOWEST`;
    default `NONE`."""
    sampler: SamplerValue | None
    """The diffusion sampler. The service chooses if none is sent. `DDIM`, `DDPM`, `K_DPMPP_2M`,
    `K_DPMPP_2S_ANCESTRAL`, `K_DPM_2`, `K_DPM_2_ANCESTRAL`, `K_EULER`, `K_EULER_ANCESTRAL`, `K_HEUN`, `K_LMS`."""
    samples: int | None
    """How many images to generate. More than one only as `application/json`. 1 to 10; default `1`."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967295."""
    steps: int | None
    """Diffusion steps. From 30 on the price grows with them. 10 to 50; default `30`."""
    style_preset: StylePresetValue | None
    """A style that the image leans to. `3d-model`, `analog-film`, `anime`, `cinematic`, `comic-book`, `digital-art`,
    `enhance`, `fantasy-art`, `isometric`, `line-art`, `low-poly`, `modeling-compound`, `neon-punk`, `origami`,
    `photographic`, `pixel-art`, `tile-texture`."""


class V1MaskingOptions(TypedDict, total=False):
    """The options of `v1_masking`."""

    mask_source: Required[MaskSourceValue]
    """Where the mask comes from and how it is read. `MASK_IMAGE_WHITE`: white pixels of `mask_image` are replaced,
    black ones kept. `MASK_IMAGE_BLACK`: the reverse. `INIT_IMAGE_ALPHA`: transparent pixels of `init_image` are
    replaced, opaque ones kept, and `mask_image` is ignored. Gray replaces in part, on a linear scale.
    `MASK_IMAGE_WHITE`, `MASK_IMAGE_BLACK`, `INIT_IMAGE_ALPHA`."""
    cfg_scale: float | None
    """How closely the image follows the prompts; higher is closer. 0 to 35; default `7`."""
    clip_guidance_preset: ClipGuidancePresetValue | None
    """How CLIP guides the generation. `NONE`, `FAST_BLUE`, `FAST_GREEN`, `SIMPLE`, `SLOW`, `SLOWER`, `SLOWEST`;
    default `NONE`."""
    sampler: SamplerValue | None
    """The diffusion sampler. The service chooses if none is sent. `DDIM`, `DDPM`, `K_DPMPP_2M`,
    `K_DPMPP_2S_ANCESTRAL`, `K_DPM_2`, `K_DPM_2_ANCESTRAL`, `K_EULER`, `K_EULER_ANCESTRAL`, `K_HEUN`, `K_LMS`."""
    samples: int | None
    """How many images to generate. More than one only as `application/json`. 1 to 10; default `1`."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967295."""
    steps: int | None
    """Diffusion steps. From 30 on the price grows with them. 10 to 50; default `30`."""
    style_preset: StylePresetValue | None
    """A style that the image leans to. `3d-model`, `analog-film`, `anime`, `cinematic`, `comic-book`, `digital-art`,
    `enhance`, `fantasy-art`, `isometric`, `line-art`, `low-poly`, `modeling-compound`, `neon-punk`, `origami`,
    `photographic`, `pixel-art`, `tile-texture`."""


class V2betaCoreOptions(TypedDict, total=False):
    """The options of `v2beta_core`."""

    aspect_ratio: AspectRatioValue | None
    """Width to height of the image. `21:9`, `16:9`, `3:2`, `5:4`, `1:1`, `4:5`, `2:3`, `9:16`, `9:21`; default
    `1:1`."""
    negative_prompt: str | None
    """What the image must not show. 0 to 10000 characters."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967294."""
    style_preset: StylePresetValue | None
    """A style that the image leans to. `3d-model`, `analog-film`, `anime`, `cinematic`, `comic-book`, `digital-art`,
    `enhance`, `fantasy-art`, `isometric`, `line-art`, `low-poly`, `modeling-compound`, `neon-punk`, `origami`,
    `photographic`, `pixel-art`, `tile-texture`."""
    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""


class V2betaUltraOptions(TypedDict, total=False):
    """The options of `v2beta_ultra`."""

    negative_prompt: str | None
    """What the image must not show. 0 to 10000 characters."""
    aspect_ratio: AspectRatioValue | None
    """Width to height of the image. `21:9`, `16:9`, `3:2`, `5:4`, `1:1`, `4:5`, `2:3`, `9:16`, `9:21`; default
    `1:1`."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967294."""
    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""
    style_preset: StylePresetValue | None
    """A style that the image leans to. `3d-model`, `analog-film`, `anime`, `cinematic`, `comic-book`, `digital-art`,
    `enhance`, `fantasy-art`, `isometric`, `line-art`, `low-poly`, `modeling-compound`, `neon-punk`, `origami`,
    `photographic`, `pixel-art`, `tile-texture`."""
    strength: float | None
    """How far the result goes from the image. 0 returns it, 1 ignores it. 0 to 1."""


class V2betaSd3Options(TypedDict, total=False):
    """The options of `v2beta_sd3`."""

    model: Sd3ModelValue | str | None
    """The model. `sd3.5-large`, `sd3.5-large-turbo`, `sd3.5-medium`, `sd3.5-flash`; default `sd3.5-large`."""
    mode: Sd3ModeValue | None
    """What the image is made from. It follows from whether an image is sent. `text-to-image`, `image-to-image`;
    default `text-to-image`."""
    negative_prompt: str | None
    """What the image must not show. 0 to 10000 characters."""
    aspect_ratio: AspectRatioValue | None
    """Width to height of the image. `21:9`, `16:9`, `3:2`, `5:4`, `1:1`, `4:5`, `2:3`, `9:16`, `9:21`; default
    `1:1`."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967294."""
    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""
    style_preset: StylePresetValue | None
    """A style that the image leans to. `3d-model`, `analog-film`, `anime`, `cinematic`, `comic-book`, `digital-art`,
    `enhance`, `fantasy-art`, `isometric`, `line-art`, `low-poly`, `modeling-compound`, `neon-punk`, `origami`,
    `photographic`, `pixel-art`, `tile-texture`."""
    strength: float | None
    """How far the result goes from the image. 0 returns it, 1 ignores it. 0 to 1."""
    cfg_scale: float | None
    """How closely the image follows the prompt; higher is closer. By default 4, and 1 for the turbo and flash
    models. 1 to 10."""


class V2betaEraseOptions(TypedDict, total=False):
    """The options of `v2beta_erase`."""

    grow_mask: int | None
    """How many pixels the mask grows and is blurred by, so that no edge shows. 0 to 20; default `5`."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967294."""
    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""


class V2betaInpaintOptions(TypedDict, total=False):
    """The options of `v2beta_inpaint`."""

    negative_prompt: str | None
    """What the image must not show. 0 to 10000 characters."""
    grow_mask: int | None
    """How many pixels the mask grows and is blurred by, so that no edge shows. 0 to 100; default `5`."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967294."""
    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""
    style_preset: StylePresetValue | None
    """A style that the image leans to. `3d-model`, `analog-film`, `anime`, `cinematic`, `comic-book`, `digital-art`,
    `enhance`, `fantasy-art`, `isometric`, `line-art`, `low-poly`, `modeling-compound`, `neon-punk`, `origami`,
    `photographic`, `pixel-art`, `tile-texture`."""


class V2betaOutpaintOptions(TypedDict, total=False):
    """The options of `v2beta_outpaint`."""

    left: int | None
    """How many pixels to add on the left. 0 to 2000; default `0`."""
    right: int | None
    """How many pixels to add on the right. 0 to 2000; default `0`."""
    up: int | None
    """How many pixels to add above. 0 to 2000; default `0`."""
    down: int | None
    """How many pixels to add below. 0 to 2000; default `0`."""
    creativity: float | None
    """How freely the added part is invented. 0 to 1; default `0.5`."""
    prompt: str | None
    """What the added part shows. 0 to 10000 characters."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967294."""
    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""
    style_preset: StylePresetValue | None
    """A style that the image leans to. `3d-model`, `analog-film`, `anime`, `cinematic`, `comic-book`, `digital-art`,
    `enhance`, `fantasy-art`, `isometric`, `line-art`, `low-poly`, `modeling-compound`, `neon-punk`, `origami`,
    `photographic`, `pixel-art`, `tile-texture`."""


class V2betaSearchAndReplaceOptions(TypedDict, total=False):
    """The options of `v2beta_search_and_replace`."""

    search_prompt: Required[str]
    """What to look for in the image, in short. 1 to 10000 characters."""
    negative_prompt: str | None
    """What the image must not show. 0 to 10000 characters."""
    grow_mask: int | None
    """How many pixels the region that is found grows and is blurred by. 0 to 20; default `3`."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967294."""
    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""
    style_preset: StylePresetValue | None
    """A style that the image leans to. `3d-model`, `analog-film`, `anime`, `cinematic`, `comic-book`, `digital-art`,
    `enhance`, `fantasy-art`, `isometric`, `line-art`, `low-poly`, `modeling-compound`, `neon-punk`, `origami`,
    `photographic`, `pixel-art`, `tile-texture`."""


class V2betaSearchAndRecolorOptions(TypedDict, total=False):
    """The options of `v2beta_search_and_recolor`."""

    select_prompt: Required[str]
    """What to look for in the image, in short. 1 to 10000 characters."""
    negative_prompt: str | None
    """What the image must not show. 0 to 10000 characters."""
    grow_mask: int | None
    """How many pixels the region that is found grows and is blurred by. 0 to 20; default `3`."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967294."""
    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""
    style_preset: StylePresetValue | None
    """A style that the image leans to. `3d-model`, `analog-film`, `anime`, `cinematic`, `comic-book`, `digital-art`,
    `enhance`, `fantasy-art`, `isometric`, `line-art`, `low-poly`, `modeling-compound`, `neon-punk`, `origami`,
    `photographic`, `pixel-art`, `tile-texture`."""


class V2betaRemoveBackgroundOptions(TypedDict, total=False):
    """The options of `v2beta_remove_background`."""

    output_format: TransparentFormatValue | None
    """The format of the image; both can be transparent. `png`, `webp`; default `png`."""


class V2betaReplaceBackgroundAndRelightOptions(TypedDict, total=False):
    """The options of `v2beta_replace_background_and_relight`."""

    background_prompt: str | None
    """What the background shows. 0 to 10000 characters."""
    foreground_prompt: str | None
    """What the subject is, which keeps its parts from being taken for background. 0 to 10000 characters."""
    negative_prompt: str | None
    """What the image must not show. 0 to 10000 characters."""
    preserve_original_subject: float | None
    """How much of the subject is kept as it is. 1 keeps each pixel. 0 to 1; default `0.6`."""
    original_background_depth: float | None
    """How far the new background follows the depth of the old one. 0 to 1; default `0.5`."""
    keep_original_background: bool | None
    """Whether to keep the background and change the light alone. Default `False`."""
    light_source_direction: LightDirectionValue | None
    """Where the light comes from. `left`, `right`, `above`, `below`."""
    light_source_strength: float | None
    """How strong the light is. 0 to 1; default `0.3`."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967294."""
    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""


class V2betaUpscaleFastOptions(TypedDict, total=False):
    """The options of `v2beta_upscale_fast`."""

    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""


class V2betaUpscaleConservativeOptions(TypedDict, total=False):
    """The options of `v2beta_upscale_conservative`."""

    negative_prompt: str | None
    """What the image must not show. 0 to 10000 characters."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967294."""
    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""
    creativity: float | None
    """How freely details are invented. 0.2 to 0.5; default `0.35`."""


class V2betaUpscaleCreativeOptions(TypedDict, total=False):
    """The options of `v2beta_upscale_creative`."""

    negative_prompt: str | None
    """What the image must not show. 0 to 10000 characters."""
    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967294."""
    style_preset: StylePresetValue | None
    """A style that the image leans to. `3d-model`, `analog-film`, `anime`, `cinematic`, `comic-book`, `digital-art`,
    `enhance`, `fantasy-art`, `isometric`, `line-art`, `low-poly`, `modeling-compound`, `neon-punk`, `origami`,
    `photographic`, `pixel-art`, `tile-texture`."""
    creativity: float | None
    """How freely details are invented. 0.1 to 0.5; default `0.3`."""


class V2betaSketchOptions(TypedDict, total=False):
    """The options of `v2beta_sketch`."""

    control_strength: float | None
    """How strongly the image guides the result. 0 to 1; default `0.7`."""
    negative_prompt: str | None
    """What the image must not show. 0 to 10000 characters."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967294."""
    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""
    style_preset: StylePresetValue | None
    """A style that the image leans to. `3d-model`, `analog-film`, `anime`, `cinematic`, `comic-book`, `digital-art`,
    `enhance`, `fantasy-art`, `isometric`, `line-art`, `low-poly`, `modeling-compound`, `neon-punk`, `origami`,
    `photographic`, `pixel-art`, `tile-texture`."""


class V2betaStructureOptions(TypedDict, total=False):
    """The options of `v2beta_structure`."""

    control_strength: float | None
    """How strongly the image guides the result. 0 to 1; default `0.7`."""
    negative_prompt: str | None
    """What the image must not show. 0 to 10000 characters."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967294."""
    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""
    style_preset: StylePresetValue | None
    """A style that the image leans to. `3d-model`, `analog-film`, `anime`, `cinematic`, `comic-book`, `digital-art`,
    `enhance`, `fantasy-art`, `isometric`, `line-art`, `low-poly`, `modeling-compound`, `neon-punk`, `origami`,
    `photographic`, `pixel-art`, `tile-texture`."""


class V2betaStyleOptions(TypedDict, total=False):
    """The options of `v2beta_style`."""

    negative_prompt: str | None
    """What the image must not show. 0 to 10000 characters."""
    aspect_ratio: AspectRatioValue | None
    """Width to height of the image. `21:9`, `16:9`, `3:2`, `5:4`, `1:1`, `4:5`, `2:3`, `9:16`, `9:21`; default
    `1:1`."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967294."""
    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""
    style_preset: StylePresetValue | None
    """A style that the image leans to. `3d-model`, `analog-film`, `anime`, `cinematic`, `comic-book`, `digital-art`,
    `enhance`, `fantasy-art`, `isometric`, `line-art`, `low-poly`, `modeling-compound`, `neon-punk`, `origami`,
    `photographic`, `pixel-art`, `tile-texture`."""
    fidelity: float | None
    """How closely the style is followed. 0 to 1; default `0.5`."""


class V2betaStyleTransferOptions(TypedDict, total=False):
    """The options of `v2beta_style_transfer`."""

    prompt: str | None
    """What the result shows. 0 to 10000 characters."""
    negative_prompt: str | None
    """What the image must not show. 0 to 10000 characters."""
    seed: int | None
    """The seed of the noise. 0, like no seed at all, draws a random one. 0 to 4294967294."""
    output_format: OutputFormatValue | None
    """The format of the image. `png`, `jpeg`, `webp`; default `png`."""
    style_strength: float | None
    """How strongly the style is applied. 0 to 1; default `1`."""
    composition_fidelity: float | None
    """How closely the composition of `init_image` is kept. 0 to 1; default `0.9`."""
    change_strength: float | None
    """How far the result goes from `init_image`. 0.1 to 1; default `0.9`."""
