"""The size of an init image is checked, and `fit=True` brings images to a size that the API accepts and back."""

import io
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from PIL import Image, ImageChops

from stability_client import (
    AsyncStability,
    GeneratedImage,
    Generation,
    HttpInfo,
    InvalidImageDimensionsError,
    InvalidMaskImageError,
    InvalidOptionError,
    InvalidPixelCountError,
    MaskSource,
    RequestError,
    Stability,
    masks,
)
from stability_client._calls.fitting import fit_images
from stability_client._contract import facts
from stability_client._images.inputs import read_image
from stability_client.masks.sizes import allowed_sizes, check_init_image_size
from stability_client.standin import StandIn
from tests.support.image_files import encode
from tests.support.masks import have_same_pixels

ENGINE = "stable-diffusion-512-v2-1"
WHITE, BLACK, ALPHA = MaskSource.MASK_IMAGE_WHITE, MaskSource.MASK_IMAGE_BLACK, MaskSource.INIT_IMAGE_ALPHA


class WrongSize(NamedTuple):
    """An init image whose results would have a size that the contract refuses."""

    size: tuple[int, int]
    error: type[RequestError]
    message: str
    """A part of the message, as a pattern."""
    sides: Mapping[str, int] = {}
    """The width and height that the call sets."""


WRONG_SIZES = {
    "a photo of a camera": WrongSize(
        (4000, 3000), InvalidImageDimensionsError, r"got 4000x3000\. fit=True .* to 1024x768 .*masks\.fit"
    ),
    "a pixel": WrongSize((1, 1), InvalidImageDimensionsError, "of 512 to 2048 in steps of 64.*got 1x1.*to 512x512"),
    "off the grid": WrongSize((500, 333), InvalidImageDimensionsError, "got 500x333.*to 768x512"),
    "one side": WrongSize((512, 520), InvalidImageDimensionsError, "got 512x520"),
    "too many pixels": WrongSize((2048, 576), InvalidPixelCountError, "at most 1,048,576 pixels in all, got 2048x576"),
    "a width that does not help": WrongSize(
        (500, 333),
        InvalidImageDimensionsError,
        "got 500x333, from which width and height .* make 512x333",
        {"width": 512},
    ),
    "a height that spoils it": WrongSize(
        (1024, 1024), InvalidPixelCountError, "got 1024x1024, .* make 1024x1088", {"height": 1088}
    ),
}


def photo_of(size: tuple[int, int]) -> bytes:
    return encode(Image.new("RGB", size, "teal"))


