"""The vocabulary of the contract: what the rest of the package takes from the generated code.

With `_wire/` the only importer of `stability_raw`.
"""

from fnmatch import fnmatchcase

from stability_raw import AuthenticatedClient as RawClient
from stability_raw import facts
from stability_raw.models import ClipGuidancePreset, EngineType, FinishReason, MaskSource, Sampler

__all__ = [
    "ClipGuidancePreset",
    "EngineType",
    "FinishReason",
    "MaskSource",
    "RawClient",
    "Sampler",
    "facts",
    "min_pixels_for",
]


def min_pixels_for(operation: facts.Operation, engine: str) -> int:
    """Return the fewest pixels that an image of an engine may have; some engines have a minimum of their own."""
    of_engine = (pixels for pattern, pixels in operation.min_pixels_by_engine.items() if fnmatchcase(engine, pattern))
    return max(of_engine, default=operation.min_pixels or 0)
