"""Records what a generated package offers to who imports it: signatures, attrs fields, enum members, as JSON.

Run as a script in a process of its own (`python surface.py FOLDER`), with the folder that holds the package first on
the path: an old and a new package of the same name never meet, and nothing of `regen` needs importing there.
"""

import enum
import importlib
import inspect
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

Surface = dict[str, Any]
"""`functions` and `classes` by dotted name within the package."""

PACKAGE = "stability_raw"
OVERLAY = "stability_client"
FACTS = "facts"
"""Compared by what it says, not by its shape."""


class SurfaceError(Exception):
    """The package cannot be imported; says why."""


def record(folder: Path) -> Surface:
    """The surface of the package in a folder, taken in a process of its own.

    Raises:
        SurfaceError: It cannot be imported.
    """
    return _recorded("generated", folder)


def record_public(generated: Path, overlay: Path) -> Surface:
    """The public API of the overlay in a folder, with the generated package in another.

    Raises:
        SurfaceError: It cannot be imported.
    """
    return _recorded("public", generated, overlay)


def _recorded(what: str, *folders: Path) -> Surface:
    done = subprocess.run(
        [sys.executable, "-B", "-W", "ignore", str(Path(__file__)), what, *map(str, folders)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SurfaceError(f"the {what} package cannot be imported:\n{done.stderr.strip()[-2000:]}")
    surface: Surface = json.loads(done.stdout)
    return surface


def text(surface: Surface) -> str:
    """The surface as it is committed."""
    return json.dumps({key: surface[key] for key in ("functions", "classes")}, indent=1, ensure_ascii=False) + "\n"


def _modules() -> list[ModuleType]:
    package = importlib.import_module(PACKAGE)
    names = sorted(module.name for module in pkgutil.walk_packages(package.__path__, f"{PACKAGE}."))
    return [package, *(importlib.import_module(name) for name in names if name != f"{PACKAGE}.{FACTS}")]


def _surface() -> Surface:
    functions: Surface = {}
    classes: Surface = {}
    for module in _modules():
        place = module.__name__.removeprefix(PACKAGE).lstrip(".")
        for name, value in vars(module).items():
            if getattr(value, "__module__", None) != module.__name__ or (
                name.startswith("_") and name != "_get_kwargs"
            ):
                continue
            if inspect.isclass(value):
                classes[f"{place}.{name}"] = _class(value)
            elif inspect.isfunction(value):
                functions[f"{place}.{name}"] = _signature(value)
    return {"functions": functions, "classes": classes, "facts": _facts()}


def _facts() -> Surface:
    """What facts.py says, as JSON: named tuples and mappings by their keys."""
    facts = importlib.import_module(f"{PACKAGE}.{FACTS}")
    return {name: _plain(value) for name, value in vars(facts).items() if name.isupper()}


def _plain(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return {name: _plain(entry) for name, entry in value._asdict().items()}
    if isinstance(value, Mapping):
        return {str(name): _plain(entry) for name, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, tuple | list) else value


def _class(value: type) -> Surface:
    if issubclass(value, enum.Enum):
        return {"kind": "enum", "members": {member.name: member.value for member in value}}
    if hasattr(value, "__attrs_attrs__"):
        fields = {
            # An attribute with a leading underscore is an argument without it.
            field.alias: {"type": _type(field.type), **_default(field.default), "keyword_only": field.kw_only}
            for field in value.__attrs_attrs__
            if field.init
        }
        return {
            "kind": "model",
            "fields": fields,
            "open": hasattr(value, "additional_keys"),
            "methods": _methods(value),
        }
    return {"kind": "class", "methods": _methods(value)}


def _methods(value: type) -> Surface:
    return {
        name: _signature(method)
        for name, method in vars(value).items()
        if inspect.isfunction(method) and not name.startswith("_")
    }


def _signature(function: Any) -> Surface:
    signature = inspect.signature(function)
    parameters = {
        name: {
            "type": _type(parameter.annotation),
            **_default(parameter.default),
            "keyword_only": parameter.kind is inspect.Parameter.KEYWORD_ONLY,
        }
        for name, parameter in signature.parameters.items()
    }
    return {"parameters": parameters, "returns": _type(signature.return_annotation)}


def _type(annotation: Any) -> str:
    if annotation is inspect.Parameter.empty or annotation is None:
        return ""
    told = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return " | ".join(sorted(union_members(re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", told))))


def union_members(annotation: str) -> list[str]:
    """The alternatives of an annotation, those within brackets left together."""
    members, depth = [""], 0
    for letter in annotation:
        depth += (letter == "[") - (letter == "]")
        if letter == "|" and depth == 0:
            members.append("")
        else:
            members[-1] += letter
    return [member.strip() for member in members]


def _default(default: Any) -> dict[str, str]:
    if default is inspect.Parameter.empty or type(default).__name__ == "_Nothing" or repr(default) == "NOTHING":
        return {}
    if type(default).__name__ == "Factory":
        return {"default": f"{getattr(default.factory, '__name__', 'factory')}()"}
    return {"default": "UNSET" if type(default).__name__ == "Unset" else repr(default)}


def _public() -> Surface:
    """What the overlay names in `__all__` and defines itself; what it hands on is told with the generated package."""
    package = importlib.import_module(OVERLAY)
    named = {name: getattr(package, name) for name in package.__all__}
    own = {
        f"{OVERLAY}.{name}": value for name, value in named.items() if PACKAGE not in getattr(value, "__module__", "")
    }
    return {
        "functions": {place: _signature(value) for place, value in own.items() if inspect.isfunction(value)},
        "classes": {place: _class(value) for place, value in own.items() if inspect.isclass(value)},
        "names": sorted(named),
    }


if __name__ == "__main__":
    sys.path[:1] = sys.argv[2:]
    json.dump(_public() if sys.argv[1] == "public" else _surface(), sys.stdout)
