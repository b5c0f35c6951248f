"""Compares schemas, knowing which way the data flows."""

from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

from regen.openapi_diff.canonical import (
    LOWER_BOUNDS,
    UPPER_BOUNDS,
    Bound,
    Schema,
    Schemas,
    Sites,
    value_key,
)
from regen.openapi_diff.findings import Level
from regen.openapi_diff.findings_store import Key, Ledger
from regen.openapi_diff.renames import renames
from regen.openapi_diff.rules import DEFAULTS, FACTS, NAMES, SCHEMA_RULES, Direction
from regen.openapi_diff.spec import Site, join
from regen.openapi_diff.unchanged import Settled

MAX_PROBED = 16
"""Alternatives past which we no longer ask of each whether another one takes its place."""
_HANDLED = frozenset((*LOWER_BOUNDS, *UPPER_BOUNDS, *DEFAULTS, *FACTS, *NAMES, "multipleOf", "uniqueItems"))
_HANDLED |= {"pattern", "format", "readOnly", "writeOnly", "discriminator"}

_NUMBER_FORMATS = ("int32", "int64", "float", "double")
_WIDER_FORMATS = {("int32", "int64"), ("float", "double")}
_TEXT_FORMATS = frozenset(
    {"date", "date-time", "time", "duration", "uuid", "email", "idn-email", "hostname", "ipv4", "ipv6", "uri", "byte"}
    | {"uri-reference", "iri", "int32"}
)
"""Formats that servers validate; others are hints."""


@frozen
class View:
    """How a pair of schemas is looked at."""

    direction: Direction
    textual: bool = False
    """Written as text in a path, a query or a header, where `5` is a number and a string."""
    capped: bool = False
    """Another alternative accepts what this one no longer does, so nothing here breaks."""


class SchemaComparison:
    """Compares pairs of schemas, each once for each view."""

    def __init__(self, old: Schemas, new: Schemas, ledger: Ledger, settled: Settled | None = None) -> None:
        self.old = old
        self.new = new
        self.ledger = ledger
        self.settled = settled
        self._queue: deque[tuple[Key, Sites, Sites, View]] = deque()

    def visit(self, old: Sites, new: Sites, view: View, reached_from: Key | None) -> None:
        """Asks for a pair to be compared. `finish` does it: a queue knows no depth, whatever the documents hold."""
        if self.settled and len(old) == len(new) and all(map(self.settled.covers, old, new)):
            return
        before, after = self.old.schema(old), self.new.schema(new)
        key = ("schema", before.at, after.at, view)
        if self.ledger.open(key, reached_from):
            self._queue.append((key, old, new, view))

    def finish(self) -> None:
        """Compares every pair that was asked for, and those they lead to."""
        while self._queue:
            key, old, new, view = self._queue.popleft()
            _Pair(self, key, view, new[0].at).compare(self.old.schema(old), self.new.schema(new))


