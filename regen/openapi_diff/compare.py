"""The whole comparison: operations are matched by method and path, then compared piece by piece."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from regen.openapi_diff.bodies import compare_bodies
from regen.openapi_diff.canonical import Schemas
from regen.openapi_diff.comparison import Comparison
from regen.openapi_diff.descriptions import compare_descriptions
from regen.openapi_diff.findings import Finding
from regen.openapi_diff.operations import Operation, Shape, operations, operations_of_item
from regen.openapi_diff.parameters import compare_parameters
from regen.openapi_diff.renames import removed_and_added, take_renames
from regen.openapi_diff.reporter import Reporter
from regen.openapi_diff.responses import compare_responses
from regen.openapi_diff.rules import Direction
from regen.openapi_diff.schema import value_key
from regen.openapi_diff.schema_pairs import compare_queued
from regen.openapi_diff.security import compare_security
from regen.openapi_diff.servers import compare_servers
from regen.openapi_diff.spec import Node, Spec
from regen.openapi_diff.unused import compare_unused

_COMPARED_IN_ROOT = frozenset(
    {"openapi", "info", "servers", "paths", "webhooks", "components", "security", "tags", "jsonSchemaDialect"}
)
_COMPARED_IN_OPERATION = frozenset(
    {"operationId", "tags", "parameters", "requestBody", "responses", "security", "servers", "callbacks"}
)
_WHOLE_OPERATION = frozenset({"operation-removed", "operation-added", "operation-moved"})


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Finding]:
    """Compare two parsed OpenAPI 3.0 or 3.1 documents.

    Args:
        old: The document that clients were written for.
        new: The document that the server is to follow.

    Returns:
        What changed for HTTP clients and servers, the worst first.

    Raises:
        SpecError: A reference leads nowhere, or a schema is nested too deep.
    """
    old_spec, new_spec = Spec(old), Spec(new)
    comparison = Comparison(Schemas(old_spec), Schemas(new_spec))
    comparison.store.open("document")
    reporter = Reporter("document", comparison)
    _compare_operations(reporter, operations(old_spec), operations(new_spec))
    _compare_reverse_calls(reporter, "webhook", old_spec.root.child("webhooks"), new_spec.root.child("webhooks"))
    compare_queued(comparison)
    compare_unused(reporter)
    reporter.report_other_keys(old_spec.root, new_spec.root, _COMPARED_IN_ROOT)
    compare_descriptions(reporter)
    findings = _merge_repeated(comparison.store.findings())
    if not findings and value_key(old) != value_key(new):
        reporter.report("written-differently", "#")
        findings = list(comparison.store.findings())
    return sorted(findings, key=lambda finding: (-finding.level, finding.where, finding.rule, finding.fingerprint))


def _compare_operations(reporter: Reporter, old: Mapping[Shape, Operation], new: Mapping[Shape, Operation]) -> None:
    for shape in old.keys() & new.keys():
        _compare_pair(reporter, old[shape], new[shape])
    removed, added = removed_and_added(old, new)
    _compare_moved(reporter, _take_moved(reporter, removed, added))
    for operation in removed.values():
        nested = _open(reporter, operation, operation)
        nested.report("operation-removed", operation.node.pointer, old=operation.label)
    for operation in added.values():
        nested = _open(reporter, operation, operation)
        nested.report("operation-added", operation.node.pointer, new=operation.label)


def _take_moved(
    reporter: Reporter, removed: dict[Shape, Operation], added: dict[Shape, Operation]
) -> list[tuple[Operation, Operation]]:
    """Take out the operations that moved to another method or path: by operationId, else if all else is equal."""
    moved = []
    by_id = {operation.operation_id: operation for operation in added.values() if operation.operation_id}
    for shape, operation in list(removed.items()):
        twin = by_id.get(operation.operation_id or "")
        if twin is not None and twin.shape in added:
            moved.append((operation, twin))
            del removed[shape], added[twin.shape]
    for method in {shape[0] for shape in removed}:
        before, after = (
            {operation.path: operation for operation in side.values() if operation.method == method}
            for side in (removed, added)
        )
        for _, _, one, other in take_renames(before, after, is_same=lambda a, b: _is_same(reporter, a, b)):
            moved.append((one, other))
            del removed[one.shape], added[other.shape]
    return moved


def _is_same(reporter: Reporter, old: Operation, new: Operation) -> bool:
    before, after = (
        value_key(schemas.plain({k: v for k, v in side.node.value.items() if k not in {"operationId", "tags"}}))
        for schemas, side in ((reporter.old, old), (reporter.new, new))
    )
    return before == after


def _compare_moved(reporter: Reporter, moved: Iterable[tuple[Operation, Operation]]) -> None:
    """Compare moved operations, and report several with the same change of path as one change of the base path."""
    by_change: dict[tuple[str, str], list[tuple[Operation, Operation]]] = defaultdict(list)
    for old, new in moved:
        by_change[_changed_prefix(old.path, new.path)].append((old, new))
    for (was, now), pairs in by_change.items():
        is_base_path = len(pairs) > 1 and all(old.method == new.method for old, new in pairs)
        for old, new in pairs:
            nested = _compare_pair(reporter, old, new)
            if is_base_path:
                nested.report("base-path-changed", "#/paths", old=was or "/", new=now or "/")
            else:
                nested.report("operation-moved", new.node.pointer, old=old.label, new=new.label)


def _changed_prefix(old: str, new: str) -> tuple[str, str]:
    """Return two paths without the steps at their ends that are equal."""
    before, after = old.split("/"), new.split("/")
    while before and after and before[-1] == after[-1]:
        before.pop()
        after.pop()
    return "/".join(before), "/".join(after)


def _open(reporter: Reporter, old: Operation, new: Operation) -> Reporter:
    return reporter.open_operation(old.node.pointer, new.node.pointer, new.label)


def _compare_pair(
    reporter: Reporter, old: Operation, new: Operation, direction: Direction = Direction.REQUEST
) -> Reporter:
    """Compare two operations. `direction` is that of their requests, which callbacks and webhooks reverse."""
    nested = _open(reporter, old, new)
    before, after = old.node, new.node
    if old.operation_id != new.operation_id:
        nested.report("operation-renamed", after.pointer, old=old.operation_id, new=new.operation_id)
    if (before.get("tags") or []) != (after.get("tags") or []):
        nested.report("tags-changed", after.pointer, old=before.get("tags"), new=after.get("tags"))
    compare_servers(nested, old.servers, new.servers)
    compare_security(nested, old.security, new.security)
    compare_parameters(nested, old.parameters, new.parameters, direction)
    compare_bodies(nested, before.child("requestBody"), after.child("requestBody"), direction)
    compare_responses(nested, before.child("responses"), after.child("responses"), direction.reverse)
    _compare_reverse_calls(nested, "callback", before.child("callbacks"), after.child("callbacks"))
    nested.report_other_keys(before, after, _COMPARED_IN_OPERATION)
    return nested


def _compare_reverse_calls(reporter: Reporter, kind: str, old: Node, new: Node) -> None:
    """Compare webhooks or callbacks: calls that the server makes, so that all directions are reversed."""
    before, after = dict(old.named_entries()), dict(new.named_entries())
    removed, added = removed_and_added(before, after)
    for name, node in removed.items():
        reporter.report(f"{kind}-removed", node.pointer, name=name)
    for name, node in added.items():
        reporter.report(f"{kind}-added", node.pointer, name=name)
    for name in before.keys() & after.keys():
        calls_before = _calls(reporter.old.spec, kind, before[name])
        calls_after = _calls(reporter.new.spec, kind, after[name])
        removed_calls, added_calls = removed_and_added(calls_before, calls_after)
        for operation in removed_calls.values():
            reporter.report(f"{kind}-removed", operation.node.pointer, name=operation.label)
        for operation in added_calls.values():
            reporter.report(f"{kind}-added", operation.node.pointer, name=operation.label)
        for shape in calls_before.keys() & calls_after.keys():
            _compare_pair(reporter, calls_before[shape], calls_after[shape], Direction.RESPONSE)


def _calls(spec: Spec, kind: str, node: Node) -> dict[Shape, Operation]:
    items = [(node.pointer.rsplit("/", 1)[-1], node)]
    if kind == "callback":
        items = list(spec.follow(node).named_entries())
    found = (call for path, item in items for call in operations_of_item(spec, path, item, with_base_path=False))
    return {operation.shape: operation for operation in found}


def _merge_repeated(findings: Iterable[Finding]) -> list[Finding]:
    """Return one finding for each change, with all operations that it was made in."""
    groups: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        path = None if finding.rule in _WHOLE_OPERATION else _path_within_operation(finding.pointer)
        place = finding.pointer if path is None else path
        groups[finding.rule, place, finding.message, repr(finding.old), repr(finding.new)].append(finding)
    return [_merge(group) for group in groups.values()]


def _merge(group: list[Finding]) -> Finding:
    group = sorted(group, key=lambda finding: finding.where)
    if len(group) == 1:
        return group[0]
    places = sorted({place for finding in group for place in finding.places})
    return attrs.evolve(group[0], where=f"{group[0].where} and {len(group) - 1} more alike", places=tuple(places))


def _path_within_operation(pointer: str) -> str | None:
    """Return the path from an operation to a node within it; `None` for a node elsewhere."""
    steps = pointer.split("/")
    if len(steps) < 4 or steps[1] != "paths":  # noqa: PLR2004 - #, paths, the path, the method
        return None
    return "/".join(steps[3:])
