"""Cassettes for tests: calls to the API recorded once, then answered from a file, matched on what they mean.

The pytest plugin has a fixture and a marker named `stability_cassette`; `use_cassette` serves any other test runner.
Needs the extra `testing`: `pip install 'stability-client[testing]'`.
"""

from typing import TYPE_CHECKING

from stability_client._lazy import lazy_attributes

if TYPE_CHECKING:
    from stability_client.testing.canonical import canonical_request
    from stability_client.testing.cassettes import Cassette, use_cassette
    from stability_client.testing.diff import differences
    from stability_client.testing.errors import CassetteError, SecretInCassetteError

__all__ = ["Cassette", "CassetteError", "SecretInCassetteError", "canonical_request", "differences", "use_cassette"]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "Cassette": f"{__name__}.cassettes",
        "CassetteError": f"{__name__}.errors",
        "SecretInCassetteError": f"{__name__}.errors",
        "canonical_request": f"{__name__}.canonical",
        "differences": f"{__name__}.diff",
        "use_cassette": f"{__name__}.cassettes",
    },
    extra="testing",
)
