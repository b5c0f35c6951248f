"""Cassette files: YAML that a person can review, the same bytes for the same content."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from stability_client.testing.errors import CassetteError

VERSION = 1
HEADING = "# Calls and their answers, recorded by stability_client.testing. Don't edit: record anew.\n"

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_LINE_BREAKS = 1_000_000


class _Dumper(yaml.SafeDumper):
    """Writes repeated values in full, not as anchors, and indents lists."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - its own
        return super().increase_indent(flow, indentless=False)


def dump(document: Any) -> str:
    """Return a document as YAML."""
    return yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=_NO_LINE_BREAKS
    )


def load(path: Path) -> Any:
    """Return the content of a YAML file.

    Raises:
        CassetteError: The file is missing, or is not YAML.
    """
    try:
        return yaml.load(path.read_text("utf-8"), _LOADER)  # noqa: S506 - both are safe loaders
    except FileNotFoundError:
        raise CassetteError(f"{path}: no such cassette. Record it with --stability-record.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CassetteError(f"{path}: not readable as YAML: {error}. Record it anew.") from None


def write_if_changed(path: Path, text: str) -> bool:
    """Write a file as a whole or not at all, and return whether its content changed."""
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
