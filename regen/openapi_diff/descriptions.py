"""Compare titles, descriptions, examples, and extensions that are not read.

They are compared by pointer, apart from the schemas: no rule of theirs applies, and what the comparison of schemas does
not visit is read here all the same.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from regen.openapi_diff.reporter import Reporter
from regen.openapi_diff.rules import DEFAULTS, FACTS, NAMES, RESTRICTIONS
from regen.openapi_diff.schema import ANNOTATIONS, LOWER_BOUNDS, UPPER_BOUNDS, value_key
from regen.openapi_diff.spec import Node, Spec

_DESCRIPTIONS = ANNOTATIONS | {"bearerFormat"}
_DESCRIPTIONS_IN_INFO = _DESCRIPTIONS | {"version", "contact", "license", "termsOfService", "name"}
_EXTENSIONS_READ = frozenset((*DEFAULTS, *FACTS, *NAMES, *RESTRICTIONS, *LOWER_BOUNDS, *UPPER_BOUNDS))
_CHOSEN_NAMES = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "schemas", "responses", "headers", "examples", "paths"}
    | {"requestBodies", "securitySchemes", "links", "callbacks", "pathItems", "webhooks", "content", "encoding"}
    | {"variables", "dependentSchemas", "parameters"}
)
"""Keys whose entries have names that authors choose: a property called `description` is no description."""
_DATA = frozenset({"default", "enum", "const", "mapping", "scopes", "required", "security"})
"""Keys that hold data, in which nothing is a keyword."""

MAX_REPORTED = 200
"""Number of changes reported one by one."""
MAX_EXPANDED = 100_000
"""Number of values from which on a YAML alias is read only where it stands first. Before, as JSON would have it."""


def compare_descriptions(reporter: Reporter) -> None:
    """Report every change of a description."""
    old, new = reporter.old.spec, reporter.new.spec
    before, after = dict(_descriptions(old)), dict(_descriptions(new))
    removed = Counter(_content(pointer, value) for pointer, value in before.items() if pointer not in after)
    added = Counter(_content(pointer, value) for pointer, value in after.items() if pointer not in before)
    count = 0
    for pointer in sorted(before.keys() | after.keys()):
        if before.get(pointer) == after.get(pointer):
            continue
        if pointer not in before or pointer not in after:
            is_added = pointer in after
            content = _content(pointer, after[pointer] if is_added else before[pointer])
            if (removed if is_added else added)[content] or not _holder_in_both(pointer, old, new):
                continue  # it moved, was added or was removed with what it describes
        count += 1
        if count > MAX_REPORTED:
            reporter.report("words-changed", "#", name=f"more than {MAX_REPORTED} descriptions")
            return
        _report(reporter, pointer, before.get(pointer), after.get(pointer))


def _report(reporter: Reporter, pointer: str, before: Any, after: Any) -> None:
    holder, _, name = pointer.rpartition("/")
    if name == "deprecated":
        if bool(before) != bool(after):
            reporter.report("deprecated" if after else "no-longer-deprecated", holder)
    elif name.startswith("x-"):
        reporter.report("extension-changed", holder, name=name, old=before, new=after)
    else:
        change = "added" if before is None else "removed" if after is None else "changed"
        reporter.report(f"words-{change}", holder, name=name, old=before, new=after)


def _content(pointer: str, value: Any) -> tuple[str, str]:
    return pointer.rpartition("/")[2], value_key(value)


def _holder_in_both(pointer: str, old: Spec, new: Spec) -> bool:
    holder = pointer.rpartition("/")[0]
    return all(_exists(spec, holder) for spec in (old, new))


def _exists(spec: Spec, pointer: str) -> bool:
    value = spec.root.value
    for step in pointer.removeprefix("#").split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        try:
            value = value[int(key)] if isinstance(value, list) else value[key]
        except (KeyError, IndexError, TypeError, ValueError):
            return False
    return not (isinstance(value, dict) and "$ref" in value)


def _descriptions(spec: Spec) -> Iterator[tuple[str, Any]]:
    """Yield every description with its pointer."""
    todo: list[tuple[Node, bool]] = [(spec.root, False)]
    seen: set[int] = set()
    visited = 0
    while todo:
        node, has_chosen_names = todo.pop()
        if not isinstance(node.value, dict | list) or (visited > MAX_EXPANDED and id(node.value) in seen):
            continue
        visited += 1
        seen.add(id(node.value))
        todo += [(element, False) for element in node.elements()]
        in_info = node.pointer == "#/info" or node.pointer.startswith("#/tags")
        for name, entry in node.named_entries():
            if has_chosen_names:
                todo.append((entry, False))
            elif name in (_DESCRIPTIONS_IN_INFO if in_info else _DESCRIPTIONS):
                yield entry.pointer, entry.value
            elif name.startswith("x-"):
                if name not in _EXTENSIONS_READ:
                    yield entry.pointer, entry.value
            elif name not in _DATA:
                todo.append((entry, name in _CHOSEN_NAMES and isinstance(entry.value, dict)))
