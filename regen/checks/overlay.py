"""Checks the hand-written package on a new generated one: it must type-check, import, and take new options."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from regen.build.surface import Surface
from regen.checks.facts_diff import Added
from regen.openapi_diff import Finding, Level
from regen.project import Project

_INDEPENDENT = {"standin", "testing"}
"""Packages of the overlay that import no generated code; type-checking them would double the time."""


class TypeCheckError(Exception):
    """mypy itself failed; the message says how."""


@frozen
class TypeProblem:
    """One error that mypy reports."""

    file: str
    line: int
    message: str

    @property
    def key(self) -> tuple[str, str]:
        """What stays the same if the error moves to another line."""
        return self.file, self.message


@frozen
class TypeChecker:
    """Runs mypy on the overlay and the typing tests, with a cache of its own."""

    project: Project
    name: str = "mypy-spec-check"
    """The name of the cache: two that run at once need one each."""

    @property
    def cache(self) -> Path:
        """Not the cache of `make types`, whose generated package is always the committed one."""
        return self.project.root / "build" / self.name

    def warm(self) -> None:
        """Fill the cache: from that of `make types` if there is one, else by a run on the committed package."""
        if self.cache.exists():
            return
        existing = self.project.root / ".mypy_cache"
        if existing.exists():
            self.cache.parent.mkdir(exist_ok=True)
            shutil.copytree(existing, self.cache, dirs_exist_ok=True)
        else:
            self.problems(self.project.package.parent)

    def problems(self, generated: Path, extra: Sequence[Path] = ()) -> list[TypeProblem]:
        """Return the errors that mypy reports on the generated package in a folder.

        Raises:
            TypeCheckError: mypy itself failed.
        """
        options = ("--output=json", "--no-error-summary", f"--cache-dir={self.cache}")
        output, errors, code = self.run_mypy([*options, *(str(path) for path in (*self._files(), *extra))], generated)
        if code not in (0, 1) or errors.strip():
            raise TypeCheckError(f"mypy failed ({code}):\n{output}{errors}".rstrip())
        return [
            TypeProblem(entry["file"], entry["line"], entry["message"])
            for entry in map(json.loads, output.splitlines())
            if entry["severity"] == "error"
        ]

    def run_mypy(self, arguments: list[str], generated: Path) -> tuple[str, str, int]:
        """Run mypy and return its output, its error output and its exit code."""
        done = subprocess.run(
            [sys.executable, "-m", "mypy", *arguments],
            cwd=self.project.root,
            env=os.environ | {"MYPYPATH": str(generated)},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout, done.stderr, done.returncode

    def _files(self) -> Iterator[Path]:
        for path in sorted(self.project.overlay.iterdir()):
            if path.name not in _INDEPENDENT and (path.suffix == ".py" or _is_package(path)):
                yield path
        typing_tests = self.project.root / "tests" / "typing"
        if typing_tests.exists():
            yield typing_tests


def _is_package(path: Path) -> bool:
    return path.is_dir() and (path / "__init__.py").exists()


def type_findings(new: Sequence[TypeProblem], before: Sequence[TypeProblem], project: Project) -> list[Finding]:
    """Return the errors that were not reported before; the same one on several lines of a file is one finding."""
    known = {problem.key for problem in before}
    groups: dict[tuple[str, str], list[TypeProblem]] = {}
    for problem in new:
        if problem.key not in known:
            groups.setdefault(problem.key, []).append(problem)
    return [_finding(group, project) for group in groups.values()]


def _finding(problems: Sequence[TypeProblem], project: Project) -> Finding:
    path = Path(problems[0].file)
    inside = path.relative_to(project.root) if path.is_relative_to(project.root) else path
    generated = "stability_raw" in inside.parts
    name = Path(*inside.parts[inside.parts.index("stability_raw") :]) if generated else inside
    is_test = "typing" in inside.parts
    lines = ", ".join(str(problem.line) for problem in problems)
    return Finding(
        check="generator" if generated else "overlay",
        rule="generated-type-error" if generated else "typing-test-fails" if is_test else "overlay-type-error",
        # An error within generated code is the generator's; if it breaks the overlay, that is reported too.
        level=Level.WARN if generated else Level.BREAKING,
        where=name.as_posix(),
        message=problems[0].message,
        source=f"{name.as_posix()}:{lines}",
    )


def import_finding(reason: str) -> Finding:
    """Return the finding that the overlay does not import, with the line that fails."""
    frames = re.findall(r'File "([^"]*/overlay/(stability_client/[^"]+))", line (\d+)', reason)
    last = reason.strip().splitlines()[-1] if reason.strip() else "no reason given"
    return Finding(
        check="overlay",
        rule="overlay-does-not-import",
        level=Level.BREAKING,
        where="stability_client",
        message=re.sub(r" \((?:unknown location|/[^)]*)\)$", "", last),
        source=f"overlay/{frames[-1][1]}:{frames[-1][2]}" if frames else "",
    )


def added_findings(added: Sequence[Added], public: Surface, project: Project) -> Iterator[Finding]:
    """Yield one finding per new operation that the clients lack, and one per new option: whether both take it."""
    by_name: dict[str, list[Added]] = {}
    for each in added:
        if each.option:
            by_name.setdefault(each.option, []).append(each)
        elif not _methods(public, each):
            yield Finding(
                check="overlay",
                rule="operation-missing",
                level=Level.WARN,
                where=each.operation,
                message=f"no method for it yet in {each.edition}",
                places=(each.operation,),
                source=_module(each, project),
            )
    for option, uses in by_name.items():
        missing = [use for use in uses if not _takes(public, use)]
        operations = tuple(use.operation for use in missing or uses)
        yield Finding(
            check="overlay",
            rule="option-missing" if missing else "option-taken",
            level=Level.WARN if missing else Level.ADDITIVE,
            where=", ".join(operations),
            message=f"no argument {option} yet" if missing else f"both clients take {option}, overlay/ needs no change",
            new={"option": option, **uses[0].facts},
            places=operations,
            source=_definition(missing[0], project) if missing else "",
        )


def _method_name(added: Added) -> str:
    return added.operation.removeprefix(f"{added.edition}_")


def _methods(public: Surface, added: Added) -> list[Mapping[str, Any]]:
    """The methods of an operation: of the clients' namespaces for its edition, or of the clients if there are none."""
    classes = {path: entry.get("methods", {}) for path, entry in public["classes"].items()}
    own = [methods for path, methods in classes.items() if path.endswith(f".{added.edition}")]
    return [methods[name] for methods in own or classes.values() if (name := _method_name(added)) in methods]


def _takes(public: Surface, added: Added) -> bool:
    """Whether each client that has the operation has an argument for the option."""
    methods = _methods(public, added)
    return bool(methods) and all(added.option in method["parameters"] for method in methods)


def _module(added: Added, project: Project) -> str:
    """The module of the operations of an edition; empty if there is none yet."""
    found = sorted(project.overlay.rglob(f"_calls/{added.edition}.py"))
    return found[0].relative_to(project.root).as_posix() if found else ""


def _definition(added: Added, project: Project) -> str:
    """The `file:line` at which an operation is defined; empty if there is none yet."""
    paths = sorted(project.overlay.rglob("*.py"), key=lambda path: path.stem != added.edition)
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith((f"def {_method_name(added)}(", f"    def {_method_name(added)}(")):
                return f"{path.relative_to(project.root).as_posix()}:{number}"
    return ""
