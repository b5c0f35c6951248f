"""Cassettes for tests: calls to the API recorded once, then answered from a file, matched on what they mean.

The pytest plugin has a fixture and a marker named `stability_cassette`; `use_cassette` serves any other test runner.
Needs the extra `testing`: `pip install 'stability-client[testing]'`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stability_client.testing.cassettes import Cassette, use_cassette
    from stability_client.testing.comparing import differences
    from stability_client.testing.problems import CassetteError, SecretInCassetteError
    from stability_client.testing.requests import canonical_request

__all__ = ["Cassette", "CassetteError", "SecretInCassetteError", "canonical_request", "differences", "use_cassette"]

_HOMES = {
    "Cassette": "cassettes",
    "CassetteError": "problems",
    "SecretInCassetteError": "problems",
    "canonical_request": "requests",
    "differences": "comparing",
    "use_cassette": "cassettes",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for: pytest imports this package in every run, so nothing heavy loads by itself."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("stability_client"):
            raise
        raise ImportError(
            f"Cassettes need {missing.name}, which is not installed: pip install 'stability-client[testing]'"
        ) from missing
