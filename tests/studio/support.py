"""What tests of the studio do with its page."""

import base64
import io
import re
from collections.abc import Sequence
from typing import Any

from attrs import frozen
from PIL import Image
from playwright.async_api import Locator, Page

from stability_client.standin import RecordedRequest
from stability_client.studio import Studio

Point = tuple[float, float]


@frozen
class Tool:
    """The page, by what people do with it. Points are pixels of the image."""

    page: Page
    studio: Studio

    async def on_screen(self, point: Point) -> Point:
        """Where a pixel is on the screen."""
        box = await self.page.locator("#stage").bounding_box()
        view = await self.page.evaluate("[Konva.stages[0].x(), Konva.stages[0].y(), Konva.stages[0].scaleX()]")
        assert box is not None
        return box["x"] + view[0] + point[0] * view[2], box["y"] + view[1] + point[1] * view[2]

    async def choose(self, name: str) -> None:
        await self.page.get_by_role("radio", name=name, exact=True).click()

    async def drag(self, points: Sequence[Point], *, button: Any = "left") -> None:
        """Press at the first point, move along the others, and let go."""
        mouse = self.page.mouse
        first, *others = [await self.on_screen(point) for point in points]
        await mouse.move(*first)
        await mouse.down(button=button)
        for point in others:
            await mouse.move(*point, steps=4)
        await mouse.up(button=button)
        await self.settled()

    async def press(self, keys: str) -> None:
        await self.page.locator("#stage").focus()
        await self.page.keyboard.press(keys)
        await self.settled()

    async def click(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()
        await self.settled()

    async def fill(self, label: str, value: str) -> None:
        await self.field(label).fill(value)
        await self.settled()

    def field(self, label: str) -> Locator:
        """The field whose label begins so."""
        return self.page.get_by_label(re.compile(f"^{re.escape(label)}")).first

    async def operation(self, name: str) -> None:
        await self.page.select_option("#operation", name)
        await self.settled()

    async def settled(self) -> None:
        """Wait until the page has asked all that it was about to ask."""
        await self.page.evaluate("Konva.stages[0].attrs.studio.settled()")

    async def run(self) -> None:
        """Run the call, and wait for its end."""
        await self.page.locator("#run").click()
        await self.page.wait_for_selector("#cancel", state="visible")
        await self.page.wait_for_selector("#cancel", state="hidden")
        await self.settled()

    async def shown_mask(self) -> Image.Image:
        """The mask as the page has it, pixel by pixel, read back from what is drawn."""
        address = await self.page.evaluate("Konva.stages[0].attrs.studio.raster.canvas.toDataURL()")
        with Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))) as drawn:
            return drawn.getchannel("A")

    async def error(self) -> str:
        return await self.page.locator("#message").inner_text()

    async def findings(self) -> str:
        return await self.page.locator("#findings").inner_text()


def sent_image(request: RecordedRequest, name: str) -> Image.Image:
    """An image that a request carried."""
    [part] = [part for part in request.parts if part.name == name]
    return Image.open(io.BytesIO(part.data))
