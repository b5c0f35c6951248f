"""Makes the calls of a case with either client."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from stability_client import AsyncStability, Pending, RetryPolicy, Stability, StabilityError
from stability_client.errors import RetiredEditionWarning
from tests.support.cassettes.cases import ENGINE, Case, ClientCall, StartedWork
from tests.support.cassettes.outcomes import describe_argument, describe_outcome

NO_RETRY = RetryPolicy(attempts=1)
POLL_INTERVAL = 0.001
OUTCOME_HEADING = "# What the caller gets when the cassette of the same name answers. Don't edit: `make record`.\n"
REPLAY_KEY = "sk-replayed"


def play(case: Case, settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the outcome of each call of a case, made by the sync client."""
    with Stability(**_merge_settings(case, settings)) as client, _any_server():
        outcomes = _Outcomes()
        for call in case.calls:
            try:
                result: object = outcomes.bind(client, call)()
            except StabilityError as error:
                result = error
            outcomes.add(call, result)
        return outcomes.described


async def play_async(case: Case, settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the outcome of each call of a case, made by the async client."""
    async with AsyncStability(**_merge_settings(case, settings)) as client:
        outcomes = _Outcomes()
        with _any_server():
            for call in case.calls:
                try:
                    result: object = await outcomes.bind(client, call)()
                except StabilityError as error:
                    result = error
                outcomes.add(call, result)
        return outcomes.described


@contextmanager
def _any_server() -> Iterator[None]:
    """Call v1alpha without a warning: a replay has no server, so its address is that of the hosted service."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RetiredEditionWarning)
        yield


def _merge_settings(case: Case, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the client's settings; those of the case take precedence."""
    return {"engine": ENGINE, "retry": NO_RETRY, "poll_interval": POLL_INTERVAL, **settings, **case.client}


class _Outcomes:
    """The outcomes of the calls so far, and the work that the last of them started."""

    def __init__(self) -> None:
        self.described: list[dict[str, Any]] = []
        self._started: Pending | None = None

    def bind(self, client: Stability | AsyncStability, call: ClientCall) -> Callable[[], Any]:
        """Return the call, ready to be made."""
        owner = client if call.key is None else client.with_options(api_key=call.key)
        method: Callable[..., Any] = attrgetter(call.method)(owner)
        arguments = [self._started if argument is StartedWork.LAST else argument for argument in call.arguments]
        return lambda: method(*arguments, **call.options)

    def add(self, call: ClientCall, result: object) -> None:
        """Describe the outcome of a call."""
        self._started = result if isinstance(result, Pending) else self._started
        asked = {
            "call": call.method,
            "arguments": describe_argument(call.arguments),
            **{name: describe_argument(value) for name, value in call.options.items()},
        }
        got = describe_outcome(result)
        self.described.append({"asked": {name: value for name, value in asked.items() if value != []}, "got": got})
