"""Small edits of the contract, as data: what to do to which place."""

import copy
from collections.abc import Callable
from typing import Any

from attrs import frozen

Step = Callable[[dict[str, Any]], None]

_SHORT = {
    "S": ["components", "schemas"],
    "R": ["components", "responses"],
    "P": ["components", "parameters"],
    "text_to_image": ["paths", "/v1alpha/generation/{engine_id}/text-to-image", "post"],
    "image_to_image": ["paths", "/v1alpha/generation/{engine_id}/image-to-image", "post"],
    "masking": ["paths", "/v1alpha/generation/{engine_id}/image-to-image/masking", "post"],
    "engines": ["paths", "/v1alpha/engines/list", "get"],
    "account": ["paths", "/v1alpha/user/account", "get"],
    "balance": ["paths", "/v1alpha/user/balance", "get"],
}


@frozen
class Edit:
    """One edit, the verdict on it, and why that is the right one.

    `python` and `overlay` are what the generated package's surface and the hand-written half make of it.
    """

    name: str
    steps: tuple[Step, ...]
    wire: str
    python: str
    overlay: str
    why: str

    def applied(self, document: dict[str, Any]) -> dict[str, Any]:
        """The document with the edit made, the original untouched."""
        edited = copy.deepcopy(document)
        for step in self.steps:
            step(edited)
        return edited


def way(path: str) -> list[str]:
    """`S Image properties seed` as the steps from the root: spaces part them, for media types hold slashes."""
    head, *rest = path.split()
    return [*_SHORT.get(head, [head]), *(step.replace("·", " ") for step in rest)]


def find(document: Any, steps: list[str]) -> Any:
    """What the steps lead to."""
    for step in steps:
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def put(path: str, value: Any) -> Step:
    """Sets a value, new or not."""

    def step(document: dict[str, Any]) -> None:
        *holder, name = way(path)
        target = find(document, holder)
        if isinstance(target, list):
            target[int(name)] = copy.deepcopy(value)
        else:
            target[name] = copy.deepcopy(value)

    return step


def drop(path: str) -> Step:
    """Removes an entry or an element."""

    def step(document: dict[str, Any]) -> None:
        *holder, name = way(path)
        target = find(document, holder)
        del target[int(name) if isinstance(target, list) else name]

    return step


def append(path: str, *values: Any) -> Step:
    """Adds elements to the end of a list."""
    return lambda document: find(document, way(path)).extend(copy.deepcopy(list(values)))


def remove(path: str, value: Any) -> Step:
    """Removes an element of a list by its value."""
    return lambda document: find(document, way(path)).remove(value)


def rename(path: str, name: str) -> Step:
    """Renames a key where it stands, the order kept."""

    def step(document: dict[str, Any]) -> None:
        *holder, old = way(path)
        target = find(document, holder)
        entries = [(name.replace("·", " ") if key == old else key, value) for key, value in target.items()]
        target.clear()
        target.update(entries)

    return step


def turn_round(path: str) -> Step:
    """Reverses the order of a mapping's keys or a list's elements."""

    def step(document: dict[str, Any]) -> None:
        target = find(document, way(path))
        if isinstance(target, list):
            target.reverse()
        else:
            entries = list(target.items())[::-1]
            target.clear()
            target.update(entries)

    return step


def hoist(path: str, component: str, section: str = "schemas") -> Step:
    """Moves what stands inline into a component and refers to it."""

    def step(document: dict[str, Any]) -> None:
        *holder, name = way(path)
        target = find(document, holder)
        key: Any = int(name) if isinstance(target, list) else name
        document["components"].setdefault(section, {})[component] = target[key]
        target[key] = {"$ref": f"#/components/{section}/{component}"}

    return step


def inline(path: str) -> Step:
    """Puts what a reference points to in its place."""

    def step(document: dict[str, Any]) -> None:
        *holder, name = way(path)
        target = find(document, holder)
        key: Any = int(name) if isinstance(target, list) else name
        reference = target[key]["$ref"]
        target[key] = copy.deepcopy(find(document, reference.removeprefix("#/").split("/")))

    return step


def wrap(path: str) -> Step:
    """Puts a schema into an allOf of its own."""

    def step(document: dict[str, Any]) -> None:
        *holder, name = way(path)
        target = find(document, holder)
        target[name] = {"allOf": [target[name]]}

    return step


def rename_component(section: str, old: str, new: str) -> Step:
    """Renames a component and everything that refers to it."""

    def step(document: dict[str, Any]) -> None:
        rename(f"components {section} {old}", new)(document)
        _redirect(document, f"#/components/{section}/{old}", f"#/components/{section}/{new}")

    return step


def _redirect(node: Any, old: str, new: str) -> None:
    if isinstance(node, dict):
        if node.get("$ref") == old:
            node["$ref"] = new
        for entry in node.values():
            _redirect(entry, old, new)
    elif isinstance(node, list):
        for entry in node:
            _redirect(entry, old, new)


def every_operation(step: Callable[[dict[str, Any]], None]) -> Step:
    """Does something to each operation."""

    def steps(document: dict[str, Any]) -> None:
        for item in document["paths"].values():
            for operation in item.values():
                step(operation)

    return steps
