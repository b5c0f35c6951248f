"""New pictures that keep something of an image: its structure, or its colors."""

from PIL import Image, ImageChops, ImageOps

from stability_client.standin.painter.presets import draw_lines
from stability_client.standin.painter.prompted import Motif
from stability_client.standin.painter.recoloring import match_colors


def follow_sketch(image: Image.Image, motif: Motif, strength: float, seed: int) -> Image.Image:
    """Paint a motif and draw the lines of an image over it; at `strength` 0 they don't show.

    Returns:
        RGB, of the size of the image.
    """
    return _draw_over(motif.paint(image.size, seed), image, strength)


def follow_structure(image: Image.Image, motif: Motif, strength: float, seed: int) -> Image.Image:
    """Paint the light and dark of an image in the colors of a motif; at `strength` 0 only the motif shows.

    Returns:
        RGB, of the size of the image.
    """
    scene = motif.paint(image.size, seed)
    gray = ImageOps.autocontrast(image.convert("RGB").convert("L")).convert("RGB")
    structured = match_colors(gray, scene, 1.0)
    return _draw_over(Image.blend(scene, structured, strength), image, strength)


def follow_style(image: Image.Image, motif: Motif, size: tuple[int, int], fidelity: float, seed: int) -> Image.Image:
    """Paint a motif in the colors of an image; at `fidelity` 0 in its own.

    Returns:
        RGB, of the given size.
    """
    return match_colors(motif.paint(size, seed), image, fidelity)


def transfer_style(
    image: Image.Image, style_image: Image.Image, size: tuple[int, int], shares: tuple[float, float, float]
) -> Image.Image:
    """Give an image the colors of another.

    Args:
        image: The image to change.
        style_image: The image whose style it gets.
        size: Of the result.
        shares: `style_strength`, `composition_fidelity` and `change_strength`, each 0 to 1.

    Returns:
        RGB, of the given size.
    """
    style_strength, composition_fidelity, change_strength = shares
    fitted = image.convert("RGB").resize(size, Image.Resampling.BICUBIC)
    style = ImageOps.fit(style_image.convert("RGB"), size, Image.Resampling.BILINEAR)
    composed = Image.blend(style, fitted, 0.5 + composition_fidelity / 2)
    return Image.blend(fitted, match_colors(composed, style, style_strength), change_strength)


def _draw_over(scene: Image.Image, image: Image.Image, strength: float) -> Image.Image:
    lines = draw_lines(image)
    return Image.blend(scene, ImageChops.multiply(scene, lines), strength)
