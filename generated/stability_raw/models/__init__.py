"""Contains all the data models used in inputs/outputs"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .account import Account
    from .aspect_ratio import AspectRatio
    from .balance import Balance
    from .boolean_word import BooleanWord
    from .clip_guidance_preset import ClipGuidancePreset
    from .engine import Engine
    from .engine_list import EngineList
    from .engine_type import EngineType
    from .error import Error
    from .finish_reason import FinishReason
    from .image import Image
    from .image_envelope import ImageEnvelope
    from .image_to_image_body import ImageToImageBody
    from .image_to_image_options import ImageToImageOptions
    from .init_image_mode import InitImageMode
    from .light_direction import LightDirection
    from .mask_source import MaskSource
    from .masking_body import MaskingBody
    from .masking_options import MaskingOptions
    from .organization_membership import OrganizationMembership
    from .output_format import OutputFormat
    from .response_media_type import ResponseMediaType
    from .sampler import Sampler
    from .sd_3_mode import Sd3Mode
    from .sd_3_model import Sd3Model
    from .style_preset import StylePreset
    from .text_prompt import TextPrompt
    from .text_to_image_options import TextToImageOptions
    from .transparent_format import TransparentFormat
    from .v1_image_to_image_body import V1ImageToImageBody
    from .v1_masking_body import V1MaskingBody
    from .v1_text_to_image_options import V1TextToImageOptions
    from .v2_beta_core_body import V2BetaCoreBody
    from .v2_beta_erase_body import V2BetaEraseBody
    from .v2_beta_error import V2BetaError
    from .v2_beta_image import V2BetaImage
    from .v2_beta_inpaint_body import V2BetaInpaintBody
    from .v2_beta_media_type import V2BetaMediaType
    from .v2_beta_outpaint_body import V2BetaOutpaintBody
    from .v2_beta_remove_background_body import V2BetaRemoveBackgroundBody
    from .v2_beta_replace_background_and_relight_body import V2BetaReplaceBackgroundAndRelightBody
    from .v2_beta_result_image import V2BetaResultImage
    from .v2_beta_running import V2BetaRunning
    from .v2_beta_sd_3_body import V2BetaSd3Body
    from .v2_beta_search_and_recolor_body import V2BetaSearchAndRecolorBody
    from .v2_beta_search_and_replace_body import V2BetaSearchAndReplaceBody
    from .v2_beta_sketch_body import V2BetaSketchBody
    from .v2_beta_started import V2BetaStarted
    from .v2_beta_structure_body import V2BetaStructureBody
    from .v2_beta_style_body import V2BetaStyleBody
    from .v2_beta_style_transfer_body import V2BetaStyleTransferBody
    from .v2_beta_ultra_body import V2BetaUltraBody
    from .v2_beta_upscale_conservative_body import V2BetaUpscaleConservativeBody
    from .v2_beta_upscale_creative_body import V2BetaUpscaleCreativeBody
    from .v2_beta_upscale_fast_body import V2BetaUpscaleFastBody
else:
    _MODULES = {
        "Account": ".account",
        "AspectRatio": ".aspect_ratio",
        "Balance": ".balance",
        "BooleanWord": ".boolean_word",
        "ClipGuidancePreset": ".clip_guidance_preset",
        "Engine": ".engine",
        "EngineList": ".engine_list",
        "EngineType": ".engine_type",
        "Error": ".error",
        "FinishReason": ".finish_reason",
        "Image": ".image",
        "ImageEnvelope": ".image_envelope",
        "ImageToImageBody": ".image_to_image_body",
        "ImageToImageOptions": ".image_to_image_options",
        "InitImageMode": ".init_image_mode",
        "LightDirection": ".light_direction",
        "MaskSource": ".mask_source",
        "MaskingBody": ".masking_body",
        "MaskingOptions": ".masking_options",
        "OrganizationMembership": ".organization_membership",
        "OutputFormat": ".output_format",
        "ResponseMediaType": ".response_media_type",
        "Sampler": ".sampler",
        "Sd3Mode": ".sd_3_mode",
        "Sd3Model": ".sd_3_model",
        "StylePreset": ".style_preset",
        "TextPrompt": ".text_prompt",
        "TextToImageOptions": ".text_to_image_options",
        "TransparentFormat": ".transparent_format",
        "V1ImageToImageBody": ".v1_image_to_image_body",
        "V1MaskingBody": ".v1_masking_body",
        "V1TextToImageOptions": ".v1_text_to_image_options",
        "V2BetaCoreBody": ".v2_beta_core_body",
        "V2BetaEraseBody": ".v2_beta_erase_body",
        "V2BetaError": ".v2_beta_error",
        "V2BetaImage": ".v2_beta_image",
        "V2BetaInpaintBody": ".v2_beta_inpaint_body",
        "V2BetaMediaType": ".v2_beta_media_type",
        "V2BetaOutpaintBody": ".v2_beta_outpaint_body",
        "V2BetaRemoveBackgroundBody": ".v2_beta_remove_background_body",
        "V2BetaReplaceBackgroundAndRelightBody": ".v2_beta_replace_background_and_relight_body",
        "V2BetaResultImage": ".v2_beta_result_image",
        "V2BetaRunning": ".v2_beta_running",
        "V2BetaSd3Body": ".v2_beta_sd_3_body",
        "V2BetaSearchAndRecolorBody": ".v2_beta_search_and_recolor_body",
        "V2BetaSearchAndReplaceBody": ".v2_beta_search_and_replace_body",
        "V2BetaSketchBody": ".v2_beta_sketch_body",
        "V2BetaStarted": ".v2_beta_started",
        "V2BetaStructureBody": ".v2_beta_structure_body",
        "V2BetaStyleBody": ".v2_beta_style_body",
        "V2BetaStyleTransferBody": ".v2_beta_style_transfer_body",
        "V2BetaUltraBody": ".v2_beta_ultra_body",
        "V2BetaUpscaleConservativeBody": ".v2_beta_upscale_conservative_body",
        "V2BetaUpscaleCreativeBody": ".v2_beta_upscale_creative_body",
        "V2BetaUpscaleFastBody": ".v2_beta_upscale_fast_body",
    }

    def __getattr__(name):
        """Import what stands for a name when it is first used."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return globals()[name]

    def __dir__():
        return sorted({*globals(), *__all__})


