"""Sky, ridges and water, painted with whole-image operations of Pillow: no loop over pixels."""

import math
from collections.abc import Callable, Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from stability_client.standin.painter.palettes import RGB, Palette, mix

SUPERSAMPLING = 2
"""Shapes are drawn this many times larger and then reduced, which smooths their edges."""

Point = tuple[float, float]
RIDGE_STEPS = 96

GLOW_LEVEL = 190
PATH_LEVEL = 230
RIPPLE_LEVEL = 120
RADIAL_EDGE_LEVEL = 180
"""The level of Pillow's radial gradient at the middle of each edge; in the corners it is 255."""

CLOUD_REDUCTION = 2
WATER_REDUCTION = 2
"""Clouds are soft enough to be painted this many times smaller and enlarged; water only horizontally."""


class Stencil:
    """Shapes to paint through, in pixels of the image. Only their bounding box is touched."""

    def __init__(self) -> None:
        """Start without shapes."""
        self._strokes: list[Callable[[ImageDraw.ImageDraw, Point], None]] = []
        self._left = self._top = math.inf
        self._right = self._bottom = -math.inf

    def polygon(self, points: Sequence[Point], fill: int = 255) -> None:
        """Add a polygon; `fill` is its opacity, 0 to 255."""
        self._extend_bounds(points)
        self._strokes.append(lambda draw, offset: draw.polygon(_supersample(points, offset), fill=fill))

    def box(self, left: float, top: float, right: float, bottom: float, fill: int = 255) -> None:
        """Add a rectangle."""
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)], fill)

    def disc(self, x: float, y: float, radius: float, fill: int = 255) -> None:
        """Add a disc."""
        ends = ((x - radius, y - radius), (x + radius, y + radius))
        self._extend_bounds(ends)
        self._strokes.append(lambda draw, offset: draw.ellipse(_supersample(ends, offset), fill=fill))

    def line(self, points: Sequence[Point], width: float, fill: int = 255) -> None:
        """Add a line through points."""
        self._extend_bounds(points, width)
        wide = max(1, round(width * SUPERSAMPLING))
        self._strokes.append(
            lambda draw, offset: draw.line(_supersample(points, offset), fill=fill, width=wide, joint="curve")
        )

    def paint(self, scene: Image.Image, paint: RGB | Callable[[tuple[int, int]], Image.Image]) -> None:
        """Paint the scene through the shapes.

        Args:
            scene: The image, changed in place.
            paint: A color, or a function that makes an image of a given width and height.
        """
        box = (
            max(0, math.floor(min(self._left, scene.width))),
            max(0, math.floor(min(self._top, scene.height))),
            min(scene.width, math.ceil(max(self._right, 0))),
            min(scene.height, math.ceil(max(self._bottom, 0))),
        )
        width, height = box[2] - box[0], box[3] - box[1]
        if width <= 0 or height <= 0:
            return
        mask = Image.new("L", (width * SUPERSAMPLING, height * SUPERSAMPLING))
        draw = ImageDraw.Draw(mask)
        for stroke in self._strokes:
            stroke(draw, (box[0], box[1]))
        scene.paste(paint((width, height)) if callable(paint) else paint, box, mask.reduce(SUPERSAMPLING))

    def _extend_bounds(self, points: Sequence[Point], margin: float = 1) -> None:
        across, down = [x for x, _ in points], [y for _, y in points]
        self._left, self._right = min(self._left, *across) - margin, max(self._right, *across) + margin
        self._top, self._bottom = min(self._top, *down) - margin, max(self._bottom, *down) + margin


def _supersample(points: Sequence[Point], offset: Point) -> list[Point]:
    return [((x - offset[0]) * SUPERSAMPLING, (y - offset[1]) * SUPERSAMPLING) for x, y in points]


