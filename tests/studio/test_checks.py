"""What the page says before anything is paid for: the library's checks, its preview, prices, and the code to copy."""

import asyncio
import io
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Page

from stability_client import masks
from stability_client._calls.catalog import CLASSES, methods
from stability_client.standin import StandIn
from stability_client.studio import Studio
from stability_client.studio.forms import NOT_OFFERED, forms, has_form, image_name, mask_name
from tests.studio.support import Tool
from tests.support.command_line import run_process

pytestmark = pytest.mark.anyio


# --- forms


async def test_every_operation_that_takes_an_image_has_a_form_with_every_option() -> None:
    shown = {form["operation"]: form for form in forms()}
    for edition in CLASSES:
        for method in methods(edition).values():
            assert (method.full_name in shown) == has_form(method)
            if not has_form(method):
                continue
            named = {field["name"] for field in shown[method.full_name]["fields"]}
            images = {image_name(method), mask_name(method), *shown[method.full_name]["extra_images"]}
            assert named | images | NOT_OFFERED.keys() >= method.parameters.keys()
    assert len(shown) > 15


async def test_the_form_shows_what_the_contract_says(tool: Tool, page: Page) -> None:
    await tool.operation("v2beta.inpaint")
    assert await page.locator("select[name=style_preset] option").count() == 18
    assert "0 to 100" in await page.locator("#help-grow_mask").inner_text()
    await tool.operation("v1alpha.masking")
    sources = await page.locator("select[name=mask_source] option").all_inner_texts()
    assert sources == ["MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"]
    assert await page.locator("datalist#known-engine option").count() > 0


async def test_what_was_typed_stays_when_another_operation_is_chosen(tool: Tool, page: Page) -> None:
    await tool.fill("Prompt", "a red boat")
    await tool.fill("Seed", "7")
    await tool.operation("v2beta.erase")
    await tool.operation("v2beta.inpaint")
    assert await page.locator("textarea[name=prompt]").input_value() == "a red boat"
    assert await page.locator("input[name=seed]").input_value() == "7"


# --- checks


@pytest.mark.parametrize(
    ("operation", "fields", "said"),
    [
        ("v2beta.inpaint", {}, "prompt: is missing"),
        ("v2beta.inpaint", {"Prompt": "a boat"}, "all black image"),
        ("v2beta.inpaint", {"Prompt": "a boat", "Seed": "-1"}, "seed"),
        ("v2beta.inpaint", {"Prompt": "a boat", "Seed": "1.5"}, "seed"),
        ("v2beta.inpaint", {"Prompt": "a boat", "Grow mask": "101"}, "grow_mask"),
        ("v2beta.search_and_replace", {"Prompt": "a boat"}, "search_prompt"),
        ("v2beta.outpaint", {}, "left"),
        ("v2beta.style_transfer", {}, "style_image: is missing"),
        ("v1alpha.masking", {}, "prompts: is missing"),
        ("v1alpha.masking", {"Prompt 1": "a boat", "Steps": "5"}, "steps"),
        ("v1alpha.masking", {"Prompt 1": "a boat", "Cfg scale": "36"}, "cfg_scale"),
    ],
)
async def test_what_is_wrong_is_told_as_the_library_tells_it(
    operation: str, fields: dict[str, str], said: str, tool: Tool, page: Page, server: StandIn
) -> None:
    await tool.operation(operation)
    for label, value in fields.items():
        await tool.field(label).fill(value)
    await tool.settled()
    assert said in await tool.findings()
    assert await page.locator("#run").is_disabled()
    assert server.history == []


async def test_an_image_that_is_too_large_is_mended_by_a_button(tool: Tool, page: Page) -> None:
    await open_noise(page, (2000, 1500))
    await tool.operation("v1alpha.masking")
    await tool.fill("Prompt 1", "a boat")
    await tool.choose("Rectangle")
    await tool.drag([(200, 200), (900, 900)])
    await page.get_by_label("Fit").uncheck()
    await tool.settled()
    assert "fit=True" in await tool.findings()
    await tool.click("Fit the image")
    assert await tool.findings() == ""
    assert "fitted from" in await page.locator("#sent").inner_text()
    assert await page.locator("#run").is_enabled()


async def test_a_mask_of_nothing_is_noticed_and_inverted_by_a_button(tool: Tool, studio: Studio) -> None:
    await tool.fill("Prompt", "a boat")
    assert "masks.invert(mask) swaps both" in await tool.findings()
    await tool.click("Invert the mask")
    assert "repaints the whole image" in await tool.findings()
    assert studio.sitting.mask is not None
    assert studio.sitting.mask.getextrema() == (255, 255)


async def test_the_price_is_that_of_the_library(tool: Tool, page: Page) -> None:
    await tool.operation("v1alpha.masking")
    await tool.fill("Prompt 1", "a boat")
    await tool.drag([(100, 100), (300, 300)])
    one = await page.locator("#run").inner_text()
    await tool.fill("Samples", "4")
    four = await page.locator("#run").inner_text()
    prices = [float(text.split()[2]) for text in (one, four)]
    assert prices[1] == pytest.approx(4 * prices[0], rel=1e-5)  # six digits are shown


# --- the preview


