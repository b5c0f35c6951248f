"""Sky, ridges and water, painted with whole-image operations of Pillow: nothing loops over pixels."""

import math
from collections.abc import Callable, Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from stability_client.standin.painter.palettes import RGB, Mood, mixed

FINER = 2
"""Shapes are drawn this many times larger and reduced, which smooths their edges."""

Point = tuple[float, float]
RIDGE_STEPS = 96

GLOW_LEVEL = 190
PATH_LEVEL = 230
RIPPLE_LEVEL = 120
RADIAL_LEVEL_AT_EDGES = 180
"""Pillow's radial gradient comes to 255 in its corners; where its edges are nearest it has come to this."""

CLOUDS_COARSER = 2
WATER_COARSER = 2
"""Clouds are so soft that they are painted this many times smaller; water, across only."""


class Stencil:
    """Shapes to paint through, given in pixels of the picture. No more of it is touched than they cover."""

    def __init__(self) -> None:
        self._strokes: list[Callable[[ImageDraw.ImageDraw, Point], None]] = []
        self._left = self._top = math.inf
        self._right = self._bottom = -math.inf

    def polygon(self, points: Sequence[Point], fill: int = 255) -> None:
        self._reach_for(points)
        self._strokes.append(lambda draw, corner: draw.polygon(_finer(points, corner), fill=fill))

    def box(self, left: float, top: float, right: float, bottom: float, fill: int = 255) -> None:
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], fill)

    def disc(self, x: float, y: float, radius: float, fill: int = 255) -> None:
        ends = ((x - radius, y - radius), (x + radius, y + radius))
        self._reach_for(ends)
        self._strokes.append(lambda draw, corner: draw.ellipse(_finer(ends, corner), fill=fill))

    def line(self, points: Sequence[Point], width: float, fill: int = 255) -> None:
        self._reach_for(points, width)
        wide = max(1, round(width * FINER))
        self._strokes.append(
            lambda draw, corner: draw.line(_finer(points, corner), fill=fill, width=wide, joint="curve")
        )

    def paint(self, scene: Image.Image, paint: RGB | Callable[[tuple[int, int]], Image.Image]) -> None:
        """Put a colour onto the scene, or what is made for the size of the shapes, through the shapes."""
        box = (
            max(0, math.floor(min(self._left, scene.width))),
            max(0, math.floor(min(self._top, scene.height))),
            min(scene.width, math.ceil(max(self._right, 0))),
            min(scene.height, math.ceil(max(self._bottom, 0))),
        )
        width, height = box[2] - box[0], box[3] - box[1]
        if width <= 0 or height <= 0:
            return
        mask = Image.new("L", (width * FINER, height * FINER))
        draw = ImageDraw.Draw(mask)
        for stroke in self._strokes:
            stroke(draw, (box[0], box[1]))
        scene.paste(paint((width, height)) if callable(paint) else paint, box, mask.reduce(FINER))

    def _reach_for(self, points: Sequence[Point], margin: float = 1) -> None:
        across, down = [x for x, _ in points], [y for _, y in points]
        self._left, self._right = min(self._left, *across) - margin, max(self._right, *across) + margin
        self._top, self._bottom = min(self._top, *down) - margin, max(self._bottom, *down) + margin


def _finer(points: Sequence[Point], corner: Point) -> list[Point]:
    return [((x - corner[0]) * FINER, (y - corner[1]) * FINER) for x, y in points]


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
    sky = gradient((size[0], max(1, round(horizon))), mood.sky)
    scene = Image.new("RGB", size, mood.horizon)
    scene.paste(sky)
    if mood.stars:
        _paint_stars(scene, horizon, chance)
    _paint_clouds(scene, horizon, mood, chance)
    return scene


def paint_light(scene: Image.Image, place: Point, radius: float, mood: Mood) -> None:
    """Sun or moon, with its glow."""
    reach = round(radius * 6)
    corner = (round(place[0] - reach), round(place[1] - reach))
    scene.paste(mood.light, corner, fading_disc((reach * 2, reach * 2), GLOW_LEVEL, 2))
    disc = Stencil()
    disc.disc(*place, radius)
    disc.paint(scene, mood.light)


