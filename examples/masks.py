"""One photo, every way to make a mask, what each would repaint, and what comes back: docs/pictures/masks.jpg.

Run it with `python examples/masks.py [where.jpg]`. It paints on the offline stand-in server, so it costs nothing.
"""

import importlib.util
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from stability_client import Stability, masks
from stability_client.standin import StandIn

ENGINE = "stable-inpainting-512-v2-0"
PROMPT = "a lake below snowy mountains at dawn"
PAPER, INK, FAINT, EDGE = (250, 249, 246), (32, 36, 44), (120, 124, 132), (214, 212, 206)
THUMB, GAP, MARGIN, CAPTION = 176, 8, 36, 54
COLUMNS = 2


class Made(NamedTuple):
    """A picture and its mask, ready to be sent; without a mask, the picture's transparent parts are it."""

    init_image: Image.Image
    mask: Image.Image | None = None

    @property
    def mask_source(self) -> str:
        """Where the server is to look for the mask."""
        return "MASK_IMAGE_WHITE" if self.mask else "INIT_IMAGE_ALPHA"


class Card(NamedTuple):
    """What a card of the sheet shows."""

    code: str
    says: str
    make: Callable[[Image.Image], Made]


def on_photo(make: Callable[[Image.Image], Image.Image]) -> Callable[[Image.Image], Made]:
    """A mask maker whose mask belongs to the photo as it is."""
    return lambda photo: Made(photo, make(photo))


def suit(photo: Image.Image) -> Image.Image:
    """The orange of the suit, without specks."""
    return masks.shrink(masks.grow(masks.from_color(photo, (224, 82, 40), tolerance=52), 4), 4)


def cut_out(photo: Image.Image) -> Image.Image:
    """The photo with a hole, as an image editor saves it."""
    return masks.for_source(masks.from_ellipse(photo, (286, 350, 510, 540)), "INIT_IMAGE_ALPHA", photo)


def grown(photo: Image.Image) -> Made:
    """The photo with room at both sides."""
    wide = masks.outpaint(photo, left=128, right=128, overlap=48)
    return Made(wide.canvas, wide.mask)


def fitted(photo: Image.Image) -> Made:
    """A part of the photo in a size that the API does not take, brought to one that it does."""
    part = photo.crop((150, 0, 490, 300))
    frame = masks.fit(part, ENGINE)
    return Made(frame.image, frame.fit_mask(masks.from_box(part, (195, 0, 320, 290))))


SHUTTLE = (350, 0, 475, 285)
HELMET = (278, 342, 500, 560)
ROCKET = ((396, 0), (438, 0), (458, 60), (474, 278), (362, 278), (352, 200), (378, 40))

CARDS = (
    Card("from_box(photo, (350, 0, 475, 285))", "a rectangle", on_photo(lambda p: masks.from_box(p, SHUTTLE))),
    Card("from_ellipse(photo, (278, 342, 500, 560))", "an ellipse", on_photo(lambda p: masks.from_ellipse(p, HELMET))),
    Card("from_polygon(photo, corners)", "a closed line", on_photo(lambda p: masks.from_polygon(p, ROCKET))),
    Card("from_color(photo, (224, 82, 40), tolerance=52)", "whatever has a colour", on_photo(suit)),
    Card("from_alpha(cut_out)", "what is transparent", on_photo(lambda p: masks.from_alpha(cut_out(p)))),
    Card("invert(mask)", "all but that", on_photo(lambda p: masks.invert(masks.from_ellipse(p, (96, -20, 360, 330))))),
    Card("feather(mask, 40)", "softer edges", on_photo(lambda p: masks.feather(masks.from_ellipse(p, HELMET), 40))),
    Card("grow(mask, 24)", "more on all sides", on_photo(lambda p: masks.grow(masks.from_polygon(p, ROCKET), 24))),
    Card("shrink(mask, 24)", "less on all sides", on_photo(lambda p: masks.shrink(masks.from_ellipse(p, HELMET), 24))),
    Card(
        "union(one, other)",
        "either of them",
        on_photo(lambda p: masks.union(masks.from_ellipse(p, HELMET), masks.from_polygon(p, ROCKET))),
    ),
    Card(
        "intersect(one, other)",
        "both of them",
        on_photo(lambda p: masks.intersect(suit(p), masks.from_box(p, (0, 200, 230, 512)))),
    ),
    Card("outpaint(photo, left=128, right=128, overlap=48)", "room to grow", grown),
    Card("fit(part).fit_mask(mask)", "a part of 340x300 pixels, framed in 576x512", fitted),
    Card('for_source(mask, "INIT_IMAGE_ALPHA", photo)', "in the photo's own alpha", lambda p: Made(cut_out(p))),
)


