"""The whole comparison: operations are matched by what the wire sees of them, then compared piece by piece."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from regen.openapi_diff.bodies import compare_bodies
from regen.openapi_diff.canonical import Schemas, value_key
from regen.openapi_diff.descriptions import compare_words
from regen.openapi_diff.findings import Finding
from regen.openapi_diff.findings_store import Ledger
from regen.openapi_diff.operations import Operation, Server, operations, operations_of_item
from regen.openapi_diff.parameters import compare_parameters
from regen.openapi_diff.renames import renames
from regen.openapi_diff.reporter import Notes
from regen.openapi_diff.responses import compare_responses
from regen.openapi_diff.rules import Direction
from regen.openapi_diff.schemas import SchemaComparison
from regen.openapi_diff.security import compare_security
from regen.openapi_diff.spec import Site, Spec, readable
from regen.openapi_diff.unchanged import Settled
from regen.openapi_diff.unused import compare_unused

_KNOWN_OF_ROOT = frozenset(
    {"openapi", "info", "servers", "paths", "webhooks", "components", "security", "tags", "jsonSchemaDialect"}
)
_KNOWN_OF_OPERATION = frozenset(
    {"operationId", "tags", "parameters", "requestBody", "responses", "security", "servers", "callbacks"}
)


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Finding]:
    """What changed on the wire from one parsed OpenAPI 3.0 or 3.1 document to another, the worst first.

    Raises:
        SpecError: A reference leads nowhere, or nesting passes all measure.
    """
    old_spec, new_spec = Spec(old), Spec(new)
    ledger = Ledger()
    ledger.open("document")
    comparison = SchemaComparison(Schemas(old_spec), Schemas(new_spec), ledger, Settled(old_spec, new_spec))
    notes = Notes("document", comparison)
    _compare_operations(notes, _by_shape(operations(old_spec)), _by_shape(operations(new_spec)))
    _compare_named_items(notes, "webhook", old_spec.root.child("webhooks"), new_spec.root.child("webhooks"))
    comparison.finish()
    compare_unused(notes, old_spec, new_spec)
    notes.leftovers(old_spec.root, new_spec.root, _KNOWN_OF_ROOT)
    compare_words(notes, old_spec, new_spec)
    found = _grouped(ledger.findings())
    if not found and value_key(old) != value_key(new):
        notes.note("written-differently", "#")
        found = list(ledger.findings())
    return sorted(found, key=lambda finding: (-finding.level, finding.where, finding.rule, finding.fingerprint))


def _by_shape(found: Iterable[Operation]) -> dict[tuple[str, str], Operation]:
    return {operation.shape: operation for operation in found}


def _compare_operations(
    notes: Notes, old: Mapping[tuple[str, str], Operation], new: Mapping[tuple[str, str], Operation]
) -> None:
    for shape in old.keys() & new.keys():
        _compare_one(notes, old[shape], new[shape])
    removed = {shape: operation for shape, operation in old.items() if shape not in new}
    added = {shape: operation for shape, operation in new.items() if shape not in old}
    moved = list(_moved(notes, removed, added))
    prefixes: dict[tuple[str, str], list[tuple[Operation, Operation]]] = defaultdict(list)
    for before, after in moved:
        prefixes[_changed_prefix(before.path, after.path)].append((before, after))
        del removed[before.shape], added[after.shape]
    for (was, now), pairs in prefixes.items():
        for before, after in pairs:
            inner = _compare_one(notes, before, after)
            if len(pairs) > 1 and all(one.method == other.method for one, other in pairs):
                inner.note("base-path-changed", "#/paths", old=was or "/", new=now or "/")
            else:
                inner.note("operation-moved", after.site.at, old=before.label, new=after.label)
    for operation in removed.values():
        _unit(notes, operation, operation).note("operation-removed", operation.site.at, old=operation.label)
    for operation in added.values():
        _unit(notes, operation, operation).note("operation-added", operation.site.at, new=operation.label)


def _moved(
    notes: Notes, removed: Mapping[tuple[str, str], Operation], added: Mapping[tuple[str, str], Operation]
) -> Iterable[tuple[Operation, Operation]]:
    """Operations that went from one method or path to another: the same operationId, else the same in all but that."""
    left_old, left_new = dict(removed), dict(added)
    by_name = {operation.name: operation for operation in left_new.values() if operation.name}
    for shape, operation in list(left_old.items()):
        twin = by_name.get(operation.name or "")
        if twin is not None and twin.shape in left_new:
            del left_old[shape], left_new[twin.shape]
            yield operation, twin
    for method in {shape[0] for shape in left_old}:
        before = {one.path: one for one in left_old.values() if one.method == method}
        after = {one.path: one for one in left_new.values() if one.method == method}
        for was, now in renames(before, after, lambda a, b: _alike(notes, a, b)):
            yield before[was], after[now]


def _alike(notes: Notes, old: Operation, new: Operation) -> bool:
    before, after = (
        value_key(schemas.plain({k: v for k, v in one.site.value.items() if k not in {"operationId", "tags"}}))
        for schemas, one in ((notes.old, old), (notes.new, new))
    )
    return before == after


def _changed_prefix(old: str, new: str) -> tuple[str, str]:
    """What is left of two paths when what they end in alike is taken off."""
    before, after = old.split("/"), new.split("/")
    while before and after and before[-1] == after[-1]:
        before.pop()
        after.pop()
    return "/".join(before), "/".join(after)


def _unit(notes: Notes, old: Operation, new: Operation) -> Notes:
    key = ("operation", old.site.at, new.site.at, notes.key)
    notes.ledger.open(key, notes.key, new.label)
    return Notes(key, notes.comparison)


def _compare_one(notes: Notes, old: Operation, new: Operation, direction: Direction = Direction.REQUEST) -> Notes:
    """Compares two operations. `direction` is which way requests flow: callbacks and webhooks turn it round."""
    inner = _unit(notes, old, new)
    if old.name != new.name:
        inner.note("operation-renamed", new.site.at, old=old.name, new=new.name)
    if (old.site.get("tags") or []) != (new.site.get("tags") or []):
        inner.note("tags-changed", new.site.at, old=old.site.get("tags"), new=new.site.get("tags"))
    _compare_servers(inner, old.servers, new.servers)
    compare_security(inner, old, new)
    if _settled(notes, old, new):
        return inner
    compare_parameters(inner, old, new, direction)
    compare_bodies(inner, old.site.child("requestBody"), new.site.child("requestBody"), direction)
    compare_responses(inner, old.site.child("responses"), new.site.child("responses"), direction.reverse)
    _compare_named_items(inner, "callback", old.site.child("callbacks"), new.site.child("callbacks"))
    inner.leftovers(old.site, new.site, _KNOWN_OF_OPERATION)
    return inner


def _settled(notes: Notes, old: Operation, new: Operation) -> bool:
    """Whether two operations certainly say the same, servers and security aside."""
    settled = notes.comparison.settled
    return (
        settled is not None
        and old.path == new.path
        and old.parameters.keys() == new.parameters.keys()
        and all(settled.covers(old.parameters[key], new.parameters[key]) for key in old.parameters)
        and settled.covers(old.site, new.site)
    )


def _compare_servers(notes: Notes, old: tuple[Server, ...], new: tuple[Server, ...]) -> None:
    before, after = _addresses(old), _addresses(new)
    gone, come = [one for one in before if one not in after], [one for one in after if one not in before]
    at = new[0].at
    if len(gone) == len(come) == 1:
        notes.note("server-changed", after[come[0]].at, old=gone[0] or "/", new=come[0] or "/")
    else:
        for address in gone:
            notes.note("server-removed", before[address].at, old=address or "/")
        for address in come:
            notes.note("server-added", after[address].at, new=address or "/")
    if not gone and not come and next(iter(before)) != next(iter(after)):
        notes.note("server-changed", at, old=next(iter(before)) or "/", new=next(iter(after)) or "/")
    for address in before.keys() & after.keys():
        was, now = before[address].variables, after[address].variables
        if was != now:
            notes.note("server-variable-changed", after[address].at, old=was, new=now)


def _addresses(servers: tuple[Server, ...]) -> dict[str, Server]:
    """Each server by its address, less the base path that is folded into the paths."""
    folded = servers[0].base_path
    return {
        server.origin
        if server.base_path == folded
        else f"{server.origin}{server.base_path} beside {folded or '/'}": server
        for server in servers
    }


def _compare_named_items(notes: Notes, kind: str, old: Site, new: Site) -> None:
    """Compares webhooks, or the callbacks of an operation: calls that the client answers, so all is turned round."""
    before, after = dict(old.named()), dict(new.named())
    for name in before.keys() | after.keys():
        if name not in after:
            notes.note(f"{kind}-removed", before[name].at, name=name)
        elif name not in before:
            notes.note(f"{kind}-added", after[name].at, name=name)
        else:
            _compare_turned(notes, kind, before[name], after[name])


def _compare_turned(notes: Notes, kind: str, old: Site, new: Site) -> None:
    one, other = (
        {operation.shape: operation for operation in _calls(spec, kind, site)}
        for spec, site in ((notes.old.spec, old), (notes.new.spec, new))
    )
    for shape in one.keys() | other.keys():
        if shape not in other:
            notes.note(f"{kind}-removed", one[shape].site.at, name=one[shape].label)
        elif shape not in one:
            notes.note(f"{kind}-added", other[shape].site.at, name=other[shape].label)
        else:
            _compare_one(notes, one[shape], other[shape], Direction.RESPONSE)


def _calls(spec: Spec, kind: str, site: Site) -> Iterable[Operation]:
    if kind == "webhook":
        yield from operations_of_item(spec, site.at.rsplit("/", 1)[-1], site, fold=False)
        return
    for expression, item in spec.follow(site).named():
        yield from operations_of_item(spec, expression, item, fold=False)


def _grouped(findings: Iterable[Finding]) -> list[Finding]:
    """One finding of one cause: the same edit made to several operations is told once, with all of them."""
    groups: dict[tuple[Any, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        way = _way_within_operation(finding.pointer)
        alone = way is None or finding.rule in {"operation-removed", "operation-added", "operation-moved"}
        place = finding.pointer if alone else way
        groups[finding.rule, place, finding.message, repr(finding.old), repr(finding.new)].append(finding)
    return [_merged(group) for group in groups.values()]


def _merged(group: list[Finding]) -> Finding:
    group = sorted(group, key=lambda finding: finding.where)
    if len(group) == 1:
        return group[0]
    places = sorted({place for finding in group for place in finding.places})
    return attrs.evolve(group[0], where=f"{group[0].where} and {len(group) - 1} more alike", places=tuple(places))


def _way_within_operation(pointer: str) -> str | None:
    """The way from an operation to a place within it; `None` for a place elsewhere."""
    steps = pointer.split("/")
    if len(steps) < 4 or steps[1] != "paths":  # noqa: PLR2004 - #, paths, the path, the method
        return None
    return "/".join(steps[3:])


__all__ = ["compare", "readable"]
