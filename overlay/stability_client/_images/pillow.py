"""Pillow's modules, each imported when something of it is first used: `pillow.Image.new(...)`.

Most calls need no pixels, and then Pillow is never loaded.
"""

from typing import TYPE_CHECKING

from stability_client._lazy import lazy_attributes

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
    __getattr__, __dir__ = lazy_attributes(
        __name__,
        {
            "PIL.": (
                "Image",
                "ImageChops",
                "ImageColor",
                "ImageDraw",
                "ImageFile",
                "ImageFilter",
                "JpegImagePlugin",
                "PngImagePlugin",
                "WebPImagePlugin",
            )
        },
    )
