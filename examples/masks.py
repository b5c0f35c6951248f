"""Draw a sheet of every way to make a mask, with its preview and its result: docs/pictures/masks.jpg.

Run it with `python examples/masks.py [sheet.jpg]`. It calls the offline stand-in server, so it costs nothing.
"""

import importlib.util
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image, ImageDraw, ImageFont

from stability_client import MaskSource, Stability, masks
from stability_client.standin import StandIn

ENGINE = "stable-inpainting-512-v2-0"
PROMPT = "a lake below snowy mountains at dawn"
PAPER, INK, FAINT, EDGE = (250, 249, 246), (32, 36, 44), (120, 124, 132), (214, 212, 206)
THUMB, GAP, MARGIN, CAPTION = 176, 8, 36, 54
COLUMNS = 2


class MaskedImage(NamedTuple):
    """An image and its mask, ready to be sent; without a mask, the transparent part is repainted."""

    init_image: Image.Image
    mask: Image.Image | None = None
    operation: Literal["masking", "v2beta.inpaint", "v2beta.erase"] = "masking"
    grow_mask: int | None = None

    @property
    def mask_source(self) -> MaskSource:
        """The mask source to send; v2beta has none."""
        return MaskSource.MASK_IMAGE_WHITE if self.mask else MaskSource.INIT_IMAGE_ALPHA

    @property
    def preview(self) -> masks.Preview:
        """What is repainted."""
        source = self.mask_source if self.operation == "masking" else None
        return masks.preview(self.init_image, self.mask, source, grow_mask=self.grow_mask)


class Card(NamedTuple):
    """The content of one card of the sheet."""

    code: str
    caption: str
    make: Callable[[Image.Image], MaskedImage]


def on_photo(make: Callable[[Image.Image], Image.Image]) -> Callable[[Image.Image], MaskedImage]:
    """Turn a function that makes a mask into one that returns the photo too."""
    return lambda photo: MaskedImage(photo, make(photo))


def suit(photo: Image.Image) -> Image.Image:
    """Select the orange of the suit, without specks."""
    return masks.shrink(masks.grow(masks.from_color(photo, (224, 82, 40), tolerance=52), 4), 4)


def cut_out(photo: Image.Image) -> Image.Image:
    """Cut a hole into the photo, as an image editor does."""
    return masks.for_source(masks.from_ellipse(photo, (286, 350, 510, 540)), "INIT_IMAGE_ALPHA", photo)


def extended(photo: Image.Image) -> MaskedImage:
    """Extend the photo on both sides."""
    wide = masks.outpaint(photo, left=128, right=128, overlap=48)
    return MaskedImage(wide.canvas, wide.mask)


def fitted(photo: Image.Image) -> MaskedImage:
    """Bring a part of the photo to a size that the API accepts."""
    part = photo.crop((150, 0, 490, 300))
    frame = masks.fit(part, ENGINE)
    return MaskedImage(frame.image, frame.fit_mask(masks.from_box(part, (195, 0, 320, 290))))


def inpainted(photo: Image.Image) -> MaskedImage:
    """Repaint a mask that the service grows."""
    return MaskedImage(photo, masks.from_polygon(photo, ROCKET), "v2beta.inpaint", grow_mask=24)


def erased(photo: Image.Image) -> MaskedImage:
    """Fill what the mask covers from its surroundings."""
    return MaskedImage(photo, masks.from_polygon(photo, ROCKET), "v2beta.erase")


SHUTTLE = (350, 0, 475, 285)
HELMET = (278, 342, 500, 560)
ROCKET = ((396, 0), (438, 0), (458, 60), (474, 278), (362, 278), (352, 200), (378, 40))

CARDS = (
    Card("from_box(photo, (350, 0, 475, 285))", "a rectangle", on_photo(lambda p: masks.from_box(p, SHUTTLE))),
    Card("from_ellipse(photo, (278, 342, 500, 560))", "an ellipse", on_photo(lambda p: masks.from_ellipse(p, HELMET))),
    Card("from_polygon(photo, corners)", "a closed line", on_photo(lambda p: masks.from_polygon(p, ROCKET))),
    Card("from_color(photo, (224, 82, 40), tolerance=52)", "pixels of about a color", on_photo(suit)),
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
    Card("outpaint(photo, left=128, right=128, overlap=48)", "room to grow", extended),
    Card("fit(part).fit_mask(mask)", "a part of 340x300 pixels, framed in 576x512", fitted),
    Card('for_source(mask, "INIT_IMAGE_ALPHA", photo)', "in the photo's own alpha", lambda p: MaskedImage(cut_out(p))),
    Card("v2beta.inpaint(…, mask=mask, grow_mask=24)", "grown by the service", inpainted),
    Card("v2beta.erase(photo, mask=mask)", "grown by 5 pixels, the default", erased),
)


