"""Save images: check and complete the path, then write the file atomically."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from stability_client._images.formats import FORMATS
from stability_client.errors import InvalidOptionError

SUFFIXES: Mapping[str, str] = MappingProxyType({kind.media_type: kind.suffix for kind in FORMATS})
"""By media type: the suffix of the file's name."""
SAME_SUFFIXES: Mapping[str, tuple[str, ...]] = MappingProxyType({".jpg": (".jpg", ".jpeg")})
"""The suffixes that mean the same as one of `SUFFIXES`."""
IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff"})
"""The suffixes that are replaced if they do not fit the bytes; others are part of the name: `release-1.5`."""
EXPECTED = "Pass where to write, such as 'images/a.png' or 'images/'."


def check_path(path: str | os.PathLike[str], argument: str) -> Path:
    """Return the path that a caller passed.

    Raises:
        InvalidOptionError: It is empty, or cannot be a path.
    """
    try:
        text = os.fspath(path)
        os.fsencode(text)
        checked = Path(path)
    except (TypeError, UnicodeEncodeError):
        raise InvalidOptionError(f"{argument}: must be a path, got {path!r}. {EXPECTED}") from None
    if not text:
        raise InvalidOptionError(f"{argument}: must not be empty, got {text!r}. {EXPECTED}")
    if "\0" in text:
        raise InvalidOptionError(f"{argument}: must not contain a NUL character, got {text!r}. {EXPECTED}")
    return checked


def image_path(path: str | os.PathLike[str], media_type: str, default_name: str) -> Path:
    """Return where to write an image: the path with the suffix of its bytes, or a free name in a folder.

    Args:
        path: A file or a folder.
        media_type: The type of the image by its bytes.
        default_name: The name, without suffix, that the image gets in a folder.

    Raises:
        InvalidOptionError: The path is empty, or cannot be one.
    """
    target = check_path(path, "path")
    suffix = SUFFIXES.get(media_type, "")
    if _is_folder(path):
        return free_path(target, default_name, media_type)
    if not _has_image_suffix(target):
        return target.with_name(target.name + suffix)
    return target if target.suffix.lower() in SAME_SUFFIXES.get(suffix, (suffix,)) else target.with_suffix(suffix)


def name_with_seed(prefix: str, seed: int | None) -> str:
    """Return the default name of an image's file, without suffix: `image-7`."""
    return f"{prefix}-{'unknown-seed' if seed is None else seed}"


def free_path(folder: Path, name: str, media_type: str) -> Path:
    """Return a path in a folder that no file has yet: `name.png`, else `name-2.png` and so on."""
    suffix = SUFFIXES.get(media_type, "")
    target, count = folder / f"{name}{suffix}", 1
    while target.exists():
        count += 1
        target = folder / f"{name}-{count}{suffix}"
    return target


def _is_folder(path: str | os.PathLike[str]) -> bool:
    """Return whether a path means a folder: by its end, or because one exists and the name is not an image's."""
    ends_in_a_slash = os.fspath(path).endswith(tuple(filter(None, (os.sep, os.altsep))))
    target = Path(path)
    return ends_in_a_slash or target.name == ".." or (not _has_image_suffix(target) and target.is_dir())


def _has_image_suffix(path: Path) -> bool:
    return path.suffix.lower() in IMAGE_SUFFIXES


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file completely or not at all, and create its parent folders.

    Raises:
        OSError: The file cannot be written. It names `path`, not the temporary file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{uuid4().hex}{path.suffix}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno is not None:
            # OSError selects the subclass by the number, so the class stays the same.
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise
