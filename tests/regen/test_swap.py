"""All or nothing: a run that is killed at any step leaves the old tree, or one that becomes the new one."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from regen.build import swap
from regen.project import PROJECT

BOTH = ("openapi.yaml", "openapi.lock.json", "generated/raw/a.py")
OLD = dict.fromkeys((*BOTH, "generated/raw/removed.py"), "old\n")
NEW = dict.fromkeys((*BOTH, "generated/raw/added.py", "changelog.d/+contract.added.md"), "new\n")

KILLED = """
import os, signal, sys
from pathlib import Path
from regen.build import swap

root, fatal = Path(sys.argv[1]), int(sys.argv[2])
calls = 0

def counted(module, name):
    original = getattr(module, name)
    def call(*arguments, **named):
        global calls
        calls += 1
        if calls == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **named)
    setattr(module, name, call)

for name in ("rename", "replace", "mkdir", "unlink", "write_text"):
    counted(Path, name)
counted(swap.shutil, "rmtree")
counted(swap.os, "fsync")

with swap.exclusive(root):
    stage = swap.stage(root)
    (stage / "package").mkdir()
    for name in ("a.py", "added.py"):
        (stage / "package" / name).write_text("new\\n")
    for name in ("contract", "lock", "fragment"):
        (stage / name).write_text("new\\n")
    swap.commit(root, {
        "openapi.yaml": stage / "contract",
        "generated/raw": stage / "package",
        "openapi.lock.json": stage / "lock",
        "changelog.d/+contract.added.md": stage / "fragment",
    })
"""


def tree(root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in OLD.items():
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "tree"


def run(root: Path, fatal: int) -> int:
    return subprocess.run(
        [sys.executable, "-c", KILLED, str(root), str(fatal)], cwd=PROJECT.root, check=False
    ).returncode


def test_a_run_killed_at_any_step_leaves_the_old_tree_or_the_new_one(tmp_path: Path, root: Path) -> None:
    seen: set[str] = set()
    step = 0
    while True:
        step += 1
        trial = tmp_path / f"trial-{step}"
        _copy(root, trial)
        ended = run(trial, step)
        swap.recover(trial)
        found = tree(trial)
        assert found in (OLD, NEW), f"killed at step {step}"
        seen.add("old" if found == OLD else "new")
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    assert seen == {"old", "new"}
    assert step > 20


def _copy(source: Path, target: Path) -> None:
    for name, text in tree(source).items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text)


def test_nothing_has_moved_before_the_commit(root: Path) -> None:
    stage = swap.stage(root)
    (stage / "half").write_text("half\n")
    assert {name: text for name, text in tree(root).items() if not name.startswith(swap.STAGE)} == OLD
    swap.recover(root)
    assert tree(root) == OLD


def test_recovering_twice_is_recovering_once(root: Path) -> None:
    assert run(root, 0) == 0
    swap.recover(root)
    swap.recover(root)
    assert tree(root) == NEW


def test_the_stage_of_a_running_process_is_not_removed(root: Path) -> None:
    with swap.exclusive(root):
        staged = swap.stage(root) / "mine"
        staged.write_text("mine\n")
        script = "import sys; from pathlib import Path; from regen.build import swap; swap.recover(Path(sys.argv[1]))"
        subprocess.run([sys.executable, "-c", script, str(root)], cwd=PROJECT.root, check=True)
        assert staged.exists()
