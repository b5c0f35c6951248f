"""Match the alternatives of two schemas with each other."""

from collections import Counter
from collections.abc import Callable, Sequence

from regen.openapi_diff.comparison import Comparison
from regen.openapi_diff.schema import Schema, includes_type

MIN_OVERLAP = 0.5
"""Share of common property names from which two objects are taken for the same alternative."""


def match_alternatives(
    comparison: Comparison, olds: Sequence[Schema], news: Sequence[Schema]
) -> tuple[list[tuple[Schema, Schema]], list[Schema], list[Schema]]:
    """Return the pairs of alternatives that are the same one, then those removed, then those added."""
    removed, added = list(olds), list(news)
    pairs: list[tuple[Schema, Schema]] = []
    old_digests = {id(schema): comparison.old.digest_of(schema) for schema in olds}
    new_digests = {id(schema): comparison.new.digest_of(schema) for schema in news}
    repeated = _repeated_kinds(olds) | _repeated_kinds(news)
    criteria: tuple[Callable[[Schema, Schema], bool], ...] = (
        lambda old, new: old_digests[id(old)] == new_digests[id(new)],
        lambda old, new: old.location == new.location and old.kind == new.kind,
        lambda old, new: old.kind == new.kind and old.kind not in repeated,
        lambda old, new: _overlap(old, new) >= MIN_OVERLAP,
    )
    for is_same in criteria:
        for old in list(removed):
            found = next((new for new in added if is_same(old, new)), None)
            if found is not None:
                pairs.append((old, found))
                removed = [schema for schema in removed if schema is not old]
                added = [schema for schema in added if schema is not found]
    return pairs, removed, added


def has_kind(kinds: set[str], kind: str) -> bool:
    """Return whether schemas of these kinds may accept what one of this kind accepts."""
    return "anything" in kinds or includes_type(kinds, kind)


def label(schema: Schema) -> str:
    """Return an alternative for a reader: its kind, and its component's name if it has one."""
    name = schema.location.split(" & ")[-1].rsplit("/", 1)[-1]
    return f"{schema.kind} {name}" if "/schemas/" in schema.location and not name.isdigit() else schema.kind


def _repeated_kinds(schemas: Sequence[Schema]) -> set[str]:
    return {kind for kind, count in Counter(schema.kind for schema in schemas).items() if count > 1}


def _overlap(old: Schema, new: Schema) -> float:
    if old.kind != new.kind or not (old.properties and new.properties):
        return 0
    return len(old.properties.keys() & new.properties.keys()) / max(len(old.properties), len(new.properties))
