"""Cassettes as files: YAML that a person can review, the same bytes for the same content."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from stability_client.testing.errors import CassetteError

VERSION = 1
HEADING = "# Calls and their answers, recorded by stability_client.testing. Don't edit: record anew.\n"

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NEVER_FOLDED = 1_000_000


class _Dumper(yaml.SafeDumper):
    """Writes every value where it belongs: no anchors, long texts in one line."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - its own
        return super().increase_indent(flow, indentless=False)


def dump(document: Any) -> str:
    """A document as YAML."""
    return yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=_NEVER_FOLDED
    )


def load(path: Path) -> Any:
    """The content of a YAML file.

    Raises:
        CassetteError: It is not there, or is no YAML.
    """
    try:
        return yaml.load(path.read_text("utf-8"), _LOADER)  # noqa: S506 - both are safe loaders
    except FileNotFoundError:
        raise CassetteError(f"there is no cassette {path}: record it with --stability-record") from None
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        raise CassetteError(f"{path} cannot be read: {problem}") from None


def write(path: Path, text: str) -> bool:
    """Writes a file whole or not at all. Returns whether that changed anything; the same text is not written again."""
    if path.is_file() and path.read_bytes() == text.encode():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{uuid4().hex}")
    try:
        temporary.write_bytes(text.encode())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return True