@frozen
class _Pair:
    """One comparison under way."""

    context: SchemaComparison
    key: Key
    view: View
    reached_at: str
    """Where the new document refers to what is compared: the place of a change to another component."""

    def note(self, topic: str, at: str, old: Any = None, new: Any = None, *, name: str = "") -> None:
        rule = SCHEMA_RULES[topic]
        level = rule.level(self.view.direction)
        if self.view.capped:
            level = min(level, Level.WARN)
        self.context.ledger.note(
            self.key, f"{self.view.direction}-{topic}", level, rule.message, at, old, new, name=name, topic=topic
        )

    def compare(self, old: Schema, new: Schema) -> None:
        olds, news = self.context.old.alternatives(old), self.context.new.alternatives(new)
        if len(olds) == 1 and len(news) == 1:
            self.single(olds[0], news[0])
        else:
            self.choices(olds, news)
        self.nullability(old, new)
        if old.unions or new.unions:
            self.annotations(old, new)

    def nullability(self, old: Schema, new: Schema) -> None:
        if _accepts_anything(old) or _accepts_anything(new):
            return  # told as a change of type
        before, after = self.context.old.nullable(old), self.context.new.nullable(new)
        if before != after:
            self.note("became-nullable" if after else "no-longer-nullable", new.at_of("type"), before, after)

    # One type each.

    def single(self, old: Schema, new: Schema) -> None:
        if not self.types(old, new):
            return
        if old.enum is not None or new.enum is not None:
            self.values(old, new)
        else:
            self.bounds(old, new)
            self.multiple_of(old, new)
            self.pattern(old, new)
            self.format(old, new)
            self.properties(old, new)
            self.unknown_properties(old, new)
            self.items(old, new)
        self.annotations(old, new)
        self.what_no_rule_knows(old, new)

    def types(self, old: Schema, new: Schema) -> bool:
        """Notes a changed type. Returns whether the rest is worth comparing."""
        before, after = old.types, new.types
        if before == after:
            return True
        topic = "type-changed"
        if self._includes(new, old):
            topic = "type-widened"
        elif self._includes(old, new):
            topic = "type-narrowed"
        self.note(topic, self._place(old, new), old.kind, new.kind)
        return before is not None and after is not None and before | after == {"integer", "number"}

    def _place(self, old: Schema, new: Schema) -> str:
        return new.at_of("type") if old.at == new.at else self.reached_at

    def _includes(self, wide: Schema, narrow: Schema) -> bool:
        if wide.types is None or narrow.types is None:
            return wide.types is None
        if self.view.textual and wide.types == {"string"} and not wide.parts and wide.enum is None:
            return narrow.types <= {"integer", "number", "boolean"}
        return all(name in wide.types or (name == "integer" and "number" in wide.types) for name in narrow.types)

    def values(self, old: Schema, new: Schema) -> None:
        before, after = old.enum, new.enum
        at = new.at_of("enum") if after is not None else old.at_of("enum")
        if before is None and after is not None:
            self.note("enum-closed", at, None, list(after.values()))
        elif before is not None and after is None:
            self._opened(old, new, at)
        elif before is not None and after is not None:
            if gone := [value for key, value in before.items() if key not in after]:
                self.note("enum-value-removed", at, gone)
            if come := [value for key, value in after.items() if key not in before]:
                self.note("enum-value-added", at, None, come)

    def _opened(self, old: Schema, new: Schema, at: str) -> None:
        values = old.enum or {}
        refused = [value for value in values.values() if not self.context.new.accepts(new, value)]
        self.note("enum-opened", at, list(values.values()))
        if refused:
            self.note("enum-value-removed", at, refused)

    def bounds(self, old: Schema, new: Schema) -> None:
        for name in (*LOWER_BOUNDS, *UPPER_BOUNDS, "uniqueItems"):
            before, after = old.get(name), new.get(name)
            if before == after:
                continue
            self._bound(name, old, new, tightened=_is_tighter(name, before, after))

    def _bound(self, name: str, old: Schema, new: Schema, *, tightened: bool) -> None:
        before, after = old.get(name), new.get(name)
        if before is None:
            self.note("bound-added", new.at_of(name), None, after, name=name)
        elif after is None:
            self.note("bound-removed", old.at_of(name), before, name=name)
        else:
            self.note("bound-tightened" if tightened else "bound-loosened", new.at_of(name), before, after, name=name)

    def multiple_of(self, old: Schema, new: Schema) -> None:
        before, after = old.get("multipleOf"), new.get("multipleOf")
        if before == after:
            return
        if before is None or after is None or _divides(before, after) or _divides(after, before):
            self._bound("multipleOf", old, new, tightened=_divides(before, after))
        else:
            self.note("bound-changed", new.at_of("multipleOf"), before, after, name="multipleOf")

    def pattern(self, old: Schema, new: Schema) -> None:
        before, after = old.get("pattern"), new.get("pattern")
        if before == after:
            return
        if before is None:
            self.note("pattern-added", new.at_of("pattern"), None, after)
        elif after is None:
            self.note("pattern-removed", old.at_of("pattern"), before)
        else:
            self.note("pattern-changed", new.at_of("pattern"), before, after)

    def format(self, old: Schema, new: Schema) -> None:
        before, after = old.get("format"), new.get("format")
        if before != after:
            at = new.at_of("format") if after is not None else old.at_of("format")
            self.note(format_topic(before, after), at, before or "none", after or "none")

    # Objects and arrays.

    def properties(self, old: Schema, new: Schema) -> None:
        before = {name: sites for name, sites in old.properties.items() if self._visible(self.context.old, sites)}
        after = {name: sites for name, sites in new.properties.items() if self._visible(self.context.new, sites)}
        hidden = (old.properties.keys() - before.keys()) | (new.properties.keys() - after.keys())
        for name in before.keys() & after.keys():
            self.context.visit(before[name], after[name], self.view, self.key)
        removed = {name: before[name] for name in before if name not in after}
        added = {name: after[name] for name in after if name not in before}
        self._moved_between_levels(removed, added)
        for was, now in renames(
            removed,
            added,
            lambda one, other: self.context.old.digest(one) == self.context.new.digest(other),
            _description,
            (list(old.properties), list(new.properties)),
        ):
            self.note("property-renamed", added[now][0].at, was, now)
            del removed[was], added[now]
        for name, sites in removed.items():
            self._removed(name, sites[0].at, old, new)
        for name, sites in added.items():
            required = "required" if name in new.required else "optional"
            self.note(f"{required}-property-added", sites[0].at, None, name, name=name)
        told = removed.keys() | added.keys() | hidden
        both = (before.keys() & after.keys()) | (
            (old.required.keys() | new.required.keys()) - before.keys() - after.keys()
        )
        for name in sorted(both - told):
            if (name in old.required) != (name in new.required):
                holder = (new.required if name in new.required else old.required)[name]
                topic = "became-required" if name in new.required else "became-optional"
                self.note(topic, join(join(holder, "properties"), name), name=name)

    def _removed(self, name: str, at: str, old: Schema, new: Schema) -> None:
        closed_now = new.additional is not None and new.additional.value is False
        topic = "required-property-removed" if name in old.required else "optional-property-removed"
        if topic.startswith("optional") and closed_now:
            topic = "property-refused"
        self.note(topic, at, name, name=name)

    def _visible(self, schemas: Schemas, sites: Sites) -> bool:
        """Whether a property takes part in data that flows this way."""
        hidden_by = "readOnly" if self.view.direction is Direction.REQUEST else "writeOnly"
        return schemas.schema(sites).get(hidden_by) is not True

    def _moved_between_levels(self, removed: dict[str, Sites], added: dict[str, Sites]) -> None:
        """Takes out of both what moved up from, or down into, an object."""
        for name, sites in list(removed.items()):
            inner = self._properties_of(self.context.old, sites)
            if inner and (moved := sorted(inner.keys() & added.keys())) and 2 * len(moved) >= len(inner):
                self.note("object-flattened", sites[0].at, name, moved)
                del removed[name]
                for each in moved:
                    del added[each]
        for name, sites in list(added.items()):
            inner = self._properties_of(self.context.new, sites)
            if inner and (moved := sorted(inner.keys() & removed.keys())) and 2 * len(moved) >= len(inner):
                self.note("properties-nested", sites[0].at, moved, name)
                del added[name]
                for each in moved:
                    del removed[each]

    @staticmethod
    def _properties_of(schemas: Schemas, sites: Sites) -> Mapping[str, Sites]:
        return schemas.schema(sites).properties

    def unknown_properties(self, old: Schema, new: Schema) -> None:
        before = None if old.additional is None else old.additional.value
        after = None if new.additional is None else new.additional.value
        at = (new.additional or old.additional).at if (new.additional or old.additional) else new.at  # type: ignore[union-attr]
        if isinstance(before, tuple) and isinstance(after, tuple):
            self.context.visit(before, after, self.view, self.key)
        elif (before is False) != (after is False):
            self.note("unknown-properties-refused" if after is False else "unknown-properties-allowed", at)
        elif before is None and after is not None:
            self.note("unknown-properties-narrowed", at)
        elif before is not None and after is None:
            self.note("unknown-properties-widened", at)

    def items(self, old: Schema, new: Schema) -> None:
        if old.items or new.items:
            before = old.items or (Site({}, join(old.at_of("type"), "items")),)
            after = new.items or (Site({}, join(new.at_of("type"), "items")),)
            self.context.visit(before, after, self.view, self.key)

    # What stands beside a type.

    def annotations(self, old: Schema, new: Schema) -> None:
        for name in DEFAULTS:
            if name in old.parts and name in new.parts:
                if value_key(old.get(name)) != value_key(new.get(name)):
                    self.note("default-changed", new.at_of(name), old.get(name), new.get(name))
            elif name in old.parts:
                self.note("default-removed", old.at_of(name), old.get(name))
            elif name in new.parts:
                self.note("default-added", new.at_of(name), None, new.get(name))
        for topic, names in (("fact-changed", FACTS), ("names-changed", NAMES)):
            for name in (old.parts.keys() | new.parts.keys()).intersection(names):
                if value_key(old.get(name)) != value_key(new.get(name)):
                    at = new.at_of(name) if name in new.parts else old.at_of(name)
                    self.note(topic, at, old.get(name), new.get(name), name=name)
        self.discriminator(old, new)

    def discriminator(self, old: Schema, new: Schema) -> None:
        before, after = old.get("discriminator"), new.get("discriminator")
        if before is None or after is None:
            if before != after:
                at = (new if after else old).at_of("discriminator")
                self.note("unclassified", at, before, after, name="discriminator")
            return
        at = new.at_of("discriminator")
        if before.get("propertyName") != after.get("propertyName"):
            self.note("discriminator-changed", at, before.get("propertyName"), after.get("propertyName"))
        values_before, values_after = _discriminated(before, old), _discriminated(after, new)
        if gone := sorted(values_before - values_after):
            self.note("discriminator-value-removed", at, gone)
        if come := sorted(values_after - values_before):
            self.note("discriminator-value-added", at, None, come)

    def what_no_rule_knows(self, old: Schema, new: Schema) -> None:
        for name in sorted((old.parts.keys() | new.parts.keys()) - _HANDLED):
            before, after = self.context.old.plain(old.get(name)), self.context.new.plain(new.get(name))
            if value_key(before) != value_key(after):
                at = new.at_of(name) if name in new.parts else old.at_of(name)
                self.note("unclassified", at, before, after, name=name)
        if len(old.unions) != len(new.unions) or (
            old.unions and self.context.old.digest_of(old) != self.context.new.digest_of(new)
        ):
            self.note("unclassified", new.at, name="its alternatives")

    # Choices.

    def choices(self, olds: Sequence[Schema], news: Sequence[Schema]) -> None:
        pairs, gone, come = self._matched(olds, news)
        for old, new in pairs:
            view = View(self.view.direction, self.view.textual, self.view.capped or self._covered(old, new, olds, news))
            _Pair(self.context, self.key, view, self.reached_at).single(old, new)
        kinds_before, kinds_after = {schema.kind for schema in olds}, {schema.kind for schema in news}
        if gone and come and not kinds_before & kinds_after and "number" not in kinds_before | kinds_after:
            self.note("type-changed", self.reached_at, sorted(kinds_before), sorted(kinds_after))
            return
        request = self.view.direction is Direction.REQUEST
        for schema in gone:
            if request and self._accepted(schema, news):
                self.note("taken-in", schema.at, _label(schema))
            elif not _kind_known(schema.kind, kinds_after):
                self.note("type-narrowed", self.reached_at, sorted(kinds_before), sorted(kinds_after))
            else:
                self.note("variant-removed", schema.at, _label(schema))
        for schema in come:
            if not request and self._accepted(schema, olds, swapped=True):
                self.note("taken-in", schema.at, _label(schema))
            elif not _kind_known(schema.kind, kinds_before):
                self.note("type-widened", self.reached_at, sorted(kinds_before), sorted(kinds_after))
            else:
                self.note("variant-added", schema.at, None, _label(schema))

    def _covered(self, old: Schema, new: Schema, olds: Sequence[Schema], news: Sequence[Schema]) -> bool:
        """Whether some other alternative takes in what this pair may have lost (or, in an answer, has gained)."""
        if self.view.direction is Direction.REQUEST:
            return self._accepted(old, [schema for schema in news if schema is not new])
        return self._accepted(new, [schema for schema in olds if schema is not old], swapped=True)

    def _accepted(self, schema: Schema, by: Sequence[Schema], *, swapped: bool = False) -> bool:
        if len(by) > MAX_PROBED:
            return False
        mine, theirs = (self.context.new, self.context.old) if swapped else (self.context.old, self.context.new)
        return any(_kind_known(schema.kind, {other.kind}) and _takes_in(mine, schema, theirs, other) for other in by)

    def _matched(
        self, olds: Sequence[Schema], news: Sequence[Schema]
    ) -> tuple[list[tuple[Schema, Schema]], list[Schema], list[Schema]]:
        """Pairs of alternatives that are one and the same, then what is left over on either side."""
        left_old, left_new = list(olds), list(news)
        pairs: list[tuple[Schema, Schema]] = []
        old_digests = {id(schema): self.context.old.digest_of(schema) for schema in olds}
        new_digests = {id(schema): self.context.new.digest_of(schema) for schema in news}
        repeated = _repeated_kinds(olds) | _repeated_kinds(news)
        sames: tuple[Callable[[Schema, Schema], bool], ...] = (
            lambda one, other: old_digests[id(one)] == new_digests[id(other)],
            lambda one, other: one.at == other.at and one.kind == other.kind,
            lambda one, other: one.kind == other.kind and one.kind not in repeated,
            lambda one, other: _overlap(one, other) >= 0.5,  # noqa: PLR2004 - half
        )
        for same in sames:
            for old in list(left_old):
                found = next((new for new in left_new if same(old, new)), None)
                if found is not None:
                    pairs.append((old, found))
                    left_old = [schema for schema in left_old if schema is not old]
                    left_new = [schema for schema in left_new if schema is not found]
        return pairs, left_old, left_new


