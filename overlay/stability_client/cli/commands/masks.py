"""The commands that make masks and show what they repaint, each a maker of `stability_client.masks`."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import rich_click as click

from stability_client import masks
from stability_client.cli.failures import warnings_told
from stability_client.cli.outputs import check_target, write
from stability_client.cli.parameters import IMAGE, Word
from stability_client.cli.parameters import read_image as read

SOURCES = ("MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA")


class Numbers(click.ParamType[tuple[float, ...]]):
    """Numbers with commas between them."""

    name = "numbers"

    def __init__(self, expected: str, groups_of: int, count: int | None = None) -> None:
        self.expected, self.groups_of, self.count = expected, groups_of, count

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """Return the numbers of a text such as `10,20,30,40`."""
        try:
            numbers = tuple(float(each) for each in str(value).replace(",", " ").split())
        except ValueError:
            numbers = ()
        if not numbers or len(numbers) % self.groups_of or (self.count and len(numbers) != self.count):
            self.fail(f"must be {self.expected}, got {value!r}.", param, ctx)
        return numbers


BOX = Numbers("LEFT,TOP,RIGHT,BOTTOM in pixels, such as 200,100,500,400", 4, 4)
POINTS = Numbers("X,Y pairs in pixels, such as 0,0,200,0,200,100", 2)


HELP = """\
Make masks, and see what they repaint. White is repainted, black is kept, gray counts in part.

