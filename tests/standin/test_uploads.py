"""Init images and masks of every kind that image files come in, and of many that they should not."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image, PngImagePlugin

from tests.standin.calls import (
    MASKING,
    SIZE,
    drawn,
    encoded,
    error_of,
    mask,
    opened,
    png_that_claims,
    ramp,
    repaint,
)

INIT, MASK = encoded(drawn()), encoded(ramp())
MOST_BYTES = 10 * 1024 * 1024
"""Of a file, as the contract says."""


def read(data: bytes, mode: str) -> Image.Image:
    with Image.open(io.BytesIO(data)) as file:
        return file.convert(mode)


def sixteen_bits(picture: Image.Image) -> bytes:
    """A grey PNG of 16 bits a pixel; the low byte is noise to be dropped."""
    samples = b"".join(struct.pack("<H", level << 8 | 0x7F) for level in picture.convert("L").tobytes())
    return encoded(Image.frombytes("I;16", picture.size, samples))


def with_alpha(mode: str) -> Image.Image:
    picture = drawn("RGBA")
    picture.putalpha(ramp())
    return picture.convert(mode)


def palette(**settings: Any) -> bytes:
    return encoded(drawn().quantize(64), **settings)


def animated(kind: str) -> bytes:
    return encoded(drawn(), kind, save_all=True, append_images=[Image.new("RGB", SIZE, "red")], lossless=True)


def rotated_by_exif() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(drawn(), exif=exif)


def commented() -> PngImagePlugin.PngInfo:
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "words " * 1000, zip=True)
    return note


KINDS: dict[str, tuple[bytes, str]] = {
    "1": (encoded(drawn("1")), "RGB"),
    "L": (encoded(drawn("L")), "RGB"),
    "LA": (encoded(with_alpha("LA")), "RGBA"),
    "P": (palette(), "RGB"),
    "P with a transparent colour": (palette(transparency=3), "RGBA"),
    "P of 4 bits": (encoded(drawn().quantize(16), bits=4), "RGB"),
    "RGB": (encoded(drawn()), "RGB"),
    "RGB with a transparent colour": (encoded(drawn(), transparency=(0, 0, 255)), "RGBA"),
    "RGBA": (encoded(with_alpha("RGBA")), "RGBA"),
    "turned by EXIF": (rotated_by_exif(), "RGB"),
    "JPEG": (encoded(drawn(), "JPEG"), "RGB"),
    "JPEG, progressive": (encoded(drawn(), "JPEG", progressive=True), "RGB"),
    "JPEG, grey": (encoded(drawn("L"), "JPEG"), "RGB"),
    "JPEG, CMYK": (encoded(drawn("CMYK"), "JPEG"), "RGB"),
    "WebP": (encoded(drawn(), "WEBP"), "RGB"),
    "WebP, lossless with alpha": (encoded(with_alpha("RGBA"), "WEBP", lossless=True), "RGBA"),
    "PNG, animated": (animated("PNG"), "RGB"),
    "WebP, animated": (animated("WEBP"), "RGB"),
    "PNG with a comment": (encoded(drawn(), pnginfo=commented()), "RGB"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_an_init_image_of_any_kind_is_read_in_its_colours(http: httpx.Client, kind: str) -> None:
    data, mode = KINDS[kind]
    result = opened(repaint(http, data, step_schedule_start=0))
    assert result.mode == mode
    assert result.size == SIZE
    assert result.tobytes() == read(data, mode).tobytes()


def test_an_init_image_of_16_bits_is_scaled_and_not_clipped(http: httpx.Client) -> None:
    result = opened(repaint(http, sixteen_bits(drawn("L")), step_schedule_start=0))
    assert result.tobytes() == drawn("L").convert("RGB").tobytes()


MASK_KINDS: dict[str, Callable[[Image.Image], bytes]] = {
    "L": encoded,
    "RGB": lambda picture: encoded(picture.convert("RGB")),
    "RGBA": lambda picture: encoded(picture.convert("RGBA")),
    "LA": lambda picture: encoded(picture.convert("LA")),
    "P": lambda picture: encoded(picture.convert("P")),
    "16 bits": sixteen_bits,
    "WebP": lambda picture: encoded(picture.convert("RGB"), "WEBP", lossless=True),
    "animated": lambda picture: encoded(picture, save_all=True, append_images=[Image.new("L", SIZE, 255)]),
}


@pytest.mark.parametrize("kind", MASK_KINDS)
def test_a_mask_of_any_kind_means_what_its_greys_say(http: httpx.Client, kind: str) -> None:
    greys = ramp()
    result = opened(mask(http, INIT, MASK_KINDS[kind](greys), "MASK_IMAGE_WHITE", seed=5))
    plain = opened(mask(http, INIT, encoded(greys), "MASK_IMAGE_WHITE", seed=5))
    assert result.tobytes() == plain.tobytes()


def test_a_mask_of_one_bit_is_all_or_nothing(http: httpx.Client) -> None:
    right_half = ramp().point([0] * 128 + [255] * 128)
    result = opened(mask(http, INIT, encoded(right_half.convert("1")), "MASK_IMAGE_WHITE", seed=5))
    assert result.tobytes() == opened(mask(http, INIT, encoded(right_half), "MASK_IMAGE_WHITE", seed=5)).tobytes()


def test_a_mask_in_the_inks_of_print_is_read_by_its_light(http: httpx.Client) -> None:
    data = encoded(Image.new("CMYK", SIZE, (0, 0, 0, 0)), "JPEG", quality=100)
    white = mask(http, INIT, data, "MASK_IMAGE_WHITE", seed=5)
    assert opened(white).tobytes() == opened(repaint(http, INIT, step_schedule_start=1, seed=5)).tobytes()
    assert error_of(mask(http, INIT, data, "MASK_IMAGE_BLACK"))["name"] == "invalid_mask_image"


@pytest.mark.parametrize("name", ["astronaut.png", "coffee.png", "rocket.jpg", "motorcycle_left.png"])
def test_photographs_come_back_to_the_pixel(http: httpx.Client, photographs: Path, name: str) -> None:
    file = photographs / name
    if not file.exists():
        pytest.skip(f"this release of scikit-image does not ship {name}")
    with Image.open(file) as photograph:
        expected = photograph.convert("RGB")
    assert opened(repaint(http, file.read_bytes(), step_schedule_start=0)).tobytes() == expected.tobytes()


def text_bomb() -> bytes:
    """A PNG whose comment unpacks to 8 MiB."""
    comment = b"Comment\0\0" + zlib.compress(b"a" * (8 << 20), 9)
    chunk = struct.pack(">I", len(comment)) + b"zTXt" + comment + struct.pack(">I", zlib.crc32(b"zTXt" + comment))
    return INIT[:33] + chunk + INIT[33:]


JPEG, WEBP = encoded(drawn(), "JPEG"), encoded(drawn(), "WEBP")

BROKEN: dict[str, bytes] = {
    "nothing": b"",
    "words": b"this is no picture",
    "HTML": b"<!doctype html><html></html>",
    "GIF": encoded(drawn("P"), "GIF"),
    "BMP": encoded(drawn(), "BMP"),
    "TIFF": encoded(drawn(), "TIFF"),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "a PNG's signature": INIT[:8],
    "half a PNG's header": INIT[:20],
    "half a PNG": INIT[: len(INIT) // 2],
    "a PNG whose pixels are noise": png_that_claims(64, 64)[:60] + b"\xff" * 60,
    "a PNG with too few pixels": png_that_claims(64, 64),
    "a PNG without pixels": png_that_claims(0, 64),
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
def test_a_file_that_is_no_picture_is_refused(http: httpx.Client, kind: str, part: str) -> None:
    init, masking = (BROKEN[kind], MASK) if part == "init_image" else (INIT, BROKEN[kind])
    error = error_of(mask(http, init, masking, "MASK_IMAGE_WHITE"))
    assert error["name"] == "invalid_mime_type"
    assert error["message"].startswith(part)


@pytest.mark.parametrize("part", ["init_image", "mask_image"])
@pytest.mark.parametrize("size", [(60_000, 60_000), (4097, 4096), (1 << 24, 2)])
def test_a_file_that_would_unpack_to_too_much_is_refused_unopened(
    http: httpx.Client, part: str, size: tuple[int, int]
) -> None:
    bomb = png_that_claims(*size)
    init, masking = (bomb, MASK) if part == "init_image" else (INIT, bomb)
    error = error_of(mask(http, init, masking, "MASK_IMAGE_WHITE"))
    assert error["name"] == "invalid_pixel_count"
    assert str(size[0] * size[1]) in error["message"]


@pytest.mark.parametrize("part", ["init_image", "mask_image"])
def test_a_file_of_more_than_10_mib_is_refused(http: httpx.Client, part: str) -> None:
    large = INIT + bytes(MOST_BYTES + 1 - len(INIT))
    init, masking = (large, MASK) if part == "init_image" else (INIT, large)
    error = error_of(mask(http, init, masking, "MASK_IMAGE_WHITE"))
    assert error["name"] == "invalid_file_size"
    assert f"{part} has {MOST_BYTES + 1} bytes" in error["message"]


def test_a_file_of_just_10_mib_is_taken(http: httpx.Client) -> None:
    assert repaint(http, INIT + bytes(MOST_BYTES - len(INIT))).status_code == 200


WRONG_MASKS = [
    ("MASK_IMAGE_WHITE", INIT, None, "invalid_mask_image", "needs a mask_image"),
    ("MASK_IMAGE_BLACK", INIT, None, "invalid_mask_image", "needs a mask_image"),
    ("MASK_IMAGE_WHITE", INIT, encoded(Image.new("L", (24, 40), 255)), "invalid_image_dimensions", "24 x 40"),
    ("MASK_IMAGE_BLACK", INIT, encoded(Image.new("L", (80, 48))), "invalid_image_dimensions", "80 x 48"),
    ("MASK_IMAGE_WHITE", INIT, encoded(Image.new("L", SIZE, 0)), "invalid_mask_image", "keeps every pixel"),
    ("MASK_IMAGE_BLACK", INIT, encoded(Image.new("L", SIZE, 255)), "invalid_mask_image", "keeps every pixel"),
    ("INIT_IMAGE_ALPHA", INIT, None, "invalid_mask_image", "no alpha channel"),
    ("INIT_IMAGE_ALPHA", encoded(drawn("RGBA")), None, "invalid_mask_image", "keeps every pixel"),
]


@pytest.mark.parametrize(("source", "init", "masking", "name", "said"), WRONG_MASKS)
def test_a_mask_that_can_not_be_meant_is_refused(
    http: httpx.Client, source: str, init: bytes, masking: bytes | None, name: str, said: str
) -> None:
    error = error_of(mask(http, init, masking, source))
    assert error["name"] == name
    assert said in error["message"]


def test_a_refused_request_costs_nothing(http: httpx.Client) -> None:
    before = http.get("/v1alpha/user/balance").json()
    mask(http, INIT, None, "MASK_IMAGE_WHITE")
    repaint(http, b"no picture")
    assert http.get("/v1alpha/user/balance").json() == before


def test_masking_reads_no_mask_from_a_text_field(http: httpx.Client) -> None:
    answer = http.post(MASKING, files={"init_image": INIT}, data={"options": "{}", "mask_image": "white"})
    assert error_of(answer)["name"] in {"bad_request", "invalid_prompts"}
