"""Pictures and their generation: saved whole, never overwritten, shown without their bytes."""

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
def picture(astronaut: bytes) -> GeneratedImage:
    return GeneratedImage(astronaut, "image/png", 7, FinishReason.SUCCESS)


def generation(*pictures: GeneratedImage) -> Generation:
    return Generation(pictures, "engine", "text_to_image", HttpInfo(200, {"seed": "7"}, "r-1"))


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("a.png", "a.png"),
        ("a", "a.png"),
        ("a.PNG", "a.PNG"),
        ("a.jpg", "a.png"),
        ("release-1.5", "release-1.5.png"),
        ("new/folder/a.png", "new/folder/a.png"),
    ],
)
def test_the_suffix_follows_the_bytes(picture: GeneratedImage, tmp_path: Path, asked: str, written: str) -> None:
    assert picture.save(tmp_path / asked) == tmp_path / written
    assert (tmp_path / written).read_bytes() == picture.data


@pytest.mark.parametrize("asked", ["there", "there/", "new/", "new.png/", "there/../there", "."])
def test_a_folder_takes_the_picture_under_a_name_of_its_own(
    picture: GeneratedImage, tmp_path: Path, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there").mkdir()
    assert [picture.save(asked), picture.save(asked)] == [
        Path(asked) / "image-7.png",
        Path(asked) / "image-7-2.png",
    ]
    assert Path(asked, "image-7-2.png").read_bytes() == picture.data


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("", "path: must not be empty|folder: must not be empty"),
        ("a\0.png", "NUL character"),
        ("\udfff\ud800.png", "must be a path, got"),
        (None, "must be a path, got"),
        (b"a.png", "must be a path, got"),
        (3, "must be a path, got"),
    ],
)
def test_what_is_no_path_is_refused(picture: GeneratedImage, asked: Any, message: str) -> None:
    for save in (picture.save, generation(picture).save):
        with pytest.raises(InvalidOptionError, match=message):
            save(asked)


@pytest.mark.parametrize(("name", "error"), [("taken.png", IsADirectoryError), ("n" * 300 + ".png", OSError)])
def test_a_save_that_fails_tells_of_the_file_that_was_asked_for(
    picture: GeneratedImage, tmp_path: Path, name: str, error: type[OSError]
) -> None:
    (tmp_path / "taken.png").mkdir()
    with pytest.raises(error) as caught:
        picture.save(tmp_path / name)
    assert caught.value.filename == str(tmp_path / name)
    assert caught.value.filename2 is None
    assert caught.value.errno
    assert type(caught.value) is error


def test_a_save_that_fails_leaves_nothing_behind(picture: GeneratedImage, tmp_path: Path) -> None:
    (tmp_path / "taken.png").mkdir()
    with pytest.raises(OSError, match="taken"):
        picture.save(tmp_path / "taken.png")
    assert [path.name for path in tmp_path.iterdir()] == ["taken.png"]


def test_a_saved_file_has_the_usual_permissions(picture: GeneratedImage, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"")
    assert picture.save(tmp_path / "a.png").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_saving_a_generation_twice_overwrites_nothing(picture: GeneratedImage, tmp_path: Path) -> None:
    made = generation(picture, picture)
    first, second = made.save(tmp_path / "new"), made.save(tmp_path / "new")
    assert [path.name for path in first + second] == [
        "text_to_image-7.png",
        "text_to_image-7-2.png",
        "text_to_image-7-3.png",
        "text_to_image-7-4.png",
    ]


def test_a_generation_is_a_sequence(picture: GeneratedImage) -> None:
    other = GeneratedImage(picture.data, "image/png", 8)
    made = generation(picture, other)
    assert (len(made), made[1], made[-1], made[:1], list(made)) == (2, other, other, (picture,), [picture, other])
    assert made.image is picture


def test_results_can_be_members_of_sets(picture: GeneratedImage) -> None:
    made, again = generation(picture), generation(picture)
    assert {made, again, made.http, again.http, picture} == {made, made.http, picture}
    assert made != Generation(made.images, "engine", "text_to_image", HttpInfo(200, {"seed": "8"}, "r-1"))


def test_a_picture_opens_in_pillow(picture: GeneratedImage) -> None:
    assert picture.size == (512, 512)
    assert picture.to_pil().convert("RGB").getpixel((0, 0)) == (154, 147, 151)


def test_reprs_show_sizes_and_no_bytes(picture: GeneratedImage) -> None:
    assert repr(picture) == "GeneratedImage(image/png, 791.6 kB, seed=7, finish_reason=SUCCESS)"
    assert len(repr(generation(picture, picture))) < 300


def test_notebooks_show_the_picture(picture: GeneratedImage) -> None:
    assert generation(picture)._repr_png_() == picture.data


@pytest.mark.parametrize(
    ("reason", "error"),
    [(FinishReason.CONTENT_FILTERED, ContentFilteredError), (FinishReason.ERROR, GenerationFailedError)],
)
def test_a_bad_finish_reason_raises_only_when_asked_and_keeps_the_picture(
    picture: GeneratedImage, reason: FinishReason, error: type[ContentFilteredError | GenerationFailedError]
) -> None:
    made = generation(picture, GeneratedImage(picture.data, "image/png", 9, reason))
    with pytest.raises(error, match="seed 9") as caught:
        made.raise_for_finish_reason()
    assert caught.value.body == picture.data
    assert caught.value.maybe_billed


@pytest.mark.parametrize("reason", [FinishReason.SUCCESS, "SOMETHING_NEW", None])
def test_good_unknown_and_missing_finish_reasons_pass(
    picture: GeneratedImage, reason: FinishReason | str | None
) -> None:
    made = generation(GeneratedImage(picture.data, "image/png", 9, reason))
    assert made.raise_for_finish_reason() is made


def test_results_survive_pickle_and_copy(client: Stability) -> None:
    for result in (client.text_to_image("a lighthouse"), client.engines(), client.account(), client.balance()):
        for again in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result)):  # noqa: S301 - our own bytes
            assert again == result
            assert again.http == result.http


def test_the_contact_between_calls_and_their_http_is_kept(client: Stability) -> None:
    made = client.text_to_image("a lighthouse", seed=5)
    assert made.http.status_code == 200
    assert made.http.headers["seed"] == "5"
    assert made.http.request_id
    assert made.estimated_credits == pytest.approx(0.333, abs=0.001)
    with Image.open(io.BytesIO(made.image.data)) as opened:
        assert opened.size == made.image.size == (512, 512)
