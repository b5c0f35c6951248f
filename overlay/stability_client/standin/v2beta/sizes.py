"""The sizes of v2beta's images."""

from collections.abc import Mapping

SIZES: Mapping[str, tuple[int, int]] = {
    "21:9": (1536, 640),
    "16:9": (1344, 768),
    "3:2": (1216, 832),
    "5:4": (1152, 896),
    "1:1": (1024, 1024),
    "4:5": (896, 1152),
    "2:3": (832, 1216),
    "9:16": (768, 1344),
    "9:21": (640, 1536),
}
"""From each aspect ratio to the size of a megapixel that Stable Diffusion has for it."""

MEGAPIXEL = 1024 * 1024

CONSERVATIVE_SIDE, CREATIVE_SIDE = 3112, 3152
"""The sides of a square image after upscaling, as seen live. The vendor's text says four megapixels."""

FAST_FACTOR = 4
SIDE_STEP = 8
MIN_SIDE = 8


def core_size(aspect_ratio: str) -> tuple[int, int]:
    """Return the size of an image by `core`: a square has 1536 pixels a side, as seen live."""
    width, height = SIZES[aspect_ratio]
    return width * 3 // 2, height * 3 // 2


def style_size(aspect_ratio: str) -> tuple[int, int]:
    """Return the size of an image by `style`: a megapixel, of exactly this ratio; 16:9 is 1365 x 768, as seen live."""
    across, down = map(int, aspect_ratio.split(":"))
    return int((MEGAPIXEL * across / down) ** 0.5), int((MEGAPIXEL * down / across) ** 0.5)


def size_like(size: tuple[int, int], pixels: int = MEGAPIXEL, step: int = SIDE_STEP) -> tuple[int, int]:
    """Return the size of so many pixels with the aspect ratio of another; its sides are multiples of `step`."""
    scale = (pixels / (size[0] * size[1])) ** 0.5
    width, height = (max(step, round(side * scale / step) * step) for side in size)
    return width, height


def shrunk(size: tuple[int, int], divisor: int) -> tuple[int, int]:
    """Divide the sides of a size; none falls below 8 pixels."""
    return max(MIN_SIDE, size[0] // divisor), max(MIN_SIDE, size[1] // divisor)
