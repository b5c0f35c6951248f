"""Dilate masks with a disc: each pixel becomes the lightest within a distance.

A disc of pixels is nearly the Minkowski sum of the edges of its convex hull, and those are few: 66 steps for a radius
of 100, 288 for one of 1000. So a mask is laid over itself, moved by one edge after the other. The few pixels of the
disc that the sum lacks are added one by one, which makes it exact.
"""

import re
from collections.abc import Iterator
from functools import lru_cache, reduce
from itertools import pairwise
from math import gcd, isqrt
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from stability_client._images import pillow

if TYPE_CHECKING:
    from PIL.Image import Image

Offset: TypeAlias = tuple[int, int]
"""Pixels to the right and down."""
Box: TypeAlias = tuple[int, int, int, int]
MAX_GRAYS = 4
"""The most grays, besides black, that are dilated one after the other: each takes about a quarter of all at once."""


def lightest_within(mask: "Image", radius: int) -> "Image":
    """Replace each pixel of a mask, mode `L`, by the lightest in a disc around it."""
    box = mask.getbbox()
    dilated = mask.copy()
    if not radius or box is None:
        return dilated
    near = surroundings(box, radius, mask.size)
    part = mask.crop(near)
    grays = [gray for gray, count in enumerate(part.histogram()) if gray and count]
    if len(grays) > MAX_GRAYS:
        dilated.paste(_dilate_all(part, disc_of(radius)), near)
    else:
        for gray in grays:
            dilated.paste(gray, near, _dilate_gray(part, gray, disc_of(radius)))
    return dilated


def lightest_beside(mask: "Image", pixels: int) -> "Image":
    """Replace each pixel of a mask, mode `L`, by the lightest in a square around it: so many pixels to each side."""
    return reduce(_dilate_by, (*_repeat((1, 0), 2 * pixels), *_repeat((0, 1), 2 * pixels)), _pad(mask, pixels))


def surroundings(box: Box, pixels: int, size: tuple[int, int]) -> Box:
    """Return a box that is wider by so many pixels on each side, but not beyond an image of a width and height."""
    left, top, right, bottom = box
    return max(0, left - pixels), max(0, top - pixels), min(size[0], right + pixels), min(size[1], bottom + pixels)


def _pad(mask: "Image", pixels: int) -> "Image":
    return mask.crop((-pixels, -pixels, mask.width + pixels, mask.height + pixels))


# --- discs


class Disc(NamedTuple):
    """The pixels within a radius, taken apart: the Minkowski sum of all steps, and points besides."""

    radius: int
    straight: tuple[Offset, ...]
    """Steps to the right, and steps down."""
    slanted: tuple[Offset, ...]
    """Steps to the right and down. The sum has their mirror images as well: to the right and up."""
    points: tuple[Offset, ...]
    """What the sum lacks, from the center of the disc."""


@lru_cache(maxsize=16)
def disc_of(radius: int) -> Disc:
    """Take the disc of a radius, 1 or more, apart.

    Its outermost pixels on both axes would be corners of the hull, alone in their rows: without them the hull has flat
    sides, and its sum hardly any holes.
    """
    flat = min(isqrt(2 * radius - 1), radius - 1)
    hull: list[Offset] = []  # from the flat side at the bottom to the right one
    for x in range(flat, radius):
        corner = (x, min(isqrt(radius**2 - x**2), radius - 1))
        while len(hull) > 1 and _is_within(hull[-1], hull[-2], corner):
            hull.pop()
        hull.append(corner)
    straight = (*_repeat((1, 0), 2 * flat), *_repeat((0, 1), 2 * flat))
    slanted = tuple(step for (x, y), (right, above) in pairwise(hull) for step in _split((right - x, y - above)))
    disc = Disc(radius, straight, slanted, ())
    return disc._replace(points=_missing_points(disc))


