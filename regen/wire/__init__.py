"""The wire diff: what an HTTP client or server would notice between two OpenAPI documents.

Pure: plain dictionaries in, findings out. `compare` is the whole of it.
"""

from regen.wire.compare import compare
from regen.wire.findings import Finding, Level, worst
from regen.wire.spec import SpecError

__all__ = ["Finding", "Level", "SpecError", "compare", "worst"]
