"""Tells at a glance what cannot have changed, so that a small edit of a large document is a small comparison."""

from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Any

from regen.openapi_diff.spec import Site, Spec


class Settled:
    """Which components say the same in both documents, all they refer to included."""

    def __init__(self, old: Spec, new: Spec) -> None:
        self._usable = old.is_31 == new.is_31  # the versions read some keys differently
        self._components = self._settled(old, new) if self._usable else frozenset[str]()

    @staticmethod
    def _settled(old: Spec, new: Spec) -> frozenset[str]:
        before = {site.at: site.value for site in components(old)}
        after = {site.at: site.value for site in components(new)}
        users: dict[str, set[str]] = defaultdict(set)
        unsettled = {at for at in before.keys() | after.keys() if at not in after or before.get(at) != after[at]}
        for at, value in after.items():
            for reference in references(value):
                target = component_of(reference)
                if target in after:
                    users[target].add(at)
                else:
                    unsettled.add(at)  # it leads elsewhere than to a component: not for us to tell
        todo = deque(unsettled)
        while todo:
            fresh = users[todo.popleft()] - unsettled
            unsettled |= fresh
            todo.extend(fresh)
        return frozenset(after) - unsettled

    def covers(self, old: Site, new: Site) -> bool:
        """Whether two places certainly say the same."""
        if not self._usable or old.at != new.at:
            return False
        return old.at in self._components or self._same_within(old, new)

    def _same_within(self, old: Site, new: Site) -> bool:
        if old.value != new.value:
            return False
        return all(component_of(reference) in self._components for reference in references(new.value))


def components(spec: Spec) -> Iterator[Site]:
    """Every component of a document."""
    for _name, section in spec.root.child("components").entries():
        for _key, site in section.named():
            yield site


def component_of(reference: str) -> str:
    """The component that a reference leads to or into."""
    return "/".join(reference.split("/")[:4])


def references(value: Any) -> Iterator[str]:
    """Every reference written within a value, discriminators' mappings included."""
    todo, seen = [value], set[int]()
    while todo:
        node = todo.pop()
        if id(node) in seen:
            continue
        if isinstance(node, dict):
            seen.add(id(node))
            for key, entry in node.items():
                if key == "$ref" and isinstance(entry, str):
                    yield entry
                elif key == "mapping" and isinstance(entry, dict):
                    yield from (target for target in entry.values() if isinstance(target, str) and "#/" in target)
                elif isinstance(entry, dict | list):
                    todo.append(entry)
        elif isinstance(node, list):
            seen.add(id(node))
            todo += [entry for entry in node if isinstance(entry, dict | list)]
