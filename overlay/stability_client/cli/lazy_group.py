"""A group whose commands load when they are called: their names and short descriptions alone stand in a table."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import rich_click as click


class Entry(NamedTuple):
    """A command that is not loaded yet.

    Attributes:
        where: The module and the name in it: a command, or a function that makes one from the context.
        summary: What it does, for the list of commands.
    """

    where: str
    summary: str


class LazyGroup(click.RichGroup):
    """A group of commands that load when they are called."""

    def __init__(self, *args: Any, entries: Mapping[str, Entry], **attributes: Any) -> None:
        """Take the commands' table.

        Args:
            args: As of a group.
            entries: From a command's name to where it is.
            attributes: As of a group.
        """
        super().__init__(*args, **attributes)
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the order of the table."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return what lists show of a command."""
        entry = self.entries.get(cmd_name)
        return None if entry is None else click.RichCommand(name=cmd_name, help=entry.summary)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called, loaded."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, self.load(ctx, name) if name and listed else listed, rest

    def load(self, ctx: click.Context, name: str) -> click.Command:
        """Load a command."""
        module, _, attribute = self.entries[name].where.partition(":")
        found = getattr(import_module(module), attribute)
        command: click.Command = found if isinstance(found, click.Command) else found(ctx, name)
        return command
