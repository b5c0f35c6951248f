"""Which widths and heights are allowed, and the nearest of them: pure arithmetic, without the contract."""

import math
from bisect import bisect_left, bisect_right
from typing import TypeAlias

import attrs

from stability_client._images.inputs import MAX_PIXELS

Size: TypeAlias = tuple[int, int]
"""Width and height in pixels."""

PADDING_WEIGHT = 10.0
"""How much worse padding is than scaling: a tenth of padding costs about as much as scaling to a third."""


def scale_into(size: Size, frame: Size) -> float:
    """Return the factor that scales an image so that it just fits into a frame."""
    return min(frame[0] / size[0], frame[1] / size[1])


def format_size(size: Size) -> str:
    """Format a width and height, as `640x480`."""
    return f"{size[0]}x{size[1]}"


@attrs.frozen
class SizeList:
    """The only sizes that are allowed."""

    sizes: tuple[Size, ...]

    def allows(self, size: Size) -> bool:
        """Return whether a size is allowed."""
        return size in self.sizes

    def nearest(self, size: Size) -> Size:
        """Return the allowed size that an image fits into with the least padding and scaling."""

        def cost(allowed: Size) -> float:
            scale = scale_into(size, allowed)
            padding = 1 - size[0] * size[1] * scale**2 / (allowed[0] * allowed[1])
            return PADDING_WEIGHT * padding + abs(math.log(scale))

        return min(self.sizes, key=cost)

    def enclosing(self, size: Size) -> Size:
        """Return the smallest allowed size that holds a size, or the one that needs the least scaling if none does."""

        def cost(allowed: Size) -> tuple[float, int]:
            return -min(1.0, scale_into(size, allowed)), allowed[0] * allowed[1]

        return min(self.sizes, key=cost)


@attrs.frozen
class SizeRange:
    """Any size within limits is allowed. By default all are that any image may have."""

    min_side: int = 1
    """Pixels of the shorter side."""
    max_side: int = MAX_PIXELS
    """Pixels of the longer side."""
    min_pixels: int = 1
    max_pixels: int = MAX_PIXELS
    max_aspect_ratio: float = math.inf
    """How many times as long as the shorter side the longer one may be."""

    def allows(self, size: Size) -> bool:
        """Return whether a size is allowed."""
        return not self.broken_sides(size) and not self.broken_counts(size)

    def broken_sides(self, size: Size) -> list[str]:
        """Return the limits of the sides and their ratio that a size breaks, in words."""
        shorter, longer = sorted(size)
        ratio = self.max_aspect_ratio
        return [
            *([f"sides of at least {self.min_side:,} pixels"] if shorter < self.min_side else []),
            *([f"sides of at most {self.max_side:,} pixels"] if longer > self.max_side else []),
            *([f"an aspect ratio from 1:{ratio:g} to {ratio:g}:1"] if longer > shorter * ratio else []),
        ]

    def broken_counts(self, size: Size) -> list[str]:
        """Return the limits of the number of pixels that a size breaks, in words."""
        pixels = size[0] * size[1]
        return [
            *([f"at least {self.min_pixels:,} pixels in all"] if pixels < self.min_pixels else []),
            *([f"at most {self.max_pixels:,} pixels in all"] if pixels > self.max_pixels else []),
        ]

    def nearest(self, size: Size) -> Size:
        """Return the allowed size that an image fits into with the least padding, and then with the least scaling.

        Only an image that is too long or too narrow for the limits is padded, apart from rounding to whole pixels.
        """
        if self.allows(size):
            return size
        ratio = min(max(size) / min(size), self.max_aspect_ratio)

        def shorter_side(longer: int) -> int:
            return max(self.min_side, round(longer / ratio), math.ceil(longer / self.max_aspect_ratio))

        def pixels(longer: int) -> int:
            return longer * shorter_side(longer)

        sides = range(min(self.max_side, self.max_pixels // self.min_side) + 1)
        largest = bisect_right(sides, self.max_pixels, key=pixels) - 1
        smallest = max(bisect_left(sides, self.min_pixels, key=pixels), math.ceil(self.min_side * ratio))
        longer = min(max(*size, smallest), largest)
        shorter = shorter_side(longer)
        return (longer, shorter) if size[0] >= size[1] else (shorter, longer)

    def enclosing(self, size: Size) -> Size:
        """Return the smallest allowed size that holds a size, or the one that needs the least scaling if none does."""
        return self.nearest((max(size[0], self.min_side), max(size[1], self.min_side)))


SizeLimits: TypeAlias = SizeList | SizeRange
