"""Wrong arguments are refused with what is wrong, what was passed and what to do."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from stability_client import InvalidOptionError, InvalidPixelCountError, StabilityError, masks

SIZE = (96, 64)
HOLE = masks.from_ellipse(SIZE, (20, 10, 60, 50))
CORNERS = [(0, 0), (0, 9)]


class Mistake(NamedTuple):
    """A call with a wrong argument."""

    call: Callable[[Any], object]
    """What to do with the module. It is untyped, so that wrong types can be passed."""
    message: str
    """The start of the message, as a pattern."""
    error: type[StabilityError] = InvalidOptionError


MISTAKES = {
    "an empty box": Mistake(lambda m: m.from_box(SIZE, (10, 10, 10, 20)), "box: must contain a pixel .* 96x64"),
    "a reversed box": Mistake(lambda m: m.from_box(SIZE, (50, 10, 10, 20)), "box: .* left < right"),
    "a box outside": Mistake(lambda m: m.from_box(SIZE, (100, 10, 120, 20)), r"box: .* got \(100, 10, 120, 20\)"),
    "a box with NaN": Mistake(lambda m: m.from_box(SIZE, (0, 0, math.nan, 20)), "box: .* four finite numbers"),
    "an infinite box": Mistake(lambda m: m.from_box(SIZE, (0, 0, math.inf, 20)), "box: .* four finite numbers"),
    "a box of text": Mistake(lambda m: m.from_box(SIZE, ("a", 0, 1, 1)), r"box: .* got \('a', 0, 1, 1\)"),
    "a box of three edges": Mistake(lambda m: m.from_box(SIZE, (0, 0, 5)), "box: .* four finite numbers"),
    "an ellipse outside": Mistake(lambda m: m.from_ellipse(SIZE, (-30, -30, 0, 0)), "box: must contain a pixel"),
    "an empty size": Mistake(lambda m: m.from_box((0, 5), (0, 0, 5, 5)), r"image: .* whole pixels, got \(0, 5\)"),
    "a size of three": Mistake(lambda m: m.from_box((5, 5, 5), (0, 0, 5, 5)), "image: .* whole pixels"),
    "a huge size": Mistake(
        lambda m: m.from_box((10**6, 10**6), (0, 0, 1, 1)),
        "image: must have at most 67,108,864 pixels, got 1000000x1000000",
        InvalidPixelCountError,
    ),
    "two corners": Mistake(lambda m: m.from_polygon(SIZE, CORNERS), "points: must be at least 3 corners, got 2"),
    "corners on a line": Mistake(
        lambda m: m.from_polygon(SIZE, [*CORNERS, (0, 20)]), "points: must span at least one pixel .* 96x64"
    ),
    "a corner with NaN": Mistake(
        lambda m: m.from_polygon(SIZE, [(0, 0), (0, math.nan), (9, 9)]), r"points\[1\]: .*finite.* \(0, nan\)"
    ),
    "an infinite corner": Mistake(
        lambda m: m.from_polygon(SIZE, [*CORNERS, (math.inf, 9)]), r"points\[2\]: .* \(inf, 9\)"
    ),
    "a corner of one number": Mistake(lambda m: m.from_polygon(SIZE, [*CORNERS, 5]), r"points\[2\]: .* got 5"),
    "corners that are a number": Mistake(lambda m: m.from_polygon(SIZE, 5), "points: must be corners.* got 5"),
    "an unknown color": Mistake(lambda m: m.from_color(HOLE, "no such color"), "color: .* got 'no such color'"),
    "a channel above 255": Mistake(lambda m: m.from_color(HOLE, (1, 2, 300)), "color: must be red, green and blue"),
    "a color of two channels": Mistake(lambda m: m.from_color(HOLE, (1, 2)), "color: must be red, green and blue"),
    "a color that is a dict": Mistake(lambda m: m.from_color(HOLE, {}), "color: must be red, green and blue"),
    "a tolerance above 255": Mistake(
        lambda m: m.from_color(HOLE, "red", tolerance=256), "tolerance: must be a number from 0 to 255, got 256"
    ),
    "a tolerance of text": Mistake(lambda m: m.from_color(HOLE, "red", tolerance="x"), "tolerance: .* got 'x'"),
    "an unknown part": Mistake(
        lambda m: m.from_alpha(HOLE.convert("RGBA"), repaint="everything"),
        "repaint: must be transparent or opaque, got 'everything'",
    ),
    "a negative feather": Mistake(lambda m: m.feather(HOLE, -1), "pixels: must be a number from 0 to 1024, got -1"),
    "a feather of NaN": Mistake(lambda m: m.feather(HOLE, math.nan), "pixels: .* got nan"),
    "a huge feather": Mistake(lambda m: m.feather(HOLE, 10**400), "pixels: must be a number from 0 to 1024"),
    "a boolean radius": Mistake(lambda m: m.grow(HOLE, True), "pixels: .* got True"),
    "a huge radius": Mistake(lambda m: m.grow(HOLE, 1e6), "pixels: .* from 0 to 1024, got 1000000.0"),
    "a radius just too large": Mistake(lambda m: m.shrink(HOLE, 1025), "pixels: .* from 0 to 1024, got 1025"),
    "a radius of text": Mistake(lambda m: m.shrink(HOLE, "5"), "pixels: .* got '5'"),
    "an unknown mask source": Mistake(lambda m: m.for_source(HOLE, "ALPHA"), "mask_source: .* got 'ALPHA'"),
    "no init image": Mistake(lambda m: m.for_source(HOLE, "INIT_IMAGE_ALPHA"), "init_image: must be given"),
    "a missing file": Mistake(lambda m: m.invert("no such file.png"), "mask: .* 'no such file.png': No such file"),
    "no side to extend": Mistake(lambda m: m.outpaint(HOLE), "left, top, right, bottom: at least one must be above 0"),
    "a negative side": Mistake(lambda m: m.outpaint(HOLE, left=-1), "left, .*: must be whole pixels .* got"),
    "an overlap of half pixels": Mistake(lambda m: m.outpaint(HOLE, left=10, overlap=1.5), "left, .*overlap: must be"),
    "a huge side": Mistake(
        lambda m: m.outpaint(HOLE, 10**9), "the extended image: must .* got 1000000096x64", InvalidPixelCountError
    ),
    "an engine that is a number": Mistake(lambda m: m.fit(HOLE, 5), "engine: must be the id of an engine .* got 5"),
    "an engine that is a list": Mistake(lambda m: m.fit(HOLE, []), r"engine: must be the id of an engine .* got \[\]"),
    "an engine of outpaint": Mistake(lambda m: m.outpaint(HOLE, 5, engine=5), "engine: must be the id of an engine"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_wrong_argument_is_refused_with_the_reason(name: str) -> None:
    mistake = MISTAKES[name]
    with pytest.raises(mistake.error, match=f"^{mistake.message}") as caught:
        mistake.call(masks)
    assert not caught.value.sent
