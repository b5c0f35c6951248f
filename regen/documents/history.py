"""Earlier states of this repository."""

import io
import subprocess
import zipfile
from pathlib import Path

from regen.documents.sources import UsageError


def git(root: Path, *arguments: str) -> str | None:
    """Run git and return its output, or None if it fails."""
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def last_tag(root: Path) -> str | None:
    """Return the tag of the last release before this revision; None before the first release."""
    return git(root, "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*")


def extract(root: Path, revision: str, paths: tuple[str, ...], into: Path) -> Path:
    """Extract files of a revision into a folder, and return the folder. Paths that the revision lacks are left out.

    Raises:
        UsageError: There is no such revision.
    """
    present = [path for path in paths if git(root, "cat-file", "-e", f"{revision}:{path}") is not None]
    if git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{tree}}") is None:
        raise UsageError(f"revision: git has none called {revision!r}. Name a commit, a branch or a tag.")
    into.mkdir(parents=True, exist_ok=True)
    if present:
        # As zip: the first releases of Python 3.11 cannot unpack tar safely.
        command = ["git", "-C", str(root), "archive", "--format=zip", revision, *present]
        done = subprocess.run(command, capture_output=True, check=True)
        with zipfile.ZipFile(io.BytesIO(done.stdout)) as archive:
            archive.extractall(into)
    return into
