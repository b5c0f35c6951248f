"""Init images and masks: files of every kind are decoded, and broken ones are refused."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from PIL import Image, PngImagePlugin

from tests.support.standin_calls import (
    MASKING,
    SIZE,
    encode,
    image_to_image,
    make_image,
    make_ramp,
    masking,
    png_with_header,
    read_error,
    read_image,
)

INIT, MASK = encode(make_image()), encode(make_ramp())
MAX_FILE_BYTES = 10 * 1024 * 1024
"""The limit of the contract."""


def read(data: bytes, mode: str) -> Image.Image:
    with Image.open(io.BytesIO(data)) as file:
        return file.convert(mode)


def sixteen_bits(image: Image.Image) -> bytes:
    """Encode a gray PNG of 16 bits per pixel, whose low byte is noise."""
    samples = b"".join(struct.pack("<H", level << 8 | 0x7F) for level in image.convert("L").tobytes())
    return encode(Image.frombytes("I;16", image.size, samples))


def with_alpha(mode: str) -> Image.Image:
    image = make_image("RGBA")
    image.putalpha(make_ramp())
    return image.convert(mode)


def palette(**settings: Any) -> bytes:
    return encode(make_image().quantize(64), **settings)


def animated(kind: str) -> bytes:
    return encode(make_image(), kind, save_all=True, append_images=[Image.new("RGB", SIZE, "red")], lossless=True)


def rotated_by_exif() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return encode(make_image(), exif=exif)


def commented() -> PngImagePlugin.PngInfo:
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "words " * 1000, zip=True)
    return note


KINDS: dict[str, tuple[bytes, str]] = {
    "1": (encode(make_image("1")), "RGB"),
    "L": (encode(make_image("L")), "RGB"),
    "LA": (encode(with_alpha("LA")), "RGBA"),
    "P": (palette(), "RGB"),
    "P with a transparent color": (palette(transparency=3), "RGBA"),
    "P of 4 bits": (encode(make_image().quantize(16), bits=4), "RGB"),
    "RGB": (encode(make_image()), "RGB"),
    "RGB with a transparent color": (encode(make_image(), transparency=(0, 0, 255)), "RGBA"),
    "RGBA": (encode(with_alpha("RGBA")), "RGBA"),
    "turned by EXIF": (rotated_by_exif(), "RGB"),
    "JPEG": (encode(make_image(), "JPEG"), "RGB"),
    "JPEG, progressive": (encode(make_image(), "JPEG", progressive=True), "RGB"),
    "JPEG, gray": (encode(make_image("L"), "JPEG"), "RGB"),
    "JPEG, CMYK": (encode(make_image("CMYK"), "JPEG"), "RGB"),
    "WebP": (encode(make_image(), "WEBP"), "RGB"),
    "WebP, lossless with alpha": (encode(with_alpha("RGBA"), "WEBP", lossless=True), "RGBA"),
    "PNG, animated": (animated("PNG"), "RGB"),
    "WebP, animated": (animated("WEBP"), "RGB"),
    "PNG with a comment": (encode(make_image(), pnginfo=commented()), "RGB"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_an_init_image_of_any_kind_keeps_its_colors(http: httpx.Client, kind: str) -> None:
    data, mode = KINDS[kind]
    result = read_image(image_to_image(http, data, step_schedule_start=0))
    assert result.mode == mode
    assert result.size == SIZE
    assert result.tobytes() == read(data, mode).tobytes()


def test_an_init_image_of_16_bits_is_scaled_and_not_clipped(http: httpx.Client) -> None:
    result = read_image(image_to_image(http, sixteen_bits(make_image("L")), step_schedule_start=0))
    assert result.tobytes() == make_image("L").convert("RGB").tobytes()


MASK_KINDS: dict[str, Callable[[Image.Image], bytes]] = {
    "L": encode,
    "RGB": lambda image: encode(image.convert("RGB")),
    "RGBA": lambda image: encode(image.convert("RGBA")),
    "LA": lambda image: encode(image.convert("LA")),
    "P": lambda image: encode(image.convert("P")),
    "16 bits": sixteen_bits,
    "WebP": lambda image: encode(image.convert("RGB"), "WEBP", lossless=True),
    "animated": lambda image: encode(image, save_all=True, append_images=[Image.new("L", SIZE, 255)]),
}


@pytest.mark.parametrize("kind", MASK_KINDS)
def test_a_mask_of_any_kind_counts_by_its_gray_levels(http: httpx.Client, kind: str) -> None:
    grays = make_ramp()
    result = read_image(masking(http, INIT, MASK_KINDS[kind](grays), "MASK_IMAGE_WHITE", seed=5))
    plain = read_image(masking(http, INIT, encode(grays), "MASK_IMAGE_WHITE", seed=5))
    assert result.tobytes() == plain.tobytes()


def test_a_mask_of_one_bit_is_all_or_nothing(http: httpx.Client) -> None:
    right_half = make_ramp().point([0] * 128 + [255] * 128)
    result = read_image(masking(http, INIT, encode(right_half.convert("1")), "MASK_IMAGE_WHITE", seed=5))
    assert result.tobytes() == read_image(masking(http, INIT, encode(right_half), "MASK_IMAGE_WHITE", seed=5)).tobytes()


def test_a_cmyk_mask_counts_by_its_luminance(http: httpx.Client) -> None:
    data = encode(Image.new("CMYK", SIZE, (0, 0, 0, 0)), "JPEG", quality=100)
    white = masking(http, INIT, data, "MASK_IMAGE_WHITE", seed=5)
    assert (
        read_image(white).tobytes() == read_image(image_to_image(http, INIT, step_schedule_start=1, seed=5)).tobytes()
    )
    assert read_error(masking(http, INIT, data, "MASK_IMAGE_BLACK"))["name"] == "invalid_mask_image"


@pytest.mark.parametrize("name", ["astronaut.png", "coffee.png", "rocket.jpg", "motorcycle_left.png"])
def test_photographs_come_back_to_the_pixel(http: httpx.Client, photographs: Path, name: str) -> None:
    file = photographs / name
    if not file.exists():
        pytest.skip(f"this release of scikit-image does not ship {name}")
    with Image.open(file) as photograph:
        expected = photograph.convert("RGB")
    assert read_image(image_to_image(http, file.read_bytes(), step_schedule_start=0)).tobytes() == expected.tobytes()


def text_bomb() -> bytes:
    """Make a PNG whose comment decompresses to 8 MiB."""
    comment = b"Comment\0\0" + zlib.compress(b"a" * (8 << 20), 9)
    chunk = struct.pack(">I", len(comment)) + b"zTXt" + comment + struct.pack(">I", zlib.crc32(b"zTXt" + comment))
    return INIT[:33] + chunk + INIT[33:]


JPEG, WEBP = encode(make_image(), "JPEG"), encode(make_image(), "WEBP")

BROKEN: dict[str, bytes] = {
    "nothing": b"",
    "words": b"this is no image",
    "HTML": b"<!doctype html><html></html>",
    "GIF": encode(make_image("P"), "GIF"),
    "BMP": encode(make_image(), "BMP"),
    "TIFF": encode(make_image(), "TIFF"),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "a PNG's signature": INIT[:8],
    "half a PNG's header": INIT[:20],
    "half a PNG": INIT[: len(INIT) // 2],
    "a PNG whose pixels are noise": png_with_header(64, 64)[:60] + b"\xff" * 60,
    "a PNG with too few pixels": png_with_header(64, 64),
    "a PNG without pixels": png_with_header(0, 64),
    "half a JPEG": JPEG[: len(JPEG) // 2],
    "a JPEG's start": JPEG[:3],
    "half a WebP": WEBP[: len(WEBP) // 2],
    "a WebP's start": WEBP[:12],
    "a RIFF that is a sound": b"RIFF\x24\0\0\0WAVEfmt ",
    "a PNG whose comment is a bomb": text_bomb(),
    "a PNG in base64": b"iVBORw0KGgoAAAANSUhEUgAAAA==",
}


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("part", ["init_image", "mask_image"])
def test_a_file_that_is_no_image_is_refused(http: httpx.Client, kind: str, part: str) -> None:
    init, mask_file = (BROKEN[kind], MASK) if part == "init_image" else (INIT, BROKEN[kind])
    error = read_error(masking(http, init, mask_file, "MASK_IMAGE_WHITE"))
    assert error["name"] == "invalid_mime_type"
    assert error["message"].startswith(part)


@pytest.mark.parametrize("part", ["init_image", "mask_image"])
@pytest.mark.parametrize("size", [(60_000, 60_000), (4097, 4096), (1 << 24, 2)])
def test_a_file_with_too_many_pixels_is_refused_by_its_header(
    http: httpx.Client, part: str, size: tuple[int, int]
) -> None:
    bomb = png_with_header(*size)
    init, mask_file = (bomb, MASK) if part == "init_image" else (INIT, bomb)
    error = read_error(masking(http, init, mask_file, "MASK_IMAGE_WHITE"))
    assert error["name"] == "invalid_pixel_count"
    assert str(size[0] * size[1]) in error["message"]


@pytest.mark.parametrize("part", ["init_image", "mask_image"])
def test_a_file_of_more_than_10_mib_is_refused(http: httpx.Client, part: str) -> None:
    large = INIT + bytes(MAX_FILE_BYTES + 1 - len(INIT))
    init, mask_file = (large, MASK) if part == "init_image" else (INIT, large)
    error = read_error(masking(http, init, mask_file, "MASK_IMAGE_WHITE"))
    assert error["name"] == "invalid_file_size"
    assert f"{part} has {MAX_FILE_BYTES + 1} bytes" in error["message"]


def test_a_file_of_exactly_10_mib_is_accepted(http: httpx.Client) -> None:
    assert image_to_image(http, INIT + bytes(MAX_FILE_BYTES - len(INIT))).status_code == 200


class WrongMask(NamedTuple):
    """A mask that can't be used, and the error that it gives."""

    source: str
    init_image: bytes
    mask_image: bytes | None
    error_name: str
    message: str


