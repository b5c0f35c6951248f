"""The enums of the contract. Their documentation is the contract's: the generator writes none."""

from stability_raw.facts import ENUM_DESCRIPTIONS
from stability_raw.models import (
    AspectRatio,
    ClipGuidancePreset,
    EngineType,
    FinishReason,
    InitImageMode,
    LightDirection,
    MaskSource,
    OutputFormat,
    Sampler,
    Sd3Model,
    StylePreset,
)

__all__ = [
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
]

for _name in __all__:
    globals()[_name].__doc__ = ENUM_DESCRIPTIONS.get(_name)
