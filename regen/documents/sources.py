"""Where a document comes from: a file, standard input, or a revision of this repository."""

import subprocess
import sys
from functools import cached_property
from pathlib import Path

from attrs import field, frozen

from regen.documents import loading as documents
from regen.documents.loading import Document, InvalidDocumentError

CONTRACT = "openapi.yaml"


class UsageError(Exception):
    """What was asked for cannot be found; says what to write instead."""


@frozen(slots=False)
class Source:
    """A document and what to call it."""

    name: str
    text: str = field(repr=False)

    @cached_property
    def document(self) -> Document:
        """The document, parsed.

        Raises:
            InvalidDocumentError: The text is none; says file, line and reason.
        """
        try:
            return documents.parse(self.text)
        except InvalidDocumentError as error:
            line, colon, reason = str(error).removeprefix("line ").partition(": ")
            if colon and line.isdigit():
                raise InvalidDocumentError(f"{self.name}:{line}: {reason}") from error
            raise InvalidDocumentError(f"{self.name}: {error}") from error

    @cached_property
    def lines(self) -> dict[str, int]:
        """The line of each pointer. Read only when something is to be pointed at."""
        return documents.lines(self.text)

    def place(self, pointer: str) -> str:
        """`file:line` of a pointer, or of the nearest thing above it that is there."""
        while pointer not in self.lines and "/" in pointer:
            pointer = pointer.rpartition("/")[0]
        return f"{self.name}:{self.lines.get(pointer, 1)}"


def read(argument: str, root: Path) -> Source:
    """What an argument names: `-`, a file, `REV:path`, or a revision (of its openapi.yaml).

    Raises:
        UsageError: There is no such thing.
        InvalidDocumentError: It is too large, or no text.
    """
    if argument == "-":
        return Source("standard input", _decoded("standard input", sys.stdin.buffer.read(documents.MAX_BYTES + 1)))
    path = Path(argument)
    if path.is_dir():
        raise UsageError(f"{argument} is a folder; name the document in it")
    if not path.exists():
        return _from_git(argument, root)
    try:
        with path.open("rb") as file:
            return Source(argument, _decoded(argument, file.read(documents.MAX_BYTES + 1)))
    except OSError as error:
        raise UsageError(f"{argument} cannot be read: {error.strerror}") from error


def _from_git(argument: str, root: Path) -> Source:
    """`REV:path`, or a revision alone."""
    revision, colon, path = argument.partition(":")
    if not revision or revision.startswith("-"):
        raise UsageError(f"there is no file {argument!r}")
    wanted = f"{revision}:{path if colon else CONTRACT}"
    done = subprocess.run(["git", "-C", str(root), "cat-file", "blob", wanted], capture_output=True, check=False)
    if done.returncode:
        raise UsageError(f"there is no file {argument!r}, nor has git {wanted!r}")
    return Source(wanted, _decoded(wanted, done.stdout))


def _decoded(name: str, raw: bytes) -> str:
    if len(raw) > documents.MAX_BYTES:
        raise InvalidDocumentError(f"{name}:1: larger than {documents.MAX_BYTES / 1e6:.0f} MB, which is not read")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InvalidDocumentError(f"{name}:{line}: not UTF-8 text: byte 0x{raw[error.start]:02x}") from error
