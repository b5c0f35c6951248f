"""Compare schemas: types, values and alternatives here, the rest in modules of its own."""

from collections.abc import Sequence

import attrs

from regen.openapi_diff.alternatives import has_kind, label, match_alternatives
from regen.openapi_diff.annotations import compare_annotations, report_other_keywords
from regen.openapi_diff.canonical import Schemas
from regen.openapi_diff.comparison import Comparison, SchemaPair, View
from regen.openapi_diff.findings import Level
from regen.openapi_diff.limits import compare_limits
from regen.openapi_diff.properties import compare_properties, compare_unlisted_properties
from regen.openapi_diff.restrictions import compare_restrictions
from regen.openapi_diff.rules import Direction
from regen.openapi_diff.schema import Schema, includes_type
from regen.openapi_diff.spec import Node, join_pointer

MAX_PROBED = 16
"""Number of alternatives up to which each is tested for whether it accepts what another one did."""


def compare_queued(comparison: Comparison) -> None:
    """Compare every queued pair of schemas, and those that they lead to."""
    while comparison.queue:
        queued = comparison.queue.popleft()
        old, new = comparison.old.schema(queued.old), comparison.new.schema(queued.new)
        _compare(SchemaPair(comparison, queued.key, queued.view, queued.new[0].pointer, old, new))


def _compare(pair: SchemaPair) -> None:
    olds, news = pair.comparison.old.alternatives(pair.old), pair.comparison.new.alternatives(pair.new)
    if len(olds) == len(news) == 1:
        _compare_single(attrs.evolve(pair, old=olds[0], new=news[0]))
    else:
        _compare_alternatives(pair, olds, news)
    _compare_nullability(pair)
    if pair.old.unions or pair.new.unions:
        compare_annotations(pair)


def _compare_nullability(pair: SchemaPair) -> None:
    if pair.old.accepts_anything or pair.new.accepts_anything:
        return  # reported as a change of type
    before, after = pair.comparison.old.nullable(pair.old), pair.comparison.new.nullable(pair.new)
    if before != after:
        topic = "became-nullable" if after else "no-longer-nullable"
        pair.report(topic, pair.new.location_of("type"), before, after)


def _compare_single(pair: SchemaPair) -> None:
    """Compare two schemas without alternatives."""
    if not _compare_types(pair):
        return
    if pair.old.enum is not None or pair.new.enum is not None:
        _compare_values(pair)
    else:
        compare_limits(pair)
        compare_restrictions(pair)
        compare_properties(pair)
        compare_unlisted_properties(pair)
        _compare_items(pair)
    compare_annotations(pair)
    report_other_keywords(pair)


def _compare_types(pair: SchemaPair) -> bool:
    """Report a changed type. Return whether the rest is worth comparing."""
    old, new = pair.old, pair.new
    if old.types == new.types:
        return True
    topic = "type-changed"
    if _includes_types(new, old, pair.view):
        topic = "type-widened"
    elif _includes_types(old, new, pair.view):
        topic = "type-narrowed"
    location = new.location_of("type") if old.location == new.location else pair.reference
    pair.report(topic, location, old.kind, new.kind)
    return old.types is not None and new.types is not None and old.types | new.types == {"integer", "number"}


def _includes_types(wide: Schema, narrow: Schema, view: View) -> bool:
    if wide.types is None or narrow.types is None:
        return wide.types is None
    if view.is_text and wide.types == {"string"} and not wide.keywords and wide.enum is None:
        return narrow.types <= {"integer", "number", "boolean"}
    return all(includes_type(wide.types, name) for name in narrow.types)


