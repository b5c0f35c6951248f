"""Files beside the cassettes, named by what they hold: a picture that many answers share is there once."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pybase64
from attrs import field, frozen

from stability_client.testing.errors import CassetteError

SUFFIXES: Mapping[bytes, str] = MappingProxyType({b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"})
OTHER_SUFFIX = ".bin"

NAME = re.compile(r"(?P<sha256>[0-9a-f]{64})\.(?:png|jpg|bin)")
_REFERENCE = re.compile(rf"<file (?P<name>{NAME.pattern})>")
SHORTEST_BASE64 = 16


@frozen
class Pictures:
    """A folder of files that are named by their SHA-256."""

    folder: Path
    kept: dict[str, bytes] = field(factory=dict, init=False, repr=False)
    """What is still to be written, by name."""

    def keep(self, data: bytes) -> str:
        """Takes in bytes. Returns the name of the file that will hold them once `write` is called."""
        suffix = next((suffix for signature, suffix in SUFFIXES.items() if data.startswith(signature)), OTHER_SUFFIX)
        name = f"{hashlib.sha256(data).hexdigest()}{suffix}"
        self.kept[name] = data
        return name

    def keep_base64(self, text: str) -> str | None:
        """A reference to the picture that a text holds as base64, or None where it holds none."""
        if len(text) < SHORTEST_BASE64:
            return None
        try:
            data = pybase64.b64decode(text, validate=True)
        except ValueError:
            return None
        is_picture = data.startswith(tuple(SUFFIXES))
        # Another spelling of the same bytes would not come back as it was.
        return f"<file {self.keep(data)}>" if is_picture and pybase64.b64encode_as_string(data) == text else None

    def read(self, name: str) -> bytes:
        """The bytes of a file.

        Raises:
            CassetteError: It is not there, or holds something else than its name says.
        """
        found = NAME.fullmatch(name)
        path = self.folder / name
        if found is None or not path.is_file():
            raise CassetteError(f"{path} is missing: a cassette refers to it")
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != found["sha256"]:
            raise CassetteError(f"{path} was changed: its bytes are not those of its name")
        return data

    def read_base64(self, text: str) -> str | None:
        """The base64 that a reference stands for, or None where the text is no reference."""
        found = _REFERENCE.fullmatch(text)
        return pybase64.b64encode_as_string(self.read(found["name"])) if found else None

    def write(self) -> None:
        """Writes what was kept and is not there yet."""
        for name, data in self.kept.items():
            path = self.folder / name
            if not path.is_file() or path.read_bytes() != data:
                self.folder.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        self.kept.clear()


def unused(folder: Path, cassettes: Path) -> Iterator[Path]:
    """The files of a folder to which no cassette below `cassettes` refers."""
    referred = {found[0] for path in cassettes.rglob("*.yaml") for found in NAME.finditer(path.read_text("utf-8"))}
    yield from (path for path in sorted(folder.glob("*")) if NAME.fullmatch(path.name) and path.name not in referred)
