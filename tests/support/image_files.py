"""Image files of every form, and damaged ones."""

import io
import random
import struct
import zlib
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from PIL import Image

SIZE = (40, 24)
ORIENTATION_TAG = 0x0112
MAKER_TAG = 0x010F


def encode(image: Image.Image, kind: str = "PNG", **settings: Any) -> bytes:
    """Encode an image as a file."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **settings)
    return buffer.getvalue()


def gradient(mode: str, size: tuple[int, int] = SIZE) -> Image.Image:
    """Make an image with detail, in any mode that Pillow encodes."""
    ramp = Image.linear_gradient("L").resize(size)
    if mode == "I;16":
        return ramp.convert("I").point(lambda value: value * 257 + 0).convert(mode)
    turned = ramp.rotate(180)
    if mode in ("LA", "RGBA"):
        solid = Image.merge("RGB", (ramp, turned, ramp.rotate(90)))
        solid.putalpha(turned)
        return solid.convert(mode)
    return Image.merge("RGB", (ramp, turned, ramp)).convert(mode)


def exif_with(orientation: int) -> Image.Exif:
    """Make EXIF with an orientation and one more entry."""
    exif = Image.Exif()
    exif[MAKER_TAG] = "A camera maker"
    exif[ORIENTATION_TAG] = orientation
    return exif


def _image_files() -> Iterator[tuple[str, bytes]]:
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        yield f"PNG {mode}", encode(gradient(mode))
    yield "PNG P with a transparent color", encode(gradient("P"), transparency=3)
    yield "PNG P with alpha by color", encode(gradient("P"), transparency=bytes(range(0, 250, 10)))
    yield "PNG RGB with a transparent color", encode(gradient("RGB"), transparency=(0, 255, 0))
    yield "PNG I;16 with a transparent gray", encode(gradient("I;16"), transparency=0)
    yield "PNG with EXIF", encode(gradient("RGB"), exif=exif_with(6))
    yield "PNG animated", encode(gradient("RGB"), save_all=True, append_images=[gradient("L").convert("RGB")])
    for mode in ("L", "RGB", "CMYK"):
        yield f"JPEG {mode}", encode(gradient(mode), "JPEG")
    yield "JPEG progressive", encode(gradient("RGB"), "JPEG", progressive=True)
    yield "JPEG with EXIF", encode(gradient("RGB"), "JPEG", exif=exif_with(8))
    for mode in ("RGB", "RGBA"):
        yield f"WebP {mode}", encode(gradient(mode), "WEBP")
        yield f"WebP lossless {mode}", encode(gradient(mode), "WEBP", lossless=True)
    yield "WebP with EXIF", encode(gradient("RGB"), "WEBP", exif=exif_with(3))
    yield "WebP animated", encode(gradient("RGBA"), "WEBP", save_all=True, append_images=[gradient("RGB")])


IMAGE_FILES = dict(_image_files())
"""By a description, which starts with the format: a file of each form, all of size `SIZE`."""


def _png_chunk(kind: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def png_bomb(width: int, height: int) -> bytes:
    """Make a small PNG file whose header states a huge size."""
    header = _png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    pixels = _png_chunk(b"IDAT", zlib.compress(bytes(100_000)))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + _png_chunk(b"IEND", b"")


def jpeg_bomb(width: int, height: int) -> bytes:
    """Make a small JPEG file whose header states a huge size."""
    return IMAGE_FILES["JPEG RGB"].replace(struct.pack(">HH", SIZE[1], SIZE[0]), struct.pack(">HH", height, width))


def webp_bomb(width: int, height: int) -> bytes:
    """Make a small WebP file whose header states a huge size."""
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    data = IMAGE_FILES["WebP animated"]
    return data[:24] + sides + data[30:]


@st.composite
def damaged_files(draw: st.DrawFn) -> bytes:
    """Draw files that are truncated, with bits flipped, with parts duplicated or missing, or random."""
    data = bytearray(draw(st.sampled_from(list(IMAGE_FILES.values()))))
    rng = random.Random(draw(st.integers(0, 1 << 30)))  # noqa: S311 - no secret
    match draw(st.sampled_from(["bits", "truncated", "missing", "duplicated", "header bits", "random", "unchanged"])):
        case "bits":
            for _ in range(draw(st.integers(1, 20))):
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        case "header bits":
            for _ in range(draw(st.integers(1, 4))):
                data[rng.randrange(8, min(60, len(data)))] ^= 1 << rng.randrange(8)
            if data.startswith(b"\x89PNG"):  # so that more than the checksum is tested
                data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
        case "truncated":
            del data[rng.randrange(len(data)) :]
        case "missing":
            start = rng.randrange(len(data))
            del data[start : start + rng.randrange(1, 40)]
        case "duplicated":
            start = rng.randrange(len(data))
            data[start:start] = data[start : start + rng.randrange(1, 40)]
        case "random":
            data[rng.randrange(4, 12) :] = rng.randbytes(rng.randrange(200))
    return bytes(data)
