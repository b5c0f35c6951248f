"""What the checks of a masking call cost, in images decoded and encoded: no image more than once, most not at all."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
import pytest
from PIL import Image, ImageFile

from stability_client import InvalidImageDimensionsError, InvalidPixelCountError, Stability, masks
from tests.support.image_files import encode

SIZE = (512, 512)
WHITE: Final = "MASK_IMAGE_WHITE"
BLACK: Final = "MASK_IMAGE_BLACK"
ALPHA: Final = "INIT_IMAGE_ALPHA"
PHOTO = Image.linear_gradient("L").resize(SIZE).convert("RGB")
MASK = Image.new("L", SIZE)
MASK.paste(255, (100, 100, 300, 300))
CUT_OUT = masks.for_source(MASK, ALPHA, PHOTO)
FILE, MASK_FILE, CUT_OUT_FILE = encode(PHOTO), encode(MASK), encode(CUT_OUT)


class Costs:
    """Counts of what Pillow did."""

    decoded = 0
    encoded = 0


@pytest.fixture
def costs(monkeypatch: pytest.MonkeyPatch) -> Costs:
    counted = Costs()
    load, save = ImageFile.ImageFile.load, Image.Image.save

    def counting_load(image: ImageFile.ImageFile) -> Any:
        counted.decoded += bool(image.tile)  # a second call has nothing left to decode
        return load(image)

    def counting_save(image: Image.Image, *args: Any, **options: Any) -> None:
        counted.encoded += 1
        save(image, *args, **options)

    monkeypatch.setattr(ImageFile.ImageFile, "load", counting_load)
    monkeypatch.setattr(Image.Image, "save", counting_save)
    return counted


class Form(NamedTuple):
    """The images of a call, and how many are decoded to check them."""

    init_image: Any
    mask_image: Any = None
    mask_source: str | None = None
    decoded: int = 0


FORMS = {
    "a gray mask": Form(FILE, MASK_FILE, WHITE, decoded=1),
    "a black one": Form(FILE, encode(masks.invert(MASK)), BLACK, decoded=1),
    "a colored one": Form(FILE, encode(MASK.convert("RGB")), WHITE, decoded=1),
    "one with alpha": Form(FILE, encode(MASK.convert("RGBA")), WHITE, decoded=1),
    "a JPEG": Form(FILE, encode(MASK, "JPEG"), WHITE, decoded=1),
    "a mask beside alpha": Form(CUT_OUT_FILE, MASK_FILE, WHITE, decoded=1),
    "alpha": Form(CUT_OUT_FILE, None, ALPHA, decoded=1),
    "a mask for v2beta": Form(FILE, MASK_FILE, decoded=1),
    "a mask beside alpha for v2beta": Form(CUT_OUT_FILE, MASK_FILE, decoded=2),
    "alpha for v2beta": Form(CUT_OUT_FILE, decoded=1),
    "arrays": Form(np.asarray(PHOTO), np.asarray(MASK), WHITE),
    "an array with alpha": Form(np.asarray(CUT_OUT), None, ALPHA),
    "arrays for v2beta": Form(np.asarray(PHOTO), np.asarray(MASK)),
    "PIL images": Form(PHOTO, MASK, WHITE),
    "a PIL image with alpha": Form(CUT_OUT, None, ALPHA),
    "PIL images for v2beta": Form(CUT_OUT, MASK),
    "a mask made here": Form(PHOTO, masks.from_box(PHOTO, (1, 1, 99, 99)), WHITE),
}


@pytest.mark.filterwarnings("ignore::stability_client.MaskWarning")
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_each_image_is_decoded_at_most_once_and_none_is_encoded(form: Form, costs: Costs) -> None:
    masks.check_masking(form.init_image, form.mask_image, form.mask_source)
    assert (costs.decoded, costs.encoded) == (form.decoded, 0)


@pytest.mark.filterwarnings("ignore::stability_client.MaskWarning")
@pytest.mark.parametrize(
    ("init_image", "mask_image", "decoded", "encoded"),
    [(FILE, MASK_FILE, 1, 0), (PHOTO, MASK, 0, 2), (np.asarray(PHOTO), np.asarray(MASK), 0, 2)],
    ids=["files", "PIL images", "arrays"],
)
def test_a_call_encodes_images_once_and_decodes_none_that_it_had_the_pixels_of(
    client: Stability, costs: Costs, init_image: Any, mask_image: Any, decoded: int, encoded: int
) -> None:
    client.estimate(client.v2beta.inpaint, init_image, "a door", mask=mask_image)
    assert (costs.decoded, costs.encoded) == (decoded, encoded)


def test_a_large_image_that_is_fitted_is_not_encoded_before(client: Stability, costs: Costs) -> None:
    large = PHOTO.resize((1600, 1200))
    mask = MASK.resize(large.size)
    client.estimate(client.masking, large, "a door", mask_image=mask, mask_source=WHITE, fit=True)
    assert (costs.decoded, costs.encoded) == (0, 2)


def calls(client: Stability) -> dict[str, Callable[[bytes, bytes], object]]:
    return {
        "v1alpha": lambda image, mask: client.masking(image, "a door", mask_image=mask, mask_source=WHITE),
        "v1": lambda image, mask: client.v1.masking(
            image, "a door", mask_image=mask, mask_source=WHITE, engine="stable-diffusion-xl-1024-v1-0"
        ),
        "v2beta": lambda image, mask: client.v2beta.inpaint(image, "a door", mask=mask),
        "check_masking": lambda image, mask: masks.check_masking(image, mask, WHITE),
    }


@pytest.mark.parametrize("name", ["v1alpha", "v1", "v2beta", "check_masking"])
@pytest.mark.parametrize(("size", "mask_size"), [((40, 40), (40, 40)), (SIZE, (512, 576))])
def test_a_wrong_size_is_found_before_anything_is_decoded(
    unsent: Stability, costs: Costs, name: str, size: tuple[int, int], mask_size: tuple[int, int]
) -> None:
    image, mask = encode(CUT_OUT.resize(size)), encode(MASK.resize(mask_size))
    costs.encoded = 0
    with pytest.raises((InvalidImageDimensionsError, InvalidPixelCountError)):
        calls(unsent)[name](image, mask)
    assert (costs.decoded, costs.encoded) == (0, 0)
