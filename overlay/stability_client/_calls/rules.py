"""The contract's rules between the arguments of a call: which need, exclude or stand for one another."""

from collections.abc import Iterator, Mapping
from typing import Any

from stability_client._contract import OperationFacts


def rule_problems(operation: OperationFacts, arguments: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the rules that arguments break: for each the argument that is wrong, and a message.

    Args:
        operation: What the contract says of the operation.
        arguments: The options and images that will be sent, by name.
    """
    return [*_missing(operation, arguments), *_excluded(operation, arguments), *_none_of(operation, arguments)]


def _missing(operation: OperationFacts, arguments: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, others in operation.requires.items():
        if _is_given(name, arguments) and not any(_is_given(other, arguments) for other in others):
            message = (
                f"{name}: needs {' or '.join(map(_shown, others))}. Pass it too, or leave {name.split('=')[0]} out"
            )
            yield name, message


def _excluded(operation: OperationFacts, arguments: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, others in operation.excludes.items():
        for other in others:
            if _is_given(name, arguments) and _is_given(other, arguments):
                wrong = other.split("=")[0]
                yield wrong, f"{wrong}: has no meaning with {_shown(name)}. Leave one of them out"


def _none_of(operation: OperationFacts, arguments: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for group in operation.one_of:
        if not any(arguments.get(name) not in {None, 0, ""} for name in group):
            yield group[0], f"{', '.join(group)}: pass at least one of them"


def _is_given(rule: str, arguments: Mapping[str, Any]) -> bool:
    """Whether an argument is sent, and with the value that the rule names if it names one."""
    name, _, value = rule.partition("=")
    given = arguments.get(name)
    return given is not None and (not value or str(given) == value)


def _shown(rule: str) -> str:
    name, _, value = rule.partition("=")
    return f"{name}={value!r}" if value else name
