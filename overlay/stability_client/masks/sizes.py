"""The image sizes that the contract allows, by operation and engine, and what is wrong with others."""

import math
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import chain

from stability_client._contract import Field, FilePart, OperationFacts, facts, min_pixels_for
from stability_client.errors import (
    InvalidImageDimensionsError,
    InvalidOptionError,
    InvalidPixelCountError,
    RequestError,
)
from stability_client.masks.size_limits import Size, SizeLimits, SizeList, SizeRange, format_size

MASKING = "masking"
"""The operation whose sizes hold if none is named: v1alpha's."""
INPAINT = "v2beta_inpaint"
"""The operation whose limits hold for a mask without a mask source: v2beta's."""


# --- the limits of an operation


def operation_id(operation: object) -> str:
    """Return the id of an operation that takes images, from its name as it is called on a client.

    Args:
        operation: `masking`, `v1alpha.masking`, `v1.masking`, `v2beta.inpaint` and so on, or the id itself.

    Raises:
        InvalidOptionError: There is no such operation, or it takes no image.
    """
    known = [name for name, contract in facts.OPERATIONS.items() if contract.files]
    found = operation.removeprefix("v1alpha.").replace(".", "_", 1) if isinstance(operation, str) else None
    if found in known:
        return found
    nearest = get_close_matches(str(found), known, n=1)
    meant = f"Did you mean {call_name(nearest[0])}?" if nearest else f"Such are {', '.join(map(call_name, known))}."
    raise InvalidOptionError(f"operation: must be one that takes an image, got {operation!r:.80}. {meant}")


def call_name(operation: str) -> str:
    """Return how an operation is called on a client, such as `v2beta.inpaint`."""
    edition, _, name = operation.partition("_")
    return f"{edition}.{name}" if edition in ("v1", "v2beta") else operation


def size_limits(operation: str = MASKING, argument: str | None = None, engine: str | None = None) -> SizeLimits:
    """Return the sizes that the contract allows for an image.

    Args:
        operation: The id of an operation that takes images.
        argument: Which of its images; None for the first.
        engine: The engine that will be called. None allows what any engine takes.

    Raises:
        InvalidOptionError: The operation has no such image.
    """
    contract = facts.OPERATIONS[operation]
    if _has_size_options(contract):
        return SizeList(allowed_sizes(engine, operation))
    argument = next(iter(contract.files)) if argument is None else argument
    if argument not in contract.files:
        images = ", ".join(contract.files)
        raise InvalidOptionError(f"argument: must be an image of {call_name(operation)}: {images}, got {argument!r}.")
    return part_limits(contract.files[argument], engine)


def _has_size_options(contract: OperationFacts) -> bool:
    """Return whether results are of a size that options set, and of the init image's if they are not sent."""
    return {"width", "height"} <= contract.options.keys()


def part_limits(part: FilePart, engine: str | None = None) -> SizeLimits:
    """Return the sizes that the contract allows for an image of a form; without an engine, those of all engines."""
    patterns = [pattern for pattern in part.sizes_by_engine if engine is None or fnmatchcase(engine, pattern)]
    if patterns:
        return SizeList(tuple(dict.fromkeys(chain.from_iterable(part.sizes_by_engine[name] for name in patterns))))
    limits = {
        "min_side": part.min_side,
        "max_side": part.max_side,
        "min_pixels": part.min_pixels,
        "max_pixels": part.max_pixels,
    }
    counts = {name: limit for name, limit in limits.items() if limit is not None}
    return SizeRange(**counts, max_aspect_ratio=part.max_aspect_ratio or math.inf)


@lru_cache(maxsize=64)
def allowed_sizes(engine: str | None = None, operation: str = MASKING) -> tuple[Size, ...]:
    """Return every width and height that options of an operation may set, by default for engines without own limits."""
    contract = facts.OPERATIONS[operation]
    widths, heights = (_allowed_sides(contract.options[side]) for side in ("width", "height"))
    fewest = min_pixels_for(contract, engine or "")
    most = contract.max_pixels or math.inf
    return tuple((width, height) for width in widths for height in heights if fewest <= width * height <= most)