__all__ = (
    "Account",
    "AspectRatio",
    "Balance",
    "BooleanWord",
    "ClipGuidancePreset",
    "Engine",
    "EngineList",
    "EngineType",
    "Error",
    "FinishReason",
    "Image",
    "ImageEnvelope",
    "ImageToImageBody",
    "ImageToImageOptions",
    "InitImageMode",
    "LightDirection",
    "MaskingBody",
    "MaskingOptions",
    "MaskSource",
    "OrganizationMembership",
    "OutputFormat",
    "ResponseMediaType",
    "Sampler",
    "Sd3Mode",
    "Sd3Model",
    "StylePreset",
    "TextPrompt",
    "TextToImageOptions",
    "TransparentFormat",
    "V1ImageToImageBody",
    "V1MaskingBody",
    "V1TextToImageOptions",
    "V2BetaCoreBody",
    "V2BetaEraseBody",
    "V2BetaError",
    "V2BetaImage",
    "V2BetaInpaintBody",
    "V2BetaMediaType",
    "V2BetaOutpaintBody",
    "V2BetaRemoveBackgroundBody",
    "V2BetaReplaceBackgroundAndRelightBody",
    "V2BetaResultImage",
    "V2BetaRunning",
    "V2BetaSd3Body",
    "V2BetaSearchAndRecolorBody",
    "V2BetaSearchAndReplaceBody",
    "V2BetaSketchBody",
    "V2BetaStarted",
    "V2BetaStructureBody",
    "V2BetaStyleBody",
    "V2BetaStyleTransferBody",
    "V2BetaUltraBody",
    "V2BetaUpscaleConservativeBody",
    "V2BetaUpscaleCreativeBody",
    "V2BetaUpscaleFastBody",
)
