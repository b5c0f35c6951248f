"""Where results go: files that are checked before anything is sent, standard output, or JSON for scripts."""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import rich_click as click
from attrs import frozen
from rich.console import Console

from stability_client import GeneratedImage, Generation, StabilityError
from stability_client._images.pixels import convert_file, encode_png
from stability_client._images.saving import (
    expand_home,
    free_path,
    image_path,
    is_folder,
    name_with_seed,
    target_format,
    write_atomically,
)
from stability_client.cli.failures import NO_OUTPUT, CommandError, tell
from stability_client.cli.parameters import STDIN
from stability_client.recipes import Recipe, embed

if TYPE_CHECKING:
    from PIL.Image import Image

PNG = "image/png"
OUTPUT_HELP = "A file, a folder, or - for standard output. By default a new file in the current folder."


def output_options(*, recipe: bool) -> list[click.Parameter]:
    """Return the options that say where images go.

    Args:
        recipe: Whether images can carry one.
    """
    of_recipe = [_option("--recipe/--no-recipe", default=True, help="Whether PNG files carry the recipe.")]
    return [
        _option("-o", "--output", metavar="PATH", help=OUTPUT_HELP),
        _option("-f", "--force", is_flag=True, help="Overwrite a file."),
        _option("--json", "as_json", is_flag=True, help="Print JSON for scripts instead of paths."),
        _option("--show", is_flag=True, help="Show the image in the terminal, where it can."),
        *(of_recipe if recipe else ()),
    ]


def _option(*names: str, **attributes: Any) -> click.Parameter:
    return click.RichOption(names, panel="Output", **attributes)


@frozen
class Output:
    """Where images go, checked."""

    path: str | None = None
    force: bool = False
    as_json: bool = False
    show: bool = False
    recipe: bool = True

    @classmethod
    def of(cls, typed: Mapping[str, Any]) -> "Output":
        """Take what was typed, and check that the images could be written.

        Raises:
            CommandError: They could not.
        """
        output = cls(typed["output"], typed["force"], typed["as_json"], typed["show"], typed.get("recipe", True))
        output.check()
        return output

    @property
    def is_standard_output(self) -> bool:
        """Whether the image itself goes to standard output."""
        return self.path == STDIN

    @property
    def folder(self) -> Path | None:
        """The folder that images go into under free names; None if they go to a file that is named."""
        path = self.path or "."
        return expand_home(path) if is_folder(path) else None

    def check(self) -> None:
        """Check that a path can be written, before anything is paid for.

        Raises:
            CommandError: It cannot.
        """
        if self.is_standard_output:
            if self.as_json:
                raise CommandError("--json and -o - both write to standard output. Choose one.")
            if sys.stdout.isatty():
                raise CommandError("An image would fill the terminal with bytes. Pass -o FILE, or send it to a pipe.")
            return
        if self.folder is not None:
            _check_writable(self.folder)
        elif self.path:
            check_target(self.path, force=self.force)

    def write(self, generation: Generation, recipe: Recipe | None) -> list[Path]:
        """Write the images, and return where they are: nowhere if they went to standard output.

        Raises:
            CommandError: They cannot be written; the message says where they are instead.
        """
        images = [self._with_recipe(image, recipe, generation.engine) for image in generation]
        if self.is_standard_output:
            if len(images) > 1:
                tell(
                    f"Standard output takes one image; the other {len(images) - 1} go into the current folder.", "note"
                )
            sys.stdout.buffer.write(images[0].data)
            sys.stdout.buffer.flush()
            return [image.save(free_name(Path(), image, generation.operation)) for image in images[1:]]
        try:
            return [image.save(path) for image, path in zip(images, self._paths(images, generation), strict=True)]
        except OSError as error:
            kept = rescue(generation)
            raise CommandError(f"{error.strerror or error}: {error.filename}. {kept}", NO_OUTPUT) from error

    def _with_recipe(self, image: GeneratedImage, recipe: Recipe | None, engine: str) -> GeneratedImage:
        if recipe is None or not self.recipe or image.media_type != PNG:
            return image
        known = attrs.evolve(recipe, seed=image.seed, engine=engine)
        return attrs.evolve(image, data=embed(image.data, known))

    def _paths(self, images: list[GeneratedImage], generation: Generation) -> Iterator[Path]:
        """Where each image goes, when the one before it is there: `a.png`, `a-2.png`, or free names in a folder."""
        if self.folder is not None:
            for image in images:
                yield free_name(self.folder, image, generation.operation)
            return
        target = Path(self.path or ".")
        yield target
        for number, image in enumerate(images[1:], 2):
            named = image_path(target, image.media_type, "")
            numbered = named.with_stem(f"{named.stem}-{number}")
            yield numbered if self.force else free_path(numbered.parent, numbered.stem, image.media_type)


