"""Images: repeatable, of the requested size, and repainted exactly as the mask says."""

import hashlib
import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image, ImageChops, ImageOps

from stability_client.standin.painter.painting import paint_scene
from tests.support.standin_calls import (
    ENGINE,
    SIZE,
    TEXT_TO_IMAGE,
    encode,
    image_to_image,
    make_image,
    make_ramp,
    masking,
    options,
    read_image,
    text_to_image,
)

INIT = encode(make_image())
OTHER_INIT = encode(ImageOps.invert(make_image()))
SEED = 11

WHITE, BLACK, ALPHA = "MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"
SOURCES = [WHITE, BLACK, ALPHA]

PROMPTS = [("a lighthouse, a cabin and a boat by the sea at night, birds", 1.0), ("trees", -0.5)]

DETERMINED = f"""
import hashlib
from stability_client.standin.painter.painting import paint_scene

finish = {{"cfg_scale": 9, "clip_guidance_preset": "NONE", "sampler": "DDIM", "steps": 30}}
image = paint_scene((512, 512), {PROMPTS!r}, engine="stable-diffusion-v1", seed=5, style=finish)
print(hashlib.sha256(image.tobytes()).hexdigest())
"""


def same(one: Image.Image, other: Image.Image) -> bool:
    """Return whether two images are identical."""
    return (one.mode, one.size, one.tobytes()) == (other.mode, other.size, other.tobytes())


def test_the_same_request_gives_the_same_file(http: httpx.Client) -> None:
    assert text_to_image(http, seed=SEED).content == text_to_image(http, seed=SEED).content


def test_concurrent_requests_give_the_same_file(http: httpx.Client) -> None:
    with ThreadPoolExecutor(4) as pool:
        files = set(pool.map(lambda _: text_to_image(http, seed=SEED).content, range(8)))
    assert files == {text_to_image(http, seed=SEED).content}


def test_images_do_not_depend_on_the_hash_seed() -> None:
    completed = subprocess.run(
        [sys.executable, "-c", DETERMINED],
        env={"PYTHONHASHSEED": "4321"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    finish = {"cfg_scale": 9, "clip_guidance_preset": "NONE", "sampler": "DDIM", "steps": 30}
    here = paint_scene((512, 512), PROMPTS, engine="stable-diffusion-v1", seed=5, style=finish)
    assert completed.stdout.strip() == hashlib.sha256(here.tobytes()).hexdigest()


@pytest.fixture(scope="module")
def plain(unlimited: httpx.Client) -> Image.Image:
    """Return the image of the prompt and the seed without other options."""
    return read_image(text_to_image(unlimited, seed=SEED))


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 12},
        {"prompt": "a lighthous"},
        {"cfg_scale": 20},
        {"steps": 10},
        {"sampler": "DDIM"},
        {"clip_guidance_preset": "SLOW"},
        {"text_prompts": [{"text": "a lighthouse"}, {"text": "birds", "weight": -1}]},
        {"text_prompts": [{"text": "a lighthouse", "weight": 0.5}]},
    ],
    ids=str,
)
def test_every_other_request_gives_another_image(http: httpx.Client, plain: Image.Image, other: dict[str, Any]) -> None:
    assert not same(read_image(text_to_image(http, **{"seed": SEED, **other})), plain)


def test_every_engine_paints_another_image(http: httpx.Client, plain: Image.Image) -> None:
    response = http.post(TEXT_TO_IMAGE.replace(ENGINE, "stable-diffusion-v1"), json=options(seed=SEED))
    assert not same(read_image(response), plain)


@pytest.mark.parametrize("size", [(512, 512), (512, 768), (1024, 512)])
def test_images_have_the_requested_size(http: httpx.Client, size: tuple[int, int]) -> None:
    assert read_image(text_to_image(http, width=size[0], height=size[1])).size == size


def test_image_files_are_small(http: httpx.Client) -> None:
    assert len(text_to_image(http, "a lighthouse on a cliff at dusk, oil painting", seed=SEED).content) < 120_000


@pytest.mark.parametrize(
    "prompt",
    [
        "日本語の灯台",
        "🎨🖌️ \u202e backwards",
        "\0\x01\x1b[31m controlled",
        "word " * 400,
        "x" * 2000,
        " ",
        "a lighthouse a boat a cabin in a city by the sea with birds trees mountains and balloons",
    ],
    ids=["japanese", "emoji", "control", "words", "one word", "blank", "everything"],
)
def test_any_prompt_can_be_written_on_its_image(http: httpx.Client, prompt: str) -> None:
    assert read_image(text_to_image(http, prompt)).size == (512, 512)


@pytest.mark.parametrize("weight", [10**400, -(10**400), 1e308, 0, -0.0])
def test_any_weight_is_accepted(http: httpx.Client, weight: float) -> None:
    assert read_image(text_to_image(http, text_prompts=[{"text": "a boat", "weight": weight}])).size == (512, 512)


