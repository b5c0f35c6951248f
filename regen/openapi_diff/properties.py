"""Compare the properties of objects."""

from collections.abc import Iterator
from typing import Any

from regen.openapi_diff.canonical import Schemas
from regen.openapi_diff.comparison import SchemaPair
from regen.openapi_diff.renames import removed_and_added, take_renames
from regen.openapi_diff.rules import Direction
from regen.openapi_diff.schema import Nodes, Schema
from regen.openapi_diff.spec import join_pointer

Properties = dict[str, Nodes]


def compare_properties(pair: SchemaPair) -> None:
    """Report every change of a listed property, and queue the schemas of those on both sides."""
    old_schemas, new_schemas = pair.comparison.old, pair.comparison.new
    before = _visible(pair, old_schemas, pair.old)
    after = _visible(pair, new_schemas, pair.new)
    for name in before:
        if name in after:
            pair.compare(before[name], after[name])
    removed, added = removed_and_added(before, after)
    _report_moved(pair, removed, added)
    for was, now, _, nodes in take_renames(
        removed,
        added,
        is_same=lambda old, new: old_schemas.digest(old) == new_schemas.digest(new),
        description=_description,
        order=(list(pair.old.properties), list(pair.new.properties)),
    ):
        pair.report("property-renamed", nodes[0].pointer, was, now)
    for name, nodes in removed.items():
        pair.report(_removal_topic(pair, name), nodes[0].pointer, name, name=name)
    for name, nodes in added.items():
        requirement = "required" if name in pair.new.required else "optional"
        pair.report(f"{requirement}-property-added", nodes[0].pointer, None, name, name=name)
    hidden = (pair.old.properties.keys() - before.keys()) | (pair.new.properties.keys() - after.keys())
    _compare_required(pair, before, after, ignored=removed.keys() | added.keys() | hidden)


def _visible(pair: SchemaPair, schemas: Schemas, schema: Schema) -> Properties:
    """Return the properties that are part of data in this direction."""
    hidden_by = "readOnly" if pair.view.direction is Direction.REQUEST else "writeOnly"
    return {
        name: nodes for name, nodes in schema.properties.items() if schemas.schema(nodes).get(hidden_by) is not True
    }


def _description(nodes: Nodes) -> Any:
    return next((node.get("description") for node in nodes if node.get("description")), None)


def _report_moved(pair: SchemaPair, removed: Properties, added: Properties) -> None:
    """Report properties that moved out of or into an object, and take them out of both mappings."""
    for name, pointer, moved in _take_moved(pair.comparison.old, removed, added):
        pair.report("object-flattened", pointer, name, moved)
    for name, pointer, moved in _take_moved(pair.comparison.new, added, removed):
        pair.report("properties-nested", pointer, moved, name)


def _take_moved(schemas: Schemas, objects: Properties, others: Properties) -> Iterator[tuple[str, str, list[str]]]:
    for name, nodes in list(objects.items()):
        inner = schemas.schema(nodes).properties
        moved = sorted(inner.keys() & others.keys())
        if moved and 2 * len(moved) >= len(inner):
            for each in moved:
                del others[each]
            del objects[name]
            yield name, nodes[0].pointer, moved


def _removal_topic(pair: SchemaPair, name: str) -> str:
    if name in pair.old.required:
        return "required-property-removed"
    is_closed = pair.new.additional is not None and pair.new.additional.value is False
    return "property-refused" if is_closed else "optional-property-removed"


def _compare_required(pair: SchemaPair, before: Properties, after: Properties, *, ignored: set[str]) -> None:
    old, new = pair.old.required, pair.new.required
    unlisted = (old.keys() | new.keys()) - before.keys() - after.keys()
    for name in sorted((before.keys() & after.keys() | unlisted) - ignored):
        if (name in old) != (name in new):
            topic = "became-required" if name in new else "became-optional"
            holder = new[name] if name in new else old[name]
            pair.report(topic, join_pointer(join_pointer(holder, "properties"), name), name=name)


def compare_unlisted_properties(pair: SchemaPair) -> None:
    """Report whether properties that are not listed are now allowed or refused, and queue their schemas."""
    keyword = pair.new.additional or pair.old.additional
    if keyword is None:
        return
    before, after = (side.additional and side.additional.value for side in (pair.old, pair.new))
    if isinstance(before, tuple) and isinstance(after, tuple):
        pair.compare(before, after)
    elif (before is False) != (after is False):
        topic = "unknown-properties-refused" if after is False else "unknown-properties-allowed"
        pair.report(topic, keyword.location)
    elif (before is None) != (after is None):
        topic = "unknown-properties-narrowed" if before is None else "unknown-properties-widened"
        pair.report(topic, keyword.location)
