"""Where images go: a folder, or any place that fsspec knows, such as `s3://bucket/batch`."""

from pathlib import Path
from typing import Any, Protocol

from attrs import frozen

from stability_client._images.saving import expand_home, write_atomically
from stability_client._lazy import MissingExtraError


class Place(Protocol):
    """Where images go. A file that is there is whole."""

    def write(self, name: str, data: bytes) -> None:
        """Write a file, durably: completely or not at all.

        Raises:
            OSError: It cannot be written.
        """
        ...

    def exists(self, name: str) -> bool:
        """Return whether there is a file of this name."""
        ...


@frozen
class Folder:
    """A folder of this machine, or one that machines share."""

    path: Path

    def write(self, name: str, data: bytes) -> None:
        """Write a file."""
        write_atomically(self.path / name, data, durably=True)

    def exists(self, name: str) -> bool:
        """Return whether there is a file of this name."""
        return (self.path / name).exists()

    def __str__(self) -> str:
        return str(self.path)


@frozen
class RemotePlace:
    """A place of another kind. Its store shows a file only when all of it has been uploaded."""

    url: str
    file_system: Any
    root: str

    def write(self, name: str, data: bytes) -> None:
        """Write a file."""
        self.file_system.pipe_file(f"{self.root}/{name}", data)

    def exists(self, name: str) -> bool:
        """Return whether there is a file of this name."""
        return bool(self.file_system.exists(f"{self.root}/{name}"))

    def __str__(self) -> str:
        return self.url


def place_at(target: str | Path) -> Place:
    """Return a place from its path or its address.

    Raises:
        ImportError: It is an address, and fsspec or what speaks to the store is not installed.
    """
    if "://" not in str(target):
        return Folder(expand_home(target))
    try:
        import fsspec  # noqa: PLC0415 - optional, and only for addresses
    except ImportError as error:
        raise MissingExtraError(
            f"{target} needs fsspec, which is not installed. Run: pip install 'stability-client[dask]'"
        ) from error
    file_system, root = fsspec.core.url_to_fs(str(target))
    if "file" in (file_system.protocol if isinstance(file_system.protocol, tuple) else (file_system.protocol,)):
        return Folder(Path(root))
    return RemotePlace(str(target), file_system, root.rstrip("/"))