def photograph() -> Image.Image:
    """Open a portrait by NASA from scikit-image's wheel, 512x512."""
    found = importlib.util.find_spec("skimage")
    if found is None or not found.submodule_search_locations:
        sys.exit("scikit-image is not installed; this example needs its photographs")
    return masks.upright(Path(found.submodule_search_locations[0]) / "data" / "astronaut.png")


def repaint(client: Stability, masked: MaskedImage) -> Image.Image:
    """Send a call with a mask and open its result."""
    if masked.operation == "v2beta.erase":
        generation = client.v2beta.erase(masked.init_image, mask=masked.mask, grow_mask=masked.grow_mask)
    elif masked.operation == "v2beta.inpaint":
        generation = client.v2beta.inpaint(
            masked.init_image, PROMPT, mask=masked.mask, grow_mask=masked.grow_mask, seed=20_230_115
        )
    else:
        generation = client.masking(
            masked.init_image, PROMPT, mask_source=masked.mask_source, mask_image=masked.mask, seed=20_230_115
        )
    return Image.open(io.BytesIO(generation.image.data)).convert("RGB")


def on_checkers(image: Image.Image) -> Image.Image:
    """Draw a transparent image on a checkerboard, as image editors do."""
    squares = Image.new("L", (image.width // 16, image.height // 16))
    squares.putdata([(x + y) % 2 * 48 + 190 for y in range(squares.height) for x in range(squares.width)])
    ground = squares.resize(image.size, Image.Resampling.NEAREST).convert("RGB")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Load the font that comes with Pillow."""
    return ImageFont.load_default(size)


def draw_card(sheet: Image.Image, corner: tuple[int, int], card: Card, images: list[Image.Image], summary: str) -> None:
    """Draw the code, its caption, and mask, preview and result side by side."""
    x, y = corner
    draw = ImageDraw.Draw(sheet)
    draw.text((x, y), card.code, fill=INK, font=font(15))
    draw.text((x, y + 20), f"{card.caption}  ·  {summary}", fill=FAINT, font=font(12))
    for index, image in enumerate(images):
        left, top = x + index * (THUMB + GAP), y + CAPTION - 10
        small = image.convert("RGB")
        small.thumbnail((THUMB, THUMB), Image.Resampling.LANCZOS)
        position = (left + (THUMB - small.width) // 2, top + (THUMB - small.height) // 2)
        sheet.paste(small, position)
        draw.rectangle(
            (position[0] - 1, position[1] - 1, position[0] + small.width, position[1] + small.height), outline=EDGE
        )


def contact_sheet(client: Stability) -> Image.Image:
    """Draw all cards under a heading."""
    photo = photograph()
    card_size = (3 * THUMB + 2 * GAP, CAPTION + THUMB + 22)
    rows = -(-len(CARDS) // COLUMNS)
    heading = 92
    width = 2 * MARGIN + COLUMNS * card_size[0] + (COLUMNS - 1) * MARGIN
    sheet = Image.new("RGB", (width, heading + rows * card_size[1] + MARGIN // 2), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((MARGIN, 24), "stability_client.masks", fill=INK, font=font(28))
    subtitle = "white is repainted  ·  each: the mask, its preview, and the result of the offline stand-in"
    draw.text((MARGIN, 60), subtitle, fill=FAINT, font=font(14))
    for index, card in enumerate(CARDS):
        masked = card.make(photo)
        preview = masked.preview
        corner = (
            MARGIN + index % COLUMNS * (card_size[0] + MARGIN),
            heading + index // COLUMNS * card_size[1],
        )
        images = [masked.mask or on_checkers(masked.init_image), preview.image, repaint(client, masked)]
        draw_card(sheet, corner, card, images, f"{preview.share:.0%} repainted")
        print(f"{card.code:50} {preview.summary}")
    return sheet


def main() -> None:
    """Write the sheet."""
    default = Path(__file__).parents[1] / "docs" / "pictures" / "masks.jpg"
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    with StandIn() as server, Stability(server.api_key, base_url=server.url, engine=ENGINE) as client:
        sheet = contact_sheet(client)
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path, quality=88, optimize=True)
    print(f"{path} ({sheet.width}x{sheet.height}, {path.stat().st_size:,} bytes)")


if __name__ == "__main__":
    main()