def test_start_0_returns_the_init_image(http: httpx.Client, astronaut: bytes) -> None:
    for init in (INIT, astronaut):
        with Image.open(io.BytesIO(init)) as expected:
            assert same(read_image(image_to_image(http, init, step_schedule_start=0)), expected.convert("RGB"))


def test_start_1_ignores_the_init_image(http: httpx.Client) -> None:
    one, other = (
        read_image(image_to_image(http, init, step_schedule_start=1, seed=SEED)) for init in (INIT, OTHER_INIT)
    )
    assert same(one, other)


def test_between_0_and_1_the_init_image_is_blended(http: httpx.Client) -> None:
    above_the_caption = (0, 0, SIZE[0], SIZE[1] // 2)
    before, after = (
        read_image(image_to_image(http, INIT, seed=SEED, step_schedule_start=start)).crop(above_the_caption)
        for start in (0, 1)
    )
    for start in (0.25, 0.5, 0.9):
        between = read_image(image_to_image(http, INIT, seed=SEED, step_schedule_start=start)).crop(above_the_caption)
        assert _furthest(between, Image.blend(before, after, start)) <= 1


@pytest.mark.parametrize("size", [(512, 512), (1024, 512), (512, 768)])
@pytest.mark.parametrize("prompt", ["fog", "a lighthouse on a cliff " * 8], ids=["short", "long"])
def test_a_painted_init_image_leaves_one_caption(http: httpx.Client, prompt: str, size: tuple[int, int]) -> None:
    painted = text_to_image(http, "a boat by the sea", seed=1, width=size[0], height=size[1]).content
    blended, scene = (
        read_image(image_to_image(http, painted, prompt, seed=SEED, step_schedule_start=start)) for start in (0.35, 1)
    )
    below = (0, round(size[1] * 0.76), *size)
    assert same(blended.crop(below), scene.crop(below))
    above = (0, 0, size[0], size[1] // 3)
    assert not same(blended.crop(above), scene.crop(above))


def test_a_schedule_that_ends_early_leaves_the_caption_readable(http: httpx.Client) -> None:
    init = encode(make_image(size=(512, 512)))
    full, early = (
        read_image(image_to_image(http, init, "fog", seed=SEED, step_schedule_start=1, step_schedule_end=end))
        for end in (1, 0)
    )
    letters = [
        image.convert("L").crop((0, 440, 512, 500)).point(lambda level: 255 * (level > 250)) for image in (full, early)
    ]
    assert same(*letters)
    assert letters[0].getbbox()


def test_without_a_start_both_are_visible(http: httpx.Client) -> None:
    between = read_image(image_to_image(http, INIT, seed=SEED))
    for start in (0, 1):
        assert not same(between, read_image(image_to_image(http, INIT, seed=SEED, step_schedule_start=start)))


def test_a_schedule_that_ends_early_blurs_the_scene(http: httpx.Client) -> None:
    full = read_image(image_to_image(http, INIT, seed=SEED, step_schedule_start=1))
    at_end, early = (
        read_image(image_to_image(http, INIT, seed=SEED, step_schedule_start=1, step_schedule_end=end))
        for end in (1, 0)
    )
    assert same(full, at_end)
    assert not same(full, early)


def test_the_result_has_the_size_of_the_init_image(http: httpx.Client) -> None:
    assert read_image(image_to_image(http, INIT)).size == SIZE


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (3, 5), (8, 8), (13, 700)])
def test_init_images_of_any_size_can_be_repainted(http: httpx.Client, size: tuple[int, int]) -> None:
    init = encode(Image.new("RGB", size, "teal"))
    assert read_image(image_to_image(http, init, "a lighthouse, a boat and a cabin by the city")).size == size
    assert read_image(masking(http, init, encode(Image.new("L", size, 255)), WHITE)).size == size


def test_another_size_can_be_requested(http: httpx.Client) -> None:
    assert read_image(image_to_image(http, INIT, width=512, height=576)).size == (512, 576)
    assert read_image(masking(http, INIT, encode(make_ramp()), WHITE, width=512, height=576)).size == (512, 576)


def masked(http: httpx.Client, init: Image.Image, strength: Image.Image, source: str, **more: Any) -> Image.Image:
    """Call masking with a strength of repainting (mode L, white repaints), in the form that the source needs."""
    if source == ALPHA:
        cut_out = init.convert("RGB")
        cut_out.putalpha(ImageOps.invert(strength))
        return read_image(masking(http, encode(cut_out), None, source, seed=SEED, **more))
    drawn_mask = strength if source == WHITE else ImageOps.invert(strength)
    return read_image(masking(http, encode(init), encode(drawn_mask), source, seed=SEED, **more))


