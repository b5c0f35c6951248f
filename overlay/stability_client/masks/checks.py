"""What is wrong with a mask, found before the call costs money."""

from stability_client.images import InputImage


class MaskWarning(UserWarning):
    """A mask that does something, but hardly what was meant."""


def check_masking(
    init_image: InputImage, mask_image: InputImage | None, mask_source: str, *, stacklevel: int = 2
) -> None:
    """Makes sure that a masking call repaints something, and that its mask fits.

    Args:
        init_image: The picture to repaint a part of.
        mask_image: The mask, None where the picture's own alpha is it.
        mask_source: `MASK_IMAGE_WHITE`, `MASK_IMAGE_BLACK` or `INIT_IMAGE_ALPHA`.
        stacklevel: Which caller a warning points at, as in `warnings.warn`: 2 is the one who calls this.

    Raises:
        InvalidMaskImageError: The mask is missing, would not be looked at, or would repaint nothing.
        InvalidImageDimensionsError: The mask is not the size of the picture.
    """
