"""Tells the operations that a new generated package may call differently: the others need no replay."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
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
    importers = _importers(after, changed)
    return frozenset(
        name
        for name, facts in new_facts["OPERATIONS"].items()
        if facts != old_facts["OPERATIONS"][name]
        or new_options.get(class_name(name)) != old_options.get(class_name(name))
        or any(path.startswith("api/") and path.endswith(f"/{name}.py") for path in importers)
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


def _importers(texts: Mapping[str, str], changed: Collection[str]) -> set[str]:
    """The files that changed, and those of operations and models that import them, or one that does.

    Generated code imports from modules alone, each by a line of its own; the lazy names of `models` are not used.
    """
    found, todo = set(changed), list(changed)
    while todo:
        line = f".{PurePosixPath(todo.pop()).stem} import "
        new = [name for name, text in texts.items() if line in text and name not in found and name not in _BY_OPERATION]
        found.update(new)
        todo += new
    return found
