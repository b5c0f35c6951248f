"""Compares components that no operation uses: nothing on the wire, but never silent either."""

from collections.abc import Iterator, Mapping
from typing import Any

from regen.wire.canonical import value_key
from regen.wire.notes import Notes
from regen.wire.spec import Site, Spec, join


def compare_unused(notes: Notes, old: Spec, new: Spec) -> None:
    """Notes what changed among components that neither document's operations reach."""
    before, after = dict(_components(old)), dict(_components(new))
    used = _used(old) | _used(new)
    for at in sorted((before.keys() | after.keys()) - used):
        if at not in after:
            notes.note("unused-component-removed", at)
        elif at not in before:
            notes.note("unused-component-added", at)
        elif value_key(notes.old.plain(before[at])) != value_key(notes.new.plain(after[at])):
            notes.note("unused-component-changed", at)


def _components(spec: Spec) -> Iterator[tuple[str, Any]]:
    for _, section in spec.root.child("components").entries():
        for _, site in section.named():
            yield site.at, site.value


def _used(spec: Spec) -> set[str]:
    """The pointers of every component that operations lead to."""
    root = spec.root
    todo = [root.child("paths").value, root.child("webhooks").value]
    seen: set[int] = set()
    used: set[str] = set()
    security = [root.get("security")]
    while todo:
        value = todo.pop()
        if not isinstance(value, Mapping | list) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, list):
            todo += value
            continue
        todo += value.values()
        security.append(value.get("security"))
        for reference in _references(value):
            pointer = "/".join(reference.split("/")[:4])  # what points into a component uses it
            if pointer not in used:
                used.add(pointer)
                todo.append(spec.target(pointer, pointer).value)
    for requirements in security:
        for requirement in requirements if isinstance(requirements, list) else ():
            if isinstance(requirement, Mapping):
                used |= {join("#/components/securitySchemes", name) for name in requirement}
    return used


def _references(value: Mapping[str, Any]) -> Iterator[str]:
    reference = value.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/components/"):
        yield reference
    mapping = value.get("mapping")
    for target in mapping.values() if isinstance(mapping, Mapping) else ():
        if isinstance(target, str) and target.startswith("#/components/"):
            yield target


def site_of(spec: Spec, pointer: str) -> Site:
    """What stands at a pointer."""
    return spec.target(pointer, pointer)
