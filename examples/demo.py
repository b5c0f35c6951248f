"""The main job from start to end: text-to-image, image-to-image on its result, masking on that.

Both clients do it, in both answer forms, on the embedded offline server, or on the server that `STABILITY_BASE_URL` and
`STABILITY_API_KEY` name. Pictures and a contact sheet go to out/. Exits with 1 when anything is off.
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
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

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

OUT = Path("out")
SIZE = 512
Form = Literal["image/png", "application/json"]
FORMS: tuple[Form, ...] = ("image/png", "application/json")
SCENE = "a lighthouse on a cliff at dawn"
STORM = [("the same lighthouse in a storm", 1.0), ("calm sea", -0.5)]
SHIP = "a sailing ship on the horizon"
NO_ENGINE = "an-engine-that-never-was"
PAPER, INK = (250, 249, 246), (40, 44, 52)
SHEET = (300, 14, 32, 170)
"""Of the contact sheet, in pixels: a picture's side, the gaps, the line of names above, the labels at the left."""


@frozen
class Done:
    """One call of the demo and what came of it."""

    client: str
    form: str
    operation: str
    made: Generation
    milliseconds: float

    @property
    def picture(self) -> Image.Image:
        """What was painted."""
        return self.made.image.to_pil().convert("RGB")


@frozen
class Server:
    """Where the demo runs."""

    url: str
    api_key: str
    embedded: bool


@contextmanager
def server() -> Iterator[Server]:
    """The server of the environment, else the stand-in."""
    url, api_key = os.environ.get("STABILITY_BASE_URL"), os.environ.get("STABILITY_API_KEY")
    if url and api_key:
        yield Server(url, api_key, embedded=False)
        return
    from stability_client.standin import StandIn  # noqa: PLC0415 - not needed for a real server

    with StandIn() as standin:
        yield Server(standin.url, standin.api_key, embedded=True)


def mask_for(picture: Image.Image) -> Image.Image:
    """White, so repainted, in an ellipse with a soft edge at the right of the picture."""
    width, height = picture.size
    box = (width * 0.5, height * 0.35, width * 0.95, height * 0.75)
    return masks.feather(masks.from_ellipse(picture.size, box), 6)


async def run(client: AsyncStability | Stability, form: Form, note: Callable[[Done], None]) -> None:
    """The three operations, each on the result of the one before. The sync client runs in a thread."""

    async def call(operation: str, *arguments: object, **options: object) -> Generation:
        method = getattr(client, operation)
        started = time.perf_counter()
        made: Generation
        if isinstance(client, AsyncStability):
            made = await method(*arguments, accept=form, **options)
        else:
            made = await asyncio.to_thread(method, *arguments, accept=form, **options)
        note(Done(type(client).__name__, form, operation, made, (time.perf_counter() - started) * 1000))
        return made

    first = await call("text_to_image", SCENE, width=SIZE, height=SIZE, seed=2023)
    second = await call("image_to_image", first.image.data, STORM, step_schedule_start=0.6, seed=7)
    mask = mask_for(second.image.to_pil())
    source = MaskSource.MASK_IMAGE_WHITE
    await call("masking", second.image.data, SHIP, mask_image=mask, mask_source=source, seed=11)


def provoke(client: Stability) -> Iterator[tuple[type[StabilityError], StabilityError | None]]:
    """Two mistakes, one that only a server can find and one found before it costs anything, and what came of them."""
    picture = Image.new("RGB", (SIZE, SIZE), "teal")
    mistakes: list[tuple[type[StabilityError], Callable[[], Generation]]] = [
        (NotFoundError, lambda: client.text_to_image(SCENE, engine=NO_ENGINE)),
        (InvalidMaskImageError, lambda: client.masking(picture, SHIP, mask_source="MASK_IMAGE_BLACK")),
    ]
    for expected, mistake in mistakes:
        try:
            mistake()
        except expected as error:
            yield expected, error
        else:
            yield expected, None


def off_in(done: list[Done], *, embedded: bool) -> Iterator[str]:
    """What is off in the results."""
    for one in done:
        if one.made.image.finish_reason != FinishReason.SUCCESS:
            yield f"{one.client} {one.operation}: finished as {one.made.image.finish_reason}"
    for before, after in pairwise(done):
        # Real engines touch up what lies around a mask, too.
        if after.operation == "masking" and embedded:
            leaked = changed_outside(before.picture, after.picture, mask_for(before.picture))
            if leaked:
                yield f"{after.client} masking: {leaked} pixels changed outside the mask"


