"""What each operation of v2beta does, on one image: generate, edit, upscale, control.

It runs on the embedded offline server, all calls at once: on the hosted service they would cost about 2 USD. Images and
a contact sheet go to out/v2beta/. Exits with 1 if anything is wrong.
"""

import asyncio
import sys
from collections.abc import Awaitable, Iterator, Mapping
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from stability_client import AsyncStability, Generation, masks
from stability_client.standin import StandIn

OUT = Path("out") / "v2beta"
SCENE = "a lighthouse by the sea at dusk, a boat"
SIDE = 512
LEFT, DOWN = 128, 64
GROW_MASK = 5
TILE, GAP, HEAD, COLUMNS = 300, 14, 34, 6
"""Of the contact sheet, in pixels: the side of an image, the gaps, the height of a label; and images in a row."""
OVERVIEW = (
    *("core, 16:9", "the mask", "inpaint", "erase", "outpaint", "search_and_recolor"),
    *("remove_background", "replace_background_and_relight", "upscale_fast", "sketch", "structure", "style_transfer"),
)
"""What the picture in the README shows."""
BACKGROUND, TEXT = (250, 249, 246), (40, 44, 52)
CHECKERS = ((236, 236, 236), (206, 206, 206))
CHECKER_SIDE = 12


def make_subject() -> Image.Image:
    """Return an image whose subject stands out from its background."""
    image = Image.new("RGB", (SIDE, SIDE), (214, 220, 226))
    draw = ImageDraw.Draw(image)
    draw.ellipse((156, 120, 356, 320), fill=(226, 92, 62))
    draw.polygon([(196, 292), (316, 292), (280, 390), (232, 390)], fill=(122, 70, 44))
    return image


def mask_for(image: Image.Image) -> Image.Image:
    """Return a mask that is white, so repainted, in an ellipse at the right of the image."""
    width, height = image.size
    return masks.from_ellipse(image.size, (width * 0.5, height * 0.3, width * 0.95, height * 0.7))


def start_calls(client: AsyncStability, photo: Image.Image, mask: Image.Image) -> Mapping[str, Awaitable[Generation]]:
    """Return a call of every operation, each under what the sheet calls it."""
    v2beta, subject = client.v2beta, make_subject()
    return {
        "core, 16:9": v2beta.core(SCENE, aspect_ratio="16:9", output_format="webp", seed=3),
        "core, line-art": v2beta.core(SCENE, style_preset="line-art", seed=3),
        "ultra, strength 0.6": v2beta.ultra("the same in a storm", image=photo, strength=0.6, seed=4),
        "sd3, sd3.5-flash": v2beta.sd3(SCENE, model="sd3.5-flash", negative_prompt="boat", seed=5),
        "inpaint": v2beta.inpaint(photo, "a balloon", mask=mask, grow_mask=GROW_MASK, seed=6),
        "erase": v2beta.erase(photo, mask=mask, grow_mask=GROW_MASK),
        "outpaint": v2beta.outpaint(photo, prompt="more sea", creativity=0.7, seed=7, left=LEFT, down=DOWN),
        "search_and_replace": v2beta.search_and_replace(subject, "a city", search_prompt="the red ball", seed=8),
        "search_and_recolor": v2beta.search_and_recolor(subject, "bright blue", select_prompt="the red ball"),
        "remove_background": v2beta.remove_background(subject),
        "replace_background_and_relight": v2beta.replace_background_and_relight(
            subject, background_prompt="a beach", light_source_direction="left", light_source_strength=0.8, seed=9
        ),
        "upscale_fast": v2beta.upscale_fast(photo, output_format="jpeg"),
        "upscale_conservative": v2beta.upscale_conservative(photo, SCENE, output_format="jpeg", seed=10),
        "upscale_creative": v2beta.upscale_creative(photo, SCENE, output_format="jpeg", seed=10),
        "sketch": v2beta.sketch(photo, "a castle in a forest", seed=11),
        "structure": v2beta.structure(photo, "an emerald aurora", control_strength=0.8, seed=12),
        "style": v2beta.style(subject, "mountains", aspect_ratio="5:4", fidelity=0.8, seed=13),
        "style_transfer": v2beta.style_transfer(photo, subject, seed=14),
    }


