"""Files beside the cassettes, named by their SHA-256: an image that many responses share is stored once."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pybase64
from attrs import field, frozen

from stability_client._images.formats import image_format
from stability_client.testing.errors import CassetteError

OTHER_SUFFIX = ".bin"
MIN_BASE64_LENGTH = 16

_NAME = re.compile(r"(?P<sha256>[0-9a-f]{64})\.(?:png|jpg|webp|bin)")
_REFERENCE = re.compile(rf"<file (?P<name>{_NAME.pattern})>")


@frozen
class BlobStore:
    """A folder of files that are named by their SHA-256."""

    folder: Path
    pending: dict[str, bytes] = field(factory=dict, init=False, repr=False)
    """By name, what `write_pending` will write."""

    def add(self, data: bytes) -> str:
        """Return the name of the file that will hold the bytes once `write_pending` is called."""
        kind = image_format(data)
        name = f"{hashlib.sha256(data).hexdigest()}{kind.suffix if kind else OTHER_SUFFIX}"
        self.pending[name] = data
        return name

    def add_base64(self, text: str) -> str | None:
        """Return a reference to the image that a text holds as base64, or None if it holds none."""
        if len(text) < MIN_BASE64_LENGTH:
            return None
        try:
            data = pybase64.b64decode(text, validate=True)
        except ValueError:
            return None
        is_image = image_format(data) is not None
        # Another spelling of the same bytes would not be restored as it was.
        return f"<file {self.add(data)}>" if is_image and pybase64.b64encode_as_string(data) == text else None

    def read(self, name: str) -> bytes:
        """Return the bytes of a file.

        Raises:
            CassetteError: The file is missing, or its bytes do not match the digest in its name.
        """
        match = _NAME.fullmatch(name)
        path = self.folder / name
        if match is None or not path.is_file():
            raise CassetteError(f"{path}: no such file, but a cassette refers to it. Restore it, or record anew.")
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != match["sha256"]:
            raise CassetteError(f"{path}: its bytes do not match the SHA-256 in its name. Restore it, or record anew.")
        return data

    def read_base64(self, text: str) -> str | None:
        """Return the base64 that a reference stands for, or None if the text is no reference."""
        match = _REFERENCE.fullmatch(text)
        return pybase64.b64encode_as_string(self.read(match["name"])) if match else None

    def write_pending(self) -> None:
        """Write the added files that are not in the folder yet."""
        for name, data in self.pending.items():
            path = self.folder / name
            if not path.is_file() or path.read_bytes() != data:
                self.folder.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        self.pending.clear()


def find_unused(folder: Path, cassettes: Path) -> Iterator[Path]:
    """Yield the files of a folder to which no cassette below `cassettes` refers."""
    referenced = {match[0] for path in cassettes.rglob("*.yaml") for match in _NAME.finditer(path.read_text("utf-8"))}
    yield from (path for path in sorted(folder.glob("*")) if _NAME.fullmatch(path.name) and path.name not in referenced)
