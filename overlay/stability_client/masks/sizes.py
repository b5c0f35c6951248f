"""The image sizes that the contract allows."""

import math
from functools import lru_cache
from typing import TypeAlias

from stability_client._contract import Field, facts, min_pixels_for
from stability_client.errors import InvalidOptionError

Size: TypeAlias = tuple[int, int]
"""Width and height in pixels."""

PADDING_WEIGHT = 10.0
"""How much worse padding is than scaling: a tenth of padding costs about as much as scaling to a third."""


@lru_cache(maxsize=64)
def allowed_sizes(engine: str | None = None) -> tuple[Size, ...]:
    """Return every width and height that the contract allows for masking, by default for engines without own limits."""
    operation = facts.OPERATIONS["masking"]
    widths, heights = (_allowed_sides(operation.options[side]) for side in ("width", "height"))
    fewest = min_pixels_for(operation, engine or "")
    most = operation.max_pixels or math.inf
    return tuple((width, height) for width in widths for height in heights if fewest <= width * height <= most)


def _allowed_sides(side: Field) -> range:
    step = int(side.multiple_of or 1)
    first = -(-int(side.minimum or step) // step) * step
    return range(first, int(side.maximum or first) + 1, step)


def nearest_size(size: Size, engine: str | None = None) -> Size:
    """Return the allowed size that an image fits into with the least padding and scaling.

    Raises:
        InvalidOptionError: `engine` is not text.
    """

    def cost(allowed: Size) -> float:
        scale = scale_into(size, allowed)
        padding = 1 - size[0] * size[1] * scale**2 / (allowed[0] * allowed[1])
        return PADDING_WEIGHT * padding + abs(math.log(scale))

    return min(allowed_sizes(_check_engine(engine)), key=cost)


def smallest_enclosing_size(size: Size, engine: str | None = None) -> Size:
    """Return the smallest allowed size that holds a size, or the one that needs the least scaling if none is enough.

    Raises:
        InvalidOptionError: `engine` is not text.
    """

    def cost(allowed: Size) -> tuple[float, int]:
        return -min(1.0, scale_into(size, allowed)), allowed[0] * allowed[1]

    return min(allowed_sizes(_check_engine(engine)), key=cost)


def _check_engine(engine: object) -> str | None:
    if engine is None or isinstance(engine, str):
        return engine
    raise InvalidOptionError(f"engine: must be the id of an engine or None, got {engine!r}.")


def scale_into(size: Size, frame: Size) -> float:
    """Return the factor that scales an image so that it just fits into a frame."""
    return min(frame[0] / size[0], frame[1] / size[1])
