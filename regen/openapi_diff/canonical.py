"""The schemas of a document in canonical form: references followed, `allOf` merged, 3.0 and 3.1 in one spelling.

Two schemas that accept the same values come out the same as far as that can be known without solving JSON Schema in
general. Everything is lazy and cached by pointer, so that shared and cyclic schemas are read once.
"""

import hashlib
import itertools
import json
import math
from collections.abc import Iterator
from typing import Any

from attrs import field, frozen

from regen.openapi_diff.merging import merge_all_of, merge_enums, split_by_type
from regen.openapi_diff.rules import NAMES
from regen.openapi_diff.schema import ANNOTATIONS, Bound, Fragment, Nodes, Schema, Union
from regen.openapi_diff.spec import BESIDE_REF, MAX_DEPTH, Node, Spec, SpecError

MAX_ALTERNATIVES = 64
"""Several anyOf side by side multiply. Past this they are compared as they are written."""
DIGEST_DEPTH = 24
"""Levels that a digest covers. With a bound, unlike a cycle check, it does not matter where a cycle is entered."""
PLAIN_DEPTH = 8
"""Levels to which `plain` copies a value."""

_UNIONS = ("anyOf", "oneOf")


@frozen
class _Parts:
    """What a schema is merged from, collected from its nodes."""

    fragments: list[Fragment] = field(factory=list)
    unions: list[Union] = field(factory=list)


