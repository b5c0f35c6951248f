"""Each extra brings what its fixture imports, directly: what other packages happen to require may change."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OURS = {"stability_client", "stability_raw"}


def imported_packages(folder: Path) -> set[str]:
    """Return the packages that the modules of a folder import, without those of Python and our own."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {each.name.partition(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - OURS


def required_distributions(requirements: list[str]) -> Iterator[str]:
    """Yield the names of distributions; an extra of this project stands for what is in it."""
    for requirement in requirements:
        extra = re.match(rf"{PROJECT['name']}\[(\w+)\]", requirement)
        if extra:
            yield from required_distributions(PROJECT["optional-dependencies"][extra[1]])
        else:
            found = re.match(r"[\w.-]+", requirement)
            assert found
            yield found[0].lower()


@pytest.mark.parametrize(
    ("folders", "extra"), [(["standin"], "standin"), (["testing", "standin"], "testing")], ids=["standin", "testing"]
)
def test_an_extra_brings_what_its_fixtures_import(folders: list[str], extra: str) -> None:
    requirements = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"][extra]]
    brought = {*required_distributions(requirements), "pytest"}  # who runs fixtures has pytest
    distributions = packages_distributions()
    for folder in folders:
        for package in imported_packages(ROOT / "overlay" / "stability_client" / folder):
            assert brought & {name.lower() for name in distributions[package]}, package
