"""Pillow's modules, each imported when something of it is first used: `pillow.Image.new(...)`.

Most calls need no pixels, and then Pillow is never loaded.
"""

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import (
        Image,
        ImageChops,
        ImageColor,
        ImageDraw,
        ImageFile,
        ImageFilter,
        JpegImagePlugin,
        PngImagePlugin,
        WebPImagePlugin,
    )

    __all__ = [
        "Image",
        "ImageChops",
        "ImageColor",
        "ImageDraw",
        "ImageFile",
        "ImageFilter",
        "JpegImagePlugin",
        "PngImagePlugin",
        "WebPImagePlugin",
    ]
else:

    def __getattr__(name: str) -> ModuleType:
        if name.startswith("_"):
            raise AttributeError(name)
        module = globals()[name] = importlib.import_module(f"PIL.{name}")
        return module
