"""Things that stand in a landscape, as silhouettes. `foot` is the point they stand on; heights are in pixels."""

from collections.abc import Sequence
from random import Random

from PIL import Image

from stability_client.standin.painter.landscape import Point, Stencil, height_at
from stability_client.standin.painter.palettes import RGB, Palette, mix

LAMP: RGB = (255, 214, 130)
SAIL: RGB = (250, 244, 230)
WALL: RGB = (243, 238, 228)
STRIPE: RGB = (196, 62, 54)

MAST_PROBABILITY = 0.3
LIT_WINDOW_PROBABILITY = 0.32


def add_pines(stencil: Stencil, ridge: Sequence[Point], height: float, rng: Random) -> None:
    """Add a wood of pines along a ridge, with one clearing."""
    width = ridge[-1][0]
    clearing = rng.random() * width
    for _ in range(70):
        x = rng.random() * width
        if abs(x - clearing) < width * 0.16:
            continue
        foot = height_at(ridge, x) + height * 0.15
        tall = height * rng.uniform(0.45, 1.0)
        for tier in range(3):
            top = foot - tall * (1 - tier * 0.25)
            below = foot - tall * (0.52 - tier * 0.2)
            spread = tall * (0.13 + tier * 0.055)
            stencil.polygon([(x, top), (x + spread, below), (x - spread, below)])
        stencil.box(x - tall * 0.02, foot - tall * 0.15, x + tall * 0.02, foot)


def paint_lighthouse(scene: Image.Image, foot: Point, height: float, palette: Palette) -> None:
    """Paint a striped lighthouse whose lamp is lit."""
    x, y = foot
    top = y - height
    beam = Stencil()
    reach = scene.width
    for side in (-1, 1):
        beam.polygon(
            [(x, top), (x + side * reach, top - reach * 0.16), (x + side * reach, top + reach * 0.02)], fill=46
        )
    beam.paint(scene, mix(palette.light, LAMP, 0.5))

    def at(share: float) -> tuple[float, float]:
        return y - height * 0.84 * share, height * (0.115 - 0.045 * share)

    def band(low: float, high: float) -> list[Point]:
        (low_y, low_half), (high_y, high_half) = at(low), at(high)
        return [(x - low_half, low_y), (x - high_half, high_y), (x + high_half, high_y), (x + low_half, low_y)]

    tower, stripes, dark, lamp = (Stencil() for _ in range(4))
    tower.polygon(band(0, 1))
    for stripe in range(3):
        stripes.polygon(band(0.14 + stripe * 0.3, 0.29 + stripe * 0.3))
    gallery, half = at(1)
    dark.box(x - half * 1.5, gallery - height * 0.02, x + half * 1.5, gallery + height * 0.015)
    dark.polygon(
        [(x - half * 1.1, top + height * 0.045), (x, top - height * 0.04), (x + half * 1.1, top + height * 0.045)]
    )
    dark.box(x - half * 0.3, y - height * 0.1, x + half * 0.3, y)
    lamp.box(x - half * 0.75, top + height * 0.045, x + half * 0.75, gallery - height * 0.02)
    tower.paint(scene, mix(WALL, palette.near, 0.12))
    stripes.paint(scene, mix(STRIPE, palette.near, 0.15))
    dark.paint(scene, palette.near)
    lamp.paint(scene, LAMP)


def paint_boat(scene: Image.Image, foot: Point, height: float, palette: Palette) -> None:
    """Paint a sailing boat and its reflection."""
    x, y = foot
    shadow, hull, sails = (Stencil() for _ in range(3))
    shadow.polygon([(x - height * 0.4, y), (x + height * 0.4, y), (x, y + height * 0.5)], fill=70)
    hull.polygon(
        [
            (x - height * 0.42, y - height * 0.14),
            (x + height * 0.46, y - height * 0.14),
            (x + height * 0.3, y),
            (x - height * 0.32, y),
        ]
    )
    hull.box(x - height * 0.012, y - height, x + height * 0.012, y - height * 0.12)
    sails.polygon(
        [(x + height * 0.03, y - height), (x + height * 0.4, y - height * 0.2), (x + height * 0.03, y - height * 0.2)]
    )
    sails.polygon(
        [
            (x - height * 0.03, y - height * 0.9),
            (x - height * 0.3, y - height * 0.2),
            (x - height * 0.03, y - height * 0.2),
        ]
    )
    shadow.paint(scene, mix(SAIL, palette.near, 0.3))
    hull.paint(scene, palette.near)
    sails.paint(scene, mix(SAIL, palette.horizon, 0.2))


