"""Errors of a cassette, and of calls that don't match one."""

import sys
from typing import TYPE_CHECKING

if not TYPE_CHECKING and "pytest" in sys.modules:
    import pytest

    _Failure = pytest.fail.Exception
else:
    _Failure = BaseException


class CassetteError(_Failure):
    """A call does not match its cassette, or the cassette cannot be used; the message gives the details.

    Not an Exception: a client, or the code under test, that catches any exception as a failed call must not catch this
    one and retry. Under pytest it is one of pytest's own failures, which are no Exceptions either: after any other
    BaseException in a fixture, pytest would treat that fixture as set up in the tests that follow.
    """

    def __init__(self, message: str) -> None:
        """Make pytest print the message alone: the traceback leads through httpx and vcrpy, and explains nothing."""
        super().__init__(message)
        self.pytrace = False


class SecretInCassetteError(CassetteError):
    """A cassette would hold an API key, so nothing was written."""
