"""One loader for packages whose names load when they are first asked for.

pytest imports this package in every run, for its fixtures, and most programs need only a part of it, so importing it
loads nothing heavy.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any


class MissingExtraError(ImportError):
    """Optional dependencies are not installed; the message has the command that installs them."""


def lazy_attributes(
    package: str, names: Mapping[str, Iterable[str]], *, extra: str | None = None
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the `__getattr__` and `__dir__` of a package that loads its names on first use.

    Args:
        package: The package's `__name__`.
        names: From each module, as `import` writes it, to the names that it holds. Of one that ends in a dot the names
            are modules.
        extra: The optional dependencies that the package needs, for the message when they are missing.
    """
    modules = {name: module for module, held in names.items() for name in held}

    def load(name: str) -> Any:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = _load(modules[name], name)
        setattr(import_module(package), name, value)
        return value

    def _load(module: str, name: str) -> Any:
        try:
            if module.endswith("."):
                return import_module(f"{module}{name}", package)
            return getattr(import_module(module, package), name)
        except ModuleNotFoundError as error:
            if extra is None or (error.name or "").startswith(package.partition(".")[0]):
                raise
            missing = (error.name or "a module").partition(".")[0]
            raise MissingExtraError(
                f"{package} needs {missing}, which is not installed. Run: pip install 'stability-client[{extra}]'"
            ) from error

    return load, lambda: sorted(modules)
