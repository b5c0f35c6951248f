"""The vocabulary of the contract: what the rest of the package takes from the generated code.

With `_wire/` the only importer of `stability_raw`.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import TypeVar

from stability_raw import AuthenticatedClient as RawClient
from stability_raw import facts, options
from stability_raw.fact_types import Credits, Field, FilePart
from stability_raw.fact_types import Operation as OperationFacts
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
    "Credits",
    "EngineType",
    "Field",
    "FilePart",
    "FinishReason",
    "InitImageMode",
    "LightDirection",
    "MaskSource",
    "OperationFacts",
    "OutputFormat",
    "RawClient",
    "Sampler",
    "Sd3Model",
    "StylePreset",
    "facts",
    "for_engine",
    "min_pixels_for",
    "options",
]


T = TypeVar("T")

for enum in (
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
):
    enum.__doc__ = facts.ENUM_DESCRIPTIONS.get(enum.__name__)  # the generator writes none


def min_pixels_for(operation: OperationFacts, engine: str) -> int:
    """Return how many pixels an image of an engine must have at least; some engines have a minimum of their own."""
    own = (pixels for pattern, pixels in operation.min_pixels_by_engine.items() if fnmatchcase(engine, pattern))
    return max(own, default=operation.min_pixels or 0)


def for_engine(by_pattern: Mapping[str, T], engine: str) -> T | None:
    """Return what a table from patterns of engine ids has for an engine."""
    return next((value for pattern, value in by_pattern.items() if fnmatchcase(engine, pattern)), None)
