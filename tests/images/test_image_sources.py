"""Images are read from bytes, paths, files, pipes, PIL images and results."""

import base64
import gzip
import io
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import Mock
from urllib.parse import quote

import numpy as np
import pytest
from PIL import Image

from stability_client import (
    GeneratedImage,
    Generation,
    HttpInfo,
    InvalidFileSizeError,
    InvalidMimeTypeError,
    InvalidOptionError,
    Stability,
    masks,
)
from stability_client._images.inputs import open_image, read_image
from stability_client._images.pixels import encode_png
from tests.support.masks import have_same_pixels

FILE = encode_png(Image.linear_gradient("L").resize((40, 24)))


def read(source: Any, *, max_bytes: int | None = None, validate: bool = True) -> bytes:
    return read_image(source, "init_image", max_bytes=max_bytes, validate=validate).data


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    path.write_bytes(FILE)
    return path


def test_bytes_of_every_type_are_the_file_itself() -> None:
    assert read(FILE) == read(bytearray(FILE)) == read(memoryview(FILE)) == read(memoryview(FILE[::-1])[::-1]) == FILE


def test_a_string_and_a_path_name_a_file(path: Path) -> None:
    assert read(str(path)) == read(path) == FILE


def test_a_generated_image_is_an_image() -> None:
    result = GeneratedImage(FILE, "image/png", 7)
    assert read(result) == FILE
    assert read(result, validate=False) == FILE
    assert have_same_pixels(masks.invert(masks.invert(result)), open_image(FILE, "mask"))
    assert masks.from_box(result, (0, 0, 5, 5)).size == masks.upright(result).size == (40, 24)
    with pytest.raises(InvalidFileSizeError):
        read(result, max_bytes=10)


def test_a_data_url_is_the_file_in_it() -> None:
    text = base64.b64encode(FILE).decode()
    assert read(f"data:image/png;base64,{text}") == read(f"data:;base64,{text[:40]}\n{text[40:]}") == FILE
    assert read(f"data:image/png;base64,{quote(text)}") == FILE
    assert read(f"data:image/png,{quote(FILE)}") == FILE
    assert masks.from_box(f"data:image/png;base64,{text}", (0, 0, 5, 5)).size == (40, 24)
    with pytest.raises(InvalidFileSizeError):
        read(f"data:image/png;base64,{text}", max_bytes=10)
    with pytest.raises(InvalidMimeTypeError, match="got an empty file"):
        read("data:,")


def test_a_path_may_begin_with_a_tilde(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(path.parent))
    assert read("~/photo.png") == read(Path("~/photo.png")) == FILE


@pytest.mark.parametrize("shape", [(24, 40), (24, 40, 3), (24, 40, 4)])
def test_a_numpy_array_is_an_image(shape: tuple[int, ...]) -> None:
    pixels = np.random.default_rng(7).integers(0, 256, shape, np.uint8)
    for array in (pixels, pixels[:, ::-1]):
        opened = open_image(array, "image")
        assert np.array_equal(np.asarray(opened), array)
        assert open_image(read(array), "image").tobytes() == opened.tobytes()
        assert masks.from_box(array, (0, 0, 5, 5)).size == masks.upright(array).size == (40, 24)


def test_a_mask_may_be_an_array_of_booleans() -> None:
    array = np.zeros((24, 40), bool)
    array[4:9, 3:7] = True
    assert masks.invert(masks.invert(array)).getbbox() == (3, 4, 7, 9)


@pytest.mark.parametrize(
    ("dtype", "white"), [(np.uint16, 65535), (np.uint16, 0), (np.float32, 1), (np.float64, 1), (np.int32, 255)]
)
def test_an_array_of_deeper_numbers_is_scaled_to_eight_bits(dtype: type, white: float) -> None:
    gray = open_image(np.array([[0, white]], dtype), "mask")
    assert list(gray.tobytes()) == [0, 255 if white else 0]


@pytest.mark.parametrize(
    ("dtype", "values", "got"),
    [
        (np.uint16, [0, 255], "from 0 to 255 of dtype uint16"),
        (np.uint16, [0, 1], "from 0 to 1 of dtype uint16"),
        (np.float32, [0, 2], "from 0 to 2 of dtype float32"),
        (np.float32, [-1, 1], "from -1 to 1 of dtype float32"),
        (np.float64, [0, 255], "from 0 to 255 of dtype float64"),
        (np.float32, [np.nan, np.nan], "from nan to nan of dtype float32"),
    ],
)
def test_an_array_whose_values_would_be_read_as_others_is_refused(dtype: type, values: list[float], got: str) -> None:
    array: Any = np.array([values], dtype)
    for use in (read, masks.invert, lambda mask: masks.check_masking(FILE, mask)):
        with pytest.raises(InvalidOptionError, match=f"must be an array of an image, got values {got}. Pass uint8"):
            use(array)


