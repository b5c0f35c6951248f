"""Makes the calls of a case with either client."""

from collections.abc import Callable, Mapping
from typing import Any

from stability_client import AsyncStability, RetryPolicy, Stability, StabilityError
from tests.support.cassettes.cases import ENGINE, Case, ClientCall
from tests.support.cassettes.outcomes import describe_argument, describe_outcome

NO_RETRY = RetryPolicy(attempts=1)


def play(case: Case, settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the outcome of each call of a case, made by the sync client."""
    with Stability(**_merge_settings(case, settings)) as client:
        outcomes = []
        for call in case.calls:
            try:
                result: object = _method(client, call)(*call.arguments, **call.options)
            except StabilityError as error:
                result = error
            outcomes.append(_describe_call(call, result))
        return outcomes


async def play_async(case: Case, settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the outcome of each call of a case, made by the async client."""
    async with AsyncStability(**_merge_settings(case, settings)) as client:
        outcomes = []
        for call in case.calls:
            try:
                result: object = await _method(client, call)(*call.arguments, **call.options)
            except StabilityError as error:
                result = error
            outcomes.append(_describe_call(call, result))
        return outcomes


def _merge_settings(case: Case, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the client's settings; those of the case take precedence."""
    return {"engine": ENGINE, "retry": NO_RETRY, **settings, **case.client}


def _method(client: Stability | AsyncStability, call: ClientCall) -> Callable[..., Any]:
    method: Callable[..., Any] = getattr(
        client if call.key is None else client.with_options(api_key=call.key), call.method
    )
    return method


def _describe_call(call: ClientCall, result: object) -> dict[str, Any]:
    asked = {
        "call": call.method,
        "arguments": describe_argument(call.arguments),
        **{name: describe_argument(value) for name, value in call.options.items()},
    }
    return {"asked": {name: value for name, value in asked.items() if value != []}, "got": describe_outcome(result)}
