"""The pipeline: contract → generator → corrections → facts → lock, in a temporary folder that is then swapped in."""

import difflib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from attrs import frozen

from regen import corrections, documents, facts, lint
from regen.project import PACKAGE, Project

_RUFF_FORM = ("--isolated", "--target-version=py311", "--line-length=120")


class GenerationError(Exception):
    """The pipeline could not make the package; the message says which step failed and on what."""


@frozen
class Build:
    """A package made from a contract, not yet in its place."""

    package: Path
    lock: str


def _environment() -> dict[str, str]:
    # The generator calls ruff by its name: it must be the pinned one, of this environment.
    return os.environ | {"PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))}


def _run(command: list[str], what: str, stdin: str | None = None) -> str:
    done = subprocess.run(command, env=_environment(), input=stdin, capture_output=True, text=True, check=False)
    if done.returncode:
        raise GenerationError(f"{what} failed ({done.returncode}):\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout


def _warnings(output: str, temporary: Path) -> list[str]:
    """What the generator complained of, without what differs from run to run."""
    lines = output.replace(str(temporary), "").splitlines()
    kept = (re.sub(r"0x[0-9a-f]+", "0x…", line).strip() for line in lines)
    return [line for line in kept if line and not line.startswith("Generating ")]


def _files(package: Path) -> dict[str, str]:
    """Every file of the package by its path, Python's own caches aside."""
    return {
        path.relative_to(package).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(package.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@contextmanager
def build(contract: Path, config: Path, beside: Path | None = None) -> Iterator[Build]:
    """Makes the package in a temporary folder (in `beside`, where given), which goes when the context ends.

    Raises:
        GenerationError: The contract breaks our rules, or a step failed.
        documents.InvalidDocumentError: The contract is not an OpenAPI document.
        corrections.CorrectionError: A correction does not fit the generator's output.
    """
    document = documents.load(contract)
    if problems := lint.lint(document):
        raise GenerationError("\n".join(f"{where}: {what}" for where, what in problems))
    with tempfile.TemporaryDirectory(prefix=".new-", dir=beside) as folder:
        package = Path(folder) / PACKAGE
        output = _run(
            [
                *(sys.executable, "-m", "openapi_python_client", "generate", "--meta=none"),
                *(f"--path={contract.resolve()}", f"--config={config.resolve()}", f"--output-path={package}"),
            ],
            "openapi-python-client",
        )
        shutil.rmtree(package / ".ruff_cache", ignore_errors=True)
        corrections.apply(corrections.CORRECTIONS, package)
        formatted = _run(["ruff", "format", *_RUFF_FORM, "-"], "ruff", stdin=facts.write(document))
        (package / "facts.py").write_text(formatted, encoding="utf-8")
        (package / "py.typed").touch()
        lock = {
            "contract_sha256": _sha256(contract.read_text(encoding="utf-8")),
            "config_sha256": _sha256(config.read_text(encoding="utf-8")),
            "output_sha256": _sha256(json.dumps(_files(package), sort_keys=True)),
            "openapi-python-client": version("openapi-python-client"),
            "ruff": version("ruff"),
            "warnings": _warnings(output, Path(folder)),
        }
        yield Build(package, json.dumps(lock, indent=2) + "\n")


def generate(project: Project) -> list[str]:
    """Makes the generated package anew and puts it in place. Returns the files that changed."""
    project.package.parent.mkdir(exist_ok=True)
    with build(project.contract, project.config, project.package.parent) as made:
        changed = _changed(_files(project.package) if project.package.exists() else {}, _files(made.package))
        old = Path(made.package.parent) / "old"
        if project.package.exists():
            project.package.rename(old)
        made.package.rename(project.package)
        new_lock = project.lock.with_name(f".{project.lock.name}")
        new_lock.write_text(made.lock, encoding="utf-8")
        new_lock.replace(project.lock)
    return changed


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