def paint_cabin(scene: Image.Image, foot: Point, height: float, palette: Palette) -> None:
    """Paint a small house with lit windows."""
    x, y = foot
    house, windows = Stencil(), Stencil()
    half = height * 0.75
    house.box(x - half * 0.85, y - height * 0.55, x + half * 0.85, y + height * 0.4)
    house.polygon([(x - half * 1.1, y - height * 0.5), (x, y - height), (x + half * 1.1, y - height * 0.5)])
    house.box(x + half * 0.4, y - height * 1.05, x + half * 0.62, y - height * 0.6)
    for left in (-0.55, 0.15):
        windows.box(x + half * left, y - height * 0.38, x + half * (left + 0.38), y - height * 0.1)
    house.paint(scene, mix(palette.near, (60, 30, 20), 0.25))
    windows.paint(scene, LAMP)


def paint_balloon(scene: Image.Image, foot: Point, height: float, palette: Palette) -> None:
    """Paint a hot-air balloon whose basket is at `foot`."""
    x, y = foot
    radius = height * 0.36
    envelope, gores, basket = (Stencil() for _ in range(3))
    center = y - height + radius
    envelope.disc(x, center, radius)
    envelope.polygon(
        [(x - radius * 0.92, center + radius * 0.4), (x + radius * 0.92, center + radius * 0.4), (x, y - height * 0.12)]
    )
    gores.polygon(
        [
            (x - radius * 0.35, center - radius * 0.92),
            (x + radius * 0.35, center - radius * 0.92),
            (x + radius * 0.42, center + radius * 0.4),
            (x + radius * 0.07, y - height * 0.19),
            (x - radius * 0.07, y - height * 0.19),
            (x - radius * 0.42, center + radius * 0.4),
        ]
    )
    basket.box(x - height * 0.055, y - height * 0.09, x + height * 0.055, y)
    for side in (-1, 1):
        basket.line([(x + side * height * 0.05, y - height * 0.08), (x + side * height * 0.09, y - height * 0.24)], 1)
    envelope.paint(scene, mix(STRIPE, palette.horizon, 0.1))
    gores.paint(scene, mix(LAMP, palette.light, 0.3))
    basket.paint(scene, palette.near)


def paint_city(scene: Image.Image, foot: float, height: float, palette: Palette, rng: Random) -> None:
    """Paint a skyline over the whole width, with lit windows; `foot` is a y."""
    towers, windows = Stencil(), Stencil()
    towers.box(0, foot, scene.width, scene.height)
    x = -scene.width * 0.02
    pane = max(1.0, scene.width / 256)
    while x < scene.width:
        wide = scene.width * rng.uniform(0.035, 0.085)
        top = foot - height * rng.uniform(0.25, 1.0)
        towers.box(x, top, x + wide, scene.height)
        if rng.random() < MAST_PROBABILITY:
            towers.line([(x + wide / 2, top), (x + wide / 2, top - height * 0.16)], pane)
        for row in range(int((foot - top) / (pane * 4))):
            for column in range(int(wide / (pane * 3))):
                if rng.random() < LIT_WINDOW_PROBABILITY:
                    left, above = x + pane * (1 + column * 3), top + pane * (2 + row * 4)
                    windows.box(left, above, left + pane, above + pane * 1.6)
        x += wide + scene.width * rng.choice((0, 0, 0.008))
    towers.paint(scene, mix(palette.near, palette.sky[0], 0.25))
    windows.paint(scene, LAMP)


def paint_birds(scene: Image.Image, position: Point, span: float, palette: Palette, rng: Random) -> None:
    """Paint a distant flock around `position`, each bird about `span` pixels wide."""
    flock = Stencil()
    for _ in range(rng.randrange(4, 9)):
        x, y = position[0] + rng.gauss(0, span * 3.4), position[1] + rng.gauss(0, span * 1.5)
        wing = span * rng.uniform(0.5, 1.0)
        flock.line(
            [
                (x - wing, y - wing * 0.35),
                (x - wing * 0.4, y - wing * 0.5),
                (x, y),
                (x + wing * 0.4, y - wing * 0.5),
                (x + wing, y - wing * 0.35),
            ],
            span / 9,
        )
    flock.paint(scene, mix(palette.near, palette.sky[0], 0.2))
