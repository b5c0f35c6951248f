"""Writes options.py: a `TypedDict` of the options of each operation, by which editors and type checkers know them."""

import keyword
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from regen.build import facts
from regen.build.fact_types import Field
from regen.documents.loading import Document, operations, properties

_HEAD = '''"""The options of each operation, as keyword arguments. None means that an option is not sent.

Made by `make generate`. Do not edit.
"""

from typing import Literal, Required, TypeAlias, TypedDict

'''

_PYTHON_TYPES = {"integer": "int", "number": "float", "boolean": "bool", "string": "str"}


class _Option(NamedTuple):
    """One key of a `TypedDict`."""

    name: str
    annotation: str
    documentation: str


def class_name(operation_id: str) -> str:
    """Return the name of an operation's `TypedDict`: `text_to_image` has `TextToImageOptions`."""
    return "".join(part.capitalize() for part in operation_id.split("_")) + "Options"


def _options(document: Document, schema: Mapping[str, Any]) -> Iterator[_Option]:
    """The options that are plain values. Objects and arrays, and a prompt that must be, need arguments of their own."""
    for name, (node, required) in properties(document, schema).items():
        field = facts.field_of(document, node, required=required)
        is_positional = required and name == "prompt"
        if field.type not in _PYTHON_TYPES or keyword.iskeyword(name) or is_positional:
            continue
        annotation = _annotation(facts.closed_enum(document, node), field)
        annotation = f"Required[{annotation}]" if required else f"{annotation} | None"
        yield _Option(name, annotation, field.documentation)


def _annotation(node: Mapping[str, Any], field: Field) -> str:
    if not (words := field.enum or field.known):
        return _PYTHON_TYPES[field.type]
    component = _component(node)
    closed = f"{component}Value" if component else f"Literal{list(words)!r}"
    return f"{closed} | str" if field.known else closed


def _component(node: Mapping[str, Any]) -> str | None:
    """The component that a schema refers to, straight or in an `allOf` of one."""
    reference = next((part["$ref"] for part in (node, *node.get("allOf", ())) if "$ref" in part), None)
    return None if reference is None else str(reference).rpartition("/")[2]


def write(document: Document) -> str:
    """Return the text of options.py, not yet formatted."""
    classes: list[str] = []
    for _, _, operation in operations(document):
        options = list(_options(document, facts.request_body(document, operation).options))
        if not options:
            continue
        lines = [f"class {class_name(operation['operationId'])}(TypedDict, total=False):"]
        lines += [f'    """The options of `{operation["operationId"]}`."""', ""]
        for option in options:
            lines += [f"    {option.name}: {option.annotation}", f"    {_docstring(option.documentation)}"]
        classes.append("\n".join(lines))
    return _HEAD + "\n\n\n".join([_enum_values(document), *classes]) + "\n"


def _enum_values(document: Document) -> str:
    """For each enum a type of its members and their values, so that both are completed and misspellings are found."""
    schemas = document.get("components", {}).get("schemas", {})
    enums = {name: schema["enum"] for name, schema in schemas.items() if "enum" in schema}
    imports = f"from .models import {', '.join(sorted(enums))}\n\n" if enums else ""
    return imports + "\n".join(
        f"{name}Value: TypeAlias = {name} | Literal{list(words)!r}" for name, words in enums.items()
    )


def _docstring(text: str) -> str:
    """The text as a docstring of lines that fit."""
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return (
        '"""'
        + "\n    ".join(
            textwrap.wrap(escaped, 110, break_long_words=False, break_on_hyphens=False) or ["Not described."]
        )
        + '"""'
    )