WRONG_MASKS = [
    WrongMask("MASK_IMAGE_WHITE", INIT, None, "invalid_mask_image", "needs a mask_image"),
    WrongMask("MASK_IMAGE_BLACK", INIT, None, "invalid_mask_image", "needs a mask_image"),
    WrongMask("MASK_IMAGE_WHITE", INIT, encode(Image.new("L", (24, 40), 255)), "invalid_image_dimensions", "24 x 40"),
    WrongMask("MASK_IMAGE_BLACK", INIT, encode(Image.new("L", (80, 48))), "invalid_image_dimensions", "80 x 48"),
    WrongMask("MASK_IMAGE_WHITE", INIT, encode(Image.new("L", SIZE, 0)), "invalid_mask_image", "keeps every pixel"),
    WrongMask("MASK_IMAGE_BLACK", INIT, encode(Image.new("L", SIZE, 255)), "invalid_mask_image", "keeps every pixel"),
    WrongMask("INIT_IMAGE_ALPHA", INIT, None, "invalid_mask_image", "no alpha channel"),
    WrongMask("INIT_IMAGE_ALPHA", encode(make_image("RGBA")), None, "invalid_mask_image", "keeps every pixel"),
]


@pytest.mark.parametrize("case", WRONG_MASKS, ids=lambda case: f"{case.source}-{case.message}")
def test_an_unusable_mask_is_refused(http: httpx.Client, case: WrongMask) -> None:
    error = read_error(masking(http, case.init_image, case.mask_image, case.source))
    assert error["name"] == case.error_name
    assert case.message in error["message"]


def test_a_refused_request_costs_nothing(http: httpx.Client) -> None:
    before = http.get("/v1alpha/user/balance").json()
    masking(http, INIT, None, "MASK_IMAGE_WHITE")
    image_to_image(http, b"no image")
    assert http.get("/v1alpha/user/balance").json() == before


def test_masking_reads_no_mask_from_a_text_field(http: httpx.Client) -> None:
    response = http.post(MASKING, files={"init_image": INIT}, data={"options": "{}", "mask_image": "white"})
    assert read_error(response)["name"] in {"bad_request", "invalid_prompts"}
