"""Make, change, preview and check masks, for all editions of the API.

One convention holds throughout: **a mask is an image of mode `L`, of the size of the image it is for, and white is
repainted**: 255 in full, 0 not at all, and the grays between in part. Send it to v2beta as `mask`, to v1alpha and v1 as
`mask_image` with `MASK_IMAGE_WHITE`, or convert it with `for_source` for another mask source. Masks note in their
`info` which they are for, so a mix-up is noticed before it is sent.

Every function accepts images as the client does (bytes, paths, binary files, PIL images, results of earlier calls) and
returns new PIL images. Pillow is imported on first use. All errors are `StabilityError`s.
"""

from typing import TYPE_CHECKING

from stability_client._lazy import lazy_attributes

if TYPE_CHECKING:
    from stability_client.masks.checks import check_masking
    from stability_client.masks.fitting import Fitted, fit, upright
    from stability_client.masks.morphology import feather, grow, intersect, invert, shrink, union
    from stability_client.masks.outpainting import Outpainting, outpaint
    from stability_client.masks.polarity import for_source, from_source
    from stability_client.masks.previews import Preview, preview
    from stability_client.masks.shapes import from_alpha, from_box, from_color, from_ellipse, from_polygon
    from stability_client.masks.suspicious import MaskWarning
else:
    __getattr__, __dir__ = lazy_attributes(
        __name__,
        {
            ".checks": ("check_masking",),
            ".fitting": ("Fitted", "fit", "upright"),
            ".morphology": ("feather", "grow", "intersect", "invert", "shrink", "union"),
            ".outpainting": ("Outpainting", "outpaint"),
            ".polarity": ("for_source", "from_source"),
            ".previews": ("Preview", "preview"),
            ".shapes": ("from_alpha", "from_box", "from_color", "from_ellipse", "from_polygon"),
            ".suspicious": ("MaskWarning",),
        },
    )

__all__ = [
    "Fitted",
    "MaskWarning",
    "Outpainting",
    "Preview",
    "check_masking",
    "feather",
    "fit",
    "for_source",
    "from_alpha",
    "from_box",
    "from_color",
    "from_ellipse",
    "from_polygon",
    "from_source",
    "grow",
    "intersect",
    "invert",
    "outpaint",
    "preview",
    "shrink",
    "union",
    "upright",
]
