"""A client library for accessing Stability image API"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client
else:
    _MODULES = {
        "AuthenticatedClient": ".client",
        "Client": ".client",
    }

    def __getattr__(name):
        """Import what stands for a name when it is first used."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return globals()[name]

    def __dir__():
        return sorted({*globals(), *__all__})


__all__ = (
    "AuthenticatedClient",
    "Client",
)
