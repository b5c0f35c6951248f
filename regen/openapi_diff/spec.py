"""One document of the two: its references, its pointers, and what its version of OpenAPI makes of a key."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import jsonpointer
from attrs import frozen

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
MAX_DEPTH = 200
"""Levels of nesting within one place of a document. Hand-written documents stay under 30."""


class SpecError(Exception):
    """The document cannot be compared; says where (a JSON pointer) and why."""

    def __init__(self, pointer: str, reason: str, *, is_circle: bool = False) -> None:
        super().__init__(f"{pointer}: {reason}")
        self.pointer = pointer
        self.reason = reason
        self.is_circle = is_circle


@frozen
class Site:
    """A value and the JSON pointer that leads to it. The pointer is its identity within its document."""

    value: Any
    at: str

    @property
    def key(self) -> str:
        """The last step of the pointer."""
        return jsonpointer.unescape(self.at.rpartition("/")[2])

    def child(self, *steps: str | int) -> "Site":
        """What stands below, `None` where nothing does."""
        value: Any = self.value
        at = self.at
        for step in steps:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                value = None
            at = join(at, step)
        return Site(value, at)

    def entries(self) -> Iterator[tuple[str, "Site"]]:
        """The entries of a mapping, extensions aside; none where it is no mapping."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                if not str(key).startswith("x-"):
                    yield str(key), Site(value, join(self.at, key))

    def named(self) -> Iterator[tuple[str, "Site"]]:
        """The entries of a mapping from names that people choose, which may begin with x- like any other."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield str(key), Site(value, join(self.at, key))

    def elements(self) -> Iterator["Site"]:
        """The elements of a list; none where it is no list."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Site(value, join(self.at, index))

    def get(self, key: str, default: Any = None) -> Any:
        """The value under a key, the default where there is none."""
        return self.value.get(key, default) if isinstance(self.value, dict) else default


def join(at: str, step: str | int) -> str:
    """The pointer one step further down."""
    return f"{at}/{str(step).replace('~', '~0').replace('/', '~1')}"


def readable(at: str) -> str:
    """A pointer for people: the component, or the operation, and the way from there."""
    steps = [jsonpointer.unescape(step) for step in at.removeprefix("#/").split("/")]
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
        self.root = Site(raw, "#")
        self.version = str(raw.get("openapi", ""))
        self.is_31 = self.version.startswith("3.1")
        self._targets: dict[str, Site] = {}

    def target(self, reference: Any, at: str) -> Site:
        """What a `$ref` written at `at` points to."""
        if not isinstance(reference, str) or not reference.startswith("#"):
            raise SpecError(at, f"{reference!r} points outside the document, which is not read")
        if reference not in self._targets:
            pointer = unquote(reference[1:])
            try:
                value = jsonpointer.JsonPointer(pointer).resolve(self.root.value)
            except jsonpointer.JsonPointerException as error:
                raise SpecError(at, f"{reference!r} points nowhere") from error
            self._targets[reference] = Site(value, f"#{pointer}")
        return self._targets[reference]

    def follow(self, site: Site) -> Site:
        """The site itself, or what its chain of `$ref`s ends in."""
        seen: set[str] = set()
        while isinstance(site.value, dict) and "$ref" in site.value:
            if site.at in seen:
                raise SpecError(site.at, "a $ref that leads back to itself", is_circle=True)
            seen.add(site.at)
            site = self.target(site.value["$ref"], site.at)
        return site
