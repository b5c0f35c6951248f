"""v2beta's fields: every limit of the contract is checked, and each mistake is named with its field."""

from typing import Any

import httpx
import pytest
from PIL import Image

from stability_client.standin.contract import load_contract
from tests.support.hosted_calls import OTHER_PHOTO, PHOTO, V2BETA, call, read_errors
from tests.support.standin_calls import encode, png_with_header

CONTRACT = load_contract()
OPERATIONS = {each.id: each for each in CONTRACT.operations if each.id in V2BETA}
PROPERTIES = {name: CONTRACT.properties(each.options_schema) for name, each in OPERATIONS.items()}


def fields(*keywords: str) -> list[tuple[str, str]]:
    """List operation and field of every field that has one of the keywords."""
    return [
        (operation, name)
        for operation, properties in PROPERTIES.items()
        for name, schema in properties.items()
        if any(keyword in schema for keyword in keywords)
    ]


def assert_refused(response: httpx.Response, field: str) -> None:
    name, errors = read_errors(response)
    assert name == "bad_request"
    assert any(each.startswith(f"{field}: ") for each in errors), errors


def companions(operation: str, field: str) -> tuple[dict[str, str], dict[str, bytes]]:
    """Return what a field needs beside it."""
    if field == "strength":
        return {}, {"image": PHOTO}
    if field == "light_source_strength":
        return {"light_source_direction": "left"}, {}
    return {}, {}


# --- values


@pytest.mark.parametrize(("operation", "field"), fields("minimum"))
def test_numbers_have_the_limits_of_the_contract(hosted: httpx.Client, operation: str, field: str) -> None:
    schema = PROPERTIES[operation][field]
    more, files = companions(operation, field)
    step = 1 if schema["type"] == "integer" else 0.01
    lowest, highest = schema["minimum"], schema["maximum"]
    is_margin = operation == "v2beta_outpaint" and field in ("left", "right", "up", "down")
    for allowed in (1, 64) if is_margin else (lowest, highest):  # the margins must not all be 0, and 2000 take time
        assert call(hosted, operation, {**more, field: str(allowed)}, files).status_code == 200
    for wrong in (lowest - step, highest + step, "", "many", "1_0", "0x1", "nan", "1e999"):
        assert_refused(call(hosted, operation, {**more, field: str(wrong)}, files), field)


@pytest.mark.parametrize(("operation", "field"), fields("enum", "allOf"))
def test_words_are_those_of_the_contract(hosted: httpx.Client, operation: str, field: str) -> None:
    assert_refused(call(hosted, operation, {field: "of my own"}), field)