@pytest.mark.parametrize("source", SOURCES)
def test_masking_repaints_on_a_linear_scale(http: httpx.Client, source: str) -> None:
    init, strength = make_image(), make_ramp()
    scene = masked(http, init, Image.new("L", SIZE, 255), source)
    result = masked(http, init, strength, source)
    pixels = zip(_pixels(result), _pixels(init), _pixels(scene), strength.tobytes(), strict=True)
    for got, original, painted, share in pixels:
        for channel in range(3):
            exactly = (painted[channel] * share + original[channel] * (255 - share)) / 255
            assert abs(got[channel] - exactly) <= 0.51


@pytest.mark.parametrize("source", SOURCES)
def test_masking_leaves_every_other_pixel_as_it_was(http: httpx.Client, astronaut: bytes, source: str) -> None:
    with Image.open(io.BytesIO(astronaut)) as file:
        photograph = file.convert("RGB").reduce(2)
    strength = Image.new("L", photograph.size)
    strength.paste(255, (50, 60, 150, 190))
    result = masked(http, photograph, strength, source)
    scene = masked(http, photograph, Image.new("L", photograph.size, 255), source)
    assert same(result, Image.composite(scene, photograph, strength))
    changed = ImageChops.difference(result, photograph).getbbox()
    assert changed is not None
    left, top, right, bottom = changed
    assert min(left - 50, top - 60, 150 - right, 190 - bottom) >= 0


@pytest.mark.parametrize("source", SOURCES)
def test_a_mask_of_one_white_pixel_changes_that_pixel_at_most(http: httpx.Client, source: str) -> None:
    strength = Image.new("L", SIZE)
    strength.putpixel((7, 5), 255)
    result = masked(http, make_image(), strength, source)
    assert ImageChops.difference(result, make_image()).getbbox() in (None, (7, 5, 8, 6))


def test_the_three_mask_sources_agree(http: httpx.Client) -> None:
    results = [masked(http, make_image(), make_ramp(), source) for source in SOURCES]
    assert same(results[0], results[1])
    assert same(results[0], results[2])


def test_start_0_returns_the_init_image_under_a_mask_too(http: httpx.Client) -> None:
    assert same(masked(http, make_image(), make_ramp(), WHITE, step_schedule_start=0), make_image())


def test_a_white_mask_paints_what_image_to_image_paints_at_start_1(http: httpx.Client) -> None:
    everywhere = masked(http, make_image(), Image.new("L", SIZE, 255), WHITE)
    assert same(everywhere, read_image(image_to_image(http, INIT, seed=SEED, step_schedule_start=1)))


def test_a_mask_image_is_ignored_if_alpha_counts(http: httpx.Client) -> None:
    cut_out = make_image()
    cut_out.putalpha(make_ramp())
    without = read_image(masking(http, encode(cut_out), None, ALPHA, seed=SEED))
    for ignored in (encode(Image.new("L", SIZE)), encode(Image.new("L", (3, 5)))):
        assert same(read_image(masking(http, encode(cut_out), ignored, ALPHA, seed=SEED)), without)


def test_the_opaque_alpha_of_a_mask_image_does_not_matter(http: httpx.Client) -> None:
    plain = masked(http, make_image(), make_ramp(), WHITE)
    for mode in ("RGB", "RGBA", "LA"):
        assert same(read_image(masking(http, INIT, encode(make_ramp().convert(mode)), WHITE, seed=SEED)), plain)


def test_a_transparent_init_image_keeps_its_alpha_outside_the_mask(http: httpx.Client) -> None:
    cut_out = make_image()
    cut_out.putalpha(100)
    strength = Image.new("L", SIZE)
    strength.paste(255, (0, 0, 10, SIZE[1]))
    result = masked(http, cut_out, strength, WHITE)
    assert result.mode == "RGBA"
    assert set(result.getchannel("A").crop((10, 0, *SIZE)).tobytes()) == {100}
    assert set(result.getchannel("A").crop((0, 0, 10, SIZE[1])).tobytes()) == {255}


def test_photographs_can_be_repainted(http: httpx.Client, photographs: Path) -> None:
    for name in ("coffee.png", "rocket.jpg"):
        file = photographs / name
        if not file.exists():  # not every release of scikit-image ships every one
            continue
        with Image.open(file) as photograph:
            assert read_image(image_to_image(http, file.read_bytes())).size == photograph.size


def _furthest(one: Image.Image, other: Image.Image) -> int:
    """Return the largest difference of any channel of any pixel."""
    bands = ImageChops.difference(one, other).getextrema()
    return max(int(band[1]) for band in bands if isinstance(band, tuple))


def _pixels(image: Image.Image) -> list[bytes]:
    data = image.convert("RGB").tobytes()
    return [data[at : at + 3] for at in range(0, len(data), 3)]
