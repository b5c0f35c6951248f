"""Holds the hand-written half against a new generated package: it must type-check and import."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import frozen

from regen.openapi_diff import Finding, Level
from regen.project import Project

_NEVER_TOUCHES_THE_GENERATED_CODE = {"standin", "testing"}
"""Parts of the overlay that import nothing of it; type-checking them would double the time."""


class TypeCheckError(Exception):
    """mypy itself failed; says how."""


@frozen
class TypeProblem:
    """One complaint of mypy."""

    file: str
    line: int
    message: str

    @property
    def key(self) -> tuple[str, str]:
        """What is the same about it on another line."""
        return self.file, self.message


@frozen
class TypeChecker:
    """mypy over the overlay and the typing tests, with a cache of its own."""

    project: Project
    name: str = "mypy-spec-check"
    """Of the cache: two that run at once need one each."""

    @property
    def cache(self) -> Path:
        """Kept apart from the one of `make types`, where the generated package is always the committed one."""
        return self.project.root / "build" / self.name

    @property
    def is_warm(self) -> bool:
        """Whether a run will be quick."""
        return self.cache.exists()

    def warm(self) -> None:
        """Fills the cache: from the one of `make types` where there is one, else by a run on the committed package."""
        if self.is_warm:
            return
        kept = self.project.root / ".mypy_cache"
        if kept.exists():
            self.cache.parent.mkdir(exist_ok=True)
            shutil.copytree(kept, self.cache, dirs_exist_ok=True)
        else:
            self.problems(self.project.package.parent)

    def problems(self, generated: Path, extra: Sequence[Path] = ()) -> list[TypeProblem]:
        """mypy's complaints with the generated package that is in this folder.

        Raises:
            TypeCheckError: mypy did not get to complaining.
        """
        options = ("--output=json", "--no-error-summary", f"--cache-dir={self.cache}")
        told, failed, code = self.ask([*options, *(str(path) for path in (*self._files(), *extra))], generated)
        if code not in (0, 1) or failed.strip():
            raise TypeCheckError(f"mypy failed ({code}):\n{told}{failed}".rstrip())
        return [
            TypeProblem(entry["file"], entry["line"], entry["message"])
            for entry in map(json.loads, told.splitlines())
            if entry["severity"] == "error"
        ]

    def ask(self, arguments: list[str], generated: Path) -> tuple[str, str, int]:
        """What mypy says to its arguments: what it prints, what it fails with, and its exit code."""
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
        overlay = self.project.root / "overlay" / "stability_client"
        for path in sorted(overlay.iterdir()):
            if path.name not in _NEVER_TOUCHES_THE_GENERATED_CODE and (path.suffix == ".py" or _is_package(path)):
                yield path
        typing_tests = self.project.root / "tests" / "typing"
        if typing_tests.exists():
            yield typing_tests


def _is_package(path: Path) -> bool:
    return path.is_dir() and (path / "__init__.py").exists()


def type_findings(new: Sequence[TypeProblem], before: Sequence[TypeProblem], project: Project) -> list[Finding]:
    """The complaints that were not there before, as findings: the same one on several lines of a file is one."""
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
        plane="generator" if generated else "overlay",
        rule="generated-type-error" if generated else "typing-test-fails" if is_test else "overlay-type-error",
        # What is wrong within the generated code is the generator's; what it breaks in ours shows by itself.
        level=Level.WARN if generated else Level.BREAKING,
        where=name.as_posix(),
        message=problems[0].message,
        source=f"{name.as_posix()}:{lines}",
    )


def import_finding(reason: str) -> Finding:
    """The finding that the overlay does not import, with the line of ours that fails."""
    frames = re.findall(r'File "([^"]*/overlay/(stability_client/[^"]+))", line (\d+)', reason)
    last = reason.strip().splitlines()[-1] if reason.strip() else "no reason given"
    return Finding(
        plane="overlay",
        rule="overlay-does-not-import",
        level=Level.BREAKING,
        where="stability_client",
        message=re.sub(r" \((?:unknown location|/[^)]*)\)$", "", last),
        source=f"overlay/{frames[-1][1]}:{frames[-1][2]}" if frames else "",
    )