def changed_outside(old: Image.Image, new: Image.Image, mask: Image.Image) -> int:
    """How many pixels differ where the mask is black."""
    kept = mask.point(lambda level: 255 if level == 0 else 0)
    difference = ImageChops.difference(old, new).convert("L").point(lambda level: 255 if level else 0)
    return ImageChops.multiply(difference, kept).histogram()[255]


def contact_sheet(done: list[Done]) -> Image.Image:
    """All pictures of a run in one: a row for each client and answer form."""
    rows: dict[str, dict[str, Image.Image]] = {}
    for one in done:
        row = rows.setdefault(f"{one.client}\n{one.form}", {})
        if one.operation == "masking":
            before = row["image_to_image"]
            row["what the mask selects"] = masks.preview(before, mask_for(before), MaskSource.MASK_IMAGE_WHITE).image
        row[one.operation] = one.picture
    tile, gap, head, left = SHEET
    names = list(next(iter(rows.values())))
    sheet = Image.new("RGB", (left + len(names) * (tile + gap), head + len(rows) * (tile + gap)), PAPER)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(17)
    for column, name in enumerate(names):
        draw.text((left + column * (tile + gap), 6), name, fill=INK, font=font)
    for number, (title, row) in enumerate(rows.items()):
        top = head + number * (tile + gap)
        draw.multiline_text((gap, top), title, fill=INK, font=font, spacing=8)
        for column, picture in enumerate(row.values()):
            small = picture.resize((tile, tile), Image.Resampling.LANCZOS)
            sheet.paste(small, (left + column * (tile + gap), top))
    return sheet


def table_of(done: list[Done]) -> Table:
    """What happened, for a person."""
    table = Table(box=box.SIMPLE)
    for name in ("client", "form", "operation", "engine"):
        table.add_column(name)
    for name in ("size", "seed", "finish reason", "ms"):
        table.add_column(name, justify="right")
    for one in done:
        image = one.made.image
        size = "x".join(map(str, image.size))
        form = one.form.partition("/")[2]
        facts = (one.client, form, one.operation, one.made.engine, size, str(image.seed), str(image.finish_reason))
        table.add_row(*facts, f"{one.milliseconds:.0f}")
    return table


async def demo(where: Server, console: Console) -> list[str]:
    """Runs everything. Returns what is off."""
    done: list[Done] = []
    engine = os.environ.get("STABILITY_ENGINE") or "stable-diffusion-512-v2-1"
    columns = (TextColumn("painting"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("painting", total=12)

        def note(one: Done) -> None:
            done.append(one)
            progress.advance(task)

        with Stability(where.api_key, base_url=where.url, engine=engine) as client:
            for form in FORMS:
                await run(client, form, note)
            provoked = list(provoke(client))
            balance = client.balance().credits
        async with AsyncStability(where.api_key, base_url=where.url, engine=engine) as awaited:
            for form in FORMS:
                await run(awaited, form, note)
    for one in done:
        one.made.save(OUT / f"{one.client}-{one.form.partition('/')[2]}")
    sheet = contact_sheet(done)
    sheet.save(OUT / "contact-sheet.png")
    tile, gap, head, left = SHEET
    sheet.crop((left - gap, 0, sheet.width, head + tile + gap)).save(OUT / "overview.png")  # the README's picture
    console.print(table_of(done))
    for _, error in provoked:
        if error:
            told = "refused by the server" if error.sent else "found before anything was sent"
            console.print(f"Provoked: [yellow]{type(error).__name__}[/], {told}: {escape(error.message)}")
    console.print(f"{balance:.2f} credits are left. Look at {OUT / 'contact-sheet.png'}")
    missed = [
        f"{expected.__name__} was provoked, but the call went through" for expected, error in provoked if not error
    ]
    return missed + list(off_in(done, embedded=where.embedded))


def main() -> int:
    """The whole demo; its exit code."""
    console = Console()
    if not console.is_terminal:
        console.width = 120  # a log has room
    with server() as where:
        name = "the embedded stand-in server" if where.embedded else where.url
        console.print(f"Painting on {name}.")
        try:
            off = asyncio.run(demo(where, console))
        except StabilityError as error:
            off = [f"{type(error).__name__}: {error}"]
    for problem in off:
        console.print(f"[red]off:[/] {escape(problem)}")
    return 1 if off else 0


if __name__ == "__main__":
    sys.exit(main())
