"""Calls from the page: every edition, progress, cancelling, history, and what goes wrong on the way."""

import asyncio
import io
import re
from pathlib import Path

import pytest
from anyio import Path as AsyncPath
from PIL import Image, ImageChops
from playwright.async_api import Browser, Page, expect

from stability_client import AsyncStability
from stability_client.recipes import extract
from stability_client.standin import StandIn
from stability_client.studio import Studio
from tests.studio.support import Tool
from tests.studio.test_checks import open_noise

pytestmark = pytest.mark.anyio


async def require_shown(page: Page) -> None:
    await expect(page.locator("#compare-after")).to_have_js_property("complete", value=True)
    assert await page.locator("#compare-after").evaluate("image => image.naturalWidth") > 0


async def prepare(tool: Tool, operation: str = "v2beta.inpaint") -> None:
    await tool.operation(operation)
    if operation.startswith("v1."):
        await tool.fill("Engine", "stable-diffusion-v1-6")
    await tool.fill("Prompt", "a red boat")
    await tool.choose("Rectangle")
    await tool.drag([(100, 100), (300, 300)])


@pytest.mark.parametrize(
    "operation", ["v1alpha.masking", "v1.masking", "v2beta.inpaint", "v2beta.replace_background_and_relight"]
)
async def test_a_call_of_each_edition_gives_a_result_over_the_original(
    operation: str, tool: Tool, page: Page, studio: Studio, server: StandIn
) -> None:
    if operation.endswith("relight"):
        await tool.operation(operation)
        await tool.fill("Background prompt", "a foggy forest")
    else:
        await prepare(tool, operation)
    await tool.run()
    assert await tool.error() == ""
    assert await page.locator("#tab-result").get_attribute("aria-selected") == "true"
    [work] = studio.sitting.works
    assert work.operation == operation
    sent = [each for each in server.history if each.method == "POST"]
    assert len(sent) == 1
    await require_shown(page)
    recipe = extract((studio.sitting.folder / work.files[0]).read_bytes())
    assert recipe is not None
    assert (recipe.operation, recipe.seed) == (operation, work.seeds[0])
    assert f"{studio.sitting.spent:g} credits spent" in await page.locator("#server").inner_text()


async def test_the_result_of_a_large_photo_comes_back_in_full_and_keeps_what_was_not_painted(
    tool: Tool, page: Page, studio: Studio
) -> None:
    await open_noise(page, (2000, 1500))
    await prepare(tool, "v1alpha.masking")
    await tool.run()
    before = studio.sitting.image
    assert before is not None
    assert before.size == (2000, 1500)
    with Image.open(studio.sitting.folder / studio.sitting.works[0].files[0]) as result:
        changed = ImageChops.difference(before.convert("RGB"), result.convert("RGB")).getbbox()
        assert result.size == (2000, 1500)
    assert changed is not None
    assert changed[0] >= 90
    assert changed[2] <= 310


async def test_the_slider_shows_more_or_less_of_the_result(tool: Tool, page: Page) -> None:
    await prepare(tool)
    await tool.run()
    for value in ("0", "80"):
        await page.locator("#slider").fill(value)
        clip = await page.evaluate("getComputedStyle(document.getElementById('compare-after')).clipPath")
        assert clip.replace("0px", "0") in {f"inset(0 0 0 {value}%)", "inset(0 0 0 0%)", "inset(0)"}


async def test_a_result_becomes_the_next_image(tool: Tool, page: Page, studio: Studio) -> None:
    await prepare(tool)
    await tool.run()
    await tool.click("Use as the next image")
    await page.wait_for_selector("body[data-ready='2']")
    work = studio.sitting.works[0]
    with Image.open(studio.sitting.folder / work.files[0]) as result:
        assert studio.sitting.image is not None
        assert ImageChops.difference(studio.sitting.image, result).getbbox() is None
    assert studio.sitting.name == work.files[0]


async def test_a_recipe_of_the_history_is_opened_again(tool: Tool, page: Page) -> None:
    await prepare(tool)
    await tool.fill("Seed", "7")
    await tool.run()
    await tool.operation("v2beta.erase")
    await tool.fill("Seed", "9")
    await page.locator("#works button").click()
    await tool.click("Open its form")
    assert await page.locator("#operation").input_value() == "v2beta.inpaint"
    assert await page.locator("input[name=seed]").input_value() == "7"


async def test_a_result_is_saved_with_its_recipe(tool: Tool, page: Page) -> None:
    await prepare(tool)
    await tool.run()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Save", exact=True).click()
    saved = await download.value
    assert re.fullmatch(r"result-1-1\.png", saved.suggested_filename)
    recipe = extract(await AsyncPath(await saved.path()).read_bytes())
    assert recipe is not None
    assert recipe.arguments["prompt"] == "a red boat"


# --- waiting


