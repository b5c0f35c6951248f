"""Things that stand in a landscape, as silhouettes. Each is given its foot and its height in pixels."""

from collections.abc import Sequence
from random import Random

from PIL import Image

from stability_client.standin.painter.landscape import Point, Stencil, height_at
from stability_client.standin.painter.palettes import RGB, Mood, mixed

LAMP: RGB = (255, 214, 130)
SAIL: RGB = (250, 244, 230)
WALL: RGB = (243, 238, 228)
STRIPE: RGB = (196, 62, 54)

SHARE_OF_MASTS = 0.3
SHARE_OF_LIT_WINDOWS = 0.32


def add_pines(stencil: Stencil, ridge: Sequence[Point], height: float, chance: Random) -> None:
    """A wood of pines along a ridge, thinning out towards one side."""
    width = ridge[-1][0]
    clearing = chance.random() * width
    for _ in range(70):
        x = chance.random() * width
        if abs(x - clearing) < width * 0.16:
            continue
        foot = height_at(ridge, x) + height * 0.15
        tall = height * chance.uniform(0.45, 1.0)
        for tier in range(3):
            top = foot - tall * (1 - tier * 0.25)
            below = foot - tall * (0.52 - tier * 0.2)
            spread = tall * (0.13 + tier * 0.055)
            stencil.polygon([(x, top), (x + spread, below), (x - spread, below)])
        stencil.box(x - tall * 0.02, foot - tall * 0.15, x + tall * 0.02, foot)


def paint_lighthouse(scene: Image.Image, foot: Point, height: float, mood: Mood) -> None:
    """A striped lighthouse whose lamp is lit."""
    x, y = foot
    top = y - height
    beam = Stencil()
    reach = scene.width
    for side in (-1, 1):
        beam.polygon(
            [(x, top), (x + side * reach, top - reach * 0.16), (x + side * reach, top + reach * 0.02)], fill=46
        )
    beam.paint(scene, mixed(mood.light, LAMP, 0.5))

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
    tower.paint(scene, mixed(WALL, mood.near, 0.12))
    stripes.paint(scene, mixed(STRIPE, mood.near, 0.15))
    dark.paint(scene, mood.near)
    lamp.paint(scene, LAMP)


def paint_boat(scene: Image.Image, foot: Point, height: float, mood: Mood) -> None:
    """A sailing boat, and its reflection."""
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
    shadow.paint(scene, mixed(SAIL, mood.near, 0.3))
    hull.paint(scene, mood.near)
    sails.paint(scene, mixed(SAIL, mood.horizon, 0.2))


def paint_cabin(scene: Image.Image, foot: Point, height: float, mood: Mood) -> None:
    """A small house with light in its windows."""
    x, y = foot
    house, windows = Stencil(), Stencil()
    half = height * 0.75
    house.box(x - half * 0.85, y - height * 0.55, x + half * 0.85, y + height * 0.4)
    house.polygon([(x - half * 1.1, y - height * 0.5), (x, y - height), (x + half * 1.1, y - height * 0.5)])
    house.box(x + half * 0.4, y - height * 1.05, x + half * 0.62, y - height * 0.6)
    for left in (-0.55, 0.15):
        windows.box(x + half * left, y - height * 0.38, x + half * (left + 0.38), y - height * 0.1)
    house.paint(scene, mixed(mood.near, (60, 30, 20), 0.25))
    windows.paint(scene, LAMP)


def paint_balloon(scene: Image.Image, foot: Point, height: float, mood: Mood) -> None:
    """A hot-air balloon; its foot is the basket."""
    x, y = foot
    radius = height * 0.36
    envelope, gores, basket = (Stencil() for _ in range(3))
    centre = y - height + radius
    envelope.disc(x, centre, radius)
    envelope.polygon(
        [(x - radius * 0.92, centre + radius * 0.4), (x + radius * 0.92, centre + radius * 0.4), (x, y - height * 0.12)]
    )
    gores.polygon(
        [
            (x - radius * 0.35, centre - radius * 0.92),
            (x + radius * 0.35, centre - radius * 0.92),
            (x + radius * 0.42, centre + radius * 0.4),
            (x + radius * 0.07, y - height * 0.19),
            (x - radius * 0.07, y - height * 0.19),
            (x - radius * 0.42, centre + radius * 0.4),
        ]
    )
    basket.box(x - height * 0.055, y - height * 0.09, x + height * 0.055, y)
    for side in (-1, 1):
        basket.line([(x + side * height * 0.05, y - height * 0.08), (x + side * height * 0.09, y - height * 0.24)], 1)
    envelope.paint(scene, mixed(STRIPE, mood.horizon, 0.1))
    gores.paint(scene, mixed(LAMP, mood.light, 0.3))
    basket.paint(scene, mood.near)


def paint_city(scene: Image.Image, foot: float, height: float, mood: Mood, chance: Random) -> None:
    """A skyline over the whole width, with lit windows."""
    towers, windows = Stencil(), Stencil()
    towers.box(0, foot, scene.width, scene.height)
    x = -scene.width * 0.02
    pane = max(1.0, scene.width / 256)
    while x < scene.width:
        wide = scene.width * chance.uniform(0.035, 0.085)
        top = foot - height * chance.uniform(0.25, 1.0)
        towers.box(x, top, x + wide, scene.height)
        if chance.random() < SHARE_OF_MASTS:
            towers.line([(x + wide / 2, top), (x + wide / 2, top - height * 0.16)], pane)
        for row in range(int((foot - top) / (pane * 4))):
            for column in range(int(wide / (pane * 3))):
                if chance.random() < SHARE_OF_LIT_WINDOWS:
                    left, above = x + pane * (1 + column * 3), top + pane * (2 + row * 4)
                    windows.box(left, above, left + pane, above + pane * 1.6)
        x += wide + scene.width * chance.choice((0, 0, 0.008))
    towers.paint(scene, mixed(mood.near, mood.sky[0], 0.25))
    windows.paint(scene, LAMP)


def paint_birds(scene: Image.Image, place: Point, span: float, mood: Mood, chance: Random) -> None:
    """A flock, far away."""
    flock = Stencil()
    for _ in range(chance.randrange(4, 9)):
        x, y = place[0] + chance.gauss(0, span * 3.4), place[1] + chance.gauss(0, span * 1.5)
        wing = span * chance.uniform(0.5, 1.0)
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
    flock.paint(scene, mixed(mood.near, mood.sky[0], 0.2))
