"""The painter: a scene from prompts and a seed. Pure, and the same for the same order."""

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw, ImageFont


def paint_scene(
    size: tuple[int, int],
    prompts: Sequence[tuple[str, float]],
    *,
    engine: str,
    seed: int,
    brushwork: Mapping[str, Any],
) -> Image.Image:
    composition = rng_of(engine, prompts, seed)
    top, bottom = (tuple(composition.randrange(256) for _ in range(3)) for _ in range(2))
    sky = Image.new("RGB", (1, 2))
    sky.putpixel((0, 0), top)
    sky.putpixel((0, 1), bottom)
    scene = sky.resize(size, Image.Resampling.BILINEAR)
    ImageDraw.Draw(scene).text((10, 10), prompts[0][0][:40], font=ImageFont.load_default(20))
    return scene


def rng_of(*what: object) -> random.Random:
    """Chance that always falls the same way for the same things."""
    told = json.dumps(what, sort_keys=True)
    return random.Random(hashlib.sha256(told.encode()).digest())
