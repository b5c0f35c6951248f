"""The wire diff: what an HTTP client or server would notice between two OpenAPI documents.

Pure: plain dictionaries in, findings out. `compare` is the whole of it.
"""

from regen.openapi_diff.compare import compare
from regen.openapi_diff.findings import Finding, Level, worst
from regen.openapi_diff.spec import SpecError

__all__ = ["Finding", "Level", "SpecError", "compare", "worst"]
