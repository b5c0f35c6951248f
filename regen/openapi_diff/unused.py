"""Compares components that no operation uses: nothing on the wire, but never silent either."""

from collections.abc import Iterator

from regen.openapi_diff.canonical import value_key
from regen.openapi_diff.reporter import Notes
from regen.openapi_diff.spec import Spec, join
from regen.openapi_diff.unchanged import component_of, components, references


def compare_unused(notes: Notes, old: Spec, new: Spec) -> None:
    """Notes what changed among components that neither document's operations reach."""
    before, after = ({site.at: site.value for site in components(spec)} for spec in (old, new))
    used = _used(old) | _used(new)
    for at in sorted((before.keys() | after.keys()) - used):
        if at not in after:
            notes.note("unused-component-removed", at)
        elif at not in before:
            notes.note("unused-component-added", at)
        elif value_key(notes.old.plain(before[at])) != value_key(notes.new.plain(after[at])):
            notes.note("unused-component-changed", at)


def _used(spec: Spec) -> set[str]:
    """The pointers of every component that operations lead to."""
    root = spec.root
    todo = [root.child("paths").value, root.child("webhooks").value]
    used = set(_schemes(spec))
    while todo:
        for reference in references(todo.pop()):
            pointer = component_of(reference)  # what points into a component uses it
            if pointer not in used and pointer.startswith("#/components/"):
                used.add(pointer)
                todo.append(spec.target(pointer, pointer).value)
    return used


def _schemes(spec: Spec) -> Iterator[str]:
    """The security schemes that requirements name."""
    holders = [spec.root, *(site for _, item in spec.root.child("paths").entries() for _, site in item.entries())]
    for holder in holders:
        for requirement in holder.child("security").elements():
            yield from (join("#/components/securitySchemes", name) for name, _ in requirement.named())
