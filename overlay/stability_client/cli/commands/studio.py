"""The command that opens the mask studio."""

import signal
import threading
from typing import Any

import rich_click as click

from stability_client import AsyncStability
from stability_client._lazy import MissingExtraError
from stability_client._version import __version__
from stability_client.cli.choices import Choices
from stability_client.cli.client import CLIENT_NAME, api_key
from stability_client.cli.failures import CommandError

HELP = """\
Open the mask studio: paint a mask, see what it does, and run the call.

\b
stability studio photo.jpg
stability studio --demo

It is a page that this machine serves, for this machine alone. Image, mask, form and history are kept in a folder of
yours, and are there again the next time; --clear forgets them.
"""


@click.command(help=HELP)
@click.argument("photo", required=False, type=click.Path(exists=True, dir_okay=False))
@click.option("--demo", is_flag=True, help="Try it on the offline stand-in, without a key.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port to listen on; by default a free one.")
@click.option("--folder", metavar="FOLDER", type=click.Path(file_okay=False), help="Where to keep everything instead.")
@click.option("--browser/--no-browser", default=True, help="Open the page in the browser.")
@click.option("--clear", "is_clearing", is_flag=True, help="Forget image, mask, form, history and results, and end.")
@click.pass_obj
def studio(
    choices: Choices,
    /,
    photo: str | None,
    demo: bool,
    port: int,
    folder: str | None,
    browser: bool,
    is_clearing: bool,
) -> int:
    """Open the mask studio: paint a mask, see what it does, and run the call."""
    try:
        from stability_client.studio import Studio  # noqa: PLC0415 - a server is heavy, and needs an extra
        from stability_client.studio.launch import kept_in  # noqa: PLC0415
        from stability_client.studio.sitting import clear  # noqa: PLC0415
    except MissingExtraError as error:
        raise CommandError(f"{error}") from error
    kept = kept_in(folder, demo=demo)
    if is_clearing:
        clear(kept)
        click.echo(f"{kept} is empty.")
        return 0
    client = None if demo else _client(choices)
    with Studio(photo, client=client, folder=kept, port=port, demo=demo) as made:
        click.echo(f"The mask studio is at {made.url}\nWhoever has this address can use it. Ctrl-C ends it.")
        if browser:
            made.open()
        _wait()
        click.echo(f"What was on the page is kept in {kept}", err=True)
        run = made.runner.run
        if run is not None and run.state == "running":
            charged = "it may have been charged" if run.is_sent else "nothing was sent that costs"
            click.echo(f"The call {run.work.operation} was left: {charged}.", err=True)
    return 0


def _client(choices: Choices) -> AsyncStability:
    settings: dict[str, Any] = {name: choices.value(name) for name in ("base_url", "engine", "organization")}
    return AsyncStability(api_key(choices), client_info=f"{CLIENT_NAME}/{__version__}", **settings)


def _wait() -> None:
    """Wait for Ctrl-C, or for whoever ends programs politely."""
    ended = threading.Event()
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        while not ended.wait(1.0):  # a wait without end is not interrupted everywhere
            pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
