"""The generated client. Apart from the rest of this package, since it loads httpx."""

from stability_raw import AuthenticatedClient as RawClient

__all__ = ["RawClient"]
