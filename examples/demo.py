"""The main job from start to end: text-to-image, image-to-image on its result, masking on that.

Both clients do it, as both media types, on the embedded offline server, or on the server that `STABILITY_BASE_URL` and
`STABILITY_API_KEY` name. Images and a contact sheet go to out/. Exits with 1 if anything is wrong.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Literal

from attrs import frozen
from PIL import Image, ImageChops, ImageDraw, ImageFont

from stability_client import (
    AsyncStability,
    FinishReason,
    Generation,
    InvalidMaskImageError,
    MaskSource,
    NotFoundError,
    Stability,
    StabilityError,
    masks,
)

try:
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Table
except ModuleNotFoundError as error:
    sys.exit(f"The demo needs {error.name}, which is not installed. Run: make demo, or: pip install rich")

OUT = Path("out")
SIZE = 512
MediaType = Literal["image/png", "application/json"]
MEDIA_TYPES: tuple[MediaType, ...] = ("image/png", "application/json")
SCENE = "a lighthouse on a cliff at dawn"
STORM = [("the same lighthouse in a storm", 1.0), ("calm sea", -0.5)]
SHIP = "a sailing ship on the horizon"
MISSING_ENGINE = "no-such-engine"
BACKGROUND, TEXT = (250, 249, 246), (40, 44, 52)
SHEET = (300, 14, 32, 170)
"""Of the contact sheet, in pixels: the side of an image, the gaps, the height of the header, the width of labels."""


@frozen
class Result:
    """One call of the demo and its result."""

    client: str
    media_type: str
    operation: str
    generation: Generation
    milliseconds: float

    @property
    def image(self) -> Image.Image:
        """The generated image."""
        return self.generation.image.to_pil().convert("RGB")


@frozen
class Server:
    """The server that the demo runs on."""

    url: str
    api_key: str
    embedded: bool


@contextmanager
def connect() -> Iterator[Server]:
    """Yield the server of the environment, else the stand-in."""
    url, api_key = os.environ.get("STABILITY_BASE_URL"), os.environ.get("STABILITY_API_KEY")
    if url and api_key:
        yield Server(url, api_key, embedded=False)
        return
    from stability_client.standin import StandIn  # noqa: PLC0415 - not needed for a real server

    with StandIn() as standin:
        yield Server(standin.url, standin.api_key, embedded=True)


def mask_for(image: Image.Image) -> Image.Image:
    """Return a mask that is white, so regenerated, in an ellipse with a soft edge at the right of the image."""
    width, height = image.size
    box = (width * 0.5, height * 0.35, width * 0.95, height * 0.75)
    return masks.feather(masks.from_ellipse(image.size, box), 6)


async def run(client: AsyncStability | Stability, media_type: MediaType, report: Callable[[Result], None]) -> None:
    """Run the three operations, each on the result of the one before. The sync client runs in a thread."""

    async def call(operation: str, *arguments: object, **options: object) -> Generation:
        method = getattr(client, operation)
        started = time.perf_counter()
        generation: Generation
        if isinstance(client, AsyncStability):
            generation = await method(*arguments, accept=media_type, **options)
        else:
            generation = await asyncio.to_thread(method, *arguments, accept=media_type, **options)
        elapsed = (time.perf_counter() - started) * 1000
        report(Result(type(client).__name__, media_type, operation, generation, elapsed))
        return generation

    first = await call("text_to_image", SCENE, width=SIZE, height=SIZE, seed=2023)
    second = await call("image_to_image", first.image.data, STORM, step_schedule_start=0.6, seed=7)
    mask = mask_for(second.image.to_pil())
    source = MaskSource.MASK_IMAGE_WHITE
    await call("masking", second.image.data, SHIP, mask_image=mask, mask_source=source, seed=11)


def provoke_errors(client: Stability) -> Iterator[tuple[type[StabilityError], StabilityError | None]]:
    """Make two mistakes, one that only a server can find and one found before sending; yield the errors."""
    image = Image.new("RGB", (SIZE, SIZE), "teal")
    mistakes: list[tuple[type[StabilityError], Callable[[], Generation]]] = [
        (NotFoundError, lambda: client.text_to_image(SCENE, engine=MISSING_ENGINE)),
        (InvalidMaskImageError, lambda: client.masking(image, SHIP, mask_source="MASK_IMAGE_BLACK")),
    ]
    for expected, mistake in mistakes:
        try:
            mistake()
        except expected as error:
            yield expected, error
        else:
            yield expected, None


def problems_in(results: list[Result], *, embedded: bool) -> Iterator[str]:
    """Yield what is wrong in the results."""
    for result in results:
        reason = result.generation.image.finish_reason
        if reason != FinishReason.SUCCESS:
            yield f"{result.client} {result.operation}: finished as {reason}"
    for before, after in pairwise(results):
        # Real engines change some pixels around a mask, too.
        if after.operation == "masking" and embedded:
            changed = changed_outside(before.image, after.image, mask_for(before.image))
            if changed:
                yield f"{after.client} masking: {changed} pixels changed outside the mask"


def changed_outside(old: Image.Image, new: Image.Image, mask: Image.Image) -> int:
    """Count the pixels that differ under the black of the mask."""
    kept = mask.point(lambda level: 255 if level == 0 else 0)
    difference = ImageChops.difference(old, new).convert("L").point(lambda level: 255 if level else 0)
    return ImageChops.multiply(difference, kept).histogram()[255]


def contact_sheet(results: list[Result]) -> Image.Image:
    """Draw all images of a run into one: a row for each client and media type."""
    rows: dict[str, dict[str, Image.Image]] = {}
    for result in results:
        row = rows.setdefault(f"{result.client}\n{result.media_type}", {})
        if result.operation == "masking":
            before = row["image_to_image"]
            row["what the mask selects"] = masks.preview(before, mask_for(before), MaskSource.MASK_IMAGE_WHITE).image
        row[result.operation] = result.image
    tile, gap, head, left = SHEET
    names = list(next(iter(rows.values())))
    sheet = Image.new("RGB", (left + len(names) * (tile + gap), head + len(rows) * (tile + gap)), BACKGROUND)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(17)
    for column, name in enumerate(names):
        draw.text((left + column * (tile + gap), 6), name, fill=TEXT, font=font)
    for number, (title, row) in enumerate(rows.items()):
        top = head + number * (tile + gap)
        draw.multiline_text((gap, top), title, fill=TEXT, font=font, spacing=8)
        for column, image in enumerate(row.values()):
            small = image.resize((tile, tile), Image.Resampling.LANCZOS)
            sheet.paste(small, (left + column * (tile + gap), top))
    return sheet


def results_table(results: list[Result]) -> Table:
    """Return the results as a table."""
    table = Table(box=box.SIMPLE)
    for name in ("client", "type", "operation", "engine"):
        table.add_column(name)
    for name in ("size", "seed", "finish reason", "ms"):
        table.add_column(name, justify="right")
    for result in results:
        image = result.generation.image
        size = "x".join(map(str, image.size))
        call = (result.client, result.media_type.partition("/")[2], result.operation, result.generation.engine)
        table.add_row(*call, size, str(image.seed), str(image.finish_reason), f"{result.milliseconds:.0f}")
    return table


async def demo(server: Server, console: Console) -> list[str]:
    """Run everything. Return what is wrong."""
    results: list[Result] = []
    engine = os.environ.get("STABILITY_ENGINE") or "stable-diffusion-512-v2-1"
    columns = (TextColumn("generating"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("generating", total=12)

        def report(result: Result) -> None:
            results.append(result)
            progress.advance(task)

        with Stability(server.api_key, base_url=server.url, engine=engine) as client:
            for media_type in MEDIA_TYPES:
                await run(client, media_type, report)
            errors = list(provoke_errors(client))
            balance = client.balance().credits
        async with AsyncStability(server.api_key, base_url=server.url, engine=engine) as async_client:
            for media_type in MEDIA_TYPES:
                await run(async_client, media_type, report)
    for result in results:
        result.generation.save(OUT / f"{result.client}-{result.media_type.partition('/')[2]}")
    sheet = contact_sheet(results)
    sheet.save(OUT / "contact-sheet.png")
    tile, gap, head, left = SHEET
    sheet.crop((left - gap, 0, sheet.width, head + tile + gap)).save(OUT / "overview.png")  # the image in the README
    console.print(results_table(results))
    for _, error in errors:
        if error:
            found = "refused by the server" if error.sent else "found before anything was sent"
            console.print(f"Provoked: [yellow]{type(error).__name__}[/], {found}: {escape(error.message)}")
    console.print(f"{balance:.2f} credits are left. See {OUT / 'contact-sheet.png'}")
    missing = [f"{expected.__name__} was not raised" for expected, error in errors if not error]
    return missing + list(problems_in(results, embedded=server.embedded))


def main() -> int:
    """Run the demo. Return its exit code."""
    console = Console()
    if not console.is_terminal:
        console.width = 120  # a log has no width of its own
    with connect() as server:
        name = "the embedded stand-in server" if server.embedded else server.url
        console.print(f"Generating on {name}.")
        try:
            problems = asyncio.run(demo(server, console))
        except StabilityError as error:
            problems = [f"{type(error).__name__}: {error}"]
    for problem in problems:
        console.print(f"[red]wrong:[/] {escape(problem)}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
