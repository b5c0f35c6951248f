"""v1: strict flat forms, the sizes that engines take, and errors as the hosted service sends them."""

import base64
import io
from typing import Any

import httpx
import pytest
from PIL import Image, ImageChops

from stability_client.standin import StandIn
from stability_client.standin.contract import load_contract
from tests.support.hosted_calls import (
    ACCOUNT,
    BALANCE,
    ENGINES,
    JSON,
    PHOTO,
    SD16,
    SDXL,
    SIDE,
    generate_path,
    read_image,
    read_v1_error,
    v1_form,
)
from tests.support.standin_calls import PNG, encode, encode_multipart, make_image, make_ramp, part_headers

TEXT_TO_IMAGE = generate_path("text-to-image", SD16)
SMALL = {"width": 320, "height": 320}
TEXT = {"text_prompts": [{"text": "a boat"}], **SMALL}
WHITE, BLACK, ALPHA = "MASK_IMAGE_WHITE", "MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"


def text_to_image(http: httpx.Client, accept: str = PNG, **more: Any) -> httpx.Response:
    return http.post(TEXT_TO_IMAGE, json=TEXT | more, headers={"Accept": accept})


def read_png(artifact: dict[str, Any]) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(artifact["base64"])), formats=["PNG"])


# --- responses


def test_an_image_comes_with_its_seed_and_finish_reason(hosted: httpx.Client) -> None:
    response = text_to_image(hosted, seed=4294967295)
    assert read_image(response).size == (320, 320)
    assert (response.headers["seed"], response.headers["finish-reason"]) == ("4294967295", "SUCCESS")


def test_json_lists_artifacts(hosted: httpx.Client) -> None:
    response = text_to_image(hosted, JSON, samples=2, seed=9)
    assert response.headers["content-type"] == JSON
    artifacts = response.json()["artifacts"]
    assert [each["seed"] for each in artifacts] == [9, 10]
    assert {each["finishReason"] for each in artifacts} == {"SUCCESS"}
    assert [read_png(each).size for each in artifacts] == [(320, 320)] * 2


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, JSON),
        ("*/*", JSON),
        (PNG, PNG),
        ("image/*", PNG),
        ("application/json;q=1, image/png;q=0", JSON),
        ("application/json;q=0.2, image/png;q=0.7", PNG),
        ("application/json, text/plain, */*", JSON),
        ("application/json;q=0, */*", PNG),
        ("text/html, image/png;q=0.3, */*;q=0.1", PNG),
        ("APPLICATION/JSON; charset=utf-8", JSON),
    ],
)
def test_accept_is_read_with_its_weights(hosted: httpx.Client, accept: str | None, content_type: str) -> None:
    headers = {} if accept is None else {"Accept": accept}
    assert hosted.post(TEXT_TO_IMAGE, json=TEXT, headers=headers).headers["content-type"] == content_type


@pytest.mark.parametrize("accept", ["text/html", "image/png;q=0", "image/webp", "*/*;q=0"])
def test_an_accept_of_nothing_that_is_offered_is_refused(hosted: httpx.Client, accept: str) -> None:
    assert read_v1_error(text_to_image(hosted, accept))[0] == "bad_request"


def test_png_holds_one_sample(hosted: httpx.Client) -> None:
    assert read_v1_error(text_to_image(hosted, PNG, samples=2))[0] == "invalid_samples"


def test_engines_are_a_bare_array(hosted: httpx.Client) -> None:
    engines = hosted.get(ENGINES).json()
    assert [each["id"] for each in engines] == [SDXL, SD16]
    assert {each["type"] for each in engines} == {"PICTURE"}


def test_the_account_has_a_profile_picture(hosted: httpx.Client) -> None:
    account = hosted.get(ACCOUNT, headers={"Stability-Client-ID": "me", "Organization": "org-standin"}).json()
    assert account.keys() == {"id", "email", "organizations", "profile_picture"}


# --- the key


@pytest.mark.parametrize("authorization", ["Bearer sk-standin", "bearer sk-standin", "sk-standin"])
def test_a_bare_key_is_accepted_too(anonymous: httpx.Client, authorization: str) -> None:
    assert anonymous.get(BALANCE, headers={"Authorization": authorization}).json() == {"credits": 1000.0}


def test_the_error_for_a_wrong_key_repeats_it(anonymous: httpx.Client) -> None:
    key = "sk-0123456789abcdefghij"
    response = anonymous.post(TEXT_TO_IMAGE, json={}, headers={"Authorization": f"Bearer {key}"})
    name, message = read_v1_error(response, 401)
    assert (name, key in message) == ("unauthorized", True)


