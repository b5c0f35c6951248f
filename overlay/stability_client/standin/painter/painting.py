"""A scene from prompts and a seed. The same arguments give the same image, pixel by pixel."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from PIL import Image, ImageDraw, ImageEnhance

from stability_client.standin.painter import motifs
from stability_client.standin.painter.landscape import (
    Point,
    Stencil,
    height_at,
    make_ridge,
    paint_light,
    paint_ridge,
    paint_sky,
    paint_water,
)
from stability_client.standin.painter.palettes import (
    Palette,
    choose_features,
    choose_palette,
    find_features,
    mix,
    split_words,
)

NEUTRAL_CFG_SCALE = 7.0
"""The `cfg_scale` that leaves colors as they are. Below it they are paler, above it more saturated."""

MIN_SIDE = 8
"""Init images may have any size; scenes are composed at no less than this many pixels a side, then reduced."""

SPECKS_PER_PIXEL_AT_ONE_STEP = 0.05
"""Specks per pixel, divided by the number of diffusion steps: fewer steps give more grain."""

SPECKS = ((255, 255, 255, 56), (0, 0, 0, 56))

SHADES = 64
"""Shades of each color channel: they look like 256, and files are half as large."""

SHADE_TABLE = [round(round(level / 255 * (SHADES - 1)) * 255 / (SHADES - 1)) for level in range(256)]

RIDGES_OVER_LAND = 4
RIDGES_OVER_WATER = 3


def paint_scene(
    size: tuple[int, int],
    prompts: Sequence[tuple[str, float]],
    *,
    engine: str,
    seed: int,
    style: Mapping[str, Any],
) -> Image.Image:
    """Paint what the prompts name.

    Args:
        size: Width and height in pixels.
        prompts: Texts with their weights. What those of negative weight name is left out.
        engine: Each engine paints another scene.
        seed: Each seed gives another scene.
        style: `cfg_scale`, `steps` and other options that change colors and grain, but not the scene.

    Returns:
        An RGB image.
    """
    canvas = max(size[0], MIN_SIDE), max(size[1], MIN_SIDE)
    wanted = [text for text, weight in prompts if weight >= 0]
    unwanted = [text for text, weight in prompts if weight < 0]
    rng = seeded_rng(engine, prompts, seed)
    palette = choose_palette(split_words(wanted), rng)
    features = choose_features(split_words(wanted), rng) - find_features(split_words(unwanted))
    scene = apply_style(compose(canvas, palette, features, rng), style, seeded_rng(seed, style))
    return scene if canvas == size else scene.resize(size, Image.Resampling.BOX)


def compose(size: tuple[int, int], palette: Palette, features: frozenset[str], rng: Random) -> Image.Image:
    """Paint the scene without style and caption, from the sky forward."""
    width, height = size
    unit = min(size)
    horizon = height * rng.uniform(0.56, 0.64)
    light = width * rng.uniform(0.2, 0.8), height * rng.uniform(0.16, 0.4)
    scene = paint_sky(size, horizon, palette, rng)
    paint_light(scene, light, unit * rng.uniform(0.04, 0.07), palette)
    _paint_far_ridges(scene, horizon, palette, features, rng)
    if "city" in features:
        motifs.paint_city(scene, horizon, height * 0.3, palette, rng)
    if "water" in features:
        paint_water(scene, horizon, palette, light[0], rng)
    if "boat" in features and "water" in features:
        position = width * rng.uniform(0.35, 0.65), horizon + height * 0.09
        motifs.paint_boat(scene, position, unit * 0.17, palette)
    _paint_foreground(scene, palette, features, rng)
    if "balloon" in features:
        motifs.paint_balloon(scene, (width * rng.uniform(0.25, 0.75), height * 0.42), unit * 0.26, palette)
    if "birds" in features:
        position = width * rng.uniform(0.25, 0.75), height * rng.uniform(0.2, 0.4)
        motifs.paint_birds(scene, position, unit * 0.03, palette, rng)
    return scene


def apply_style(scene: Image.Image, style: Mapping[str, Any], rng: Random) -> Image.Image:
    """Apply style options: saturation by guidance scale, grain by steps and sampler."""
    color = 0.7 + 0.3 * float(style["cfg_scale"]) / NEUTRAL_CFG_SCALE
    if color != 1:
        scene = ImageEnhance.Color(scene).enhance(color)
    scene = scene.point(SHADE_TABLE * 3)
    width, height = scene.size
    draw = ImageDraw.Draw(scene, "RGBA")
    for speck in SPECKS:
        number = round(width * height * SPECKS_PER_PIXEL_AT_ONE_STEP / int(style["steps"]) / len(SPECKS))
        draw.point([(rng.random() * width, rng.random() * height) for _ in range(number)], fill=speck)
    return scene


def seeded_rng(*values: object) -> Random:
    """Make a random generator that depends on nothing but the values."""
    text = json.dumps(values, sort_keys=True, default=dict)
    return Random(hashlib.sha256(text.encode()).digest())  # noqa: S311 - for images


def _paint_far_ridges(
    scene: Image.Image, horizon: float, palette: Palette, features: frozenset[str], rng: Random
) -> None:
    """Paint the ridges in the distance, the nearer the darker. Over water they end at the horizon."""
    width, height = scene.size
    over_water = "water" in features
    ruggedness = 0.85 if "peaks" in features else rng.uniform(0.0, 0.35)
    ridges = RIDGES_OVER_WATER if over_water else RIDGES_OVER_LAND
    for number in range(ridges):
        nearness = number / ridges
        if over_water:
            base, floor = horizon - height * (0.1 - 0.09 * nearness), horizon
        else:
            base, floor = horizon + height * (0.24 * nearness - 0.08), float(height)
        rise = height * (0.075 + 0.09 * ruggedness) * (1 - 0.45 * nearness)
        color = mix(palette.horizon, palette.near, 0.22 + 0.56 * nearness)
        mist = mix(color, palette.horizon, 0.55)
        paint_ridge(scene, make_ridge(width, base, rise, ruggedness, rng), floor, (color, mist))


def _paint_foreground(scene: Image.Image, palette: Palette, features: frozenset[str], rng: Random) -> None:
    """Paint the nearest ridge and what stands on it."""
    width, height = scene.size
    unit = min(scene.size)
    side = rng.choice((0.2, 0.8))
    ridge = make_ridge(width, height * 0.86, height * 0.035, 0.1, rng)
    if "water" in features:
        ridge = _raise_headland(ridge, side, height * (0.2 if "lighthouse" in features else 0.1))

    def with_trees(stencil: Stencil) -> None:
        if "trees" in features:
            motifs.add_pines(stencil, ridge, unit * 0.24, rng)

    foot = width * side, height_at(ridge, width * side)
    if "lighthouse" in features:
        motifs.paint_lighthouse(scene, (foot[0], foot[1] + unit * 0.02), unit * 0.4, palette)
    if "cabin" in features:
        position = width * (1 - side if "lighthouse" in features else side)
        motifs.paint_cabin(scene, (position, height_at(ridge, position) + unit * 0.01), unit * 0.13, palette)
    paint_ridge(scene, ridge, float(height), (palette.near, mix(palette.near, (0, 0, 0), 0.35)), with_trees)


def _raise_headland(ridge: list[Point], side: float, rise: float) -> list[Point]:
    """Raise a shore around `side` (0 is left, 1 is right) and lower it on the other side."""
    width = ridge[-1][0]

    def lift(x: float) -> float:
        near = max(0.0, 1 - abs(x / width - side) / 0.5)
        return rise * (near * near * (3 - 2 * near) * 1.35 - 0.35)

    return [(x, y - lift(x)) for x, y in ridge]
