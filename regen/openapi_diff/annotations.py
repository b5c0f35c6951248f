"""Compare keywords that validate nothing but that clients act on, and report those that no rule covers."""

from collections.abc import Mapping
from typing import Any

from regen.openapi_diff.comparison import SchemaPair
from regen.openapi_diff.rules import DEFAULTS, FACTS, NAMES, RESTRICTIONS
from regen.openapi_diff.schema import LOWER_BOUNDS, UPPER_BOUNDS, Schema, value_key

_COMPARED = frozenset(
    (
        *LOWER_BOUNDS,
        *UPPER_BOUNDS,
        *DEFAULTS,
        *FACTS,
        *NAMES,
        *RESTRICTIONS,
        "multipleOf",
        "uniqueItems",
        "pattern",
        "format",
    )
) | {"readOnly", "writeOnly", "discriminator"}


def compare_annotations(pair: SchemaPair) -> None:
    """Report changed defaults, facts, names for generated code, and discriminators."""
    old, new = pair.old, pair.new
    for name in DEFAULTS:
        if old.has(name) != new.has(name) or value_key(old.get(name)) != value_key(new.get(name)):
            pair.report_keyword(name, "default")
    for topic, names in (("fact-changed", FACTS), ("names-changed", NAMES)):
        for name in names:
            if value_key(old.get(name)) != value_key(new.get(name)):
                pair.report(topic, pair.location_of(name), old.get(name), new.get(name), name=name)
    _compare_discriminators(pair)


def _compare_discriminators(pair: SchemaPair) -> None:
    before, after = pair.old.get("discriminator"), pair.new.get("discriminator")
    if before is None and after is None:
        return
    location = pair.location_of("discriminator")
    if before is None or after is None:
        pair.report("unclassified", location, before, after, name="discriminator")
        return
    if before.get("propertyName") != after.get("propertyName"):
        pair.report("discriminator-changed", location, before.get("propertyName"), after.get("propertyName"))
    values_before, values_after = _discriminator_values(before, pair.old), _discriminator_values(after, pair.new)
    if removed := sorted(values_before - values_after):
        pair.report("discriminator-value-removed", location, removed)
    if added := sorted(values_after - values_before):
        pair.report("discriminator-value-added", location, None, added)


def _discriminator_values(discriminator: Mapping[str, Any], schema: Schema) -> set[str]:
    """Return the values in the mapping, and the names of the alternatives that are not in it."""
    mapping = discriminator.get("mapping") or {}
    mapped = {str(target).rsplit("/", 1)[-1] for target in mapping.values()}
    names = {
        str(node.get("$ref")).rsplit("/", 1)[-1]
        for union in schema.unions
        for branch in union.branches
        for node in branch
        if node.get("$ref") is not None
    }
    return set(mapping) | (names - mapped)


def report_other_keywords(pair: SchemaPair) -> None:
    """Report every other keyword that differs: a change that no rule covers must not go unnoticed."""
    old, new = pair.old, pair.new
    old_schemas, new_schemas = pair.comparison.old, pair.comparison.new
    for name in sorted((old.keywords.keys() | new.keywords.keys()) - _COMPARED):
        before, after = old_schemas.plain(old.get(name)), new_schemas.plain(new.get(name))
        if value_key(before) != value_key(after):
            pair.report("unclassified", pair.location_of(name), before, after, name=name)
    if len(old.unions) != len(new.unions) or (old.unions and old_schemas.digest_of(old) != new_schemas.digest_of(new)):
        pair.report("unclassified", new.location, name="its alternatives")
