"""Every known mistake with a mask of v2beta, which has no mask source, is found before anything is sent."""

import re
import warnings
from typing import NamedTuple

import pytest
from PIL import Image

from stability_client import (
    InvalidImageDimensionsError,
    InvalidMaskImageError,
    InvalidMimeTypeError,
    InvalidOptionError,
    InvalidPixelCountError,
    MaskWarning,
    RequestError,
    masks,
)
from stability_client._images import inputs
from stability_client._images.inputs import read_image
from stability_client._images.pixels import decode
from stability_client.masks.checks import find_v2beta_mask_problems
from stability_client.masks.polarity import get_polarity
from tests.support.image_files import encode, exif_with

SIZE = (512, 576)
HOLE = masks.from_ellipse(SIZE, (96, 96, 304, 304))
PHOTO = encode(Image.new("RGB", SIZE, "teal"))
MASK = encode(HOLE)
CUT_OUT = encode(masks.for_source(HOLE, "INIT_IMAGE_ALPHA", PHOTO))


def flat(mode: str, color: str | int, size: tuple[int, int] = SIZE) -> bytes:
    return encode(Image.new(mode, size, color))


def with_alpha(color: str, alpha: Image.Image) -> bytes:
    image = Image.new("RGB", alpha.size, color)
    image.putalpha(alpha)
    return encode(image)


def find(image: bytes, mask: bytes | Image.Image | None) -> list[str]:
    """Return the warnings about the images of a call."""
    sent = None if mask is None else read_image(mask, "mask", max_bytes=None)
    found = find_v2beta_mask_problems(read_image(image, "image", max_bytes=None), sent, get_polarity(mask))
    assert all(isinstance(warning, MaskWarning) for warning in found)
    return [str(warning) for warning in found]


class Mistake(NamedTuple):
    """A call that would be paid for in vain."""

    image: bytes
    mask: bytes | Image.Image | None
    error: type[RequestError]
    message: str
    """A part of the message, as a pattern."""


