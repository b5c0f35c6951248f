"""Show an image in a terminal that can: kitty's, iTerm2's and sixel graphics, by Chafa."""

import shutil
import sys
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stability_client.cli.failures import tell

CELL = (8, 16)
"""Pixels of a character where the terminal does not tell: the usual proportion."""


def show(paths: Sequence[Path]) -> None:
    """Show images on standard error, which is the terminal even if output goes to a pipe, or say how to open them."""
    for path in paths:
        _show(path)


def _show(path: Path) -> None:
    try:
        import chafa  # noqa: PLC0415 - optional
    except (ImportError, OSError):
        tell(
            f"--show needs the package chafa.py. Run: pip install chafa.py. Or open {path.absolute().as_uri()}", "note"
        )
        return
    terminal = chafa.TermDb().detect()
    mode = _pixel_mode(chafa, terminal)
    if mode is None or not sys.stderr.isatty():
        tell(f"This terminal shows no images. Open {path.absolute().as_uri()}", "note")
        return
    from PIL import Image  # noqa: PLC0415 - heavy, and only needed here

    with Image.open(path) as image:
        pixels = image.convert("RGBA")
    config = chafa.CanvasConfig()
    config.pixel_mode = mode
    config.cell_width, config.cell_height = CELL
    config.width, config.height = shutil.get_terminal_size()
    config.calc_canvas_geometry(*pixels.size, CELL[0] / CELL[1])
    canvas = chafa.Canvas(config)
    kind = chafa.PixelType.CHAFA_PIXEL_RGBA8_UNASSOCIATED
    canvas.draw_all_pixels(kind, array("B", pixels.tobytes()), *pixels.size, pixels.width * len("RGBA"))
    sys.stderr.write(canvas.print(terminal).decode() + "\n")


def _pixel_mode(chafa: Any, terminal: Any) -> Any:
    """How a terminal shows images, by what its variables say; None if it does not.

    Chafa's own detection asks the terminal, and waits for ever for one that does not answer.
    """
    sequences, modes = chafa.TermSeq, chafa.PixelMode
    known = (
        (sequences.CHAFA_TERM_SEQ_BEGIN_KITTY_IMMEDIATE_IMAGE_V1, modes.CHAFA_PIXEL_MODE_KITTY),
        (sequences.CHAFA_TERM_SEQ_BEGIN_ITERM2_IMAGE, modes.CHAFA_PIXEL_MODE_ITERM2),
        (sequences.CHAFA_TERM_SEQ_BEGIN_SIXELS, modes.CHAFA_PIXEL_MODE_SIXELS),
    )
    return next((mode for sequence, mode in known if terminal.have_seq(sequence)), None)
