"""The root of the command line: what it is called with before the command, and the table of commands."""

import os
import sys

import rich_click as click
from click.exceptions import Abort, Exit

from stability_client._version import __version__
from stability_client.cli.choices import Choices
from stability_client.cli.failures import EXIT_CODES, end
from stability_client.cli.lazy_group import Entry, LazyGroup

EDITIONS = ("v1alpha", "v1")
"""The editions that the short commands can mean."""

_COMMANDS = "stability_client.cli.commands"
ENTRIES = {
    "text-to-image": Entry(f"{_COMMANDS}.operations:short", "Generate images from text."),
    "image-to-image": Entry(f"{_COMMANDS}.operations:short", "Generate images from an image and text."),
    "masking": Entry(f"{_COMMANDS}.operations:short", "Repaint the part of an image that a mask tells."),
    "v2beta": Entry(f"{_COMMANDS}.operations:edition", "Every operation of the hosted service's present edition."),
    "v1": Entry(f"{_COMMANDS}.operations:edition", "Every operation of the hosted service's older edition."),
    "v1alpha": Entry(f"{_COMMANDS}.operations:edition", "Every operation of the edition of self-hosted servers."),
    "batch": Entry(f"{_COMMANDS}.batch:batch", "Make the calls of a file, each once, whatever happens in between."),
    "mask": Entry(f"{_COMMANDS}.masks:group", "Make masks, and see what they repaint."),
    "studio": Entry(f"{_COMMANDS}.studio:studio", "Open the mask studio: paint a mask, and run the call."),
    "estimate": Entry(f"{_COMMANDS}.operations:estimates", "Tell what a call would cost, and do not make it."),
    "engines": Entry(f"{_COMMANDS}.operations:short", "List the engines that can be called."),
    "account": Entry(f"{_COMMANDS}.operations:short", "Show the account that the key belongs to."),
    "balance": Entry(f"{_COMMANDS}.operations:short", "Show the credits that are left."),
    "show": Entry(f"{_COMMANDS}.recipes:show", "Print the recipe that a saved image carries."),
    "again": Entry(f"{_COMMANDS}.recipes:again", "Make the call of a saved image once more."),
    "serve": Entry(f"{_COMMANDS}.serve:serve", "Run the offline stand-in for the service."),
    "init": Entry(f"{_COMMANDS}.init:init", "Write a profile into the configuration file."),
    "doctor": Entry(f"{_COMMANDS}.doctor:doctor", "Check key, server, versions and proxies."),
    "completion": Entry(f"{_COMMANDS}.completion:completion", "Print the script that completes commands in a shell."),
}

HELP = """\
Make images with the Stability API: from text, from images, and with masks.

\b
[b]First steps[/], offline and without a key:
  stability serve &
  export STABILITY_BASE_URL=http://127.0.0.1:8787 STABILITY_API_KEY=sk-standin
  stability v2beta core "a lighthouse at dusk" -o lighthouse.png

\b
[b]Repaint a part[/] of a photo:
  stability mask ellipse photo.jpg 200,100,500,400 -o mask.png
  stability mask preview photo.jpg mask.png -o preview.png
  stability v2beta inpaint photo.jpg "a red door" --mask mask.png -o door.png
"""


def exit_codes() -> str:
    """Return what the exit codes mean, in one sentence."""
    codes = sorted((meaning.code, meaning.words) for meaning in EXIT_CODES)
    return "[b]Exit codes[/]: " + ", ".join(f"{code} {words}" for code, words in codes) + "."


class Root(LazyGroup):
    """The root, whose options are known before a command is looked up: the edition decides what some are."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the options that stand before the command."""
        rest = super().parse_args(ctx, args)
        ctx.obj = Choices.of(ctx.params, os.environ)
        return rest


@click.group(
    cls=Root,
    entries=ENTRIES,
    help=HELP,
    epilog=exit_codes(),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100, "auto_envvar_prefix": None},
)
@click.rich_config({"text_markup": "rich", "max_width": 100, "style_epilog_text": ""})
@click.version_option(__version__, "-V", "--version", message="stability %(version)s")
@click.option("--profile", metavar="NAME", help="A profile of the configuration file. [dim]STABILITY_PROFILE[/]")
@click.option("--config", metavar="FILE", type=click.Path(), help="The configuration file. [dim]STABILITY_CONFIG[/]")
@click.option(
    "--edition",
    type=click.Choice(EDITIONS),
    help="What text-to-image, engines and the like are calls of. [dim]STABILITY_EDITION[/]",
)
@click.option("--base-url", metavar="URL", help="The server. [dim]STABILITY_BASE_URL[/]")
@click.option("--organization", metavar="ID", help="Who pays. [dim]STABILITY_ORGANIZATION[/]")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def stability(**_: object) -> None:
    """Make images with the Stability API."""


def run(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    debug = "--debug" in (sys.argv[1:] if arguments is None else arguments)
    try:
        ended = stability.main(arguments, prog_name="stability", standalone_mode=False)
    except (Exception, KeyboardInterrupt) as error:
        if debug and not isinstance(error, Exit | click.ClickException | Abort):
            raise
        return end(error)
    return ended if isinstance(ended, int) else 0
