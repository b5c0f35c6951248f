"""Writes facts.py, the facts of a contract as Python source. What the contract says once stands there once."""

import re
from collections.abc import Mapping

from regen.build import facts
from regen.build.fact_types import Credits, Field, FilePart, Operation
from regen.documents.loading import Document, merged

_HEAD = '''"""What openapi.yaml says and the code beside this file leaves out: limits, defaults, names and prices.

Made by `make generate`. Do not edit.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from .fact_types import Credits, Field, FilePart, Operation

'''

_REPEATED = ("headers", "response_media_types", "response_headers", "error_names", "sizes_by_engine")
"""What many operations have in common."""


def write(document: Document) -> str:
    """Return the text of facts.py, not yet formatted."""
    found = facts.read(document)
    writer = _Writer(_component_fields(document))
    operations = writer.source(found.operations)
    lines = [
        f"BASE_URL: Final = {found.base_url!r}",
        f"AUTH_HEADER: Final = {found.auth_header!r}",
        f"PRICES_AS_OF: Final = {found.prices_as_of!r}",
        f"ENUMS: Final[Mapping[str, tuple[str, ...]]] = {writer.source(found.enums)}",
        f"ENUM_DESCRIPTIONS: Final[Mapping[str, str]] = {writer.source(found.enum_descriptions)}",
        *(f"{name} = {source}" for source, name in writer.constants.items()),
        f"OPERATIONS: Final[Mapping[str, Operation]] = {operations}",
    ]
    return _HEAD + "\n".join(lines) + "\n"


def _component_fields(document: Document) -> dict[str, str]:
    """From the source of each value that is a component of the contract to the name of a constant for it."""
    schemas = document.get("components", {}).get("schemas", {})
    plain = _Writer({})
    return {
        plain.source(facts.field_of(document, schema, required=False)): _constant_name(name)
        for name, schema in schemas.items()
        if merged(document, schema).get("type") in {"string", "number", "integer", "boolean", "array"}
    }


def _constant_name(name: str) -> str:
    return "_" + re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()


class _Writer:
    """Writes values as Python source; what a type has as a default is left out.

    Attributes:
        constants: From the sources of what is written more than once to the names that stand for it.
    """

    def __init__(self, components: Mapping[str, str]) -> None:
        self._components = components
        self.constants: dict[str, str] = {}

    def source(self, value: object) -> str:
        """Return the source of a value."""
        if isinstance(value, Field) and value.required:
            optional = self.source(value._replace(required=False))
            if optional in self.constants.values():
                return f"{optional}._replace(required=True)"
        if isinstance(value, Credits | Field | FilePart | Operation):
            source = self._tuple_source(value)
            return self._constant(source, self._components[source]) if source in self._components else source
        if isinstance(value, Mapping):
            items = ", ".join(f"{name!r}: {self.source(item)}" for name, item in value.items())
            return f"MappingProxyType({{{items}}})"
        return repr(value)

    def _tuple_source(self, value: Credits | Field | FilePart | Operation) -> str:
        given = value._asdict().items()
        defaults = value._field_defaults
        arguments = (
            f"{name}={self._repeated(name, item) if name in _REPEATED and item else self.source(item)}"
            for name, item in given
            if name not in defaults or item != defaults[name]
        )
        return f"{type(value).__name__}({', '.join(arguments)},)"

    def _repeated(self, name: str, value: object) -> str:
        """The name of a constant for what operations have in common, numbered in the order of the document."""
        number = sum(constant.startswith(f"_{name.upper()}_") for constant in self.constants.values()) + 1
        return self._constant(self.source(value), f"_{name.upper()}_{number}")

    def _constant(self, source: str, name: str) -> str:
        return self.constants.setdefault(source, name)
