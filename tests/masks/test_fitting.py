"""Images are brought to sizes that the API accepts and back, and photos are turned upright."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps, ImageStat

from stability_client import InvalidImageDimensionsError, InvalidOptionError, masks
from stability_client._contract import facts
from stability_client.masks.sizes import allowed_sizes, nearest_size

ENGINE = "stable-diffusion-512-v2-1"


def test_the_allowed_sizes_are_those_of_the_contract() -> None:
    operation = facts.OPERATIONS["masking"]
    width = operation.options["width"]
    assert (512, 512) in allowed_sizes()
    assert (1024, 1024) in allowed_sizes()
    assert all(w * h <= (operation.max_pixels or 0) and w % (width.multiple_of or 0) == 0 for w, h in allowed_sizes())
    assert {w for w, _ in allowed_sizes()} == set(range(int(width.minimum or 0), int(width.maximum or 0) + 1, 64))


def test_the_limits_of_an_engine_are_applied(monkeypatch: pytest.MonkeyPatch) -> None:
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
def test_the_nearest_size_needs_the_least_padding_and_scaling(size: tuple[int, int], nearest: tuple[int, int]) -> None:
    assert nearest_size(size) == nearest


@settings(max_examples=60, deadline=None, derandomize=True)
@given(size=st.tuples(st.integers(1, 5000), st.integers(1, 5000)))
def test_any_image_is_fitted_and_restored(size: tuple[int, int]) -> None:
    assert nearest_size(size) in allowed_sizes()
    small = (size[0] // 10 + 1, size[1] // 10 + 1)
    fitted = masks.fit(Image.new("L", small, 99))
    assert fitted.size in allowed_sizes()
    assert fitted.image.getcolors() == [(fitted.size[0] * fitted.size[1], 99)]
    assert fitted.restore(fitted.image).size == small
    mask = fitted.fit_mask(Image.new("L", small, 255))
    assert mask.size == fitted.size
    assert mask.getbbox() == fitted.box


def test_an_image_of_an_allowed_size_is_not_changed(photo: Image.Image) -> None:
    fitted = masks.fit(photo, ENGINE)
    assert fitted.image == photo
    assert fitted.box == (0, 0, 512, 512)
    assert fitted.restore(fitted.image) == photo


def test_restoring_gives_the_original_image(photo: Image.Image) -> None:
    image = photo.resize((640, 427))
    fitted = masks.fit(image)
    again = fitted.restore(fitted.image)
    assert again.size == (640, 427)
    assert max(ImageStat.Stat(ImageChops.difference(again, image)).mean) < 3
    with pytest.raises(InvalidImageDimensionsError, match=r"^result: .* the frame, 768x512 pixels, got 640x427"):
        fitted.restore(image)
    with pytest.raises(InvalidImageDimensionsError):
        fitted.fit_mask(Image.new("L", (9, 9)))


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
@pytest.mark.parametrize("make_mask", [masks.from_box, masks.from_ellipse])
@pytest.mark.parametrize("is_passed", [True, False])
def test_restoring_keeps_every_pixel_that_the_mask_keeps(
    photo: Image.Image, mode: str, make_mask: Callable[..., Image.Image], is_passed: bool
) -> None:
    image = photo.resize((900, 700)).convert(mode)
    if mode.endswith("A"):
        image.putalpha(Image.linear_gradient("L").resize(image.size))
    mask = make_mask(image, (200, 150, 500, 420))
    fitted = masks.fit(image)
    fitted.fit_mask(masks.invert(mask))
    fitted.fit_mask(mask)
    repainted = Image.new("RGB", fitted.size, "orange")
    restored = fitted.restore(repainted, mask) if is_passed else fitted.restore(repainted)
    expected = image.convert(restored.mode)
    assert restored.mode == ("RGBA" if mode.endswith("A") else "RGB")
    kept = mask.point([255] + [0] * 255)
    assert kept.histogram()[255] > 300_000
    for before, after in zip(expected.split(), restored.split(), strict=True):
        assert ImageChops.multiply(ImageChops.difference(before, after), kept).getbbox() is None
    assert restored.convert("RGB").getpixel((350, 285)) == (255, 165, 0)


def test_a_result_blends_in_within_the_mask(photo: Image.Image) -> None:
    image = Image.new("RGB", (900, 700), "black")
    mask = masks.from_box(image, (200, 0, 900, 700))
    fitted = masks.fit(image)
    white = Image.new("RGB", fitted.size, "white")
    soft = fitted.restore(white, mask).convert("L")
    row = [soft.getpixel((x, 350)) for x in range(190, 220)]
    assert row[:10] == [0] * 10
    assert row == sorted(row)  # type: ignore[type-var]
    assert 0 < row[11] < row[13] < 255  # type: ignore[operator]
    assert row[18:] == [255] * 12
    hard = fitted.restore(white, mask, feather=0)
    assert [hard.getpixel((x, 350)) for x in (199, 200)] == [(0, 0, 0), (255, 255, 255)]
    with pytest.raises(InvalidOptionError, match=r"^feather: must be a number from 0 to 1024, got -1"):
        fitted.restore(white, mask, feather=-1)


def test_a_mask_of_another_size_restores_nothing(photo: Image.Image) -> None:
    with pytest.raises(InvalidImageDimensionsError, match=r"^mask: must have the size of the original image, 512x512"):
        masks.fit(photo).restore(photo, Image.new("L", (9, 9)))


@pytest.mark.parametrize("make", [masks.fit, lambda image, engine: masks.outpaint(image, 8, engine=engine)])
def test_an_unknown_engine_is_warned_of(photo: Image.Image, make: Callable[..., object]) -> None:
    with pytest.warns(UserWarning, match="^engine: is not known, got 'nope'.*general limits.*Leave it out") as caught:
        make(photo, "nope")
    assert caught[0].filename == __file__
    with pytest.warns(UserWarning, match=f"Did you mean {ENGINE}"):
        make(photo, ENGINE.replace("diffusion", "difusion"))
    make(photo, ENGINE)
    make(photo, None)


def test_an_engine_whose_limits_the_contract_knows_is_known(
    photo: Image.Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    operation = facts.OPERATIONS["masking"]._replace(min_pixels_by_engine={"my-768-*": 589_824})
    monkeypatch.setattr(facts, "OPERATIONS", {"masking": operation})
    allowed_sizes.cache_clear()
    try:
        assert masks.fit(photo, "my-768-model").size == (768, 768)
    finally:
        allowed_sizes.cache_clear()


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


def test_notebooks_show_the_fitted_image(photo: Image.Image) -> None:
    fitted = masks.fit(photo.resize((640, 427)))
    with Image.open(io.BytesIO(fitted._repr_png_())) as shown:
        assert shown.tobytes() == fitted.image.tobytes()
