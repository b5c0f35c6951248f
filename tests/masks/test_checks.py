"""Every known mistake with a mask raises one class of error before anything is sent, and says what to do."""

import copy
import pickle
import re
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Final, NamedTuple

import httpx
import pytest
from PIL import Image, ImageOps

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
from stability_raw.options import MaskSourceValue
from tests.support.image_files import encode, exif_with

ENGINE = "stable-diffusion-512-v2-1"
WHITE: Final = "MASK_IMAGE_WHITE"
BLACK: Final = "MASK_IMAGE_BLACK"
ALPHA: Final = "INIT_IMAGE_ALPHA"
UNKNOWN: Any = "MASK"
SIZE = (512, 576)


def flat(mode: str, color: Any, size: tuple[int, int] = SIZE) -> bytes:
    return encode(Image.new(mode, size, color))


def with_alpha(image: Image.Image, alpha: Image.Image | int) -> bytes:
    image = image.copy()
    image.putalpha(alpha)
    return encode(image)


def turned_photo(orientation: int = 6, size: tuple[int, int] = SIZE[::-1], kind: str = "JPEG") -> bytes:
    return encode(Image.new("RGB", size, "teal"), kind, exif=exif_with(orientation))


PHOTO = flat("RGB", "teal")
SHARES = {share: encode(masks.from_box(SIZE, (0, 0, SIZE[0], SIZE[1] * share))) for share in (0.74, 0.75)}
"""Masks from files, so that nobody knows who made them."""
HOLE = masks.from_ellipse(SIZE, (96, 96, 304, 304))
MASK = encode(HOLE)
DARK_MASK = encode(masks.invert(HOLE))
SQUARE = (512, 512)
SQUARE_MASK = encode(HOLE.resize(SQUARE))
CUT_OUT = with_alpha(Image.new("RGB", SIZE, "teal"), masks.invert(HOLE))
BOMB = flat("1", 0, (8192, 8193))


class Mistake(NamedTuple):
    """A call that would be paid for in vain."""

    init_image: bytes
    mask_image: bytes | None
    mask_source: MaskSourceValue
    error: type[RequestError]
    message: str
    """A part of the message, as a pattern."""
    is_refused_by_server: bool = True
    """Whether a server refuses it too. If not, it would be accepted and billed."""