@pytest.mark.parametrize("name", WRONG_SIZES)
def test_an_init_image_of_a_size_that_the_api_refuses_is_not_sent(name: str, unsent: Stability) -> None:
    wrong = WRONG_SIZES[name]
    photo = photo_of(wrong.size)
    sides: Any = wrong.sides
    mask = masks.from_box(wrong.size, (0, 0, 1 + wrong.size[0] // 4, wrong.size[1]))
    masked: Any = {"mask_source": WHITE, "mask_image": mask}
    for call, options in ((unsent.image_to_image, {}), (unsent.masking, masked)):
        with pytest.raises(RequestError, match=wrong.message) as caught:
            call(photo, "a storm", **sides, **options)
        assert type(caught.value) is wrong.error
        assert not caught.value.sent


def test_width_and_height_together_set_the_size_of_the_result(client: Stability) -> None:
    made = client.image_to_image(photo_of((500, 333)), "a storm", width=576, height=512)
    assert made.image.size == (576, 512)


def test_an_init_image_of_any_size_is_sent_without_validation(client: Stability) -> None:
    assert client.image_to_image(photo_of((500, 333)), "a storm", validate=False).image.size == (500, 333)
    mask = masks.from_box((500, 333), (0, 0, 100, 100))
    made = client.masking(photo_of((500, 333)), "a storm", mask_source=WHITE, mask_image=mask, validate=False)
    assert made.image.size == (500, 333)


def test_an_engine_with_a_minimum_of_its_own_has_it_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    operation = facts.OPERATIONS["masking"]._replace(min_pixels_by_engine={"*-768-*": 589_824})
    monkeypatch.setattr(facts, "OPERATIONS", {"masking": operation})
    allowed_sizes.cache_clear()
    try:
        check_init_image_size((512, 512), engine="stable-diffusion-512-v2-1")
        with pytest.raises(InvalidPixelCountError, match=r"at least 589,824 and at most 1,048,576 pixels.*to 768x768"):
            check_init_image_size((512, 512), engine="stable-diffusion-768-v2-1")
    finally:
        allowed_sizes.cache_clear()


def test_check_masking_checks_the_size_as_the_call_does() -> None:
    photo, mask = photo_of((500, 333)), masks.from_box((500, 333), (0, 0, 100, 100))
    with pytest.raises(InvalidImageDimensionsError, match=r"masks\.fit"):
        masks.check_masking(photo, mask, WHITE, engine=ENGINE)
    masks.check_masking(photo, mask, WHITE, width=512, height=512)
    masks.check_masking(photo, mask, WHITE, fit=True)


# --- fit=True


@pytest.fixture(scope="module")
def large(astronaut: bytes) -> Image.Image:
    """A photograph of 900x700 pixels, so that no size of the API has its aspect ratio."""
    with Image.open(io.BytesIO(astronaut)) as image:
        return image.convert("RGB").resize((900, 700))


HOLE = (200, 150, 500, 420)


def sent_sizes(standin: StandIn) -> set[tuple[int, int]]:
    parts = standin.history[-1].parts
    return {Image.open(io.BytesIO(part.data)).size for part in parts if part.name != "options"}


def test_image_to_image_gives_results_in_the_size_of_the_init_image(
    client: Stability, stability_standin: StandIn, large: Image.Image
) -> None:
    made = client.image_to_image(large, "a storm", fit=True, samples=2, seed=5)
    assert [image.size for image in made] == [(900, 700), (900, 700)]
    assert [image.seed for image in made] == [5, 6]
    assert {image.media_type for image in made} == {"image/png"}
    assert sent_sizes(stability_standin) == {masks.fit(large, ENGINE).size}
    assert made.estimated_credits is not None
    assert made.estimated_credits < 4


@pytest.mark.parametrize("source", [WHITE, BLACK, ALPHA])
@pytest.mark.parametrize("validate", [True, False])
def test_masking_replaces_only_what_the_mask_repaints(
    client: Stability, stability_standin: StandIn, large: Image.Image, source: Any, validate: bool
) -> None:
    mask = masks.from_box(large, HOLE)
    sent = masks.for_source(mask, source, large)
    images: Any = {"mask_image": None} if source is ALPHA else {"mask_image": sent}
    init = sent if source is ALPHA else large
    made = client.masking(init, "a harbor", mask_source=source, fit=True, validate=validate, **images)
    result = made.image.to_pil().convert("RGB")
    assert made.image.to_pil().mode == "RGB"
    assert result.size == large.size
    assert sent_sizes(stability_standin) == {masks.fit(large, ENGINE).size}
    difference = ImageChops.difference(result, large).convert("L").point([0] + [255] * 255)
    assert difference.getbbox() is not None
    kept = masks.invert(mask)
    assert ImageChops.multiply(difference, kept).getbbox() is None, "every pixel that the mask keeps is the same"
    inside = difference.crop((210, 160, 490, 410)).histogram()
    assert inside[255] > 0.9 * sum(inside), "the rest is repainted"


def test_an_image_of_an_accepted_size_is_sent_as_it_is(
    client: Stability, stability_standin: StandIn, astronaut: bytes
) -> None:
    plain = client.image_to_image(astronaut, "a storm", seed=1)
    assert client.image_to_image(astronaut, "a storm", seed=1, fit=True).image == plain.image
    mask = masks.from_box(astronaut, HOLE)
    made = client.masking(astronaut, "a harbor", mask_source=WHITE, mask_image=mask, fit=True)
    assert stability_standin.history[-1].parts[0].data == astronaut
    assert made.image.size == (512, 512)


@pytest.mark.anyio
async def test_the_async_client_fits_as_the_sync_one_does(
    client: Stability, stability_standin: StandIn, large: Image.Image
) -> None:
    mask = masks.from_box(large, HOLE)
    options: Any = {"mask_source": WHITE, "mask_image": mask, "fit": True, "seed": 9}
    async with AsyncStability(stability_standin.api_key, base_url=stability_standin.url, engine=ENGINE) as async_client:
        made = await async_client.masking(large, "a harbor", **options)
    assert made.image == client.masking(large, "a harbor", **options).image


def test_a_large_file_may_be_fitted(client: Stability) -> None:
    noise = Image.effect_noise((1800, 1300), 90).convert("RGB")
    data = encode(Image.merge("RGB", [Image.effect_noise(noise.size, 90) for _ in range(3)])) + bytes(6 << 20)
    assert len(data) > 10 << 20
    assert client.image_to_image(data, "a storm", fit=True).image.size == noise.size


def test_masks_are_checked_before_they_are_fitted(unsent: Stability, large: Image.Image) -> None:
    mask = masks.from_box(large, HOLE)
    with pytest.raises(InvalidMaskImageError, match="for_source"):
        unsent.masking(large, "a harbor", mask_source=BLACK, mask_image=mask, fit=True)
    with pytest.raises(InvalidImageDimensionsError, match="the size of init_image"):
        unsent.masking(large, "a harbor", mask_source=WHITE, mask_image=mask.resize((512, 512)), fit=True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"fit": True, "width": 512}, r"^fit: sets width and height itself, got width=512 too"),
        ({"fit": "no"}, r"^fit: must be True or False, got 'no'"),
        ({"fit": 1}, r"^fit: must be True or False, got 1"),
    ],
)
def test_a_wrong_fit_is_refused(unsent: Stability, astronaut: bytes, options: Any, message: str) -> None:
    with pytest.raises(InvalidOptionError, match=message):
        unsent.image_to_image(astronaut, "a storm", **options)


def test_a_fitted_image_that_cannot_be_decoded_is_handed_over(large: Image.Image) -> None:
    images = fit_images(read_image(large, "init_image", max_bytes=None), engine=ENGINE)
    broken = GeneratedImage(photo_of((64, 64))[:-30], "image/png", 7)
    other_size = GeneratedImage(photo_of((64, 64)), "image/png", 8)
    assert images.restore is not None
    made = images.restore(Generation((broken, other_size), ENGINE, "image_to_image", HttpInfo(200, {})))
    assert made.images[0] is broken
    assert made.images[1].size == large.size
    assert have_same_pixels(made.images[1].to_pil(), Image.new("RGB", large.size, "teal"))
