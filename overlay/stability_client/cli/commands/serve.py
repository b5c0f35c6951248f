"""The command that runs the stand-in."""

import rich_click as click


@click.command(
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def serve(arguments: tuple[str, ...]) -> int:
    """Run the offline stand-in for the service: `stability serve --help` lists its options."""
    from stability_client.standin.__main__ import main  # noqa: PLC0415 - a server is heavy, and needs an extra

    return main(arguments, prog="stability serve")