def test_an_array_with_values_that_are_no_numbers_is_refused() -> None:
    for array in (np.array([[0, np.nan, 1]], np.float32), np.array([[np.nan, 0, 1]], np.float32)):
        with pytest.raises(InvalidOptionError, match=r"mask: must be an .*(not a number|got values from nan)"):
            open_image(array, "mask")


def test_images_become_arrays_and_arrays_images(client: Stability) -> None:
    first = client.text_to_image("a lighthouse").image
    darker = first.to_numpy() // 2
    assert client.image_to_image(darker, "a storm").image.size == first.size


def test_a_generated_image_can_be_passed_to_the_next_call(client: Stability) -> None:
    result = client.text_to_image("a lighthouse").image
    assert client.image_to_image(result, "a storm").image.size == result.size


def test_a_file_is_read_from_its_position_and_keeps_it() -> None:
    file = io.BytesIO(b"before" + FILE)
    file.seek(6)
    assert read(file) == FILE
    assert file.tell() == 6


@pytest.mark.parametrize("content", [b"not an image", FILE[:-20], b""])
def test_a_file_that_is_refused_keeps_its_position(content: bytes) -> None:
    file = io.BytesIO(b"before" + content)
    file.seek(6)
    with pytest.raises(InvalidMimeTypeError):
        read(file)
    assert file.tell() == 6


def test_a_file_whose_reader_fails_keeps_its_position() -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            super().read(size and 3)
            raise TimeoutError("the share went away")

    file = Breaking(FILE)
    with pytest.raises(InvalidOptionError, match="the share went away"):
        read(file)
    assert file.tell() == 0


def test_a_pipe_is_read_once() -> None:
    outlet, inlet = os.pipe()
    with os.fdopen(outlet, "rb") as pipe:
        os.write(inlet, FILE)
        os.close(inlet)
        assert read(pipe) == FILE


def test_a_path_that_is_a_pipe_can_be_read(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    writer = threading.Thread(target=fifo.write_bytes, args=(FILE,))
    writer.start()
    assert read(fifo, max_bytes=len(FILE)) == FILE
    writer.join()


def test_an_object_with_a_read_method_is_a_file() -> None:
    class Download:
        def __init__(self) -> None:
            self.rest = FILE

        def read(self, size: int) -> bytes:
            piece, self.rest = self.rest[: min(size, 100)], self.rest[min(size, 100) :]
            return piece

    assert read(Download()) == FILE
    assert read(gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(FILE)))) == FILE


def test_temporary_files_are_files() -> None:
    with tempfile.SpooledTemporaryFile() as spooled, tempfile.NamedTemporaryFile() as named:
        for file in (spooled, named):
            file.write(FILE)
            file.seek(0)
            assert read(file) == FILE


class Refusal(NamedTuple):
    """A source that cannot be read."""

    source: Any
    message: str
    """A part of the message, as a pattern."""


def refusals(tmp_path: Path) -> dict[str, Refusal]:
    (tmp_path / "photo.png").write_bytes(FILE)
    closed = io.BytesIO(FILE)
    closed.close()
    damaged_archive = gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(FILE)[:50]))
    empty_generation = Generation((), "engine", "text_to_image", HttpInfo(200, {}))
    return {
        "None": Refusal(None, "must be an image, got None"),
        "a number": Refusal(3, "got an object of type int"),
        "a list": Refusal([FILE], "got an object of type list"),
        "no real array": Refusal(
            type("ndarray", (), {"__array_interface__": {}})(), "an array of an image, .* ndarray"
        ),
        "an array of floats": Refusal(np.zeros((4, 4, 3)), r"of shape \(4, 4, 3\) and dtype float64. Pass uint8"),
        "an array of channels first": Refusal(np.zeros((3, 24, 40), np.uint8), r"shape \(3, 24, 40\).*\(height, width"),
        "an array of a batch": Refusal(np.zeros((1, 4, 4, 3), np.uint8), r"shape \(1, 4, 4, 3\)"),
        "an empty array": Refusal(np.zeros((0, 4, 3), np.uint8), "0"),
        "a data: URL without a comma": Refusal(
            "data:image/png;base64", "with a comma before its data, got 'data:image"
        ),
        "a data: URL of other text": Refusal(
            "data:image/png;base64,!!", "of valid base64, got 'data:image/png;base64'"
        ),
        "a whole generation": Refusal(empty_generation, "type Generation. Pass .* GeneratedImage; `.image` is"),
        "text": Refusal(io.StringIO("text"), "binary mode"),
        "a file in text mode": Refusal((tmp_path / "photo.png").open(encoding="latin-1"), "binary mode"),
        "a closed file": Refusal(closed, "must be an open file"),
        "a directory": Refusal(tmp_path, "directory"),
        "a missing path": Refusal(tmp_path / "missing.png", "No such file.*A string is a path or a data: URL"),
        "base64 of a JPEG": Refusal("/9j/" + "4AAQ" * 100, "put 'data:image/jpeg;base64,' before it"),
        "an empty path": Refusal("", "must not be an empty path, got ''. Pass bytes"),
        "a URL": Refusal("https://example.com/photo.png", "got the URL"),
        "a path with a NUL": Refusal("photo\0.png", "must be a valid path"),
        "base64 as a path": Refusal("iVBORw0KGgo" * 1000, "put 'data:image/png;base64,' before it.*b64decode"),
        "a reader of text": Refusal(Mock(spec=["read"], read=Mock(return_value="text")), "one that reads str"),
        "a non-blocking reader": Refusal(Mock(spec=["read"], read=Mock(return_value=None)), "reads NoneType"),
        "a reader that raises": Refusal(Mock(spec=["read"], read=Mock(side_effect=KeyError("token"))), "KeyError"),
        "a damaged archive": Refusal(damaged_archive, "must be a file that can be read"),
    }


