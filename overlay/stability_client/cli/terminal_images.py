"""Show an image in a terminal that can: kitty's, iTerm2's and sixel graphics, by Chafa."""

import shutil
import sys
from array import array
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

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
    mode = terminal.detect_capabilities().pixel_mode
    if not sys.stderr.isatty() or mode == chafa.PixelMode.CHAFA_PIXEL_MODE_SYMBOLS:
        tell(f"This terminal shows no images. Open {path.absolute().as_uri()}", "note")
        return
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
