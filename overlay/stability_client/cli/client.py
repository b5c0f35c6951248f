"""A client from what was chosen, and what people see while it works."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import rich_click as click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from stability_client import RequestEvent, Stability
from stability_client._version import __version__
from stability_client.cli.choices import KEY_VARIABLE, Choices, find_key
from stability_client.cli.failures import INTERRUPTED, CommandError, warnings_told

CLIENT_NAME = "stability-cli"


class Sent:
    """Whether the command has sent anything that costs."""

    def __init__(self) -> None:
        self.paid_call: str | None = None

    def note(self, event: RequestEvent) -> None:
        """Remember a request that is about to be sent."""
        if event.billable:
            self.paid_call = event.operation


@contextmanager
def connected(choices: Choices) -> Iterator[Stability]:
    """Yield a client, and say of an interrupted call whether it may have been charged.

    Raises:
        CommandError: There is no key, a setting is wrong, or the user interrupted.
    """
    sent = Sent()
    settings: dict[str, Any] = {name: choices.value(name) for name in ("base_url", "engine", "organization")}
    with warnings_told():
        client = Stability(
            api_key(choices), client_info=f"{CLIENT_NAME}/{__version__}", on_request=sent.note, **settings
        )
        with client:
            try:
                yield client
            except KeyboardInterrupt:
                charged = (
                    "Nothing was sent that costs."
                    if sent.paid_call is None
                    else f"The call {sent.paid_call} had been sent: it may have been charged."
                )
                raise CommandError(f"Interrupted. {charged}", INTERRUPTED) from None


def api_key(choices: Choices) -> str:
    """Return the key: from the environment, a profile, or, at a terminal, from the user.

    Raises:
        CommandError: There is none, and nobody to ask.
    """
    found = find_key(choices)
    if found:
        return found.value
    if sys.stdin.isatty() and sys.stderr.isatty():
        typed: str = click.prompt("API key", hide_input=True, err=True)
        return typed
    raise CommandError(
        f"There is no API key. Set {KEY_VARIABLE}, or let `stability init` write a profile that says where it is. For "
        f"the stand-in, `stability serve`, it is sk-standin.",
        3,
    )


@contextmanager
def working(words: str, *, quiet: bool = False) -> Iterator[None]:
    """Show on a terminal that something is going on, and for how long."""
    console = Console(stderr=True)
    if quiet or not console.is_terminal or console.is_dumb_terminal:
        yield
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        progress.add_task(words, total=None)
        yield
