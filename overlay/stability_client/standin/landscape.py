"""Sky, ridges and water, painted with whole-image operations of Pillow: nothing loops over pixels."""

import math
from collections.abc import Callable, Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from stability_client.standin.moods import RGB, Mood, mixed

FINER = 2
"""Shapes are drawn this many times larger and reduced, which smooths their edges."""

Point = tuple[float, float]
RIDGE_STEPS = 96


class Stencil:
    """A shape to paint through. Points are in pixels of the picture."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._mask = Image.new("L", (size[0] * FINER, size[1] * FINER))
        self._draw = ImageDraw.Draw(self._mask)

    def polygon(self, points: Sequence[Point], fill: int = 255) -> None:
        self._draw.polygon([(x * FINER, y * FINER) for x, y in points], fill=fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: int = 255) -> None:
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], fill)

    def disc(self, x: float, y: float, radius: float, fill: int = 255) -> None:
        corners = ((x - radius) * FINER, (y - radius) * FINER, (x + radius) * FINER, (y + radius) * FINER)
        self._draw.ellipse(corners, fill=fill)

    def line(self, points: Sequence[Point], width: float, fill: int = 255) -> None:
        scaled = [(x * FINER, y * FINER) for x, y in points]
        self._draw.line(scaled, fill=fill, width=max(1, round(width * FINER)), joint="curve")

    def paint(self, scene: Image.Image, paint: Image.Image | RGB) -> None:
        """Put a colour or a picture onto the scene, through the shape."""
        scene.paste(paint, (0, 0, *scene.size), self._mask.reduce(FINER))


def gradient(size: tuple[int, int], colours: Sequence[RGB]) -> Image.Image:
    """Colours that run into each other from top to bottom."""
    column = Image.new("RGB", (1, len(colours)))
    column.putdata(list(colours))
    stretch = size[1] / len(colours)
    # Half a colour is cut off at each end, for resizing holds the outermost colours there.
    return column.resize((1, round(size[1] + stretch)), Image.Resampling.BICUBIC).resize(
        size, Image.Resampling.NEAREST, box=(0, stretch / 2, 1, size[1] + stretch / 2)
    )


def noise(size: tuple[int, int], grains: tuple[int, int], chance: Random) -> Image.Image:
    """Soft spots, mode L: `grains` of them across and down."""
    across, down = max(2, grains[0]), max(2, grains[1])
    spots = Image.frombytes("L", (across, down), chance.randbytes(across * down))
    return spots.resize(size, Image.Resampling.BICUBIC)


def paint_sky(size: tuple[int, int], horizon: float, mood: Mood, chance: Random) -> Image.Image:
    """The sky down to the horizon, and its last colour below."""
    width, height = size
    sky = gradient((width, max(1, round(horizon))), mood.sky)
    scene = Image.new("RGB", size, mood.horizon)
    scene.paste(sky)
    if mood.stars:
        _paint_stars(scene, horizon, chance)
    _paint_clouds(scene, horizon, mood, chance)
    return scene


def paint_light(scene: Image.Image, place: Point, radius: float, mood: Mood) -> None:
    """Sun or moon, with its glow."""
    reach = round(radius * 7)
    glow = ImageOps.invert(Image.radial_gradient("L")).point([round((level / 255) ** 2 * 190) for level in range(256)])
    corner = (round(place[0] - reach), round(place[1] - reach))
    scene.paste(mood.light, corner, glow.resize((reach * 2, reach * 2), Image.Resampling.BILINEAR))
    half = round(radius + 2)
    disc = Stencil((half * 2, half * 2))
    disc.disc(half, half, radius)
    box = (round(place[0]) - half, round(place[1]) - half)
    patch = scene.crop((*box, box[0] + half * 2, box[1] + half * 2))
    disc.paint(patch, mood.light)
    scene.paste(patch, box)


def ridge_line(width: int, base: float, rise: float, ruggedness: float, chance: Random) -> list[Point]:
    """A ridge from left to right: slow waves for hills, with `ruggedness` (0 to 1) also jags for peaks."""
    waves = [
        (chance.uniform(0.6, 1.4) * 2**octave, chance.uniform(0, math.tau), 0.5**octave * (1 - 0.55 * ruggedness))
        for octave in range(4)
    ]
    jags = [(chance.uniform(1.3, 2.2) * 2**octave, chance.random(), 0.62**octave * ruggedness) for octave in range(4)]

    def height(at: float) -> float:
        hills = sum(share * math.sin(at * frequency * math.tau + phase) for frequency, phase, share in waves)
        peaks = sum(share * (1 - 4 * abs((at * frequency + phase) % 1 - 0.5)) for frequency, phase, share in jags)
        return hills + peaks

    return [(width * step / RIDGE_STEPS, base - rise * height(step / RIDGE_STEPS)) for step in range(RIDGE_STEPS + 1)]


def height_at(ridge: Sequence[Point], x: float) -> float:
    """The y of a ridge at an x, both in pixels."""
    index = min(max(round(x / (ridge[-1][0] or 1) * RIDGE_STEPS), 0), RIDGE_STEPS)
    return ridge[index][1]


def paint_ridge(
    scene: Image.Image,
    ridge: Sequence[Point],
    floor: float,
    colours: tuple[RGB, RGB],
    decorate: Callable[[Stencil], None] | None = None,
) -> None:
    """Fill from a ridge down to the floor, from one colour at its top to mist at its foot."""
    stencil = Stencil(scene.size)
    stencil.polygon([(0, floor), *ridge, (scene.width, floor)])
    if decorate is not None:
        decorate(stencil)
    top = max(0, round(min(y for _, y in ridge)))
    slope = Image.new("RGB", scene.size, colours[0])
    if round(floor) > top:
        slope.paste(gradient((scene.width, round(floor) - top), colours), (0, top))
    stencil.paint(scene, slope)


def paint_water(scene: Image.Image, shore: float, mood: Mood, light_x: float, chance: Random) -> None:
    """Water from the shore line down: the mirrored scene, deeper in colour, with ripples and a path of light."""
    width, height = scene.size
    top = round(shore)
    depth = height - top
    if depth <= 1 or top <= 1:
        return
    mirrored = ImageOps.flip(scene.crop((0, max(0, top - round(depth * 1.4)), width, top))).resize((width, depth))
    mirrored = mirrored.filter(ImageFilter.BoxBlur((width / 200, 0)))
    deep = mixed(mood.sky[0], mood.near, 0.35)
    water = Image.blend(mirrored, gradient((width, depth), (mixed(mood.horizon, deep, 0.4), deep)), 0.5)
    ripples = noise((width, depth), (width // 60, depth // 4), chance)
    light = ImageChops.multiply(
        ripples.point([max(0, level - 150) for level in range(256)]), gradient_mask((width, depth), 255, 90)
    )
    water.paste(mixed(mood.horizon, mood.light, 0.5), (0, 0), light)
    path = ImageOps.invert(Image.radial_gradient("L")).resize((max(2, width // 3), depth * 2))
    glitter = ImageChops.multiply(
        ripples.crop((0, 0, path.width, depth)).point([255 if level > 120 else 40 for level in range(256)]),
        path.crop((0, depth, path.width, depth * 2)),
    )
    water.paste(mood.light, (round(light_x - path.width / 2), 0), glitter)
    scene.paste(water, (0, top))


def gradient_mask(size: tuple[int, int], top: int, bottom: int) -> Image.Image:
    """A mask, mode L, that runs from one level at the top to another at the bottom."""
    ramp = Image.linear_gradient("L").point([round(top + (bottom - top) * level / 255) for level in range(256)])
    return ramp.resize(size, Image.Resampling.BILINEAR)


def _paint_stars(scene: Image.Image, horizon: float, chance: Random) -> None:
    draw = ImageDraw.Draw(scene)
    for _ in range(round(scene.width * horizon / 1500)):
        x, y = chance.random() * scene.width, chance.random() ** 1.4 * horizon
        glow = chance.randrange(120, 256)
        radius = chance.choice((0, 0, 0, 1)) * scene.width / 900
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(glow, glow, min(255, glow + 20)))


def _paint_clouds(scene: Image.Image, horizon: float, mood: Mood, chance: Random) -> None:
    size = scene.width, max(1, round(horizon))
    coarse = noise(size, (5, 9), chance)
    fine = noise(size, (14, 30), chance)
    threshold = chance.randrange(140, 175)
    cover = Image.blend(coarse, fine, 0.35).point([min(170, max(0, level - threshold) * 3) for level in range(256)])
    cover = ImageChops.multiply(cover, gradient_mask(size, 120, 255))
    scene.paste(mixed(mood.horizon, mood.light, 0.6), (0, 0), cover)
