"""Signatures and documentation of functions that take their options as `**options: Unpack[...]`.

Type checkers expand the `TypedDict` themselves. Here it is done for `help`, `inspect` and the API reference.
"""

import inspect
import textwrap
from collections.abc import Callable, Mapping
from inspect import Parameter, Signature
from typing import Any, ParamSpec, TypeVar, get_args, get_type_hints

P = ParamSpec("P")
T = TypeVar("T")

LINE_WIDTH = 116
"""Characters of a line of documentation, including its indent."""


def options_type(function: Callable[..., Any]) -> Any:
    """Return the `TypedDict` that a function takes its options as, or None."""
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is Parameter.VAR_KEYWORD:
            return next(iter(get_args(parameter.annotation)), None)
    return None


def method_signature(function: Callable[..., Any], returns: Any = Signature.empty) -> Signature:
    """Return the signature of a function as a method: `self` instead of its first parameter, each option by name.

    Args:
        function: A function whose first parameter is not for callers, with or without `**options: Unpack[...]`.
        returns: What the method returns.
    """
    _, *parameters = inspect.signature(function).parameters.values()
    named = [parameter for parameter in parameters if parameter.kind is not Parameter.VAR_KEYWORD]
    options = options_type(function)
    if options is not None:
        required: frozenset[str] = options.__required_keys__
        named += [
            Parameter(
                name,
                Parameter.KEYWORD_ONLY,
                default=Parameter.empty if name in required else None,
                annotation=annotation,
            )
            for name, annotation in get_type_hints(options).items()
        ]
    return Signature([Parameter("self", Parameter.POSITIONAL_OR_KEYWORD), *named], return_annotation=returns)


def annotated_documentation(options: Any) -> dict[str, str]:
    """Return the documentation of the keys of a `TypedDict` that carry it as `Annotated[type, "documentation"]`."""
    hints = get_type_hints(options, include_extras=True)
    return {name: metadata[0] for name, hint in hints.items() if (metadata := getattr(hint, "__metadata__", ()))}


def names_its_options(function: Callable[P, T]) -> Callable[P, T]:
    """Decorate a method with the signature and the documentation of its annotated options."""
    documented: Any = function
    documentation = annotated_documentation(options_type(function))
    returns = inspect.signature(function).return_annotation
    documented.__doc__ = with_arguments(function.__doc__ or "", documentation)
    documented.__signature__ = method_signature(function, returns)
    return function


def with_arguments(docstring: str, arguments: Mapping[str, str]) -> str:
    """Return a Google-style docstring with further arguments at the end of its `Args` section.

    Args:
        docstring: The docstring as it is in the source.
        arguments: From the name of each further argument to its documentation.
    """
    text = inspect.cleandoc(docstring)
    if not arguments:
        return text
    lines = [
        textwrap.fill(
            f"{name}: {line}", LINE_WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 8, break_on_hyphens=False
        )
        for name, line in arguments.items()
    ]
    sections = text.split("\n\n")
    at = next((index for index, section in enumerate(sections) if section.startswith("Args:")), None)
    if at is None:
        at = next(
            (index for index, section in enumerate(sections) if section.startswith(("Returns:", "Raises:"))),
            len(sections),
        )
        sections.insert(at, "Args:")
    sections[at] = "\n".join([sections[at], *lines])
    return "\n\n".join(sections)
