"""The commands that call the API: one for each method of each edition, made from what the contract says of it."""

from collections.abc import Callable, Mapping
from typing import Any

import rich_click as click

from stability_client import Generation, Pending, Stability
from stability_client._calls.catalog import CLASSES, Method, methods
from stability_client.cli import examples, lists, terminal_images
from stability_client.cli.choices import Choices
from stability_client.cli.client import connected, working
from stability_client.cli.failures import CommandError, tell
from stability_client.cli.outputs import Output, output_options, report
from stability_client.cli.parameters import arguments, parameters
from stability_client.recipes import Recipe

SUMMARIES = {
    "v1alpha": "Every operation of v1alpha, the edition of self-hosted servers.",
    "v1": "Every operation of v1, the hosted service's older edition.",
    "v2beta": "Every operation of v2beta, the hosted service's present edition.",
}
NO_WAIT = click.Option(["--wait/--no-wait"], default=True, help="Without: print the id of the work, and end.")

Run = Callable[[Method, Choices, Mapping[str, Any]], None]
"""What a command does with what was typed."""


# --- the tree of commands


class OrderedGroup(click.RichGroup):
    """A group whose commands stay in their order."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(self.commands)


def short(ctx: click.Context, name: str) -> click.Command:
    """Return a command of the root: that of the edition that was chosen, else of v1alpha."""
    return command(methods(short_edition(ctx.obj))[name.replace("-", "_")])


def short_edition(choices: Choices) -> str:
    """Return the edition that short commands are calls of.

    Raises:
        CommandError: There is no such edition, or it has no such calls.
    """
    found = choices.find("edition")
    if found and found.value not in {"v1alpha", "v1"}:
        raise CommandError(
            f"edition: must be v1alpha or v1, got {found.value!r} ({found.source}). The operations of v2beta have "
            "other names: stability v2beta --help lists them."
        )
    return found.value if found else "v1alpha"


def edition(_: click.Context, name: str) -> click.Group:
    """Return the group of an edition's commands."""
    return group(name, SUMMARIES[name], [command(method) for method in methods(name).values()])


def estimates(ctx: click.Context, name: str) -> click.Group:
    """Return the group of commands that price calls: the same as those that make them."""

    def priced(name: str) -> list[click.Command]:
        return [estimate_command(method) for method in methods(name).values() if method.contract.credits]

    editions = [group(each, SUMMARIES[each], priced(each)) for each in CLASSES]
    return group(name, "Tell what a call would cost, and do not make it.", [*priced(short_edition(ctx.obj)), *editions])


def group(name: str, help_text: str, commands: list[click.Command]) -> click.Group:
    """Return a group of commands in their order."""
    return OrderedGroup(name=name, commands={str(each.name): each for each in commands}, help=help_text)


def command(method: Method) -> click.Command:
    """Return the command that calls a method."""
    if method.returns not in (Generation, Pending):
        return _command(method, [*parameters(method), lists.JSON_OPTION], lists.print_list)
    options = [*parameters(method), *output_options(recipe=method.name != "result")]
    return _command(method, [*options, NO_WAIT] if method.is_long else options, generate)


def estimate_command(method: Method) -> click.Command:
    """Return the command that prices a method's call."""
    return _command(method, [*parameters(method), lists.JSON_OPTION], estimate)


def _command(method: Method, options: list[click.Parameter], run: Run) -> click.Command:
    @click.pass_obj
    def callback(choices: Choices, /, **typed: Any) -> None:
        run(method, choices.with_engine(typed.pop("engine", None)), typed)

    text = f"{method.summary}\n\n\b\n  {examples.example(method)}"
    return click.RichCommand(name=method.command, callback=callback, params=options, help=text)


# --- what commands do


def estimate(method: Method, choices: Choices, typed: Mapping[str, Any]) -> None:
    """Print what a call would cost. It is checked like one that is made; no key is needed."""
    settings: dict[str, Any] = {name: choices.value(name) for name in ("base_url", "engine", "organization")}
    with Stability("none", **settings) as client:
        credits_needed = client.estimate(method.of(client), **arguments(method, typed))
    if typed["as_json"]:
        lists.print_json({"operation": method.full_name, "estimated_credits": credits_needed})
    elif credits_needed is None:
        raise CommandError("The published prices do not say what this call costs.", 1)
    else:
        click.echo(f"{credits_needed:g}")


def generate(method: Method, choices: Choices, typed: Mapping[str, Any]) -> None:
    """Make a call that returns images, and write them."""
    output = Output.of(typed)
    given = arguments(method, typed)
    recipe = None if method.name == "result" or not output.recipe else Recipe.of(method.full_name, given)
    with connected(choices) as client:
        generation = _called(method, client, given, wait=typed.get("wait", True), quiet=output.as_json)
    if generation is None:
        return
    paths = output.write(generation, recipe)
    report(generation, paths, output)
    if output.show:
        terminal_images.show(paths)
    generation.raise_for_finish_reason()


def _called(
    method: Method, client: Stability, given: Mapping[str, Any], *, wait: bool, quiet: bool
) -> Generation | None:
    """Make the call. Of long work the id is printed first, so that it is not lost, whatever happens."""
    with working(method.command, quiet=quiet):
        result = method.of(client)(**given)
    if isinstance(result, Generation):
        return result
    if not wait:
        click.echo(result.id)
        return None
    tell(f"the work has begun; its id is {result.id}", "note", "bold")
    with working("waiting for the result", quiet=quiet):
        finished: Generation = client.v2beta.result(result, timeout=given.get("timeout"))
    return finished
