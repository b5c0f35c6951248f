"""The pipeline: contract → generator → corrections → facts → lock, in a temporary folder that replaces the old one."""

import difflib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from attrs import frozen

from regen.build import corrections, fact_types, facts_module, generator, options, surface, swap
from regen.documents import lint, loading
from regen.project import PACKAGE, Project

_RUFF_OPTIONS = ("--isolated", "--target-version=py311", "--line-length=120")


class GenerationError(Exception):
    """The pipeline could not make the package; the message says which step failed and on what."""


@frozen
class Build:
    """A package made from a contract, in a temporary folder."""

    package: Path
    lock: str
    surface: surface.Surface
    warnings: tuple[str, ...]
    """Those of the generator."""


def _run(command: list[str], stdin: str | None = None, cwd: Path | None = None) -> str:
    # The generator's settings call ruff by its name: it must be the pinned one, of this environment.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    done = subprocess.run(
        command, env=os.environ | {"PATH": path}, input=stdin, cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise GenerationError(f"{command[0]} failed ({done.returncode}):\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout


def _files(package: Path) -> dict[str, str]:
    """Every file of the package by its path, without Python's caches."""
    return {
        path.relative_to(package).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(package.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def sha256(text: str) -> str:
    """Return the hash of a text, as the lock holds it."""
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def build(contract: Path, config: Path, parent: Path | None = None, *, strict: bool = True) -> Iterator[Build]:
    """Make the package in a temporary folder that is removed when the context ends.

    Args:
        contract: The document to make it from.
        config: The generator's settings.
        parent: The folder to make the temporary folder in.
        strict: Whether the contract must keep the authoring rules and the generator must not warn.

    Raises:
        GenerationError: The contract breaks a rule, the generator warned, or a step failed.
        loading.InvalidDocumentError: The contract is not an OpenAPI document.
        corrections.CorrectionError: A correction does not fit the generator's output.
    """
    document = loading.load(contract)
    if strict and (problems := lint.lint(document)):
        raise GenerationError("\n".join(f"{location}: {problem}" for location, problem in problems))
    with tempfile.TemporaryDirectory(prefix=".new-", dir=parent) as folder:
        package = Path(folder) / PACKAGE
        result = _run_generator(_as_json(document, Path(folder)), config, package)
        if strict and result.warnings:
            # What it warns of it leaves out or overwrites.
            raise GenerationError("\n".join(("openapi-python-client warns:", *result.warnings)))
        corrections.apply(corrections.CORRECTIONS, package, document)
        _run_hooks(result, package)  # again: corrections leave imports unused
        for name, text in contract_modules(document).items():
            (package / name).write_text(_run(["ruff", "format", *_RUFF_OPTIONS, "-"], stdin=text), encoding="utf-8")
        (package / "py.typed").touch()
        recorded = _record_surface(Path(folder))
        (package / "surface.json").write_text(surface.to_text(recorded), encoding="utf-8")
        lock = {
            "contract_sha256": sha256(contract.read_text(encoding="utf-8")),
            "config_sha256": sha256(config.read_text(encoding="utf-8")),
            "output_sha256": sha256(json.dumps(_files(package), sort_keys=True)),
            "openapi-python-client": version("openapi-python-client"),
            "ruff": version("ruff"),
        }
        yield Build(package, json.dumps(lock, indent=2) + "\n", recorded, result.warnings)


def _as_json(document: loading.Document, folder: Path) -> Path:
    """Write the contract as JSON, which the generator reads 20 times as fast as YAML, and as it was read here."""
    path = folder / "contract.json"
    path.write_text(json.dumps(document, default=str), encoding="utf-8")
    return path


def _run_generator(contract: Path, config: Path, package: Path) -> generator.Result:
    """Run the generator with its hooks."""
    try:
        result = generator.generate(contract, config, package)
    except generator.GeneratorError as error:
        raise GenerationError(str(error)) from error
    _run_hooks(result, package)
    return result


def _run_hooks(result: generator.Result, package: Path) -> None:
    for hook in result.hooks:
        _run(list(hook), cwd=package)
    shutil.rmtree(package / ".ruff_cache", ignore_errors=True)


def contract_modules(document: loading.Document) -> dict[str, str]:
    """Return the modules that hold what the generator drops from the contract, by file name.

    Raises:
        GenerationError: They cannot be written from this contract.
    """
    try:
        return {
            "fact_types.py": Path(fact_types.__file__).read_text("utf-8"),
            "facts.py": facts_module.write(document),
            "options.py": options.write(document),
        }
    except (LookupError, TypeError, ValueError, StopIteration) as error:
        # Cannot happen if the contract keeps the authoring rules, which are not applied if `strict` is off.
        raise GenerationError(f"facts.py and options.py cannot be written from this contract: {error!r}") from error


def _record_surface(folder: Path) -> surface.Surface:
    try:
        return surface.record(folder)
    except surface.SurfaceError as error:
        raise GenerationError(str(error)) from error


def generate(project: Project) -> list[str]:
    """Make the generated package again and replace the old one. Returns the files that changed."""
    return replace(project, {})


def replace(project: Project, files: Mapping[str, str]) -> list[str]:
    """Write files, given by their paths below the root, and the package made from the contract among them.

    All or nothing.

    Returns:
        The files that changed.
    """
    with swap.exclusive(project.root):
        return _replace(project, files)


def _replace(project: Project, files: Mapping[str, str]) -> list[str]:
    stage = swap.stage(project.root)
    texts = {name: text for name, text in files.items() if _read(project.root / name) != text}
    contract = stage / project.contract.name
    contract.write_text(files.get(project.contract.name) or _read(project.contract), encoding="utf-8")
    with build(contract, project.config, stage) as made:
        changed = _changed(_files(project.package) if project.package.exists() else {}, _files(made.package))
        lock = {} if _read(project.lock) == made.lock else {project.lock.name: made.lock}
        new: dict[str, Path] = {}
        for number, (name, text) in enumerate({**texts, **lock}.items()):
            new[name] = stage / f"file-{number}"
            new[name].write_text(text, encoding="utf-8")
        if changed or not project.package.exists():
            new[project.package.relative_to(project.root).as_posix()] = made.package
        if new:
            swap.commit(project.root, new)
    return [*texts, *changed]


def _changed(old: dict[str, str], new: dict[str, str]) -> list[str]:
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def differences(project: Project) -> str:
    """Return a unified diff from the committed package to what the contract gives; empty if they are the same."""
    with build(project.contract, project.config) as made:
        old = _files(project.package) | {project.lock.name: _read(project.lock)}
        new = _files(made.package) | {project.lock.name: made.lock}
    return "".join(_difference(name, old.get(name), new.get(name)) for name in _changed(old, new))


def _difference(name: str, old: str | None, new: str | None) -> str:
    """A unified diff of one file that changed; None is a file that does not exist."""
    lines = difflib.unified_diff(
        (old or "").splitlines(keepends=True),
        (new or "").splitlines(keepends=True),
        f"{name} ({'not ' if old is None else ''}committed)",
        f"{name} ({'not ' if new is None else ''}from the contract)",
    )
    # An empty file that is added or removed has no lines to show.
    return "".join(lines) or f"{name} is empty, and {'missing' if old is None else 'should not exist'}\n"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
