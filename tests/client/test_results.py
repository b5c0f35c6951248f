"""Images and generations: saved as a whole, never overwritten, shown without their bytes."""

import copy
import io
import pickle
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from stability_client import (
    ContentFilteredError,
    FinishReason,
    GeneratedImage,
    Generation,
    GenerationFailedError,
    HttpInfo,
    InvalidOptionError,
    Stability,
)


@pytest.fixture
def image(astronaut: bytes) -> GeneratedImage:
    return GeneratedImage(astronaut, "image/png", 7, FinishReason.SUCCESS)


def make_generation(*images: GeneratedImage) -> Generation:
    return Generation(images, "engine", "text_to_image", HttpInfo(200, {"seed": "7"}, "r-1"))


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("a.png", "a.png"),
        ("a", "a.png"),
        ("a.PNG", "a.PNG"),
        ("a.jpg", "a.png"),
        ("release-1.5", "release-1.5.png"),
        ("new/folder/a.png", "new/folder/a.png"),
    ],
)
def test_the_suffix_follows_the_bytes(image: GeneratedImage, tmp_path: Path, path: str, written: str) -> None:
    assert image.save(tmp_path / path) == tmp_path / written
    assert (tmp_path / written).read_bytes() == image.data


@pytest.mark.parametrize("path", ["there", "there/", "new/", "new.png/", "there/../there", "."])
def test_an_image_saved_into_a_folder_gets_a_name_of_its_own(
    image: GeneratedImage, tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there").mkdir()
    assert [image.save(path), image.save(path)] == [
        Path(path) / "image-7.png",
        Path(path) / "image-7-2.png",
    ]
    assert Path(path, "image-7-2.png").read_bytes() == image.data


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("", "path: must not be empty|folder: must not be empty"),
        ("a\0.png", "NUL character"),
        ("\udfff\ud800.png", "must be a path, got"),
        (None, "must be a path, got"),
        (b"a.png", "must be a path, got"),
        (3, "must be a path, got"),
    ],
)
def test_an_invalid_path_is_refused(image: GeneratedImage, path: Any, message: str) -> None:
    for save in (image.save, make_generation(image).save):
        with pytest.raises(InvalidOptionError, match=message):
            save(path)


@pytest.mark.parametrize(("name", "error"), [("taken.png", IsADirectoryError), ("n" * 300 + ".png", OSError)])
def test_a_failed_save_names_the_requested_file(
    image: GeneratedImage, tmp_path: Path, name: str, error: type[OSError]
) -> None:
    (tmp_path / "taken.png").mkdir()
    with pytest.raises(error) as caught:
        image.save(tmp_path / name)
    assert caught.value.filename == str(tmp_path / name)
    assert caught.value.filename2 is None
    assert caught.value.errno
    assert type(caught.value) is error


def test_a_failed_save_leaves_no_file_behind(image: GeneratedImage, tmp_path: Path) -> None:
    (tmp_path / "taken.png").mkdir()
    with pytest.raises(OSError, match="taken"):
        image.save(tmp_path / "taken.png")
    assert [path.name for path in tmp_path.iterdir()] == ["taken.png"]


def test_a_saved_file_has_the_usual_permissions(image: GeneratedImage, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"")
    assert image.save(tmp_path / "a.png").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_saving_a_generation_twice_overwrites_nothing(image: GeneratedImage, tmp_path: Path) -> None:
    made = make_generation(image, image)
    first, second = made.save(tmp_path / "new"), made.save(tmp_path / "new")
    assert [path.name for path in first + second] == [
        "text_to_image-7.png",
        "text_to_image-7-2.png",
        "text_to_image-7-3.png",
        "text_to_image-7-4.png",
    ]


def test_a_generation_is_a_sequence(image: GeneratedImage) -> None:
    other = GeneratedImage(image.data, "image/png", 8)
    made = make_generation(image, other)
    assert (len(made), made[1], made[-1], made[:1], list(made)) == (2, other, other, (image,), [image, other])
    assert made.image is image


def test_results_can_be_members_of_sets(image: GeneratedImage) -> None:
    made, again = make_generation(image), make_generation(image)
    assert {made, again, made.http, again.http, image} == {made, made.http, image}
    assert made != Generation(made.images, "engine", "text_to_image", HttpInfo(200, {"seed": "8"}, "r-1"))


def test_an_image_opens_in_pillow(image: GeneratedImage) -> None:
    assert image.size == (512, 512)
    assert image.to_pil().convert("RGB").getpixel((0, 0)) == (154, 147, 151)


def test_reprs_show_sizes_and_no_bytes(image: GeneratedImage) -> None:
    assert repr(image) == "GeneratedImage(image/png, 791.6 kB, seed=7, finish_reason=SUCCESS)"
    assert len(repr(make_generation(image, image))) < 300


def test_notebooks_show_the_image(image: GeneratedImage) -> None:
    assert make_generation(image)._repr_png_() == image.data


@pytest.mark.parametrize(
    ("reason", "error"),
    [(FinishReason.CONTENT_FILTERED, ContentFilteredError), (FinishReason.ERROR, GenerationFailedError)],
)
def test_a_bad_finish_reason_raises_on_request_and_keeps_the_image(
    image: GeneratedImage, reason: FinishReason, error: type[ContentFilteredError | GenerationFailedError]
) -> None:
    made = make_generation(image, GeneratedImage(image.data, "image/png", 9, reason))
    with pytest.raises(error, match="seed 9") as caught:
        made.raise_for_finish_reason()
    assert caught.value.body == image.data
    assert caught.value.maybe_billed


@pytest.mark.parametrize("reason", [FinishReason.SUCCESS, None])
def test_good_and_missing_finish_reasons_pass(image: GeneratedImage, reason: FinishReason | None) -> None:
    made = make_generation(GeneratedImage(image.data, "image/png", 9, reason))
    assert made.raise_for_finish_reason() is made


def test_an_unknown_finish_reason_warns_at_the_callers_line(image: GeneratedImage) -> None:
    made = make_generation(GeneratedImage(image.data, "image/png", 9, "SOMETHING_NEW"))
    for result in (made, made.image):
        with pytest.warns(UserWarning, match="SOMETHING_NEW.*unknown") as caught:
            assert result.raise_for_finish_reason() is result
        assert [warning.filename for warning in caught] == [__file__]


def test_results_survive_pickle_and_copy(client: Stability) -> None:
    for result in (client.text_to_image("a lighthouse"), client.engines(), client.account(), client.balance()):
        for again in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result)):  # noqa: S301 - our own bytes
            assert again == result
            assert again.http == result.http


def test_a_result_holds_the_http_information_of_its_call(client: Stability) -> None:
    made = client.text_to_image("a lighthouse", seed=5)
    assert made.http.status_code == 200
    assert made.http.headers["seed"] == "5"
    assert made.http.request_id
    assert made.estimated_credits == pytest.approx(0.333, abs=0.001)
    with Image.open(io.BytesIO(made.image.data)) as opened:
        assert opened.size == made.image.size == (512, 512)
