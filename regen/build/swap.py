"""Puts several files and folders in place as one: killed at any moment, the tree is the old one or gets the new one.

Nothing on a file system replaces three things at once. So the new ones are staged beside the old ones, then a journal
of what goes where is written in one rename: that is the moment of decision. Whoever starts next finds either no
journal, and clears the stage away, or a journal, and carries out what is left of it.
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
def alone(root: Path) -> Iterator[None]:
    """Makes sure that no two runs change one tree at once, and that what an earlier run left is settled first."""
    folder = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        _settle(root)
        try:
            yield
        finally:
            _settle(root)
    finally:
        os.close(folder)


def settle(root: Path) -> None:
    """Finishes, or clears away, what a killed run left. Does nothing while another run is at work."""
    if not (root / STAGE).exists():
        return
    folder = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _settle(root)
    except BlockingIOError:
        return
    finally:
        os.close(folder)


def stage(root: Path) -> Path:
    """The folder to make new things in: on the same file system, so that a rename is enough."""
    folder = root / STAGE
    folder.mkdir(exist_ok=True)
    return folder


def put(root: Path, new: Mapping[str, Path]) -> None:
    """Puts staged files and folders in their places, given by their paths below the root. All of them, or none."""
    folder = stage(root)
    for name in (_NEW, _OLD):
        (folder / name).mkdir(exist_ok=True)
    for number, staged in enumerate(new.values()):
        staged.rename(folder / _NEW / str(number))
    _write_durably(folder / _JOURNAL, json.dumps(list(new)))
    _settle(root)


def _settle(root: Path) -> None:
    folder = root / STAGE
    journal = folder / _JOURNAL
    if journal.exists():
        for number, target in enumerate(json.loads(journal.read_text(encoding="utf-8"))):
            _exchange(folder / _NEW / str(number), root / target, folder / _OLD / str(number))
        journal.unlink()
    if folder.exists():
        shutil.rmtree(folder)


def _exchange(new: Path, target: Path, old: Path) -> None:
    """Carries out one line of the journal, or what is left of it."""
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
