"""What can be wrong with a cassette, or with a call that is held against one."""

import sys
from typing import TYPE_CHECKING

if not TYPE_CHECKING and "pytest" in sys.modules:
    import pytest

    _Failure = pytest.fail.Exception
else:
    _Failure = BaseException


class CassetteError(_Failure):
    """A call or an answer is not what the cassette says, or the cassette cannot be used; the message says in what.

    Not an Exception: a client, or the code under test, that takes whatever goes wrong for a failed call must not take
    this for one, and try again. Under pytest it is one of pytest's own failures, which are none either: after any other
    BaseException in a fixture, pytest would take that fixture for set up in the tests that follow.
    """


class SecretInCassetteError(CassetteError):
    """A cassette would hold an API key, so nothing was written."""
