"""The pipeline: contract → generator → corrections → facts → lock, in a temporary folder that is then swapped in."""

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

from regen.build import corrections, fact_types, facts, generator, options, surface, swap
from regen.documents import lint
from regen.documents import loading as documents
from regen.project import PACKAGE, Project

_RUFF_FORM = ("--isolated", "--target-version=py311", "--line-length=120")


class GenerationError(Exception):
    """The pipeline could not make the package; the message says which step failed and on what."""


@frozen
class Build:
    """A package made from a contract, not yet in its place."""

    package: Path
    lock: str
    surface: surface.Surface
    warnings: tuple[str, ...]
    """What the generator complained of."""


def _environment() -> dict[str, str]:
    # The generator's settings call ruff by its name: it must be the pinned one, of this environment.
    return os.environ | {"PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))}


def _run(command: list[str], what: str, stdin: str | None = None, cwd: Path | None = None) -> str:
    done = subprocess.run(
        command, env=_environment(), input=stdin, cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise GenerationError(f"{what} failed ({done.returncode}):\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout


def _files(package: Path) -> dict[str, str]:
    """Every file of the package by its path, Python's own caches aside."""
    return {
        path.relative_to(package).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(package.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def sha256(text: str) -> str:
    """The hash of a text, as the lock holds it."""
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def build(contract: Path, config: Path, beside: Path | None = None, *, strict: bool = True) -> Iterator[Build]:
    """Makes the package in a temporary folder (in `beside`, where given), which goes when the context ends.

    Args:
        contract: The document to make it from.
        config: The generator's settings.
        beside: Where to make the folder.
        strict: Whether the contract must keep our own rules.

    Raises:
        GenerationError: The contract breaks our rules, or a step failed.
        documents.InvalidDocumentError: The contract is not an OpenAPI document.
        corrections.CorrectionError: A correction does not fit the generator's output.
    """
    document = documents.load(contract)
    if strict and (problems := lint.lint(document)):
        raise GenerationError("\n".join(f"{where}: {what}" for where, what in problems))
    with tempfile.TemporaryDirectory(prefix=".new-", dir=beside) as folder:
        package = Path(folder) / PACKAGE
        raw = _raw(contract, config, package)
        shutil.rmtree(package / ".ruff_cache", ignore_errors=True)
        corrections.apply(corrections.CORRECTIONS, package)
        for name, text in contract_modules(document).items():
            formatted = _run(["ruff", "format", *_RUFF_FORM, "-"], "ruff", stdin=text)
            (package / name).write_text(formatted, encoding="utf-8")
        (package / "py.typed").touch()
        recorded = _surface(Path(folder))
        (package / "surface.json").write_text(surface.text(recorded), encoding="utf-8")
        lock = {
            "contract_sha256": sha256(contract.read_text(encoding="utf-8")),
            "config_sha256": sha256(config.read_text(encoding="utf-8")),
            "output_sha256": sha256(json.dumps(_files(package), sort_keys=True)),
            "openapi-python-client": version("openapi-python-client"),
            "ruff": version("ruff"),
            "warnings": raw.warnings,
        }
        yield Build(package, json.dumps(lock, indent=2) + "\n", recorded, raw.warnings)


def _raw(contract: Path, config: Path, package: Path) -> generator.Raw:
    try:
        raw = generator.generate(contract, config, package)
    except generator.GeneratorError as error:
        raise GenerationError(str(error)) from error
    for hook in raw.hooks:
        _run(list(hook), hook[0], cwd=package)
    return raw


def contract_modules(document: documents.Document) -> dict[str, str]:
    """Return the modules that stand beside the generator's own: what it drops of the contract, by file name.

    Raises:
        GenerationError: They cannot be written from this contract.
    """
    try:
        return {
            "fact_types.py": Path(fact_types.__file__).read_text("utf-8"),
            "facts.py": facts.write(document),
            "options.py": options.write(document),
        }
    except (LookupError, TypeError, ValueError, StopIteration) as error:
        # The lint rules see to it that this cannot be; without them the contract may have no such thing.
        raise GenerationError(f"facts.py and options.py cannot be written from this contract: {error!r}") from error


def _surface(folder: Path) -> surface.Surface:
    try:
        return surface.record(folder)
    except surface.SurfaceError as error:
        raise GenerationError(str(error)) from error


def generate(project: Project) -> list[str]:
    """Makes the generated package anew and puts it in place. Returns the files that changed."""
    with swap.alone(project.root):
        return _generate(project, {})


def replace(project: Project, files: Mapping[str, str]) -> list[str]:
    """Puts these files in place, by their paths below the root, and the package that the contract among them gives.

    All of it or nothing. Returns what changed.
    """
    with swap.alone(project.root):
        return _generate(project, files)


def _generate(project: Project, files: Mapping[str, str]) -> list[str]:
    stage = swap.stage(project.root)
    texts = {name: text for name, text in files.items() if _text(project.root / name) != text}
    contract = stage / project.contract.name
    contract.write_text(files.get(project.contract.name) or _text(project.contract), encoding="utf-8")
    with build(contract, project.config, stage) as made:
        changed = _changed(_files(project.package) if project.package.exists() else {}, _files(made.package))
        new: dict[str, Path] = {}
        for number, (name, text) in enumerate({**texts, **_if_changed(project.lock, made.lock)}.items()):
            new[name] = stage / f"file-{number}"
            new[name].write_text(text, encoding="utf-8")
        if changed or not project.package.exists():
            new[project.package.relative_to(project.root).as_posix()] = made.package
        if new:
            swap.put(project.root, new)
    return [*texts, *changed]


def _if_changed(path: Path, text: str) -> dict[str, str]:
    return {} if _text(path) == text else {path.name: text}


def _changed(old: dict[str, str], new: dict[str, str]) -> list[str]:
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def differences(project: Project) -> str:
    """A unified diff from what is in place to what the inputs give; empty where they are the same."""
    with build(project.contract, project.config) as made:
        old = _files(project.package) | {project.lock.name: _text(project.lock)}
        new = _files(made.package) | {project.lock.name: made.lock}
    return "".join(_difference(name, old.get(name), new.get(name)) for name in _changed(old, new))


def _difference(name: str, old: str | None, new: str | None) -> str:
    """A unified diff of one file that changed; None is a file that is not there."""
    lines = difflib.unified_diff(
        (old or "").splitlines(keepends=True),
        (new or "").splitlines(keepends=True),
        f"{name} ({'not ' if old is None else ''}in place)",
        f"{name} ({'not ' if new is None else ''}from the contract)",
    )
    # An empty file that comes or goes has no lines to tell.
    return "".join(lines) or f"{name} is empty, and {'missing' if old is None else 'should not be there'}\n"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
