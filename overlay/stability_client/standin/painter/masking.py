"""Which pixels an edit may change: mode L, 0 keeps, 255 repaints in full."""

from PIL import Image, ImageChops, ImageFilter


def edit_mask(image: Image.Image, mask: Image.Image | None) -> Image.Image:
    """Return the mask of an edit, in the size of the image.

    Args:
        image: RGB or RGBA. Without a mask its transparent pixels are repainted.
        mask: RGB or RGBA, of any size: it is resized. Its luminance counts, its alpha channel does not.
    """
    if mask is not None:
        luminance = mask.convert("RGB").convert("L")
        return luminance if luminance.size == image.size else luminance.resize(image.size, Image.Resampling.BILINEAR)
    if image.mode != "RGBA":
        return Image.new("L", image.size)
    return ImageChops.invert(image.getchannel("A"))


def grow(mask: Image.Image, pixels: int) -> Image.Image:
    """Widen a mask by `pixels` in every direction, with a border that fades out.

    What the mask itself repaints stays as strong as it is, and nothing farther than `pixels` from it is repainted.
    """
    if not pixels:
        return mask
    core = widen(mask, (pixels + 1) // 2)
    faded = core.filter(ImageFilter.BoxBlur(pixels // 2))
    return ImageChops.lighter(mask, ImageChops.darker(faded, widen(mask, pixels)))


def widen(mask: Image.Image, radius: int) -> Image.Image:
    """Replace each pixel by the lightest at a distance of at most `radius`."""
    width, height = mask.size
    padded = Image.new("L", (width + 2 * radius, height + 2 * radius))
    padded.paste(mask, (radius, radius))
    row, reach, widest = padded, 0, mask
    for rise in range(radius, -1, -1):  # the rows of a disc, from its poles to its equator
        while (reach + 1) ** 2 + rise**2 <= radius**2:
            reach += 1
            row = ImageChops.lighter(row, ImageChops.lighter(_shift(padded, -reach, 0), _shift(padded, reach, 0)))
        for shift in {-rise, rise}:
            inner = _shift(row, 0, shift).crop((radius, radius, radius + width, radius + height))
            widest = ImageChops.lighter(widest, inner)
    return widest


def _shift(image: Image.Image, across: int, down: int) -> Image.Image:
    """Move an image; what comes in is black."""
    return image.crop((-across, -down, image.width - across, image.height - down))
