"""The command that prints what makes shells complete this one."""

import rich_click as click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


HELP = """\
Print the script that completes commands, options and their words in a shell.

\b
bash   eval "$(stability completion bash)"               in ~/.bashrc
zsh    eval "$(stability completion zsh)"                in ~/.zshrc
fish   stability completion fish | source                in ~/.config/fish/config.fish
"""


@click.command(help=HELP)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands, options and their words in a shell."""
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - one of click's own
    click.echo(kind(ctx.find_root().command, {}, "stability", "_STABILITY_COMPLETE").source())
