"""What can be wrong with a cassette, or with a call that is held against one."""


class CassetteError(AssertionError):
    """A call or an answer is not what the cassette says, or the cassette cannot be used; the message says in what."""


class SecretInCassetteError(CassetteError):
    """A cassette would hold an API key, so nothing was written."""
