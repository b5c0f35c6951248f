"""Names: those of operations and tags by edition, and those that become classes, modules and members."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from regen.documents.loading import Document, edition, operations, resolve
from regen.documents.walking import walk

Problems = Iterator[tuple[str, str]]

UNNAMED_EDITION = "v1alpha"
"""The edition that was the only one: users import its modules by names without an edition."""
_EDITION = re.compile(r"v[1-9]\d*((alpha|beta)\d*)?")
_SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def _operations_are_named(document: Document) -> Problems:
    for path, method, operation in operations(document):
        location, found = f"{method.upper()} {path}", edition(document, path)
        name, tags = operation.get("operationId", ""), operation.get("tags", [])
        if not _EDITION.fullmatch(found):
            yield location, f"path: must begin with an edition such as v1 or v2beta, got {found!r}"
        if not _SNAKE_CASE.fullmatch(name):
            yield location, f"operationId: must be snake_case, as it names functions, got {name!r}"
        if len(tags) != 1 or not _SNAKE_CASE.fullmatch(tags[0]):
            yield location, f"tags: must be one snake_case word, as it names a package, got {tags!r}"
        elif found == UNNAMED_EDITION:
            if any(_EDITION.fullmatch(word) for word in (tags[0], name.partition("_")[0])):
                yield location, f"operationId, tags: must not name an edition in {found}, got {name!r} and {tags!r}"
        elif not name.startswith(f"{found}_") or tags != [found]:
            yield (
                location,
                f"operationId, tags: must begin with {found}_ and be [{found}], got {name!r} and {tags!r}",
            )


def _split(name: str) -> list[str]:
    """The words of a name, as the generator splits it."""
    spaced = " ".join(re.split("([A-Z]?[a-z]+)", name)) if any(letter.isupper() for letter in name) else name
    return re.findall(r"[A-Za-z0-9]+", spaced)


def _class_name(name: str) -> str:
    return "".join(word if word.isupper() else word.capitalize() for word in _split(name))


def _generated_classes(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the class of each schema component, and of each enum or object within one, as (location, class)."""
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        yield f"components/schemas/{name}", _class_name(name)
        for property_name, node in schema.get("properties", {}).items():
            for suffix, nested in (("", node), ("_item", node.get("items", {}))):
                if "enum" in nested or "properties" in nested:
                    location = f"components/schemas/{name}/properties/{property_name}"
                    yield location, _class_name(f"{name}_{property_name}{suffix}")


def _components_name_classes(document: Document) -> Problems:
    for name in document.get("components", {}).get("schemas", {}):
        if _class_name(name) != name:
            yield f"components/schemas/{name}", f"name: must be that of its class, {_class_name(name)}"
    modules: dict[str, str] = {}
    for location, class_name in _generated_classes(document):
        module = "_".join(_split(class_name)).lower()
        if module in modules:
            yield location, f"name: must not be that of {modules[module]}, as both would be models/{module}.py"
        modules[module] = location


def _components_have_no_title(document: Document) -> Problems:
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        if "title" in schema:
            yield f"components/schemas/{name}", "title: must not be set. The generator would name the class after it."


def _components_keep_to_their_edition(document: Document) -> Problems:
    """A component whose name begins with an edition is used by that edition alone."""
    editions = {edition(document, path) for path, _, _ in operations(document)}
    for path, method, operation in operations(document):
        used = edition(document, path)
        for section, name in sorted(_references(document, operation)):
            named = _edition_in(name, editions)
            if named and named != used:
                yield f"{method.upper()} {path}", f"{section}/{name}: must not be used by {used}, as it names {named}"


def _edition_in(component: str, editions: set[str]) -> str | None:
    """The edition that a component's name begins with, in any spelling that ends where a word does."""
    for each in editions:
        rest = component[len(each) :]
        if component.lower().startswith(each) and rest[:1].isupper():
            return each
    return None


def _references(document: Document, root: Any) -> set[tuple[str, str]]:
    """The components that a node refers to, straight or through others, as (section, name)."""
    found: set[tuple[str, str]] = set()
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, list):
            todo += node
        elif isinstance(node, Mapping):
            todo += node.values()
            reference = node.get("$ref")
            if isinstance(reference, str):
                _, section, name = reference.rsplit("/", 2)
                if (section, name) not in found:
                    found.add((section, name))
                    todo.append(resolve(document, node))
    return found


def _enum_members_are_named(document: Document) -> Problems:
    """Without names of their own, members are named after their values, or after their position."""
    for node in walk(document):
        words = [word for word in node.value.get("enum", ()) if isinstance(word, str)]
        if node.kind != "schema" or not words:
            continue
        names = node.value.get("x-enum-varnames")
        if names is not None and not all(isinstance(name, str) for name in names):
            continue  # reported by the rule on extensions
        if names is None and (odd := [word for word in words if not word[:1].isalpha()]):
            yield node.location, f"x-enum-varnames: is missing. {odd[0]!r} would be named after its position."
        elif names is not None and len(names) != len(words):
            yield (
                node.location,
                f"x-enum-varnames: must be {len(words)} names, got {len(names)}, which would be ignored",
            )
        elif len({"_".join(_split(name)).upper() for name in names or words}) != len(words):
            yield node.location, "x-enum-varnames: must give different names, also if case and punctuation are ignored"


RULES = (
    _operations_are_named,
    _components_name_classes,
    _components_have_no_title,
    _components_keep_to_their_edition,
    _enum_members_are_named,
)