async def test_the_preview_is_that_of_the_library(tool: Tool, page: Page, studio: Studio) -> None:
    await tool.drag([(100, 100), (300, 200)])
    assert studio.sitting.image is not None
    assert studio.sitting.mask is not None
    expected = masks.preview(studio.sitting.image, studio.sitting.mask)
    await tool.press("p")
    assert await page.locator("#summary").inner_text() == expected.summary
    shown = await page.locator("#preview-image").evaluate("image => [image.naturalWidth, image.naturalHeight]")
    assert tuple(shown) == expected.image.size
    await tool.fill("Grow mask", "40")
    grown = masks.preview(studio.sitting.image, studio.sitting.mask, grow_mask=40)
    assert await page.locator("#summary").inner_text() == grown.summary


async def test_the_preview_of_a_large_photo_speaks_of_the_pixels_that_are_sent(tool: Tool, page: Page) -> None:
    await open_noise(page, (3000, 2000))
    await tool.press("p")
    assert await page.locator("#summary").inner_text() == "Nothing of 3000x2000 pixels is repainted."
    await tool.press("p")
    await tool.choose("Rectangle")
    await tool.drag([(600, 400), (2400, 1600)])
    await tool.fill("Grow mask", "0")
    await tool.press("p")
    told = await page.locator("#summary").inner_text()
    found = re.fullmatch(r"About (.+)% of 3000x2000 pixels is repainted, within about \((.+)\)\.", told)
    assert found is not None, told
    assert float(found[1]) == pytest.approx(36, abs=0.5)
    edges = [int(edge) for edge in found[2].split(", ")]
    assert edges == pytest.approx([600, 400, 2400, 1600], abs=12)


async def test_an_option_that_is_wrong_takes_the_place_of_the_preview(tool: Tool, page: Page) -> None:
    await tool.drag([(100, 100), (300, 200)])
    await tool.fill("Grow mask", "101")
    await tool.press("p")
    assert "grow_mask: must be" in await page.locator("#summary").inner_text()
    assert await page.locator("#preview-image").get_attribute("src") is None
    await tool.fill("Grow mask", "10")
    assert "is repainted" in await page.locator("#summary").inner_text()


async def test_the_preview_follows_the_mask_source(tool: Tool, page: Page, studio: Studio) -> None:
    await tool.operation("v1alpha.masking")
    await tool.drag([(100, 100), (300, 200)])
    await tool.page.locator("#tab-preview").click()
    told = set()
    for source in ("MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"):
        await page.select_option("select[name=mask_source]", source)
        await tool.settled()
        told.add(await page.locator("#summary").inner_text())
    assert len(told) == 1  # what is painted is repainted, whatever is sent


# --- the code to copy


@pytest.mark.parametrize(
    ("operation", "fields", "source"),
    [
        ("v2beta.inpaint", {"Prompt": "a 'red' boat, \"now\"", "Seed": "7", "Grow mask": "9"}, None),
        ("v2beta.erase", {"Seed": "7"}, None),
        ("v1alpha.masking", {"Prompt 1": "a red boat", "Steps": "20"}, "MASK_IMAGE_BLACK"),
        ("v1alpha.masking", {"Prompt 1": "a red boat", "Weight of prompt 1": "0.5"}, "INIT_IMAGE_ALPHA"),
        ("v2beta.upscale_fast", {}, None),
        ("v2beta.search_and_replace", {"Prompt": "a boat", "Search prompt": "the face"}, None),
    ],
)
async def test_the_code_to_copy_sends_what_the_page_sends(
    operation: str,
    fields: dict[str, str],
    source: str | None,
    tool: Tool,
    page: Page,
    studio: Studio,
    server: StandIn,
    tmp_path: Path,
) -> None:
    await tool.operation(operation)
    if source:
        await page.select_option("select[name=mask_source]", source)
    for label, value in fields.items():
        await tool.field(label).fill(value)
    await tool.drag([(100, 100), (300, 200)])
    await page.locator("details summary").click()
    python, command = await page.locator("#python").inner_text(), await page.locator("#command").inner_text()
    await tool.run()
    assert studio.sitting.image is not None
    assert studio.sitting.mask is not None
    studio.sitting.image.save(tmp_path / "image.png")
    studio.sitting.mask.save(tmp_path / "mask.png")
    environment = {
        "STABILITY_API_KEY": server.api_key,
        "STABILITY_BASE_URL": server.url,
        "STABILITY_ENGINE": "stable-diffusion-512-v2-1",
        "HOME": str(tmp_path),
    }
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", python], cwd=tmp_path, env=environment, check=True
    )
    assert done.returncode == 0
    (tmp_path / "result.png").unlink()
    for line in command.strip().splitlines():
        words = split(line)
        assert words[0] == "stability"
        told = await asyncio.to_thread(run_process, *words[1:], environment=environment, cwd=tmp_path)
        assert told.code == 0, told.err
    by_page, by_python, by_command = [parts_of(each) for each in server.history if each.method == "POST"]
    assert by_page == by_python == by_command


def split(line: str) -> list[str]:
    import shlex

    return shlex.split(line)


def parts_of(request: Any) -> dict[str, Any]:
    """What a request carries: pixels of images, and texts."""
    found: dict[str, Any] = {"path": request.path}
    for part in request.parts:
        if part.filename is None:
            found[part.name] = part.data
        else:
            with Image.open(io.BytesIO(part.data)) as image:
                found[part.name] = (image.mode, image.size, image.tobytes())
    return found


async def open_noise(page: Page, size: tuple[int, int]) -> None:
    file = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(file, "JPEG")
    payload: Any = {"name": "noise.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}
    await page.locator("#open-file").set_input_files(payload)
    await page.wait_for_selector("body[data-ready='2']")
