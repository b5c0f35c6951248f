"""Replaces several files and folders as one transaction: if it is killed, the tree stays old or becomes new.

No file system replaces three things at once. So new files are staged beside the old ones; then a journal of what goes
where is written with one rename, which commits the transaction. The next run finds no journal and removes the stage, or
finds one and completes it.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

STAGE = ".regen-stage"
_JOURNAL = "journal.json"
_NEW, _OLD = "new", "old"


@contextmanager
def exclusive(root: Path) -> Iterator[None]:
    """Lock the tree against other runs, and recover from a killed run first."""
    folder = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        _recover(root)
        try:
            yield
        finally:
            _recover(root)
    finally:
        os.close(folder)


def recover(root: Path) -> None:
    """Complete or remove what a killed run left. Does nothing while another run holds the lock."""
    if not (root / STAGE).exists():
        return
    folder = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _recover(root)
    except BlockingIOError:
        return
    finally:
        os.close(folder)


def stage(root: Path) -> Path:
    """Return the folder for new files, made if needed: on the same file system, so that a rename is enough."""
    folder = root / STAGE
    folder.mkdir(exist_ok=True)
    return folder


def commit(root: Path, new: Mapping[str, Path]) -> None:
    """Move staged files and folders to these paths below the root: all of them, or none."""
    folder = stage(root)
    for name in (_NEW, _OLD):
        (folder / name).mkdir(exist_ok=True)
    for number, staged in enumerate(new.values()):
        staged.rename(folder / _NEW / str(number))
    _write_durably(folder / _JOURNAL, json.dumps(list(new)))
    _recover(root)


def _recover(root: Path) -> None:
    folder = root / STAGE
    journal = folder / _JOURNAL
    if journal.exists():
        for number, target in enumerate(json.loads(journal.read_text(encoding="utf-8"))):
            _exchange(folder / _NEW / str(number), root / target, folder / _OLD / str(number))
        journal.unlink()
    if folder.exists():
        shutil.rmtree(folder)


def _exchange(new: Path, target: Path, old: Path) -> None:
    """Complete one line of the journal."""
    if not new.exists():
        return  # done before
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        target.rename(old)
    new.replace(target)


def _write_durably(path: Path, text: str) -> None:
    beside = path.with_suffix(".part")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
