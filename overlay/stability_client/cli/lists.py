"""What people and scripts read of engines, accounts and balances: tables, or JSON."""

import json
import sys
from collections.abc import Mapping
from typing import Any

import attrs
import rich_click as click
from rich.console import Console
from rich.table import Table

from stability_client import Account, Balance, Engine
from stability_client._calls.catalog import Method
from stability_client.cli.choices import Choices
from stability_client.cli.client import connected, working
from stability_client.cli.parameters import arguments

JSON_OPTION = click.Option(["--json", "as_json"], is_flag=True, help="Print JSON.")
WIDE = 10_000
"""Columns where no terminal limits them."""


def print_list(method: Method, choices: Choices, typed: Mapping[str, Any]) -> None:
    """Call a method that lists things, and print them."""
    with connected(choices) as client, working(method.name):
        found = method.of(client)(**arguments(method, typed))
    if typed["as_json"]:
        print_json([as_json(each) for each in found] if isinstance(found, list) else as_json(found))
    else:
        print_table(found)


def as_json(found: Engine | Account | Balance) -> dict[str, Any]:
    """Return what JSON says of a result: its fields, without its HTTP side."""
    fields: dict[str, Any] = attrs.asdict(found, filter=lambda attribute, _: attribute.name != "http")
    return {name: str(value) if name == "type" else value for name, value in fields.items()}


def print_json(content: object) -> None:
    """Print JSON as data: indented where people see it, one line in a pipe."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))


def print_table(found: list[Engine] | Account | Balance) -> None:
    """Print a result for people."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDE)  # pipes get whole lines
    if isinstance(found, Balance):
        console.print(f"{found.credits:g} credits")
    elif isinstance(found, Account):
        table = Table("organization", "id", "role", title=f"{found.email}  {found.id}", title_justify="left", box=None)
        for each in found.organizations:
            table.add_row(f"{each.name}{' (default)' if each.is_default else ''}", each.id, each.role)
        console.print(table)
    else:
        table = Table("id", "name", "type", "description", box=None)
        for engine in found:
            table.add_row(engine.id, engine.name, str(engine.type), engine.description)
        console.print(table)
