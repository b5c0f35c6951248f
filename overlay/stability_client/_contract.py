"""The vocabulary of the contract: what the rest of the package takes from the generated code.

With `_enums` and `_wire/` the only importer of `stability_raw`. Facts and options are loaded when they are first used.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, TypeVar

from stability_client._lazy import lazy_attributes
from stability_raw.fact_types import Credits, Field, FilePart
from stability_raw.fact_types import Operation as OperationFacts

if TYPE_CHECKING:
    from stability_raw import facts, options
else:
    __getattr__, __dir__ = lazy_attributes(__name__, {"stability_raw.": ("facts", "options")})

__all__ = ["Credits", "Field", "FilePart", "OperationFacts", "facts", "for_engine", "min_pixels_for", "options"]

T = TypeVar("T")


def min_pixels_for(operation: OperationFacts, engine: str) -> int:
    """Return how many pixels an image of an engine must have at least; some engines have a minimum of their own."""
    own = (pixels for pattern, pixels in operation.min_pixels_by_engine.items() if fnmatchcase(engine, pattern))
    return max(own, default=operation.min_pixels or 0)


def for_engine(by_pattern: Mapping[str, T], engine: str) -> T | None:
    """Return what a table from patterns of engine ids has for an engine."""
    return next((value for pattern, value in by_pattern.items() if fnmatchcase(engine, pattern)), None)
