"""Cassettes for tests: API calls recorded once, then replayed from a file and matched by content.

The pytest plugin has a fixture and a marker named `stability_cassette`; `use_cassette` serves any other test runner.
Needs the extra `testing`: `pip install 'stability-client[testing]'`.
"""

from typing import TYPE_CHECKING

from stability_client._lazy import lazy_attributes

if TYPE_CHECKING:
    from stability_client.testing.cassettes import Cassette, use_cassette
    from stability_client.testing.errors import CassetteError, SecretInCassetteError

__all__ = ["Cassette", "CassetteError", "SecretInCassetteError", "use_cassette"]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        ".cassettes": ("Cassette", "use_cassette"),
        ".errors": ("CassetteError", "SecretInCassetteError"),
    },
    extra="testing",
)
