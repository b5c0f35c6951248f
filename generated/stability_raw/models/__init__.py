"""Contains all the data models used in inputs/outputs"""

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
