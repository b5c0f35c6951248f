"""A schema in canonical form: the data that the comparison works on, and which values it accepts."""

import json
import re
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from regen.openapi_diff.spec import Node

Nodes = tuple[Node, ...]
"""A schema as the nodes that must all hold; usually one."""

ANNOTATIONS = frozenset(
    {"title", "description", "summary", "example", "examples", "externalDocs", "deprecated", "$comment"}
)
"""Keywords that validate nothing and that only people read."""
LOWER_BOUNDS = ("minimum", "minLength", "minItems", "minProperties", "x-min-side", "x-min-pixels")
UPPER_BOUNDS = (
    *("maximum", "maxLength", "maxItems", "maxProperties"),
    *("x-max-side", "x-max-pixels", "x-max-bytes", "x-max-aspect-ratio"),
)
"""With the limits of images, which servers check as they do the others."""


@frozen(order=True)
class Bound:
    """A limit on numbers, and whether the limit itself is excluded."""

    value: float
    is_exclusive: bool = False

    def __str__(self) -> str:
        return f"{self.value} (exclusive)" if self.is_exclusive else f"{self.value}"


@frozen
class Keyword:
    """The value of a keyword, and the location of the schema that it is written in."""

    value: Any
    location: str


@frozen
class Fragment:
    """One of the schema objects that are merged into a schema. `or_null` adds null to what it accepts."""

    node: Node
    or_null: bool = False


@frozen
class Union:
    """An `anyOf` or `oneOf`."""

    branches: tuple[Nodes, ...]
    or_null: bool


@frozen(eq=False)
class Schema:
    """A schema in canonical form."""

    location: str
    """Its identity: a JSON pointer, or several joined by ` & ` (all of them) or ` | ` (any of them)."""
    types: frozenset[str] | None
    """`None` is any type. Null is in `nullable` alone, and `number` includes `integer`."""
    nullable: bool
    enum: Mapping[str, Any] | None
    """The values by their `value_key`."""
    keywords: Mapping[str, Keyword]
    """Every other keyword: bounds, pattern, format, defaults, facts, and those that no rule covers."""
    properties: Mapping[str, Nodes]
    required: Mapping[str, str]
    """From the name to the pointer of the schema that requires it."""
    additional: Keyword | None
    """`None` if other properties are allowed, `False` if not, else the nodes of their schema."""
    items: Nodes | None
    unions: tuple[Union, ...]
    fragments: tuple[Fragment, ...] = field(repr=False)
    locations: Mapping[str, str] = field(factory=dict, repr=False)
    """Pointers to the schemas that `type` and `enum` are written in."""

    @property
    def kind(self) -> str:
        """The types for a reader."""
        if self.types is None:
            return "anything"
        return " or ".join(sorted(self.types)) or "null"

    @property
    def accepts_anything(self) -> bool:
        """Whether nothing restricts the type."""
        return self.types is None and self.enum is None and not self.unions

    def has(self, keyword: str) -> bool:
        """Return whether a keyword is written here."""
        return keyword in self.keywords or keyword in self.locations

    def location_of(self, keyword: str) -> str:
        """Return the location of the schema that a keyword is written in."""
        if keyword in self.keywords:
            return self.keywords[keyword].location
        return self.locations.get(keyword, self.location)

    def get(self, keyword: str) -> Any:
        """Return the value of a keyword, or `None`."""
        return self.keywords[keyword].value if keyword in self.keywords else None

    def accepts(self, value: Any) -> bool:
        """Return whether a value fits the type, the bounds and the pattern. Other keywords are not tested."""
        kind = type_of_value(value)
        if self.types is not None and not includes_type(self.types, kind):
            return False
        if kind in {"integer", "number"}:
            return self._accepts_number(value)
        if kind == "string":
            shortest, longest, pattern = self.get("minLength"), self.get("maxLength"), self.get("pattern")
            return (
                (shortest is None or len(value) >= shortest)
                and (longest is None or len(value) <= longest)
                and not (isinstance(pattern, str) and _matches(pattern, value) is False)
            )
        return True

    def _accepts_number(self, value: float) -> bool:
        low, high, step = self.get("minimum"), self.get("maximum"), self.get("multipleOf")
        return (
            (low is None or value > low.value or (value == low.value and not low.is_exclusive))
            and (high is None or value < high.value or (value == high.value and not high.is_exclusive))
            and not (isinstance(step, int) and step and value % step)
        )


def includes_type(types: frozenset[str] | set[str], name: str) -> bool:
    """Return whether a type is among the types, knowing that an integer is a number."""
    return name in types or (name == "integer" and "number" in types)


def value_key(value: Any) -> str:
    """Return a JSON value as text, so that 1 and 1.0 are the same and 1 and true are not."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str):
        return f'"{value}"'
    return json.dumps(value, sort_keys=True, default=str)


_TYPE_OF_VALUE: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)


def type_of_value(value: Any) -> str:
    """Return the JSON type of a value; a whole float is an integer."""
    if isinstance(value, float) and value.is_integer():
        return "integer"
    return next((name for kind, name in _TYPE_OF_VALUE if isinstance(value, kind)), "null")


def _matches(pattern: str, value: str) -> bool | None:
    """Return whether the pattern matches; `None` if it is not in Python's dialect."""
    try:
        return re.search(pattern, value) is not None
    except re.error:
        return None
