"""A glance at a PNG tells what decoding it would."""

import io
import random
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from stability_client import masks
from stability_client._images.inputs import read_image
from stability_client.masks import glances
from stability_client.masks.checks import check_masking
from stability_client.masks.glances import holds_both

SIZE = (19, 13)
COLOUR_TYPES = {"RGB": 2, "LA": 4, "RGBA": 6}


def predicted(how: int, left: int, up: int, corner: int) -> int:
    """What the PNG specification takes a value for, before the difference is written."""
    if how == 4:
        distances = [(abs(left + up - corner - each), rank, each) for rank, each in enumerate((left, up, corner))]
        return min(distances)[2]
    return (0, left, up, (left + up) // 2)[how]


def written(image: Image.Image, hows: list[int]) -> bytes:
    """An image as PNG, its rows written as told."""
    channels = len(image.getbands())
    length = image.width * channels
    pixels = image.tobytes()
    above = bytes(length)
    rows = []
    for y, how in enumerate(hows):
        row = pixels[y * length : (y + 1) * length]
        left = bytes(channels) + row[:-channels]
        corner = bytes(channels) + above[:-channels]
        rows.append(
            bytes(
                [
                    how,
                    *((v - predicted(how, a, b, c)) & 255 for v, a, b, c in zip(row, left, above, corner, strict=True)),
                ]
            )
        )
        above = row
    header = struct.pack(">IIBBBBB", *image.size, 8, COLOUR_TYPES[image.mode], 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


@st.composite
def images(draw: st.DrawFn) -> Image.Image:
    """Masks and cut-outs: noise, blots, and much that is of one value."""
    chance = random.Random(draw(st.integers(0, 1 << 20)))  # noqa: S311 - no secret
    kind = draw(st.sampled_from(["flat", "blot", "noise"]))
    shape = Image.new("L", SIZE, draw(st.sampled_from([0, 7, 127, 128, 255])))
    if kind == "blot":
        shape.paste(draw(st.integers(0, 255)), (4, 5, 12, 9))
    elif kind == "noise":
        shape = Image.frombytes("L", SIZE, chance.randbytes(SIZE[0] * SIZE[1]))
    mode = draw(st.sampled_from(list(COLOUR_TYPES)))
    if mode == "RGB":
        return shape.convert("RGB")
    noise = Image.frombytes("L", SIZE, chance.randbytes(SIZE[0] * SIZE[1]))
    image = (noise if draw(st.booleans()) else shape).convert(mode)
    image.putalpha(shape)
    return image


@settings(max_examples=300, deadline=None, derandomize=True)
@given(image=images(), hows=st.lists(st.integers(0, 4), min_size=SIZE[1], max_size=SIZE[1]))
def test_rows_are_read_as_they_were_drawn_however_they_are_written(image: Image.Image, hows: list[int]) -> None:
    data = written(image, hows)
    with Image.open(io.BytesIO(data)) as seen:
        assert seen.tobytes() == image.tobytes(), "the test writes PNG that others read"
    for in_alpha in (True, False):
        channel = image.getchannel("A") if in_alpha and image.mode != "RGB" else image.convert("L")
        if not in_alpha or image.mode != "RGB":
            assert b"".join(glances._rows(data, in_alpha=in_alpha)) == channel.tobytes()
        for kept in (0, 255):
            counts = channel.histogram()
            both = counts[kept] and any(counts[128:] if kept == 0 else counts[:128])
            expected = bool(both) and not (in_alpha and image.mode == "RGB")
            assert holds_both(data, in_alpha=in_alpha, kept=kept) == expected


def test_a_row_that_is_the_average_of_its_neighbours_is_not_the_row_above() -> None:
    greys = bytes([10, 20, 40, 10, 15, 27])
    data = written(Image.frombytes("L", (3, 2), greys).convert("RGB"), [0, 3])
    assert b"".join(glances._rows(data, in_alpha=False)) == greys


def test_a_coloured_mask_is_left_to_the_decoder() -> None:
    image = Image.new("RGB", SIZE, "blue")
    image.paste("yellow", (0, 0, 5, 5))
    assert not holds_both(written(image, [0] * SIZE[1]), in_alpha=False, kept=0)


@pytest.mark.parametrize("harm", ["cut", "flipped", "not a PNG"])
def test_what_is_damaged_is_left_to_the_decoder(harm: str) -> None:
    data = written(masks.from_box(SIZE, (0, 9, 5, 12)).convert("RGB"), [0] * SIZE[1])
    start = data.index(b"IDAT") + 12
    harmed = {
        "cut": data[: start + 2] + data[-12:],
        "flipped": data[:start] + b"\xff" * 8 + data[start + 8 :],
        "not a PNG": b"anything",
    }
    assert holds_both(data, in_alpha=False, kept=0)
    assert not holds_both(harmed[harm], in_alpha=False, kept=0)


def test_a_mask_that_takes_long_to_read_is_left_to_the_decoder() -> None:
    ramp = Image.linear_gradient("L").rotate(90).point(lambda grey: 255 - grey // 2)
    buffer = io.BytesIO()
    Image.merge("RGB", (ramp, ramp, ramp)).save(buffer, "PNG")
    assert not holds_both(buffer.getvalue(), in_alpha=False, kept=255)


def test_a_mask_that_a_glance_settles_is_never_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    hole = masks.from_ellipse((64, 64), (10, 10, 50, 50))
    photo = Image.new("RGB", (64, 64), "teal")

    def decode(data: bytes) -> Image.Image:
        pytest.fail("it was decoded")

    init_image = read_image(photo, "init_image", max_bytes=None)
    cut_out = read_image(masks.for_source(hole, "INIT_IMAGE_ALPHA", photo), "init_image", max_bytes=None)
    mask = read_image(hole.convert("RGB"), "mask_image", max_bytes=None)
    monkeypatch.setattr("stability_client._images.inputs.decode", decode)
    check_masking(init_image, mask, "MASK_IMAGE_WHITE")
    check_masking(init_image, mask, "MASK_IMAGE_BLACK")
    check_masking(cut_out, None, "INIT_IMAGE_ALPHA")
