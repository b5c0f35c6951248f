"""The commands that read the recipe of an image: print it, or make the call once more."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import rich_click as click
from rich.console import Console

from stability_client import TextPrompt
from stability_client._calls.catalog import Method, find_method
from stability_client.cli import lists
from stability_client.cli.commands.operations import command
from stability_client.cli.failures import CommandError
from stability_client.cli.parameters import STDIN
from stability_client.recipes import Recipe, extract

INSTEAD = "In place of the recipe's own."
RECIPE_FILE = click.argument("image", type=click.Path(exists=True, dir_okay=False))


def read_recipe(path: str) -> Recipe:
    """Read the recipe of a file.

    Raises:
        CommandError: It has none, or one that cannot be read.
    """
    try:
        found = extract(Path(path).read_bytes())
    except ValueError as error:
        raise CommandError(f"The recipe of {path} cannot be read: {error}.") from error
    if found is None:
        raise CommandError(
            f"{path} carries no recipe. PNG files that stability saves do, unless --no-recipe was passed."
        )
    return found


@click.command()
@RECIPE_FILE
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(image: str, as_json: bool) -> None:
    """Print the recipe that a saved image carries: operation, prompts, seed and options."""
    recipe = read_recipe(image)
    if as_json:
        lists.print_json(attrs.asdict(recipe))
        return
    console = Console(highlight=False)
    for name, value in lines(recipe):
        console.print(f"[bold]{name:<16}[/] {value}", soft_wrap=True)


def lines(recipe: Recipe) -> list[tuple[str, str]]:
    """Return what people read of a recipe."""
    told: list[tuple[str, Any]] = [("operation", recipe.operation), ("engine", recipe.engine), ("seed", recipe.seed)]
    for name, value in recipe.arguments.items():
        told += [(name, _prompt(each)) for each in value] if name == "prompts" else [(name, value)]
    told += [(name, source.path) for name, source in recipe.images.items()]
    told.append(("made by", recipe.client))
    return [(name, str(value)) for name, value in told if value not in (None, "")]


def _prompt(prompt: Mapping[str, Any]) -> str:
    weight = prompt.get("weight")
    return str(prompt["text"]) if weight is None else f"{prompt['text']}:{weight:g}"


HELP = """\
Make the call of a saved image once more, with the same seed. It costs as much as the first time.

\b
stability again lighthouse.png -o copy.png
stability again lighthouse.png --seed 8 --style-preset anime -o other.png

Whatever the call takes can be passed: options, and images and prompts by their names, such as --image other.png.
"""


@click.command(help=HELP, context_settings={"ignore_unknown_options": True})
@RECIPE_FILE
@click.argument("changes", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS OF THE CALL]...")
@click.pass_context
def again(ctx: click.Context, image: str, changes: tuple[str, ...]) -> None:
    """Make the call of a saved image once more, with the same seed. It costs as much as the first time."""
    recipe = read_recipe(image)
    method = method_of(recipe)
    made = command(method)
    made.params = [_with_default(each, method, recipe) for each in made.params]
    with made.make_context(f"again {image}", list(changes), parent=ctx) as context:
        _check_images(recipe, context.params)
        made.invoke(context)


def method_of(recipe: Recipe) -> Method:
    """Return the method that a recipe calls.

    Raises:
        CommandError: This version has none of that name.
    """
    found = find_method(recipe.operation)
    if found is None:
        raise CommandError(
            f"The recipe is for {recipe.operation!r}, which this version does not know ({recipe.client})."
        )
    return found


def _with_default(parameter: click.Parameter, method: Method, recipe: Recipe) -> click.Parameter:
    """The option for a parameter of a call, with the recipe's value as its default."""
    name = str(parameter.name)
    value = default(name, method, recipe)
    if isinstance(parameter, click.Argument):
        flag, several = f"--{name.replace('_', '-')}", parameter.nargs == -1
        return click.Option([flag], type=parameter.type, multiple=several, default=value, help=INSTEAD)
    if value is not None:
        parameter.default, parameter.required = value, False
    return parameter


def default(name: str, method: Method, recipe: Recipe) -> Any:
    """Return what a recipe says of a parameter, or None if it says nothing."""
    if name in recipe.images:
        return recipe.images[name].path
    if name == "prompts":
        return [TextPrompt(**each) for each in recipe.arguments.get(name, ())]
    of_image = {"seed": recipe.seed, "engine": recipe.engine or None}
    return of_image.get(name) if name in of_image and name in method.parameters else recipe.arguments.get(name)


def _check_images(recipe: Recipe, chosen: Mapping[str, Any]) -> None:
    """Check that the images that the recipe names are those that it was made with."""
    for name, source in recipe.images.items():
        if chosen.get(name) != source.path:
            continue  # another one was passed
        option = f"Pass --{name.replace('_', '-')} FILE"
        if source.path == STDIN:
            raise CommandError(f"{name} came from standard input. {option}.")
        if hashlib.sha256(Path(source.path).read_bytes()).hexdigest() != source.sha256:
            raise CommandError(f"{source.path} has changed since the image was made. {option} to take it nevertheless.")
