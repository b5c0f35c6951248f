"""Show images in notebooks, as HTML."""

from collections.abc import Iterable
from html import escape

import pybase64

WIDTH = "256px"
"""How wide each image of several is shown; saving one from the notebook gives all its pixels."""


def data_url(data: bytes, media_type: str) -> str:
    """Return a file as a `data:` URL."""
    return f"data:{media_type};base64,{pybase64.b64encode(data).decode('ascii')}"


def image_grid(images: Iterable[tuple[bytes, str, str]]) -> str:
    """Return HTML that shows images in rows.

    Args:
        images: Of each image the file, its media type and the caption.
    """
    figures = (
        f'<figure style="margin:0"><img src="{escape(data_url(data, media_type))}" style="width:{WIDTH};height:auto">'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
        for data, media_type, caption in images
    )
    return f'<div style="display:flex;flex-wrap:wrap;gap:8px">{"".join(figures)}</div>'