def vertical_gradient(size: tuple[int, int], colors: Sequence[RGB]) -> Image.Image:
    """Make an RGB image that blends the colors from top to bottom."""
    column = Image.new("RGB", (1, len(colors)))
    column.putdata(list(colors))
    stretch = size[1] / len(colors)
    # Half a color is cut off at each end, where resizing repeats the outermost color.
    return column.resize((1, round(size[1] + stretch)), Image.Resampling.BICUBIC).resize(
        size, Image.Resampling.NEAREST, box=(0, stretch / 2, 1, size[1] + stretch / 2)
    )


def make_noise(size: tuple[int, int], grains: tuple[int, int], rng: Random) -> Image.Image:
    """Make soft noise, mode L, with `grains` spots across and down."""
    across, down = max(2, grains[0]), max(2, grains[1])
    spots = Image.frombytes("L", (across, down), rng.randbytes(across * down))
    return spots.resize(size, Image.Resampling.BICUBIC)


def paint_sky(size: tuple[int, int], horizon: float, palette: Palette, rng: Random) -> Image.Image:
    """Paint the sky down to the horizon, and its last color below."""
    sky = vertical_gradient((size[0], max(1, round(horizon))), palette.sky)
    scene = Image.new("RGB", size, palette.horizon)
    scene.paste(sky)
    if palette.stars:
        _paint_stars(scene, horizon, rng)
    _paint_clouds(scene, horizon, palette, rng)
    return scene


def paint_light(scene: Image.Image, position: Point, radius: float, palette: Palette) -> None:
    """Paint sun or moon, with its glow."""
    reach = round(radius * 6)
    offset = (round(position[0] - reach), round(position[1] - reach))
    scene.paste(palette.light, offset, radial_mask((reach * 2, reach * 2), GLOW_LEVEL, 2))
    disc = Stencil()
    disc.disc(*position, radius)
    disc.paint(scene, palette.light)


def radial_mask(size: tuple[int, int], level: int, power: float) -> Image.Image:
    """Make a mask, mode L, that falls from `level` in the middle to 0 at the edges."""
    fades = [round(level * max(0.0, 1 - distance / RADIAL_EDGE_LEVEL) ** power) for distance in range(256)]
    return Image.radial_gradient("L").point(fades).resize(size, Image.Resampling.BILINEAR)


def make_ridge(width: int, base: float, rise: float, ruggedness: float, rng: Random) -> list[Point]:
    """Make a ridge from left to right: slow waves for hills and, by `ruggedness` (0 to 1), jags for peaks."""
    waves: list[tuple[float, float, float]] = [
        (rng.uniform(0.6, 1.4) * 2.0**octave, rng.uniform(0, math.tau), 0.5**octave * (1 - 0.55 * ruggedness))
        for octave in range(4)
    ]
    jags = [(rng.uniform(1.3, 2.2) * 2.0**octave, rng.random(), 0.62**octave * ruggedness) for octave in range(4)]

    def height(at: float) -> float:
        hills = sum(share * math.sin(at * frequency * math.tau + phase) for frequency, phase, share in waves)
        peaks = sum(share * (1 - 4 * abs((at * frequency + phase) % 1 - 0.5)) for frequency, phase, share in jags)
        return hills + peaks

    return [(width * step / RIDGE_STEPS, base - rise * height(step / RIDGE_STEPS)) for step in range(RIDGE_STEPS + 1)]


def height_at(ridge: Sequence[Point], x: float) -> float:
    """Return the y of a ridge at an x, both in pixels."""
    index = min(max(round(x / (ridge[-1][0] or 1) * RIDGE_STEPS), 0), RIDGE_STEPS)
    return ridge[index][1]


