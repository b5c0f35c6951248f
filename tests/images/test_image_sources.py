"""Images come from bytes, paths, files, pipes and PIL images."""

import gzip
import io
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

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
    StabilityError,
    masks,
)
from stability_client._images.inputs import open_picture, read_image
from stability_client._images.pixels import encode_png

PNG = encode_png(Image.linear_gradient("L").resize((40, 24)))


def read(source: Any, *, max_bytes: int | None = None, validate: bool = True) -> bytes:
    return read_image(source, "init_image", max_bytes=max_bytes, validate=validate).data


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    path.write_bytes(PNG)
    return path


def test_bytes_of_every_kind_are_taken_as_the_file_itself() -> None:
    assert read(PNG) == read(bytearray(PNG)) == read(memoryview(PNG)) == read(memoryview(PNG[::-1])[::-1]) == PNG


def test_a_string_and_a_path_name_a_file(path: Path) -> None:
    assert read(str(path)) == read(path) == PNG


def test_a_picture_that_a_call_gave_is_an_image() -> None:
    picture = GeneratedImage(PNG, "image/png", 7)
    assert read(picture) == PNG
    assert read(picture, validate=False) == PNG
    assert masks.invert(masks.invert(picture)) == open_picture(PNG, "mask")
    assert masks.from_box(picture, (0, 0, 5, 5)).size == masks.upright(picture).size == (40, 24)
    with pytest.raises(InvalidFileSizeError):
        read(picture, max_bytes=10)


def test_a_picture_that_a_call_gave_goes_into_the_next(client: Stability) -> None:
    picture = client.text_to_image("a lighthouse").image
    assert client.image_to_image(picture, "a storm").image.size == picture.size


def test_a_file_is_read_from_where_it_stands_and_left_there() -> None:
    file = io.BytesIO(b"before" + PNG)
    file.seek(6)
    assert read(file) == PNG
    assert file.tell() == 6


@pytest.mark.parametrize("content", [b"not an image", PNG[:-20], b""])
def test_a_file_that_is_refused_keeps_its_position(content: bytes) -> None:
    file = io.BytesIO(b"before" + content)
    file.seek(6)
    with pytest.raises(InvalidMimeTypeError):
        read(file)
    assert file.tell() == 6


def test_a_file_that_breaks_off_while_it_is_read_keeps_its_position() -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            super().read(size and 3)
            raise TimeoutError("the share went away")

    file = Breaking(PNG)
    with pytest.raises(InvalidOptionError, match="the share went away"):
        read(file)
    assert file.tell() == 0


def test_a_pipe_is_read_once() -> None:
    outlet, inlet = os.pipe()
    with os.fdopen(outlet, "rb") as pipe:
        os.write(inlet, PNG)
        os.close(inlet)
        assert read(pipe) == PNG


def test_a_path_that_is_a_pipe_can_be_read(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    writer = threading.Thread(target=fifo.write_bytes, args=(PNG,))
    writer.start()
    assert read(fifo, max_bytes=len(PNG)) == PNG
    writer.join()


def test_whatever_has_a_read_method_is_a_file() -> None:
    class Download:
        def __init__(self) -> None:
            self.rest = PNG

        def read(self, size: int) -> bytes:
            piece, self.rest = self.rest[: min(size, 100)], self.rest[min(size, 100) :]
            return piece

    assert read(Download()) == PNG
    assert read(gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(PNG)))) == PNG


def test_a_temporary_file_of_any_kind_is_a_file() -> None:
    with tempfile.SpooledTemporaryFile() as spooled, tempfile.NamedTemporaryFile() as named:
        for file in (spooled, named):
            file.write(PNG)
            file.seek(0)
            assert read(file) == PNG