\b
stability mask ellipse photo.jpg 200,100,500,400 -o mask.png
stability mask feather mask.png 24 -o soft.png
stability mask preview photo.jpg soft.png -o preview.png
"""


@click.group(help=HELP)
def group() -> None:
    """Make masks, and see what they repaint. White is repainted, black is kept, gray counts in part."""


def _writes(function: Callable[..., Any]) -> Callable[..., None]:
    """Give a function that returns an image the options of an output, and have the image written."""

    @click.option("-o", "--output", required=True, metavar="FILE", help="The file to write.")
    @click.option("-f", "--force", is_flag=True, help="Overwrite a file.")
    @wraps(function)
    def writing(output: str, force: bool, **typed: Any) -> None:
        target = check_target(output, force=force)
        with warnings_told():
            write(function(**typed), target)
        click.echo(target)

    return writing


def _image_argument(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.argument(name, type=IMAGE, metavar=name.upper())


def _maker(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a function that returns an image a command of the group."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        return group.command(name)(_writes(function))

    return decorate


@_maker("box")
@_image_argument("image")
@click.argument("box", type=BOX, metavar="LEFT,TOP,RIGHT,BOTTOM")
def box(image: str, box: tuple[float, float, float, float]) -> Any:
    """Repaint a rectangle of an image."""
    return masks.from_box(read(image), box)


@_maker("ellipse")
@_image_argument("image")
@click.argument("box", type=BOX, metavar="LEFT,TOP,RIGHT,BOTTOM")
def ellipse(image: str, box: tuple[float, float, float, float]) -> Any:
    """Repaint the ellipse that fills a rectangle."""
    return masks.from_ellipse(read(image), box)


@_maker("polygon")
@_image_argument("image")
@click.argument("points", type=POINTS, metavar="X,Y,X,Y,…")
def polygon(image: str, points: tuple[float, ...]) -> Any:
    """Repaint a polygon."""
    return masks.from_polygon(read(image), list(zip(points[::2], points[1::2], strict=True)))


@_maker("color")
@_image_argument("image")
@click.argument("color")
@click.option(
    "--tolerance", type=click.INT, default=16, show_default=True, help="How far a color may be off, 0 to 255."
)
def color(image: str, color: str, tolerance: int) -> Any:
    """Repaint what has about a color, such as `white` or `#00ff00`."""
    return masks.from_color(read(image), color, tolerance=tolerance)


@_maker("alpha")
@_image_argument("image")
@click.option(
    "--repaint", type=Word(("transparent", "opaque")), default="transparent", show_default=True, help="Which part."
)
def alpha(image: str, repaint: Any) -> Any:
    """Repaint the transparent or the opaque part of an image."""
    return masks.from_alpha(read(image), repaint=repaint)


@_maker("grow")
@_image_argument("mask")
@click.argument("pixels", type=click.INT)
def grow(mask: str, pixels: int) -> Any:
    """Repaint more: whatever is within a distance of what is repainted."""
    return masks.grow(read(mask), pixels)


@_maker("shrink")
@_image_argument("mask")
@click.argument("pixels", type=click.INT)
def shrink(mask: str, pixels: int) -> Any:
    """Repaint less: keep whatever is within a distance of what is kept."""
    return masks.shrink(read(mask), pixels)


@_maker("feather")
@_image_argument("mask")
@click.argument("pixels", type=click.FLOAT)
def feather(mask: str, pixels: float) -> Any:
    """Soften the edges, so that old and new parts blend."""
    return masks.feather(read(mask), pixels)


@_maker("invert")
@_image_argument("mask")
def invert(mask: str) -> Any:
    """Swap the repainted and the kept parts."""
    return masks.invert(read(mask))


@_maker("union")
@_image_argument("mask")
@click.argument("others", type=IMAGE, nargs=-1, required=True, metavar="OTHER...")
def union(mask: str, others: tuple[str, ...]) -> Any:
    """Repaint what any of the masks repaints."""
    return masks.union(read(mask), *map(read, others))


@_maker("intersect")
@_image_argument("mask")
@click.argument("others", type=IMAGE, nargs=-1, required=True, metavar="OTHER...")
def intersect(mask: str, others: tuple[str, ...]) -> Any:
    """Repaint only what all of the masks repaint."""
    return masks.intersect(read(mask), *map(read, others))


@_maker("for-source")
@_image_argument("mask")
@click.argument("mask_source", type=Word(SOURCES))
@click.option("--init-image", type=IMAGE, metavar="FILE", help="The image that gets the alpha of INIT_IMAGE_ALPHA.")
def for_source(mask: str, mask_source: str, init_image: str | None) -> Any:
    """Convert a mask for a mask source of v1alpha and v1: another polarity, or an image with alpha."""
    return masks.for_source(read(mask), mask_source, None if init_image is None else read(init_image))


@_maker("from-source")
@_image_argument("init_image")
@click.argument("mask_image", type=IMAGE, required=False)
@click.option("--mask-source", type=Word(SOURCES), help="By default as v2beta reads masks.")
def from_source(init_image: str, mask_image: str | None, mask_source: str | None) -> Any:
    """Tell what a call with these images repaints, as a mask."""
    return masks.from_source(read(init_image), None if mask_image is None else read(mask_image), mask_source)


@_maker("upright")
@_image_argument("image")
def upright(image: str) -> Any:
    """Turn a photo as viewers display it, by its EXIF orientation."""
    return masks.upright(read(image))


@_maker("fit")
@_image_argument("image")
@click.option("--engine", metavar="ID", help="The engine whose sizes count.")
@click.option("--operation", default="masking", show_default=True, help="The operation whose sizes count.")
def fit(image: str, engine: str | None, operation: str) -> Any:
    """Bring an image to the nearest size that the API accepts. Calls with --fit do so by themselves."""
    return masks.fit(read(image), engine, operation=operation).image


@_maker("outpaint")
@_image_argument("image")
@click.option("--left", type=click.INT, default=0, metavar="PIXELS", help="How far to extend the image.")
@click.option("--top", type=click.INT, default=0, metavar="PIXELS", help="As --left.")
@click.option("--right", type=click.INT, default=0, metavar="PIXELS", help="As --left.")
@click.option("--bottom", type=click.INT, default=0, metavar="PIXELS", help="As --left.")
@click.option(
    "--overlap", type=click.INT, default=0, metavar="PIXELS", help="How much of its own edge is repainted too."
)
@click.option("--mask-output", required=True, metavar="FILE", help="The file to write the mask to.")
@click.option("--engine", metavar="ID", help="The engine whose sizes count.")
@click.pass_context
def outpaint(ctx: click.Context, /, image: str, mask_output: str, **margins: Any) -> Any:
    """Make canvas and mask to extend an image with `masking`; v2beta has an `outpaint` of its own."""
    target = check_target(mask_output, force=bool(ctx.params["force"]))
    made = masks.outpaint(read(image), **margins)
    write(made.mask, target)
    click.echo(made.summary, err=True)
    return made.canvas


@_maker("preview")
@_image_argument("init_image")
@click.argument("mask_image", type=IMAGE, required=False)
@click.option("--mask-source", type=Word(SOURCES), help="By default as v2beta reads masks.")
@click.option("--grow-mask", type=click.INT, metavar="PIXELS", help="As in the call; v2beta only.")
def preview(init_image: str, mask_image: str | None, mask_source: str | None, grow_mask: int | None) -> Any:
    """Show what a call would repaint: tinted, hatched and outlined."""
    mask = None if mask_image is None else read(mask_image)
    made = masks.preview(read(init_image), mask, mask_source, grow_mask=grow_mask)
    click.echo(made.summary, err=True)
    return made.image


@group.command("check")
@_image_argument("init_image")
@click.argument("mask_image", type=IMAGE, required=False)
@click.option("--mask-source", type=Word(SOURCES), help="By default as v2beta reads masks.")
@click.option("--operation", metavar="NAME", help="The operation that the images are for, such as v2beta_erase.")
@click.option("--engine", metavar="ID", help="The engine that the images are for.")
@click.option("--fit/--no-fit", default=False, help="As in a call with --fit, which takes images of any size.")
def check(init_image: str, mask_image: str | None, mask_source: str | None, **call: Any) -> None:
    """Check the images of a call as it does, without making it. Says nothing if all is well."""
    mask = None if mask_image is None else read(mask_image)
    with warnings_told():
        masks.check_masking(read(init_image), mask, mask_source, **call)
