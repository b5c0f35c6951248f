"""Every known mask mistake is told before anything is sent, in one class and in words that say what to do."""

import io
import re
import warnings
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

import httpx
import pytest
from PIL import Image

from stability_client import (
    AsyncStability,
    InvalidFileSizeError,
    InvalidImageDimensionsError,
    InvalidMaskImageError,
    InvalidMimeTypeError,
    InvalidOptionError,
    InvalidPixelCountError,
    MaskSource,
    MaskWarning,
    RequestError,
    Stability,
    masks,
)
from stability_client.standin import StandIn

ENGINE = "stable-diffusion-512-v2-1"
WHITE, BLACK, ALPHA = "MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"
SIZE = (64, 72)


def encoded(image: Image.Image, kind: str = "PNG", **settings: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **settings)
    return buffer.getvalue()


def flat(mode: str, color: Any, size: tuple[int, int] = SIZE) -> bytes:
    return encoded(Image.new(mode, size, color))


def with_alpha(image: Image.Image, alpha: Image.Image | int) -> bytes:
    image = image.copy()
    image.putalpha(alpha)
    return encoded(image)


def turned_photo(orientation: int = 6, size: tuple[int, int] = SIZE[::-1], kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(Image.new("RGB", size, "teal"), kind, exif=exif)


PHOTO = flat("RGB", "teal")
HOLE = masks.from_ellipse(SIZE, (12, 12, 38, 38))
MASK = encoded(HOLE)
SQUARE = (64, 64)
SQUARE_MASK = encoded(HOLE.resize(SQUARE))
CUT_OUT = with_alpha(Image.new("RGB", SIZE, "teal"), masks.invert(HOLE))
BOMB = flat("1", 0, (8192, 8193))


class Mistake(NamedTuple):
    """A call that would be paid for in vain."""

    init_image: bytes
    mask_image: bytes | None
    mask_source: str
    error: type[RequestError]
    message: str
    """What it must tell, as a pattern."""
    standin_minds: bool = True
    """Whether a server refuses it too. If not, it would have been taken, and billed."""


MISTAKES = {
    "white without a mask": Mistake(
        PHOTO, None, WHITE, InvalidMaskImageError, f"needs a mask_image.*from_box.*{ALPHA}"
    ),
    "black without a mask": Mistake(PHOTO, None, BLACK, InvalidMaskImageError, "needs a mask_image"),
    "alpha with a mask": Mistake(
        CUT_OUT, MASK, ALPHA, InvalidMaskImageError, f"ignores it.*{WHITE}", standin_minds=False
    ),
    "an unknown source": Mistake(
        PHOTO, MASK, "MASK", InvalidOptionError, f"mask_source.*{WHITE}.*{BLACK}.*{ALPHA}.*MASK"
    ),
    "alpha of RGB": Mistake(PHOTO, None, ALPHA, InvalidMaskImageError, "image/png file has no alpha.*for_source"),
    "alpha of L": Mistake(flat("L", 9), None, ALPHA, InvalidMaskImageError, "no alpha channel"),
    "alpha of JPEG": Mistake(turned_photo(), None, ALPHA, InvalidMaskImageError, "image/jpeg file has no alpha"),
    "alpha of a palette": Mistake(flat("P", 9), None, ALPHA, InvalidMaskImageError, "no alpha channel"),
    "opaque alpha": Mistake(flat("RGBA", "teal"), None, ALPHA, InvalidMaskImageError, "all of it is opaque"),
    "opaque grey and alpha": Mistake(flat("LA", (9, 255)), None, ALPHA, InvalidMaskImageError, "all of it is opaque"),
    "a black mask for white": Mistake(
        PHOTO,
        flat("L", 0),
        WHITE,
        InvalidMaskImageError,
        f"black all over.*keeps everything.*{BLACK} would repaint all",
    ),
    "a white mask for black": Mistake(
        PHOTO,
        flat("1", 1),
        BLACK,
        InvalidMaskImageError,
        f"white all over.*keeps everything.*{WHITE} would repaint all",
    ),
    "a black mask beside alpha": Mistake(
        CUT_OUT,
        flat("RGB", "black"),
        WHITE,
        InvalidMaskImageError,
        rf"{ALPHA}, without a mask_image, would repaint 12\.\d%",
    ),
    "a black mask with its shape in alpha": Mistake(
        PHOTO, with_alpha(Image.new("L", SIZE, 0), HOLE), WHITE, InvalidMaskImageError, "alpha channel.*from_alpha"
    ),
    "a mask of another size": Mistake(
        PHOTO,
        flat("L", 255, (64, 64)),
        WHITE,
        InvalidImageDimensionsError,
        "init_image is 64x72.*mask_image is 64x64",
    ),
    "a mask of a photo as it is shown": Mistake(
        turned_photo(),
        MASK,
        WHITE,
        InvalidImageDimensionsError,
        "72x64.*EXIF orientation 6.*shown as 64x72.*masks.upright",
    ),
    "a mask in a GIF": Mistake(
        PHOTO, encoded(HOLE, "GIF"), WHITE, InvalidMimeTypeError, "mask_image.*GIF.*PNG, JPEG and WebP"
    ),
    "an empty file": Mistake(b"", MASK, WHITE, InvalidMimeTypeError, "init_image.*empty"),
    "a file cut short": Mistake(PHOTO[: len(PHOTO) // 2], MASK, WHITE, InvalidMimeTypeError, "init_image.*cut short"),
    "a mask cut short": Mistake(PHOTO, MASK[: len(MASK) // 2], WHITE, InvalidMimeTypeError, "mask_image.*cut short"),
    "a large file": Mistake(
        PHOTO + bytes(11 << 20),
        MASK,
        WHITE,
        InvalidFileSizeError,
        r"init_image has 11,\d{3},\d{3} bytes; at most 10,485,760",
    ),
    "a bomb": Mistake(BOMB, MASK, WHITE, InvalidPixelCountError, "init_image is 8192x8193"),
}


@pytest.fixture
def sending_fails() -> httpx.MockTransport:
    def refuse(request: httpx.Request) -> httpx.Response:
        pytest.fail(f"{request.method} {request.url} was sent")

    return httpx.MockTransport(refuse)


@pytest.fixture
def unsent(sending_fails: httpx.MockTransport) -> Iterator[Stability]:
    with httpx.Client(transport=sending_fails) as http:
        yield Stability("sk-unsent", base_url="http://127.0.0.1:9", engine=ENGINE, http_client=http)


@pytest.fixture
async def unsent_async(sending_fails: httpx.MockTransport) -> AsyncIterator[AsyncStability]:
    async with httpx.AsyncClient(transport=sending_fails) as http:
        yield AsyncStability("sk-unsent", base_url="http://127.0.0.1:9", engine=ENGINE, http_client=http)


def assert_tells(error: RequestError, mistake: Mistake) -> None:
    assert type(error) is mistake.error
    assert re.search(mistake.message, error.message), error.message
    assert len(error.message) < 500
    assert not error.sent
    assert not error.maybe_billed


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_before_anything_is_sent(name: str, unsent: Stability) -> None:
    mistake = MISTAKES[name]
    with pytest.raises(RequestError) as caught:
        unsent.masking(mistake.init_image, "a door", mask_source=mistake.mask_source, mask_image=mistake.mask_image)
    assert_tells(caught.value, mistake)


@pytest.mark.anyio
@pytest.mark.parametrize("name", MISTAKES)
async def test_a_mistake_is_told_before_anything_is_sent_by_the_async_client(
    name: str, unsent_async: AsyncStability
) -> None:
    mistake = MISTAKES[name]
    with pytest.raises(RequestError) as caught:
        await unsent_async.masking(
            mistake.init_image, "a door", mask_source=mistake.mask_source, mask_image=mistake.mask_image
        )
    assert_tells(caught.value, mistake)


@pytest.mark.parametrize("name", MISTAKES)
def test_the_same_mistake_unchecked_comes_back_from_a_server_as_the_same_class(
    name: str, stability_standin: StandIn
) -> None:
    mistake = MISTAKES[name]
    with Stability(stability_standin.api_key, base_url=stability_standin.url, engine=ENGINE, validate=False) as client:

        def ask() -> Any:
            return client.masking(
                mistake.init_image, "a door", mask_source=mistake.mask_source, mask_image=mistake.mask_image
            )

        if not mistake.standin_minds:
            assert ask().image.size == SIZE
            return
        with pytest.raises(RequestError) as caught:
            ask()
    assert type(caught.value) is mistake.error
    assert caught.value.sent


def test_cheap_rules_come_before_sizes_and_sizes_before_pixels(unsent: Stability) -> None:
    small = with_alpha(Image.new("L", (64, 64), 0), 255)
    with pytest.raises(InvalidMaskImageError, match="ignores it"):
        unsent.masking(PHOTO, "a door", mask_source=ALPHA, mask_image=small)
    with pytest.raises(InvalidImageDimensionsError):
        unsent.masking(PHOTO, "a door", mask_source=WHITE, mask_image=small)


# --- warnings

ODDITIES = {
    "a white mask for white": (PHOTO, flat("L", 255), WHITE, "repaints the whole image.*image_to_image"),
    "a black mask for black": (PHOTO, flat("RGB", "black"), BLACK, "repaints the whole image"),
    "all of it transparent": (flat("RGBA", (9, 9, 9, 0)), None, ALPHA, "repaints the whole image"),
    "faint greys": (PHOTO, encoded(HOLE.point(lambda grey: grey * 0.4)), WHITE, "nowhere more than 40%.*half strength"),
    "light greys": (
        PHOTO,
        encoded(HOLE.point(lambda grey: 150 + grey * 0.4)),
        WHITE,
        "nowhere less than 59%.*half strength",
    ),
    "the faintest trace of alpha": (flat("RGBA", (9, 9, 9, 254)), None, ALPHA, "nowhere more than 0.4%"),
    "nothing kept in full": (PHOTO, encoded(HOLE.point(lambda grey: 30 + grey * 0.8)), WHITE, "nowhere less than 12%"),
    "a shape in alpha": (PHOTO, with_alpha(Image.new("RGB", SIZE, "white"), HOLE), WHITE, "one colour.*from_alpha"),
    "a photo upside down": (turned_photo(3, SIZE), MASK, WHITE, "EXIF orientation 3.*masks.upright"),
    "a mirrored PNG": (turned_photo(2, SIZE, "PNG"), MASK, WHITE, "EXIF orientation 2.*masks.upright"),
    "a mirrored WebP": (turned_photo(4, SIZE, "WEBP"), MASK, BLACK, "EXIF orientation 4.*masks.upright"),
    "a square photo on its side": (turned_photo(6, SQUARE), SQUARE_MASK, WHITE, "EXIF orientation 6.*masks.upright"),
    "two oddities": (turned_photo(3, SIZE), flat("L", 255), WHITE, "repaints the whole image.*masks.upright"),
}


@pytest.mark.parametrize("name", ODDITIES)
def test_an_odd_mask_is_warned_of_once_at_the_callers_line_and_sent(name: str, client: Stability) -> None:
    init_image, mask_image, mask_source, message = ODDITIES[name]
    with pytest.warns(MaskWarning, match=message) as caught:
        made = client.masking(init_image, "a door", mask_source=mask_source, mask_image=mask_image)
    assert made.image.size in (SIZE, SQUARE)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert isinstance(caught[0].message, Warning)


def test_a_warning_made_an_error_is_raised_before_anything_is_sent(unsent: Stability) -> None:
    init_image, mask_image, mask_source, _ = ODDITIES["a white mask for white"]
    with warnings.catch_warnings():
        warnings.simplefilter("error", MaskWarning)
        with pytest.raises(MaskWarning):
            unsent.masking(init_image, "a door", mask_source=mask_source, mask_image=mask_image)


def test_a_warning_can_be_switched_off(client: Stability) -> None:
    init_image, mask_image, mask_source, _ = ODDITIES["a white mask for white"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MaskWarning)
        assert client.masking(init_image, "a door", mask_source=mask_source, mask_image=mask_image).image.size == SIZE


@pytest.mark.anyio
async def test_the_async_client_warns_too(stability_standin: StandIn) -> None:
    init_image, mask_image, mask_source, message = ODDITIES["a white mask for white"]
    async with AsyncStability(stability_standin.api_key, base_url=stability_standin.url, engine=ENGINE) as client:
        with pytest.warns(MaskWarning, match=message) as caught:
            await client.masking(init_image, "a door", mask_source=mask_source, mask_image=mask_image)
    assert len(caught) == 1


# --- what is right


def turned_mask(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(HOLE, exif=exif)


RIGHT = {
    "a grey mask": (PHOTO, MASK, WHITE),
    "a mask the other way round": (PHOTO, encoded(masks.invert(HOLE)), BLACK),
    "an RGB mask": (PHOTO, encoded(HOLE.convert("RGB")), WHITE),
    "an RGBA mask, opaque": (PHOTO, encoded(HOLE.convert("RGBA")), WHITE),
    "a bilevel mask": (PHOTO, encoded(HOLE.convert("1")), WHITE),
    "a palette mask": (PHOTO, encoded(HOLE.convert("P")), WHITE),
    "a 16-bit mask": (PHOTO, encoded(HOLE.convert("I").point(lambda grey: grey * 257 + 0).convert("I;16")), WHITE),
    "a JPEG mask": (PHOTO, encoded(HOLE, "JPEG"), WHITE),
    "a WebP mask": (PHOTO, encoded(HOLE.convert("RGB"), "WEBP"), WHITE),
    "a cut-out": (CUT_OUT, None, ALPHA),
    "a WebP cut-out": (encoded(masks.for_source(HOLE, ALPHA, PHOTO), "WEBP"), None, ALPHA),
    "a cut-out by colour": (encoded(HOLE.convert("P"), transparency=0), None, ALPHA),
    "a mask of a photo as it is stored": (turned_photo(6, SIZE), MASK, WHITE),
    "a mask turned as its photo is": (turned_photo(3, SIZE), turned_mask(3), WHITE),
    "a mask source as an enum member": (PHOTO, MASK, MaskSource.MASK_IMAGE_WHITE),
    "a cut-out that is not looked at": (CUT_OUT, MASK, BLACK),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_passes_without_a_word(name: str, client: Stability) -> None:
    init_image, mask_image, mask_source = RIGHT[name]
    assert client.masking(init_image, "a door", mask_source=mask_source, mask_image=mask_image).image.size == SIZE
