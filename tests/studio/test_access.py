"""For everybody: keys for everything but painting, names for all there is, contrast in the light and in the dark."""

from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from stability_client.studio import Studio
from tests.studio.support import Tool

pytestmark = pytest.mark.anyio

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_axe_finds_nothing(scheme: Literal["light", "dark"], browser: Browser, studio: Studio) -> None:
    async with await browser.new_context(color_scheme=scheme, viewport={"width": 1300, "height": 850}) as context:
        page = await context.new_page()
        await page.goto(studio.url)
        await page.wait_for_selector("body[data-ready]")
        tool = Tool(page, studio)
        await page.locator("details summary").click()
        for operation in ("v2beta.inpaint", "v1alpha.masking", "v2beta.style_transfer"):
            await tool.operation(operation)  # each with what is wrong with it
            await require_accessible(page)
        await tool.operation("v2beta.inpaint")
        await tool.fill("Prompt", "a red boat")
        await tool.click("Invert")  # warned of
        await require_accessible(page)
        await page.locator("#tab-preview").click()
        await require_accessible(page)
        await tool.run()
        await require_accessible(page)


async def require_accessible(page: Page) -> None:
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


NAME = "each => each.id || each.name || each.textContent"
"""What tells things on the page apart."""


async def test_keys_do_everything_but_painting(tool: Tool, page: Page) -> None:
    await page.locator("h1").click()
    reached: list[str] = []
    while len(reached) < 2 or reached[-1] != reached[0]:
        await page.keyboard.press("Tab")
        reached.append(await page.evaluate(f"({NAME})(document.activeElement)"))
        assert len(reached) < 100
    there = await page.evaluate(
        f"""[...document.querySelectorAll("button, a[href], input, select, textarea, summary")]
            .filter((each) => each.checkVisibility() && !each.disabled && each.tabIndex >= 0).map({NAME})"""
    )
    assert set(there) <= set(reached)
    await page.get_by_role("radio", name="Brush").focus()
    for name in ("Eraser", "Rectangle", "Ellipse"):  # one stop of Tab; arrows choose
        await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("radio", name=name)).to_be_focused()
        assert await page.get_by_role("radio", name=name).get_attribute("aria-checked") == "true"


async def test_what_happens_is_told_to_screen_readers(page: Page) -> None:
    roles = {"findings": "status", "summary": "status", "message": "alert"}
    for identity, role in roles.items():
        assert await page.locator(f"#{identity}").get_attribute("role") == role


@pytest.mark.parametrize("width", [400, 800, 1600])
async def test_it_fits_screens_of_any_width(width: int, tool: Tool, page: Page) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    await tool.settled()
    overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    box = await page.locator("#stage canvas").first.bounding_box()
    assert box is not None
    assert box["width"] > 250
