"""The vocabulary of the contract: what the rest of the package takes from the generated code.

With `_wire/` the only importer of `stability_raw`.
"""

from fnmatch import fnmatchcase

from stability_raw import AuthenticatedClient as RawClient
from stability_raw import facts, options
from stability_raw.fact_types import Field, FilePart
from stability_raw.fact_types import Operation as OperationFacts
from stability_raw.models import ClipGuidancePreset, EngineType, FinishReason, MaskSource, Sampler

__all__ = [
    "ClipGuidancePreset",
    "EngineType",
    "Field",
    "FilePart",
    "FinishReason",
    "MaskSource",
    "OperationFacts",
    "RawClient",
    "Sampler",
    "facts",
    "min_pixels_for",
    "options",
]


for enum in (ClipGuidancePreset, EngineType, FinishReason, MaskSource, Sampler):
    enum.__doc__ = facts.ENUM_DESCRIPTIONS.get(enum.__name__)  # the generator writes none


def min_pixels_for(operation: OperationFacts, engine: str) -> int:
    """Return how many pixels an image of an engine must have at least; some engines have a minimum of their own."""
    own = (pixels for pattern, pixels in operation.min_pixels_by_engine.items() if fnmatchcase(engine, pattern))
    return max(own, default=operation.min_pixels or 0)
