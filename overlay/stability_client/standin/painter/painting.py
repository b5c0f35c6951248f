"""The painter: a scene from prompts and a seed. The same order gives the same picture, to the pixel."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from PIL import Image, ImageDraw, ImageEnhance

from stability_client.standin.painter import motifs
from stability_client.standin.painter.captions import write_caption
from stability_client.standin.painter.landscape import (
    Point,
    Stencil,
    height_at,
    paint_light,
    paint_ridge,
    paint_sky,
    paint_water,
    ridge_line,
)
from stability_client.standin.painter.palettes import Mood, called_for, choose_features, choose_mood, mixed, words_of

PLAIN_CFG_SCALE = 7.0
"""The guidance scale at which colours come as they are; below they pale, above they glow."""

SMALLEST_SIDE = 8
"""Init images may be of any size; below this many pixels there is no room to compose in."""

SPECKS_AT_ONE_STEP = 0.05
"""Fewer diffusion steps leave a picture grainier: so many specks a pixel, by the number of steps."""

SPECKS = ((255, 255, 255, 56), (0, 0, 0, 56))

SHADES = 64
"""Shades of each colour: no eye tells them from 256, and files come out half as large."""

SHADES_OF_LEVELS = [round(round(level / 255 * (SHADES - 1)) * 255 / (SHADES - 1)) for level in range(256)]

RIDGES_OVER_LAND = 4
RIDGES_OVER_WATER = 3


def paint_scene(
    size: tuple[int, int],
    prompts: Sequence[tuple[str, float]],
    *,
    engine: str,
    seed: int,
    brushwork: Mapping[str, Any],
) -> Image.Image:
    """Paint what the prompts say, and write them on it.

    Args:
        size: width and height in pixels.
        prompts: texts with their weights; those of negative weight are named in small.
        engine: paints in a hand of its own.
        seed: the same again for the same picture.
        brushwork: `cfg_scale`, `steps` and whatever else changes the finish, not the scene.

    Returns:
        An RGB picture.

    """
    canvas = max(size[0], SMALLEST_SIDE), max(size[1], SMALLEST_SIDE)
    wanted = [text for text, weight in prompts if weight >= 0]
    unwanted = [text for text, weight in prompts if weight < 0]
    chance = chance_of(engine, prompts, seed)
    mood = choose_mood(words_of(wanted), chance)
    features = choose_features(words_of(wanted), chance) - called_for(words_of(unwanted))
    scene = finished(compose(canvas, mood, features, chance), brushwork, chance_of(seed, brushwork))
    write_caption(scene, " · ".join(wanted), ", ".join(unwanted), f"{engine} · seed {seed}")
    return scene if canvas == size else scene.resize(size, Image.Resampling.BOX)


def compose(size: tuple[int, int], mood: Mood, features: frozenset[str], chance: Random) -> Image.Image:
    """The scene as such, from the sky forward."""
    width, height = size
    unit = min(size)
    horizon = height * chance.uniform(0.56, 0.64)
    light = width * chance.uniform(0.2, 0.8), height * chance.uniform(0.16, 0.4)
    scene = paint_sky(size, horizon, mood, chance)
    paint_light(scene, light, unit * chance.uniform(0.04, 0.07), mood)
    _paint_far_ridges(scene, horizon, mood, features, chance)
    if "city" in features:
        motifs.paint_city(scene, horizon, height * 0.3, mood, chance)
    if "water" in features:
        paint_water(scene, horizon, mood, light[0], chance)
    if "boat" in features and "water" in features:
        place = width * chance.uniform(0.35, 0.65), horizon + height * 0.09
        motifs.paint_boat(scene, place, unit * 0.17, mood)
    _paint_foreground(scene, mood, features, chance)
    if "balloon" in features:
        motifs.paint_balloon(scene, (width * chance.uniform(0.25, 0.75), height * 0.42), unit * 0.26, mood)
    if "birds" in features:
        place = width * chance.uniform(0.25, 0.75), height * chance.uniform(0.2, 0.4)
        motifs.paint_birds(scene, place, unit * 0.03, mood, chance)
    return scene


def finished(scene: Image.Image, brushwork: Mapping[str, Any], chance: Random) -> Image.Image:
    """The scene as the options finish it: colours by guidance, specks by steps and sampler."""
    colour = 0.7 + 0.3 * float(brushwork["cfg_scale"]) / PLAIN_CFG_SCALE
    if colour != 1:
        scene = ImageEnhance.Color(scene).enhance(colour)
    scene = scene.point(SHADES_OF_LEVELS * 3)
    width, height = scene.size
    draw = ImageDraw.Draw(scene, "RGBA")
    for speck in SPECKS:
        number = round(width * height * SPECKS_AT_ONE_STEP / int(brushwork["steps"]) / len(SPECKS))
        draw.point([(chance.random() * width, chance.random() * height) for _ in range(number)], fill=speck)
    return scene


def chance_of(*what: object) -> Random:
    """Chance that always falls the same way for the same things."""
    told = json.dumps(what, sort_keys=True, default=dict)
    return Random(hashlib.sha256(told.encode()).digest())  # noqa: S311 - for pictures


def _paint_far_ridges(scene: Image.Image, horizon: float, mood: Mood, features: frozenset[str], chance: Random) -> None:
    """The ridges behind, each darker than the one before it. They end at the horizon where there is water."""
    width, height = scene.size
    over_water = "water" in features
    ruggedness = 0.85 if "peaks" in features else chance.uniform(0.0, 0.35)
    ridges = RIDGES_OVER_WATER if over_water else RIDGES_OVER_LAND
    for number in range(ridges):
        nearness = number / ridges
        if over_water:
            base, floor = horizon - height * (0.1 - 0.09 * nearness), horizon
        else:
            base, floor = horizon + height * (0.24 * nearness - 0.08), float(height)
        rise = height * (0.075 + 0.09 * ruggedness) * (1 - 0.45 * nearness)
        colour = mixed(mood.horizon, mood.near, 0.22 + 0.56 * nearness)
        mist = mixed(colour, mood.horizon, 0.55)
        paint_ridge(scene, ridge_line(width, base, rise, ruggedness, chance), floor, (colour, mist))


def _paint_foreground(scene: Image.Image, mood: Mood, features: frozenset[str], chance: Random) -> None:
    """The ridge at the viewer's feet, and what stands on it."""
    width, height = scene.size
    unit = min(scene.size)
    side = chance.choice((0.2, 0.8))
    ridge = ridge_line(width, height * 0.86, height * 0.035, 0.1, chance)
    if "water" in features:
        ridge = _headland(ridge, side, height * (0.2 if "lighthouse" in features else 0.1))

    def with_trees(stencil: Stencil) -> None:
        if "trees" in features:
            motifs.add_pines(stencil, ridge, unit * 0.24, chance)

    foot = width * side, height_at(ridge, width * side)
    if "lighthouse" in features:
        motifs.paint_lighthouse(scene, (foot[0], foot[1] + unit * 0.02), unit * 0.4, mood)
    if "cabin" in features:
        place = width * (1 - side if "lighthouse" in features else side)
        motifs.paint_cabin(scene, (place, height_at(ridge, place) + unit * 0.01), unit * 0.13, mood)
    paint_ridge(scene, ridge, float(height), (mood.near, mixed(mood.near, (0, 0, 0), 0.35)), with_trees)


def _headland(ridge: list[Point], side: float, rise: float) -> list[Point]:
    """A shore that rises towards one side of the picture, `side` being 0 to 1, and sinks towards the other."""
    width = ridge[-1][0]

    def lift(x: float) -> float:
        near = max(0.0, 1 - abs(x / width - side) / 0.5)
        return rise * (near * near * (3 - 2 * near) * 1.35 - 0.35)

    return [(x, y - lift(x)) for x, y in ridge]