def refusals(tmp_path: Path) -> dict[str, tuple[Any, str]]:
    (tmp_path / "photo.png").write_bytes(PNG)
    closed = io.BytesIO(PNG)
    closed.close()
    return {
        "None": (None, "init_image is missing"),
        "a number": (3, "of type int"),
        "a list": ([PNG], "of type list"),
        "an array": (type("ndarray", (), {"__array_interface__": {}})(), "PIL.Image.fromarray"),
        "text": (io.StringIO("text"), "binary mode"),
        "a file in text mode": ((tmp_path / "photo.png").open(encoding="latin-1"), "binary mode"),
        "a closed file": (closed, "closed"),
        "a directory": (tmp_path, "directory"),
        "a missing path": (tmp_path / "missing.png", "No such file"),
        "an empty path": ("", "init_image is an empty path. Expected bytes"),
        "a whole generation": (
            Generation((), "engine", "text_to_image", HttpInfo(200, {})),
            "of type Generation. Expected .* GeneratedImage; `.image` is",
        ),
        "a URL": ("https://example.com/photo.png", "is a URL"),
        "a path with a NUL": ("photo\0.png", "path"),
        "base64 as a path": ("iVBORw0KGgo" * 1000, "path"),
        "a reader of text": (Mock(spec=["read"], read=Mock(return_value="text")), "gives text"),
        "a reader that has nothing yet": (Mock(spec=["read"], read=Mock(return_value=None)), "nothing yet"),
        "a reader that raises": (Mock(spec=["read"], read=Mock(side_effect=KeyError("token"))), "KeyError"),
        "a damaged archive": (gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(PNG)[:50])), "cannot be read"),
    }


def test_what_cannot_be_read_is_refused_with_what_to_do(tmp_path: Path) -> None:
    for name, (source, message) in refusals(tmp_path).items():
        with pytest.raises(InvalidOptionError, match=message) as caught:
            read(source)
        assert isinstance(caught.value, ValueError), name
        assert not caught.value.sent
        assert "init_image" in caught.value.message
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
        path.write_bytes(PNG)
        path.chmod(0)
        with pytest.raises(InvalidOptionError, match="Permission"):
            read(path)


def test_an_unreadable_file_is_refused_without_validation_too(tmp_path: Path) -> None:
    with pytest.raises(InvalidOptionError, match="No such file"):
        read(tmp_path / "missing.png", validate=False)


@pytest.mark.parametrize("wrap", [bytes, bytearray, memoryview, io.BytesIO])
def test_what_is_larger_than_allowed_is_refused(wrap: Any) -> None:
    with pytest.raises(InvalidFileSizeError, match=f"{len(PNG):,} bytes; at most {len(PNG) - 1:,}"):
        read(wrap(PNG), max_bytes=len(PNG) - 1)
    assert read(wrap(PNG), max_bytes=len(PNG)) == PNG


def test_a_file_that_is_too_large_is_not_read_at_all(tmp_path: Path) -> None:
    sparse = tmp_path / "large.png"
    with sparse.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(InvalidFileSizeError):
        read(sparse, max_bytes=10_000)
    with sparse.open("rb") as file, pytest.raises(InvalidFileSizeError):
        read(file, max_bytes=10_000)


def test_an_endless_pipe_is_given_up_at_the_limit() -> None:
    class Endless:
        given = 0

        def read(self, size: int) -> bytes:
            self.given += size
            return b"\0" * size

    source = Endless()
    with pytest.raises(InvalidFileSizeError):
        read(source, max_bytes=3_000_000)
    assert source.given < 6_000_000


def test_without_validation_any_content_of_any_size_is_taken() -> None:
    image = read_image(b"anything", "mask_image", max_bytes=1, validate=False)
    assert (image.data, image.media_type, image.filename, image.size) == (
        b"anything",
        "application/octet-stream",
        "mask_image.bin",
        None,
    )
    assert read_image(PNG[:-9], "init_image", max_bytes=1, validate=False).media_type == "image/png"


def test_the_filename_never_tells_the_callers_path(tmp_path: Path) -> None:
    path = tmp_path / 'my "secret"\r\nname.gif'
    path.write_bytes(PNG)
    assert read_image(path, "init_image", max_bytes=None).filename == "init_image.png"


def test_the_repr_shows_the_size_and_never_the_bytes() -> None:
    shown = repr(read_image(PNG, "init_image", max_bytes=None))
    assert f"<{len(PNG):,} bytes>" in shown
    assert "IHDR" not in shown


def test_pillow_is_not_loaded_for_a_file_that_needs_no_pixels() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from stability_client._images.inputs import read_image; import stability_client.masks;"
        "image = read_image(sys.stdin.buffer, 'init_image', max_bytes=None); assert image.size == (40, 24);"
        "assert 'PIL' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], input=PNG, check=True)


def test_every_refusal_here_is_one_of_ours(tmp_path: Path) -> None:
    for source, _ in refusals(tmp_path).values():
        with pytest.raises(StabilityError):
            read(source)
        if isinstance(source, io.TextIOWrapper):
            source.close()
