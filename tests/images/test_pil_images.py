"""PIL images are sent as the file they were opened from, or as PNG."""

import io
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from stability_client import InvalidFileSizeError, InvalidMimeTypeError, InvalidOptionError
from stability_client._images.inputs import read_image


@pytest.fixture
def rocket(photographs: Path) -> Path:
    """A photograph: JPEG, RGB, 640x427."""
    return photographs / "rocket.jpg"


def sent(image: Image.Image) -> bytes:
    """Return the file that is sent for a PIL image."""
    return read_image(image, "init_image", max_bytes=None).data


def decoded(data: bytes) -> Image.Image:
    """Decode a file, without its metadata."""
    with Image.open(io.BytesIO(data)) as image:
        copied = image.copy()
        copied.info = {}
        return copied


def is_encoded(image: Image.Image) -> bool:
    data = sent(image)
    assert data.startswith(b"\x89PNG")
    assert decoded(data).tobytes() == image.tobytes()
    return True


@pytest.mark.parametrize("name", ["astronaut.png", "rocket.jpg"])
def test_an_image_that_is_opened_and_not_loaded_is_sent_as_its_file(photographs: Path, name: str) -> None:
    path = photographs / name
    with Image.open(path) as image:
        assert sent(image) == path.read_bytes()
        assert sent(image) == path.read_bytes(), "and again"
    with path.open("rb") as file, Image.open(file) as image:
        assert sent(image) == path.read_bytes()
        assert image.convert("RGB") == Image.open(path).convert("RGB"), "it can still be loaded"


def test_a_loaded_image_is_encoded(rocket: Path) -> None:
    with Image.open(rocket) as image:
        image.load()
        assert is_encoded(image)


def load_and_change(image: Image.Image) -> None:
    image.load()
    image.putpixel((600, 400), (1, 2, 3))