def photograph() -> Image.Image:
    """A portrait of NASA's that scikit-image's wheel carries; 512x512."""
    found = importlib.util.find_spec("skimage")
    if found is None or not found.submodule_search_locations:
        sys.exit("scikit-image is not installed; its photographs are what this example paints on")
    return masks.upright(Path(found.submodule_search_locations[0]) / "data" / "astronaut.png")


def painted(client: Stability, made: Made) -> Image.Image:
    """The server's result."""
    generation = client.masking(
        made.init_image, PROMPT, mask_source=made.mask_source, mask_image=made.mask, seed=20_230_115
    )
    return Image.open(io.BytesIO(generation.image.data)).convert("RGB")


def on_checkers(picture: Image.Image) -> Image.Image:
    """A picture with transparent parts, as image editors show it."""
    squares = Image.new("L", (picture.width // 16, picture.height // 16))
    squares.putdata([(x + y) % 2 * 48 + 190 for y in range(squares.height) for x in range(squares.width)])
    ground = squares.resize(picture.size, Image.Resampling.NEAREST).convert("RGB")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font that Pillow brings along."""
    return ImageFont.load_default(size)


def draw_card(
    sheet: Image.Image, corner: tuple[int, int], card: Card, pictures: list[Image.Image], summary: str
) -> None:
    """Code, what it does, and mask, preview and result side by side."""
    x, y = corner
    draw = ImageDraw.Draw(sheet)
    draw.text((x, y), card.code, fill=INK, font=font(15))
    draw.text((x, y + 20), f"{card.says}  ·  {summary}", fill=FAINT, font=font(12))
    for index, picture in enumerate(pictures):
        left, top = x + index * (THUMB + GAP), y + CAPTION - 10
        small = picture.convert("RGB")
        small.thumbnail((THUMB, THUMB), Image.Resampling.LANCZOS)
        place = (left + (THUMB - small.width) // 2, top + (THUMB - small.height) // 2)
        sheet.paste(small, place)
        draw.rectangle((place[0] - 1, place[1] - 1, place[0] + small.width, place[1] + small.height), outline=EDGE)


def contact_sheet(client: Stability) -> Image.Image:
    """All cards, under a heading."""
    photo = photograph()
    card_size = (3 * THUMB + 2 * GAP, CAPTION + THUMB + 22)
    rows = -(-len(CARDS) // COLUMNS)
    heading = 92
    width = 2 * MARGIN + COLUMNS * card_size[0] + (COLUMNS - 1) * MARGIN
    sheet = Image.new("RGB", (width, heading + rows * card_size[1] + MARGIN // 2), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((MARGIN, 24), "stability_client.masks", fill=INK, font=font(28))
    says = "white is repainted  ·  each: the mask, its preview, and what the offline stand-in painted there"
    draw.text((MARGIN, 60), says, fill=FAINT, font=font(14))
    for index, card in enumerate(CARDS):
        made = card.make(photo)
        preview = masks.preview(made.init_image, made.mask, made.mask_source)
        corner = (
            MARGIN + index % COLUMNS * (card_size[0] + MARGIN),
            heading + index // COLUMNS * card_size[1],
        )
        pictures = [made.mask or on_checkers(made.init_image), preview.image, painted(client, made)]
        draw_card(sheet, corner, card, pictures, f"{preview.share:.0%} repainted")
        print(f"{card.code:50} {preview.summary}")
    return sheet


def main() -> None:
    """Writes the sheet."""
    default = Path(__file__).parents[1] / "docs" / "pictures" / "masks.jpg"
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    with StandIn() as server, Stability(server.api_key, base_url=server.url, engine=ENGINE) as client:
        sheet = contact_sheet(client)
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path, quality=88, optimize=True)
    print(f"{path} ({sheet.width}x{sheet.height}, {path.stat().st_size:,} bytes)")


if __name__ == "__main__":
    main()
