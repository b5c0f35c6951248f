"""Images and generations: saved as a whole, never overwritten, shown without their bytes."""

import base64
import copy
import io
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageShow, ImageStat

from stability_client import (
    ContentFilteredError,
    FinishReason,
    GeneratedImage,
    Generation,
    GenerationFailedError,
    HttpInfo,
    InvalidMimeTypeError,
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
        ("release-1.5", "release-1.5.png"),
        ("new/folder/a.png", "new/folder/a.png"),
    ],
)
def test_a_file_is_written_as_it_was_received(image: GeneratedImage, tmp_path: Path, path: str, written: str) -> None:
    assert image.save(tmp_path / path) == tmp_path / written
    assert (tmp_path / written).read_bytes() == image.data


@pytest.mark.parametrize(
    ("name", "kind"), [("a.jpg", "JPEG"), ("a.JPEG", "JPEG"), ("a.webp", "WEBP"), ("new/a.jpg", "JPEG")]
)
def test_an_image_is_converted_to_the_format_of_the_suffix(
    image: GeneratedImage, tmp_path: Path, name: str, kind: str
) -> None:
    assert image.save(tmp_path / name) == tmp_path / name
    with Image.open(tmp_path / name) as saved:
        assert saved.format == kind
        difference = ImageChops.difference(saved.convert("RGB"), image.to_pil().convert("RGB"))
    assert max(ImageStat.Stat(difference).mean) < 4
    better = (tmp_path / name).stat().st_size
    assert image.save(tmp_path / name, quality=20).stat().st_size < better / 3


def test_a_jpeg_is_converted_to_png_and_back_only_if_it_must(image: GeneratedImage, tmp_path: Path) -> None:
    data = image.save(tmp_path / "a.jpg").read_bytes()
    jpeg = GeneratedImage(data, "image/jpeg", 7)
    assert jpeg.save(tmp_path / "b.jpeg", quality=5).read_bytes() == data
    assert jpeg.save(tmp_path / "b").name == "b.jpg"
    png = Image.open(jpeg.save(tmp_path / "b.png"))
    assert png.format == "PNG"
    assert png.convert("RGB").tobytes() == jpeg.to_pil().convert("RGB").tobytes()


def test_transparent_pixels_become_white_in_a_jpeg(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (8, 8), (200, 0, 0, 0)).save(buffer, "PNG")
    with Image.open(GeneratedImage(buffer.getvalue(), "image/png").save(tmp_path / "a.jpg")) as saved:
        assert saved.getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("name", ["a.gif", "a.TIFF", "a.bmp", "a.avif"])
