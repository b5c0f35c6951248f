"""Where images go: a folder, or any place that fsspec knows, such as `s3://bucket/batch`."""

import tempfile
from pathlib import Path
from typing import Any, Protocol

from attrs import frozen

from stability_client._images.saving import expand_home, write_atomically
from stability_client._lazy import MissingExtraError
from stability_client.batch.jobs import BatchError


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

    def check(self) -> None:
        """Check that files can be written there.

        Raises:
            PlaceError: They cannot.
        """
        ...


PROBE = ".stability-batch"
"""The name of the empty file that shows whether a store can be written."""


class PlaceError(BatchError):
    """Images cannot be written where they should go. Nothing was sent."""


def _unwritable(where: Path | str, error: OSError) -> PlaceError:
    return PlaceError(f"No images can be written to {where}: {error.strerror or error}. Nothing was sent")


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

    def check(self) -> None:
        """Check that files can be written there."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.path):
                pass
        except OSError as error:
            raise _unwritable(self.path, error) from error

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
        try:
            self.file_system.pipe_file(f"{self.root}/{name}", data)
        except Exception as error:  # every store has errors of its own
            raise OSError(f"{type(error).__name__}: {error}") from error

    def exists(self, name: str) -> bool:
        """Return whether there is a file of this name."""
        return bool(self.file_system.exists(f"{self.root}/{name}"))

    def check(self) -> None:
        """Check that files can be written there, with one that stays: some who may write may not delete."""
        try:
            self.write(PROBE, b"")
        except OSError as error:
            raise _unwritable(self.url, error) from error

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