def test_an_unreadable_source_is_refused_with_advice(tmp_path: Path) -> None:
    for name, (source, message) in refusals(tmp_path).items():
        with pytest.raises(InvalidOptionError, match=message) as caught:
            read(source)
        assert isinstance(caught.value, ValueError), name
        assert not caught.value.sent
        assert caught.value.message.startswith("init_image: must")
        assert len(caught.value.message) < 400
        if isinstance(source, io.TextIOWrapper):
            source.close()


NOBODY = 65534


@pytest.fixture
def not_root() -> Iterator[None]:
    """Root may read everything: while the test lasts, root is nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="a file's owner may always read it there")
@pytest.mark.usefixtures("not_root")
def test_a_file_without_permission_is_refused() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.png"
        path.write_bytes(FILE)
        path.chmod(0)
        with pytest.raises(InvalidOptionError, match="Permission"):
            read(path)


def test_an_unreadable_file_is_refused_without_validation_too(tmp_path: Path) -> None:
    with pytest.raises(InvalidOptionError, match="No such file"):
        read(tmp_path / "missing.png", validate=False)


@pytest.mark.parametrize("wrap", [bytes, bytearray, memoryview, io.BytesIO])
def test_a_source_above_the_limit_of_bytes_is_refused(wrap: Any) -> None:
    with pytest.raises(InvalidFileSizeError, match=f"at most {len(FILE) - 1:,} bytes, got {len(FILE):,}"):
        read(wrap(FILE), max_bytes=len(FILE) - 1)
    assert read(wrap(FILE), max_bytes=len(FILE)) == FILE


def test_a_file_that_is_too_large_is_not_read_at_all(tmp_path: Path) -> None:
    sparse = tmp_path / "large.png"
    with sparse.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(InvalidFileSizeError):
        read(sparse, max_bytes=10_000)
    with sparse.open("rb") as file, pytest.raises(InvalidFileSizeError):
        read(file, max_bytes=10_000)


def test_an_endless_pipe_is_read_only_to_the_limit() -> None:
    class Endless:
        given = 0

        def read(self, size: int) -> bytes:
            self.given += size
            return b"\0" * size

    source = Endless()
    with pytest.raises(InvalidFileSizeError):
        read(source, max_bytes=3_000_000)
    assert source.given < 6_000_000


def test_without_validation_any_content_of_any_size_is_accepted() -> None:
    image = read_image(b"anything", "mask_image", max_bytes=1, validate=False)
    assert (image.data, image.media_type, image.filename, image.size) == (
        b"anything",
        "application/octet-stream",
        "mask_image.bin",
        None,
    )
    assert read_image(FILE[:-9], "init_image", max_bytes=1, validate=False).media_type == "image/png"


def test_the_filename_never_contains_the_path(tmp_path: Path) -> None:
    path = tmp_path / 'my "secret"\r\nname.gif'
    path.write_bytes(FILE)
    assert read_image(path, "init_image", max_bytes=None).filename == "init_image.png"


def test_the_repr_shows_the_size_and_never_the_bytes() -> None:
    shown = repr(read_image(FILE, "init_image", max_bytes=None))
    assert f"<{len(FILE):,} bytes>" in shown
    assert "IHDR" not in shown


def test_reading_a_file_does_not_import_pillow() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from stability_client._images.inputs import read_image; import stability_client.masks;"
        "image = read_image(sys.stdin.buffer, 'init_image', max_bytes=None); assert image.size == (40, 24);"
        "assert 'PIL' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], input=FILE, check=True)
