"""The command that writes a profile: where the key is, which server, engine and edition."""

import sys
from collections.abc import Mapping
from pathlib import Path

import rich_click as click
import tomlkit
from tomlkit.exceptions import ParseError

from stability_client._images.saving import write_atomically
from stability_client.cli.app import EDITIONS
from stability_client.cli.choices import KEY_FORMS, KEY_VARIABLE, Choices, load_keyring, split_keyring_name
from stability_client.cli.failures import CommandError

HELP = """\
Write a profile into the configuration file, and ask at a terminal for what is not passed.

The key itself never goes into the file: only the name of the environment variable, or of the entry in the
system's keyring, that holds it. The first profile becomes the default one.

\b
stability init local --base-url http://127.0.0.1:8787 --key env:LOCAL_KEY
stability --profile local engines
"""


@click.command(help=HELP)
@click.argument("name", default="default")
@click.option("--key", metavar="REFERENCE", help=f"Where the key is: {KEY_FORMS}.")
@click.option("--base-url", metavar="URL", help="The server; without, the hosted service.")
@click.option("--engine", metavar="ID", help="The engine of calls that name none.")
@click.option("--edition", type=click.Choice(EDITIONS), help="What text-to-image and the like are calls of.")
@click.option("--organization", metavar="ID", help="The organization that pays.")
@click.option("--force", "-f", is_flag=True, help="Replace a profile of that name.")
@click.pass_obj
def init(choices: Choices, /, name: str, force: bool, **values: str | None) -> None:
    """Write a profile into the configuration file, and ask at a terminal for what is not passed."""
    path = choices.config_path()
    document = _read(path)
    profiles = document.setdefault("profiles", tomlkit.table(is_super_table=True))
    if name in profiles and not force:
        raise CommandError(f"{path} has a profile {name!r} already. Pass --force to replace it.")
    answered = _asked(values) if sys.stdin.isatty() else values
    profile = {key: value for key, value in answered.items() if value}
    profile.setdefault("key", f"env:{KEY_VARIABLE}")
    _check_reference(profile["key"])
    profiles[name] = profile
    document.setdefault("default_profile", name)
    write_atomically(path, tomlkit.dumps(document).encode())
    click.echo(f"The profile {name} stands in {path}.", err=True)
    _keep_key(profile["key"])


def _read(path: Path) -> tomlkit.TOMLDocument:
    if not path.exists():
        return tomlkit.document()
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ParseError) as error:
        raise CommandError(f"The configuration file {path} cannot be read: {error}") from error


def _asked(values: Mapping[str, str | None]) -> dict[str, str | None]:
    """What was passed, and what the user answers to the rest."""
    questions = {
        "key": f"Where is the key? {KEY_FORMS}",
        "base_url": "Server (empty: the hosted service)",
        "edition": f"Edition of the short commands: {', '.join(EDITIONS)} (empty: v1alpha)",
        "engine": "Engine (empty: none)",
    }
    defaults = {"key": f"env:{KEY_VARIABLE}"}
    asked = {
        name: click.prompt(question, default=defaults.get(name, ""), show_default=name in defaults, err=True)
        for name, question in questions.items()
        if values[name] is None
    }
    return {**values, **asked}


def _check_reference(reference: str) -> None:
    kind, _, name = reference.partition(":")
    if kind not in {"env", "keyring"} or not name:
        # What was typed is not repeated: it may be a key.
        raise CommandError(f"key: must be a reference, {KEY_FORMS}. A key itself does not belong in a file.")
    if kind == "keyring":
        split_keyring_name(name)


def _keep_key(reference: str) -> None:
    """Ask for the key and put it into the keyring, if it is kept there and is not yet."""
    kind, _, name = reference.partition(":")
    if kind != "keyring":
        return
    keyring = load_keyring()
    service, user = split_keyring_name(name)
    try:
        if keyring.get_password(service, user) is None:
            keyring.set_password(service, user, click.prompt("API key", hide_input=True, err=True))
    except keyring.errors.KeyringError as error:
        raise CommandError(f"The system's keyring cannot be used: {error}", 3) from error