def _takes_in(mine: Schemas, narrow: Schema, theirs: Schemas, wide: Schema) -> bool:
    """Whether everything that one schema accepts is accepted by another: compared apart, with nothing noted."""
    ledger = Ledger()
    probe = SchemaComparison(mine, theirs, ledger)
    key = ("probe", narrow.at, wide.at)
    ledger.open(key)
    _Pair(probe, key, View(Direction.REQUEST), wide.at).single(narrow, wide)
    probe.finish()
    return all(finding.level <= Level.ADDITIVE or "default" in finding.rule for finding in ledger.findings())


def _repeated_kinds(schemas: Sequence[Schema]) -> set[str]:
    return {kind for kind, count in Counter(schema.kind for schema in schemas).items() if count > 1}


def _overlap(one: Schema, other: Schema) -> float:
    if one.kind != other.kind or not (one.properties and other.properties):
        return 0
    both = one.properties.keys() & other.properties.keys()
    return len(both) / max(len(one.properties), len(other.properties))


def _kind_known(kind: str, kinds: set[str]) -> bool:
    return kind in kinds or "anything" in kinds or (kind == "integer" and "number" in kinds)


def _label(schema: Schema) -> str:
    name = schema.at.split(" & ")[-1].rsplit("/", 1)[-1]
    return f"{schema.kind} {name}" if "/schemas/" in schema.at and not name.isdigit() else schema.kind


