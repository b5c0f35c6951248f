"""The mask studio in a browser, with an image of 4096x4096 pixels: frames while painting, the preview after a stroke.

Chromium without a window draws with the processor alone, so a screen with a graphics card is quicker.
"""

import asyncio
import io
import tempfile

from PIL import Image

from benchmarks.timing import Measured, Row
from stability_client import AsyncStability
from stability_client.studio import Studio
from tests.studio.support import Tool
from tests.support.browser import running_browser

ENVIRONMENT = "project"
SIDE, STROKES, STEPS = 4096, 9, 90
FRAMES = """() => {
    window.frames_ = [];
    let last = performance.now();
    const next = (now) => { window.frames_.push(now - last); last = now; window.frame_ = requestAnimationFrame(next); };
    window.frame_ = requestAnimationFrame(next);
}"""


def photograph() -> bytes:
    """Return an image that does not compress well, as photographs do not."""
    file = io.BytesIO()
    Image.effect_noise((SIDE, SIDE), 60).convert("RGB").save(file, "JPEG", quality=85)
    return file.getvalue()


async def paint() -> tuple[list[float], list[float]]:
    """Return the milliseconds of each frame while strokes are painted, and those of the preview after each."""
    frames: list[float] = []
    previews: list[float] = []
    client = AsyncStability("sk-benchmark", base_url="http://127.0.0.1:9")
    with tempfile.TemporaryDirectory() as folder, Studio(photograph(), client=client, folder=folder) as studio:
        async with running_browser() as browser:
            page = await browser.new_page(viewport={"width": 1400, "height": 900})
            await page.goto(studio.url)
            await page.wait_for_selector("body[data-ready]")
            tool = Tool(page, studio)
            await tool.fill("Prompt", "a boat")
            for number in range(STROKES):
                y = 400 + 400 * number
                points = [await tool.on_screen((300 + 38 * step, y + 120 * (step % 2))) for step in range(STEPS)]
                await page.mouse.move(*points[0])
                await page.mouse.down()
                await page.evaluate(FRAMES)
                for x, y_screen in points:
                    await page.mouse.move(x, y_screen)
                frames += (await page.evaluate("(cancelAnimationFrame(window.frame_), window.frames_)"))[1:]
                await page.mouse.up()
                await tool.settled()
                previews.append(float(await page.evaluate("document.body.dataset.strokeMs")))
    return sorted(frames), sorted(previews[1:])


def measure() -> Measured:
    """Time frames and previews."""
    frames, previews = asyncio.run(paint())
    size = f"{SIDE}x{SIDE}"
    yield Row(what=f"studio, {size}: a frame while painting", unit="ms", ours=frames[len(frames) // 2], limit=16.8)
    yield Row(what=f"studio, {size}: the slowest of 20 frames", unit="ms", ours=frames[int(len(frames) * 0.95)])
    yield Row(
        what=f"studio, {size}: the preview after a stroke", unit="ms", ours=previews[len(previews) // 2], limit=100
    )
