"""Masks that are painted with a real pointer: what is shown, what is kept, what arrives at the server, bit by bit."""

import base64
import io
import re
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.async_api import Browser, Page, expect

from stability_client import masks
from stability_client.standin import StandIn
from stability_client.studio import Studio
from tests.studio.support import Tool, sent_image

pytestmark = pytest.mark.anyio

ZIGZAG = [(100.0, 100.0), (300.0, 180.0), (140.0, 260.0), (400.0, 300.0)]


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and one.mode == other.mode and ImageChops.difference(one, other).getbbox() is None


async def require_same(tool: Tool) -> Image.Image:
    """The mask, which is the same on the page, on the screen and in the library."""
    shown = await tool.shown_mask()
    assert tool.studio.sitting.mask is not None
    assert same(shown, tool.studio.sitting.mask)
    return shown


async def test_a_stroke_is_kept_bit_by_bit(tool: Tool) -> None:
    await tool.drag(ZIGZAG)
    mask = await require_same(tool)
    assert mask.getpixel((200, 140)) == 255
    assert mask.getpixel((10, 10)) == 0
    assert sum(mask.histogram()[1:255]) > 0  # its edge is soft


@pytest.mark.parametrize(
    ("operation", "source"),
    [
        ("v2beta.inpaint", None),
        ("v1alpha.masking", "MASK_IMAGE_WHITE"),
        ("v1alpha.masking", "MASK_IMAGE_BLACK"),
        ("v1alpha.masking", "INIT_IMAGE_ALPHA"),
        ("v1.masking", "MASK_IMAGE_BLACK"),
    ],
)
async def test_what_was_painted_arrives_at_the_server(
    operation: str, source: str | None, tool: Tool, server: StandIn
) -> None:
    await tool.operation(operation)
    await tool.page.get_by_label("Engine").fill("stable-diffusion-v1-6") if operation.startswith("v1.") else None
    if source:
        await tool.page.select_option("select[name=mask_source]", source)
    await tool.fill("Prompt", "a red boat")
    await tool.drag(ZIGZAG)
    shown = await require_same(tool)
    await tool.run()
    assert await tool.error() == ""
    [request] = [each for each in server.history if each.method == "POST"]
    if source == "INIT_IMAGE_ALPHA":
        sent = ImageChops.invert(sent_image(request, "init_image").getchannel("A"))
    else:
        sent = sent_image(request, "mask" if source is None else "mask_image").convert("L")
        sent = ImageChops.invert(sent) if source == "MASK_IMAGE_BLACK" else sent
    assert same(sent, shown)


async def test_the_eraser_and_the_right_button_take_away(tool: Tool) -> None:
    await tool.drag([(100, 200), (400, 200)])
    await tool.choose("Eraser")
    await tool.drag([(200, 200), (210, 200)])
    await tool.choose("Brush")
    await tool.drag([(300, 200), (310, 200)], button="right")
    mask = await require_same(tool)
    assert [mask.getpixel((x, 200)) for x in (110, 205, 250, 305, 390)] == [255, 0, 255, 0, 255]


async def test_strength_is_a_gray_that_stays_even_where_a_stroke_crosses_itself(tool: Tool) -> None:
    await tool.fill("Strength", "100")
    await tool.drag([(100, 200), (400, 200), (250, 100), (250, 300)])
    mask = await require_same(tool)
    assert {mask.getpixel((x, 200)) for x in (150, 249, 251, 350)} == {100}


async def test_undo_and_redo_have_no_end(tool: Tool) -> None:
    steps = [await tool.shown_mask()]
    for number in range(6):
        await tool.drag([(60, 40 + 70 * number), (440, 60 + 70 * number)])
        steps.append(await require_same(tool))
    await tool.click("Invert")
    steps.append(await require_same(tool))
    for before in reversed(steps[:-1]):
        await tool.press("Control+z")
        assert same(await require_same(tool), before)
    assert await tool.page.locator("#undo").is_disabled()
    for after in steps[1:]:
        await tool.press("Control+Shift+z")
        assert same(await require_same(tool), after)
    assert await tool.page.locator("#redo").is_disabled()


async def test_shapes_are_those_of_the_library(tool: Tool) -> None:
    await tool.choose("Rectangle")
    await tool.drag([(100, 100), (200, 180)])
    mask = await require_same(tool)
    box = mask.getbbox()
    assert box is not None
    assert same(mask, masks.from_box((512, 512), box))
    await tool.choose("Ellipse")
    await tool.drag([(300, 300), (450, 400)])
    await tool.choose("Lasso")
    await tool.drag([(50, 300), (150, 300), (100, 450)])
    mask = await require_same(tool)
    assert [mask.getpixel(point) for point in ((375, 350), (302, 302), (100, 330), (60, 440))] == [255, 0, 255, 0]