NOTHING, SHAPE = InvalidMaskImageError, InvalidImageDimensionsError
MISTAKES = {
    "no mask, no alpha": Mistake(
        PHOTO,
        None,
        NOTHING,
        r"^mask: must be given, or image must be transparent .*, got no mask and a image/png file without an alpha "
        r"channel\. masks\.from_box",
    ),
    "no mask, a JPEG": Mistake(encode(HOLE, "JPEG"), None, NOTHING, "image/jpeg file without an alpha"),
    "no mask, all opaque": Mistake(flat("RGBA", "teal"), None, NOTHING, "got no mask and an opaque image"),
    "a mask that keeps everything": Mistake(
        PHOTO, flat("L", 0), NOTHING, r"^mask: must be white .* got an all black image\. masks\.invert"
    ),
    "a black mask beside alpha": Mistake(
        CUT_OUT, flat("RGB", "black"), NOTHING, r"all black image\. Without a mask, 11\.\d% would be repainted"
    ),
    "a black mask with its shape in alpha": Mistake(
        PHOTO, with_alpha("black", HOLE), NOTHING, r"all black .*alpha channel.*masks\.from_alpha"
    ),
    "a mask for the black source": Mistake(
        PHOTO,
        masks.for_source(HOLE, "MASK_IMAGE_BLACK"),
        NOTHING,
        r"^mask: .* for MASK_IMAGE_BLACK\. Send masks\.for_source\(mask\)\.$",
    ),
    "a square mask": Mistake(
        PHOTO,
        flat("L", 255, (512, 512)),
        SHAPE,
        "^mask: must have the aspect ratio of image, 512x576 pixels, got 512x512, which the server would stretch",
    ),
    "a mask of a photo as displayed": Mistake(
        encode(Image.new("RGB", SIZE[::-1]), "JPEG", exif=exif_with(6)),
        MASK,
        SHAPE,
        "576x512 pixels, got 512x576.*image has EXIF orientation 6.*masks.upright",
    ),
    "a damaged mask": Mistake(PHOTO, MASK[:80] + b"\0" * 60 + MASK[140:], InvalidMimeTypeError, "^mask: .*damaged"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found_before_anything_is_sent(name: str) -> None:
    image, mask, error, message = MISTAKES[name]
    with pytest.raises(RequestError) as caught:
        find(image, mask)
    assert type(caught.value) is error
    assert re.search(message, caught.value.message), caught.value.message
    assert not caught.value.sent
    with pytest.raises(error) as checked:
        masks.check_masking(image, mask)
    assert checked.value.message == caught.value.message


class Suspicious(NamedTuple):
    """A call that is valid, but hardly meant."""

    image: bytes
    mask: bytes | Image.Image | None
    messages: tuple[str, ...]
    """A part of each warning, as a pattern."""


SUSPICIOUS = {
    "a white mask": Suspicious(PHOTO, flat("L", 255), (r"^v2beta repaints the whole image .* v2beta\.sd3 with image",)),
    "an image of nothing": Suspicious(with_alpha("teal", Image.new("L", SIZE)), None, ("^v2beta repaints the whole",)),
    "weak grays": Suspicious(
        PHOTO, encode(HOLE.point(lambda gray: gray * 0.4)), ("^v2beta repaints nowhere more than 40.0%",)
    ),
    "a shape in alpha": Suspicious(
        PHOTO, with_alpha("white", HOLE), (r"repaints the whole image: mask has a single color.*masks\.from_alpha",)
    ),
    "a mask of the reverse": Suspicious(
        PHOTO, encode(masks.invert(HOLE)), (r"^v2beta repaints 88\.\d% .* send masks\.invert\(mask\)",)
    ),
    "a mask beside alpha": Suspicious(CUT_OUT, MASK, (r"^image is transparent in part, 11\.\d%, .* Leave mask out",)),
    "a photo upside down": Suspicious(
        encode(Image.new("RGB", SIZE), exif=exif_with(3)), MASK, (r"^image has EXIF orientation 3.*masks\.upright",)
    ),
}


@pytest.mark.parametrize("name", SUSPICIOUS)
def test_what_is_hardly_meant_is_a_warning_at_the_callers_line(name: str) -> None:
    image, mask, messages = SUSPICIOUS[name]
    found = find(image, mask)
    assert len(found) == len(messages)
    for warning, message in zip(found, messages, strict=True):
        assert re.search(message, warning), warning
    with pytest.warns(MaskWarning) as caught:
        masks.check_masking(image, mask)
    assert [str(warning.message) for warning in caught] == found
    assert {warning.filename for warning in caught} == {__file__}


VALID: dict[str, tuple[bytes, bytes | Image.Image | None]] = {
    "a mask made here": (PHOTO, HOLE),
    "a mask from a file": (PHOTO, MASK),
    "a mask in color": (PHOTO, encode(HOLE.convert("RGB"), "WEBP")),
    "half the size": (PHOTO, HOLE.resize((256, 288))),
    "a third of the size": (PHOTO, HOLE.resize((171, 192))),
    "twice the size": (PHOTO, encode(HOLE.resize((1024, 1152)))),
    "a cut-out": (CUT_OUT, None),
    "an opaque image with alpha": (flat("RGBA", "teal"), MASK),
    "most of it, made here": (PHOTO, masks.invert(HOLE)),
    "most of it, made ours": (PHOTO, masks.for_source(encode(masks.invert(HOLE)))),
    "a mask for the white source": (PHOTO, masks.for_source(HOLE, "MASK_IMAGE_WHITE")),
}


@pytest.mark.parametrize("name", VALID)
def test_a_valid_call_is_not_complained_of(name: str) -> None:
    assert find(*VALID[name]) == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        masks.check_masking(*VALID[name])


def test_v1_is_checked_with_the_mask_sources_of_v1alpha() -> None:
    photo, hole = Image.new("RGB", (1216, 832)), masks.from_box((1216, 832), (0, 0, 200, 200))
    engine = "stable-diffusion-xl-1024-v1-0"
    masks.check_masking(photo, hole, "MASK_IMAGE_WHITE", operation="v1.masking", engine=engine)
    with pytest.raises(InvalidMaskImageError, match="for_source"):
        masks.check_masking(photo, hole, "MASK_IMAGE_BLACK", operation="v1.masking", engine=engine)
    with pytest.raises(InvalidImageDimensionsError, match=r"^mask_image: must have the size of init_image"):
        masks.check_masking(photo, hole.resize((608, 416)), "MASK_IMAGE_WHITE", operation="v1.masking")
    with pytest.raises(InvalidImageDimensionsError, match=f"^init_image: .*{engine} takes"):
        masks.check_masking(PHOTO, HOLE, "MASK_IMAGE_WHITE", operation="v1.masking", engine=engine)


def test_check_masking_checks_the_size_of_the_image_for_v2beta() -> None:
    large = Image.new("RGB", (4000, 3000))
    hole = masks.from_box(large, (0, 0, 900, 900))
    for operation in (None, "v2beta.inpaint", "v2beta.erase"):
        with pytest.raises(InvalidPixelCountError, match=r"^image: must have at most 9,437,184 pixels"):
            masks.check_masking(large, hole, operation=operation)
        masks.check_masking(large, hole, operation=operation, fit=True)


@pytest.mark.parametrize(
    ("source", "operation", "message"),
    [
        ("MASK_IMAGE_WHITE", "v2beta.erase", r"^mask_source: must be None for v2beta\.erase, got 'MASK_IMAGE_WHITE'"),
        (None, "v1.masking", "^mask_source: must be one of MASK_IMAGE_WHITE, .*, got None"),
        (None, "v2beta.structure", "^operation: must be one with a mask, got 'v2beta.structure'"),
        (None, "v2beta.style_transfer", "^operation: must be one with a mask"),
    ],
)
def test_a_mask_source_belongs_to_its_edition(source: str | None, operation: str, message: str) -> None:
    with pytest.raises(InvalidOptionError, match=message):
        masks.check_masking(PHOTO, MASK, source, operation=operation)


# --- the cost of checks


@pytest.mark.parametrize(("image", "mask", "decoded"), [(PHOTO, MASK, 1), (CUT_OUT, None, 1), (CUT_OUT, MASK, 2)])
def test_each_image_is_decoded_once_at_most(
    image: bytes, mask: bytes | None, decoded: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: list[bytes] = []

    def decode_counted(data: bytes) -> Image.Image:
        files.append(data)
        return decode(data)

    monkeypatch.setattr(inputs, "decode", decode_counted)
    find(image, mask)
    assert len(files) == len(set(files)) == decoded


def test_sizes_and_shapes_are_checked_without_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "decode", lambda _: pytest.fail("an image was decoded"))
    with pytest.raises(InvalidImageDimensionsError):
        find(CUT_OUT, flat("L", 255, (512, 512)))
    with pytest.raises(InvalidMaskImageError):
        find(PHOTO, None)
