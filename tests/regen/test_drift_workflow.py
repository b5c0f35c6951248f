"""The weekly workflow: its commands, run in bash with stand-ins for `gh` and for the comparison."""

import os
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from regen.project import PROJECT

WORKFLOW: dict[str, Any] = yaml.safe_load((PROJECT.root / ".github" / "workflows" / "drift.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = WORKFLOW["jobs"]["drift"]["steps"]
COMPARE = next(step for step in STEPS if step.get("id") == "compare")
REPORT = next(step for step in STEPS if "gh issue" in step.get("run", ""))


class Ran(NamedTuple):
    """How a step ended, and what it asked of `gh`."""

    code: int
    output: str
    commands: list[str]


def run_step(step: dict[str, Any], folder: Path, *, result: int = 0, issue: str = "") -> Ran:
    """Run a step where the comparison ends with `result` and `issue` is the number of the open issue."""
    tools = folder / ".venv" / "bin"
    tools.mkdir(parents=True)
    commands, output = folder / "commands.txt", folder / "output.txt"
    commands.touch()
    scripts = {
        "python": f"mkdir -p build; echo '# report' > build/drift.md; exit {result}",
        "gh": f'echo "$*" >> {commands}; if [ "$2" = list ]; then echo "{issue}"; fi',
    }
    for name, script in scripts.items():
        (tools / name).write_text(f"#!/bin/bash\n{script}\n")
        (tools / name).chmod(0o755)
    environment = {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        "TITLE": step.get("env", {}).get("TITLE", ""),
    }
    done = subprocess.run(["/bin/bash", "-e", "-c", step["run"]], cwd=folder, env=environment, check=False)
    return Ran(done.returncode, output.read_text() if output.exists() else "", commands.read_text().splitlines())


@pytest.mark.parametrize(("result", "code"), [(0, 0), (1, 0), (2, 1), (70, 1)])
def test_the_run_fails_only_if_nothing_was_compared(tmp_path: Path, result: int, code: int) -> None:
    assert run_step(COMPARE, tmp_path, result=result)[:2] == (code, f"code={result}\n")
    assert (tmp_path / "summary.md").read_text() == "# report\n"


@pytest.mark.parametrize(
    ("issue", "command"),
    [
        ("", f"issue create --title {REPORT['env']['TITLE']} --label drift --body-file build/drift.md"),
        ("41", f"issue edit 41 --title {REPORT['env']['TITLE']} --body-file build/drift.md"),
    ],
    ids=["none is open", "one is open"],
)
def test_there_is_one_issue_at_most(tmp_path: Path, issue: str, command: str) -> None:
    ran = run_step(REPORT, tmp_path, issue=issue)
    assert ran.code == 0
    assert ran.commands[-1] == command
    assert sum("create --title" in each or "edit" in each for each in ran.commands) == 1


def test_an_issue_is_written_for_differences_alone() -> None:
    assert REPORT["if"] == "steps.compare.outputs.code == '1'"


def test_the_workflow_may_write_issues_and_nothing_else() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read", "issues": "write"}