def paint_ridge(
    scene: Image.Image,
    ridge: Sequence[Point],
    floor: float,
    colors: tuple[RGB, RGB],
    decorate: Callable[[Stencil], None] | None = None,
) -> None:
    """Fill the area from a ridge down to `floor`.

    Args:
        scene: The image, changed in place.
        ridge: Points from left to right, in pixels.
        floor: The y at which the area ends.
        colors: The colors at the top and at the bottom.
        decorate: Adds further shapes to the area.
    """
    stencil = Stencil()
    stencil.polygon([(0, floor), *ridge, (scene.width, floor)])
    if decorate is not None:
        decorate(stencil)
    top = max(0, round(min(y for _, y in ridge)))
    floor = min(floor, scene.height)

    def fill_slope(size: tuple[int, int]) -> Image.Image:
        filled = Image.new("RGB", size, colors[0])
        depth = round(floor) - top
        if depth > 0:
            filled.paste(vertical_gradient((size[0], depth), colors), (0, size[1] - depth))
        return filled

    stencil.paint(scene, fill_slope)


def paint_water(scene: Image.Image, shore: float, palette: Palette, light_x: float, rng: Random) -> None:
    """Paint water below the y `shore`: the scene mirrored and darkened, with ripples and a path of light."""
    top = round(shore)
    depth = scene.height - top
    if depth <= 1 or top <= 1:
        return
    size = width, _ = scene.width // WATER_REDUCTION, depth
    mirrored = ImageOps.flip(scene.crop((0, max(0, top - round(depth * 1.4)), scene.width, top))).resize(size)
    mirrored = mirrored.filter(ImageFilter.BoxBlur((width / 200, 0)))
    deep = mix(palette.sky[0], palette.near, 0.35)
    water = Image.blend(mirrored, vertical_gradient(size, (mix(palette.horizon, deep, 0.4), deep)), 0.5)
    ripples = make_noise(size, (width // 30, depth // 4), rng)
    light = ImageChops.multiply(
        ripples.point([max(0, level - 150) for level in range(256)]), linear_mask(size, 255, 90)
    )
    water.paste(mix(palette.horizon, palette.light, 0.5), (0, 0), light)
    path = radial_mask((max(2, width // 3), depth * 2), PATH_LEVEL, 1)
    glitter = ImageChops.multiply(
        ripples.crop((0, 0, path.width, depth)).point([255 if level > RIPPLE_LEVEL else 40 for level in range(256)]),
        path.crop((0, depth, path.width, depth * 2)),
    )
    water.paste(palette.light, (round(light_x / WATER_REDUCTION - path.width / 2), 0), glitter)
    scene.paste(water.resize((scene.width, depth), Image.Resampling.BILINEAR), (0, top))


def linear_mask(size: tuple[int, int], top: int, bottom: int) -> Image.Image:
    """Make a mask, mode L, that runs from one level at the top to another at the bottom."""
    ramp = Image.linear_gradient("L").point([round(top + (bottom - top) * level / 255) for level in range(256)])
    return ramp.resize(size, Image.Resampling.BILINEAR)


def _paint_stars(scene: Image.Image, horizon: float, rng: Random) -> None:
    draw = ImageDraw.Draw(scene)
    for _ in range(round(scene.width * horizon / 1500)):
        x, y = rng.random() * scene.width, rng.random() ** 1.4 * horizon
        glow = rng.randrange(120, 256)
        radius = rng.choice((0, 0, 0, 1)) * scene.width / 900
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(glow, glow, min(255, glow + 20)))


def _paint_clouds(scene: Image.Image, horizon: float, palette: Palette, rng: Random) -> None:
    size = scene.width // CLOUD_REDUCTION, max(1, round(horizon / CLOUD_REDUCTION))
    coarse = make_noise(size, (5, 9), rng)
    fine = make_noise(size, (14, 30), rng)
    threshold = rng.randrange(140, 175)
    cover = Image.blend(coarse, fine, 0.35).point([min(170, max(0, level - threshold) * 3) for level in range(256)])
    cover = ImageChops.multiply(cover, linear_mask(size, 120, 255))
    cover = cover.resize((scene.width, max(1, round(horizon))), Image.Resampling.BILINEAR)
    scene.paste(mix(palette.horizon, palette.light, 0.6), (0, 0), cover)
