"""Image files are identified by their bytes, accepted only if complete, and never raise an error of Pillow's."""

import io
import struct
import time
import tracemalloc
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from stability_client import InvalidMimeTypeError, InvalidPixelCountError, MaskWarning, StabilityError, masks
from stability_client._images.headers import exif_orientation
from stability_client._images.inputs import MAX_PIXELS, InputImage, read_image
from tests.support.image_files import (
    IMAGE_FILES,
    SIZE,
    damaged_files,
    encode,
    exif_with,
    gradient,
    jpeg_bomb,
    png_bomb,
    webp_bomb,
)


def read(data: bytes) -> InputImage:
    return read_image(data, "init_image", max_bytes=None)


@pytest.mark.parametrize("name", IMAGE_FILES)
def test_every_form_of_png_jpeg_and_webp_is_read_with_its_type(name: str) -> None:
    image = read(IMAGE_FILES[name])
    kind = name.split(maxsplit=1)[0].lower()
    assert image.data == IMAGE_FILES[name]
    assert image.media_type == f"image/{kind}"
    assert image.filename == f"init_image.{'jpg' if kind == 'jpeg' else kind}"
    assert image.size == SIZE


@pytest.mark.parametrize("name", [name for name in IMAGE_FILES if "I;16" not in name])
def test_every_form_is_decoded_to_the_pixels_that_pillow_decodes(name: str) -> None:
    with Image.open(io.BytesIO(IMAGE_FILES[name])) as expected:
        assert read(IMAGE_FILES[name]).pixels().convert("RGBA").tobytes() == expected.convert("RGBA").tobytes()


def test_sixteen_bit_grays_are_scaled_and_not_clipped() -> None:
    image = read(IMAGE_FILES["PNG I;16"]).pixels()
    assert image.mode == "L"
    assert image == Image.linear_gradient("L").resize(SIZE)


WITH_ALPHA = {
    name
    for name in IMAGE_FILES
    if name.endswith(("A", "alpha by color")) or "transparent" in name or name == "WebP animated"
}


@pytest.mark.parametrize("name", IMAGE_FILES)
def test_the_header_states_alpha_and_animation(name: str) -> None:
    header = read(IMAGE_FILES[name]).header()
    assert header.has_alpha == (name in WITH_ALPHA)
    assert header.is_animated == ("animated" in name)


@pytest.mark.parametrize(("name", "orientation"), [("PNG with EXIF", 6), ("JPEG with EXIF", 8), ("WebP with EXIF", 3)])
def test_the_header_states_the_exif_orientation(name: str, orientation: int) -> None:
    header = read(IMAGE_FILES[name]).header()
    assert header.orientation == orientation
    assert header.display_size == (SIZE if orientation == 3 else SIZE[::-1])


@pytest.mark.parametrize("name", IMAGE_FILES)
def test_a_file_truncated_anywhere_is_refused(name: str) -> None:
    data = IMAGE_FILES[name]
    for length in {*range(0, len(data), 7), len(data) - 1, len(data) - 2}:
        with pytest.raises(InvalidMimeTypeError) as caught:
            read(data[:length])
        assert not caught.value.sent


def test_the_end_of_a_thumbnail_is_not_the_end_of_the_photo() -> None:
    thumbnail = b"Exif\0\0" + IMAGE_FILES["JPEG L"]
    photo = IMAGE_FILES["JPEG RGB"]
    photo = photo[:2] + b"\xff\xe1" + struct.pack(">H", len(thumbnail) + 2) + thumbnail + photo[2:]
    assert read(photo).size == SIZE
    with pytest.raises(InvalidMimeTypeError, match="end marker is missing"):
        read(photo[:-10])


def test_bytes_after_the_end_of_a_file_are_accepted() -> None:
    for data in IMAGE_FILES.values():
        assert read(data + b"trailer").size == SIZE