def test_another_organization_is_refused(hosted: httpx.Client) -> None:
    response = hosted.post(TEXT_TO_IMAGE, json=TEXT, headers={"Organization": "org-of-others"})
    assert read_v1_error(response, 403)[0] == "permission_denied"


# --- sizes and engines


def test_an_unknown_engine_is_not_found(hosted: httpx.Client) -> None:
    response = hosted.post(generate_path("text-to-image", "stable-diffusion-v1-5"), json=TEXT)
    assert read_v1_error(response, 404)[0] == "not_found"


@pytest.mark.parametrize("size", [(1024, 1024), (640, 1536)])
def test_sdxl_takes_its_nine_sizes(hosted: httpx.Client, size: tuple[int, int]) -> None:
    options = TEXT | {"width": size[0], "height": size[1]}
    response = hosted.post(generate_path("text-to-image"), json=options, headers={"Accept": PNG})
    assert read_image(response).size == size


def test_sdxl_without_a_size_gives_a_megapixel(hosted: httpx.Client) -> None:
    options = {"text_prompts": TEXT["text_prompts"]}
    response = hosted.post(generate_path("text-to-image"), json=options, headers={"Accept": PNG})
    assert read_image(response).size == (1024, 1024)


@pytest.mark.parametrize("size", [{"width": 512, "height": 512}, {"width": 512}, {"width": 1152, "height": 1152}])
def test_sdxl_refuses_any_other_size(hosted: httpx.Client, size: dict[str, int]) -> None:
    options = {"text_prompts": TEXT["text_prompts"], **size}
    name, message = read_v1_error(hosted.post(generate_path("text-to-image"), json=options))
    assert name == "invalid_sdxl_v1_dimensions"
    assert "1152x896" in message


def test_sdxl_refuses_an_init_image_of_another_size(hosted: httpx.Client) -> None:
    parts: dict[str, Any] = {"text_prompts[0][text]": (None, "a boat"), "init_image": ("a.png", PHOTO)}
    response = hosted.post(generate_path("image-to-image"), files=parts)
    assert read_v1_error(response)[0] == "invalid_sdxl_v1_dimensions"


@pytest.mark.parametrize("width", [256, 1600, 321])
def test_sd_16_takes_sides_of_320_to_1536(hosted: httpx.Client, width: int) -> None:
    assert read_v1_error(text_to_image(hosted, width=width))[0] == "invalid_height_or_width"


# --- options


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"steps": 51}, "bad_request"),
        ({"steps": 9}, "bad_request"),
        ({"seed": 4294967296}, "bad_request"),
        ({"cfg_scale": 36}, "bad_request"),
        ({"sampler": "EULER"}, "bad_request"),
        ({"style_preset": "photo"}, "bad_request"),
        ({"samples": 11}, "invalid_samples"),
        ({"width": 64}, "invalid_height_or_width"),
        ({"text_prompts": []}, "invalid_prompts"),
        ({"text_prompts": [{"text": "x" * 2001}]}, "invalid_prompts"),
    ],
    ids=str,
)
def test_a_mistake_is_named(hosted: httpx.Client, options: dict[str, Any], name: str) -> None:
    assert read_v1_error(text_to_image(hosted, **options))[0] == name


def test_every_style_preset_looks_different(hosted: httpx.Client) -> None:
    presets = load_contract().document["components"]["schemas"]["StylePreset"]["enum"]
    files = {text_to_image(hosted, seed=1, style_preset=preset).content for preset in presets}
    files.add(text_to_image(hosted, seed=1).content)
    assert len(files) == len(presets) + 1


# --- forms


def prompts_of(standin: StandIn) -> Any:
    return standin.history[-1].options["text_prompts"]


def test_the_indices_of_prompts_may_skip(stability_standin: StandIn, hosted: httpx.Client) -> None:
    fields = {"text_prompts[7][text]": "sea", "text_prompts[7][weight]": "-0.5", "text_prompts[2][text]": "a boat"}
    assert v1_form(hosted, "image-to-image", fields, {"init_image": PHOTO}).status_code == 200
    assert prompts_of(stability_standin) == [{"text": "a boat"}, {"text": "sea", "weight": -0.5}]