async def test_fill_stays_within_what_is_painted_around(tool: Tool) -> None:
    await tool.drag([(100, 100), (300, 100), (300, 300), (100, 300), (100, 100)])
    await tool.choose("Fill")
    await tool.page.mouse.click(*await tool.on_screen((200, 200)))
    await tool.settled()
    mask = await require_same(tool)
    assert [mask.getpixel(point) for point in ((200, 200), (100, 100), (400, 400))] == [255, 255, 0]


async def test_a_color_is_picked_as_the_library_does(tool: Tool, studio: Studio) -> None:
    await tool.fill("Tolerance", "40")
    await tool.choose("Pick color")
    await tool.page.mouse.click(*await tool.on_screen((20, 20)))
    await tool.settled()
    image = studio.sitting.image
    assert image is not None
    mask = await require_same(tool)
    candidates = [image.convert("RGB").getpixel((x, y)) for x in (19, 20, 21) for y in (19, 20, 21)]
    assert any(same(mask, masks.from_color(image, color, tolerance=40)) for color in candidates)  # type: ignore[arg-type]  # of three numbers
    assert mask.getbbox()


@pytest.mark.parametrize("name", ["feather", "grow", "shrink"])
async def test_edges_change_as_in_the_library(name: str, tool: Tool) -> None:
    await tool.drag(ZIGZAG)
    before = await require_same(tool)
    await tool.fill("Pixels", "6")
    await tool.click(name.capitalize())
    assert same(await require_same(tool), getattr(masks, name)(before, 6))


async def test_zoom_reaches_single_pixels(tool: Tool) -> None:
    where = await tool.on_screen((256, 256))
    await tool.page.mouse.move(*where)
    await tool.page.keyboard.down("Control")
    for _ in range(12):
        await tool.page.mouse.wheel(0, -120)
    await tool.page.keyboard.up("Control")
    scale = await tool.page.evaluate("Konva.stages[0].scaleX()")
    assert scale > 20
    assert await tool.on_screen((256, 256)) == pytest.approx(where, abs=2)  # it zooms around the pointer
    await tool.fill("Size", "1")
    await tool.fill("Hardness", "100")
    await tool.page.mouse.click(*await tool.on_screen((256.5, 256.5)))
    await tool.settled()
    assert (await require_same(tool)).getbbox() == (256, 256, 257, 257)
    await tool.press("0")
    assert await tool.page.evaluate("Konva.stages[0].scaleX()") < 3


async def test_keys_choose_tools_and_sizes_and_fields_keep_their_keys(tool: Tool) -> None:
    await tool.press("e")
    assert await tool.page.get_by_role("radio", name="Eraser").get_attribute("aria-checked") == "true"
    size = int(await tool.page.locator("#size").input_value())
    await tool.press("]")
    assert int(await tool.page.locator("#size").input_value()) > size
    await tool.page.locator("textarea[name=prompt]").press_sequentially("boring [0] +")
    await tool.settled()
    assert await tool.page.locator("textarea[name=prompt]").input_value() == "boring [0] +"
    assert await tool.page.get_by_role("radio", name="Eraser").get_attribute("aria-checked") == "true"
    where = await tool.on_screen((256, 256))
    await tool.page.mouse.move(*where)
    await tool.page.mouse.wheel(0, 240)
    assert int(await tool.page.locator("#size").input_value()) < size


async def test_a_pen_paints_as_wide_as_it_is_pressed(tool: Tool) -> None:
    await tool.fill("Size", "80")
    for pressure, y in ((0.25, 120), (1.0, 320)):
        x0, y0 = await tool.on_screen((100, y))
        for kind, dx in (("pointerdown", 0), ("pointermove", 60), ("pointermove", 120), ("pointerup", 120)):
            await tool.page.evaluate(
                """([kind, x, y, pressure]) => {
                    const stage = document.getElementById("stage");
                    stage.setPointerCapture = () => {};
                    const pen = { pointerId: 7, pointerType: "pen", pressure };
                    stage.dispatchEvent(new PointerEvent(kind, { ...pen, clientX: x, clientY: y, bubbles: true }));
                }""",
                [kind, x0 + dx, y0, pressure],
            )
        await tool.settled()
    mask = await require_same(tool)
    columns = [mask.crop((150, top, 151, top + 200)).getbbox() for top in (20, 220)]
    heights = [box[3] - box[1] for box in columns if box]
    assert heights[0] == pytest.approx(20, abs=3)
    assert heights[1] == pytest.approx(80, abs=3)