class Schemas:
    """The canonical schemas of one document."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._schemas: dict[str, Schema] = {}
        self._alternatives: dict[str, tuple[Schema, ...]] = {}
        self._nullable: dict[str, bool] = {}
        self._digests: dict[tuple[str, int], str] = {}

    def schema(self, nodes: Nodes) -> Schema:
        """Return the canonical form of nodes that must all hold."""
        key = _identity(nodes)
        if key not in self._schemas:
            parts = _Parts()
            for node in nodes:
                self._collect(Fragment(node), parts, frozenset())
            self._schemas[key] = self._merge(self._location(nodes), parts)
        return self._schemas[key]

    def _merge(self, location: str, parts: _Parts) -> Schema:
        return merge_all_of(location, parts.fragments, parts.unions, is_31=self.spec.is_31)

    def _location(self, nodes: Nodes) -> str:
        return " & ".join(dict.fromkeys(self.spec.follow(node).pointer for node in nodes))

    def _collect(self, fragment: Fragment, parts: _Parts, seen: frozenset[str], depth: int = 0) -> None:
        """Collect the schema objects that a node is made of, its own keywords first: the outermost ones decide."""
        node, or_null = fragment.node, fragment.or_null
        _check_depth(node, depth)
        if node.pointer in seen:
            return  # an allOf of itself restricts nothing
        seen |= {node.pointer}
        if isinstance(node.value, bool):
            parts.fragments.append(Fragment(Node({} if node.value else {"not": {}}, node.pointer), or_null))
            return
        if not isinstance(node.value, dict):
            raise SpecError(node.pointer, "not a schema")
        if "$ref" in node.value:
            if self.spec.is_31 and len(node.value) > 1:
                own = {key: value for key, value in node.value.items() if key != "$ref"}
                own_node = Node(own, f"{node.pointer}{BESIDE_REF}")
                self._collect(Fragment(own_node, or_null), parts, seen, depth + 1)
            target = self.spec.target(node.value["$ref"], node.pointer)
            self._collect(Fragment(target, or_null), parts, seen, depth + 1)
            return
        if not self.spec.is_31 and node.value.get("nullable") is True and "type" not in node.value:
            # OpenAPI 3.0 gives `nullable` beside a lone $ref no meaning, but every author means this one.
            or_null = True
        parts.fragments.append(Fragment(Node(node.value, node.pointer.removesuffix(BESIDE_REF)), or_null))
        for element in node.child("allOf").elements():
            self._collect(Fragment(element, or_null), parts, seen, depth + 1)
        for keyword in _UNIONS:
            if keyword in node.value:
                self._collect_union(Fragment(node.child(keyword), or_null), parts, seen, depth + 1)

    def _collect_union(self, fragment: Fragment, parts: _Parts, seen: frozenset[str], depth: int) -> None:
        branches = list(self._branches(fragment.node, seen, depth))
        others = [branch for branch in branches if not _is_null(branch.value, is_31=self.spec.is_31)]
        or_null = fragment.or_null or len(others) < len(branches)
        if len(others) == 1:
            self._collect(Fragment(others[0], or_null), parts, seen, depth + 1)
        else:
            parts.unions.append(Union(tuple((branch,) for branch in others), or_null))

    def _branches(self, node: Node, seen: frozenset[str], depth: int) -> Iterator[Node]:
        """Yield the branches of a union; those of a branch that is only another union instead of that branch."""
        _check_depth(node, depth)
        for element in node.elements():
            target = self.spec.follow(element)
            if target.pointer in seen:
                continue
            keywords = set(target.value) - ANNOTATIONS if isinstance(target.value, dict) else set()
            if keywords in ({"anyOf"}, {"oneOf"}):
                yield from self._branches(target.child(*keywords), seen | {target.pointer}, depth + 1)
            else:
                yield element

    def alternatives(self, schema: Schema) -> tuple[Schema, ...]:
        """Return a schema as a choice among schemas of one type each; often it is its only alternative."""
        if schema.location not in self._alternatives:
            self._alternatives[schema.location] = (schema,)  # for a schema that is among its own alternatives
            self._alternatives[schema.location] = tuple(merge_enums(self._split(schema)))
        return self._alternatives[schema.location]

    def _split(self, schema: Schema) -> Iterator[Schema]:
        if not schema.unions:
            yield from split_by_type(schema)
            return
        if math.prod(len(union.branches) for union in schema.unions) > MAX_ALTERNATIVES:
            yield schema
            return
        for chosen in itertools.product(*(union.branches for union in schema.unions)):
            alternative = self._alternative(schema, tuple(itertools.chain.from_iterable(chosen)))
            if alternative.location != schema.location:
                yield from self.alternatives(alternative) if alternative.unions else split_by_type(alternative)

    def _alternative(self, schema: Schema, branches: Nodes) -> Schema:
        """Return a schema with one branch chosen of each of its unions."""
        key = f"{schema.location} | {_identity(branches)}"
        if key not in self._schemas:
            own = (
                Node({name: entry for name, entry in node.value.items() if name not in _UNIONS}, node.pointer)
                for node in (fragment.node for fragment in schema.fragments)
            )
            parts = _Parts([Fragment(node) for node in own if set(node.value) - ANNOTATIONS - {"allOf", "nullable"}])
            location = self._location(branches)
            if parts.fragments:
                location = f"{schema.location} & {location}"
            for node in branches:
                self._collect(Fragment(node), parts, frozenset({schema.location}))
            self._schemas[key] = self._merge(location, parts)
        return self._schemas[key]

    def nullable(self, schema: Schema) -> bool:
        """Return whether a schema with its unions accepts null."""
        if schema.location not in self._nullable:
            self._nullable[schema.location] = False  # for a schema that is among its own alternatives
            self._nullable[schema.location] = schema.nullable and all(
                union.or_null or any(self.nullable(self.schema(branch)) for branch in union.branches)
                for union in schema.unions
            )
        return self._nullable[schema.location]

    def digest(self, nodes: Nodes, depth: int = DIGEST_DEPTH) -> str:
        """Return a short text that equal schemas share, whatever their annotations, order and references."""
        return self.digest_of(self.schema(nodes), depth)

    def digest_of(self, schema: Schema, depth: int = DIGEST_DEPTH) -> str:
        """Return the `digest` of a schema already in canonical form."""
        if depth == 0:
            return "…"
        key = (f"{schema.location} {sorted(schema.types or ())}", depth)
        if key not in self._digests:
            self._digests[key] = "…"
            text = json.dumps(self._content(schema, depth - 1), sort_keys=True, default=str)
            self._digests[key] = hashlib.sha256(text.encode()).hexdigest()[:16]
        return self._digests[key]

    def _content(self, schema: Schema, depth: int) -> dict[str, Any]:
        additional = schema.additional
        return {
            "types": sorted(schema.types) if schema.types is not None else None,
            "nullable": self.nullable(schema),
            "enum": sorted(schema.enum) if schema.enum is not None else None,
            "keywords": {name: self.plain(each.value) for name, each in schema.keywords.items() if name not in NAMES},
            "properties": {name: self.digest(nodes, depth) for name, nodes in schema.properties.items()},
            "required": sorted(schema.required),
            "additional": additional and (additional.value and self.digest(additional.value, depth)),
            "items": schema.items and self.digest(schema.items, depth),
            "unions": sorted(
                [union.or_null, *sorted(self.digest(branch, depth) for branch in union.branches)]
                for union in schema.unions
            ),
        }

    def plain(self, value: Any, depth: int = PLAIN_DEPTH) -> Any:
        """Return any value with its references inlined and its annotations left out, to compare what no rule covers."""
        if depth == 0:
            return "…"
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                return self.plain(self.spec.follow(Node(value, "#")).value, depth - 1)
            return {str(key): self.plain(entry, depth - 1) for key, entry in value.items() if key not in ANNOTATIONS}
        if isinstance(value, list | tuple):
            return [self.plain(entry, depth - 1) for entry in value]
        return str(value) if isinstance(value, Bound) else value


def _identity(nodes: Nodes) -> str:
    return " & ".join(node.pointer for node in nodes)


def _check_depth(node: Node, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise SpecError(node.pointer, f"nested more than {MAX_DEPTH} levels deep")


def _is_null(value: Any, *, is_31: bool) -> bool:
    if not isinstance(value, dict):
        return False
    keywords = {key: entry for key, entry in value.items() if key not in ANNOTATIONS}
    if is_31 and keywords in ({"type": "null"}, {"type": ["null"]}, {"const": None}):
        return True
    return set(keywords) <= {"enum", "nullable", "type"} and keywords.get("enum") == [None]
