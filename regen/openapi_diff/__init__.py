"""Compare two OpenAPI documents as an HTTP client or server sees them.

Pure: plain dictionaries in, findings out. The package imports nothing else of `regen`, which imports only the names
below.
"""

from regen.openapi_diff.compare import compare
from regen.openapi_diff.findings import Finding, Level, worst
from regen.openapi_diff.rules import Direction, Rule
from regen.openapi_diff.spec import Spec, SpecError, join_pointer

__all__ = ["Direction", "Finding", "Level", "Rule", "Spec", "SpecError", "compare", "join_pointer", "worst"]
