"""The vocabulary of the contract: what the rest of the package takes from the generated code.

With `_wire/` the only importer of `stability_raw`.
"""

from stability_raw import AuthenticatedClient as RawClient
from stability_raw import facts
from stability_raw.models import ClipGuidancePreset, EngineType, FinishReason, MaskSource, Sampler

__all__ = ["ClipGuidancePreset", "EngineType", "FinishReason", "MaskSource", "RawClient", "Sampler", "facts"]