def test_a_repeated_prompt_overwrites(stability_standin: StandIn, hosted: httpx.Client) -> None:
    parts = [(part_headers("text_prompts[0][text]"), text) for text in (b"a boat", b"a cabin")]
    body = encode_multipart([*parts, (part_headers("init_image"), PHOTO)])
    headers = {"Content-Type": "multipart/form-data; boundary=a-boundary"}
    assert hosted.post(generate_path("image-to-image", SD16), content=body, headers=headers).status_code == 200
    assert prompts_of(stability_standin) == [{"text": "a cabin"}]


@pytest.mark.parametrize(
    "fields",
    [
        {"text_prompts[0][text]": ""},
        {"text_prompts[0][weight]": "1"},
        {"text_prompts[0][text]": "a", "text_prompts[0][weight]": "heavy"},
    ],
    ids=str,
)
def test_a_wrong_prompt_is_named(hosted: httpx.Client, fields: dict[str, str]) -> None:
    assert read_v1_error(v1_form(hosted, "image-to-image", fields, {"init_image": PHOTO}))[0] == "invalid_prompts"


@pytest.mark.parametrize(
    "name", ["width", "options", "text_prompts", "text_prompts[a][text]", "text_prompts[0][words]", "mask_image"]
)
def test_an_unknown_field_is_refused(hosted: httpx.Client, name: str) -> None:
    error, message = read_v1_error(v1_form(hosted, "image-to-image", {name: "1"}, {"init_image": PHOTO}))
    assert (error, name in message) == ("bad_request", True)


def test_a_text_with_a_filename_is_refused(hosted: httpx.Client) -> None:
    response = v1_form(hosted, "image-to-image", {}, {"init_image": PHOTO, "seed": b"5"})
    name, message = read_v1_error(response)
    assert (name, "seed" in message) == ("bad_request", True)


def test_files_without_a_filename_are_accepted(hosted: httpx.Client) -> None:
    body = encode_multipart([(part_headers("text_prompts[0][text]"), b"a boat"), (part_headers("init_image"), PHOTO)])
    headers = {"Content-Type": "multipart/form-data; boundary=a-boundary"}
    assert hosted.post(generate_path("image-to-image", SD16), content=body, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "fields", [{"steps": "ten"}, {"cfg_scale": "nan"}, {"seed": "1.5"}, {"image_strength": "1e400"}], ids=str
)
def test_a_text_that_is_no_number_is_refused(hosted: httpx.Client, fields: dict[str, str]) -> None:
    assert read_v1_error(v1_form(hosted, "image-to-image", fields, {"init_image": PHOTO}))[0] == "bad_request"


def test_a_schedule_needs_its_mode(hosted: httpx.Client) -> None:
    fields, files = {"step_schedule_start": "0.4"}, {"init_image": PHOTO}
    assert "step_schedule_start" in read_v1_error(v1_form(hosted, "image-to-image", fields, files))[1]
    fields["init_image_mode"] = "STEP_SCHEDULE"
    assert v1_form(hosted, "image-to-image", fields, files).status_code == 200
    fields["image_strength"] = "0.4"
    assert "image_strength" in read_v1_error(v1_form(hosted, "image-to-image", fields, files))[1]


# --- images


def test_image_strength_is_how_much_of_the_image_is_kept(hosted: httpx.Client) -> None:
    def result(strength: str) -> Image.Image:
        fields = {"image_strength": strength, "seed": "3"}
        return read_image(v1_form(hosted, "image-to-image", fields, {"init_image": PHOTO}, Accept=PNG))

    original = make_image(size=(SIDE, SIDE))
    assert result("1").tobytes() == original.tobytes()
    near, far = (sum(ImageChops.difference(result(each), original).convert("L").tobytes()) for each in ("0.8", "0.2"))
    assert near < far


@pytest.mark.parametrize(("source", "kept"), [(WHITE, 0), (BLACK, SIDE - 1)])
def test_a_mask_changes_the_part_that_it_selects(hosted: httpx.Client, source: str, kept: int) -> None:
    files = {"init_image": PHOTO, "mask_image": encode(make_ramp((SIDE, SIDE)))}
    fields = {"mask_source": source, "seed": "3"}
    changed = read_image(v1_form(hosted, "image-to-image/masking", fields, files, Accept=PNG))
    difference = ImageChops.difference(changed, make_image(size=(SIDE, SIDE)))
    assert difference.crop((kept, 0, kept + 1, SIDE)).getbbox() is None
    assert difference.getbbox() is not None