async def test_a_slow_server_shows_progress_and_cancelling_says_what_may_be_billed(
    tool: Tool, page: Page, studio: Studio, server: StandIn
) -> None:
    await prepare(tool)
    server.set_latency(30)
    await page.locator("#run").click()
    await page.wait_for_selector("#progress", state="visible")
    await expect(page.locator("#message")).to_have_text(re.compile(r": [1-9] s"))
    assert await page.locator("#run").is_disabled()
    await page.locator("#cancel").click()
    await page.wait_for_selector("#cancel", state="hidden")
    await tool.settled()
    assert await tool.error() == "Cancelled. It had been sent: it may have been charged."
    assert studio.sitting.spent > 0
    server.set_latency(0)
    await tool.run()
    assert await tool.error() == ""


async def test_reloading_amid_a_call_goes_on_with_it(tool: Tool, page: Page, studio: Studio, server: StandIn) -> None:
    await prepare(tool)
    server.set_latency(1.5)
    await page.locator("#run").click()
    await page.wait_for_selector("#progress", state="visible")
    await page.reload()
    await page.wait_for_selector("#progress", state="visible")
    await page.wait_for_selector("#progress", state="hidden")
    await tool.settled()
    assert await page.locator("#works li").count() == 1
    assert await page.locator("textarea[name=prompt]").input_value() == "a red boat"
    assert sum(each.method == "POST" for each in server.history) == 1
    server.set_latency(0)


async def test_a_second_page_cannot_pay_twice(tool: Tool, page: Page, studio: Studio, server: StandIn) -> None:
    await prepare(tool)
    server.set_latency(1.0)
    other = await page.context.new_page()
    await other.goto(studio.url)
    await other.wait_for_selector("body[data-ready]")
    await page.locator("#run").click()
    await page.wait_for_selector("#progress", state="visible")
    await other.locator("#run").click()
    await expect(other.locator("#message")).to_contain_text("a call is being made")
    await page.wait_for_selector("#progress", state="hidden")
    assert sum(each.method == "POST" for each in server.history) == 1
    server.set_latency(0)


async def test_long_work_is_left_and_fetched_later_and_paid_for_once(
    tool: Tool, page: Page, studio: Studio, server: StandIn
) -> None:
    server.reset(rate_limit=None, shrink=4, result_delay=2.0)
    await tool.operation("v2beta.upscale_creative")
    await tool.fill("Prompt", "a portrait")
    await page.locator("#run").click()
    while not studio.sitting.works:  # noqa: ASYNC110 - it is another thread's
        await asyncio.sleep(0.01)
    await page.locator("#cancel").click()
    await page.wait_for_selector("#cancel", state="hidden")
    await tool.settled()
    assert f"its id is {studio.sitting.works[0].pending}" in await tool.error()
    await page.locator("#works button").click()
    await page.wait_for_selector("#cancel", state="visible")
    await page.wait_for_selector("#cancel", state="hidden")
    await require_shown(page)
    [work] = studio.sitting.works
    assert (work.pending, work.error, len(work.files)) == ("", "", 1)
    assert studio.sitting.spent == work.credits
    assert sum(each.method == "POST" for each in server.history) == 1


# --- trouble


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("content_moderation", "ContentModerationError"),
        ("insufficient_balance", "InsufficientBalanceError"),
        ("internal_error", "ServerError"),
    ],
)
async def test_what_the_server_says_is_told(
    fault: str, said: str, tool: Tool, page: Page, studio: Studio, server: StandIn
) -> None:
    await prepare(tool)
    server.fail_next(fault)
    await tool.run()
    assert said in await tool.error()
    assert await page.locator("#run").is_enabled()
    assert studio.sitting.mask is not None
    assert studio.sitting.mask.getbbox() is not None


async def test_a_server_that_is_busy_is_asked_again(tool: Tool, studio: Studio, server: StandIn) -> None:
    await prepare(tool)
    server.fail_next("rate_limit_exceeded", retry_after=1)
    await tool.run()
    assert await tool.error() == ""
    assert len(studio.sitting.works) == 1