CHANGES: dict[str, Callable[[Image.Image], object]] = {
    "one pixel": lambda image: image.putpixel((600, 400), (1, 2, 3)),
    "one pixel of a loaded image": load_and_change,
    "a drawn line": lambda image: ImageDraw.Draw(image).line((0, 0, 9, 9)),
    "a pasted patch": lambda image: image.paste((9, 9, 9), (0, 0, 5, 5)),
    "a smaller draft": lambda image: image.draft("RGB", (200, 200)),
    "a gray draft": lambda image: image.draft("L", None),
    "a thumbnail": lambda image: image.thumbnail((100, 100)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_image_is_encoded(rocket: Path, change: str) -> None:
    with Image.open(rocket) as image:
        CHANGES[change](image)
        assert is_encoded(image)


def test_an_image_whose_file_was_replaced_is_sent_with_its_own_pixels(rocket: Path, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(rocket.read_bytes())
    with Image.open(path) as image:
        image.load()
        Image.new("RGB", image.size, "red").save(path)
        assert is_encoded(image)
        path.unlink()
        assert is_encoded(image)


def test_a_palette_that_was_changed_before_loading_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "palette.png"
    Image.linear_gradient("L").convert("P").save(path)
    with Image.open(path) as image:
        assert sent(image) == path.read_bytes()
        assert image.palette is not None
        image.palette.palette = bytes(reversed(bytes(image.palette.palette)))
        assert sent(image) != path.read_bytes()


def test_only_the_current_frame_of_an_animation_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "animated.png"
    red, blue = (Image.new("RGB", (64, 64), color) for color in ("red", "blue"))
    red.save(path, save_all=True, append_images=[blue])
    with Image.open(path) as image:
        assert decoded(sent(image)).convert("RGB") == red
        assert b"acTL" not in sent(image), "and no other frame"
        image.seek(1)
        assert decoded(sent(image)).convert("RGB") == blue


def test_an_image_of_another_format_is_encoded(tmp_path: Path) -> None:
    path = tmp_path / "photo.bmp"
    Image.linear_gradient("L").save(path)
    with Image.open(path) as image:
        assert is_encoded(image)


def test_an_image_of_a_truncated_file_is_refused(rocket: Path) -> None:
    with (
        Image.open(io.BytesIO(rocket.read_bytes()[:50_000])) as image,
        pytest.raises(InvalidMimeTypeError, match="truncated"),
    ):
        sent(image)


@pytest.mark.parametrize(
    ("mode", "expected"),
    {
        "1": "1", "L": "L", "LA": "LA", "La": "LA", "P": "P", "PA": "RGBA", "RGB": "RGB", "RGBA": "RGBA",
        "RGBa": "RGBA", "RGBX": "RGB", "CMYK": "RGB", "YCbCr": "RGB", "HSV": "RGB",
    }.items(),
)  # fmt: skip
def test_every_mode_is_encoded_as_the_nearest_mode_of_png(astronaut: bytes, mode: str, expected: str) -> None:
    image = decoded(astronaut)
    steps = {"La": ("LA", "La"), "RGBa": ("RGBA", "RGBa"), "PA": ("P", "PA")}
    for step in steps.get(mode, (mode,)):
        image = image.convert(step)
    again = decoded(sent(image))
    assert (again.mode, again.size) == (expected, (512, 512))
    assert again.convert("RGBA") == image.convert(expected).convert("RGBA")


def transparent(mode: str) -> Image.Image:
    """Return an image of a mode without an alpha channel, of which one color is transparent."""
    image = Image.linear_gradient("L").convert(mode)
    image.info["transparency"] = {"RGB": (9, 9, 9)}.get(mode, 9)
    return image


def palette_with_alpha() -> Image.Image:
    image = Image.new("P", (2, 1))
    image.putpalette([255, 0, 0, 255, 0, 255, 0, 99], "RGBA")
    image.putpixel((1, 0), 1)
    return image


MODES: dict[str, Callable[[], Image.Image]] = {
    **{mode: partial(Image.linear_gradient("L").convert, mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA")},
    **{mode: partial(Image.linear_gradient("L").convert("RGB").convert, mode) for mode in ("CMYK", "YCbCr", "HSV")},
    **{mode: partial(Image.linear_gradient("L").convert, mode) for mode in ("I", "F", "I;16")},
    **{f"{mode} with a transparent color": partial(transparent, mode) for mode in ("L", "P", "RGB")},
    "RGBa": lambda: Image.linear_gradient("L").convert("RGBA").convert("RGBa"),
    "a palette with alpha": palette_with_alpha,
}


@pytest.mark.parametrize("mode", MODES)
def test_an_image_is_the_same_before_it_is_encoded_and_from_its_file(mode: str) -> None:
    image = read_image(MODES[mode](), "mask", max_bytes=None)
    file = read_image(image.data, "mask", max_bytes=None)
    assert image.header() == file.header()
    assert (image.media_type, image.filename, image.size) == (file.media_type, file.filename, file.size)
    for channel in "RGBA":
        ours, files = (each.pixels().convert("RGBA").getchannel(channel) for each in (image, file))
        assert ours.tobytes() == files.tobytes()
    assert image.pixels().mode.endswith("A") == file.pixels().mode.endswith("A")
    assert image.encoded() == file


def test_an_image_is_encoded_once_and_only_if_its_bytes_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    saves: list[str] = []
    save = Image.Image.save

    def counting_save(image: Image.Image, *args: Any, **options: Any) -> None:
        saves.append(image.mode)
        save(image, *args, **options)

    monkeypatch.setattr(Image.Image, "save", counting_save)
    image = read_image(Image.linear_gradient("L"), "mask", max_bytes=None)
    assert (image.header().size, image.pixels().mode, "not encoded" in repr(image)) == ((256, 256), "L", True)
    assert not saves
    assert image.data == image.data == image.encoded().data
    assert saves == ["L"]


def test_an_image_that_is_changed_after_it_was_read_is_sent_as_it_was() -> None:
    for image in (Image.new("L", (8, 8)), Image.fromarray(np.zeros((8, 8), np.uint8))):
        taken = read_image(image, "mask", max_bytes=None)
        image.paste(255, (0, 0, 8, 8))
        taken.pixels().paste(99, (0, 0, 8, 8))
        assert decoded(taken.data).getextrema() == taken.pixels().getextrema() == (0, 0)


def test_an_image_that_cannot_be_encoded_is_refused() -> None:
    image = Image.new("RGB", (8, 8))
    image.info["transparency"] = "no color"
    taken = read_image(image, "mask", max_bytes=None)
    with pytest.raises(
        InvalidOptionError, match=r"^mask: must be an image that can be read, got a PIL image of mode RGB"
    ):
        taken.encoded()


def test_a_color_profile_is_kept_only_with_its_mode(astronaut: bytes) -> None:
    for mode, is_kept in (("RGB", True), ("CMYK", False)):
        image = decoded(astronaut).convert(mode)
        image.info["icc_profile"] = b"a profile"
        assert (b"iCCP" in sent(image)) == is_kept


@pytest.mark.parametrize(
    ("mode", "white"),
    [("I;16", 65535), ("I;16B", 65535), ("I", 255), ("I", 65535), ("F", 1.0), ("F", 255.0), ("F", 65535.0)],
)
def test_deeper_modes_are_scaled_to_eight_bits(mode: str, white: float) -> None:
    ramp = Image.linear_gradient("L")
    if mode.startswith("I;16"):
        deep = ramp.convert("I").point(lambda value: value * 257 + 0).convert(mode)
    else:
        deep = ramp.convert(mode).point(lambda value: value * (white / 255) + 0)
    again = decoded(sent(deep))
    assert again.mode == "L"
    assert again == ramp


@pytest.mark.parametrize(("mode", "value"), [("F", -1.0), ("F", float("nan")), ("F", 1e9), ("I", -5), ("I", 70_000)])
def test_values_out_of_range_are_refused(mode: str, value: float) -> None:
    with pytest.raises(InvalidOptionError, match=f"mode {mode}.*scale them to 0-255"):
        sent(Image.new(mode, (8, 8), value))


def test_closed_and_empty_images_are_refused() -> None:
    closed = Image.new("RGB", (8, 8))
    closed.close()
    for image in (closed, Image.new("RGB", (0, 0))):
        with pytest.raises(InvalidOptionError, match="PIL image"):
            sent(image)


def test_an_image_that_is_too_large_as_a_file_is_refused(astronaut: bytes) -> None:
    with pytest.raises(InvalidFileSizeError):
        read_image(decoded(astronaut), "init_image", max_bytes=1000)


def test_one_image_may_be_sent_from_many_threads(rocket: Path) -> None:
    with Image.open(rocket) as image:
        taken: list[bytes] = []
        threads = [threading.Thread(target=lambda: taken.append(sent(image))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert taken == [rocket.read_bytes()] * 8
