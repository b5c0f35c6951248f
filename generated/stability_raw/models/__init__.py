"""Contains all the data models used in inputs/outputs"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .account import Account
    from .balance import Balance
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
    from .mask_source import MaskSource
    from .masking_body import MaskingBody
    from .masking_options import MaskingOptions
    from .organization_membership import OrganizationMembership
    from .response_media_type import ResponseMediaType
    from .sampler import Sampler
    from .text_prompt import TextPrompt
    from .text_to_image_options import TextToImageOptions
else:
    _MODULES = {
        "Account": ".account",
        "Balance": ".balance",
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
        "MaskSource": ".mask_source",
        "MaskingBody": ".masking_body",
        "MaskingOptions": ".masking_options",
        "OrganizationMembership": ".organization_membership",
        "ResponseMediaType": ".response_media_type",
        "Sampler": ".sampler",
        "TextPrompt": ".text_prompt",
        "TextToImageOptions": ".text_to_image_options",
    }

    def __getattr__(name):
        """Import a model when it is first used."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return globals()[name]

    def __dir__():
        return sorted({*globals(), *__all__})


__all__ = (
    "Account",
    "Balance",
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
    "MaskingBody",
    "MaskingOptions",
    "MaskSource",
    "OrganizationMembership",
    "ResponseMediaType",
    "Sampler",
    "TextPrompt",
    "TextToImageOptions",
)
