"""Calls that differ in their options, so that together they send each word and both limits that the contract states."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve

from regen.documents import loading as documents
from tests.support.cassettes.cases import DOCUMENT, OPERATIONS, Case, ClientCall, case, documented_errors

CALLS_PER_CASE = 5
"""A cassette with more would be too long to review."""

PROXY_PAGE = "520"
NOT_VARIED = frozenset(
    {
        *("width", "height", "mode", "mask_source", "init_image_mode"),
        *("image_strength", "step_schedule_start", "step_schedule_end", "strength"),
    }
)
"""Options that depend on others or on the engine; calls of their own have them."""


def properties(operation: str) -> dict[str, Mapping[str, Any]]:
    """Return the schemas of the options of an operation, whatever they are sent in."""
    contents = OPERATIONS[operation]["requestBody"]["content"]
    [content] = contents.values()
    found = documents.properties(DOCUMENT, content["schema"])
    return {name: documents.merged(DOCUMENT, node) for name, (node, _) in found.items()}


def words_of(operation: str) -> dict[str, list[Any]]:
    """Return the words that each option takes. Those of a form that stand for booleans are booleans."""
    found = {}
    for name, schema in properties(operation).items():
        branches = [documents.merged(DOCUMENT, branch) for branch in (schema, *schema.get("anyOf", ()))]
        words = [word for branch in branches for word in branch.get("enum", ())]
        if words and name not in NOT_VARIED:
            found[name] = [word == "true" for word in words] if set(words) == {"true", "false"} else words
    return found


def vary(operation: str, call: ClientCall, number: int, **options: Any) -> ClientCall:
    """Return a call with one word of each option that takes words, the next for each number."""
    words = {name: each[number % len(each)] for name, each in words_of(operation).items()}
    return evolve(call, options={**words, **call.options, **options})


def limits_of(operation: str, name: str) -> dict[str, Any]:
    """Return the value that each number has at its `minimum` or `maximum`."""
    return {
        option: schema[name]
        for option, schema in properties(operation).items()
        if name in schema and option not in NOT_VARIED
    }


def refused_calls(operation: str, call: ClientCall, first: int = 0) -> Iterator[ClientCall]:
    """Yield calls that the stand-in refuses with each documented error, until each word was sent.

    Args:
        operation: The operation's id.
        call: A call that is valid.
        first: The number of the first variation.
    """
    refusals = [f"{status}:{name}" for status, name in documented_errors(OPERATIONS[operation])] + [PROXY_PAGE]
    count = max(len(refusals), *(len(words) - first for words in words_of(operation).values()))
    limits = [limits_of(operation, "minimum"), limits_of(operation, "maximum"), *[{}] * count]
    for number in range(count):
        free = {name: value for name, value in limits[number].items() if name not in call.options}
        yield evolve(
            vary(operation, call, first + number, **free), key=f"sk-standin:{refusals[number % len(refusals)]}"
        )


def in_small_cases(name: str, calls: Iterator[ClientCall], **settings: Any) -> Iterator[Case]:
    """Yield cases with the calls, a few in each."""
    listed = list(calls)
    for number, start in enumerate(range(0, len(listed), CALLS_PER_CASE), 1):
        yield case(f"{name}-{number}", *listed[start : start + CALLS_PER_CASE], **settings)
