"""Compare components that no operation uses: they are never sent, but a change must not go unnoticed."""

from collections.abc import Iterator
from typing import Any

from regen.openapi_diff.reporter import Reporter
from regen.openapi_diff.schema import value_key
from regen.openapi_diff.spec import Node, Spec, join_pointer


def compare_unused(reporter: Reporter) -> None:
    """Report what changed among components that no operation of either document leads to."""
    old, new = reporter.old, reporter.new
    before, after = ({node.pointer: node.value for node in _components(side.spec)} for side in (old, new))
    used = _used(old.spec) | _used(new.spec)
    for pointer in sorted((before.keys() | after.keys()) - used):
        if pointer not in after:
            reporter.report("unused-component-removed", pointer)
        elif pointer not in before:
            reporter.report("unused-component-added", pointer)
        elif value_key(old.plain(before[pointer])) != value_key(new.plain(after[pointer])):
            reporter.report("unused-component-changed", pointer)


def _used(spec: Spec) -> set[str]:
    """Return the pointers of all components that operations lead to."""
    todo = [spec.root.child("paths").value, spec.root.child("webhooks").value]
    used = set(_security_schemes(spec))
    while todo:
        for reference in _references(todo.pop()):
            pointer = "/".join(reference.split("/")[:4])  # a reference into a component uses it
            if pointer not in used and pointer.startswith("#/components/"):
                used.add(pointer)
                todo.append(spec.target(pointer, pointer).value)
    return used


def _security_schemes(spec: Spec) -> Iterator[str]:
    """Yield the pointers of the security schemes that requirements name."""
    holders = [spec.root, *(node for _, item in spec.root.child("paths").entries() for _, node in item.entries())]
    for holder in holders:
        for requirement in holder.child("security").elements():
            for name, _ in requirement.named_entries():
                yield join_pointer("#/components/securitySchemes", name)


def _components(spec: Spec) -> Iterator[Node]:
    """Yield every component of a document."""
    for _name, section in spec.root.child("components").entries():
        for _key, node in section.named_entries():
            yield node


def _references(value: Any) -> Iterator[str]:
    """Yield every reference written within a value, including those in the mappings of discriminators."""
    todo, seen = [value], set[int]()
    while todo:
        node = todo.pop()
        if not isinstance(node, dict | list) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, list):
            todo += node
            continue
        for key, entry in node.items():
            if key == "$ref" and isinstance(entry, str):
                yield entry
            elif key == "mapping" and isinstance(entry, dict):
                yield from (target for target in entry.values() if isinstance(target, str) and "#/" in target)
            else:
                todo.append(entry)
