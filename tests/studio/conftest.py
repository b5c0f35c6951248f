"""A studio on a stand-in, and a browser that shows it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from stability_client import AsyncStability
from stability_client.standin import StandIn
from stability_client.studio import Studio
from tests.studio.support import Tool
from tests.support.browser import running_browser


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """Of the module, as the browser is; Playwright knows asyncio alone."""
    return "asyncio"


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with running_browser() as browser:
        yield browser


@pytest.fixture
def server(stability_standin: StandIn) -> StandIn:
    stability_standin.reset(rate_limit=None, shrink=4)
    return stability_standin


@pytest.fixture
def studio(server: StandIn, astronaut: bytes, tmp_path: Path) -> Iterator[Studio]:
    """A studio with a photograph of 512x512 pixels open."""
    client = AsyncStability(server.api_key, base_url=server.url, engine="stable-diffusion-512-v2-1")
    with Studio(astronaut, client=client, folder=tmp_path / "sitting") as studio:
        yield studio


@pytest.fixture
async def page(browser: Browser, studio: Studio) -> AsyncIterator[Page]:
    """The studio's page, ready. Nothing may go wrong on it, and it may ask nobody else."""
    async with await browser.new_context(viewport={"width": 1300, "height": 850}, accept_downloads=True) as context:
        page = await context.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        own = studio.url.rsplit("/", 2)[0]
        page.on(
            "request", lambda each: None if each.url.startswith((own, "blob:", "data:")) else wrong.append(each.url)
        )
        await page.goto(studio.url)
        await page.wait_for_selector("body[data-ready]")
        yield page
        # The browser itself logs each refusal that the page shows.
        assert [each for each in wrong if "the server responded with a status of 422" not in each] == []


@pytest.fixture
async def tool(page: Page, studio: Studio) -> Tool:
    return Tool(page, studio)