MISTAKES = {
    "white without a mask": Mistake(
        PHOTO,
        None,
        WHITE,
        InvalidMaskImageError,
        f"^mask_image: must be given with {WHITE}.*from_box.*{ALPHA}",
    ),
    "black without a mask": Mistake(PHOTO, None, BLACK, InvalidMaskImageError, f"must be given with {BLACK}"),
    "alpha with a mask": Mistake(
        CUT_OUT, MASK, ALPHA, InvalidMaskImageError, f"^mask_image: .*ignores it.*{WHITE}", is_refused_by_server=False
    ),
    "an unknown source": Mistake(
        PHOTO, MASK, UNKNOWN, InvalidOptionError, f"mask_source.*{WHITE}.*{BLACK}.*{ALPHA}.*MASK"
    ),
    "alpha of RGB": Mistake(
        PHOTO, None, ALPHA, InvalidMaskImageError, "^init_image: .*image/png file without an alpha.*for_source"
    ),
    "alpha of L": Mistake(flat("L", 9), None, ALPHA, InvalidMaskImageError, "without an alpha channel"),
    "alpha of JPEG": Mistake(turned_photo(), None, ALPHA, InvalidMaskImageError, "image/jpeg file without an alpha"),
    "alpha of a palette": Mistake(flat("P", 9), None, ALPHA, InvalidMaskImageError, "without an alpha channel"),
    "opaque alpha": Mistake(flat("RGBA", "teal"), None, ALPHA, InvalidMaskImageError, "got an opaque image"),
    "opaque gray and alpha": Mistake(flat("LA", (9, 255)), None, ALPHA, InvalidMaskImageError, "got an opaque image"),
    "a black mask for white": Mistake(
        PHOTO,
        flat("L", 0),
        WHITE,
        InvalidMaskImageError,
        f"^mask_image: must be white .* got an all black image.*{BLACK} would repaint all",
    ),
    "a white mask for black": Mistake(
        PHOTO,
        flat("1", 1),
        BLACK,
        InvalidMaskImageError,
        f"^mask_image: must be black .* got an all white image.*{WHITE} would repaint all",
    ),
    "a black mask beside alpha": Mistake(
        CUT_OUT,
        flat("RGB", "black"),
        WHITE,
        InvalidMaskImageError,
        rf"{ALPHA} without a mask_image would repaint 11\.\d%",
    ),
    "a black mask with its shape in alpha": Mistake(
        PHOTO, with_alpha(Image.new("L", SIZE, 0), HOLE), WHITE, InvalidMaskImageError, "alpha channel.*from_alpha"
    ),
    "a mask of another size": Mistake(
        PHOTO,
        flat("L", 255, SQUARE),
        WHITE,
        InvalidImageDimensionsError,
        "^mask_image: must have the size of init_image, 512x576 pixels, got 512x512",
    ),
    "a mask of a photo as displayed": Mistake(
        turned_photo(),
        MASK,
        WHITE,
        InvalidImageDimensionsError,
        "576x512.*EXIF orientation 6.*displayed as 512x576.*masks.upright",
    ),
    "a mask in a GIF": Mistake(
        PHOTO,
        encode(HOLE, "GIF"),
        WHITE,
        InvalidMimeTypeError,
        "^mask_image: must be a PNG, JPEG or WebP file, got a GIF file",
    ),
    "an empty file": Mistake(b"", MASK, WHITE, InvalidMimeTypeError, "^init_image: .*got an empty file.*seek"),
    "a truncated file": Mistake(PHOTO[: len(PHOTO) // 2], MASK, WHITE, InvalidMimeTypeError, "init_image.*truncated"),
    "a truncated mask": Mistake(PHOTO, MASK[: len(MASK) // 2], WHITE, InvalidMimeTypeError, "mask_image.*truncated"),
    "a large file": Mistake(
        PHOTO + bytes(11 << 20),
        MASK,
        WHITE,
        InvalidFileSizeError,
        r"^init_image: must have at most 10,485,760 bytes, got 11,\d{3},\d{3}",
    ),
    "a bomb": Mistake(BOMB, MASK, WHITE, InvalidPixelCountError, "^init_image: must have at most .* got 8192x8193"),
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


def assert_is_refused(error: RequestError, mistake: Mistake) -> None:
    assert type(error) is mistake.error
    assert re.search(mistake.message, error.message), error.message
    assert len(error.message) < 500
    assert not error.sent
    assert not error.maybe_billed


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_before_anything_is_sent(name: str, unsent: Stability) -> None:
    mistake = MISTAKES[name]
    with pytest.raises(RequestError) as caught:
        unsent.masking(mistake.init_image, "a door", mask_source=mistake.mask_source, mask_image=mistake.mask_image)
    assert_is_refused(caught.value, mistake)


@pytest.mark.anyio
@pytest.mark.parametrize("name", MISTAKES)
async def test_the_async_client_refuses_a_mistake_before_sending(name: str, unsent_async: AsyncStability) -> None:
    mistake = MISTAKES[name]
    with pytest.raises(RequestError) as caught:
        await unsent_async.masking(
            mistake.init_image, "a door", mask_source=mistake.mask_source, mask_image=mistake.mask_image
        )
    assert_is_refused(caught.value, mistake)


@pytest.mark.parametrize("name", MISTAKES)
def test_the_server_refuses_the_same_mistake_with_the_same_class(name: str, stability_standin: StandIn) -> None:
    mistake = MISTAKES[name]
    with Stability(stability_standin.api_key, base_url=stability_standin.url, engine=ENGINE, validate=False) as client:

        def send() -> Any:
            return client.masking(
                mistake.init_image, "a door", mask_source=mistake.mask_source, mask_image=mistake.mask_image
            )

        if not mistake.is_refused_by_server:
            assert send().image.size == SIZE
            return
        with pytest.raises(RequestError) as caught:
            send()
    assert type(caught.value) is mistake.error
    assert caught.value.sent


def test_presence_is_checked_before_sizes_and_sizes_before_pixels(unsent: Stability) -> None:
    small = with_alpha(Image.new("L", SQUARE, 0), 255)
    with pytest.raises(InvalidMaskImageError, match="ignores it"):
        unsent.masking(PHOTO, "a door", mask_source=ALPHA, mask_image=small)
    with pytest.raises(InvalidImageDimensionsError):
        unsent.masking(PHOTO, "a door", mask_source=WHITE, mask_image=small)


# --- warnings


class Suspicious(NamedTuple):
    """A call that is valid, but hardly meant."""

    init_image: bytes
    mask_image: bytes | None
    mask_source: MaskSourceValue
    messages: tuple[str, ...]
    """A part of each warning, as a pattern."""


SUSPICIOUS = {
    "a white mask for white": Suspicious(PHOTO, flat("L", 255), WHITE, ("repaints the whole image.*image_to_image",)),
    "a black mask for black": Suspicious(PHOTO, flat("RGB", "black"), BLACK, ("repaints the whole image",)),
    "all of it transparent": Suspicious(flat("RGBA", (9, 9, 9, 0)), None, ALPHA, ("repaints the whole image",)),
    "weak grays": Suspicious(
        PHOTO, encode(HOLE.point(lambda gray: gray * 0.4)), WHITE, ("nowhere more than 40.0%.*half strength",)
    ),
    "light grays": Suspicious(
        PHOTO, encode(HOLE.point(lambda gray: 150 + gray * 0.4)), WHITE, ("nowhere less than 58.8%.*half strength",)
    ),
    "the weakest alpha": Suspicious(flat("RGBA", (9, 9, 9, 254)), None, ALPHA, ("nowhere more than 0.4%",)),
    "nothing kept in full": Suspicious(
        PHOTO, encode(HOLE.point(lambda gray: 30 + gray * 0.8)), WHITE, ("nowhere less than 11.8%",)
    ),
    "a shape in alpha": Suspicious(
        PHOTO, with_alpha(Image.new("RGB", SIZE, "white"), HOLE), WHITE, ("single color.*from_alpha",)
    ),
    "a photo upside down": Suspicious(turned_photo(3, SIZE), MASK, WHITE, ("EXIF orientation 3.*masks.upright",)),
    "a mirrored PNG": Suspicious(turned_photo(2, SIZE, "PNG"), MASK, WHITE, ("EXIF orientation 2.*masks.upright",)),
    "a mirrored WebP": Suspicious(
        turned_photo(4, SIZE, "WEBP"), DARK_MASK, BLACK, ("EXIF orientation 4.*masks.upright",)
    ),
    "a square photo on its side": Suspicious(
        turned_photo(6, SQUARE), SQUARE_MASK, WHITE, ("EXIF orientation 6.*masks.upright",)
    ),
    "two of them": Suspicious(
        turned_photo(3, SIZE), flat("L", 255), WHITE, ("repaints the whole image", "EXIF orientation 3.*masks.upright")
    ),
}
SUSPICIOUS |= {
    "a mask of the reverse": Suspicious(
        PHOTO, MASK, BLACK, (f"^{BLACK} repaints 88.*% of the image.*reverse, choose {WHITE}",)
    ),
    "its negative for white": Suspicious(
        PHOTO, DARK_MASK, WHITE, (f"^{WHITE} repaints 88.*choose {BLACK}.*masks.from_source",)
    ),
    "three quarters": Suspicious(PHOTO, SHARES[0.75], WHITE, ("^MASK_IMAGE_WHITE repaints 75.0% of the image",)),
    "a JPEG of the reverse": Suspicious(PHOTO, encode(HOLE, "JPEG"), BLACK, (f"repaints 8.*choose {WHITE}",)),
}
WHITE_MASK = SUSPICIOUS["a white mask for white"]


def assert_issued(caught: pytest.WarningsRecorder, messages: tuple[str, ...]) -> None:
    assert [warning.category for warning in caught] == [MaskWarning] * len(messages)
    for warning, message in zip(caught, messages, strict=True):
        assert re.search(message, str(warning.message)), warning.message
        assert warning.filename == __file__


@pytest.mark.parametrize("name", SUSPICIOUS)
def test_a_suspicious_mask_is_sent_with_a_warning_at_the_callers_line(name: str, client: Stability) -> None:
    init_image, mask_image, mask_source, messages = SUSPICIOUS[name]
    with pytest.warns(MaskWarning) as caught:
        made = client.masking(init_image, "a door", mask_source=mask_source, mask_image=mask_image)
    assert made.image.size in (SIZE, SQUARE)
    assert_issued(caught, messages)


@pytest.mark.anyio
@pytest.mark.parametrize("name", SUSPICIOUS)
async def test_the_async_client_warns_at_the_callers_line_too(name: str, stability_standin: StandIn) -> None:
    init_image, mask_image, mask_source, messages = SUSPICIOUS[name]
    async with AsyncStability(stability_standin.api_key, base_url=stability_standin.url, engine=ENGINE) as client:
        with pytest.warns(MaskWarning) as caught:
            await client.masking(init_image, "a door", mask_source=mask_source, mask_image=mask_image)
    assert_issued(caught, messages)


@pytest.mark.parametrize("name", SUSPICIOUS)
def test_check_masking_warns_at_the_callers_line_without_a_call(name: str) -> None:
    init_image, mask_image, mask_source, messages = SUSPICIOUS[name]
    with pytest.warns(MaskWarning) as caught:
        masks.check_masking(init_image, mask_image, mask_source)
    assert_issued(caught, messages)


def test_a_warning_is_shown_once_per_line_by_default(recwarn: pytest.WarningsRecorder) -> None:
    warnings.simplefilter("default", MaskWarning)
    for _ in range(3):
        masks.check_masking(*WHITE_MASK[:3])
    assert len(recwarn) == 1


def test_a_warning_made_an_error_is_raised_before_anything_is_sent(unsent: Stability) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", MaskWarning)
        with pytest.raises(MaskWarning):
            unsent.masking(PHOTO, "a door", mask_source=WHITE, mask_image=WHITE_MASK.mask_image)


def test_a_warning_can_be_switched_off(client: Stability) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MaskWarning)
        made = client.masking(PHOTO, "a door", mask_source=WHITE, mask_image=WHITE_MASK.mask_image)
    assert made.image.size == SIZE


# --- valid calls


class Valid(NamedTuple):
    """A call with nothing to complain about."""

    init_image: bytes
    mask_image: bytes | None
    mask_source: MaskSourceValue


VALID = {
    "a gray mask": Valid(PHOTO, MASK, WHITE),
    "an inverted mask": Valid(PHOTO, DARK_MASK, BLACK),
    "a mask of almost three quarters": Valid(PHOTO, SHARES[0.74], WHITE),
    "an RGB mask": Valid(PHOTO, encode(HOLE.convert("RGB")), WHITE),
    "an RGBA mask, opaque": Valid(PHOTO, encode(HOLE.convert("RGBA")), WHITE),
    "a bilevel mask": Valid(PHOTO, encode(HOLE.convert("1")), WHITE),
    "a palette mask": Valid(PHOTO, encode(HOLE.convert("P")), WHITE),
    "a 16-bit mask": Valid(PHOTO, encode(HOLE.convert("I").point(lambda gray: gray * 257 + 0).convert("I;16")), WHITE),
    "a JPEG mask": Valid(PHOTO, encode(HOLE, "JPEG"), WHITE),
    "a WebP mask": Valid(PHOTO, encode(HOLE.convert("RGB"), "WEBP"), WHITE),
    "a cut-out": Valid(CUT_OUT, None, ALPHA),
    "a WebP cut-out": Valid(encode(masks.for_source(HOLE, ALPHA, PHOTO), "WEBP"), None, ALPHA),
    "a cut-out by color": Valid(encode(HOLE.convert("P"), transparency=0), None, ALPHA),
    "a mask of a photo as stored": Valid(turned_photo(6, SIZE), MASK, WHITE),
    "a mask with the orientation of its photo": Valid(turned_photo(3, SIZE), encode(HOLE, exif=exif_with(3)), WHITE),
    "a mask source as an enum member": Valid(PHOTO, MASK, MaskSource.MASK_IMAGE_WHITE),
    "a cut-out whose alpha is ignored": Valid(CUT_OUT, DARK_MASK, BLACK),
}


@pytest.mark.parametrize("name", VALID)
def test_a_valid_mask_is_sent_without_a_warning(name: str, client: Stability) -> None:
    init_image, mask_image, mask_source = VALID[name]
    assert client.masking(init_image, "a door", mask_source=mask_source, mask_image=mask_image).image.size == SIZE


# --- masks that know their polarity


MAKERS: dict[str, Callable[[], Image.Image]] = {
    "from_box": lambda: masks.from_box(SIZE, (64, 64, 240, 240)),
    "from_ellipse": lambda: masks.from_ellipse(SIZE, (64, 64, 240, 240)),
    "from_polygon": lambda: masks.from_polygon(SIZE, [(64, 64), (240, 64), (64, 240)]),
    "from_alpha": lambda: masks.from_alpha(CUT_OUT),
    "from_color": lambda: masks.from_color(masks.for_source(HOLE, WHITE), "white"),
    "from_source": lambda: masks.from_source(PHOTO, MASK, WHITE),
    "for_source": lambda: masks.for_source(MASK, WHITE),
    "invert": lambda: masks.invert(MASK),
    "feather": lambda: masks.feather(MASK, 4),
    "grow": lambda: masks.grow(MASK, 2),
    "shrink": lambda: masks.shrink(MASK, 2),
    "union": lambda: masks.union(MASK, MASK),
    "intersect": lambda: masks.intersect(MASK, MASK),
    "outpaint": lambda: masks.outpaint(PHOTO, left=64).mask,
    "fit_mask": lambda: masks.fit(PHOTO).fit_mask(MASK),
}
DERIVATIONS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "itself": lambda mask: mask,
    "a copy": lambda mask: mask.copy(),
    "a deep copy": copy.deepcopy,
    "pickled": lambda mask: pickle.loads(pickle.dumps(mask)),  # noqa: S301 - our own bytes
    "as RGB": lambda mask: mask.convert("RGB"),
    "scaled": lambda mask: mask.resize((mask.width * 2, mask.height * 2)).resize(mask.size),
}


def plain_photo(size: tuple[int, int]) -> Image.Image:
    return Image.new("RGB", size, "teal")


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("derivation", DERIVATIONS)
def test_a_mask_made_here_is_refused_for_the_other_source(maker: str, derivation: str) -> None:
    mask = DERIVATIONS[derivation](MAKERS[maker]())
    photo = plain_photo(mask.size)
    masks.check_masking(photo, mask, WHITE)
    with pytest.raises(InvalidMaskImageError, match=rf'white is repainted\. Send masks\.for_source\(mask, "{BLACK}"\)'):
        masks.check_masking(photo, mask, BLACK)
    converted = masks.for_source(mask, BLACK)
    masks.check_masking(photo, converted, BLACK)
    with pytest.raises(InvalidMaskImageError, match=f'black is repainted.*for_source.*"{WHITE}".*choose {BLACK}'):
        masks.check_masking(photo, converted, WHITE)
    assert masks.for_source(converted, WHITE) == masks.for_source(mask, WHITE)


@pytest.mark.anyio
async def test_both_clients_refuse_an_unconverted_mask(unsent: Stability, unsent_async: AsyncStability) -> None:
    with pytest.raises(InvalidMaskImageError, match="for_source"):
        unsent.masking(PHOTO, "a door", mask_source=BLACK, mask_image=HOLE)
    with pytest.raises(InvalidMaskImageError, match="for_source"):
        await unsent_async.masking(PHOTO, "a door", mask_source=BLACK, mask_image=HOLE)


def test_an_unconverted_mask_is_sent_without_validation(client: Stability) -> None:
    assert client.masking(PHOTO, "a door", mask_source=BLACK, mask_image=HOLE, validate=False).image.size == SIZE


def test_a_mask_that_another_library_inverted_is_not_refused() -> None:
    masks.check_masking(PHOTO, ImageOps.invert(HOLE), BLACK)
    with pytest.warns(MaskWarning, match="reverse"):
        masks.check_masking(PHOTO, ImageOps.invert(HOLE), WHITE)


def test_a_mask_made_here_may_repaint_most_of_the_image() -> None:
    masks.check_masking(PHOTO, masks.invert(HOLE), WHITE)
    masks.check_masking(PHOTO, masks.from_source(PHOTO, DARK_MASK, WHITE), WHITE)


def test_a_converted_mask_is_changed_as_what_it_means() -> None:
    assert masks.grow(masks.for_source(HOLE, BLACK), 3) == masks.grow(HOLE, 3)
