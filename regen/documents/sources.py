"""Reads a document from a file, from standard input, or from a revision of this repository."""

import subprocess
import sys
from functools import cached_property
from pathlib import Path

from attrs import field, frozen

from regen.documents import loading
from regen.documents.loading import Document, InvalidDocumentError

CONTRACT = "openapi.yaml"


class UsageError(Exception):
    """An argument names nothing that exists; the message says what to write instead."""


@frozen(slots=False)
class Source:
    """The text of a document, and the name it has in messages."""

    name: str
    text: str = field(repr=False)

    @cached_property
    def document(self) -> Document:
        """The document, parsed.

        Raises:
            InvalidDocumentError: The text is not a document; the message says file, line and reason.
        """
        try:
            return loading.parse(self.text)
        except InvalidDocumentError as error:
            line, colon, reason = str(error).removeprefix("line ").partition(": ")
            if colon and line.isdigit():
                raise InvalidDocumentError(f"{self.name}:{line}: {reason}") from error
            raise InvalidDocumentError(f"{self.name}: {error}") from error

    @cached_property
    def line_numbers(self) -> dict[str, int]:
        """The line of each pointer. Computed only if a message needs one."""
        return loading.line_numbers(self.text)

    def locate(self, pointer: str) -> str:
        """Return `file:line` of a JSON pointer, or of its nearest ancestor that exists."""
        while pointer not in self.line_numbers and "/" in pointer:
            pointer = pointer.rpartition("/")[0]
        return f"{self.name}:{self.line_numbers.get(pointer, 1)}"


def read(argument: str, root: Path) -> Source:
    """Read the document that an argument names: `-`, a file, `REV:path`, or a revision (its openapi.yaml).

    Raises:
        UsageError: There is no such file or revision.
        InvalidDocumentError: It is too large, or not text.
    """
    if argument == "-":
        return Source("standard input", _decode("standard input", sys.stdin.buffer.read(loading.MAX_BYTES + 1)))
    path = Path(argument)
    if path.is_dir():
        raise UsageError(f"{argument}: is a folder. Name the document in it.")
    if not path.exists():
        return _read_from_git(argument, root)
    try:
        with path.open("rb") as file:
            return Source(argument, _decode(argument, file.read(loading.MAX_BYTES + 1)))
    except OSError as error:
        raise UsageError(f"{argument}: cannot be read: {error.strerror}") from error


def _read_from_git(argument: str, root: Path) -> Source:
    revision, colon, path = argument.partition(":")
    if not revision or revision.startswith("-"):
        raise UsageError(f"{argument}: there is no such file")
    blob = f"{revision}:{path if colon else CONTRACT}"
    done = subprocess.run(["git", "-C", str(root), "cat-file", "blob", blob], capture_output=True, check=False)
    if done.returncode:
        raise UsageError(f"{argument}: there is no such file, and git has no {blob}")
    return Source(blob, _decode(blob, done.stdout))


def _decode(name: str, raw: bytes) -> str:
    if len(raw) > loading.MAX_BYTES:
        raise InvalidDocumentError(f"{name}:1: larger than {loading.MAX_BYTES / 1e6:.0f} MB, the limit")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InvalidDocumentError(f"{name}:{line}: not UTF-8 text: byte 0x{raw[error.start]:02x}") from error
