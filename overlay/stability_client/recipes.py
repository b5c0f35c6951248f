"""The recipe of an image: the call that made it, carried in the PNG file itself."""

import hashlib
import json
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
from attrs import field, frozen

from stability_client._calls.prompts import TextPrompt
from stability_client._images.png import CHECKSUM_BYTES, SIGNATURE, png_chunks
from stability_client._version import __version__

KEYWORD = b"stability-client"
"""The keyword of the text chunk; readers of PNG text show it."""
AFTER_HEADER = len(SIGNATURE) + 8 + 13 + CHECKSUM_BYTES
NOT_KEPT = frozenset({"timeout", "validate", "wait", "seed", "samples"})
"""The arguments that say nothing of one image; its seed is known after the call."""


@frozen
class SourceImage:
    """An image that a call was made with.

    Attributes:
        path: Where it was; `-` for standard input.
        sha256: What it was: the hash of its bytes in hexadecimal.
    """

    path: str
    sha256: str

    @classmethod
    def of(cls, source: bytes | Path) -> "SourceImage":
        """Describe an argument."""
        if isinstance(source, bytes):
            return cls("-", hashlib.sha256(source).hexdigest())
        return cls(str(source.absolute()), hashlib.sha256(source.read_bytes()).hexdigest())


@frozen
class Recipe:
    """How an image was made.

    Attributes:
        operation: Edition and method, such as `v2beta.core`.
        arguments: The arguments of the call besides its images, without what says nothing of the image.
        images: The images of the call.
        seed: The seed that the server used.
        engine: The engine or the model, if there are several.
        client: What made it.
    """

    operation: str
    arguments: Mapping[str, Any] = field(factory=dict)
    images: Mapping[str, SourceImage] = field(factory=dict)
    seed: int | None = None
    engine: str = ""
    client: str = f"stability-client {__version__}"

    @classmethod
    def of(cls, operation: str, arguments: Mapping[str, Any]) -> "Recipe":
        """Describe a call before it is made; seed and engine are known after it."""
        images = {name: value for name, value in arguments.items() if isinstance(value, bytes | Path)}
        rest = {name: _as_json(value) for name, value in arguments.items() if name not in NOT_KEPT | images.keys()}
        return cls(operation, rest, {name: SourceImage.of(value) for name, value in images.items()})

    def to_json(self) -> str:
        """Return the recipe as JSON text."""
        return json.dumps(attrs.asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Recipe":
        """Read what `to_json` wrote.

        Raises:
            ValueError: It is something else.
        """
        content = json.loads(text)
        try:
            images = {name: SourceImage(**source) for name, source in content["images"].items()}
            return cls(**{**content, "images": images})
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError("it is no recipe") from error


def _as_json(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_as_json(each) for each in value]
    return attrs.asdict(value) if isinstance(value, TextPrompt) else value


def embed(png: bytes, recipe: Recipe) -> bytes:
    """Return the PNG file with the recipe in an international text chunk after its header; the pixels stay the same."""
    payload = b"iTXt" + KEYWORD + b"\0\0\0\0\0" + recipe.to_json().encode()
    chunk = struct.pack(">I", len(payload) - 4) + payload + struct.pack(">I", zlib.crc32(payload))
    return png[:AFTER_HEADER] + chunk + png[AFTER_HEADER:]


def extract(data: bytes) -> Recipe | None:
    """Return the recipe that a file carries, or None if it is no PNG or has none.

    Raises:
        ValueError: The file is damaged, or what it carries is no recipe.
    """
    if not data.startswith(SIGNATURE):
        return None
    for kind, start, end in png_chunks(data):
        if kind == b"iTXt" and data[start:end].startswith(KEYWORD + b"\0"):
            return Recipe.from_json(data[start + len(KEYWORD) + 5 : end].decode())
    return None
