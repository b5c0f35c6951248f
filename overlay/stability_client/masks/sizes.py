"""The image sizes that the contract allows."""

import math
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TypeAlias

from stability_client._contract import Field, OperationFacts, facts, min_pixels_for
from stability_client.errors import InvalidImageDimensionsError, InvalidOptionError, InvalidPixelCountError

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

    return min(allowed_sizes(check_engine(engine)), key=cost)


def smallest_enclosing_size(size: Size, engine: str | None = None) -> Size:
    """Return the smallest allowed size that holds a size, or the one that needs the least scaling if none is enough.

    Raises:
        InvalidOptionError: `engine` is not text.
    """

    def cost(allowed: Size) -> tuple[float, int]:
        return -min(1.0, scale_into(size, allowed)), allowed[0] * allowed[1]

    return min(allowed_sizes(check_engine(engine)), key=cost)


def check_engine(engine: object) -> str | None:
    """Check that an engine is text or None, and return it.

    Raises:
        InvalidOptionError: It is something else.
    """
    if engine is None or isinstance(engine, str):
        return engine
    raise InvalidOptionError(f"engine: must be the id of an engine or None, got {engine!r}.")


def engine_problem(engine: str | None) -> str | None:
    """Describe an engine that the contract does not know, which therefore gets the general limits.

    It is not an error: self-hosted servers have engines of their own.
    """
    known = facts.OPERATIONS["masking"].known_engines
    limited = facts.OPERATIONS["masking"].min_pixels_by_engine
    if engine is None or engine in known or any(fnmatchcase(engine, pattern) for pattern in limited):
        return None
    nearest = get_close_matches(engine, known, n=1)
    meant = f"Did you mean {nearest[0]}? If not, leave" if nearest else "Leave"
    return (
        f"engine: is not known, got {engine!r}. The general limits are applied. {meant} it out for an engine of your "
        "server's own."
    )


# --- the size of an init image


def check_init_image_size(
    size: Size,
    operation: str = "masking",
    *,
    engine: str | None = None,
    width: int | None = None,
    height: int | None = None,
) -> None:
    """Check that the images that result from an init image have a size that the contract allows.

    They have its size, except on a side that an option sets.

    Args:
        size: Width and height of the init image in pixels.
        operation: `image_to_image` or `masking`.
        engine: The engine that will be called; some have limits of their own.
        width: The option of that name, in pixels.
        height: The option of that name, in pixels.

    Raises:
        InvalidImageDimensionsError: A side is out of bounds or not on the grid.
        InvalidPixelCountError: There are too many pixels in all, or too few.
    """
    contract = facts.OPERATIONS[operation]
    result = (width or size[0], height or size[1])
    sides_fit = all(_is_allowed_side(length, contract.options[side]) for side, length in _named(result))
    fewest, most = min_pixels_for(contract, engine or ""), contract.max_pixels or math.inf
    if sides_fit and fewest <= result[0] * result[1] <= most:
        return
    got = f"{size[0]}x{size[1]}"
    if result != size:
        got += f", from which width and height of the call make {result[0]}x{result[1]}"
    fitting = nearest_size(size, engine)
    error = InvalidPixelCountError if sides_fit else InvalidImageDimensionsError
    raise error(
        f"init_image: must give {_describe_limits(contract, fewest)}, got {got}. fit=True on the call brings it to "
        f"{fitting[0]}x{fitting[1]} and the results back; masks.fit does it step by step."
    )


def _named(size: Size) -> tuple[tuple[str, int], tuple[str, int]]:
    return ("width", size[0]), ("height", size[1])


def _is_allowed_side(length: int, side: Field) -> bool:
    low, high = side.minimum or 1, side.maximum or math.inf
    return low <= length <= high and length % (side.multiple_of or 1) == 0


def _describe_limits(contract: OperationFacts, fewest: int) -> str:
    width, height = contract.options["width"].limits, contract.options["height"].limits
    sides = f"width and height of {width}" if width == height else f"a width of {width} and a height of {height}"
    counts = [f"at least {fewest:,}"] if fewest else []
    counts += [f"at most {contract.max_pixels:,}"] if contract.max_pixels else []
    return f"{sides}, {' and '.join(counts)} pixels in all" if counts else sides


def scale_into(size: Size, frame: Size) -> float:
    """Return the factor that scales an image so that it just fits into a frame."""
    return min(frame[0] / size[0], frame[1] / size[1])