def free_name(folder: Path, image: GeneratedImage, operation: str) -> Path:
    """Return a path in a folder that no file has yet, named after operation and seed."""
    return free_path(folder, name_with_seed(operation, image.seed), image.media_type)


def check_target(path: str, *, force: bool) -> Path:
    """Return the file that an image is written to, checked before any work is done for it.

    Raises:
        CommandError: There is such a file and it must not be overwritten, or it cannot be written.
    """
    try:
        target = image_path(path, PNG, "image")
    except StabilityError as error:
        raise CommandError(str(error)) from error
    if target.exists() and not force:
        raise CommandError(f"There is already a file {target}. Pass --force to overwrite it, or another path.")
    _check_writable(target.parent)
    return target


def write(image: "Image", target: Path) -> None:
    """Write a picture that was made here, completely or not at all, in the format of its suffix."""
    kind, data = target_format(target), encode_png(image)
    write_atomically(target, data if kind is None or kind.media_type == PNG else convert_file(data, kind))


def _check_writable(folder: Path) -> None:
    existing = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    if not existing.is_dir():
        raise CommandError(f"{folder} is no folder: {existing} is a file.", NO_OUTPUT)
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        raise CommandError(f"Nothing can be written into {existing}: {error.strerror or error}.", NO_OUTPUT) from error


def rescue(generation: Generation) -> str:
    """Save images that could not be written where they should into the folder for temporary files, and say so."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="stability-"))
        saved = generation.save(folder)
    except OSError as error:
        return f"The images, which are paid for, could not be kept in {tempfile.gettempdir()} either: {error}"
    return f"What is paid for is kept in {', '.join(map(str, saved))}"


def report(generation: Generation, paths: list[Path], output: Output) -> None:
    """Say what was made: paths or JSON on standard output, the rest on standard error."""
    if output.as_json:
        click.echo(json.dumps(_as_json(generation, paths), ensure_ascii=False))
        return
    _describe(generation, paths)
    if not sys.stdout.isatty():
        for path in paths:
            click.echo(path)


def _as_json(generation: Generation, paths: list[Path]) -> dict[str, Any]:
    return {
        "operation": generation.operation,
        "engine": generation.engine or None,
        "estimated_credits": generation.estimated_credits,
        "request_id": generation.http.request_id,
        "images": [
            {
                "path": str(path),
                "seed": image.seed,
                "finish_reason": None if image.finish_reason is None else str(image.finish_reason),
                "media_type": image.media_type,
                "width": image.size[0],
                "height": image.size[1],
            }
            for image, path in zip(generation, paths, strict=True)
        ],
    }


def _describe(generation: Generation, paths: list[Path]) -> None:
    console = Console(stderr=True, highlight=False)
    places: list[Path | str] = [*["standard output"] * (len(generation) - len(paths)), *paths]
    for image, place in zip(generation, places, strict=True):
        width, height = image.size
        parts = [f"{width}x{height}", None if image.seed is None else f"seed {image.seed}"]
        if image.finish_reason is not None:
            parts.append(str(image.finish_reason))
        console.print(f"[green]✓[/] [bold]{place}[/]  {'  '.join(filter(None, parts))}", soft_wrap=True)
    if generation.estimated_credits is not None:
        console.print(f"  estimated credits: {generation.estimated_credits:g}")
