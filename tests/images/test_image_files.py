"""Image files are known by their bytes, whole or refused, and never bring anything of Pillow's to light."""

import io
import random
import struct
import time
import tracemalloc
import warnings
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from stability_client import InvalidMimeTypeError, InvalidPixelCountError, MaskWarning, StabilityError, masks
from stability_client._images.headers import exif_orientation
from stability_client._images.inputs import MAX_PIXELS, read_image
from stability_client.masks.checks import check_masking

SIZE = (40, 24)


def gradient(mode: str, size: tuple[int, int] = SIZE) -> Image.Image:
    """Something with detail, in any mode that Pillow writes."""
    ramp = Image.linear_gradient("L").resize(size)
    if mode == "I;16":
        return ramp.convert("I").point(lambda value: value * 257 + 0).convert(mode)
    turned = ramp.rotate(180)
    if mode in ("LA", "RGBA"):
        solid = Image.merge("RGB", (ramp, turned, ramp.rotate(90)))
        solid.putalpha(turned)
        return solid.convert(mode)
    return Image.merge("RGB", (ramp, turned, ramp)).convert(mode)


def encoded(image: Image.Image, kind: str, **settings: Any) -> bytes:
    """An image as a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **settings)
    return buffer.getvalue()


def _every_file() -> Iterator[tuple[str, bytes]]:
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        yield f"PNG {mode}", encoded(gradient(mode), "PNG")
    yield "PNG P with a transparent colour", encoded(gradient("P"), "PNG", transparency=3)
    yield "PNG P with alpha by colour", encoded(gradient("P"), "PNG", transparency=bytes(range(0, 250, 10)))
    yield "PNG RGB with a transparent colour", encoded(gradient("RGB"), "PNG", transparency=(0, 255, 0))
    yield "PNG I;16 with a transparent grey", encoded(gradient("I;16"), "PNG", transparency=0)
    yield "PNG with EXIF", encoded(gradient("RGB"), "PNG", exif=turned_by(6))
    yield "PNG animated", encoded(gradient("RGB"), "PNG", save_all=True, append_images=[gradient("L").convert("RGB")])
    for mode in ("L", "RGB", "CMYK"):
        yield f"JPEG {mode}", encoded(gradient(mode), "JPEG")
    yield "JPEG progressive", encoded(gradient("RGB"), "JPEG", progressive=True)
    yield "JPEG with EXIF", encoded(gradient("RGB"), "JPEG", exif=turned_by(8))
    for mode in ("RGB", "RGBA"):
        yield f"WebP {mode}", encoded(gradient(mode), "WEBP")
        yield f"WebP lossless {mode}", encoded(gradient(mode), "WEBP", lossless=True)
    yield "WebP with EXIF", encoded(gradient("RGB"), "WEBP", exif=turned_by(3))
    yield "WebP animated", encoded(gradient("RGBA"), "WEBP", save_all=True, append_images=[gradient("RGB")])


def turned_by(orientation: int) -> bytes:
    """EXIF that holds an orientation and some more."""
    exif = Image.Exif()
    exif[0x010F] = "A camera maker"
    exif[0x0112] = orientation
    return exif.tobytes()


EVERY_FILE = dict(_every_file())
"""By a description: a file in each form."""


def pixels(data: bytes) -> Image.Image:
    """What Pillow makes of a file, in mode RGBA."""
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGBA")


@pytest.mark.parametrize("name", EVERY_FILE)
def test_every_form_of_png_jpeg_and_webp_passes_under_the_right_type(name: str) -> None:
    image = read_image(EVERY_FILE[name], "init_image", max_bytes=None)
    kind = name.split(maxsplit=1)[0].lower()
    assert image.data == EVERY_FILE[name]
    assert image.media_type == f"image/{kind}"
    assert image.filename == f"init_image.{'jpg' if kind == 'jpeg' else kind}"
    assert image.size == SIZE


@pytest.mark.parametrize("name", [name for name in EVERY_FILE if "I;16" not in name])
def test_every_form_is_decoded_to_the_pixels_that_pillow_sees(name: str) -> None:
    seen = read_image(EVERY_FILE[name], "init_image", max_bytes=None).pixels()
    assert seen.convert("RGBA").tobytes() == pixels(EVERY_FILE[name]).tobytes()


def test_sixteen_bit_greys_are_scaled_and_not_clipped() -> None:
    image = read_image(EVERY_FILE["PNG I;16"], "mask_image", max_bytes=None).pixels()
    assert image.mode == "L"
    assert image == Image.linear_gradient("L").resize(SIZE)


TRANSPARENT = {
    name for name in EVERY_FILE if name.endswith(("A", "alpha by colour", "animated")) or "transparent" in name
}
TRANSPARENT -= {"PNG animated"}


@pytest.mark.parametrize("name", EVERY_FILE)
def test_the_header_tells_whether_a_file_can_be_transparent(name: str) -> None:
    header = read_image(EVERY_FILE[name], "init_image", max_bytes=None).header()
    assert header.can_be_transparent == (name in TRANSPARENT)
    assert header.is_animated == ("animated" in name)


@pytest.mark.parametrize(("name", "orientation"), [("PNG with EXIF", 6), ("JPEG with EXIF", 8), ("WebP with EXIF", 3)])
def test_the_header_tells_the_exif_orientation(name: str, orientation: int) -> None:
    header = read_image(EVERY_FILE[name], "init_image", max_bytes=None).header()
    assert header.orientation == orientation
    assert header.shown_size == (SIZE if orientation == 3 else SIZE[::-1])


@pytest.mark.parametrize("name", EVERY_FILE)
def test_a_file_that_is_cut_short_anywhere_is_refused(name: str) -> None:
    data = EVERY_FILE[name]
    for length in {*range(0, len(data), 7), len(data) - 1, len(data) - 2}:
        with pytest.raises(InvalidMimeTypeError) as caught:
            read_image(data[:length], "init_image", max_bytes=None)
        assert not caught.value.sent


def test_the_end_of_a_thumbnail_is_not_the_end_of_the_photo() -> None:
    thumbnail = b"Exif\0\0" + EVERY_FILE["JPEG L"]
    photo = EVERY_FILE["JPEG RGB"]
    photo = photo[:2] + b"\xff\xe1" + struct.pack(">H", len(thumbnail) + 2) + thumbnail + photo[2:]
    assert read_image(photo, "init_image", max_bytes=None).size == SIZE
    with pytest.raises(InvalidMimeTypeError, match="end marker is missing"):
        read_image(photo[:-10], "init_image", max_bytes=None)


def test_what_is_appended_to_a_file_does_no_harm() -> None:
    for data in EVERY_FILE.values():
        assert read_image(data + b"trailer", "init_image", max_bytes=None).size == SIZE


FOREIGN = {
    "empty": b"",
    "a GIF": encoded(gradient("P"), "GIF"),
    "a BMP": encoded(gradient("RGB"), "BMP"),
    "a TIFF": encoded(gradient("RGB"), "TIFF"),
    "HTML": b"<!DOCTYPE html><p>Not found",
    "JSON": b'{"error": "not found"}',
    "base64 text": b"iVBORw0KGgoAAAANSUhEUgAA",
    "no kind of file that is known": b"anything else",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_any_other_file_is_refused_and_called_by_its_name(name: str) -> None:
    with pytest.raises(InvalidMimeTypeError, match=f"(?s){name}.*PNG, JPEG and WebP"):
        read_image(FOREIGN[name], "init_image", max_bytes=None)


def chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def png_bomb(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(100_000)))
        + chunk(b"IEND", b"")
    )


def jpeg_bomb(width: int, height: int) -> bytes:
    return EVERY_FILE["JPEG RGB"].replace(struct.pack(">HH", SIZE[1], SIZE[0]), struct.pack(">HH", height, width))


def webp_bomb(width: int, height: int) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    data = EVERY_FILE["WebP animated"]
    return data[:24] + sides + data[30:]


@pytest.mark.parametrize("bomb", [png_bomb(30_000, 30_000), jpeg_bomb(65_500, 65_500), webp_bomb(16_383, 16_383)])
def test_a_decompression_bomb_is_refused_in_milliseconds_and_without_the_memory(bomb: bytes) -> None:
    tracemalloc.start()
    started = time.perf_counter()
    try:
        with pytest.raises(InvalidPixelCountError, match=f"at most {MAX_PIXELS:,}"):
            read_image(bomb, "init_image", max_bytes=None)
        seconds = time.perf_counter() - started
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert seconds < 0.05
    assert peak < 1_000_000


def test_a_pil_image_of_a_bomb_is_refused_before_it_is_loaded() -> None:
    with Image.open(io.BytesIO(png_bomb(9_000, 9_000))) as image, pytest.raises(InvalidPixelCountError):
        read_image(image, "init_image", max_bytes=None)


def test_a_checksum_that_is_off_in_the_header_is_noticed() -> None:
    data = bytearray(EVERY_FILE["PNG RGB"])
    data[19] ^= 1  # the width
    with pytest.raises(InvalidMimeTypeError, match="damaged header"):
        read_image(data, "init_image", max_bytes=None)


def test_what_pillow_is_set_to_stays_and_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    assert read_image(EVERY_FILE["PNG RGB"], "init_image", max_bytes=None).pixels().size == SIZE
    assert (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES) == (10, False)


def test_exif_that_makes_no_sense_is_no_orientation() -> None:
    whole = turned_by(6)
    assert exif_orientation(whole) == 6
    for exif in (b"", b"Exif\0\0", b"II*\0\xff\xff\xff\xff", whole[:20], turned_by(9), b"\0" * 40):
        assert exif_orientation(exif) == 1


# --- nothing but our errors


@st.composite
def damaged_files(draw: st.DrawFn) -> bytes:
    """Real files, cut, with bits turned over, with pieces doubled or lost, or nothing but noise."""
    data = bytearray(draw(st.sampled_from(list(EVERY_FILE.values()))))
    chance = random.Random(draw(st.integers(0, 1 << 30)))  # noqa: S311 - no secret
    match draw(st.sampled_from(["bits", "cut", "lost", "doubled", "header bits", "noise", "whole"])):
        case "bits":
            for _ in range(draw(st.integers(1, 20))):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        case "header bits":
            for _ in range(draw(st.integers(1, 4))):
                data[chance.randrange(8, min(60, len(data)))] ^= 1 << chance.randrange(8)
            if data.startswith(b"\x89PNG"):  # so that more than the checksum is tried
                data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
        case "cut":
            del data[chance.randrange(len(data)) :]
        case "lost":
            start = chance.randrange(len(data))
            del data[start : start + chance.randrange(1, 40)]
        case "doubled":
            start = chance.randrange(len(data))
            data[start:start] = data[start : start + chance.randrange(1, 40)]
        case "noise":
            data[chance.randrange(4, 12) :] = chance.randbytes(chance.randrange(200))
    return bytes(data)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(init=damaged_files(), mask=damaged_files(), source=st.sampled_from(["WHITE", "BLACK", "ALPHA"]))
def test_damaged_files_raise_nothing_but_our_errors(init: bytes, mask: bytes, source: str) -> None:
    mask_source = "INIT_IMAGE_ALPHA" if source == "ALPHA" else f"MASK_IMAGE_{source}"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", MaskWarning)
        try:
            init_image = read_image(init, "init_image", max_bytes=None)
            init_image.pixels()
            mask_image = None if source == "ALPHA" else read_image(mask, "mask_image", max_bytes=None)
            check_masking(init_image, mask_image, mask_source)
        except StabilityError as error:
            assert not error.sent  # noqa: PT017 - which error it is depends on the damage


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=damaged_files() | st.binary(max_size=100))
def test_damaged_files_are_sent_as_they_are_without_validation(data: bytes) -> None:
    assert read_image(data, "init_image", max_bytes=0, validate=False).data == data


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=damaged_files())
def test_mask_makers_raise_nothing_but_our_errors(data: bytes) -> None:
    for use in (masks.upright, masks.from_alpha, masks.invert, lambda image: masks.from_box(image, (0, 0, 9, 9))):
        try:
            use(data)
        except StabilityError as error:
            assert not error.sent  # noqa: PT017 - which error it is depends on the damage
