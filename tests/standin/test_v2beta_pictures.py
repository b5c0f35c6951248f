"""v2beta's images show what each operation means, pixel by pixel."""

from collections.abc import Callable

import httpx
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from stability_client.standin import StandIn
from stability_client.standin.contract import load_contract
from stability_client.standin.painter.masking import grow
from tests.support.hosted_calls import OTHER_PHOTO, PHOTO, SIDE, call, disc_on_gradient, read_image
from tests.support.standin_calls import encode, make_image

SIZE = (96, 96)
SCENE = make_image(size=SIZE)
BOX = (30, 36, 60, 56)
Array = npt.NDArray[np.integer]


def box_mask(level: int = 255, size: tuple[int, int] = SIZE, box: tuple[int, int, int, int] = BOX) -> Image.Image:
    """Make a mask with a rectangle of one level; its right and lower edges are outside."""
    mask = Image.new("L", size)
    mask.paste(level, box)
    return mask


def changes(one: Image.Image, other: Image.Image) -> Array:
    """Return how much each pixel differs."""
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    largest: Array = np.asarray(difference).max(axis=2).astype(int)
    return largest


def distance_to(mask: Image.Image) -> npt.NDArray[np.floating]:
    """Return the distance of each pixel to the white of a mask, in pixels."""
    white = np.asarray(mask) > 0
    edge = np.argwhere(white & (np.asarray(mask.filter(ImageFilter.MinFilter(3))) == 0))
    rows, columns = np.indices((mask.height, mask.width), dtype=np.int32)
    nearest = np.full(rows.shape, np.iinfo(np.int32).max)
    for row, column in edge:
        np.minimum(nearest, (rows - row) ** 2 + (columns - column) ** 2, out=nearest)
    return np.where(white, 0.0, np.sqrt(nearest))


def edit(
    http: httpx.Client, operation: str, image: Image.Image, mask: Image.Image | None, **fields: str
) -> Image.Image:
    """Edit an image through a mask, or through its own alpha."""
    files = {"image": encode(image)} | ({} if mask is None else {"mask": encode(mask)})
    return read_image(call(http, operation, {"seed": "5", **fields}, files))


# --- masks


@pytest.mark.parametrize("operation", ["inpaint", "erase"])
@pytest.mark.parametrize("pixels", [0, 1, 5, 20])
def test_the_grown_mask_changes_and_nothing_else(hosted: httpx.Client, operation: str, pixels: int) -> None:
    result = edit(hosted, operation, SCENE, box_mask(), grow_mask=str(pixels))
    changed, distance = changes(result, SCENE), distance_to(box_mask())
    assert (result.mode, result.size) == ("RGB", SIZE)
    assert not changed[distance > pixels].any()
    if operation == "inpaint":
        assert (changed[distance == 0] > 0).mean() > 0.95
        assert not pixels or changed[(distance > 0) & (distance <= pixels)].any()


def test_inpainting_shows_the_prompt(hosted: httpx.Client) -> None:
    one, other = (edit(hosted, "inpaint", SCENE, box_mask(), prompt=prompt) for prompt in ("a boat", "a city"))
    assert changes(one, other).any()


def test_the_mask_grows_by_five_pixels_by_default(hosted: httpx.Client) -> None:
    assert not changes(
        edit(hosted, "inpaint", SCENE, box_mask()), edit(hosted, "inpaint", SCENE, box_mask(), grow_mask="5")
    ).any()