def _is_within(corner: Offset, before: Offset, after: Offset) -> bool:
    """Return whether a corner of a hull lies within it, or on its edge, once there is one after it."""
    return (corner[0] - before[0]) * (after[1] - before[1]) >= (corner[1] - before[1]) * (after[0] - before[0])


def _repeat(step: Offset, times: int) -> Iterator[Offset]:
    """Yield steps whose sum is that of a step repeated: each doubles what those before reach, the last one fills up."""
    reach = 1
    while reach <= times:
        longer = min(reach, times + 1 - reach)
        yield step[0] * longer, step[1] * longer
        reach += longer


def _split(edge: Offset) -> Iterator[Offset]:
    """Yield the steps for an edge of a hull, all of whose pixels count."""
    pixels = gcd(*edge)
    return _repeat((edge[0] // pixels, edge[1] // pixels), pixels)


def _missing_points(disc: Disc) -> tuple[Offset, ...]:
    """Return the pixels of a disc that the sum of its steps lacks."""
    radius, side = disc.radius, 2 * disc.radius + 1
    halves = [isqrt(radius**2 - y**2) for y in range(-radius, radius + 1)]
    whole = int("".join(f"{'1' * (2 * half + 1):0^{side}}" for half in halves), 2)
    center = 1 << (side**2 // 2)
    missing = f"{whole & ~_add_steps(center, side, disc):0{side * side}b}"
    places = (divmod(found.start(), side) for found in re.finditer("1", missing))
    return tuple((x - radius, y - radius) for y, x in places)


# --- all grays at once


def _dilate_all(mask: "Image", disc: Disc) -> "Image":
    padded = _pad(mask, disc.radius)
    dilated = padded.crop((1, 1, padded.width - 1, padded.height - 1))  # the sum reaches a pixel less than the radius
    for steps in (disc.straight, disc.slanted, disc.slanted):
        dilated = reduce(_dilate_by, steps, dilated).transpose(pillow.Image.Transpose.FLIP_TOP_BOTTOM)
    dilated = dilated.transpose(pillow.Image.Transpose.FLIP_TOP_BOTTOM)
    for x, y in disc.points:
        left, top = disc.radius + x, disc.radius + y
        point = padded.crop((left, top, left + mask.width, top + mask.height))
        dilated = pillow.ImageChops.lighter(dilated, point)
    return dilated


def _dilate_by(image: "Image", step: Offset) -> "Image":
    """Return the lighter of each pixel and the one a step farther, without the edge that has none."""
    return pillow.ImageChops.lighter(image, image.crop((*step, *image.size)))  # which cuts both to the smaller size


# --- one gray: the pixels that are as light are the bits of a number, row by row


def _dilate_gray(mask: "Image", gray: int, disc: Disc) -> "Image":
    """Return where a gray, or a lighter one, is within the disc: mode `1`."""
    padded = _pad(mask.point([255 * (value >= gray) for value in range(256)], "1"), disc.radius)
    packed = padded.tobytes()
    row = len(packed) // padded.height * 8
    pixels = int.from_bytes(packed)
    dilated = reduce(lambda bits, point: bits | _move(pixels, row, point), disc.points, _add_steps(pixels, row, disc))
    unpacked = pillow.Image.frombytes("1", padded.size, dilated.to_bytes(len(packed)))
    return _pad(unpacked, -disc.radius)


def _add_steps(pixels: int, row: int, disc: Disc) -> int:
    """Return the bits that are set anywhere within the sum of steps around a bit."""
    dilated = _move(pixels, row, (1 - disc.radius, 1 - disc.radius))
    for step in (*disc.straight, *disc.slanted):
        dilated |= _move(dilated, row, step)
    for right, down in disc.slanted:
        dilated = _move(dilated, row, (right, 0)) | _move(dilated, row, (0, down))
    return dilated


def _move(bits: int, row: int, offset: Offset) -> int:
    places = offset[1] * row + offset[0]
    return bits >> places if places > 0 else bits << -places
