"""Save images: check and complete the path, then write the file atomically."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from stability_client._images.formats import FORMATS, JPEG, ImageFormat
from stability_client.errors import InvalidOptionError

FORMATS_BY_SUFFIX: Mapping[str, ImageFormat] = MappingProxyType(
    {kind.suffix: kind for kind in FORMATS} | {".jpeg": JPEG}
)
"""By the suffix of a file's name, in lower case: the format that is written."""
SUFFIXES: Mapping[str, str] = MappingProxyType({kind.media_type: kind.suffix for kind in FORMATS})
"""By media type: the suffix that a name without one gets."""
OTHER_IMAGE_SUFFIXES = frozenset({".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".jxl", ".jp2"})
"""The suffixes that are refused. All that are no image's are part of the name: `release-1.5`."""
MAX_QUALITY = 100
EXPECTED = "Pass where to write, such as 'images/a.png' or 'images/'."


def expand_home(path: str | os.PathLike[str]) -> Path:
    """Return a path with the home folder for a `~` at its start; a file may be named `~a.png`, and then stays so."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - Path's own method raises for users that it does not know


def check_path(path: str | os.PathLike[str], argument: str) -> Path:
    """Return the path that a caller passed, with a `~` at its start expanded.

    Raises:
        InvalidOptionError: It is empty, or cannot be a path, or has the `~` of an unknown user.
    """
    try:
        text = os.fspath(path)
        os.fsencode(text)
        expanded = expand_home(path)
    except (TypeError, UnicodeEncodeError):
        raise InvalidOptionError(f"{argument}: must be a path, got {path!r}. {EXPECTED}") from None
    if not text:
        raise InvalidOptionError(f"{argument}: must not be empty, got {text!r}. {EXPECTED}")
    if "\0" in text:
        raise InvalidOptionError(f"{argument}: must not contain a NUL character, got {text!r}. {EXPECTED}")
    if len(expanded.parts) > 1 and expanded.parts[0].startswith("~"):
        raise InvalidOptionError(
            f"{argument}: must begin with ~/ or the name of a known user, got {text!r}. {EXPECTED}"
        )
    return expanded


def image_path(path: str | os.PathLike[str], media_type: str, default_name: str) -> Path:
    """Return where to write an image: the path, with a suffix if it has none, or a free name in a folder.

    Args:
        path: A file or a folder.
        media_type: The type of the image by its bytes.
        default_name: The name, without suffix, that the image gets in a folder.

    Raises:
        InvalidOptionError: The path is empty, or cannot be one, or has the suffix of a format that is not written.
    """
    target = check_path(path, "path")
    if is_folder(path):
        return free_path(target, default_name, media_type)
    suffix = target.suffix.lower()
    if suffix in OTHER_IMAGE_SUFFIXES:
        written = ", ".join(FORMATS_BY_SUFFIX)
        raise InvalidOptionError(
            f"path: must end in {written} or in no image's suffix, got {str(path)!r}. image.to_pil().save(path) has "
            "Pillow write other formats."
        )
    return target if suffix in FORMATS_BY_SUFFIX else target.with_name(target.name + SUFFIXES.get(media_type, ""))


def target_format(path: Path) -> ImageFormat | None:
    """Return the format that the suffix of a file's name asks for, or None if it is no image's."""
    return FORMATS_BY_SUFFIX.get(path.suffix.lower())


def check_quality(quality: int | None) -> None:
    """Check that a quality is None or 1 to 100.

    Raises:
        InvalidOptionError: It is neither.
    """
    if quality is not None and (type(quality) is not int or not 1 <= quality <= MAX_QUALITY):
        raise InvalidOptionError(f"quality: must be a whole number from 1 to {MAX_QUALITY}, got {quality!r:.80}.")


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


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Return whether a path means a folder: by its end, or because one exists and the name is not an image's."""
    ends_in_a_slash = os.fspath(path).endswith(tuple(filter(None, (os.sep, os.altsep))))
    target = check_path(path, "path")
    return ends_in_a_slash or target.name == ".." or (not has_image_suffix(target) and target.is_dir())


def has_image_suffix(path: Path) -> bool:
    """Return whether the name of a file ends like an image's."""
    return path.suffix.lower() in FORMATS_BY_SUFFIX or path.suffix.lower() in OTHER_IMAGE_SUFFIXES


def write_atomically(path: Path, data: bytes, *, durably: bool = False) -> None:
    """Write a file completely or not at all, and create its parent folders.

    Args:
        path: The file.
        data: Its content.
        durably: Wait until it is on the disk, so that it survives a power cut.

    Raises:
        OSError: The file cannot be written. It names `path`, not the temporary file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{uuid4().hex}{path.suffix}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            if durably:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno is not None:
            # OSError selects the subclass by the number, so the class stays the same.
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise
