"""Makes requests fail on purpose."""

import re

import attrs

from stability_client.standin.contract import Contract
from stability_client.standin.errors import ApiError, ProxyError, bad_request

TRIGGER = re.compile(r"\bstandin:(?:(?P<status>[1-9]\d\d):)?(?P<name>\w+)")
"""A trigger in a prompt: `standin:fault`, `standin:429:insufficient_balance`, `standin:CONTENT_FILTERED`."""

KEY_PREFIX = "sk-"
"""Together with a trigger, this is an API key: `sk-standin:fault`."""

DEFAULT_RETRY_AFTER_SECONDS = 1

TRIGGERED_MESSAGE = "The stand-in was asked for this error."

PROXY_STATUSES = range(500, 600)


@attrs.frozen
class ForcedFinishReason:
    """A finish reason that a trigger asks for."""

    finish_reason: str


@attrs.frozen
class PlannedFault:
    """A fault of a coming request, whatever it is."""

    name: str | int
    """An error name, or the status of a proxy's page."""
    status: int | None = None
    retry_after: int = DEFAULT_RETRY_AFTER_SECONDS


@attrs.frozen
class FaultTriggers:
    """Finds triggers in prompts and keys, and makes the failures that they name, which are those of the contract."""

    contract: Contract

    def error(
        self,
        name: str,
        status: int | None = None,
        retry_after: int = DEFAULT_RETRY_AFTER_SECONDS,
        *,
        message: str = TRIGGERED_MESSAGE,
        edition: str | None = None,
    ) -> ApiError:
        """Make a documented error.

        Args:
            name: The error name.
            status: One of the statuses that are documented for the name; by default the first.
            retry_after: Seconds to wait, for `rate_limit_exceeded`.
            message: The message of the error; by default that it was asked for.
            edition: The edition that documents it; by default any.

        Raises:
            ValueError: No such error is documented.
        """
        statuses = self.contract.statuses(name, edition)
        if not statuses or (status is not None and status not in statuses):
            errors = self.contract.errors if edition is None else self.contract.errors_by_edition[edition]
            known = ", ".join(f"{each} {of}" for each, of in errors)
            raise ValueError(
                f"No error {name!r} with status {status or 'of any kind'} is documented; there are {known}."
            )
        rate_limited = name == "rate_limit_exceeded"
        return ApiError(
            name,
            message,
            status if status is not None else statuses[0],
            headers={"Retry-After": str(retry_after)} if rate_limited else {},
            temporary=rate_limited,
        )

    def proxy_error(self, status: int) -> ProxyError:
        """Make a proxy's page.

        Raises:
            ValueError: The status is not from 500 to 599.
        """
        if status not in PROXY_STATUSES:
            first, last = PROXY_STATUSES[0], PROXY_STATUSES[-1]
            raise ValueError(f"name: must be an error name or a status from {first} to {last}, got {status}.")
        return ProxyError("", "", status)

    def planned(self, fault: "PlannedFault", edition: str) -> ApiError:
        """Make the error of a planned fault, with the status that the edition of the request has for it, if any."""
        if isinstance(fault.name, int):
            return self.proxy_error(fault.name)
        statuses = self.contract.statuses(fault.name, edition)
        if fault.status is None and statuses:
            return self.error(fault.name, None, fault.retry_after, edition=edition)
        return self.error(fault.name, fault.status, fault.retry_after)

    def find(self, text: str, edition: str) -> ApiError | ForcedFinishReason | None:
        """Return what the first trigger in a text asks for, of what an edition documents, or None.

        Raises:
            ApiError: The trigger is unknown; the message lists the known ones.
        """
        found = TRIGGER.search(text)
        if found is None:
            return None
        name, status = found["name"], found["status"]
        if status is None and name in self.contract.finish_reasons:
            return ForcedFinishReason(name)
        if status is None and name.isdigit() and int(name) in PROXY_STATUSES:
            return self.proxy_error(int(name))
        try:
            return self.error(name, int(status) if status else None, edition=edition)
        except ValueError as error:
            raise bad_request(f"{found[0]!r} is no trigger of the stand-in. {error}") from None

    def find_in_key(self, key: str, edition: str) -> ApiError | ForcedFinishReason | None:
        """Return what an API key asks for that consists of a trigger, or None for any other key.

        Raises:
            ApiError: The trigger is unknown.
        """
        trigger = key.removeprefix(KEY_PREFIX)
        return self.find(trigger, edition) if trigger != key and TRIGGER.fullmatch(trigger) else None