def test_a_format_that_is_not_written_is_refused(image: GeneratedImage, tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidOptionError, match=r"^path: must end in \.png, \.jpg, \.webp, \.jpeg or .*to_pil"):
        image.save(tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("quality", [0, 101, 80.0, True, "high"])
def test_a_wrong_quality_is_refused(image: GeneratedImage, tmp_path: Path, quality: Any) -> None:
    with pytest.raises(InvalidOptionError, match=r"^quality: must be a whole number from 1 to 100, got"):
        image.save(tmp_path / "a.jpg", quality=quality)


def test_a_damaged_image_is_not_converted_but_saved(image: GeneratedImage, tmp_path: Path) -> None:
    broken = GeneratedImage(image.data[:3000], "image/png")
    with pytest.raises(InvalidMimeTypeError, match=r"^path: must have the suffix of image/png.*damaged.*got 'a\.jpg'"):
        broken.save(tmp_path / "a.jpg")
    assert broken.save(tmp_path / "a.png").read_bytes() == broken.data


def test_a_tilde_is_the_home_folder(image: GeneratedImage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert image.save("~/z.png") == tmp_path / "home" / "z.png"
    assert image.save("~/new/") == tmp_path / "home" / "new" / "image-7.png"
    assert image.save("~") == tmp_path / "home" / "image-7.png"
    assert make_generation(image).save("~/all") == [tmp_path / "home" / "all" / "text_to_image-7.png"]
    assert image.save("~draft.png") == Path("~draft.png")
    with pytest.raises(InvalidOptionError, match=r"^path: must begin with ~/ or the name of a known user"):
        image.save("~nobody-of-this-name/z.png")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "~draft.png"]


def test_a_generation_of_one_image_is_saved_as_the_file_that_is_named(image: GeneratedImage, tmp_path: Path) -> None:
    assert make_generation(image).save(tmp_path / "a.png") == [tmp_path / "a.png"]
    assert make_generation(image).save(tmp_path / "a.jpg") == [tmp_path / "a.jpg"]
    assert (tmp_path / "a.png").read_bytes() == image.data


def test_several_images_are_not_saved_as_one_file(image: GeneratedImage, tmp_path: Path) -> None:
    with pytest.raises(InvalidOptionError, match=r"^folder: must be a folder for 2 images, got '.*a\.png'.*one by one"):
        make_generation(image, image).save(tmp_path / "a.png")
    assert not list(tmp_path.iterdir())
    (tmp_path / "set.png").mkdir()
    for folder in (tmp_path / "set.png", f"{tmp_path}/new.png/"):
        assert [path.parent for path in make_generation(image, image).save(folder)] == [Path(folder)] * 2


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


def test_notebooks_show_one_image_as_its_file(image: GeneratedImage, tmp_path: Path) -> None:
    one = make_generation(image)
    assert one._repr_png_() == image._repr_png_() == image.data
    assert (one._repr_html_(), image._repr_html_(), one._repr_jpeg_()) == (None, None, None)
    webp = GeneratedImage(image.save(tmp_path / "a.webp").read_bytes(), "image/webp", 7)
    assert (webp._repr_png_(), webp._repr_jpeg_()) == (None, None)
    assert f'src="data:image/webp;base64,{webp.base64}"' in str(make_generation(webp)._repr_html_())


def test_notebooks_show_all_images_of_a_generation_as_a_grid(image: GeneratedImage) -> None:
    odd = GeneratedImage(image.data, "image/png", None, "<b>odd</b>")
    made = make_generation(image, image, image, odd)
    page = str(made._repr_html_())
    assert made._repr_png_() is None
    assert page.count("<img ") == page.count(f"data:image/png;base64,{image.base64}") == 4
    assert page.count("seed 7 · SUCCESS") == 3
    assert "&lt;b&gt;odd&lt;/b&gt;" in page
    for part in (made[:2], made.images[1:3], made[:3][:2]):
        show: Any = part
        assert show._repr_html_().count("<img ") == 2
    assert isinstance(made[:2], tuple)


def test_an_image_becomes_base64_and_an_array(image: GeneratedImage) -> None:
    assert base64.b64decode(image.base64) == image.data
    pixels = image.to_numpy()
    assert pixels.shape == (512, 512, 3)
    assert pixels.dtype == np.uint8
    assert tuple(pixels[0, 0]) == (154, 147, 151)
    assert np.array_equal(np.asarray(image), pixels)
    assert np.asarray(image, dtype=np.float32).dtype == np.float32
    assert np.asarray(make_generation(image, image)[:]).shape == (2, 512, 512, 3)
    pixels[0, 0] = 0
    with pytest.raises(ValueError, match=r"^copy: must not be False"):
        np.asarray(image, copy=False)


def test_numpy_is_imported_only_for_arrays() -> None:
    code = (
        "import sys, io; from PIL import Image; from stability_client import GeneratedImage, masks\n"
        "file = io.BytesIO(); Image.new('RGB', (4, 4)).save(file, 'PNG')\n"
        "image = GeneratedImage(file.getvalue(), 'image/png')\n"
        "image.size; image.base64; masks.from_box(image, (0, 0, 1, 1))\n"
        "assert 'numpy' not in sys.modules\n"
        "sys.modules['numpy'] = None\n"
        "try: image.to_numpy()\n"
        "except ImportError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install numpy" in done.stdout


def test_an_image_is_shown_in_the_systems_viewer(image: GeneratedImage, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[Image.Image, dict[str, Any]]] = []
    monkeypatch.setattr(ImageShow, "_viewers", [])

    class Viewer(ImageShow.Viewer):
        def show(self, image: Image.Image, **options: Any) -> int:
            shown.append((image, options))
            return 1

    ImageShow.register(Viewer())
    image.show()
    assert [(one.size, options["title"]) for one, options in shown] == [((512, 512), "seed 7")]


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
