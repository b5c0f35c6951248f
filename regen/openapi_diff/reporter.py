"""Adds the findings of one pair of nodes outside schemas, and offers what those comparisons share."""

from collections.abc import Collection
from typing import Any

from attrs import frozen

from regen.openapi_diff.canonical import Schemas
from regen.openapi_diff.comparison import Comparison, View
from regen.openapi_diff.findings_store import UnitKey
from regen.openapi_diff.rules import FACTS, OPERATION_RULES
from regen.openapi_diff.schema import ANNOTATIONS, value_key
from regen.openapi_diff.spec import Node


def _rule_of_key(name: str, before: Any, after: Any) -> str:
    if name == "x-credits":
        return "price-added" if before is None else "price-removed" if after is None else "price-changed"
    return "fact-changed" if name in FACTS else "unclassified"


@frozen
class Reporter:
    """Reports on one pair of nodes."""

    key: UnitKey
    comparison: Comparison

    @property
    def old(self) -> Schemas:
        """The schemas of the old document."""
        return self.comparison.old

    @property
    def new(self) -> Schemas:
        """The schemas of the new document."""
        return self.comparison.new

    def open(self, key: UnitKey) -> "Reporter | None":
        """Return a reporter for a pair that this one leads to; `None` if that pair was compared before."""
        return Reporter(key, self.comparison) if self.comparison.store.open(key, self.key) else None

    def open_operation(self, old_pointer: str, new_pointer: str, label: str) -> "Reporter":
        """Return a reporter for a pair of operations."""
        key = ("operation", old_pointer, new_pointer, self.key)
        self.comparison.store.open(key, self.key, label)
        return Reporter(key, self.comparison)

    def follow(self, old: Node, new: Node) -> tuple[Node, Node]:
        """Return both nodes with their `$ref`s followed."""
        return self.old.spec.follow(old), self.new.spec.follow(new)

    def report(self, rule: str, pointer: str, *, name: str = "", old: Any = None, new: Any = None) -> None:
        """Add a finding of a rule."""
        level, message = OPERATION_RULES[rule]
        self.comparison.store.add(self.key, rule, level, message, pointer, old, new, name=name)

    def report_requirement(self, prefix: str, old: Node, new: Node, *, name: str = "") -> None:
        """Report `{prefix}-became-required` or `{prefix}-became-optional` if it changed."""
        if old.is_required != new.is_required:
            self.report(f"{prefix}-became-{new.requirement}", new.pointer, name=name)

    def report_other_keys(self, old: Node, new: Node, known: Collection[str]) -> None:
        """Report every other key that differs: a change that no rule covers must not go unnoticed."""
        for name in sorted((set(old.value or ()) | set(new.value or ())) - set(known) - ANNOTATIONS):
            if str(name).startswith("x-") and name not in FACTS:
                continue  # reported with the descriptions
            before, after = self.old.plain(old.get(name)), self.new.plain(new.get(name))
            if value_key(before) != value_key(after):
                pointer = (new if name in (new.value or ()) else old).pointer
                rule = _rule_of_key(name, before, after)
                self.report(rule, pointer, name=name, old=before, new=after)

    def compare_schemas(self, old: Node, new: Node, view: View) -> None:
        """Queue two schemas. One that is missing accepts anything."""
        before, after = (node if node.exists else Node({}, node.pointer) for node in (old, new))
        self.comparison.compare_schemas((before,), (after,), view, self.key)

    def have_same_schema(self, old: Node, new: Node) -> bool:
        """Return whether two parameters or headers both have a schema, and the same."""
        before, after = old.child("schema"), new.child("schema")
        return before.exists and after.exists and self.old.digest((before,)) == self.new.digest((after,))
