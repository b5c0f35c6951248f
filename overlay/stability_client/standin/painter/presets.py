"""Style presets: how a picture looks, whatever it shows."""

from collections.abc import Callable, Mapping

import attrs
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from stability_client.standin.painter.palettes import RGB

BLOCKS_ACROSS = 64
"""The blocks along the longer side of `pixel-art`."""


@attrs.frozen
class Look:
    """Changes of color: factors, of which 1 changes nothing, and a tint."""

    saturation: float = 1.0
    contrast: float = 1.0
    brightness: float = 1.0
    tint: RGB = (255, 255, 255)
    redraw: Callable[[Image.Image], Image.Image] = lambda image: image

    def apply(self, image: Image.Image) -> Image.Image:
        """Return the RGB image in this look."""
        image = self.redraw(image)
        for enhance, factor in (
            (ImageEnhance.Color, self.saturation),
            (ImageEnhance.Contrast, self.contrast),
            (ImageEnhance.Brightness, self.brightness),
        ):
            if factor != 1:
                image = enhance(image).enhance(factor)
        return image.point([level * channel // 255 for channel in self.tint for level in range(256)])


def draw_lines(image: Image.Image) -> Image.Image:
    """Return a drawing: dark lines on white along the edges of an image."""
    edges = find_edges(image)
    return ImageOps.invert(edges.point([min(255, level * 4) for level in range(256)])).convert("RGB")


def find_edges(image: Image.Image) -> Image.Image:
    """Return how strong the edges are: mode L. The border of the image is no edge."""
    gray = image.convert("RGB").convert("L").filter(ImageFilter.GaussianBlur(1))
    edges = gray.filter(ImageFilter.FIND_EDGES)
    inner = Image.new("L", edges.size)
    inner.paste(255, (1, 1, max(1, edges.width - 1), max(1, edges.height - 1)))
    return ImageChops.multiply(edges, inner)


def _draw_blocks(image: Image.Image) -> Image.Image:
    scale = BLOCKS_ACROSS / max(image.size)
    small = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image.resize(small, Image.Resampling.BOX).resize(image.size, Image.Resampling.NEAREST)


def _posterize(bits: int) -> Callable[[Image.Image], Image.Image]:
    return lambda image: ImageOps.posterize(image, bits)


LOOKS: Mapping[str, Look] = {
    "3d-model": Look(contrast=1.15, brightness=1.1),
    "analog-film": Look(saturation=0.7, tint=(255, 236, 200)),
    "anime": Look(saturation=1.5, brightness=1.08),
    "cinematic": Look(contrast=1.25, tint=(240, 250, 255), brightness=0.92),
    "comic-book": Look(saturation=1.4, contrast=1.3, redraw=_posterize(3)),
    "digital-art": Look(saturation=1.3),
    "enhance": Look(saturation=1.1, contrast=1.1),
    "fantasy-art": Look(saturation=1.25, tint=(245, 230, 255)),
    "isometric": Look(contrast=0.9, tint=(240, 255, 245)),
    "line-art": Look(redraw=draw_lines),
    "low-poly": Look(redraw=_posterize(4)),
    "modeling-compound": Look(contrast=0.8, brightness=1.1, tint=(255, 244, 236)),
    "neon-punk": Look(saturation=1.8, contrast=1.3, tint=(255, 205, 255)),
    "origami": Look(saturation=0.8, redraw=_posterize(2)),
    "photographic": Look(contrast=1.08),
    "pixel-art": Look(redraw=_draw_blocks),
    "tile-texture": Look(redraw=ImageOps.mirror),
}
"""From each preset to its look."""


def apply_preset(image: Image.Image, preset: str | None) -> Image.Image:
    """Return an RGB image in the look of a preset; without one, or with an unknown one, the image itself."""
    look = LOOKS.get(preset or "")
    return look.apply(image) if look else image