@pytest.mark.parametrize("pixels", [2, 5, 20, 100])
def test_a_grown_mask_is_soft_at_its_border(pixels: int) -> None:
    mask = box_mask(size=(300, 300), box=(130, 130, 170, 170))
    distance, strength = distance_to(mask), np.asarray(grow(mask, pixels)).astype(int)
    assert (strength[distance == 0] == 255).all()
    assert not strength[distance > pixels].any()
    outward = strength[150, 170:]  # from the edge on
    assert (np.diff(outward) <= 0).all()
    assert 0 < outward[pixels // 2] < 255


def test_gray_repaints_in_part(hosted: httpx.Client) -> None:
    whole, half = (edit(hosted, "inpaint", SCENE, box_mask(level), grow_mask="0") for level in (255, 128))
    expected = np.asarray(Image.blend(SCENE, whole, 128 / 255)).astype(int)
    assert np.abs(np.asarray(half).astype(int) - expected).max() <= 1


def test_a_mask_of_another_size_is_stretched(hosted: httpx.Client) -> None:
    small = box_mask(size=(48, 96), box=(15, 36, 30, 56))
    result = edit(hosted, "inpaint", SCENE, small, grow_mask="0")
    changed, distance = changes(result, SCENE), distance_to(box_mask())
    assert not changed[distance > 2].any()
    assert (changed[distance == 0] > 0).mean() > 0.9


@pytest.mark.parametrize("operation", ["inpaint", "erase"])
def test_without_a_mask_the_transparent_part_changes(hosted: httpx.Client, operation: str) -> None:
    transparent = SCENE.copy()
    transparent.putalpha(ImageChops.invert(box_mask()))
    result = edit(hosted, operation, transparent, None, grow_mask="0")
    assert result.mode == "RGB"
    assert not changes(result, edit(hosted, operation, SCENE, box_mask(), grow_mask="0")).any()


def test_with_a_mask_the_alpha_of_the_image_does_not_count(hosted: httpx.Client) -> None:
    transparent = SCENE.copy()
    transparent.putalpha(box_mask(120, box=(0, 0, 20, 20)))
    result = edit(hosted, "inpaint", transparent, box_mask(), grow_mask="0")
    assert result.mode == "RGBA"
    outside = distance_to(box_mask()) > 0
    assert (np.asarray(result)[outside] == np.asarray(transparent)[outside]).all()
    assert (np.asarray(result)[~outside][:, 3] == 255).all()


@pytest.mark.parametrize("mask", [None, Image.new("L", SIZE)])
def test_what_keeps_everything_changes_nothing(
    stability_standin: StandIn, hosted: httpx.Client, mask: Image.Image | None
) -> None:
    assert not changes(edit(hosted, "inpaint", SCENE, mask), SCENE).any()
    assert stability_standin.balance() == 995


def test_erasing_continues_the_surroundings(hosted: httpx.Client) -> None:
    background = disc_on_gradient("white")
    ImageDraw.Draw(background).rectangle((0, 0, 95, 95), fill=0)
    background.paste(disc_on_gradient("white").crop((0, 0, 1, 96)).resize(SIZE))
    stained = background.copy()
    ImageDraw.Draw(stained).rectangle(BOX, fill="red")
    mask = box_mask(box=(30, 36, 61, 57))
    assert changes(stained, background).max() > 100
    assert changes(edit(hosted, "erase", stained, mask), background).max() < 12


# --- outpainting


@pytest.mark.parametrize(
    ("left", "up", "right", "down"), [(10, 0, 0, 0), (0, 7, 0, 0), (0, 0, 33, 0), (0, 0, 0, 100), (5, 6, 7, 8)]
)
def test_outpainting_adds_exactly_so_many_pixels(
    hosted: httpx.Client, left: int, up: int, right: int, down: int
) -> None:
    fields = {"left": str(left), "up": str(up), "right": str(right), "down": str(down)}
    result = read_image(call(hosted, "outpaint", fields, {"image": encode(SCENE)}))
    assert result.size == (SIZE[0] + left + right, SIZE[1] + up + down)
    inside = result.crop((left, up, left + SIZE[0], up + SIZE[1]))
    assert inside.tobytes() == SCENE.tobytes()


def test_creativity_moves_the_margin_from_the_image_to_the_prompt(hosted: httpx.Client) -> None:
    flat = Image.new("RGB", SIZE, "orange")

    def margin(creativity: str) -> Image.Image:
        fields = {"left": "60", "prompt": "a night sky", "creativity": creativity, "seed": "2"}
        return read_image(call(hosted, "outpaint", fields, {"image": encode(flat)})).crop((0, 0, 60, 96))

    expected = Image.new("RGB", (60, 96), "orange")
    distances = [changes(margin(each), expected).mean() for each in ("0", "0.5", "1")]
    assert distances[0] < 1
    assert distances[0] < distances[1] < distances[2]


# --- objects


def three_discs() -> tuple[Image.Image, dict[str, Image.Image]]:
    """Make an image with discs of three colors, and the mask of each."""
    image, masks = Image.new("RGB", (192, 96), (120, 110, 100)), {}
    for number, color in enumerate(("red", "green", "blue")):
        masks[color] = Image.new("L", image.size)
        box = (16 + 60 * number, 30, 52 + 60 * number, 66)
        ImageDraw.Draw(masks[color]).ellipse(box, fill=255)
        image.paste(color, mask=masks[color])
    return image, masks


@pytest.mark.parametrize(
    ("operation", "field"), [("search_and_replace", "search_prompt"), ("search_and_recolor", "select_prompt")]
)
@pytest.mark.parametrize("color", ["red", "green", "blue"])
def test_the_object_that_a_prompt_names_changes(hosted: httpx.Client, operation: str, field: str, color: str) -> None:
    image, masks = three_discs()
    fields = {"prompt": "something yellow", field: f"the {color} disc", "seed": "3"}
    result = read_image(call(hosted, operation, fields, {"image": encode(image)}))
    changed, distance = changes(result, image), distance_to(masks[color])
    assert (changed[distance == 0] > 0).mean() > 0.8
    assert not changed[distance > 10].any()


def test_any_other_prompt_chooses_one_object_for_good(hosted: httpx.Client) -> None:
    image, masks = three_discs()

    def changed(prompt: str) -> list[bool]:
        fields = {"search_prompt": prompt, "seed": "3", "grow_mask": "0"}
        difference = changes(read_image(call(hosted, "search_and_replace", fields, {"image": encode(image)})), image)
        return [bool((difference[np.asarray(mask) > 0] > 0).mean() > 0.5) for mask in masks.values()]

    prompts = ("a dog", "a cat", "a hat", "a car", "a cup", "a tree")
    choices = [changed(prompt) for prompt in prompts]
    assert choices == [changed(prompt) for prompt in prompts]
    assert len(set(map(tuple, choices))) > 1


def test_an_image_without_objects_changes_in_the_middle(hosted: httpx.Client) -> None:
    flat = Image.new("RGB", SIZE, "gray")
    result = read_image(call(hosted, "search_and_replace", {"grow_mask": "0"}, {"image": encode(flat)}))
    changed = changes(result, flat)
    assert changed[48, 40:56].any()
    assert not changed[:20].any()


def test_recoloring_gives_the_color_and_keeps_the_shading(hosted: httpx.Client) -> None:
    image, masks = three_discs()
    fields = {"prompt": "make it orange", "select_prompt": "blue"}
    result = read_image(call(hosted, "search_and_recolor", fields, {"image": encode(image)}))
    assert ImageStat.Stat(result, masks["blue"]).mean == pytest.approx((240, 138, 36), abs=12)


def test_the_background_becomes_transparent(hosted: httpx.Client) -> None:
    image = disc_on_gradient("yellow")
    result = read_image(call(hosted, "remove_background", {}, {"image": encode(image)}))
    assert (result.mode, result.size) == ("RGBA", image.size)
    alpha = np.asarray(result.getchannel("A"))
    disc = Image.new("L", image.size)
    ImageDraw.Draw(disc).ellipse((32, 32, 64, 64), fill=255)
    inside = np.asarray(disc.filter(ImageFilter.MinFilter(5))) > 0
    assert (alpha[inside] > 250).all()
    assert (alpha[distance_to(disc) > 4] == 0).all()
    assert not changes(result, image).any()


def test_a_webp_file_is_transparent_too(hosted: httpx.Client) -> None:
    files = {"image": encode(disc_on_gradient("yellow"))}
    assert read_image(call(hosted, "remove_background", {"output_format": "webp"}, files)).mode == "RGBA"


def test_an_image_without_a_subject_keeps_its_middle(hosted: httpx.Client) -> None:
    flat = encode(Image.new("RGB", SIZE, "gray"))
    alpha = read_image(call(hosted, "remove_background", {}, {"image": flat})).getchannel("A")
    assert (alpha.getpixel((48, 48)), alpha.getpixel((2, 2))) == (255, 0)


# --- relighting


def relight(http: httpx.Client, image: Image.Image, **fields: str) -> Image.Image:
    started = call(http, "replace_background_and_relight", {"seed": "2", **fields}, {"subject_image": encode(image)})
    return read_image(http.get(f"/v2beta/results/{started.json()['id']}"))


def test_the_background_is_replaced_and_the_subject_stays(hosted: httpx.Client) -> None:
    image = disc_on_gradient("yellow")
    result = relight(hosted, image, preserve_original_subject="1")
    changed = changes(result, image)
    assert result.size == image.size
    assert not changed[44:52, 44:52].any()
    assert (changed[:16] > 0).mean() > 0.9


def test_the_original_background_can_be_kept(hosted: httpx.Client) -> None:
    image = disc_on_gradient("yellow")
    assert not changes(relight(hosted, image, keep_original_background="true"), image).any()


@pytest.mark.parametrize(("direction", "lit"), [("left", 0), ("right", 1), ("above", 2), ("below", 3)])
def test_the_light_comes_from_its_direction(hosted: httpx.Client, direction: str, lit: int) -> None:
    flat = Image.new("RGB", SIZE, "gray")
    fields = {"light_source_direction": direction, "light_source_strength": "1", "keep_original_background": "true"}
    levels = np.asarray(relight(hosted, flat, **fields).convert("L")).astype(int)
    sides = [levels[:, :8].mean(), levels[:, -8:].mean(), levels[:8].mean(), levels[-8:].mean()]
    assert max(range(4), key=sides.__getitem__) == lit


def test_a_reference_becomes_the_background(hosted: httpx.Client) -> None:
    files = {"subject_image": encode(disc_on_gradient("yellow")), "background_reference": PHOTO}
    started = call(hosted, "replace_background_and_relight", {"background_prompt": None}, files)
    result = read_image(hosted.get(f"/v2beta/results/{started.json()['id']}"))
    assert changes(result, make_image(size=(SIDE, SIDE)).resize(SIZE, Image.Resampling.BILINEAR))[:16].max() <= 2


# --- upscaling


@pytest.mark.parametrize("size", [(64, 64), (96, 48), (33, 35)])
def test_fast_upscaling_gives_four_times_the_sides(hosted: httpx.Client, size: tuple[int, int]) -> None:
    image = make_image(size=size)
    result = read_image(call(hosted, "upscale_fast", {}, {"image": encode(image)}))
    assert result.size == (4 * size[0], 4 * size[1])
    assert changes(result.resize(size, Image.Resampling.BOX), image).mean() < 3


@pytest.mark.parametrize(
    ("operation", "size", "expected"),
    [
        ("upscale_conservative", (64, 64), (3112, 3112)),
        ("upscale_conservative", (128, 64), (4400, 2200)),
        ("upscale_creative", (64, 64), (3152, 3152)),
    ],
)
def test_upscaling_gives_one_number_of_pixels(
    stability_standin: StandIn, hosted: httpx.Client, operation: str, size: tuple[int, int], expected: tuple[int, int]
) -> None:
    stability_standin.reset()
    image = make_image(size=size)
    response = call(hosted, operation, {"output_format": "jpeg"}, {"image": encode(image)})
    if operation == "upscale_creative":
        response = hosted.get(f"/v2beta/results/{response.json()['id']}")
    result = read_image(response)
    assert result.size == expected
    assert changes(result.resize(size, Image.Resampling.BOX), image).mean() < 40


def test_more_creativity_changes_more(hosted: httpx.Client) -> None:
    def distance(creativity: str) -> float:
        result = read_image(call(hosted, "upscale_conservative", {"creativity": creativity, "seed": "4"}))
        return float(changes(result.resize((SIDE, SIDE)), make_image(size=(SIDE, SIDE))).mean())

    assert distance("0.2") < distance("0.5")


# --- generating


@pytest.mark.parametrize(
    ("operation", "ratio", "size"),
    [
        ("core", None, (1536, 1536)),
        ("core", "16:9", (2016, 1152)),
        ("ultra", None, (1024, 1024)),
        ("ultra", "16:9", (1344, 768)),
        ("sd3", "9:21", (640, 1536)),
        ("style", None, (1024, 1024)),
        ("style", "16:9", (1365, 768)),
    ],
)
def test_sizes_are_those_seen_live(
    stability_standin: StandIn, hosted: httpx.Client, operation: str, ratio: str | None, size: tuple[int, int]
) -> None:
    stability_standin.reset()
    response = call(hosted, operation, {"aspect_ratio": ratio, "output_format": "jpeg"})
    assert read_image(response).size == size


@pytest.mark.parametrize("ratio", load_contract().document["components"]["schemas"]["AspectRatio"]["enum"])
def test_every_aspect_ratio_is_kept(hosted: httpx.Client, ratio: str) -> None:
    across, down = map(int, ratio.split(":"))
    for operation in ("core", "ultra", "sd3", "style"):
        width, height = read_image(call(hosted, operation, {"aspect_ratio": ratio})).size
        assert width / height == pytest.approx(across / down, rel=0.09)


@pytest.mark.parametrize("operation", ["ultra", "sd3"])
def test_strength_is_how_far_the_result_goes_from_the_image(hosted: httpx.Client, operation: str) -> None:
    def distance(strength: str) -> float:
        result = read_image(call(hosted, operation, {"strength": strength, "seed": "4"}, {"image": PHOTO}))
        return float(changes(result, make_image(size=(SIDE, SIDE))).mean())

    nothing, half, all_of_it = map(distance, ("0", "0.5", "1"))
    assert nothing == 0
    assert 0 < half < all_of_it


def test_an_image_gives_its_aspect_ratio(hosted: httpx.Client) -> None:
    response = call(hosted, "sd3", {"strength": "0.5"}, {"image": encode(make_image(size=(128, 64)))})
    width, height = read_image(response).size
    assert width / height == pytest.approx(2, rel=0.05)


Change = tuple[str, dict[str, str], dict[str, str]]


@pytest.mark.parametrize(
    ("operation", "one", "other"),
    [
        ("core", {"prompt": "a city"}, {"prompt": "a forest"}),
        ("core", {}, {"negative_prompt": "lighthouse"}),
        ("core", {}, {"style_preset": "line-art"}),
        ("ultra", {}, {"style_preset": "neon-punk"}),
        ("sd3", {"model": "sd3.5-large"}, {"model": "sd3.5-medium"}),
        ("sd3", {"model": "sd3.5-large"}, {"cfg_scale": "9"}),
        ("structure", {"prompt": "a city"}, {"prompt": "a forest"}),
        ("sketch", {"prompt": "a city"}, {"prompt": "a forest"}),
        ("style", {"fidelity": "0"}, {"fidelity": "1"}),
    ],
    ids=str,
)
def test_options_change_the_image(
    hosted: httpx.Client, operation: str, one: dict[str, str], other: dict[str, str]
) -> None:
    first, second = (read_image(call(hosted, operation, {"seed": "6", **fields})) for fields in (one, other))
    assert changes(first, second).any()


# --- control


@pytest.mark.parametrize("operation", ["sketch", "structure"])
def test_control_keeps_the_edges_of_the_image(hosted: httpx.Client, operation: str) -> None:
    image = disc_on_gradient("yellow", 192)
    ring = Image.new("L", image.size)
    ImageDraw.Draw(ring).ellipse((64, 64, 128, 128), outline=255, width=3)

    def edges(strength: str) -> float:
        result = read_image(
            call(hosted, operation, {"control_strength": strength, "seed": "2"}, {"image": encode(image)})
        )
        assert result.size == image.size
        found = np.asarray(result.convert("L").filter(ImageFilter.FIND_EDGES)).astype(int)
        return float(found[np.asarray(ring) > 0].mean())

    none, some, most = map(edges, ("0", "0.5", "1"))
    assert none < some < most


def colors(image: Image.Image) -> Array:
    return np.asarray(ImageStat.Stat(image.convert("RGB")).mean)


def test_style_takes_the_colors_of_the_image(hosted: httpx.Client) -> None:
    model = disc_on_gradient("yellow")

    def distance(fidelity: str) -> float:
        result = read_image(call(hosted, "style", {"fidelity": fidelity, "seed": "2"}, {"image": encode(model)}))
        return float(np.abs(colors(result) - colors(model)).sum())

    free, default, close = map(distance, ("0", "0.5", "1"))
    assert close < default < free


def test_style_transfer_keeps_the_structure_and_takes_the_colors(hosted: httpx.Client) -> None:
    init, style = disc_on_gradient("yellow"), Image.merge("RGB", (Image.linear_gradient("L"),) * 3).resize(SIZE)
    green = Image.blend(style, Image.new("RGB", SIZE, "green"), 0.6)
    files = {"init_image": encode(init), "style_image": encode(green)}
    result = read_image(call(hosted, "style_transfer", {}, files)).resize(SIZE)
    assert np.abs(colors(result) - colors(green)).sum() < np.abs(colors(init) - colors(green)).sum() / 2
    gray = [np.asarray(each.convert("L")).astype(float).ravel() for each in (result, init)]
    assert np.corrcoef(gray)[0, 1] > 0.6


def test_style_transfer_without_strength_returns_the_colors(hosted: httpx.Client) -> None:
    files = {"init_image": PHOTO, "style_image": OTHER_PHOTO}
    one, other = (
        read_image(call(hosted, "style_transfer", {"change_strength": change}, files)) for change in ("0.1", "1")
    )
    original = make_image(size=(SIDE, SIDE)).resize(one.size)
    assert changes(one, original).mean() < changes(other, original).mean()


# --- all of them

DETERMINED: list[Callable[[httpx.Client], httpx.Response]] = [
    lambda http, name=name: call(http, name, {"seed": "8"})  # type: ignore[misc]
    for name in ("core", "ultra", "sd3", "inpaint", "outpaint", "search_and_replace", "sketch", "structure", "style")
]


@pytest.mark.parametrize("request_again", DETERMINED)
def test_the_same_seed_gives_the_same_file(
    hosted: httpx.Client, request_again: Callable[[httpx.Client], httpx.Response]
) -> None:
    assert request_again(hosted).content == request_again(hosted).content
