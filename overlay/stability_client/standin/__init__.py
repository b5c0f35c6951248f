"""An offline stand-in for the Stability image API."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stability_client.standin.account import Organization, RateLimit
    from stability_client.standin.app import create_app
    from stability_client.standin.journal import Received
    from stability_client.standin.parts import Part
    from stability_client.standin.server import StandIn
    from stability_client.standin.settings import API_KEY, Settings

__all__ = ["API_KEY", "Organization", "Part", "RateLimit", "Received", "Settings", "StandIn", "create_app"]

_HOMES = {
    "API_KEY": "settings",
    "Organization": "account",
    "Part": "parts",
    "RateLimit": "account",
    "Received": "journal",
    "Settings": "settings",
    "StandIn": "server",
    "create_app": "app",
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
            f"The stand-in server needs {missing.name}, which is not installed: pip install 'stability-client[standin]'"
        ) from missing
