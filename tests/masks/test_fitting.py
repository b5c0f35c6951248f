"""Pictures are brought to sizes that the API takes, grown, turned upright, and results brought back."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps, ImageStat

from stability_client import InvalidImageDimensionsError, masks
from stability_client._contract import facts
from stability_client.masks.sizes import allowed_sizes, nearest_size, size_around

ENGINE = "stable-diffusion-512-v2-1"


@pytest.fixture(scope="module")
def photo(astronaut: bytes) -> Image.Image:
    """A photograph, RGB, 512x512."""
    with Image.open(io.BytesIO(astronaut)) as image:
        picture = image.convert("RGB")
    picture.info = {}
    return picture


def test_the_allowed_sizes_are_those_of_the_contract() -> None:
    operation = facts.OPERATIONS["masking"]
    width = operation.options["width"]
    assert (512, 512) in allowed_sizes()
    assert (1024, 1024) in allowed_sizes()
    assert all(w * h <= (operation.max_pixels or 0) and w % (width.multiple_of or 0) == 0 for w, h in allowed_sizes())
    assert {w for w, _ in allowed_sizes()} == set(range(int(width.minimum or 0), int(width.maximum or 0) + 1, 64))


def test_an_engine_with_limits_of_its_own_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    operation = facts.OPERATIONS["masking"]._replace(min_pixels=300_000, min_pixels_by_engine={"*-768-*": 589_824})
    monkeypatch.setattr(facts, "OPERATIONS", {"masking": operation})
    allowed_sizes.cache_clear()
    try:
        assert (512, 512) not in allowed_sizes("an-engine")
        assert (512, 640) in allowed_sizes("an-engine")
        assert (512, 640) not in allowed_sizes("stable-diffusion-768-v2-1")
        assert nearest_size((512, 512), "stable-diffusion-768-v2-1") == (768, 768)
    finally:
        allowed_sizes.cache_clear()


@pytest.mark.parametrize(
    ("size", "nearest"),
    [
        ((512, 512), (512, 512)),
        ((832, 1216), (832, 1216)),
        ((640, 427), (768, 512)),
        ((4000, 3000), (1024, 768)),
        ((3000, 4000), (768, 1024)),
        ((100, 100), (512, 512)),
        ((6000, 6000), (1024, 1024)),
        ((2048, 300), (2048, 512)),
    ],
)
def test_the_nearest_size_keeps_the_shape_and_the_scale_as_far_as_it_can(
    size: tuple[int, int], nearest: tuple[int, int]
) -> None:
    assert nearest_size(size) == nearest


@settings(max_examples=60, deadline=None, derandomize=True)
@given(size=st.tuples(st.integers(1, 5000), st.integers(1, 5000)))
def test_any_picture_fits_into_an_allowed_size_and_comes_back(size: tuple[int, int]) -> None:
    assert nearest_size(size) in allowed_sizes()
    small = (size[0] // 10 + 1, size[1] // 10 + 1)
    fitted = masks.fit(Image.new("RGB", small, "teal"))
    assert fitted.size in allowed_sizes()
    assert fitted.image.getcolors() == [(fitted.size[0] * fitted.size[1], (0, 128, 128))]
    assert fitted.back(fitted.image).size == small
    mask = fitted.fit_mask(Image.new("L", small, 255))
    assert mask.size == fitted.size
    assert mask.getbbox() == fitted.box


def test_a_picture_of_an_allowed_size_stays_as_it_is(photo: Image.Image) -> None:
    fitted = masks.fit(photo, ENGINE)
    assert fitted.image == photo
    assert fitted.box == (0, 0, 512, 512)
    assert fitted.back(fitted.image) == photo


def test_the_way_back_gives_the_picture_again(photo: Image.Image) -> None:
    picture = photo.resize((640, 427))
    fitted = masks.fit(picture)
    again = fitted.back(fitted.image)
    assert again.size == (640, 427)
    assert max(ImageStat.Stat(ImageChops.difference(again, picture)).mean) < 3
    with pytest.raises(InvalidImageDimensionsError, match=r"result is 640x427.*frame is 768x512"):
        fitted.back(picture)
    with pytest.raises(InvalidImageDimensionsError):
        fitted.fit_mask(Image.new("L", (9, 9)))


# --- outpainting


@pytest.mark.parametrize(
    ("margins", "frame", "box"),
    [
        ((64, 0, 0, 0), (576, 512), (64, 0, 576, 512)),
        ((0, 0, 100, 0), (640, 512), (0, 0, 512, 512)),
        ((100, 0, 100, 0), (768, 512), (128, 0, 640, 512)),
        ((0, 10, 0, 20), (512, 576), (0, 21, 512, 533)),
        ((128, 128, 128, 128), (768, 768), (128, 128, 640, 640)),
    ],
)
def test_a_picture_grows_by_what_was_asked_and_by_what_the_api_needs(
    photo: Image.Image, margins: tuple[int, int, int, int], frame: tuple[int, int], box: tuple[int, int, int, int]
) -> None:
    grown = masks.outpaint(photo, *margins)
    assert grown.canvas.size == grown.mask.size == frame
    assert grown.box == box
    assert grown.scale == 1
    assert grown.canvas.crop(box) == photo, "the picture itself stays"
    assert masks.invert(grown.mask).getbbox() == box
    assert grown.mask.histogram()[0] == 512 * 512
    assert sum(grown.mask.histogram()[1:255]) == 0


def test_a_side_that_does_not_grow_shares_what_the_api_needs(photo: Image.Image) -> None:
    grown = masks.outpaint(photo.resize((640, 427)), right=100)
    assert grown.canvas.size == (768, 512)
    assert grown.box == (0, 42, 640, 469)


def test_the_room_is_filled_with_the_edges_drawn_out() -> None:
    picture = Image.new("RGB", (512, 512), "teal")
    picture.paste("orange", (0, 0, 1, 512))
    grown = masks.outpaint(picture, left=64, right=64)
    assert {grown.canvas.getpixel((x, 100)) for x in range(64)} == {(255, 165, 0)}
    assert {grown.canvas.getpixel((x, 100)) for x in range(600, 640)} == {(0, 128, 128)}


def test_a_picture_that_would_grow_too_large_is_scaled_down(photo: Image.Image) -> None:
    grown = masks.outpaint(photo.resize((1024, 1024)), 256, 256, 256, 256)
    assert grown.canvas.size == (1024, 1024)
    assert grown.scale == pytest.approx(2 / 3)
    assert grown.box == (171, 171, 854, 854)


def test_an_overlap_softens_only_the_edges_with_new_room(photo: Image.Image) -> None:
    mask = masks.outpaint(photo, left=128, overlap=32).mask
    row = [mask.getpixel((x, 256)) for x in range(640)]
    assert row[:128] == [255] * 128
    assert row == sorted(row, reverse=True)  # type: ignore[type-var]
    assert row[128 + 16] == pytest.approx(127, abs=25)
    assert row[128 + 40 :] == [0] * (512 - 40)
    assert [mask.getpixel((400, y)) for y in range(512)] == [0] * 512


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    size=st.tuples(st.integers(1, 3000), st.integers(1, 3000)),
    margins=st.tuples(*[st.integers(0, 1500)] * 4).filter(any),
)
def test_outpainting_always_gives_a_size_that_the_api_takes(
    size: tuple[int, int], margins: tuple[int, int, int, int]
) -> None:
    grown = masks.outpaint(Image.new("RGB", size), *margins)
    left, top, right, bottom = grown.box
    assert grown.canvas.size in allowed_sizes()
    assert 0 <= left < right <= grown.canvas.width
    assert 0 <= top < bottom <= grown.canvas.height
    assert size_around((10, 10)) == (512, 512)


# --- upright


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("opened", [False, True])
def test_upright_turns_a_photo_as_viewers_do(photo: Image.Image, orientation: int, kind: str, opened: bool) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    photo.resize((48, 32)).save(buffer, kind, exif=exif)
    with Image.open(buffer) as image:
        expected = ImageOps.exif_transpose(image)
        turned = masks.upright(image if opened else buffer.getvalue())
    assert turned.tobytes() == expected.tobytes()
    assert turned.size == ((32, 48) if orientation >= 5 else (48, 32))
