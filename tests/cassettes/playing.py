"""Asking a client what a case says, by either client."""

from collections.abc import Callable, Mapping
from typing import Any

from stability_client import AsyncStability, RetryPolicy, Stability, StabilityError
from tests.cassettes.matrix import ENGINE, Ask, Case
from tests.cassettes.outcomes import outcome, said

ONCE = RetryPolicy(attempts=1)


def settings(case: Case, given: Mapping[str, Any]) -> dict[str, Any]:
    """The client's settings: the case's own win."""
    return {"engine": ENGINE, "retry": ONCE, **given, **case.client}


def play(case: Case, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The outcome of each of a case's calls by the sync client."""
    with Stability(**settings(case, given)) as client:
        outcomes = []
        for ask in case.asks:
            try:
                got: object = _method(client, ask)(*ask.arguments, **ask.options)
            except StabilityError as error:
                got = error
            outcomes.append(_told(ask, got))
        return outcomes


async def play_async(case: Case, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """As `play`, by the async client."""
    async with AsyncStability(**settings(case, given)) as client:
        outcomes = []
        for ask in case.asks:
            try:
                got: object = await _method(client, ask)(*ask.arguments, **ask.options)
            except StabilityError as error:
                got = error
            outcomes.append(_told(ask, got))
        return outcomes


def _method(client: Stability | AsyncStability, ask: Ask) -> Callable[..., Any]:
    called: Callable[..., Any] = getattr(
        client if ask.key is None else client.with_options(api_key=ask.key), ask.method
    )
    return called


def _told(ask: Ask, got: object) -> dict[str, Any]:
    asked = {
        "call": ask.method,
        "arguments": said(ask.arguments),
        **{name: said(value) for name, value in ask.options.items()},
    }
    return {"asked": {name: value for name, value in asked.items() if value != []}, "got": outcome(got)}
