"""The help pages of all commands, as files that are reviewed in a diff. `make help-pages` writes them anew."""

import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import rich_click as click

from stability_client.cli.app import stability
from tests.support.command_line import COMMAND, without_settings

PAGES = Path(__file__).parents[1] / "cli" / "help"
ENVIRONMENT = {"COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}


def commands() -> list[tuple[str, ...]]:
    """Return the words of every command, the root's first."""
    with stability.make_context("stability", ["balance"]) as root:
        return [(), *_below(root, stability, ())]


def _below(parent: click.Context, group: click.Group, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name in group.list_commands(parent):
        _, found, _ = group.resolve_command(parent, [name])
        assert found is not None
        yield (*words, name)
        if isinstance(found, click.Group):
            with found.context_class(found, parent=parent, info_name=name) as context:
                yield from _below(context, found, (*words, name))


def file_of(words: tuple[str, ...]) -> Path:
    """Return the file of a page."""
    return PAGES / f"{'-'.join(('stability', *words))}.txt"


def render(words: tuple[str, ...]) -> str:
    """Return what a command prints for `--help`."""
    done = subprocess.run(
        [*COMMAND, *words, "--help"],
        env=without_settings() | ENVIRONMENT,
        capture_output=True,
        check=True,
    )
    return "\n".join(line.rstrip() for line in done.stdout.decode().splitlines()).strip() + "\n"


def main() -> None:
    """Write all pages."""
    PAGES.mkdir(exist_ok=True)
    for stale in PAGES.glob("*.txt"):
        stale.unlink()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for words, page in zip(commands(), pool.map(render, commands()), strict=True):
            file_of(words).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
