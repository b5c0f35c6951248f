"""The contact sheet, as people see it: in a browser, from the disk, without a network."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page

from stability_client.batch import Job
from stability_client.batch.journal import Journal
from stability_client.batch.places import Folder, Place, place_at
from stability_client.batch.sheet import write_sheet
from stability_client.standin import StandIn
from tests.batch.support import run_jobs
from tests.support.browser import running_browser

HOSTILE = "<script>document.title='owned'</script>\"'><img src=x onerror=\"document.title='owned'\">"
JOBS = [
    Job("dawn", "v2beta.core", {"prompt": "a lighthouse at dawn", "seed": 7, "style_preset": "anime"}),
    Job("two", "v1.text_to_image", {"prompts": ["a boat"], "samples": 2, "engine": "stable-diffusion-v1-6"}),
    Job("hostile", "v2beta.core", {"prompt": HOSTILE}),
    Job("blurred", "v2beta.core", {"prompt": "standin:CONTENT_FILTERED"}),
    Job("refused", "v2beta.core", {"prompt": "standin:content_moderation"}),
    Job("größe,1+1=2", "v2beta.core", {"prompt": "a harbor"}),
]


pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """Of the module, as the browser is; Playwright knows asyncio alone."""
    return "asyncio"


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with running_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A batch with something of everything, done."""
    folder = tmp_path_factory.mktemp("batch")
    with StandIn(shrink=8) as server:
        await run_jobs(JOBS, folder, server)
    return folder


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page that notes what goes wrong and what it asks for."""
    async with await browser.new_context(offline=True) as context:
        page = await context.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith("file:") else wrong.append(request.url))
        yield page
        assert not wrong


def written(folder: Path, place: Place | None = None) -> str:
    """The address of the sheet, written."""
    with Journal(folder) as journal:
        return write_sheet(journal, place or Folder(folder)).as_uri()


async def test_every_image_is_shown_from_the_disk(page: Page, folder: Path) -> None:
    await page.goto(written(folder))
    assert await page.locator("h1").inner_text() == "4 done, 2 failed"
    images = await page.locator("img").all()
    names = [await image.evaluate("image => decodeURIComponent(image.src.split('/').pop())") for image in images]
    assert names == ["dawn.png", "two.png", "two-2.png", "hostile.png", "blurred.png", "größe,1+1=2.png"]
    for image in images:
        await image.scroll_into_view_if_needed()
        await page.wait_for_function("image => image.naturalWidth > 0", arg=await image.element_handle())


async def test_each_has_its_recipe_and_its_finish_reason(page: Page, folder: Path) -> None:
    await page.goto(written(folder))
    dawn = await page.locator("li", has_text="dawn.png").inner_text()
    lines = ("id\ndawn", "seed\n7", "finish reason\nSUCCESS", "operation\nv2beta.core", "style_preset\nanime")
    for line in (*lines, "prompt\na lighthouse at dawn"):
        assert line in dawn


async def test_filtered_and_failed_ones_are_shown_as_such(page: Page, folder: Path) -> None:
    await page.goto(written(folder))
    blurred, refused = await page.locator("li.failed").all()
    assert "CONTENT_FILTERED" in await blurred.inner_text()
    assert await blurred.locator("img").count() == 1
    assert "ContentModerationError" in await refused.inner_text()
    assert await refused.locator("img").count() == 0


async def test_what_others_wrote_cannot_run(page: Page, folder: Path) -> None:
    await page.goto(written(folder))
    assert await page.title() == "Batch: 4 done, 2 failed"
    assert await page.locator("script, li img[src='x']").count() == 0
    assert HOSTILE in await page.locator("li", has_text="hostile.png").inner_text()


async def test_images_of_another_folder_are_shown_too(page: Page, tmp_path: Path) -> None:
    images = tmp_path / "im ages"
    with StandIn(shrink=8) as server:
        await run_jobs(JOBS[:1], tmp_path / "journal", server, images_to=str(images))
    await page.goto(written(tmp_path / "journal", Folder(images)))
    await page.wait_for_function("document.images[0].naturalWidth > 0")


async def test_images_that_no_browser_reaches_are_named(page: Page, tmp_path: Path) -> None:
    with StandIn(shrink=8) as server:
        await run_jobs(JOBS[:1], tmp_path, server, images_to="memory://sheet")
    store = place_at("memory://sheet")
    assert store.exists("dawn.png")
    await page.goto(written(tmp_path, store))
    assert "dawn.png" in await page.locator("li").inner_text()
    assert await page.locator("img").count() == 0


async def test_it_is_dark_where_people_want_that(browser: Browser, folder: Path) -> None:
    shades = []
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        async with await browser.new_context(color_scheme=scheme) as context:
            page = await context.new_page()
            await page.goto(written(folder))
            shades.append(await page.evaluate("getComputedStyle(document.documentElement).color"))
    assert shades == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