def test_a_mask_of_another_size_is_refused(hosted: httpx.Client) -> None:
    files = {"init_image": PHOTO, "mask_image": encode(make_ramp((SIDE, SIDE // 2)))}
    response = v1_form(hosted, "image-to-image/masking", {"mask_source": WHITE}, files)
    assert read_v1_error(response)[0] == "invalid_image_dimensions"


@pytest.mark.parametrize(
    ("source", "mask"), [(WHITE, None), (BLACK, None), (ALPHA, None), (WHITE, Image.new("L", (SIDE, SIDE)))]
)
def test_a_mask_that_selects_nothing_is_refused(hosted: httpx.Client, source: str, mask: Image.Image | None) -> None:
    files = {"init_image": PHOTO} | ({} if mask is None else {"mask_image": encode(mask)})
    response = v1_form(hosted, "image-to-image/masking", {"mask_source": source}, files)
    assert read_v1_error(response)[0] == "invalid_mask_image"


def test_a_file_that_is_no_image_is_refused(hosted: httpx.Client) -> None:
    assert read_v1_error(v1_form(hosted, "image-to-image", {}, {"init_image": b"text"}))[0] == "invalid_mime_type"


# --- credits and faults


@pytest.mark.parametrize(
    ("options", "price"),
    [({}, 0.9), ({"steps": 10}, 0.9), ({"steps": 50}, 1.5), ({"samples": 3, "accept": JSON}, 2.7)],
    ids=str,
)
def test_the_price_grows_from_30_steps_on(hosted: httpx.Client, options: dict[str, Any], price: float) -> None:
    assert text_to_image(hosted, **options).status_code == 200
    assert 1000 - hosted.get(BALANCE).json()["credits"] == pytest.approx(price)


def test_no_credits_are_a_429_of_their_own_name(stability_standin: StandIn, hosted: httpx.Client) -> None:
    stability_standin.set_balance(0.5)
    assert read_v1_error(text_to_image(hosted), 429)[0] == "insufficient_balance"
    assert stability_standin.balance() == 0.5


V1_ERRORS = load_contract().errors_by_edition["v1"]


@pytest.mark.parametrize(("status", "name"), V1_ERRORS)
def test_every_documented_error_can_be_forced(
    stability_standin: StandIn, hosted: httpx.Client, status: int, name: str
) -> None:
    prompt = [{"text": f"standin:{status}:{name}"}]
    assert read_v1_error(text_to_image(hosted, text_prompts=prompt), status)[0] == name
    response = hosted.get(ENGINES, headers={"Authorization": f"Bearer sk-standin:{status}:{name}"})
    assert read_v1_error(response, status)[0] == name
    stability_standin.fail_next(name)
    assert read_v1_error(hosted.get(BALANCE), status)[0] == name


@pytest.mark.parametrize("name", ["fault", "payment_required", "402:insufficient_balance"])
def test_errors_of_other_editions_are_no_triggers(hosted: httpx.Client, name: str) -> None:
    error, message = read_v1_error(text_to_image(hosted, text_prompts=[{"text": f"standin:{name}"}]))
    assert (error, "no trigger" in message) == ("bad_request", True)


@pytest.mark.parametrize(("reason", "price"), [("CONTENT_FILTERED", 0.9), ("ERROR", 0)])
def test_a_finish_reason_can_be_forced(hosted: httpx.Client, reason: str, price: float) -> None:
    response = text_to_image(hosted, text_prompts=[{"text": f"standin:{reason}"}])
    assert response.headers["finish-reason"] == reason
    assert 1000 - hosted.get(BALANCE).json()["credits"] == pytest.approx(price)


def test_a_filtered_word_is_an_invalid_prompt(stability_standin: StandIn, hosted: httpx.Client) -> None:
    stability_standin.reset(filtered_words=["boat"])
    assert read_v1_error(text_to_image(hosted, text_prompts=[{"text": "A Boat."}]))[0] == "invalid_prompts"
    assert text_to_image(hosted, text_prompts=[{"text": "boating"}]).status_code == 200


def test_the_rate_limit_is_shared_with_the_other_editions(stability_standin: StandIn, hosted: httpx.Client) -> None:
    stability_standin.fail_next("rate_limit_exceeded", retry_after=7)
    response = hosted.get(BALANCE)
    assert read_v1_error(response, 429)[0] == "rate_limit_exceeded"
    assert response.headers["retry-after"] == "7"


def test_a_failure_of_the_standin_is_a_server_error(
    hosted: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("stability_client.standin.v1.edition.render", None)
    assert read_v1_error(text_to_image(hosted), 500)[0] == "server_error"
