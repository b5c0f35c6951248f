"""Compares words: titles, descriptions, examples, and extensions that nothing reads.

A walk of its own, by pointer: words don't matter to the wire, so they need none of its rules, and whatever the
comparison of schemas did not visit is read here all the same.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from regen.openapi_diff.canonical import value_key
from regen.openapi_diff.reporter import Notes
from regen.openapi_diff.rules import DEFAULTS, FACTS, NAMES
from regen.openapi_diff.spec import Site, Spec, join

_WORDS = frozenset({"title", "description", "summary", "externalDocs", "deprecated", "$comment", "bearerFormat"})
_INFO = frozenset({"version", "contact", "license", "termsOfService", "name"})
_EXAMPLES = frozenset({"example", "examples"})
_READ = frozenset((*DEFAULTS, *FACTS, *NAMES))
_NAMED_BY_PEOPLE = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "schemas", "responses", "headers", "examples", "paths"}
    | {"requestBodies", "securitySchemes", "links", "callbacks", "pathItems", "webhooks", "content", "encoding"}
    | {"variables", "dependentSchemas", "parameters"}
)
"""Keys whose entries have names that people choose: a property called `description` is no description."""
_VALUES = frozenset({"default", "enum", "const", "example", "mapping", "scopes", "required", "security"})
"""Keys that hold data, in which nothing is a keyword."""

MAX_TOLD = 200
"""Changes of words past which they are counted only."""


def compare_words(notes: Notes, old: Spec, new: Spec) -> None:
    """Notes every change of words."""
    before, after = dict(_words(old)), dict(_words(new))
    gone = Counter(_said(pointer, value) for pointer, value in before.items() if pointer not in after)
    come = Counter(_said(pointer, value) for pointer, value in after.items() if pointer not in before)
    told = 0
    for pointer in sorted(before.keys() | after.keys()):
        if before.get(pointer) == after.get(pointer):
            continue
        other = come if pointer in before else gone
        said = _said(pointer, before[pointer] if pointer in before else after[pointer])
        if (pointer in before) != (pointer in after) and (other[said] or not _holder_in_both(pointer, old, new)):
            continue  # it moved with what it describes, or came and went with it
        told += 1
        if told > MAX_TOLD:
            notes.note("words-changed", "#", name=f"more than {MAX_TOLD} descriptions")
            return
        _note(notes, pointer, before.get(pointer), after.get(pointer))


def _note(notes: Notes, pointer: str, before: Any, after: Any) -> None:
    holder, _, name = pointer.rpartition("/")
    if name == "deprecated":
        if bool(before) != bool(after):
            notes.note("deprecated" if after else "no-longer-deprecated", holder)
    elif name.startswith("x-"):
        notes.note("extension-changed", holder, name=name, old=before, new=after)
    else:
        verb = "added" if before is None else "removed" if after is None else "changed"
        notes.note(f"words-{verb}", holder, name=name, old=before, new=after)


def _said(pointer: str, value: Any) -> tuple[str, str]:
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


def _words(spec: Spec) -> Iterator[tuple[str, Any]]:
    todo: list[tuple[Site, bool]] = [(spec.root, False)]
    seen: set[int] = set()
    while todo:
        site, names = todo.pop()
        value = site.value
        if not isinstance(value, dict | list) or id(value) in seen:
            continue  # an alias: its words are told where it stands first
        seen.add(id(value))
        if isinstance(value, list):
            todo += [(element, False) for element in site.elements()]
            continue
        in_info = site.at == "#/info" or site.at.startswith("#/tags")
        for key, entry in value.items():
            name = str(key)
            holds_more = isinstance(entry, dict | list)
            if names:
                if holds_more:
                    todo.append((Site(entry, join(site.at, name)), False))
            elif name in _WORDS or (name in _EXAMPLES) or (in_info and name in _INFO):
                yield join(site.at, name), entry
            elif name.startswith("x-"):
                if name not in _READ:
                    yield join(site.at, name), entry
            elif holds_more and name not in _VALUES:
                todo.append((Site(entry, join(site.at, name)), name in _NAMED_BY_PEOPLE and isinstance(entry, dict)))
