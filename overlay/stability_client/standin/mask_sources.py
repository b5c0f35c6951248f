"""The mask sources: where the strength of repainting comes from."""

from PIL import Image, ImageChops

from stability_client.standin.errors import ApiError


def repaint_strength(source: str, init_image: Image.Image, mask: Image.Image | None) -> Image.Image:
    """Return how strongly each pixel is repainted: mode L, 0 to 255.

    Args:
        source: A value of `mask_source`.
        init_image: RGB or RGBA.
        mask: RGB or RGBA, of the same size. Its luminance counts, its alpha channel does not.

    Raises:
        ApiError: The mask is missing, has another size than the init image, or keeps every pixel.
    """
    if source == "INIT_IMAGE_ALPHA":
        if init_image.mode != "RGBA":
            raise _invalid_mask(f"{source} needs transparent pixels in init_image; it has no alpha channel")
        strength = ImageChops.invert(init_image.getchannel("A"))
    else:
        if mask is None:
            raise _invalid_mask(f"{source} needs a mask_image")
        if mask.size != init_image.size:
            raise ApiError(
                "invalid_image_dimensions",
                f"mask_image is {mask.width} x {mask.height} pixels, "
                f"but init_image is {init_image.width} x {init_image.height}",
            )
        luminance = mask.convert("RGB").convert("L")
        strength = luminance if source == "MASK_IMAGE_WHITE" else ImageChops.invert(luminance)
    if not strength.getbbox():
        raise _invalid_mask(f"With {source} this mask keeps every pixel, so there is nothing to repaint")
    return strength


def _invalid_mask(message: str) -> ApiError:
    return ApiError("invalid_mask_image", message)