async def test_fingers_paint_and_two_of_them_zoom(browser: Browser, studio: Studio) -> None:
    async with await browser.new_context(has_touch=True, viewport={"width": 1300, "height": 850}) as context:
        page = await context.new_page()
        await page.goto(studio.url)
        await page.wait_for_selector("body[data-ready]")
        tool, session = Tool(page, studio), await context.new_cdp_session(page)

        async def touch(kind: str, *points: tuple[float, float]) -> None:
            on_screen = [await tool.on_screen(point) for point in points] if kind != "fixed" else []
            touches = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(on_screen)]
            await session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

        await touch("touchStart", (100, 200))
        for x in range(120, 400, 20):
            await touch("touchMove", (x, 200))
        await touch("touchEnd")
        await tool.settled()
        painted = await require_same(tool)
        assert painted.getpixel((250, 200)) == 255
        scale = await page.evaluate("Konva.stages[0].scaleX()")
        middle = await tool.on_screen((256, 300))
        for kind, apart in (("touchStart", 40), ("touchMove", 80), ("touchMove", 160)):
            points = [{"x": middle[0] + side * apart, "y": middle[1], "id": side} for side in (-1, 1)]
            points = [{**point, "id": number} for number, point in enumerate(points)]
            await session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        await touch("touchEnd")
        await tool.settled()
        assert await page.evaluate("Konva.stages[0].scaleX()") > scale * 1.5
        assert same(await require_same(tool), painted)  # nothing was painted by the way


async def test_masks_are_saved_and_imported(tool: Tool, page: Page) -> None:
    await tool.drag(ZIGZAG)
    before = await require_same(tool)
    async with page.expect_download() as download:
        await page.locator("#save-mask").click()
    path = await (await download.value).path()
    with Image.open(path) as saved:
        assert same(saved.convert("L"), before)
    await tool.click("Clear")
    assert (await require_same(tool)).getbbox() is None
    await page.locator("#mask-file").set_input_files(path)
    await tool.settled()
    assert same(await require_same(tool), before)


async def test_a_transparent_image_opens_as_its_own_mask(tool: Tool, page: Page) -> None:
    image = Image.new("RGBA", (512, 512), (10, 120, 200, 255))
    image.paste((0, 0, 0, 0), (100, 100, 200, 250))
    file = io.BytesIO()
    image.save(file, "PNG")
    await page.locator("#open-file").set_input_files(
        {"name": "hole.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    await page.wait_for_selector("body[data-ready='2']")
    await tool.settled()
    assert (await require_same(tool)).getbbox() == (100, 100, 200, 250)


async def test_the_mask_stays_when_prompt_and_operation_change(tool: Tool) -> None:
    await tool.drag(ZIGZAG)
    before = await require_same(tool)
    await tool.fill("Prompt", "a red boat")
    await tool.operation("v1alpha.masking")
    await tool.operation("v2beta.erase")
    assert same(await require_same(tool), before)


async def test_a_photo_on_its_side_opens_upright(tool: Tool, page: Page, studio: Studio) -> None:
    image = Image.effect_noise((512, 384), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif)
    await page.locator("#open-file").set_input_files(
        {"name": "side.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
    )
    await page.wait_for_selector("body[data-ready='2']")
    await tool.settled()
    assert (await require_same(tool)).size == (384, 512)


async def test_an_image_is_dropped_and_pasted(tool: Tool, page: Page, studio: Studio) -> None:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), (10, 120, 200)).save(file, "PNG")
    for event in ("drop", "paste"):
        await page.evaluate(
            """([event, bytes]) => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(bytes)], `${event}.png`, { type: "image/png" }));
                const made = event === "drop" ? new DragEvent("drop", { dataTransfer: data, bubbles: true })
                    : new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
                document.body.dispatchEvent(made);
            }""",
            [event, list(file.getvalue())],
        )
        await expect(page).to_have_title(re.compile(f"^{event}"))
        await tool.settled()
        assert studio.sitting.name == f"{event}.png"


async def test_the_overlay_can_be_seen_by_everybody(tool: Tool, page: Page) -> None:
    await tool.choose("Rectangle")
    await tool.drag([(100, 100), (300, 300)])

    async def colors() -> set[Any]:
        address = await page.evaluate("Konva.stages[0].attrs.studio.raster.canvas.toDataURL()")
        with Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))) as drawn:
            part = drawn.convert("RGB").crop((150, 150, 210, 210))
        return {color for _, color in part.getcolors() or ()}

    assert await colors() == {(255, 64, 129)}
    await page.locator("#color").fill("#00ff00")
    assert await colors() == {(0, 255, 0)}
    await page.get_by_label("Hatched").check()
    assert await colors() == {(0, 255, 0), (255, 255, 255)}
    await page.get_by_label("Show mask").uncheck()
    assert not await page.evaluate("Konva.stages[0].attrs.studio.mask.visible()")
    await require_same(tool)
