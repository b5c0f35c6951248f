"""Masks for tests, and how strongly they repaint."""

import math

from hypothesis import strategies as st
from PIL import Image


def random_masks(size: tuple[int, int] = (23, 17)) -> st.SearchStrategy[Image.Image]:
    """Draw masks of independent random grays."""
    return st.binary(min_size=math.prod(size), max_size=math.prod(size)).map(
        lambda grays: Image.frombytes("L", size, grays)
    )


def mean_strength(mask: Image.Image) -> float:
    """Return the share of a mask that is repainted, 0 to 1; grays count in part."""
    return sum(gray * count for gray, count in enumerate(mask.histogram())) / (255 * mask.width * mask.height)


def have_same_pixels(image: Image.Image, other: Image.Image) -> bool:
    """Return whether two images have the same mode, size and pixels. Pillow's `==` compares their `info` too."""
    return (image.mode, image.size, image.tobytes()) == (other.mode, other.size, other.tobytes())
