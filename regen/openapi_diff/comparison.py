"""The state of a comparison: two documents, the findings so far, and the schemas still to be compared."""

from collections import deque
from typing import Any

from attrs import frozen

from regen.openapi_diff.canonical import Schemas
from regen.openapi_diff.findings import Level
from regen.openapi_diff.findings_store import FindingsStore, UnitKey
from regen.openapi_diff.rules import SCHEMA_RULES, Direction
from regen.openapi_diff.schema import Nodes, Schema


@frozen
class View:
    """How a pair of schemas is looked at."""

    direction: Direction
    is_text: bool = False
    """Written as text in a path, a query or a header, where `5` is a number and a string."""
    is_covered: bool = False
    """Another alternative accepts what this one no longer does, so no change here breaks."""


@frozen
class QueuedPair:
    """Two schemas to be compared."""

    key: UnitKey
    old: Nodes
    new: Nodes
    view: View


class Comparison:
    """A comparison of two documents under way."""

    def __init__(self, old: Schemas, new: Schemas) -> None:
        self.old = old
        self.new = new
        self.store = FindingsStore()
        self.queue: deque[QueuedPair] = deque()

    def compare_schemas(self, old: Nodes, new: Nodes, view: View, reached_from: UnitKey) -> None:
        """Queue a pair of schemas, once for each view. A queue needs no stack, however deep the documents are."""
        key = ("schema", self.old.schema(old).location, self.new.schema(new).location, view)
        if self.store.open(key, reached_from):
            self.queue.append(QueuedPair(key, old, new, view))


@frozen
class SchemaPair:
    """Two schemas under comparison."""

    comparison: Comparison
    key: UnitKey
    view: View
    reference: str
    """The pointer by which the new document refers to the schema: the location of a change to another component."""
    old: Schema
    new: Schema

    def compare(self, old: Nodes, new: Nodes) -> None:
        """Queue two schemas below these."""
        self.comparison.compare_schemas(old, new, self.view, self.key)

    def location_of(self, keyword: str) -> str:
        """Return the location of a keyword in the new document, or in the old one for a keyword removed."""
        return (self.new if self.new.has(keyword) else self.old).location_of(keyword)

    def report(self, topic: str, location: str, old: Any = None, new: Any = None, *, name: str = "") -> None:
        """Add a finding of the rule for this topic and direction."""
        rule = SCHEMA_RULES[topic]
        direction = self.view.direction
        level = min(rule.level(direction), Level.WARN) if self.view.is_covered else rule.level(direction)
        self.comparison.store.add(
            self.key, f"{direction}-{topic}", level, rule.message, location, old, new, name=name, topic=topic
        )

    def report_keyword(self, keyword: str, topic: str, change: str = "changed") -> None:
        """Report `{topic}-added`, `{topic}-removed`, or `{topic}-{change}` for a keyword on both sides."""
        if not self.new.has(keyword):
            change = "removed"
        elif not self.old.has(keyword):
            change = "added"
        old, new = self.old.get(keyword), self.new.get(keyword)
        self.report(f"{topic}-{change}", self.location_of(keyword), old, new, name=keyword)
