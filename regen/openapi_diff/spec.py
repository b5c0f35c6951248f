"""An OpenAPI document: its nodes, their JSON pointers, and its references."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import jsonpointer
from attrs import frozen

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
MAX_DEPTH = 200
"""Levels of nesting within one schema. Hand-written documents stay under 30."""
BESIDE_REF = "#own"
"""Ends the pointer of a node made of the keywords beside a `$ref`, which has no pointer of its own."""


class SpecError(Exception):
    """The document cannot be compared.

    Attributes:
        pointer: JSON pointer to the node at fault.
        reason: What is wrong with it.
        is_circle: Whether a `$ref` leads back to itself.
    """

    def __init__(self, pointer: str, reason: str, *, is_circle: bool = False) -> None:
        super().__init__(f"{pointer}: {reason}")
        self.pointer = pointer
        self.reason = reason
        self.is_circle = is_circle


@frozen
class Node:
    """A value and the JSON pointer that leads to it. The pointer is its identity within its document."""

    value: Any
    pointer: str

    @property
    def key(self) -> str:
        """The last step of the pointer."""
        return jsonpointer.unescape(self.pointer.rpartition("/")[2])

    @property
    def exists(self) -> bool:
        """Whether the document has a value here."""
        return self.value is not None

    @property
    def is_required(self) -> bool:
        """Whether a parameter, header or body is required."""
        return self.get("required") is True

    @property
    def requirement(self) -> str:
        """`required` or `optional`, as in the ids of rules."""
        return "required" if self.is_required else "optional"

    def child(self, *steps: str | int) -> "Node":
        """Return the node below; its value is `None` if there is none."""
        value: Any = self.value
        pointer = self.pointer
        for step in steps:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                value = None
            pointer = join_pointer(pointer, step)
        return Node(value, pointer)

    def entries(self) -> Iterator[tuple[str, "Node"]]:
        """Yield the entries of a mapping except extensions; nothing if the value is no mapping."""
        return ((name, node) for name, node in self.named_entries() if not name.startswith("x-"))

    def named_entries(self) -> Iterator[tuple[str, "Node"]]:
        """Yield the entries of a mapping whose names the author chose, which may begin with `x-`."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield str(key), Node(value, join_pointer(self.pointer, key))

    def elements(self) -> Iterator["Node"]:
        """Yield the elements of a list; nothing if the value is no list."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Node(value, join_pointer(self.pointer, index))

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value under a key, or the default."""
        return self.value.get(key, default) if isinstance(self.value, dict) else default


def join_pointer(pointer: str, step: str | int) -> str:
    """Return the JSON pointer one step further down."""
    return f"{pointer}/{str(step).replace('~', '~0').replace('/', '~1')}"


def first_pointer(location: str) -> str:
    """Return the first pointer of a location, which names several for a merged schema (`Schema.location`)."""
    return location.split(" | ", maxsplit=1)[0].split(" & ", maxsplit=1)[0].removesuffix(BESIDE_REF)


def to_readable(pointer: str) -> str:
    """Return a pointer for people: the component or operation, and the path from there."""
    steps = [jsonpointer.unescape(step) for step in pointer.removeprefix("#/").split("/")]
    if steps[0] == "components":
        return "/".join(steps[1:])
    if steps[0] in {"paths", "webhooks"} and len(steps) > 1:
        head, rest = steps[1], steps[2:]
        if rest and rest[0] in METHODS:
            head, rest = f"{rest[0].upper()} {head}", rest[1:]
        if steps[0] == "webhooks":
            head = f"webhook {head}"
        return f"{head} {'/'.join(rest)}".rstrip()
    return "/".join(steps)


class Spec:
    """A parsed OpenAPI 3.0 or 3.1 document."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.root = Node(raw, "#")
        self.is_31 = str(raw.get("openapi", "")).startswith("3.1")
        self._targets: dict[str, Node] = {}

    def target(self, reference: Any, pointer: str) -> Node:
        """Return what a `$ref` points to.

        Args:
            reference: The value of the `$ref`.
            pointer: Where it is written, for the error.

        Raises:
            SpecError: It points outside the document, or nowhere.
        """
        if not isinstance(reference, str) or not reference.startswith("#"):
            raise SpecError(pointer, f"{reference!r} points outside the document, which is not read")
        if reference not in self._targets:
            target = unquote(reference[1:])
            try:
                value = jsonpointer.JsonPointer(target).resolve(self.root.value)
            except jsonpointer.JsonPointerException as error:
                raise SpecError(pointer, f"{reference!r} points nowhere") from error
            self._targets[reference] = Node(value, f"#{target}")
        return self._targets[reference]

    def follow(self, node: Node) -> Node:
        """Return the node itself, or the end of its chain of `$ref`s.

        Raises:
            SpecError: The chain leads out of the document, nowhere, or back to itself.
        """
        seen: set[str] = set()
        while isinstance(node.value, dict) and "$ref" in node.value:
            if node.pointer in seen:
                raise SpecError(node.pointer, "a $ref that leads back to itself", is_circle=True)
            seen.add(node.pointer)
            node = self.target(node.value["$ref"], node.pointer)
        return node