def _accepts_anything(schema: Schema) -> bool:
    return schema.types is None and schema.enum is None and not schema.unions


def _is_tighter(name: str, before: Any, after: Any) -> bool:
    if before is None or after is None:
        return before is None
    if isinstance(before, Bound) and isinstance(after, Bound):
        sign = 1 if name in LOWER_BOUNDS else -1
        return (sign * after.value, after.exclusive) > (sign * before.value, before.exclusive)
    return bool(after > before) if name in LOWER_BOUNDS else bool(after < before)


def _divides(divisor: Any, number: Any) -> bool:
    if not (isinstance(divisor, int | float) and isinstance(number, int | float) and divisor):
        return False
    quotient = number / divisor
    return abs(quotient - round(quotient)) < 1e-9  # noqa: PLR2004 - 0.3 / 0.1 is not 3 in floating point


def format_topic(before: str | None, after: str | None) -> str:
    """Which rule a changed format falls under."""
    if "binary" in (before, after):
        return "binary-changed"
    if (before, after) in _WIDER_FORMATS:
        return "format-widened"
    if before is None:
        return "format-added" if after in _TEXT_FORMATS else "format-hint-changed"
    if after is None:
        return "format-removed" if before in _TEXT_FORMATS else "format-hint-changed"
    return "format-changed" if {before, after} & (_TEXT_FORMATS | set(_NUMBER_FORMATS)) else "format-hint-changed"


def _discriminated(discriminator: Mapping[str, Any], schema: Schema) -> set[str]:
    """The values that the discriminator knows: those of its mapping, and the names of the alternatives beside it."""
    mapping = discriminator.get("mapping") or {}
    mapped = {str(target).rsplit("/", 1)[-1] for target in mapping.values()}
    names = {
        str(site.value["$ref"]).rsplit("/", 1)[-1]
        for union in schema.unions
        for branch in union.branches
        for site in branch
        if isinstance(site.value, dict) and "$ref" in site.value
    }
    return set(mapping) | (names - mapped)


def _description(sites: Sites) -> Any:
    return next((site.get("description") for site in sites if site.get("description")), None)
