"""A picture of a prompt, with the prompt written on it."""

from collections.abc import Mapping
from typing import Any

import attrs
from PIL import Image

from stability_client.standin.painter.captions import write_caption
from stability_client.standin.painter.painting import paint_scene
from stability_client.standin.painter.presets import apply_preset

MAX_SCENE_SIDE = 1024
"""Larger scenes are painted at half the size and enlarged: that takes a third of the time."""

MIN_CAPTION_WIDTH = 128
"""Narrower pictures have no caption: it could not be read."""

PLAIN_STYLE: Mapping[str, Any] = {"cfg_scale": 7, "steps": 30}


@attrs.frozen
class Motif:
    """What a picture shows."""

    prompt: str
    negative_prompt: str = ""
    model: str = ""
    """What paints it: another model paints another picture."""
    style_preset: str | None = None
    style: Mapping[str, Any] = PLAIN_STYLE
    """`cfg_scale`, `steps`, and others that change how it is painted."""

    def paint(self, size: tuple[int, int], seed: int) -> Image.Image:
        """Paint it in a size, RGB."""
        picture = self.paint_scene(size, seed)
        if size[0] >= MIN_CAPTION_WIDTH:
            write_caption(picture, self.prompt, self.negative_prompt, f"{self.model} · seed {seed}")
        return picture

    def paint_scene(self, size: tuple[int, int], seed: int) -> Image.Image:
        """Paint it in a size, RGB, without a caption."""
        shrink = 2 if max(size) > MAX_SCENE_SIDE else 1
        prompts = [(self.prompt, 1.0)] if self.prompt else []
        if self.negative_prompt:
            prompts.append((self.negative_prompt, -1.0))
        scene = paint_scene(
            (size[0] // shrink, size[1] // shrink), prompts, engine=self.model, seed=seed, style=self.style
        )
        if shrink > 1:
            scene = scene.resize(size, Image.Resampling.BILINEAR)
        return apply_preset(scene, self.style_preset)
