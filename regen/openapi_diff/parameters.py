"""Compare the parameters of an operation: path, query, header and cookie."""

from collections.abc import Mapping

from regen.openapi_diff.comparison import View
from regen.openapi_diff.operations import ParameterKey
from regen.openapi_diff.renames import removed_and_added, take_renames
from regen.openapi_diff.reporter import Reporter
from regen.openapi_diff.rules import Direction
from regen.openapi_diff.spec import Node

Parameters = Mapping[ParameterKey, Node]

_DEFAULT_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
_COMPARED = frozenset(
    {"name", "in", "required", "schema", "content", "style", "explode", "allowReserved", "allowEmptyValue", "$ref"}
)


def compare_parameters(reporter: Reporter, old: Parameters, new: Parameters, direction: Direction) -> None:
    """Report what changed among the parameters of two operations."""
    for key in sorted(old.keys() & new.keys()):
        _compare_pair(reporter, old[key], new[key], direction)
    removed, added = removed_and_added(old, new)
    _report_moved(reporter, removed, added)
    for kind in ("query", "header", "cookie"):
        _report_renamed(reporter, kind, removed, added, (_names(old, kind), _names(new, kind)))
    for node in removed.values():
        rule = f"{node.requirement}-parameter-removed"
        reporter.report(rule, node.pointer, name=_label(node), old=node.get("name"))
    for node in added.values():
        reporter.report(f"{node.requirement}-parameter-added", node.pointer, name=_label(node), new=node.get("name"))


def _label(node: Node) -> str:
    return f"{node.get('in')} parameter {node.get('name')}"


def _names(parameters: Parameters, kind: str) -> list[str]:
    return [name for each, name in parameters if each == kind]


def _report_moved(reporter: Reporter, removed: dict[ParameterKey, Node], added: dict[ParameterKey, Node]) -> None:
    """Report parameters that moved, say from a header into the query, and take them out of both mappings."""
    for key, node in list(removed.items()):
        name = str(node.get("name")).lower()
        target = next((other for other in added if str(added[other].get("name")).lower() == name), None)
        if target is not None:
            moved = added.pop(target)
            reporter.report("parameter-moved", moved.pointer, name=node.get("name"), old=key[0], new=target[0])
            del removed[key]


def _report_renamed(
    reporter: Reporter,
    kind: str,
    removed: dict[ParameterKey, Node],
    added: dict[ParameterKey, Node],
    order: tuple[list[str], list[str]],
) -> None:
    """Report renamed parameters of one kind, and take them out of both mappings."""
    before, after = ({name: side[kind, name] for name in _names(side, kind)} for side in (removed, added))

    def is_same(old: Node, new: Node) -> bool:
        has_none = not old.child("schema").exists and not new.child("schema").exists
        return has_none or reporter.have_same_schema(old, new)

    def description(node: Node) -> object:
        return node.get("description")

    for was, now, old, new in take_renames(before, after, is_same=is_same, description=description, order=order):
        reporter.report("parameter-renamed", new.pointer, name=kind, old=_label(old), new=str(new.get("name")))
        del removed[kind, was], added[kind, now]


def _compare_pair(reporter: Reporter, old: Node, new: Node, direction: Direction) -> None:
    nested = reporter.open(("parameter", old.pointer, new.pointer, direction))
    if nested is None:
        return
    label = _label(new)
    if new.get("in") == "path" and old.get("name") != new.get("name"):
        nested.report("path-parameter-renamed", new.pointer, old=old.get("name"), new=new.get("name"))
    nested.report_requirement("parameter", old, new, name=label)
    _compare_style(nested, old, new, label)
    schema, content = (new.child("schema"), new.child("content"))
    if _content_types(old) != _content_types(new):
        nested.report("parameter-content-changed", new.pointer, name=label, old=_form(old), new=_form(new))
    elif schema.exists:
        nested.compare_schemas(old.child("schema"), schema, View(direction, is_text=True))
    else:
        for media_type, body in content.named_entries():
            nested.compare_schemas(old.child("content", media_type, "schema"), body.child("schema"), View(direction))
    nested.report_other_keys(old, new, _COMPARED)


def _content_types(node: Node) -> tuple[bool, list[str]]:
    return node.child("schema").exists, list(node.get("content") or ())


def _form(node: Node) -> str:
    return ", ".join(node.get("content") or ()) or "plain text"


def _compare_style(reporter: Reporter, old: Node, new: Node, label: str) -> None:
    before, after = _style(old), _style(new)
    is_compound = not (_is_primitive(reporter, old, new))
    if before[0] != after[0] or (is_compound and before[1] != after[1]):
        was, now = (f"{style}{' exploded' if explode else ''}" for style, explode in (before, after))
        reporter.report("parameter-style-changed", new.pointer, name=label, old=was, new=now)
    reserved_before, reserved_after = bool(old.get("allowReserved")), bool(new.get("allowReserved"))
    if reserved_before != reserved_after:
        was, now = (f"allowReserved {allowed}".lower() for allowed in (reserved_before, reserved_after))
        reporter.report("parameter-encoding-changed", new.pointer, name=label, old=was, new=now)
    if bool(old.get("allowEmptyValue")) != bool(new.get("allowEmptyValue")):
        rule = "empty-value-allowed" if new.get("allowEmptyValue") else "empty-value-refused"
        reporter.report(rule, new.pointer, name=label)


def _style(node: Node) -> tuple[str, bool]:
    style = str(node.get("style") or _DEFAULT_STYLES.get(str(node.get("in")), "form"))
    explode = node.get("explode")
    return style, style == "form" if explode is None else bool(explode)


def _is_primitive(reporter: Reporter, old: Node, new: Node) -> bool:
    """Return whether neither is an array or an object, for which alone `explode` has a meaning."""
    for schemas, node in ((reporter.old, old), (reporter.new, new)):
        schema = node.child("schema")
        if not schema.exists:
            return True
        for each in schemas.alternatives(schemas.schema((schema,))):
            if each.types is None or each.types & {"array", "object"}:
                return False
    return True
