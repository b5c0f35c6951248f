"""Records the Python surface of a package as JSON: signatures, attrs fields, enum members."""

import enum
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from regen.build import isolation

Surface = dict[str, Any]
"""`functions` and `classes` by dotted name within the package."""

PACKAGE = "stability_raw"
OVERLAY = "stability_client"
FACTS = "facts"
"""Compared by its values, not by its shape."""


class SurfaceError(Exception):
    """The package cannot be imported; the message says why."""


def record(folder: Path) -> Surface:
    """Record the generated package in a folder.

    Raises:
        SurfaceError: It cannot be imported.
    """
    return _record("generated", generated_surface, folder)


def record_public(generated: Path, overlay: Path) -> Surface:
    """Record the public API of the overlay in a folder, on the generated package in another.

    Raises:
        SurfaceError: It cannot be imported.
    """
    return _record("public", public_surface, generated, overlay)


def _record(what: str, recorder: Callable[[], Surface], *folders: Path) -> Surface:
    try:
        return isolation.call(recorder, path=folders)
    except isolation.IsolatedError as error:
        raise SurfaceError(f"the {what} package cannot be imported:\n{str(error).strip()[-2000:]}") from error


def to_text(surface: Surface) -> str:
    """Return the surface as it is committed."""
    return json.dumps({key: surface[key] for key in ("functions", "classes")}, indent=1, ensure_ascii=False) + "\n"


def _modules() -> list[ModuleType]:
    package = importlib.import_module(PACKAGE)
    names = sorted(module.name for module in pkgutil.walk_packages(package.__path__, f"{PACKAGE}."))
    return [package, *(importlib.import_module(name) for name in names if name != f"{PACKAGE}.{FACTS}")]


def generated_surface() -> Surface:
    """Return the surface of the generated package that is on the path, and its facts."""
    functions: Surface = {}
    classes: Surface = {}
    for module in _modules():
        prefix = module.__name__.removeprefix(PACKAGE).lstrip(".")
        for name, value in vars(module).items():
            if getattr(value, "__module__", None) != module.__name__ or (
                name.startswith("_") and name != "_get_kwargs"
            ):
                continue
            if inspect.isclass(value):
                classes[f"{prefix}.{name}"] = _class(value)
            elif inspect.isfunction(value):
                functions[f"{prefix}.{name}"] = _signature(value)
    return {"functions": functions, "classes": classes, "facts": _facts()}


def _facts() -> Surface:
    """The values of facts.py as JSON: named tuples and mappings by their keys.

    Constants with a leading underscore hold what operations share; they are compared where operations have them.
    """
    facts = importlib.import_module(f"{PACKAGE}.{FACTS}")
    return {name: _to_json(value) for name, value in vars(facts).items() if name.isupper() and name[0] != "_"}


def _to_json(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return {name: _to_json(entry) for name, entry in value._asdict().items()}
    if isinstance(value, Mapping):
        return {str(name): _to_json(entry) for name, entry in value.items()}
    return [_to_json(entry) for entry in value] if isinstance(value, tuple | list) else value


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
    """The public methods, with those that bases within the same package define."""
    for name in dir(value):
        getattr(value, name, None)  # the overlay puts a method on its class when it is first looked up
    package = value.__module__.partition(".")[0]
    bases = [base for base in reversed(value.__mro__) if base.__module__.partition(".")[0] == package]
    return {
        name: _signature(method)
        for base in bases
        for name, method in vars(base).items()
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
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return " | ".join(sorted(union_members(re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", text))))


def union_members(annotation: str) -> list[str]:
    """Split an annotation at its top-level `|`."""
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


def public_surface() -> Surface:
    """Return what the overlay names in `__all__` and defines itself, without what it re-exports."""
    package = importlib.import_module(OVERLAY)
    named = {name: getattr(package, name) for name in package.__all__}
    own = {
        f"{OVERLAY}.{name}": value for name, value in named.items() if PACKAGE not in getattr(value, "__module__", "")
    }
    own |= _namespaces(package)
    return {
        "functions": {path: _signature(value) for path, value in own.items() if inspect.isfunction(value)},
        "classes": {path: _class(value) for path, value in own.items() if inspect.isclass(value)},
        "names": sorted(named),
    }


def _namespaces(package: ModuleType) -> dict[str, type]:
    """The classes of the clients' attributes that are named after editions, such as `Stability.v2beta`."""
    operations = importlib.import_module(f"{PACKAGE}.{FACTS}").OPERATIONS.values()
    editions = dict.fromkeys(getattr(operation, "edition", "") for operation in operations)
    clients = [getattr(package, name) for name in ("Stability", "AsyncStability") if hasattr(package, name)]
    return {
        f"{OVERLAY}.{client.__name__}.{edition}": type(getattr(client("no-key"), edition))
        for client in clients
        for edition in editions
        if hasattr(client, edition)
    }
