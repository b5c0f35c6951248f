"""The ways to make the server fail on purpose."""

import re

import attrs

from stability_client.standin.contract import Contract
from stability_client.standin.errors import ProxyPage, Refusal, bad_request

TRIGGER = re.compile(r"\bstandin:(?:(?P<status>[1-9]\d\d):)?(?P<word>\w+)")
"""A trigger word in a prompt: `standin:fault`, `standin:429:insufficient_balance`, `standin:CONTENT_FILTERED`."""

KEY_PREFIX = "sk-"
"""Before a trigger word it makes an API key: `sk-standin:fault`."""

DEFAULT_RETRY_AFTER_SECONDS = 1

PROXY_STATUSES = range(500, 600)


@attrs.frozen
class Ending:
    """A finish reason that was asked for."""

    finish_reason: str


@attrs.frozen
class Provocations:
    """Finds the trigger that a prompt or a key holds. What can be provoked is what the contract documents."""

    contract: Contract

    def error(self, name: str, status: int | None = None, retry_after: int = DEFAULT_RETRY_AFTER_SECONDS) -> Refusal:
        """A documented error, under its first documented status or the one given.

        Raises:
            ValueError: no such error is documented.

        """
        statuses = self.contract.statuses(name)
        if not statuses or (status is not None and status not in statuses):
            known = ", ".join(f"{each} {of}" for each, of in self.contract.errors)
            raise ValueError(
                f"No error {name!r} with status {status or 'of any kind'} is documented; there are {known}."
            )
        rate_limited = name == "rate_limit_exceeded"
        return Refusal(
            name,
            "The stand-in was asked for this error.",
            status if status is not None else statuses[0],
            headers={"Retry-After": str(retry_after)} if rate_limited else {},
            temporary=rate_limited,
        )

    def named(
        self, name: str | int, status: int | None = None, retry_after: int = DEFAULT_RETRY_AFTER_SECONDS
    ) -> Refusal:
        """A documented error by its name, or a proxy's page by its status.

        Raises:
            ValueError: there is no such failure.

        """
        if isinstance(name, str):
            return self.error(name, status, retry_after)
        if name not in PROXY_STATUSES:
            raise ValueError(
                f"A proxy's page has a status from {PROXY_STATUSES[0]} to {PROXY_STATUSES[-1]}, not {name}."
            )
        return ProxyPage("", "", name)

    def find(self, text: str) -> Refusal | Ending | None:
        """What the first trigger word in a text asks for.

        Raises:
            Refusal: the trigger word is unknown; the message lists the known ones.

        """
        found = TRIGGER.search(text)
        if found is None:
            return None
        word, status = found["word"], found["status"]
        if word in self.contract.finish_reasons and status is None:
            return Ending(word)
        if word.isdigit() and int(word) in PROXY_STATUSES and status is None:
            return ProxyPage("", "", int(word))
        try:
            return self.error(word, int(status) if status else None)
        except ValueError as unknown:
            raise bad_request(f"{found[0]!r} is no trigger of the stand-in. {unknown}") from None