@pytest.mark.parametrize(("operation", "field"), fields("maxLength"))
def test_texts_have_the_length_of_the_contract(hosted: httpx.Client, operation: str, field: str) -> None:
    longest = PROPERTIES[operation][field]["maxLength"]
    assert call(hosted, operation, {field: "sea " * (longest // 4)}).status_code == 200
    assert_refused(call(hosted, operation, {field: "x" * (longest + 1)}), field)


@pytest.mark.parametrize(("operation", "field"), fields("minLength"))
def test_a_prompt_must_not_be_empty(hosted: httpx.Client, operation: str, field: str) -> None:
    assert_refused(call(hosted, operation, {field: ""}), field)


@pytest.mark.parametrize("operation", V2BETA)
def test_what_is_required_must_be_sent(hosted: httpx.Client, operation: str) -> None:
    required = CONTRACT.body(OPERATIONS[operation].options_schema)["required"]
    for name in required:
        assert_refused(call(hosted, operation, {name: None}, {name: None}), name)
    nothing = dict.fromkeys(V2BETA[operation].fields), dict.fromkeys(V2BETA[operation].files)
    errors = read_errors(call(hosted, operation, *nothing))[1]
    assert {each.partition(":")[0] for each in errors} >= set(required)


def test_every_mistake_is_listed(hosted: httpx.Client) -> None:
    errors = read_errors(call(hosted, "core", {"prompt": None, "seed": "-1", "aspect_ratio": "4:3"}))[1]
    assert {each.partition(":")[0] for each in errors} == {"prompt", "seed", "aspect_ratio"}


def test_a_text_that_is_not_in_utf_8_is_refused(hosted: httpx.Client) -> None:
    assert_refused(hosted.post(V2BETA["v2beta_core"].path, files={"prompt": (None, b"\xff")}), "prompt")


# --- rules between fields


@pytest.mark.parametrize(
    ("operation", "texts", "files", "field"),
    [
        ("ultra", {"strength": "0.5"}, {}, "strength"),
        ("ultra", {}, {"image": PHOTO}, "image"),
        ("sd3", {"strength": "0.5"}, {}, "strength"),
        ("sd3", {}, {"image": PHOTO}, "image"),
        ("sd3", {"mode": "image-to-image"}, {}, "mode"),
        ("sd3", {"mode": "text-to-image", "strength": "0.5"}, {"image": PHOTO}, "mode"),
        ("sd3", {"aspect_ratio": "1:1", "strength": "0.5"}, {"image": PHOTO}, "aspect_ratio"),
        ("sd3", {"model": "sd4"}, {}, "model"),
        ("outpaint", {"left": None}, {}, "left"),
        ("outpaint", {"left": "0", "bottom": "10"}, {}, "left"),
        ("replace_background_and_relight", {"background_prompt": None}, {}, "background_prompt"),
        ("replace_background_and_relight", {"background_prompt": ""}, {}, "background_prompt"),
        ("replace_background_and_relight", {"light_source_strength": "0.5"}, {}, "light_source_strength"),
    ],
)
def test_fields_that_need_or_exclude_each_other(
    hosted: httpx.Client, operation: str, texts: dict[str, str | None], files: dict[str, bytes], field: str
) -> None:
    assert_refused(call(hosted, operation, texts, files), field)


@pytest.mark.parametrize(
    ("operation", "texts", "files"),
    [
        ("ultra", {"strength": "0", "aspect_ratio": "16:9"}, {"image": PHOTO}),
        ("sd3", {"mode": "image-to-image", "strength": "1"}, {"image": PHOTO}),
        ("outpaint", {"left": "0", "down": "3"}, {}),
        ("replace_background_and_relight", {"background_prompt": None}, {"background_reference": OTHER_PHOTO}),
        ("replace_background_and_relight", {"light_source_strength": "0.5"}, {"light_reference": OTHER_PHOTO}),
    ],
)
def test_fields_that_go_together(
    hosted: httpx.Client, operation: str, texts: dict[str, str | None], files: dict[str, bytes]
) -> None:
    assert call(hosted, operation, texts, files).status_code == 200


# --- images

IMAGES = [(operation, part) for operation, each in OPERATIONS.items() for part in each.image_parts]


def with_image(http: httpx.Client, operation: str, name: str, data: bytes) -> httpx.Response:
    texts = {"strength": "0.5"} if operation in ("v2beta_ultra", "v2beta_sd3") else {}
    return call(http, operation, texts, {name: data})


@pytest.mark.parametrize(("operation", "part"), IMAGES, ids=lambda each: each if isinstance(each, str) else each.name)
def test_images_have_the_limits_of_the_contract(hosted: httpx.Client, operation: str, part: Any) -> None:
    limits = part.limits

    def refuse(width: int, height: int) -> None:
        image = png_with_header(width, height) if width * height > 2**20 else encode(Image.new("L", (width, height)))
        assert_refused(with_image(hosted, operation, part.name, image), part.name)

    shortest = limits.get("x-min-side", 1)
    if shortest > 1:
        refuse(shortest - 1, 100)
        refuse(100, shortest - 1)
    if "x-max-aspect-ratio" in limits:
        refuse(64, 161)
        refuse(161, 64)
        assert with_image(hosted, operation, part.name, encode(Image.new("L", (160, 64)))).status_code == 200
    if "x-max-side" in limits:
        refuse(limits["x-max-side"] + 1, shortest)
    if "x-max-pixels" in limits:
        refuse(1024, limits["x-max-pixels"] // 1024 + 1)
    assert_refused(with_image(hosted, operation, part.name, b"no image"), part.name)
    assert_refused(with_image(hosted, operation, part.name, PHOTO[:-30]), part.name)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_images_of_three_formats_are_read(hosted: httpx.Client, kind: str, mode: str) -> None:
    image = encode(Image.new(mode, (64, 64)), kind)
    assert call(hosted, "structure", {}, {"image": image}).status_code == 200