def _allowed_sides(side: Field) -> range:
    step = int(side.multiple_of or 1)
    first = -(-int(side.minimum or step) // step) * step
    return range(first, int(side.maximum or first) + 1, step)


def nearest_size(size: Size, engine: str | None = None, operation: str = MASKING, argument: str | None = None) -> Size:
    """Return the allowed size that an image fits into with the least padding and scaling.

    Raises:
        InvalidOptionError: `engine` is not text, or the operation has no such image.
    """
    return size_limits(operation, argument, check_engine(engine)).nearest(size)


def smallest_enclosing_size(size: Size, engine: str | None = None, operation: str = MASKING) -> Size:
    """Return the smallest allowed size that holds a size, or the one that needs the least scaling if none is enough.

    Raises:
        InvalidOptionError: `engine` is not text.
    """
    return size_limits(operation, None, check_engine(engine)).enclosing(size)


# --- engines


def check_engine(engine: object) -> str | None:
    """Check that an engine is text or None, and return it.

    Raises:
        InvalidOptionError: It is something else.
    """
    if engine is None or isinstance(engine, str):
        return engine
    raise InvalidOptionError(f"engine: must be the id of an engine or None, got {engine!r}.")


def engine_problem(engine: str | None, operation: str = MASKING) -> str | None:
    """Describe an engine that the contract does not know, which therefore gets the general limits.

    It is not an error: self-hosted servers have engines of their own.
    """
    contract = facts.OPERATIONS[operation]
    known, limited = contract.known_engines, [*contract.min_pixels_by_engine]
    for part in contract.files.values():
        limited += part.sizes_by_engine
    if engine is None or engine in known or any(fnmatchcase(engine, pattern) for pattern in limited):
        return None
    if "{engine_id}" not in contract.path:
        return f"engine: is ignored, since {call_name(operation)} has none, got {engine!r}. Leave it out."
    nearest = get_close_matches(engine, known, n=1)
    meant = f"Did you mean {nearest[0]}? If not, leave" if nearest else "Leave"
    return (
        f"engine: is not known, got {engine!r}. The general limits are applied. {meant} it out for an engine of your "
        "server's own."
    )


# --- what is wrong with the size of an image


def check_image_size(size: Size, part: FilePart, *, argument: str, engine: str = "", can_fit: bool = True) -> None:
    """Check the size of an image of a form.

    Args:
        size: Width and height in pixels.
        part: What the contract says of the image.
        argument: Its name.
        engine: The engine that will be called; some take certain sizes only.
        can_fit: Whether the call has a `fit` option.

    Raises:
        InvalidImageDimensionsError: The engine does not take it, or a side or the aspect ratio is out of bounds.
        InvalidPixelCountError: There are too many pixels in all, or too few.
    """
    error = _image_size_error(size, part, argument, engine, can_fit=can_fit)
    if error is not None:
        raise error


def _image_size_error(size: Size, part: FilePart, argument: str, engine: str, *, can_fit: bool) -> RequestError | None:
    limits = part_limits(part, engine)
    if limits.allows(size):
        return None
    error: type[RequestError] = InvalidImageDimensionsError
    got = format_size(size)
    if isinstance(limits, SizeRange):
        sides, counts = limits.broken_sides(size), limits.broken_counts(size)
        error = InvalidImageDimensionsError if sides else InvalidPixelCountError
        expected = f"must have {' and '.join(sides + counts)}"
        got += f" ({size[0] * size[1]:,} pixels)"
    else:
        expected = f"must have a size that {engine} takes, one of {', '.join(map(format_size, limits.sizes))}"
    way = "fit=True on the call, or masks.fit before it," if can_fit else "masks.fit"
    return error(f"{argument}: {expected}, got {got}. {way} brings it to {format_size(limits.nearest(size))}.")


def check_init_image_size(
    size: Size,
    operation: str = MASKING,
    *,
    engine: str | None = None,
    width: int | None = None,
    height: int | None = None,
) -> None:
    """Check that the images that result from an init image have a size that the contract allows.

    They have its size, except on a side that an option sets.

    Args:
        size: Width and height of the init image in pixels.
        operation: The id of an operation that has the options `width` and `height`, or whose results have the size of
            the init image.
        engine: The engine that will be called; some have limits of their own.
        width: The option of that name, in pixels.
        height: The option of that name, in pixels.

    Raises:
        InvalidImageDimensionsError: A side is out of bounds or not on the grid.
        InvalidPixelCountError: There are too many pixels in all, or too few.
    """
    contract = facts.OPERATIONS[operation]
    if not _has_size_options(contract):
        argument, part = next(iter(contract.files.items()))
        check_image_size(size, part, argument=argument, engine=engine or "")
        return
    result = (width or size[0], height or size[1])
    sides_fit = all(_is_allowed_side(length, contract.options[side]) for side, length in _named(result))
    fewest, most = min_pixels_for(contract, engine or ""), contract.max_pixels or math.inf
    if sides_fit and fewest <= result[0] * result[1] <= most:
        return
    got = format_size(size)
    if result != size:
        got += f", from which width and height of the call make {format_size(result)}"
    fitting = format_size(nearest_size(size, engine, operation))
    error = InvalidPixelCountError if sides_fit else InvalidImageDimensionsError
    raise error(
        f"init_image: must give {_describe_limits(contract, fewest)}, got {got}. fit=True on the call brings it to "
        f"{fitting} and the results back; masks.fit does it step by step."
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