def problems_in(images: Mapping[str, Image.Image], photo: Image.Image, mask: Image.Image) -> Iterator[str]:
    """Yield what is wrong in the images."""
    kept = masks.grow(mask, GROW_MASK).point([255] + [0] * 255)
    for name in ("inpaint", "erase"):
        difference = ImageChops.difference(images[name], photo).convert("L")
        if ImageChops.multiply(difference, kept).getbbox():
            yield f"{name}: pixels outside the grown mask changed"
        if not difference.getbbox():
            yield f"{name}: nothing changed"
    if images["outpaint"].size != (SIDE + LEFT, SIDE + DOWN):
        yield f"outpaint: the image has {images['outpaint'].size}"
    elif ImageChops.difference(images["outpaint"].crop((LEFT, 0, LEFT + SIDE, SIDE)), photo).getbbox():
        yield "outpaint: the image inside changed"
    if images["remove_background"].getchannel("A").getextrema() != (0, 255):
        yield "remove_background: nothing is transparent"
    if images["upscale_fast"].size != (4 * SIDE, 4 * SIDE):
        yield f"upscale_fast: the image has {images['upscale_fast'].size}"


def contact_sheet(images: Mapping[str, Image.Image]) -> Image.Image:
    """Draw all images into one, each with its name and size."""
    rows = -(-len(images) // COLUMNS)
    sheet = Image.new("RGB", (GAP + COLUMNS * (TILE + GAP), GAP + rows * (TILE + HEAD + GAP)), BACKGROUND)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(15)
    for number, (name, image) in enumerate(images.items()):
        left, top = GAP + number % COLUMNS * (TILE + GAP), GAP + number // COLUMNS * (TILE + HEAD + GAP)
        draw.text((left, top), f"{name}\n{image.width} x {image.height}", fill=TEXT, font=font, spacing=2)
        small = image.copy()
        small.thumbnail((TILE, TILE))
        place = left + (TILE - small.width) // 2, top + HEAD + 4 + (TILE - small.height) // 2
        if small.mode == "RGBA":
            sheet.paste(checkers(small.size), place)
        sheet.paste(small, place, small if small.mode == "RGBA" else None)
    return sheet


def checkers(size: tuple[int, int]) -> Image.Image:
    """Draw what shows through transparent images."""
    image = Image.new("RGB", size, CHECKERS[0])
    draw = ImageDraw.Draw(image)
    for top in range(0, size[1], CHECKER_SIDE):
        for left in range(top // CHECKER_SIDE % 2 * CHECKER_SIDE, size[0], 2 * CHECKER_SIDE):
            draw.rectangle((left, top, left + CHECKER_SIDE - 1, top + CHECKER_SIDE - 1), fill=CHECKERS[1])
    return image


async def demo(client: AsyncStability) -> list[str]:
    """Run everything. Return what is wrong."""
    before = (await client.v1.balance()).credits
    first = await client.v2beta.sd3(SCENE, seed=2)
    photo = first.image.to_pil().convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    mask = mask_for(photo)
    calls = start_calls(client, photo, mask)
    generations = dict(zip(calls, await asyncio.gather(*calls.values()), strict=True))
    images = {name: generation.image.to_pil() for name, generation in generations.items()}
    for name, generation in generations.items():
        generation.save(OUT / name.replace(", ", "-").replace(":", "x").replace(" ", "-"))
    shown = {"the image": photo, "the mask": masks.preview(photo, mask, grow_mask=GROW_MASK).image, **images}
    contact_sheet(shown).save(OUT / "contact-sheet.png")
    contact_sheet({name: shown[name] for name in OVERVIEW}).save(OUT / "overview.jpg", quality=80, optimize=True)
    estimate = sum(each.estimated_credits or 0 for each in (first, *generations.values()))
    spent = before - (await client.v1.balance()).credits
    print(f"{len(generations) + 1} calls for {spent:g} credits. See {OUT / 'contact-sheet.png'}")
    wrong = [] if spent == estimate else [f"the calls cost {spent:g} credits, not {estimate:g} as estimated"]
    return wrong + list(problems_in(images, photo, mask))


async def run() -> int:
    """Run the demo. Return its exit code."""
    with StandIn() as server:
        async with AsyncStability(server.api_key, base_url=server.url) as client:
            problems = await demo(client)
    for problem in problems:
        print(f"wrong: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(run()))