def fading_disc(size: tuple[int, int], level: int, power: float) -> Image.Image:
    """A mask, mode L, that falls from `level` in the middle to nothing at the edges."""
    fades = [round(level * max(0.0, 1 - distance / RADIAL_LEVEL_AT_EDGES) ** power) for distance in range(256)]
    return Image.radial_gradient("L").point(fades).resize(size, Image.Resampling.BILINEAR)


def ridge_line(width: int, base: float, rise: float, ruggedness: float, chance: Random) -> list[Point]:
    """A ridge from left to right: slow waves for hills, with `ruggedness` (0 to 1) also jags for peaks."""
    waves: list[tuple[float, float, float]] = [
        (chance.uniform(0.6, 1.4) * 2.0**octave, chance.uniform(0, math.tau), 0.5**octave * (1 - 0.55 * ruggedness))
        for octave in range(4)
    ]
    jags = [(chance.uniform(1.3, 2.2) * 2.0**octave, chance.random(), 0.62**octave * ruggedness) for octave in range(4)]

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
    stencil = Stencil()
    stencil.polygon([(0, floor), *ridge, (scene.width, floor)])
    if decorate is not None:
        decorate(stencil)
    top = max(0, round(min(y for _, y in ridge)))
    floor = min(floor, scene.height)

    def slope(size: tuple[int, int]) -> Image.Image:
        filled = Image.new("RGB", size, colours[0])
        deep = round(floor) - top
        if deep > 0:
            filled.paste(gradient((size[0], deep), colours), (0, size[1] - deep))
        return filled

    stencil.paint(scene, slope)


def paint_water(scene: Image.Image, shore: float, mood: Mood, light_x: float, chance: Random) -> None:
    """Water from the shore line down: the mirrored scene, deeper in colour, with ripples and a path of light."""
    top = round(shore)
    depth = scene.height - top
    if depth <= 1 or top <= 1:
        return
    size = width, _ = scene.width // WATER_COARSER, depth
    mirrored = ImageOps.flip(scene.crop((0, max(0, top - round(depth * 1.4)), scene.width, top))).resize(size)
    mirrored = mirrored.filter(ImageFilter.BoxBlur((width / 200, 0)))
    deep = mixed(mood.sky[0], mood.near, 0.35)
    water = Image.blend(mirrored, gradient(size, (mixed(mood.horizon, deep, 0.4), deep)), 0.5)
    ripples = noise(size, (width // 30, depth // 4), chance)
    light = ImageChops.multiply(
        ripples.point([max(0, level - 150) for level in range(256)]), gradient_mask(size, 255, 90)
    )
    water.paste(mixed(mood.horizon, mood.light, 0.5), (0, 0), light)
    path = fading_disc((max(2, width // 3), depth * 2), PATH_LEVEL, 1)
    glitter = ImageChops.multiply(
        ripples.crop((0, 0, path.width, depth)).point([255 if level > RIPPLE_LEVEL else 40 for level in range(256)]),
        path.crop((0, depth, path.width, depth * 2)),
    )
    water.paste(mood.light, (round(light_x / WATER_COARSER - path.width / 2), 0), glitter)
    scene.paste(water.resize((scene.width, depth), Image.Resampling.BILINEAR), (0, top))


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
    size = scene.width // CLOUDS_COARSER, max(1, round(horizon / CLOUDS_COARSER))
    coarse = noise(size, (5, 9), chance)
    fine = noise(size, (14, 30), chance)
    threshold = chance.randrange(140, 175)
    cover = Image.blend(coarse, fine, 0.35).point([min(170, max(0, level - threshold) * 3) for level in range(256)])
    cover = ImageChops.multiply(cover, gradient_mask(size, 120, 255))
    cover = cover.resize((scene.width, max(1, round(horizon))), Image.Resampling.BILINEAR)
    scene.paste(mixed(mood.horizon, mood.light, 0.6), (0, 0), cover)
