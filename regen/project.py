"""Paths in this project."""

from pathlib import Path

from attrs import frozen

PACKAGE = "stability_raw"


@frozen
class Project:
    """A checkout of this project, or a copy of it in a test."""

    root: Path

    @property
    def contract(self) -> Path:
        """The contract: openapi.yaml."""
        return self.root / "openapi.yaml"

    @property
    def config(self) -> Path:
        """The generator's settings."""
        return self.root / "generator-config.yml"

    @property
    def package(self) -> Path:
        """The generated package: replaced whole, never edited."""
        return self.root / "generated" / PACKAGE

    @property
    def overlay(self) -> Path:
        """The hand-written package."""
        return self.root / "overlay" / "stability_client"

    @property
    def lock(self) -> Path:
        """The hashes of what the generated package was made from, and the versions of the tools."""
        return self.root / "openapi.lock.json"


PROJECT = Project(Path(__file__).resolve().parent.parent)
