"""What can be wrong with a cassette, or with a call that is held against one."""


class CassetteError(BaseException):
    """A call or an answer is not what the cassette says, or the cassette cannot be used; the message says in what.

    Not an Exception: a client, or the code under test, that takes whatever goes wrong for a failed call must not take
    this for one, and try again. pytest's own failures are built the same way.
    """


class SecretInCassetteError(CassetteError):
    """A cassette would hold an API key, so nothing was written."""
