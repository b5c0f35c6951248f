"""One loader for packages whose names load when they are first asked for.

pytest imports this package in every run, for its fixtures, and most programs need only a part of it, so importing it
loads nothing heavy.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


class MissingExtraError(ImportError):
    """Optional dependencies are not installed; the message has the command that installs them."""


def lazy_attributes(
    package: str, modules: Mapping[str, str], *, public: str | None = None, extra: str | None = None
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the `__getattr__` and `__dir__` of a package that loads its names on first use.

    Args:
        package: The package's `__name__`.
        modules: From each name that the package offers to the module that holds it. A module whose last part is the
            name is itself what the name stands for.
        public: A module that offers further names: those of its `__all__`.
        extra: The optional dependencies that the package needs, for the message when they are missing.
    """

    def load(name: str) -> Any:
        if name in modules:
            value = _from_module(modules[name], name)
        # Python asks any module for its `__path__` and the like; none of these is worth loading everything.
        elif public is not None and (name in {"__all__", "__version__"} or not name.startswith("__")):
            value = _from_public(public, name)
        else:
            raise _no_attribute(name)
        setattr(import_module(package), name, value)
        return value

    def names() -> list[str]:
        return sorted({*modules, *(import_module(public).__all__ if public else ())})

    def _from_module(module: str, name: str) -> Any:
        try:
            loaded = import_module(module)
        except ModuleNotFoundError as error:
            if extra is None or (error.name or "").startswith(package.partition(".")[0]):
                raise
            missing = (error.name or "a module").partition(".")[0]
            raise MissingExtraError(
                f"{package} needs {missing}, which is not installed. Run: pip install 'stability-client[{extra}]'"
            ) from error
        return loaded if module.rpartition(".")[2] == name else getattr(loaded, name)

    def _from_public(public: str, name: str) -> Any:
        offered = import_module(public)
        if name != "__all__" and name not in offered.__all__:
            raise _no_attribute(name)
        return getattr(offered, name)

    def _no_attribute(name: str) -> AttributeError:
        return AttributeError(f"module {package!r} has no attribute {name!r}")

    return load, names
