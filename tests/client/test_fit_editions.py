"""Images of all editions are brought to sizes that an operation accepts, and its results back."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from stability_client import GeneratedImage, Generation, HttpInfo, InvalidOptionError, Stability, masks
from stability_client._calls.fitting import FittedImages, fit_images
from stability_client._contract import facts
from stability_client._images.inputs import InputImage, open_image, read_image
from stability_client.masks.growing import grow_border
from stability_client.masks.sizes import size_limits
from stability_client.standin import StandIn
from tests.support.image_files import encode, gradient
from tests.support.masks import have_same_pixels

ORANGE = (255, 165, 0)
SIZES = st.tuples(st.integers(20, 120), st.integers(20, 120))
"""Some of them are too small, and are sent larger."""


def as_input(image: Image.Image, argument: str = "image") -> InputImage:
    return read_image(image, argument, max_bytes=None)


def restored(images: FittedImages, *results: Image.Image) -> list[Image.Image]:
    """Return the results of a call as its caller gets them."""
    generated = tuple(GeneratedImage(encode(result), "image/png", 7) for result in results)
    generation = Generation(generated, "", "", HttpInfo(200, {}))
    return [image.to_pil() for image in (images.restore(generation) if images.restore else generation)]


def repaint(image: Image.Image, mask: Image.Image, growth: int) -> Image.Image:
    """Repaint the grown mask in orange, and disturb each other pixel, as a server that encodes JPEG does."""
    disturbed = image.convert("RGB").point([value ^ 1 for value in range(256)] * 3)
    return Image.composite(Image.new("RGB", image.size, ORANGE), disturbed, grow_border(mask, growth))


def changes(image: Image.Image, other: Image.Image) -> Image.Image:
    """Return mode L, white where two images differ."""
    red, green, blue = ImageChops.difference(image.convert("RGB"), other.convert("RGB")).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue).point([0] + [255] * 255)


@given(size=SIZES, growth=st.integers(0, 12), is_alpha=st.booleans(), operation=st.sampled_from(["inpaint", "erase"]))
def test_only_what_the_grown_mask_repaints_is_replaced(
    size: tuple[int, int], growth: int, is_alpha: bool, operation: str
) -> None:
    photo = gradient("RGB", size)
    mask = masks.from_box(size, (size[0] // 3, size[1] // 3, size[0] * 2 // 3, size[1] * 2 // 3))
    image = masks.for_source(mask, "INIT_IMAGE_ALPHA", photo) if is_alpha else photo
    sent_mask = None if is_alpha else as_input(mask, "mask")
    images = fit_images(as_input(image), sent_mask, operation=f"v2beta_{operation}", grow_mask=growth)

    sent = images.init_image.pixels()
    assert size_limits(f"v2beta_{operation}").allows(sent.size)
    mask_of_server = masks.from_source(sent, images.mask_image and images.mask_image.data)
    (result,) = restored(images, repaint(sent, mask_of_server, growth))

    assert result.size == size
    assert result.mode == "RGB"
    scale = sent.width / size[0]
    changed, beyond = changes(result, photo), round((growth + 3) / scale) + 1 if scale > 1 else growth
    reach = masks.grow(mask, beyond).point([0] + [255] * 255)
    assert have_same_pixels(ImageChops.lighter(changed, reach), reach), "nothing beyond the grown mask is replaced"
    middle = (size[0] // 2, size[1] // 2)
    assert result.getpixel(middle) == ORANGE or min(size) < 40


def test_without_a_growth_the_services_default_is_restored() -> None:
    photo, mask = gradient("RGB", (200, 160)), masks.from_box((200, 160), (80, 60, 120, 100))
    for growth, box in ((None, (75, 55, 125, 105)), (0, (80, 60, 120, 100)), ("unchecked", (75, 55, 125, 105))):
        images = fit_images(as_input(photo), as_input(mask, "mask"), operation="v2beta_inpaint", grow_mask=growth)
        (result,) = restored(images, Image.new("RGB", photo.size, ORANGE))
        assert changes(result, photo).getbbox() == box


def test_images_of_an_accepted_size_are_sent_as_they_are() -> None:
    image, mask = as_input(gradient("RGB", (640, 480))), as_input(masks.from_box((320, 240), (9, 9, 99, 99)), "mask")
    images = fit_images(image, mask, operation="v2beta_inpaint")
    assert images.init_image is image
    assert images.mask_image is mask, "the service scales it"
    (result,) = restored(images, Image.new("RGB", (640, 480), ORANGE))
    assert result.getpixel((108, 108)) == ORANGE
    assert result.getpixel((300, 300)) == image.pixels().getpixel((300, 300))


def test_a_result_is_scaled_to_what_was_sent_first() -> None:
    photo = gradient("RGB", (640, 480))
    images = fit_images(as_input(photo), as_input(masks.from_box(photo, (0, 0, 320, 480)), "mask"),
                        operation="v2beta_inpaint", grow_mask=0)  # fmt: skip
    (result,) = restored(images, Image.new("RGB", (1280, 960), ORANGE))
    assert result.size == (640, 480)
    assert changes(result, photo).getbbox() == (0, 0, 320, 480)


@pytest.mark.parametrize("source", ["MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"])
def test_v1_gets_a_size_of_its_engine_and_the_mask_in_it(source: str) -> None:
    photo, engine = gradient("RGB", (600, 400)), "stable-diffusion-xl-1024-v1-0"
    mask = masks.from_box(photo, (200, 100, 400, 300))
    sent = masks.for_source(mask, source, photo)
    image, mask_image = (sent, None) if source == "INIT_IMAGE_ALPHA" else (photo, sent)
    images = fit_images(
        as_input(image, "init_image"),
        None if mask_image is None else as_input(mask_image, "mask_image"),
        operation="v1_masking",
        mask_source=source,
        engine=engine,
    )
    assert images.init_image.size == (1216, 832)
    assert images.init_image.filename == "init_image.png"
    assert mask_image is None or (images.mask_image and images.mask_image.size == (1216, 832))
    (result,) = restored(images, Image.new("RGB", (1216, 832), ORANGE))
    assert result.size == (600, 400)
    assert changes(result, photo).getbbox() == (200, 100, 400, 300)


# --- operations without a mask


@pytest.mark.parametrize("operation", ["v2beta_structure", "v2beta_sketch", "v2beta_search_and_replace"])
def test_a_result_comes_back_in_the_size_of_the_image(operation: str) -> None:
    panorama = gradient("RGB", (900, 150))
    images = fit_images(as_input(panorama), operation=operation)
    assert images.init_image.size == (900, 360)
    assert images.mask_image is None
    (result,) = restored(images, images.init_image.pixels())
    assert have_same_pixels(result, panorama)


def test_transparency_that_a_result_has_is_kept() -> None:
    icon = gradient("RGB", (48, 48))
    images = fit_images(as_input(icon), operation="v2beta_remove_background")
    cut_out = masks.for_source(masks.from_box((64, 64), (0, 0, 32, 64)), "INIT_IMAGE_ALPHA", images.init_image.data)
    (result,) = restored(images, cut_out)
    assert (result.mode, result.size) == ("RGBA", (48, 48))
    assert open_image(result, "result").getchannel("A").getpixel((4, 4)) == 0


def test_an_upscaled_image_keeps_its_resolution_and_loses_the_padding() -> None:
    line = gradient("RGB", (400, 20))
    images = fit_images(as_input(line), operation="v2beta_upscale_fast")
    assert images.init_image.size == (640, 32)
    (result,) = restored(images, Image.new("RGB", (2560, 128), ORANGE))
    assert result.size == (2560, 128)
    panorama = fit_images(as_input(gradient("RGB", (900, 100))), operation="v2beta_upscale_conservative")
    (result,) = restored(panorama, Image.new("RGB", (3600, 1440), ORANGE))
    assert result.size == (3600, 400)


@pytest.mark.parametrize("operation", ["v2beta_ultra", "v2beta_sd3", "v2beta_style"])
def test_results_that_are_not_shaped_like_the_image_come_back_as_they_are(operation: str) -> None:
    images = fit_images(as_input(gradient("RGB", (40, 40))), operation=operation)
    assert images.init_image.size == (64, 64)
    assert images.restore is None


def test_margins_cannot_be_brought_back() -> None:
    with pytest.raises(InvalidOptionError, match=r"^fit: is not available for v2beta\.outpaint, .*masks\.fit"):
        fit_images(as_input(gradient("RGB", (40, 40))), operation="v2beta_outpaint")


def test_an_image_of_an_accepted_size_comes_back_untouched() -> None:
    for operation, contract in facts.OPERATIONS.items():
        if operation.startswith("v2beta") and contract.files and operation != "v2beta_outpaint":
            image = as_input(gradient("RGB", (128, 96)), next(iter(contract.files)))
            images = fit_images(image, operation=operation)
            assert images.init_image is image
            assert images.restore is None or "mask" in contract.files


# --- calls on the stand-in


@pytest.mark.parametrize("operation", ["inpaint", "erase"])
@pytest.mark.parametrize("in_alpha", [False, True])
def test_a_fitted_call_of_v2beta_replaces_only_what_the_mask_repaints(
    client: Stability, stability_standin: StandIn, astronaut: bytes, operation: str, in_alpha: bool
) -> None:
    photo = Image.open(io.BytesIO(astronaut)).convert("RGB").resize((60, 48))
    mask = masks.from_box(photo, (20, 16, 36, 30))
    image: Any = masks.for_source(mask, "INIT_IMAGE_ALPHA", photo) if in_alpha else photo
    options: Any = {"mask": None if in_alpha else mask, "grow_mask": 4, "fit": True}
    if operation == "inpaint":
        made = client.v2beta.inpaint(image, "a harbor", output_format="jpeg", **options)
    else:
        made = client.v2beta.erase(image, output_format="jpeg", **options)
    sent = {part.name: part.data for part in stability_standin.history[-1].parts}
    assert Image.open(io.BytesIO(sent["image"])).size == (80, 64)
    result = made.image.to_pil()
    assert (result.mode, result.size) == ("RGB", (60, 48))
    changed = changes(result, photo)
    assert ImageChops.darker(changed, masks.invert(masks.grow(mask, 6))).getbbox() is None
    assert changed.crop((20, 16, 36, 30)).histogram()[255] > 0.9 * 16 * 14


def test_a_fitted_call_of_v1_is_sent_in_a_size_of_its_engine(client: Stability, stability_standin: StandIn) -> None:
    photo = gradient("RGB", (300, 200))
    made = client.v1.image_to_image(photo, "a harbor", engine="stable-diffusion-xl-1024-v1-0", fit=True)
    sent = {part.name: part.data for part in stability_standin.history[-1].parts}
    assert Image.open(io.BytesIO(sent["init_image"])).size == (1216, 832)
    assert made.image.size == (300, 200)


def test_a_panorama_comes_back_as_one(client: Stability) -> None:
    assert client.v2beta.structure(gradient("RGB", (900, 100)), "a harbor", fit=True).image.size == (900, 100)
    upscaled = client.v2beta.upscale_conservative(gradient("RGB", (300, 60)), "a harbor", fit=True).image.size
    assert upscaled[0] > 1200
    assert upscaled[0] / upscaled[1] == pytest.approx(5, rel=0.01)
