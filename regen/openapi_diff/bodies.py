"""Compare request bodies: their existence, media types and parts."""

from regen.openapi_diff.canonical import Schemas
from regen.openapi_diff.comparison import View
from regen.openapi_diff.media_types import find_range, media_types, normalize_media_type, report_media_types
from regen.openapi_diff.reporter import Reporter
from regen.openapi_diff.rules import Direction
from regen.openapi_diff.schema import Nodes
from regen.openapi_diff.spec import Node

_COMPARED = frozenset({"required", "content", "$ref"})
_COMPARED_IN_MEDIA_TYPE = frozenset({"schema", "encoding"})
_COMPARED_IN_ENCODING = frozenset({"contentType", "headers", "style", "explode"})
_FORMS = ("multipart/", "application/x-www-form-urlencoded")


def compare_bodies(reporter: Reporter, old: Node, new: Node, direction: Direction) -> None:
    """Report what changed between two `requestBody`s, either of which may be missing."""
    if not old.exists and not new.exists:
        return
    before, after = reporter.follow(old, new)
    if not before.exists:
        reporter.report(f"{after.requirement}-body-added", after.pointer)
    elif not after.exists:
        reporter.report(f"{before.requirement}-body-removed", before.pointer)
    elif nested := reporter.open(("body", before.pointer, after.pointer, direction)):
        nested.report_requirement("body", before, after)
        _compare_content(nested, before.child("content"), after.child("content"), direction)
        nested.report_other_keys(before, after, _COMPARED)


def _compare_content(reporter: Reporter, old: Node, new: Node, direction: Direction) -> None:
    before, after = media_types(old), media_types(new)
    ranges = {name: find_range(name, after) for name in before}
    removed = [name for name, media_range in ranges.items() if media_range is None]
    added = [name for name in after if name not in ranges.values()]
    if changed := report_media_types(reporter, "request", new.pointer, removed, added):
        was, now = changed
        compare_media_types(reporter, before[was], after[now], now, direction)
    widened = {media_range for name, media_range in ranges.items() if media_range is not None and media_range != name}
    if widened:
        reporter.report("request-media-type-added", new.pointer, new=sorted(widened))
    for name, media_range in ranges.items():
        if media_range is not None:
            compare_media_types(reporter, before[name], after[media_range], name, direction)


def compare_media_types(reporter: Reporter, old: Node, new: Node, media_type: str, direction: Direction) -> None:
    """Report what changed within one media type."""
    nested = reporter.open(("content", old.pointer, new.pointer, direction))
    if nested is None:
        return
    nested.compare_schemas(old.child("schema"), new.child("schema"), View(direction))
    if media_type.startswith(_FORMS):
        _compare_encodings(nested, old, new, direction)
    nested.report_other_keys(old, new, _COMPARED_IN_MEDIA_TYPE)


def _compare_encodings(reporter: Reporter, old: Node, new: Node, direction: Direction) -> None:
    before, after = _properties(reporter.old, old), _properties(reporter.new, new)
    for name in [name for name in before if name in after]:
        encodings = old.child("encoding", name), new.child("encoding", name)
        pointer = next((node.pointer for node in reversed(encodings) if node.exists), new.pointer)
        types_before = _part_types(reporter.old, encodings[0], before[name])
        types_after = _part_types(reporter.new, encodings[1], after[name])
        removed = sorted(each for each in types_before if find_range(each, types_after) is None)
        added = sorted(each for each in types_after if find_range(each, types_before) is None)
        if removed and added:
            was, now = sorted(types_before), sorted(types_after)
            reporter.report("part-encoding-changed", pointer, name=name, old=was, new=now)
        elif removed:
            reporter.report("part-encoding-narrowed", pointer, name=name, old=removed)
        elif added:
            reporter.report("part-encoding-widened", pointer, name=name, new=added)
        _compare_styles(reporter, *encodings, pointer, name)
        _compare_part_headers(reporter, *encodings, direction)
        one, other = (Node(node.value or {}, pointer) for node in encodings)
        reporter.report_other_keys(one, other, _COMPARED_IN_ENCODING)


def _compare_styles(reporter: Reporter, old: Node, new: Node, pointer: str, name: str) -> None:
    before, after = (
        (str(node.get("style") or "form"), bool(node.get("explode", node.get("style") in (None, "form"))))
        for node in (old, new)
    )
    if before != after:
        reporter.report("parameter-style-changed", pointer, name=f"part {name}", old=str(before), new=str(after))


def _compare_part_headers(reporter: Reporter, old: Node, new: Node, direction: Direction) -> None:
    before, after = ({key.lower(): node for key, node in side.child("headers").named_entries()} for side in (old, new))
    for name in sorted(before.keys() | after.keys()):
        label = f"header {name} of the part"
        if name not in before:
            header = reporter.new.spec.follow(after[name])
            reporter.report(f"{header.requirement}-parameter-added", header.pointer, name=label, new=name)
        elif name not in after:
            header = reporter.old.spec.follow(before[name])
            reporter.report(f"{header.requirement}-parameter-removed", header.pointer, name=label, old=name)
        else:
            one, other = reporter.follow(before[name], after[name])
            reporter.report_requirement("parameter", one, other, name=label)
            reporter.compare_schemas(one.child("schema"), other.child("schema"), View(direction, is_text=True))


def _properties(schemas: Schemas, media_type: Node) -> dict[str, Nodes]:
    schema = media_type.child("schema")
    return dict(schemas.schema((schema,)).properties) if schema.exists else {}


def _part_types(schemas: Schemas, encoding: Node, part: Nodes) -> frozenset[str]:
    """Return the media types that a part may have: as stated, else OpenAPI's default for its type."""
    stated = encoding.get("contentType")
    if stated:
        return frozenset(normalize_media_type(each) for each in str(stated).split(",") if each.strip())
    return frozenset({_default_part_type(schemas, part)})


def _default_part_type(schemas: Schemas, part: Nodes) -> str:
    for schema in schemas.alternatives(schemas.schema(part)):
        if schema.kind == "array" and schema.items:
            return _default_part_type(schemas, schema.items)
        if schema.kind == "object":
            return "application/json"
        if schema.get("format") == "binary":
            return "application/octet-stream"
    return "text/plain"
