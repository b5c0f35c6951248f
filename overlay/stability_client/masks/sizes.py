"""The picture sizes that the contract allows."""

import math
from functools import lru_cache

from stability_client._contract import Field, facts
from stability_client._contract import min_pixels_for as fewest_pixels
from stability_client.errors import InvalidOptionError

Size = tuple[int, int]

PADDING_COUNTS = 10.0
"""How much worse it is to pad a picture than to scale it: a tenth of padding weighs what scaling to a third does."""


@lru_cache(maxsize=64)
def allowed_sizes(engine: str | None = None) -> tuple[Size, ...]:
    """Every width and height in pixels that the contract lets a masking call ask of an engine.

    None stands for an engine without limits of its own.
    """
    operation = facts.OPERATIONS["masking"]
    widths, heights = (_allowed_sides(operation.options[side]) for side in ("width", "height"))
    least = fewest_pixels(operation, engine or "")
    most = operation.max_pixels or math.inf
    return tuple((width, height) for width in widths for height in heights if least <= width * height <= most)


def _allowed_sides(side: Field) -> range:
    step = int(side.multiple_of or 1)
    first = -(-int(side.minimum or step) // step) * step
    return range(first, int(side.maximum or first) + 1, step)


def nearest_size(size: Size, engine: str | None = None) -> Size:
    """The allowed size that a picture fits into with the least padding and scaling."""

    def cost(allowed: Size) -> float:
        scale = scale_into(size, allowed)
        padding = 1 - size[0] * size[1] * scale**2 / (allowed[0] * allowed[1])
        return PADDING_COUNTS * padding + abs(math.log(scale))

    return min(allowed_sizes(_checked_engine(engine)), key=cost)


def size_around(size: Size, engine: str | None = None) -> Size:
    """The smallest allowed size that holds a size; where none is large enough, the one it has to shrink least for."""

    def cost(allowed: Size) -> tuple[float, int]:
        return -min(1.0, scale_into(size, allowed)), allowed[0] * allowed[1]

    return min(allowed_sizes(_checked_engine(engine)), key=cost)


def _checked_engine(engine: object) -> str | None:
    if engine is None or isinstance(engine, str):
        return engine
    raise InvalidOptionError(f"engine must be the id of an engine as text, or None, not {engine!r}.")


def scale_into(size: Size, frame: Size) -> float:
    """By how much to scale a picture so that it just fits into a frame."""
    return min(frame[0] / size[0], frame[1] / size[1])
