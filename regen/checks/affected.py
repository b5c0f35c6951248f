"""Tells the operations that a new generated package may call differently: the others need no replay."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from regen.build.options import class_name

_READ_TOGETHER = ("path", "headers", "auth_prefix", "edition")
"""Facts that the overlay reads of all operations at once, to tell what is a call and which headers are the API's."""
_BY_OPERATION = frozenset({"facts.py", "options.py", "surface.json", "models/__init__.py"})
"""Files that hold something of each operation. The last two, and what they name, follow from the others."""

Facts = Mapping[str, Any]


def operations(old: Path, new: Path, old_facts: Facts, new_facts: Facts) -> frozenset[str] | None:
    """Return the names of the operations whose facts, options, function or models differ between two packages.

    Returns:
        The names; None if something changed that all of them share.
    """
    before, after = _texts(old), _texts(new)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} - _BY_OPERATION
    old_options, new_options = _options(before["options.py"]), _options(after["options.py"])
    if (
        any(not name.startswith(("api/", "models/")) for name in changed)
        or _shared(old_facts) != _shared(new_facts)
        or old_options.get("") != new_options.get("")
    ):
        return None
    imports = cache(lambda name: tuple(_imports(name, after[name])))  # each file is parsed once
    return frozenset(
        name
        for name, facts in new_facts["OPERATIONS"].items()
        if facts != old_facts["OPERATIONS"][name]
        or new_options.get(class_name(name)) != old_options.get(class_name(name))
        or _imported(after, name, imports) & changed
    )


def _texts(package: Path) -> dict[str, str]:
    return {
        path.relative_to(package).as_posix(): path.read_text(encoding="utf-8")
        for path in package.rglob("*")
        if path.suffix in {".py", ".json"}
    }


def _shared(facts: Facts) -> dict[str, Any]:
    """The facts that are not of one operation alone."""
    read_together = {name: [each[key] for key in _READ_TOGETHER] for name, each in facts["OPERATIONS"].items()}
    return {**facts, "OPERATIONS": read_together}


def _options(text: str) -> dict[str, str]:
    """The source of each class of options.py by its name, and what stands before them by the empty name."""
    head, *classes = re.split(r"^class (?=\w)", text, flags=re.MULTILINE)
    return {"": head, **{source.partition("(")[0]: source for source in classes}}


def _imported(texts: Mapping[str, str], operation: str, imports: Callable[[str], Iterable[str]]) -> set[str]:
    """The module of an operation, and all that it imports of the package, by the names of their files."""
    todo = [name for name in texts if name.startswith("api/") and name.endswith(f"/{operation}.py")]
    found: set[str] = set()
    while todo:
        if (name := todo.pop()) not in found:
            found.add(name)
            todo += [imported for imported in imports(name) if imported in texts]
    return found


def _imports(name: str, text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = name.split("/")[: -node.level]
            module = "/".join([*folder, *(node.module or "").split(".")]).strip("/")
            yield f"{module}.py"
            yield from (f"{module}/{alias.name}.py".lstrip("/") for alias in node.names)