GARBAGE = {
    "no JSON": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n{{{",
    "a page": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<h1>Hello</h1>",
    "cut off": b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 90000\r\n\r\n\x89PNG",
    "no HTTP": b"\x00\x01\x02 what?",
}


@pytest.mark.parametrize("answer", GARBAGE)
async def test_garbage_is_told_and_what_it_means_for_the_bill(
    answer: str, browser: Browser, astronaut: bytes, tmp_path: Path
) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1 << 20)
        writer.write(GARBAGE[answer])
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(speak, "127.0.0.1", 0) as garbage:
        port = garbage.sockets[0].getsockname()[1]
        client = AsyncStability("sk-made-up", base_url=f"http://127.0.0.1:{port}", retry=1)
        with Studio(astronaut, client=client, folder=tmp_path) as studio:
            async with await browser.new_context(viewport={"width": 1300, "height": 850}) as context:
                page = await context.new_page()
                await page.goto(studio.url)
                await page.wait_for_selector("body[data-ready]")
                tool = Tool(page, studio)
                await prepare(tool)
                await page.locator("#run").click()
                await expect(page.locator("#message")).to_contain_text("The call may have been charged")
                assert studio.sitting.spent > 0
                await expect(page.locator("#works li")).to_have_count(1)


async def test_a_mistake_of_ours_ends_the_call_and_says_what_it_may_have_cost(
    tool: Tool, page: Page, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_: object) -> None:
        raise ZeroDivisionError("no such thing")

    await prepare(tool)
    monkeypatch.setattr(type(studio.sitting), "keep", mistaken)
    await tool.run()
    assert "The studio failed: ZeroDivisionError: no such thing. It had been sent" in await tool.error()
    assert studio.sitting.spent > 0
    monkeypatch.undo()
    await page.locator("#tab-paint").click()
    await tool.run()
    assert await tool.error() == ""


async def test_a_budget_is_kept(tool: Tool, page: Page, server: StandIn) -> None:
    await prepare(tool)
    await tool.fill("Budget", "7")
    await tool.run()
    await page.locator("#tab-paint").click()
    await page.locator("#run").click()
    await expect(page.locator("#message")).to_contain_text("budget: the call costs")
    assert sum(each.method == "POST" for each in server.history) == 1


HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


async def test_what_others_wrote_cannot_run(tool: Tool, page: Page, server: StandIn) -> None:
    """Prompts, names of files, and what a server says are shown as text."""
    file = io.BytesIO()
    Image.new("RGB", (512, 512)).save(file, "PNG")
    await page.locator("#open-file").set_input_files(
        {"name": f"{HOSTILE}.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    await page.wait_for_selector("body[data-ready='2']")
    await prepare(tool)
    await page.locator("textarea[name=prompt]").fill(HOSTILE)
    await tool.run()
    await page.locator("#works button").hover()
    assert "owned" not in (await page.title()).replace("document.title='owned'", "")
    assert await page.locator("main script, footer script, img[src=x]").count() == 0


# --- what is kept


async def test_closing_everything_loses_nothing(
    browser: Browser, studio: Studio, server: StandIn, page: Page, tool: Tool
) -> None:
    await prepare(tool)
    await tool.run()
    await page.locator("#tab-paint").click()
    await tool.choose("Brush")
    await tool.drag([(400, 400), (450, 450)])
    mask = studio.sitting.mask
    assert mask is not None
    studio.close()
    client = AsyncStability(server.api_key, base_url=server.url)
    with Studio(client=client, folder=studio.sitting.folder) as again:
        assert again.url != studio.url
        async with await browser.new_context() as context:
            fresh = await context.new_page()
            await fresh.goto(again.url)
            await fresh.wait_for_selector("body[data-ready]")
            shown = await Tool(fresh, again).shown_mask()
            assert ImageChops.difference(shown, mask).getbbox() is None
            assert await fresh.locator("textarea[name=prompt]").input_value() == "a red boat"
            assert await fresh.locator("#works li").count() == 1
            await fresh.locator("#works button").click()
            await require_shown(fresh)


# --- outpainting


async def test_the_frame_sets_the_margins_of_v2beta(tool: Tool, page: Page, server: StandIn) -> None:
    await tool.operation("v2beta.outpaint")
    await tool.choose("Outpaint frame")
    await page.locator("#zoom-out").click()
    await drag_handle(tool, (512, 256), (640, 256))
    assert await page.locator("input[name=right]").input_value() == "128"
    await tool.run()
    [request] = [each for each in server.history if each.method == "POST"]
    assert {part.name: part.data for part in request.parts}["right"] == b"128"


async def test_the_frame_extends_a_masking_call_and_the_result_has_that_size(
    tool: Tool, page: Page, studio: Studio
) -> None:
    await tool.operation("v1alpha.masking")
    await tool.fill("Prompt 1", "a stony beach")
    await tool.choose("Outpaint frame")
    await page.locator("#zoom-out").click()
    await drag_handle(tool, (512, 256), (600, 256))
    await page.get_by_role("button", name="Extend the image by the frame").click()
    await page.wait_for_selector("body[data-ready='2']")
    await tool.settled()
    assert studio.sitting.image is not None
    assert studio.sitting.image.size == (640, 512)
    await tool.run()
    assert await tool.error() == ""
    with Image.open(studio.sitting.folder / studio.sitting.works[0].files[0]) as result:
        assert result.size == (600, 512)


async def drag_handle(tool: Tool, start: tuple[float, float], end: tuple[float, float]) -> None:
    first, last = await tool.on_screen(start), await tool.on_screen(end)
    await tool.page.mouse.move(*first)
    await tool.page.mouse.down()
    await tool.page.mouse.move(*last, steps=8)
    await tool.page.mouse.up()
    await tool.settled()
