"""The pictures of the mask studio in the docs, taken by a browser: `python -m tests.support.studio_pictures`."""

import asyncio
import tempfile
from pathlib import Path
from typing import Literal

from playwright.async_api import Page

from stability_client.studio import Studio
from tests.studio.support import Tool
from tests.support.browser import running_browser

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SIZE = (1280, 800)
BOAT = [(620.0, 880.0), (580.0, 1030.0), (670.0, 1030.0), (570.0, 1090.0), (680.0, 1095.0)]


async def paint(tool: Tool) -> None:
    """Paint over the boat of the demo's picture, and write what shall be there."""
    await tool.fill("Prompt", "a red sailing boat")
    await tool.fill("Seed", "11")
    await tool.fill("Size", "110")
    await tool.drag(BOAT)
    await tool.page.mouse.move(5, 5)


async def take(page: Page, name: str) -> None:
    """Save what the page shows."""
    await page.screenshot(path=PICTURES / f"studio-{name}.png")


async def main() -> None:
    """Take all pictures."""
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    async with running_browser() as browser:
        for scheme in schemes:
            with tempfile.TemporaryDirectory() as folder, Studio(demo=True, folder=folder) as studio:
                viewport = {"width": SIZE[0], "height": SIZE[1]}
                async with await browser.new_context(color_scheme=scheme, viewport=viewport) as context:  # type: ignore[arg-type]  # it is a typed dictionary
                    page = await context.new_page()
                    await page.goto(studio.url)
                    await page.wait_for_selector("body[data-ready]")
                    await page.locator("#server").evaluate(
                        "each => { each.hidden = true }"
                    )  # its port is another each time
                    tool = Tool(page, studio)
                    await paint(tool)
                    await take(page, f"paint-{scheme}")
                    await page.locator("#tab-preview").click()
                    await take(page, f"preview-{scheme}")
                    if scheme == "light":
                        await tool.run()
                        await take(page, "result-light")


if __name__ == "__main__":
    asyncio.run(main())