def _compare_values(pair: SchemaPair) -> None:
    before, after = pair.old.enum, pair.new.enum
    location = pair.location_of("enum")
    removed, added = [], []
    if before is None:
        pair.report("enum-closed", location, None, list((after or {}).values()))
    elif after is None:
        pair.report("enum-opened", location, list(before.values()))
        removed = [value for value in before.values() if not pair.new.accepts(value)]
    else:
        removed = [value for key, value in before.items() if key not in after]
        added = [value for key, value in after.items() if key not in before]
    if removed:
        pair.report("enum-value-removed", location, removed)
    if added:
        pair.report("enum-value-added", location, None, added)


def _compare_items(pair: SchemaPair) -> None:
    old, new = pair.old, pair.new
    if old.items or new.items:
        before = old.items or (Node({}, join_pointer(old.location_of("type"), "items")),)
        after = new.items or (Node({}, join_pointer(new.location_of("type"), "items")),)
        pair.compare(before, after)


def _compare_alternatives(pair: SchemaPair, olds: Sequence[Schema], news: Sequence[Schema]) -> None:
    matched, removed, added = match_alternatives(pair.comparison, olds, news)
    for old, new in matched:
        is_covered = pair.view.is_covered or _is_covered(pair, old, new, olds, news)
        _compare_single(attrs.evolve(pair, old=old, new=new, view=attrs.evolve(pair.view, is_covered=is_covered)))
    before, after = {schema.kind for schema in olds}, {schema.kind for schema in news}
    kinds = sorted(before), sorted(after)
    if removed and added and not before & after and "number" not in before | after:
        pair.report("type-changed", pair.reference, *kinds)
        return
    is_request = pair.view.direction is Direction.REQUEST
    for schema in removed:
        if is_request and _is_accepted_by_new(pair, schema, news):
            pair.report("taken-in", schema.location, label(schema))
        elif not has_kind(after, schema.kind):
            pair.report("type-narrowed", pair.reference, *kinds)
        else:
            pair.report("variant-removed", schema.location, label(schema))
    for schema in added:
        if not is_request and _was_accepted_by_old(pair, schema, olds):
            pair.report("taken-in", schema.location, label(schema))
        elif not has_kind(before, schema.kind):
            pair.report("type-widened", pair.reference, *kinds)
        else:
            pair.report("variant-added", schema.location, None, label(schema))


def _is_covered(pair: SchemaPair, old: Schema, new: Schema, olds: Sequence[Schema], news: Sequence[Schema]) -> bool:
    """Return whether another alternative accepts what requests may have lost, or responses gained, in this pair."""
    if pair.view.direction is Direction.REQUEST:
        return _is_accepted_by_new(pair, old, [schema for schema in news if schema is not new])
    return _was_accepted_by_old(pair, new, [schema for schema in olds if schema is not old])


def _is_accepted_by_new(pair: SchemaPair, schema: Schema, news: Sequence[Schema]) -> bool:
    return _is_accepted(schema, pair.comparison.old, news, pair.comparison.new)


def _was_accepted_by_old(pair: SchemaPair, schema: Schema, olds: Sequence[Schema]) -> bool:
    return _is_accepted(schema, pair.comparison.new, olds, pair.comparison.old)


def _is_accepted(schema: Schema, schemas: Schemas, candidates: Sequence[Schema], candidate_schemas: Schemas) -> bool:
    return len(candidates) <= MAX_PROBED and any(
        has_kind({other.kind}, schema.kind) and _is_subschema(schemas, schema, candidate_schemas, other)
        for other in candidates
    )


def _is_subschema(narrow_schemas: Schemas, narrow: Schema, wide_schemas: Schemas, wide: Schema) -> bool:
    """Return whether one schema accepts everything that another accepts, by a comparison of its own."""
    probe = Comparison(narrow_schemas, wide_schemas)
    key = ("probe", narrow.location, wide.location)
    probe.store.open(key)
    _compare_single(SchemaPair(probe, key, View(Direction.REQUEST), wide.location, narrow, wide))
    compare_queued(probe)
    return all(finding.level <= Level.ADDITIVE or "default" in finding.rule for finding in probe.store.findings())