OTHER_FILES = {
    "an empty file": b"",
    "a GIF file": encode(gradient("P"), "GIF"),
    "a BMP file": encode(gradient("RGB"), "BMP"),
    "a TIFF file": encode(gradient("RGB"), "TIFF"),
    "an HTML page": b"<!DOCTYPE html><p>Not found",
    "JSON text": b'{"error": "not found"}',
    "base64 text of a PNG file": b"iVBORw0KGgoAAAANSUhEUgAA",
    "a file of an unknown type": b"anything else",
}


@pytest.mark.parametrize("name", OTHER_FILES)
def test_any_other_file_is_refused_with_its_type(name: str) -> None:
    with pytest.raises(InvalidMimeTypeError, match=f"^init_image: must be a PNG, JPEG or WebP file, got {name}"):
        read(OTHER_FILES[name])


@pytest.mark.parametrize("bomb", [png_bomb(30_000, 30_000), jpeg_bomb(65_500, 65_500), webp_bomb(16_383, 16_383)])
def test_a_decompression_bomb_is_refused_quickly_and_without_the_memory(bomb: bytes) -> None:
    tracemalloc.start()
    started = time.perf_counter()
    try:
        with pytest.raises(InvalidPixelCountError, match=f"at most {MAX_PIXELS:,}"):
            read(bomb)
        seconds = time.perf_counter() - started
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert seconds < 0.05
    assert peak < 1_000_000


def test_a_pil_image_of_a_bomb_is_refused_before_it_is_loaded() -> None:
    with Image.open(io.BytesIO(png_bomb(9_000, 9_000))) as image, pytest.raises(InvalidPixelCountError):
        read_image(image, "init_image", max_bytes=None)


def test_a_wrong_checksum_of_the_header_is_noticed() -> None:
    data = bytearray(IMAGE_FILES["PNG RGB"])
    data[19] ^= 1  # the width
    with pytest.raises(InvalidMimeTypeError, match="damaged header"):
        read(bytes(data))


def test_pillows_global_settings_are_neither_applied_nor_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    assert read(IMAGE_FILES["PNG RGB"]).pixels().size == SIZE
    assert (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES) == (10, False)


def test_invalid_exif_means_the_normal_orientation() -> None:
    valid = exif_with(6).tobytes()
    assert exif_orientation(valid) == 6
    for exif in (b"", b"Exif\0\0", b"II*\0\xff\xff\xff\xff", valid[:20], exif_with(9).tobytes(), b"\0" * 40):
        assert exif_orientation(exif) == 1


# --- every error is a StabilityError


@settings(max_examples=400, deadline=None, derandomize=True)
@given(init=damaged_files(), mask=damaged_files(), source=st.sampled_from(["WHITE", "BLACK", "ALPHA"]))
def test_damaged_files_raise_only_stability_errors(init: bytes, mask: bytes, source: str) -> None:
    mask_source = "INIT_IMAGE_ALPHA" if source == "ALPHA" else f"MASK_IMAGE_{source}"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", MaskWarning)
        try:
            read(init).pixels()
            # With `fit` any size will do, so that the pixels are checked too.
            masks.check_masking(init, None if source == "ALPHA" else mask, mask_source, fit=True)
        except StabilityError as error:
            assert not error.sent  # noqa: PT017 - which error it is depends on the damage


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=damaged_files() | st.binary(max_size=100))
def test_damaged_files_are_sent_unchanged_without_validation(data: bytes) -> None:
    assert read_image(data, "init_image", max_bytes=0, validate=False).data == data


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=damaged_files())
def test_functions_of_masks_raise_only_stability_errors_on_damaged_files(data: bytes) -> None:
    for use in (masks.upright, masks.from_alpha, masks.invert, lambda image: masks.from_box(image, (0, 0, 9, 9))):
        try:
            use(data)
        except StabilityError as error:
            assert not error.sent  # noqa: PT017 - which error it is depends on the damage
