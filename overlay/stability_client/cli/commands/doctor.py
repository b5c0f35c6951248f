"""The command that checks what a call needs, and says what is wrong in words."""

import platform
import urllib.request
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

import rich_click as click
from rich.console import Console
from rich.markup import escape

from stability_client import Stability, StabilityError
from stability_client._contract import facts
from stability_client.cli import lists
from stability_client.cli.choices import VARIABLES, Choices, find_key
from stability_client.cli.commands.operations import short_edition
from stability_client.cli.failures import CommandError, exit_code

PACKAGES = ("stability-client", "httpx", "pillow", "rich-click")
SECONDS = 15.0
"""How long each question to the server may take."""
MARKS = {"ok": "[green]✓[/]", "note": "[dim]·[/]", "wrong": "[red]✗[/]"}


class Finding(NamedTuple):
    """What was found: `ok`, `note` or `wrong`; of what is wrong, the exit code."""

    state: str
    about: str
    words: str
    exit_code: int = 0


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> int:
    """Check key, server, engines, versions and proxies, and tell where each setting comes from.

    Nothing is asked for that costs. The exit code is that of the first thing that is wrong.
    """
    console, found = Console(highlight=False), list[Finding]()
    for finding in examine(ctx.obj):
        found.append(finding)
        if not as_json:
            console.print(f"{MARKS[finding.state]} [bold]{finding.about}[/]: {escape(finding.words)}", soft_wrap=True)
    if as_json:
        lists.print_json([finding._asdict() for finding in found])
    return next((finding.exit_code for finding in found if finding.exit_code), 0)


def examine(choices: Choices) -> Iterator[Finding]:
    """Yield all findings, those that need no server first."""
    yield Finding("note", "versions", f"Python {platform.python_version()}, {', '.join(map(_version, PACKAGES))}")
    yield from _settings(choices)
    yield from _proxies()
    try:
        key = find_key(choices)
        edition = short_edition(choices)
    except CommandError as error:
        yield Finding("wrong", "key", error.format_message(), error.exit_code)
        return
    if key is None:
        yield Finding("wrong", "key", "there is none. Set STABILITY_API_KEY, or write a profile: stability init", 3)
        return
    yield Finding("ok", "key", f"from {key.source}; {len(key.value)} characters")
    yield from _server(choices, key.value, edition)


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"no {package}"


def _settings(choices: Choices) -> Iterator[Finding]:
    """Where each setting comes from."""
    defaults = {"base_url": f"{facts.BASE_URL} (the default)", "config": f"{choices.config_path()} (the default)"}
    for name in VARIABLES:
        try:
            found = choices.find(name)
        except CommandError as error:
            yield Finding("wrong", name, error.format_message(), error.exit_code)
            return
        words = f"{found.value} ({found.source})" if found else defaults.get(name, "not set")
        yield Finding("note", name.replace("_", " "), words)


def _proxies() -> Iterator[Finding]:
    """The proxies that the environment names, without their passwords."""
    for scheme, address in urllib.request.getproxies().items():
        shown = address if scheme == "no" else address.rpartition("@")[2]
        yield Finding("note", f"proxy for {scheme}", shown)


def _server(choices: Choices, key: str, edition: str) -> Iterator[Finding]:
    """Whether the server responds, takes the key, and has the engine."""
    settings: dict[str, Any] = {name: choices.value(name) for name in ("base_url", "organization", "engine")}
    try:
        client = Stability(key, timeout=SECONDS, retry=1, **settings)
    except StabilityError as error:
        yield Finding("wrong", "settings", str(error), exit_code(error))
        return
    with client:
        methods = getattr(client, edition)
        for about, ask in {
            "account": lambda: f"the server knows the key: {methods.account().email}",
            "balance": lambda: f"{methods.balance().credits:g} credits",
            "engines": lambda: _engines(client, [engine.id for engine in methods.engines()]),
        }.items():
            finding = _asked(about, ask)
            yield finding
            if finding.exit_code:
                return


def _asked(about: str, ask: Callable[[], str]) -> Finding:
    try:
        return Finding("ok", about, ask())
    except (StabilityError, CommandError) as error:
        return Finding("wrong", about, str(error), exit_code(error))


def _engines(client: Stability, there: list[str]) -> str:
    if client.engine and client.engine not in there:
        raise CommandError(f"the server has no engine {client.engine!r}; it has {', '.join(there)}")
    return f"{len(there)} engines" + (f", {client.engine} among them" if client.engine else "")
